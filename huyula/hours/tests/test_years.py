"""A person's year, how units stand, and that the number of postings costs nothing more."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huyula.access.models import Agency, AgencyKind
from huyula.access.samples import a_user, an_administrator, an_agency
from huyula.hours import actions, policies, queries
from huyula.hours.models import DutyRule, Posting, TargetRule
from huyula.hours.queries import Asked
from huyula.hours.rules import Bucket, Measure, Scope, State
from huyula.hours.samples import some_hours
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.models import Category, Person, Standing, Unit
from huyula.people.samples import a_person, a_unit, a_unit_officer, from_now

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def agency() -> Agency:
    actions.load_rules()
    return an_agency()


@pytest.fixture
def office(agency: Agency) -> Unit:
    return a_unit("Dinas Contoh", agency=agency)


@pytest.fixture
def sari(office: Unit) -> Person:
    return a_person("Sari", unit=office)


def _stand(person: Person, *, category: Category = Category.PNS, legal_status: str = "01") -> None:
    """Let somebody have been in another standing from the beginning."""
    old = Standing.objects.standing().get(person=person)
    Standing.objects.filter(pk=old.pk).update(recorded=(old.recorded.lower, from_now().lower))
    Standing.objects.create(
        person=person,
        agency_id=old.agency_id,
        category=category,
        legal_status=legal_status,
        valid=old.valid,
        recorded=from_now(),
    )


def test_nothing_recorded_is_not_zero(sari: Person) -> None:
    year = queries.year_of(sari, clock.today().year)

    assert (year.jp, year.state, year.least, year.missing) == (None, State.NONE, Decimal(20), Decimal(20))
    assert (year.is_met, year.is_over, year.buckets, year.drawn) == (False, False, {}, (0, 20))


def test_a_year_adds_up_to_its_target(sari: Person) -> None:
    some_hours(sari, jp=Decimal("12.5"), on=DAY)
    some_hours(sari, jp=1, form="15", unit=Measure.ACTIVITY, on=DAY)
    some_hours(sari, jp=4, on=dt.date(2025, 12, 31))

    year = queries.year_of(sari, 2026)

    assert (year.jp, year.state, year.missing) == (Decimal("14.50"), State.SHORT, Decimal("5.50"))
    assert year.buckets == {Bucket.FORMAL: Decimal("12.50"), Bucket.SOCIAL: Decimal("2.00")}
    assert [part[:2] for part in year.parts] == [(str(Bucket.FORMAL.label), 12.5), (str(Bucket.SOCIAL.label), 2)]
    for bucket, jp in year.buckets.items():
        opened = queries.year_of(sari, 2026, bucket=bucket)
        assert sum(posting.jp for posting in opened.postings.rows) == jp
        assert opened.jp == year.jp
    assert len(year.postings.rows) == 2
    some_hours(sari, jp=6, on=DAY)
    assert queries.year_of(sari, 2026).is_met
    assert queries.year_of(sari, 2026).years[-1] <= 2025


@pytest.mark.parametrize(
    ("changes", "jp", "state", "is_over"),
    [
        ({"category": Category.PPPK}, 24, State.NO_TARGET, False),
        ({"category": Category.PPPK}, 25, State.NO_TARGET, True),
        ({"category": Category.CPNS}, 25, State.NO_TARGET, False),
        ({"legal_status": "03"}, 30, State.EXEMPT, False),
        ({"legal_status": "ZZ"}, 30, State.UNDECIDED, False),
    ],
)
def test_the_target_depends_on_category_and_standing(
    sari: Person, changes: dict[str, Any], jp: int, state: State, is_over: bool
) -> None:
    _stand(sari, **changes)
    some_hours(sari, jp=jp, on=DAY)

    year = queries.year_of(sari, 2026)

    assert (year.state, year.is_over, year.least) == (state, is_over, None)


def test_somebody_without_a_standing_has_no_target(agency: Agency) -> None:
    nobody = Person.objects.create()
    year = queries.year_of(nobody, 2026)
    assert (year.target, year.duty, year.state, year.category) == (None, None, State.UNDECIDED, "")


def test_an_agency_sees_its_own_postings_and_practice_counts_nowhere(agency: Agency, sari: Person) -> None:
    other, practice = an_agency(), an_agency(kind=AgencyKind.PRACTICE)
    for home, jp in ((agency, 1), (other, 2), (practice, 4)):
        some_hours(sari, agency=home, jp=jp, on=DAY)

    assert queries.year_of(sari, 2026).jp == Decimal(3)
    assert queries.year_of(sari, 2026, agencies=[agency.pk]).jp == Decimal(1)
    assert queries.year_of(sari, 2026, agencies=[uuid.uuid4()]).jp is None


def test_who_is_counted_is_said_by_legal_standing(agency: Agency) -> None:
    shown = {one.code: one for one in queries.standings({"ZZ": 1, "": 1, "01": 1}, clock.today())}

    assert {code: one.people for code, one in shown.items()} == {"": 1, "01": 1, "ZZ": 1}
    assert shown["01"].rule == DutyRule.objects.get(legal_status="01")
    assert all(one.name for one in shown.values())


def test_what_a_course_is_worth_follows_its_form(agency: Agency) -> None:
    worth = {form: queries.worth_of(form, jp=Decimal(8), on=DAY) for form in ("16", "22", "25")}

    assert [(one.units, one.unit, one.jp) for one in worth.values()] == [
        (Decimal(8), Measure.JP, Decimal(8)),
        (Decimal(1), Measure.ACTIVITY, Decimal(2)),
        (Decimal(8), Measure.JP, None),
    ]
    assert queries.words_of(Asked("99", Scope.NATIONAL, Measure.JP))["form"] == "99"


def test_who_sees_whose_hours(agency: Agency, office: Unit, sari: Person) -> None:
    section = a_unit("Bidang Contoh", under=office)
    budi = a_person("Budi", unit=section)
    posting, hers = some_hours(budi), some_hours(sari)
    seen = {
        "own": budi.user,
        "colleague": sari.user,
        "officer": a_unit_officer(section),
        "administrator": an_administrator(agency),
        "stranger": an_administrator(an_agency()),
        "nobody": a_user(),
    }
    rows = {name: set(policies.visible_postings(user)) for name, user in seen.items() if user}

    assert rows == {
        "own": {posting},
        "colleague": {hers},
        "officer": {posting},
        "administrator": {posting, hers},
        "stranger": set(),
        "nobody": set(),
    }
    views = {name: policies.view_of(user, budi) for name, user in seen.items() if user}
    assert [name for name, view in views.items() if view] == ["own", "officer", "administrator"]
    assert policies.view_of(seen["administrator"], Person.objects.create()) is None  # type: ignore[arg-type]  # looser than the type asks
    assert policies.office_of(seen["nobody"], agency.pk) is None  # type: ignore[arg-type]  # looser than the type asks


def test_cards_are_there_for_whom_they_concern(sari: Person) -> None:
    assert queries.home_card(user=a_user()) == {}
    assert sari.user
    assert "hours" in queries.home_card(user=sari.user)
    assert queries.person_card(person=sari, is_own=True, sees_internal=False) == {}
    assert queries.person_card(person=sari, is_own=True, sees_internal=True)["person"] == sari


def test_ten_thousand_postings_cost_as_many_queries_as_one(agency: Agency, office: Unit, sari: Person) -> None:
    one = some_hours(sari, on=DAY)
    counts = [_cost(agency, sari)]
    reasons = Entry.objects.bulk_create(Entry(agency_id=agency.pk, verb="x.done", about="x") for _ in range(500))
    people = [a_person(f"Orang {number}", unit=office, has_account=False) for number in range(20)]
    Posting.objects.bulk_create(
        Posting(
            agency=agency,
            person=person,
            year=2026,
            units=1,
            jp=1,
            rule=one.rule,
            title=f"Kursus {number}",
            on=DAY,
            because=because,
        )
        for person in people
        for number, because in enumerate(reasons)
    )
    counts.append(_cost(agency, sari))

    assert Posting.objects.count() == 10_001
    assert counts[0] == counts[1]


def _cost(agency: Agency, person: Person) -> list[int]:
    """Count the queries of a year, of the ledger."""
    counted = []
    office = policies.Office(None)
    for read in (
        lambda: queries.year_of(person, 2026),
        lambda: queries.ledger(agency.pk, wanted=queries.Wanted(), by=office, user=a_user()),
    ):
        with CaptureQueriesContext(connection) as found:
            read()
        counted.append(len(found))
    return counted


def test_targets_are_those_of_the_last_day_of_the_year(sari: Person) -> None:
    rule = TargetRule.objects.get(category="PNS")
    assert queries.year_of(sari, 2024).target == rule
    assert queries.year_of(sari, 2016).target is None
