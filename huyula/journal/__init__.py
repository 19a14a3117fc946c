"""What was done, by whom, to what; sealed, so that a change shows. Jobs by name; telling those who listen.

Words: entry (one act), seal (a batch of entries bound to the one before), head (a day's last seal, signed and kept
outside the database), listener (who is told of an entry), job (work done later by name).
It never holds a name or a personal value: only ids, verbs and field names.
"""
