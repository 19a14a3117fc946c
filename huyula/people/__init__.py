"""Persons, positions, units and careers of an agency; imports from SIASN and their undo (the SIMPEG part).

Words: person (a human being who belongs to no agency), unit (a part of an agency's tree), position (a post),
placement (who stood where in which post, with valid and recorded time), import (a file taken in, dry run first).
It never makes an account or a password from a file, never keeps religion or marital status, and never shows one
agency the persons of another.
"""
