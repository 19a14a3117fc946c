"""Courses and what people did in them: versions frozen once published, lessons, enrolments, progress, completions.

Words: course (known by a code of its agency), version (what one begins and stays on), lesson (text, file or quiz),
enrolment (that somebody takes part), completion (that the rule was met, once and for good).
It never changes what was published, never counts progress in two ways, and never keeps hours or certificates itself:
those hear of a completion through the journal.
"""
