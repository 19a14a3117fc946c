"""Small true persons, units and posts for tests and the demo."""

import datetime as dt
import itertools

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone

from huyula.access.models import Agency, User
from huyula.access.samples import a_user, an_agency
from huyula.people.models import (
    AppointmentKind,
    Biodata,
    Category,
    Identifier,
    IdentifierKind,
    Person,
    Placement,
    Position,
    PositionClass,
    PositionKind,
    Rank,
    RankScheme,
    Sex,
    Standing,
    Unit,
    UnitGrant,
    UnitState,
)

_numbers = itertools.count(1)
SINCE = dt.date(2024, 1, 1)
ALWAYS = DateRange(None, None)


def from_now() -> DateTimeTZRange:
    """Give a recorded time that starts now and stays open."""
    return DateTimeTZRange(timezone.now(), None)


def a_unit(
    name: str = "Dinas Contoh",
    *,
    agency: Agency | None = None,
    under: Unit | None = None,
    echelon: str = "",
    siasn_id: str = "",
) -> Unit:
    """Make a unit, in an agency of its own unless one is given or the unit above has one."""
    home = agency or (under.agency if under else an_agency())
    unit = Unit.objects.create(agency=home, siasn_id=siasn_id or f"unor-{next(_numbers)}")
    UnitState.objects.create(
        unit=unit, agency=home, parent=under, name=name, echelon=echelon, valid=ALWAYS, recorded=from_now()
    )
    return unit


def a_position(
    name: str = "Pengelola Data",
    *,
    agency: Agency | None = None,
    position_class: PositionClass = PositionClass.PELAKSANA,
    level: str = "",
    echelon: str = "",
) -> Position:
    """Make a post; its kind follows from its class."""
    kinds = {PositionClass.FUNCTIONAL: PositionKind.FUNCTIONAL, PositionClass.PELAKSANA: PositionKind.GENERAL}
    return Position.objects.create(
        agency=agency or an_agency(),
        siasn_id=f"jabatan-{next(_numbers)}",
        name=name,
        kind=kinds.get(position_class, PositionKind.STRUCTURAL),
        position_class=position_class,
        level=level,
        echelon=echelon,
        retirement_age=58,
    )


def a_person(
    name: str = "Sari",
    *,
    agency: Agency | None = None,
    unit: Unit | None = None,
    position: Position | None = None,
    sex: Sex = Sex.FEMALE,
    since: dt.date = SINCE,
    nip: str = "",
    has_account: bool = True,
) -> Person:
    """Make a person with an account, a NIP, biodata, a rank, a standing and a definitive placement in a unit."""
    home = agency or (unit.agency if unit else None) or (position.agency if position else None) or an_agency()
    number = next(_numbers)
    person = Person.objects.create(user=a_user(name) if has_account else None)
    Identifier.objects.create(
        person=person,
        kind=IdentifierKind.NIP,
        value=nip or _free_nip(number, sex),
        siasn_id=f"siasn-contoh-{number}",
        valid=ALWAYS,
        recorded=from_now(),
    )
    Biodata.objects.create(
        person=person,
        agency=home,
        name=name,
        sex=sex,
        born_on=dt.date(1990, 1, 1),
        restricted="{}",
        recorded=from_now(),
    )
    place(person, unit=unit or a_unit(agency=home), position=position or a_position(agency=home), since=since)
    Rank.objects.create(
        person=person,
        agency=home,
        scheme=RankScheme.PNS,
        code="33",
        name="III/c",
        valid=DateRange(since, None),
        recorded=from_now(),
    )
    Standing.objects.create(
        person=person,
        agency=home,
        category=Category.PNS,
        legal_status="01",
        staff_kind="10",
        joined_on=dt.date(2015, 1, 1),
        valid=DateRange(since, None),
        recorded=from_now(),
    )
    return person


def place(
    person: Person,
    *,
    unit: Unit,
    position: Position,
    since: dt.date = SINCE,
    kind: AppointmentKind = AppointmentKind.DEFINITIVE,
) -> Placement:
    """Place a person in a post of a unit from a day on."""
    return Placement.objects.create(
        person=person,
        agency=unit.agency,
        unit=unit,
        position=position,
        kind=kind,
        valid=DateRange(since, None),
        recorded=from_now(),
    )


def a_unit_officer(unit: Unit, *, label: str = "Pengelola Contoh") -> User:
    """Make an account that is personnel officer of a unit and of everything below it."""
    user = a_user(label)
    UnitGrant.objects.create(agency=unit.agency, unit=unit, user=user, since=dt.date(2025, 1, 1), reason="contoh")
    return user


def _free_nip(number: int, sex: Sex) -> str:
    """Make an invented NIP: the birth day counts up, the serial stays above 900."""
    born = dt.date(1975, 1, 1) + dt.timedelta(days=number // 99)
    return f"{born:%Y%m%d}201501{2 if sex == Sex.FEMALE else 1}{901 + number % 99:03d}"
