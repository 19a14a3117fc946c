"""Who works with whom in the tests of practice, and how the days go by."""

import datetime as dt
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import Settings

from huyula.lib import clock
from huyula.people.models import Delegation, Person, Placement, Unit
from huyula.people.samples import a_person, a_position, a_unit, from_now
from huyula.people.tests.test_supervisors import a_head, lead

A_DAY = dt.timedelta(days=1)


def a_section(name: str = "Bidang Data") -> tuple[Unit, Person, Person]:
    """Make a unit with its head Ismet and with Sari, who works there."""
    unit = a_unit(name)
    return unit, a_head("Ismet", unit), a_person("Sari", unit=unit)


def let_days_pass(days: int, settings: Settings, tmp_path: Path) -> None:
    """Put the clock of a demo forward, as its visitors do."""
    settings.HUYULA_IS_DEMO = True
    settings.HUYULA_DATA = str(tmp_path)
    clock.put_forward(days)


def move(person: Person, *, to: Unit) -> None:
    """Close the posts of a person yesterday and open one elsewhere today, as an import does."""
    today = clock.today()
    old = Placement.objects.standing().get(person=person)
    Placement.objects.filter(pk=old.pk).update(recorded=(old.recorded.lower, from_now().lower))
    for unit, position, days in (
        (old.unit, old.position, DateRange(old.valid.lower, today)),
        (to, a_position(agency=to.agency), DateRange(today, None)),
    ):
        Placement.objects.create(
            person=person,
            agency=unit.agency,
            unit=unit,
            position=position,
            kind=old.kind,
            valid=days,
            recorded=from_now(),
        )


def hand_over(giver: Person, taker: Person, unit: Unit) -> None:
    """Let somebody act for another these days."""
    days = DateRange(clock.today(), clock.today() + 7 * A_DAY)
    Delegation.objects.create(agency=unit.agency, giver=giver, taker=taker, valid=days, recorded=from_now())


__all__ = ["A_DAY", "a_head", "a_section", "hand_over", "lead", "let_days_pass", "move"]
