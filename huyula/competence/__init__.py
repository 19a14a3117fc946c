"""What a post asks of its holder, what its holder can do, and the gap between the two.

Words: framework (a list of competences, with its source), requirement (the level that a post asks for, from its class
or of its own, with its days), round (at most seven competences that somebody rates by acts), rating (one answer of a
round, by the person or the supervisor), evidence (one source's word on a level; all are kept and shown).
It never overwrites a source, never averages two, and shows a gap to nobody but the person, the supervisor and the
agency's administrators.
"""
