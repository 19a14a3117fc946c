"""The figures of the demo: hours and levels of many, so that units differ, counted; two agencies have released."""

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal

from huyula.access.models import Agency
from huyula.access.samples import an_administrator
from huyula.competence import actions as competence
from huyula.competence.queries import standards_of_people
from huyula.competence.rules import Source
from huyula.hours import actions as hours
from huyula.hours.rules import Measure
from huyula.insight import actions
from huyula.insight.queries.releases import proposed
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.people.models import Identifier, IdentifierKind, Person, Placement
from huyula.site.demo.world import HOME, SEED, Demo

# So many of an agency's people have a history, at most: the demo has to stand within minutes, however large it is.
WITH_HISTORY = {HOME: 90, "9901": 45, "9902": 45, "9971": 45}
RELEASED = ("9901", "9971")
# What was attended: title, form (SIASN), what is counted, how many units.
CLASSES = (
    ("Bimbingan teknis pengelolaan arsip dinamis", "8", Measure.JP, (8, 16)),
    ("Pelatihan pelayanan publik yang ramah", "3", Measure.JP, (10, 20)),
    ("Lokakarya penyusunan laporan kinerja", "4", Measure.DAY, (1, 2)),
    ("Seminar tata kelola data daerah", "9", Measure.DAY, (1, 1)),
    ("Kelas daring keamanan informasi dasar", "16", Measure.JP, (4, 12)),
    ("Coaching menulis nota dinas", "14", Measure.ACTIVITY, (1, 2)),
    ("Komunitas belajar literasi data", "23", Measure.ACTIVITY, (1, 3)),
    ("Bimbingan di tempat kerja: layanan loket", "24", Measure.ACTIVITY, (1, 3)),
)
ATTENDS, RATED, LEAST_RATED, MOST_RATED = 0.78, 0.65, 4, 8
# What an assessment centre looks at; two of the digital ones are served by the courses of the demo.
CODES = frozenset({*(f"M{number}" for number in range(1, 9)), "S9", "D.d", "D.e", "D.a"})


def fill(demo: Demo) -> None:
    """Let many attend classes and be assessed, count everything, and let two agencies release their figures."""
    chance = random.Random(SEED)  # noqa: S311 - an invented province, not a secret
    for code, most in WITH_HISTORY.items():
        agency = demo.agencies[code]
        people = _some_of(agency, most, chance)
        _attend(agency, people, chance)
        _assess(agency, people, chance)
    actions.count_all()
    for code in RELEASED:
        agency, year = demo.agencies[code], clock.today().year
        if proposed(agency, year).coarse:
            actions.release(agency, year=year, by=an_administrator(agency, label=f"Administrator {code} CONTOH"))


def _some_of(agency: Agency, most: int, chance: random.Random) -> list[Person]:
    """Choose some of those whom the import brought, the same ones each time."""
    here = Placement.objects.as_of(clock.today()).filter(agency=agency, person__user__isnull=True)
    numbers = Identifier.objects.standing().filter(kind=IdentifierKind.NIP, person__in=here.values("person"))
    found = [number.person for number in numbers.select_related("person").order_by("value")]
    return chance.sample(found, min(most, len(found)))


def _attend(agency: Agency, people: Sequence[Person], chance: random.Random) -> None:
    """Post the hours of what some attended this year and last year."""
    for person in people:
        if chance.random() < ATTENDS:
            for title, form, unit, (least, most) in chance.sample(CLASSES, chance.randint(1, 4)):
                hours.post(
                    person,
                    form=form,
                    units=Decimal(chance.randint(least, most)),
                    unit=unit,
                    title=title,
                    on=_a_day(chance),
                    because=record("demo.class_attended", by=None, about=person, agency=agency.pk),
                    agency=agency,
                )


def _a_day(chance: random.Random) -> dt.date:
    """Give a day of this year, now and then of the last."""
    today = clock.today()
    first = dt.date(today.year, 1, 1)
    day = first + dt.timedelta(days=chance.randint(0, (today - first).days))
    return day - dt.timedelta(days=365) if chance.random() < 1 / 5 else day


def _assess(agency: Agency, people: Sequence[Person], chance: random.Random) -> None:
    """Let an assessment centre say of some at which level they are, mostly near what their posts ask for."""
    today = clock.today()
    asked = standards_of_people([person.pk for person in people], today)
    for person in people:
        rows = [one for one in asked.get(person.pk, ()) if one.competence.code in CODES]
        if not rows or chance.random() > RATED:
            continue
        for one in chance.sample(rows, min(len(rows), chance.randint(LEAST_RATED, MOST_RATED))):
            competence.note_evidence(
                person,
                competence=one.competence,
                level=min(max(one.level + chance.choice((-1, -1, 0, 0, 1)), 0), 5),
                source=Source.ASSESSMENT,
                on=today - dt.timedelta(days=chance.randint(20, 300)),
                because=None,
                agency=agency,
            )
