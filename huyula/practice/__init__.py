"""Learning applied at work: one question some weeks after a course, an answer with a proof, one tap of the supervisor.

Words: asking rule (after how many days one is asked, with its reason), use question (what somebody is asked about one
completion, at most twice), use report (the answer: words, a photo or a link), use confirmation (whether the supervisor
has seen it), figures (learned and applied, side by side).
It never blames whoever does not answer, never lets anybody confirm their own report, and never says that it recognised
anything on a photo.
"""
