"""The ledger of learning hours (JP): what was posted for whom, by which rule, because of what.

Words: form (how a competence was developed, by the codes of SIASN), conversion rule (how the units of a form become
JP), target (how many JP a category of staff needs or may have in a year), duty (who is counted, by legal standing),
posting (one entry of the ledger, with its arithmetic; never changed, only countered).
It never issues certificates, never asks how somebody learned, and never takes what it does not know for zero.
"""
