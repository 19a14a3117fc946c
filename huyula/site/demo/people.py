"""The people of the demo: each agency imports an invented export, the cast joins the province, roles are given."""

import csv
import io
from collections.abc import Iterable

from huyula.access import actions as access
from huyula.access.models import Agency, AgencyKind, Role
from huyula.lib import clock
from huyula.people.actions import grants, imports, slips, supervisors, working
from huyula.people.models import ImportKind, Unit, UnitState
from huyula.people.queries import people_of_unit
from huyula.people.samples.cast import EDUCATION, let_in, months_ago, the_cast
from huyula.people.samples.exports import UNIT_HEADER, an_export
from huyula.people.samples.officers import HEADER, Home
from huyula.site.demo.world import HOME, ISLAND, PASSWORD, SEED, Demo

# How the people of the territory are spread, in hundredths: the province, five regencies, the city.
SHARES = {"9900": 18, "9901": 21, "9902": 12, "9903": 12, "9904": 13, "9905": 11, "9971": 13}
UNPLACED = 5
ID, PARENT = UNIT_HEADER.index("Id"), UNIT_HEADER.index("DiatasanId")
PRINTED = 6


def fill(demo: Demo) -> None:
    """Import what was asked for, bring in the cast, and leave some work for each role."""
    for code, share in SHARES.items():
        if count := demo.people * share // 100:
            _import(demo.agencies[code], count)
    demo.cast.update(the_cast(home=demo.home, island=demo.agencies[ISLAND]))
    let_in(demo.cast, password=PASSWORD)
    _give_roles(demo)
    _leave_work(demo)


def _import(agency: Agency, count: int) -> None:
    """Take in an export and its units; of the province's, some units wait to be placed."""
    home = Home(agency.siasn_id, agency.name, agency.code)
    export = an_export(count, home=home, seed=SEED, is_province=agency.kind == AgencyKind.PROVINCE)
    _take_in(agency, ImportKind.PEOPLE, HEADER, export.rows)
    units = list(export.units())
    waiting = _left_out(agency, units) if agency.code == HOME else set()
    _take_in(agency, ImportKind.UNITS, UNIT_HEADER, [row for row in units if row[ID] not in waiting])


def _left_out(agency: Agency, units: list[list[str]]) -> set[str]:
    """Choose the last units that people work in and that nothing hangs under: they wait to be placed."""
    above = {row[PARENT] for row in units}
    known = set(Unit.objects.filter(agency=agency).values_list("siasn_id", flat=True))
    leaves = [row[ID] for row in units if row[ID] in known and row[ID] not in above and row[PARENT]]
    return set(leaves[-UNPLACED:])


def _take_in(agency: Agency, kind: ImportKind, header: Iterable[str], rows: Iterable[list[str]]) -> None:
    """Check a file and take it in, as the shell does."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    file = io.BytesIO(text.getvalue().encode())
    batch = imports.begin(
        file, name=f"contoh-{agency.code}.csv", agency=agency, by=None, kind=kind, in_background=False
    )
    working.check(batch)
    batch.refresh_from_db()
    imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    working.take_in(batch)


def _give_roles(demo: Demo) -> None:
    """Make one an administrator, one the operator, one personnel officer of a department."""
    since, reason = months_ago(30), "SK CONTOH 800/1/2026"
    for key, role in (("ramla", Role.ADMINISTRATOR), ("fikri", Role.OPERATOR)):
        access.grant(demo.account(key), role=role, over=demo.home, since=since, reason=reason, by=None)
    unit = _department(demo)
    grants.give(unit, to=demo.cast["yusuf"], since=since, until=None, reason=reason, by=demo.account("ramla"))


def _leave_work(demo: Demo) -> None:
    """Print some slips, and let the teacher on the island say that the supervisor shown is not hers."""
    waiting = people_of_unit(_department(demo), clock.today()).filter(user__isnull=True).order_by("pk")
    if some := list(waiting[:PRINTED]):
        slips.issue(some, by=demo.account("yusuf"))
    supervisors.object_to(
        demo.cast["maryam"],
        words="Sejak semester ini atasan saya kepala sekolah, menurut surat tugas 12/CONTOH/2026.",
        by=demo.account("maryam"),
    )


def _department(demo: Demo) -> Unit:
    """Give the department where most of the cast works."""
    states = UnitState.objects.as_of(clock.today()).filter(agency=demo.home, name=EDUCATION)
    return states.select_related("unit").get().unit
