"""Posting, posting again, countering, and that nothing is rewritten."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.hours import actions, queries
from huyula.hours.models import ConversionRule, DutyRule, Form, Posting, TargetRule
from huyula.hours.rules import Measure, Refusal, Scope
from huyula.hours.samples import a_reason, some_hours
from huyula.journal.models import Entry
from huyula.people.models import Person
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def agency() -> Agency:
    actions.load_rules()
    return an_agency()


@pytest.fixture
def sari(agency: Agency) -> Person:
    return a_person("Sari", agency=agency)


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


def _why_not(person: Person, agency: Agency, **changes: object) -> str:
    given: dict[str, object] = {"form": "16", "units": 8, "unit": "JP", "title": "x", "on": DAY, **changes}
    with pytest.raises(actions.CannotPost) as refused:
        actions.post(person, because=a_reason(person, agency=agency), agency=agency, **given)  # type: ignore[arg-type]  # values of several kinds
    return refused.value.code


def test_hours_go_to_the_year_in_which_the_learning_ended(sari: Person) -> None:
    made = some_hours(sari, jp=Decimal("12.5"), on=dt.date(2025, 12, 31))

    assert (made.year, made.jp, made.sum) == (2025, Decimal("12.50"), "12,5 JP × 1 = 12,5 JP")
    assert made.rule.legal_basis == "Peraturan LAN Nomor 10 Tahun 2018"
    assert not made.rule.confirmed
    assert str(made) == "2025 12.50"


def test_days_abroad_have_their_own_worth(sari: Person) -> None:
    made = some_hours(sari, jp=2, form="9", unit=Measure.DAY, scope=Scope.INTERNATIONAL)

    assert (made.jp, made.sum) == (Decimal(12), "2 hari × 6 JP = 12 JP")


def test_what_is_told_twice_is_posted_once(agency: Agency, sari: Person) -> None:
    because = a_reason(sari, agency=agency)
    words = {"units": 8, "unit": "JP", "title": "x", "on": DAY, "because": because, "agency": agency}

    first, again = (actions.post(sari, form="16", **words) for _ in range(2))  # type: ignore[arg-type]  # values of several kinds
    other = actions.post(sari, form="17", **words)  # type: ignore[arg-type]  # values of several kinds

    assert first == again != other
    assert Posting.objects.count() == 2
    assert Entry.objects.filter(verb="hours.posted").count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_told_twice_at_the_same_moment_is_posted_once(agency: Agency, sari: Person) -> None:
    because = a_reason(sari, agency=agency)
    words = {"units": 8, "unit": "JP", "title": "x", "on": DAY, "because": because, "agency": agency}
    made: list[Posting] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        made.append(actions.post(sari, form="16", **words))  # type: ignore[arg-type]  # values of several kinds
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [posting.pk for posting in made] == [Posting.objects.get().pk] * 4


def test_what_is_told_twice_after_the_rule_changed_is_posted_once(agency: Agency, sari: Person) -> None:
    because = a_reason(sari, agency=agency)
    words = {"units": 8, "unit": "JP", "title": "x", "on": DAY, "because": because, "agency": agency}
    first = actions.post(sari, form="16", **words)  # type: ignore[arg-type]  # values of several kinds
    actions.succeed(
        first.rule, since=DAY, figures={"factor": Decimal(2)}, legal_basis="Perlan 99/2026", by=an_operator(agency)
    )

    assert actions.post(sari, form="16", **words) == first  # type: ignore[arg-type]  # values of several kinds
    assert some_hours(sari, on=DAY).jp == Decimal(16)


def test_what_stands_in_the_way_is_said(agency: Agency, sari: Person) -> None:
    assert _why_not(sari, agency, units=0) == Refusal.NO_UNITS
    assert _why_not(sari, agency, on=dt.date(2999, 1, 1)) == Refusal.NOT_YET
    assert _why_not(sari, agency, form="13") == Refusal.NO_RULE
    assert _why_not(sari, agency, form="77") == Refusal.NO_RULE
    assert _why_not(sari, agency, on=dt.date(2018, 12, 31)) == Refusal.NO_RULE
    assert _why_not(sari, agency, scope="INTERNATIONAL") == Refusal.NO_RULE
    assert Posting.objects.count() == 0


def test_a_posting_is_countered_not_deleted(sari: Person, administrator: User) -> None:
    wrong, right = some_hours(sari, jp=8, on=DAY), some_hours(sari, jp=3, on=DAY)

    counter = actions.reverse(wrong, reason=" Kelas dibatalkan ", by=administrator)

    assert (counter.jp, counter.units, counter.year, counter.reason) == (
        Decimal(-8),
        Decimal(-8),
        2026,
        "Kelas dibatalkan",
    )
    assert counter.because.verb == "hours.reversed"
    assert counter.reverses == wrong
    assert queries.year_of(sari, 2026).jp == right.jp
    assert actions.post(
        sari, form="16", units=8, unit="JP", title="x", on=DAY, because=wrong.because, agency=wrong.agency
    ) == (wrong)


def test_a_posting_is_countered_once_for_a_reason_by_the_agency_that_made_it(
    agency: Agency, sari: Person, administrator: User
) -> None:
    posting = some_hours(sari)
    for who in (an_administrator(an_agency()), an_operator(agency), sari.user):
        with pytest.raises(PermissionDenied):
            actions.reverse(posting, reason="x", by=who)  # type: ignore[arg-type]  # looser than the type asks

    with pytest.raises(actions.CannotReverse, match=str(Refusal.REASON.label)):
        actions.reverse(posting, reason=" ", by=administrator)
    counter = actions.reverse(posting, reason="x", by=administrator)
    for again, refusal in ((posting, Refusal.REVERSED), (counter, Refusal.IS_COUNTER)):
        with pytest.raises(actions.CannotReverse, match=str(refusal.label)):
            actions.reverse(again, reason="x", by=administrator)


@pytest.mark.parametrize("what", ["update", "delete"])
def test_the_ledger_is_only_added_to(sari: Person, what: str) -> None:
    some_hours(sari)
    rows = Posting.objects.all()

    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        rows.update(jp=99) if what == "update" else rows._raw_delete(rows.db)


def test_the_figures_of_a_rule_never_change(agency: Agency) -> None:
    for rows, change in (
        (ConversionRule.objects.all(), {"factor": 9}),
        (TargetRule.objects.all(), {"least": 1}),
        (DutyRule.objects.all(), {"counts": False}),
    ):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            rows._raw_delete(rows.db)


def test_rules_are_entered_once_and_left_alone(agency: Agency) -> None:
    rule = ConversionRule.objects.get(form="16")
    actions.confirm(rule, legal_basis="Perlan 10/2018 Lampiran I", by=an_operator(agency))

    assert actions.load_rules() == 0
    rule.refresh_from_db()
    assert (rule.confirmed, rule.legal_basis) == (True, "Perlan 10/2018 Lampiran I")
    assert Form.objects.count() == 25
    assert ConversionRule.objects.filter(form__in=["13", "25"]).count() == 0
    assert {str(Form.objects.get(pk="9")), str(TargetRule.objects.get(category="PNS"))} == {
        "Seminar/konferensi/sarasehan",
        "PNS 20.00 None",
    }
    assert str(rule) == "16 NATIONAL JP"
    assert str(DutyRule.objects.get(legal_status="02")) == "02 False"


def test_another_rule_takes_over_from_a_day_on(agency: Agency) -> None:
    operator, rule = an_operator(agency), TargetRule.objects.get(category="PNS")
    since = dt.date(2027, 1, 1)

    made = actions.succeed(rule, since=since, figures={"least": 24}, legal_basis="PP 1/2026", by=operator)

    assert (made.valid_from, made.valid_to, made.confirmed, made.category) == (since, None, True, "PNS")  # type: ignore[union-attr]  # it is there
    assert TargetRule.objects.in_force(dt.date(2026, 12, 31)).get(category="PNS") == rule
    assert TargetRule.objects.in_force(since).get(category="PNS") == made
    with pytest.raises(actions.CannotChange, match=str(Refusal.ENDED.label)):
        actions.succeed(rule, since=since, figures={}, legal_basis="x", by=operator)
    with pytest.raises(actions.CannotChange):
        actions.succeed(made, since=since, figures={}, legal_basis="x", by=operator)


def test_only_an_operator_keeps_the_rules(agency: Agency, administrator: User) -> None:
    rule = DutyRule.objects.get(legal_status="03")
    with pytest.raises(PermissionDenied):
        actions.confirm(rule, legal_basis="x", by=administrator)
    with pytest.raises(PermissionDenied):
        actions.succeed(rule, since=DAY, figures={}, legal_basis="x", by=administrator)
