"""Things that would make sense in another project: refusals, crypto, temporal models, tabular files.

No tables of its own.
"""
