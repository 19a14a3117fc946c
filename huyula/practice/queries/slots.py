"""What practice shows on pages of other areas."""

from typing import Any

from huyula.access.models import User
from huyula.lib import clock
from huyula.people.models import Unit
from huyula.people.queries import way_to
from huyula.practice import policies
from huyula.practice.queries.figures import below, of_units, since


def of_unit(unit: Unit, user: User, **_words: Any) -> dict[str, Any]:
    """Give learned and applied of a unit with all below it: in full to its supervisors and administrators.

    Colleagues see figures rounded down to fives, and none of fewer than five persons. Three queries where the page has
    loaded the unit's way to the top, else four.
    """
    day = clock.today()
    figures = of_units(below(unit, day), since=since(day), until=day)
    if not figures.learned:
        return {}
    known = getattr(unit, "way", None)
    way = {pk for pk, _name in (known if known is not None else way_to(unit, day))}
    sees_rows = policies.may_see_rows(user, unit, way=way)
    shown = figures if sees_rows else figures.for_others()
    return {"shown": shown, "sees_rows": sees_rows, "since": since(day)}
