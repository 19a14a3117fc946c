"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.utils import timezone

from huyula.access.samples import an_agency
from huyula.people.models import AppointmentKind, Change, Identifier, IdentifierKind, Placement
from huyula.people.samples import ALWAYS, a_person, a_position, a_unit, from_now, place

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


def test_a_nip_stands_for_one_person() -> None:
    sari, budi = a_person("Sari"), a_person("Budi")
    nip = sari.identifiers.get(kind=IdentifierKind.NIP).value

    with pytest.raises(IntegrityError, match="people_identifier_one_person"), transaction.atomic():
        Identifier.objects.create(person=budi, kind=IdentifierKind.NIP, value=nip, valid=ALWAYS, recorded=from_now())


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
