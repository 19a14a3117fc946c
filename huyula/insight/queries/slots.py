"""What insight shows on pages of other areas."""

from typing import Any

from django.db.models import Subquery

from huyula.access.models import User
from huyula.insight import policies
from huyula.insight.models import Reckoning
from huyula.insight.rules import LEAST_GROUP
from huyula.lib import clock
from huyula.people.models import Unit
from huyula.people.queries import way_to


def of_unit(unit: Unit, user: User, **_words: Any) -> dict[str, Any]:
    """Give the hours and gaps of a unit with all below it to whom they concern; nothing to others.

    Gaps are opened by administrators alone; a head sees them in fives, where nobody can be made out in them: in single
    figures one who looks before and after somebody is rated would see what came out.
    One query where the page has loaded the unit's way to the top, else two.
    """
    year = clock.today(unit.agency.zone).year
    known = getattr(unit, "way", None)
    way = {str(pk) for pk, _name in (known if known is not None else way_to(unit, clock.today()))}
    counted = Reckoning.objects.filter(agency=unit.agency_id, year=year).values("at")
    rows = policies.figures_of_unit(user, unit, way=way).filter(year=year, people__gt=0)
    row: Any = rows.annotate(counted_at=Subquery(counted)).first()
    if row is None:
        return {}
    sees_gaps = row.is_administrator or not row.tells_of_few
    opens = row.is_administrator or row.is_officer
    gaps = [row.rated - row.with_gap, row.with_gap, row.unrated]
    if not row.is_administrator:
        gaps = [count - count % LEAST_GROUP for count in gaps]
    words = {"gaps": gaps, "sees_gaps": sees_gaps, "opens": opens, "opens_gaps": row.is_administrator}
    return {"total": row, "year": year, "counted_at": row.counted_at, **words}
