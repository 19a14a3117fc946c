"""Quizzes: questions with a key, attempts against the server's clock, answers that are never lost, results that add up.

Words: quiz (questions, frozen once published; a change is a new quiz that names the previous one), attempt (one try of
a person, opened and timed by the server), answer (one event from a device, only ever added), hand-in (that an attempt
is closed: by its author or by the clock), result (its points, with their arithmetic).
It never lets a key leave the server before an attempt is closed, never trusts a device's clock or count, and never
knows of courses or hours.
"""
