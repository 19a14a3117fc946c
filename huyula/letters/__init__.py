"""Official letters and printed sheets: letterheads, signatories, number patterns, templates; PDF out.

Words: letterhead (what stands at the head of an agency's letters, from a day on), signatory (who signs, as the agency
types it), pattern (how an organiser's numbers are written), number (one drawn from it, never twice and without gaps),
letter (a PDF that was issued), sheet (something printed to be cut or folded, whose content is not kept).
It never splices typed text into a template, and never claims to sign electronically.
"""
