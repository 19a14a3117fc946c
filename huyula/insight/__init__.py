"""What it adds up to: who has how many hours and which gaps, what was learned and applied; counted once, shown alike.

Words: reckoning (when the figures of an agency and a year were counted), figures (what a person, a unit or a unit's
competence comes to, kept as they were counted), total (a unit with everything below it), release (figures that an
agency lets others see, coarsened and frozen), withdrawal (the end of a release).
It writes nothing but its own roll-ups and releases, never shows a person to another agency, and never shows a number
that does not open to its rows.
"""
