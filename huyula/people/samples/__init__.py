"""Small true persons, units and posts for tests and the demo, and invented exports of any size."""

from huyula.people.samples.persons import (
    ALWAYS,
    a_person,
    a_position,
    a_unit,
    a_unit_officer,
    from_now,
    place,
)

__all__ = ["ALWAYS", "a_person", "a_position", "a_unit", "a_unit_officer", "from_now", "place"]
