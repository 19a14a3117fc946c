"""Small true hours for tests and the demo."""

import datetime as dt
from decimal import Decimal

from huyula.access.models import Agency
from huyula.hours import actions
from huyula.hours.models import Posting
from huyula.hours.rules import Measure, Scope
from huyula.journal.actions import record
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person


def a_reason(person: Person, *, agency: Agency) -> Entry:
    """Make a journal entry by which something may be posted."""
    return record("learning.completed", by=None, about=person, agency=agency.pk)


def some_hours(
    person: Person | None = None,
    *,
    agency: Agency | None = None,
    jp: Decimal | int = 8,
    form: str = "16",
    unit: Measure = Measure.JP,
    title: str = "Menulis Jawaban untuk Warga",
    on: dt.date | None = None,
    scope: Scope = Scope.NATIONAL,
) -> Posting:
    """Post hours of e-learning, or units of another form; the rules are entered first."""
    actions.load_rules()
    who = person or a_person()
    home = agency or who.placements.select_related("agency").order_by("pk")[0].agency
    day = on or clock.today(home.zone)
    because = a_reason(who, agency=home)
    return actions.post(
        who, form=form, units=jp, unit=unit, title=title, on=day, because=because, agency=home, scope=scope
    )
