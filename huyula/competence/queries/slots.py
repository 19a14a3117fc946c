"""What competence shows on pages of other areas: the own gaps on the first page."""

from typing import Any

from huyula.access.models import User
from huyula.competence.queries.levels import gaps_of_people, grouped
from huyula.lib import clock
from huyula.people.queries import me

MOST = 3


def home(user: User, **_words: Any) -> dict[str, Any]:
    """Give the riskiest gaps of whoever is signed in, and how many there are; nothing without a standard.

    Three queries, none without a person.
    """
    person = me(user).person
    found = gaps_of_people([person], clock.today()).get(person, ()) if person else ()
    if not found:
        return {}
    groups = grouped(found)
    return {"person": person, "groups": groups, "first": groups.below[:MOST]}
