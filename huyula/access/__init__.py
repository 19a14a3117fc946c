"""Agencies (the tenants), users, the vocabulary of roles, tokens, sign-in; `ensure()`.

Words: agency (a government with its own personnel), user (an account; whose person it is, only `people` knows), sign-in
name (NIP or address, blind-indexed), grant (a role over a whole agency, with dates and reason), replay (an act that
arrives twice and is answered once).
It never knows a person's name, post or unit, and derives nothing from a NIP.
"""
