"""Queries that are written once: they give what the ORM gives, whatever the values, and say when they can't be."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from huyula.access.models import Agency, Replay
from huyula.access.samples import a_user, an_agency
from huyula.calendar.models import Holiday
from huyula.lib.prepared import CannotPrepare, added, prepared, prepared_with
from huyula.people.models import Person, Placement
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db


@prepared
def _agencies(*, codes: Collection[str]) -> QuerySet[Agency]:
    return Agency.objects.filter(code__any=codes).annotate(loud=Upper("name")).order_by("code")


@prepared
def _names(*, codes: Collection[str]) -> QuerySet[Agency, str]:
    return Agency.objects.filter(code__any=codes).order_by("code").values_list("name", flat=True)


@prepared
def _placements(*, person: uuid.UUID, day: dt.date) -> QuerySet[Placement]:
    here = Placement.objects.as_of(day).filter(person=person)
    return here.select_related("agency", "unit", "person__user").order_by("pk")[:1]


@prepared
def _persons(*, agency: uuid.UUID, least: int) -> QuerySet[Any, dict[str, Any]]:
    placed = Placement.objects.filter(person=OuterRef("pk"), agency=agency)
    found: QuerySet[Any] = Person.objects.filter(Exists(placed)).annotate(posts=Count("placements"))
    return found.filter(posts__gte=least).order_by("pk").values("pk", mine=F("user"))


def test_it_gives_what_the_orm_gives_call_after_call() -> None:
    first, second = an_agency("Provinsi A"), an_agency("Provinsi B")

    for codes in ([first.code], [second.code, first.code], {second.code}, [first.code]):
        rows = list(Agency.objects.filter(code__in=codes).order_by("code"))
        assert _agencies(codes=codes) == rows
        assert _names(codes=codes) == [row.name for row in rows]
    assert [agency.loud for agency in _agencies(codes=[first.code])] == ["PROVINSI A"]  # type: ignore[attr-defined]  # made by the library


def test_an_empty_collection_finds_nothing() -> None:
    an_agency()

    assert _agencies(codes=[]) == []


def test_what_a_row_points_at_comes_with_it(django_assert_num_queries: Any) -> None:
    sari, budi = a_person("Sari"), a_person("Budi")

    for person in (sari, budi, sari):
        with django_assert_num_queries(1):
            (placement,) = _placements(person=person.pk, day=dt.date(2026, 1, 1))
            assert placement.agency.name
            assert placement.unit.agency_id == placement.agency_id
            assert placement.person.user
        assert placement == person.placements.get()
    assert _placements(person=sari.pk, day=dt.date(1950, 1, 1)) == []


def test_rows_come_as_dictionaries_where_the_orm_gives_them() -> None:
    agency = an_agency()
    persons = sorted((a_person(name, agency=agency) for name in ("Sari", "Budi", "Nur")), key=lambda one: one.pk)

    assert _persons(agency=agency.pk, least=1) == [{"pk": one.pk, "mine": one.user_id} for one in persons]
    assert _persons(agency=agency.pk, least=2) == []
    assert _persons(agency=uuid.uuid4(), least=1) == []


def test_the_sql_is_written_once(django_assert_num_queries: Any) -> None:
    written = 0

    @prepared
    def holidays(*, day: dt.date) -> QuerySet[Holiday]:
        nonlocal written
        written += 1
        return Holiday.objects.filter(day=day)

    with django_assert_num_queries(3) as seen:
        for number in (1, 2, 3):
            holidays(day=dt.date(2026, 1, number))

    assert written == 2  # twice, to find the places of the values
    assert isinstance(seen, CaptureQueriesContext)
    assert "2026-01-03" in str(seen.captured_queries[2])


def test_what_is_worked_out_inside_is_refused() -> None:
    @prepared
    def yesterday(*, day: dt.date) -> QuerySet[Holiday]:
        return Holiday.objects.filter(day__in=[day, day - dt.timedelta(days=1)])

    @prepared
    def unused(*, day: dt.date) -> QuerySet[Holiday]:
        return Holiday.objects.all()

    @prepared
    def today(*, name: str) -> QuerySet[Holiday]:
        return Holiday.objects.filter(name=name, day=dt.date(2026, 1, 1))

    @prepared
    def some(*, number: int) -> QuerySet[Holiday]:
        return Holiday.objects.order_by("pk")[:number]

    calls: list[Callable[[], object]] = [
        lambda: some(number=3),
        lambda: yesterday(day=dt.date(2026, 1, 1)),
        lambda: unused(day=dt.date(2026, 1, 1)),
        lambda: today(name="Nyepi"),
    ]
    for call in calls:
        with pytest.raises(CannotPrepare, match="works with its arguments"):
            call()


def test_nothing_is_kept_from_the_first_call_that_is_no_argument() -> None:
    first, second = an_agency("Provinsi A"), an_agency("Provinsi B")
    now: dict[str, Any] = {"agencies": [first.pk], "code": first.code, "span": DateRange(dt.date(1950, 1, 1), None)}

    @prepared
    def listed(*, day: dt.date) -> QuerySet[Placement]:
        return Placement.objects.as_of(day).filter(agency__any=now["agencies"])

    @prepared
    def named(*, ids: Collection[uuid.UUID]) -> QuerySet[Agency]:
        return Agency.objects.filter(pk__any=ids, code=now["code"])

    @prepared
    def spanned(*, agency: uuid.UUID) -> QuerySet[Placement]:
        return Placement.objects.filter(agency=agency, valid__overlap=now["span"])

    @prepared
    def numbered(*, agency: uuid.UUID) -> QuerySet[Placement]:
        return Placement.objects.filter(agency=agency, pk=7)

    calls: list[Callable[[], object]] = [
        lambda: listed(day=dt.date(2026, 1, 1)),
        lambda: named(ids=[first.pk, second.pk]),
        lambda: spanned(agency=first.pk),
        lambda: numbered(agency=first.pk),
    ]
    for call in calls:
        with pytest.raises(CannotPrepare, match="works with its arguments"):
            call()


def test_a_constant_is_kept_where_it_is_named() -> None:
    agency = an_agency("Provinsi A")

    @prepared_with("Provinsi A")
    def called_so(*, ids: Collection[uuid.UUID]) -> QuerySet[Agency]:
        return Agency.objects.filter(pk__any=ids, name="Provinsi A")

    assert called_so(ids=[agency.pk]) == [agency]


@pytest.mark.django_db(transaction=True)
def test_a_lock_holds_for_others_and_only_within_a_transaction() -> None:
    agency = an_agency()

    @prepared
    def locked(*, agency: uuid.UUID) -> QuerySet[Agency]:
        return Agency.objects.select_for_update().filter(pk=agency)

    with transaction.atomic():
        assert locked(agency=agency.pk) == [agency]
        with psycopg.connect(**connection.get_connection_params()) as other, pytest.raises(LockNotAvailable):
            other.execute("SELECT FROM access_agency WHERE id = %s FOR UPDATE NOWAIT", [agency.pk])
    with pytest.raises(TransactionManagementError):
        locked(agency=agency.pk)


def test_none_is_no_value() -> None:
    with pytest.raises(CannotPrepare, match="None asks for other SQL"):
        _placements(person=None, day=dt.date(2026, 1, 1))  # type: ignore[arg-type]  # wrong on purpose


def test_only_plain_named_values_are_taken() -> None:
    def of_agency(*, agency: Agency) -> QuerySet[Holiday]:
        return Holiday.objects.filter(agency=agency)

    def on_day(day: dt.date) -> QuerySet[Holiday]:
        return Holiday.objects.filter(day=day)

    for build in (of_agency, on_day):
        with pytest.raises(CannotPrepare, match="all named"):
            prepared(build)
    with pytest.raises(TypeError):
        _names([an_agency().code])  # type: ignore[call-arg]  # wrong on purpose


def test_a_row_is_added_as_the_orm_would_or_said_to_be_there() -> None:
    words: dict[str, Any] = {"user": a_user(), "key": uuid.uuid4(), "kind": "a.b", "body_hash": b"x", "outcome": "DONE"}
    row = Replay(**words, received_at=timezone.now(), answer={"a": 1})

    with CaptureQueriesContext(connection) as counted:
        assert added(row)
    assert len(counted) == 1
    kept = Replay.objects.get(pk=row.pk)
    assert (kept.answer, kept.at_device, kept.received_at) == (row.answer, None, row.received_at)
    assert not added(Replay(**words, received_at=timezone.now(), answer={"b": 2}), or_ignored=True)
    assert Replay.objects.get().answer == {"a": 1}
    with pytest.raises(CannotPrepare):
        added(Replay(**words))  # the moment is left to the database
