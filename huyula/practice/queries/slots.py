"""What practice shows on pages of other areas."""

from typing import Any

from huyula.access.models import User
from huyula.lib import clock
from huyula.people.models import Unit
from huyula.people.queries import way_to
from huyula.practice.queries.figures import of_unit_and_rights, since


def of_unit(unit: Unit, user: User, **_words: Any) -> dict[str, Any]:
    """Give learned and applied of a unit with all below it: in full to its supervisors and administrators.

    Colleagues see figures rounded down to fives, and none of fewer than five persons. One query where the page has
    loaded the unit's way to the top, else two.
    """
    day = clock.today()
    known = getattr(unit, "way", None)
    way = {str(pk) for pk, _name in (known if known is not None else way_to(unit, day))}
    figures, sees_rows = of_unit_and_rights(unit, user, way=way, day=day)
    if not figures.learned:
        return {}
    return {"shown": figures if sees_rows else figures.for_others(), "sees_rows": sees_rows, "since": since(day)}
