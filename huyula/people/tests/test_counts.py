"""What units add up to: counted by whoever changes the tree, kept, and never believed once the facts have moved."""

import datetime as dt
import itertools

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huyula.access.models import Agency
from huyula.access.samples import an_administrator
from huyula.lib import clock
from huyula.people import queries
from huyula.people.actions import counts, units, working
from huyula.people.actions import undo as undoing
from huyula.people.models import Unit, UnitCount, UnitCounting
from huyula.people.samples import a_person, a_unit
from huyula.people.tests.sheets import some_rows, taken_in
from huyula.people.tests.visits import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Unit:
    """Give an office with a section, a person in each."""
    made = a_unit("Dinas Contoh")
    a_person("Ramla", unit=made)
    a_person("Sari", unit=a_unit("Bidang Contoh", under=made))
    return made


def numbers(office: Unit, day: dt.date | None = None) -> tuple[int, int, int, int]:
    """Give what the tree says of an office: heads of its own, with all below, units below, units to be placed."""
    (root,) = queries.unit_tree(office.agency, day or clock.today())
    return root.people, root.total, root.size, root.unplaced


def test_a_counting_says_the_same_as_counting_on_the_spot(office: Unit) -> None:
    on_the_spot = numbers(office)

    assert counts.count(office.agency_id)
    kept = UnitCount.objects.get(unit=office)

    assert numbers(office) == on_the_spot == (1, 2, 1, 0)
    assert (kept.people, kept.total, kept.units, kept.unplaced) == on_the_spot


def test_as_long_as_nothing_moves_what_was_counted_is_shown(office: Unit) -> None:
    counts.count(office.agency_id)

    UnitCount.objects.filter(unit=office).update(total=99)

    assert not counts.count(office.agency_id), "nothing has moved"
    assert numbers(office) == (1, 99, 1, 0)


def test_what_nobody_has_counted_yet_is_not_overlooked(office: Unit) -> None:
    counts.count(office.agency_id)

    a_person("Budi", unit=a_unit("Seksi Contoh", under=office))

    assert numbers(office) == (1, 3, 2, 0)
    assert (counts.count_moved(), counts.count_moved()) == (1, 0)
    assert UnitCount.objects.get(unit=office).total == 3


def test_another_day_is_counted_for_itself(office: Unit) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    a_person("Budi", unit=office, since=tomorrow)
    counts.count(office.agency_id)

    assert (numbers(office)[1], numbers(office, tomorrow)[1]) == (2, 3)


def test_a_count_across_midnight_is_that_of_one_day(office: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    start = timezone.now()
    moments = itertools.chain([start], itertools.repeat(start + dt.timedelta(days=1)))
    monkeypatch.setattr(timezone, "now", lambda: next(moments))

    assert counts.count(office.agency_id)

    assert UnitCounting.objects.get(agency=office.agency_id).day == timezone.localtime(start).date()


@pytest.mark.parametrize(
    ("zone", "hour", "days"),
    [("Asia/Makassar", 23, 1), ("Asia/Makassar", 15, 0), ("Asia/Jayapura", 15, 1), ("Asia/Jakarta", 16, 0)],
)
def test_the_day_of_a_count_is_that_of_the_agency_and_its_pages_show_it(
    office: Unit, client: Client, monkeypatch: pytest.MonkeyPatch, zone: str, hour: int, days: int
) -> None:
    Agency.objects.filter(pk=office.agency_id).update(zone=zone)
    there = timezone.now().astimezone(dt.UTC).replace(hour=hour, minute=30) + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: there)

    assert counts.count(office.agency_id)
    assert UnitCounting.objects.get(agency=office.agency_id).day == there.date() + dt.timedelta(days=days)
    UnitCount.objects.update(total=99)
    client.force_login(an_administrator(office.agency))

    for address in (reverse("people:units"), reverse("people:unit", args=[office.pk])):
        assert "99 orang" in words_of(client.get(address)), address


def test_placing_a_unit_counts_both_places(office: Unit) -> None:
    other = a_unit("Badan Contoh", agency=office.agency)
    section = Unit.objects.get(states__name="Bidang Contoh")
    by = an_administrator(office.agency)

    units.place([section], under=other, by=by)

    assert not counts.count(office.agency_id)
    assert dict(UnitCount.objects.values_list("unit", "total")) == {office.pk: 1, other.pk: 1, section.pk: 1}


def test_taking_a_file_in_and_taking_it_back_count_and_a_count_holds_no_unit_back(office: Unit) -> None:
    batch = taken_in(some_rows(3, agency=office.agency), agency=office.agency)
    assert not counts.count(office.agency_id)
    roots = queries.unit_tree(office.agency, clock.today())
    assert sum(root.total for root in roots) == 5

    undoing.ask(batch, by=None, in_background=False)
    working.take_back(batch, by=None)

    batch.refresh_from_db()
    assert (batch.undo.left, numbers(office)) == (0, (1, 2, 1, 0))
    assert not counts.count(office.agency_id)
