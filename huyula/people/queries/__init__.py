"""Reading people: what areas above ask for stands here, the rest in the modules by noun."""

from huyula.people.queries.persons import Card, cards_of, name_of, names_of, names_of_users, placement_of
from huyula.people.queries.supervisors import (
    Supervisor,
    heads_of,
    led_among,
    stood_in_for,
    supervisor_of,
    supervisors_of,
    team_of,
)
from huyula.people.queries.trees import Branch, unit_tree
from huyula.people.queries.units import names_of_units, people_of_unit, units_below, way_to
from huyula.people.queries.viewers import Me, agencies_of, agency_of, me, person_of

__all__ = [
    "Branch",
    "Card",
    "Me",
    "Supervisor",
    "agencies_of",
    "agency_of",
    "cards_of",
    "heads_of",
    "led_among",
    "me",
    "name_of",
    "names_of",
    "names_of_units",
    "names_of_users",
    "people_of_unit",
    "person_of",
    "placement_of",
    "stood_in_for",
    "supervisor_of",
    "supervisors_of",
    "team_of",
    "unit_tree",
    "units_below",
    "way_to",
]
