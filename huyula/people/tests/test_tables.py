"""What the database itself refuses."""

import datetime as dt
import uuid

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import DatabaseError, IntegrityError
from django.utils import timezone

from huyula.access.samples import an_agency
from huyula.people.models import AppointmentKind, Change, Identifier, IdentifierKind, Placement
from huyula.people.samples import a_person, a_position, a_unit, from_now, place

pytestmark = pytest.mark.django_db


def test_a_person_has_an_account_and_stands_in_a_post() -> None:
    agency = an_agency()
    unit, position = a_unit("Dinas Contoh", agency=agency), a_position(agency=agency)

    sari = a_person("Sari", agency=agency, unit=unit, position=position)

    assert sari.user is not None
    placement = Placement.objects.as_of(timezone.localdate()).definitive().get(person=sari)
    assert (placement.unit, placement.position, placement.agency) == (unit, position, agency)


def test_nobody_holds_two_definitive_posts_on_one_day() -> None:
    sari, unit = a_person("Sari"), a_unit("Dinas Lain")

    with pytest.raises(IntegrityError, match="people_placement_one_definitive"), transaction.atomic():
        place(sari, unit=unit, position=a_position(agency=unit.agency))

    place(sari, unit=unit, position=a_position(agency=unit.agency), kind=AppointmentKind.ACTING)


def test_a_nip_stands_for_one_person_even_a_former_one() -> None:
    sari, budi = a_person("Sari"), a_person("Budi")
    nip = sari.identifiers.get(kind=IdentifierKind.NIP).value
    former = DateRange(dt.date(2010, 1, 1), dt.date(2015, 1, 1))

    with pytest.raises(IntegrityError, match="people_identifier_one_person"), transaction.atomic():
        Identifier.objects.create(person=budi, kind=IdentifierKind.NIP, value=nip, valid=former, recorded=from_now())


@pytest.mark.parametrize("kind", ["placements", "ranks", "standings"])
def test_no_two_facts_of_a_person_hold_on_one_day(kind: str) -> None:
    sari = a_person("Sari", since=dt.date(2024, 1, 1))
    fact = getattr(sari, kind).get()
    fact.pk, fact.valid, fact.recorded = None, DateRange(dt.date(2023, 6, 1), dt.date(2024, 1, 2)), from_now()

    with pytest.raises(IntegrityError, match="two facts of one person"), transaction.atomic():
        fact.save(force_insert=True)

    fact.valid = DateRange(dt.date(2023, 6, 1), dt.date(2024, 1, 1))
    fact.save(force_insert=True)
    assert getattr(sari, kind).count() == 2


def test_a_placement_stays_within_its_agency() -> None:
    here, elsewhere = a_unit("Dinas Contoh"), a_unit("Dinas Lain")
    sari = a_person("Sari", unit=here, since=dt.date(2024, 1, 1))
    words = {"person": sari, "agency": here.agency, "kind": AppointmentKind.ACTING, "recorded": from_now()}
    wrong = (
        ("people_unit", {"unit": elsewhere, "position": a_position(agency=here.agency)}),
        ("people_position", {"unit": here, "position": a_position(agency=elsewhere.agency)}),
        ("people_person", {"unit": here, "position": a_position(agency=here.agency), "person_id": uuid.uuid4()}),
        ("access_agency", {"unit": here, "position": a_position(agency=here.agency), "agency_id": uuid.uuid4()}),
    )

    for table, more in wrong:
        told = {name: value for name, value in words.items() if f"{name}_id" not in more} | more
        with pytest.raises(IntegrityError, match=f"{table} that is not there"), transaction.atomic():
            Placement.objects.create(valid=DateRange(dt.date(2025, 1, 1), None), **told)


def test_what_facts_refer_to_is_never_deleted() -> None:
    sari = a_person("Sari")
    placement = sari.placements.get()

    for table, key in (("person", sari.pk), ("unit", placement.unit_id), ("position", placement.position_id)):
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM people_{table} WHERE id = %s", [key])


def test_a_fact_is_closed_but_never_rewritten() -> None:
    placement = a_person("Sari").placements.get()
    closed = "UPDATE people_placement SET recorded = tstzrange(lower(recorded), now() + interval '1s') WHERE id = %s"

    for forbidden in (
        "UPDATE people_placement SET place = 'x' WHERE id = %s",
        "DELETE FROM people_placement WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(forbidden, [placement.pk])
    with connection.cursor() as cursor:
        cursor.execute(closed, [placement.pk])

    assert not Placement.objects.standing().filter(pk=placement.pk).exists()
    assert Placement.objects.known_at(placement.recorded.lower).filter(pk=placement.pk).exists()


def test_each_write_marks_the_agency_it_touched() -> None:
    unit, elsewhere = a_unit(), a_unit()
    before = Change.objects.filter(agency=elsewhere.agency).count()

    a_person("Sari", unit=unit, since=dt.date(2025, 1, 1))

    assert Change.objects.filter(agency=unit.agency).count() > 1
    assert Change.objects.filter(agency=elsewhere.agency).count() == before
