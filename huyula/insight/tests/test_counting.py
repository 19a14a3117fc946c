"""Counting: every figure is what the areas below say of each person, counted in whole or in part."""

import datetime as dt
import random
import uuid
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huyula.access.models import Agency, AgencyKind
from huyula.access.samples import an_agency
from huyula.competence.queries import gaps_by_unit, gaps_of_people
from huyula.competence.rules import Source
from huyula.competence.samples import a_competence, a_requirement, an_evidence
from huyula.hours.actions import load_rules
from huyula.hours.queries import year_of
from huyula.hours.samples import some_hours
from huyula.insight import actions, tasks
from huyula.insight.models import GapFigures, PersonFigures, PersonGap, Reckoning, UnitFigures
from huyula.lib import clock
from huyula.people.models import AppointmentKind, Category, Person, Placement, Standing, Unit
from huyula.people.samples import a_person, a_position, a_unit, place
from huyula.practice.queries import by_unit
from huyula.practice.samples import a_question, answer

pytestmark = pytest.mark.django_db
YEAR = clock.today().year
FIRST, TODAY = dt.date(YEAR, 1, 1), clock.today()
FORMS = ("16", "14", "24")


class Village:
    """An agency of three floors with people of every kind, made by chance from a seed."""

    def __init__(self, seed: int) -> None:
        """Make it, under the rules of the country."""
        load_rules()
        self.chance = random.Random(seed)
        self.agency = an_agency()
        self.elsewhere = an_agency("Kabupaten Lain")
        tops = [a_unit(f"Dinas {number}", agency=self.agency, echelon="22") for number in range(2)]
        middle = [a_unit(f"Bidang {number}", under=tops[number % 2]) for number in range(3)]
        self.units = [*tops, *middle, *(a_unit(f"Seksi {number}", under=middle[number]) for number in range(2))]
        self.post = a_position("Analis", agency=self.agency)
        self.usual = a_position("Pengelola", agency=self.agency)
        self.competences = [a_competence(code) for code in ("K1", "K2", "K3")]
        for level, competence in enumerate(self.competences, start=1):
            a_requirement(self.agency, competence, level=level)
        a_requirement(self.post, self.competences[0], level=4)
        self.people = [self._person(number) for number in range(18)]

    def _person(self, number: int) -> Person:
        post = self.chance.choice([self.post, self.usual])
        person = a_person(f"Orang {number:02}", unit=self.chance.choice(self.units), position=post)
        category, status = self.chance.choice(
            [("PNS", "01"), ("PNS", "02"), ("PPPK", "01"), ("PNS", "ZZ"), ("PNS", "01")]
        )
        old, now = Standing.objects.get(person=person), timezone.now()
        Standing.objects.filter(pk=old.pk).update(recorded=(old.recorded.lower, now))
        old.pk, old.recorded, old.category, old.legal_status = None, (now, None), Category(category), status
        old.save(force_insert=True)
        return person

    def change(self) -> None:
        """Let something happen to somebody, and be heard of."""
        person = self.chance.choice(self.people)
        happens = self.chance.choice([self.post_hours, self.rate, self.use, self.move, self.stand_in])
        happens(person)

    def post_hours(self, person: Person) -> None:
        """Post hours."""
        some_hours(person, agency=self.agency, jp=self.chance.choice([3, 12, 25]), form="16", on=TODAY)
        actions.count_some(self.agency, year=YEAR, people=[person.pk])

    def rate(self, person: Person) -> None:
        """Let a source say something."""
        competence, source = self.chance.choice(self.competences), self.chance.choice(list(Source))
        an_evidence(person, competence, agency=self.agency, level=self.chance.randrange(6), source=source)
        actions.count_person(person.pk)

    def use(self, person: Person) -> None:
        """Ask about a course, and let some answer, and some be seen."""
        question = a_question(person, agency=self.agency, days_ago=self.chance.randrange(31, 33))
        if question.unit_id:
            report = answer(question) if self.chance.random() < 0.6 else None
            if report and person.user_id and self.chance.random() < 0.5:
                report.confirmations.create(agency=self.agency, is_used=True, by_id=person.user_id, at=timezone.now())
            year = question.completed_on.year
            actions.count_some(self.agency, year=year, people=[person.pk], units=[question.unit_id])

    def move(self, person: Person) -> None:
        """Close the post and give another one, here or elsewhere."""
        now = timezone.now()
        for old in Placement.objects.standing().filter(person=person):
            Placement.objects.filter(pk=old.pk).update(recorded=(old.recorded.lower, now))
        is_leaving = self.chance.random() < 0.2
        unit = a_unit(agency=self.elsewhere) if is_leaving else self.chance.choice(self.units)
        position = a_position(agency=self.elsewhere) if is_leaving else self.chance.choice([self.post, self.usual])
        place(person, unit=unit, position=position)
        actions.count_person(person.pk)

    def stand_in(self, person: Person) -> None:
        """Let somebody act in another unit as well."""
        place(person, unit=self.chance.choice(self.units), position=self.usual, kind=AppointmentKind.ACTING)
        actions.count_person(person.pk)


def kept() -> dict[str, list[Any]]:
    """Give all figures without the moments and ids by which they were written."""
    tables: list[Any] = [PersonFigures, PersonGap, UnitFigures, GapFigures]
    return {
        table.__name__: sorted(
            (tuple(value for name, value in row.items() if name != "id") for row in table.objects.values()), key=str
        )
        for table in tables
    }


def below(unit: Unit, units: dict[uuid.UUID, uuid.UUID | None]) -> set[uuid.UUID]:
    """Give a unit and all below it."""
    found = {unit.pk}
    while more := {child for child, parent in units.items() if parent in found} - found:
        found |= more
    return found


@pytest.mark.parametrize("seed", range(4))
def test_what_is_counted_in_part_is_what_is_counted_in_whole(seed: int) -> None:
    village = Village(seed)
    actions.count(village.agency, year=YEAR)
    for _ in range(25):
        village.change()

    in_part = kept()
    actions.count(village.agency, year=YEAR)

    assert kept() == in_part


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_the_sum_of_what_is_said_of_each_person(seed: int) -> None:
    village = Village(seed)
    for _ in range(25):
        village.change()
    actions.count(village.agency, year=YEAR)
    rows = {row.person_id: row for row in PersonFigures.objects.filter(agency=village.agency)}
    gaps = gaps_of_people([person.pk for person in village.people], TODAY)

    for person in village.people:
        if person.pk not in rows:
            continue
        row, said = rows[person.pk], year_of(person, YEAR, agencies=[village.agency.pk])
        assert (row.jp, row.state, row.is_over) == (said.jp, said.state.value, said.is_over)
        assert row.formal + row.social + row.work == (said.jp or 0)
        own = [gap for gap in gaps.get(person.pk, ()) if gap.required.row.agency_id == village.agency.pk]
        known = [gap for gap in own if gap.attained is not None]
        lacking = {gap.competence.pk: gap.distance for gap in known if gap.distance}
        assert (row.asked, row.known, row.lacking) == (len(own), len(known), len(lacking))
        assert row.levels == sum(lacking.values())
        kept_gaps = PersonGap.objects.filter(agency=village.agency, person=person)
        assert {gap.competence_id: gap.required - gap.attained for gap in kept_gaps} == lacking


@pytest.mark.parametrize("seed", range(3))
def test_units_are_the_sums_of_their_people_and_of_all_below(seed: int) -> None:
    village = Village(seed)
    for _ in range(20):
        village.change()
    actions.count(village.agency, year=YEAR)
    parents = {row.unit_id: row.parent_id for row in UnitFigures.objects.filter(is_total=False) if row.unit_id}
    used = by_unit(village.agency, since=FIRST, until=TODAY)

    for unit in village.units:
        total = UnitFigures.objects.get(agency=village.agency, year=YEAR, unit=unit, is_total=True)
        units = below(unit, parents)
        people = list(PersonFigures.objects.filter(unit__in=units))
        states = Counter(row.state for row in people)
        assert total.people == len(people)
        for name in ("met", "short", "none", "no_target", "exempt", "undecided"):
            assert getattr(total, name) == states[name.upper()], name
        assert (total.jp or 0) == sum((row.jp or Decimal(0) for row in people), Decimal(0))
        assert total.jp_due == sum((row.jp or Decimal(0) for row in people if row.is_due), Decimal(0))
        assert total.with_gap == sum(row.lacking > 0 for row in people)
        assert (total.gaps, total.levels) == (sum(row.lacking for row in people), sum(row.levels for row in people))
        assert total.rated == sum(row.is_rated for row in people)
        here = [figures for pk, figures in used.items() if pk in units]
        assert (total.learned, total.used, total.seen) == tuple(
            sum(getattr(one, name) for one in here) for name in ("learned", "used", "seen")
        )
    whole = UnitFigures.objects.get(agency=village.agency, year=YEAR, unit=None, is_total=True)
    assert whole.people == PersonFigures.objects.filter(agency=village.agency).count()
    assert whole.learned == sum(figures.learned for figures in used.values())


@pytest.mark.parametrize("seed", range(3))
def test_gaps_of_units_are_those_that_competence_counts(seed: int) -> None:
    village = Village(seed)
    for _ in range(20):
        village.change()
    actions.count(village.agency, year=YEAR)

    live = {(row.unit, row.competence): row for row in gaps_by_unit(village.agency.pk, TODAY)}
    counted: dict[Any, list[int]] = {}
    for row in GapFigures.objects.filter(agency=village.agency, is_total=False):
        sums = counted.setdefault((row.unit_id, row.competence_id), [0, 0, 0, 0])
        for place_, name in enumerate(("asked", "known", "lacking", "levels")):
            sums[place_] += getattr(row, name)
    assert counted == {key: [row.asked, row.known, row.below, row.levels] for key, row in live.items()}
    for competence in village.competences:
        totals = GapFigures.objects.filter(agency=village.agency, unit=None, is_total=True, competence=competence)
        lacking = sum(row.lacking for row in totals)
        assert lacking == PersonGap.objects.filter(agency=village.agency, competence=competence).count()


def test_a_past_year_is_counted_by_its_last_day() -> None:
    agency = an_agency()
    unit = a_unit(agency=agency)
    early = a_person("Ani", unit=unit, since=dt.date(2020, 1, 1))
    a_person("Budi", unit=unit, since=FIRST)
    some_hours(early, agency=agency, jp=20, on=dt.date(YEAR - 1, 6, 1))

    found = actions.count(agency, year=YEAR - 1)

    assert found
    assert found.day == dt.date(YEAR - 1, 12, 31)
    assert [row.name for row in PersonFigures.objects.all()] == ["ani"]
    assert UnitFigures.objects.get(unit=unit, is_total=True).met == 1


def test_what_belongs_to_no_unit_counts_for_the_agency_alone() -> None:
    agency = an_agency()
    unit = a_unit(agency=agency)
    sari = a_person("Sari", agency=an_agency("Kabupaten Lain"))
    a_question(sari, agency=agency)

    actions.count(agency, year=(TODAY - dt.timedelta(days=31)).year)

    assert UnitFigures.objects.get(unit=None, is_total=True).learned == 1
    assert UnitFigures.objects.get(unit=None, is_total=False).learned == 1
    assert UnitFigures.objects.get(unit=unit, is_total=True).learned == 0


def test_a_practice_room_is_not_counted() -> None:
    room = an_agency(kind=AgencyKind.PRACTICE)
    sari = a_person("Sari", agency=room)

    assert actions.count(room, year=YEAR) is None
    assert actions.count_some(room, year=YEAR, people=[sari.pk]) is None
    assert not PersonFigures.objects.exists()


def test_a_part_of_what_was_never_counted_counts_all_and_of_years_that_are_not_kept_nothing() -> None:
    sari = a_person("Sari")
    agency = Agency.objects.get()
    assert actions.count_some(agency, year=YEAR - 9, people=[sari.pk]) is None
    assert not Reckoning.objects.exists()

    assert actions.count_some(agency, year=YEAR, people=[sari.pk])

    assert PersonFigures.objects.filter(person=sari).exists()


def test_figures_of_yesterday_are_counted_anew_as_a_whole() -> None:
    sari = a_person("Sari")
    agency = Agency.objects.get()
    first = actions.count(agency, year=YEAR)
    Reckoning.objects.update(day=TODAY - dt.timedelta(days=1))
    a_person("Budi", unit=sari.placements.get().unit)

    second = actions.count_some(agency, year=YEAR, people=[sari.pk])

    assert first
    assert second
    assert (second.day, second.whole_at > first.whole_at) == (TODAY, True)
    assert PersonFigures.objects.count() == 2


def test_nobody_is_counted_where_nobody_is() -> None:
    agency = an_agency()
    actions.count(agency, year=YEAR)

    assert actions.count_some(agency, year=YEAR, people=[uuid.uuid4()])
    assert not PersonFigures.objects.exists()


def test_a_unit_costs_as_many_queries_however_many_people_there_are() -> None:
    agency = an_agency()
    unit, costs = a_unit(agency=agency), []
    for _ in range(2):
        for number in range(10):
            a_person(f"Orang {number}", unit=unit, has_account=False)
        actions.count(agency, year=YEAR)
        with CaptureQueriesContext(connection) as counted:
            actions.count_some(agency, year=YEAR, units=[unit.pk])
        costs.append(len(counted))

    assert costs[0] == costs[1] <= 32


def test_everything_is_counted_by_the_clock_and_from_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    agency, room = an_agency(code="9901"), an_agency(code="9902", kind=AgencyKind.PRACTICE)
    a_person("Sari", agency=agency)

    tasks.count_all(timestamp=0)
    years = set(Reckoning.objects.values_list("year", flat=True))
    call_command("refresh_figures", "--agency", agency.code, "--year", str(YEAR))
    call_command("refresh_figures")

    assert years == {YEAR, YEAR - 1, YEAR - 2}
    said = capsys.readouterr().out
    assert f"9901 {agency.name}: {YEAR}\n" in said
    assert f"9902 {room.name}: a practice room, not counted" in said
    with pytest.raises(CommandError, match="0000"):
        call_command("refresh_figures", "--agency", "0000")


def test_jobs_count_an_agency_and_a_person() -> None:
    sari = a_person("Sari")
    agency = Agency.objects.get()

    tasks.count_agency(agency_id=str(agency.pk))
    some_hours(sari, agency=agency, jp=20)
    tasks.count_person(person_id=str(sari.pk))

    assert PersonFigures.objects.get(year=YEAR).state == "MET"
    assert PersonFigures.objects.count() == 3  # this year and the two before


def test_a_unit_that_was_withdrawn_is_listed_no_more() -> None:
    agency = an_agency()
    kept, gone = a_unit("Dinas Tetap", agency=agency), a_unit("Dinas Ditarik", agency=agency)
    a_person("Sari", unit=kept)
    actions.count(agency, year=TODAY.year)
    with connection.cursor() as cursor:  # as undoing an import does it: what was recorded ends now
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE people_unitstate SET recorded = tstzrange(lower(recorded), clock_timestamp()) WHERE unit_id = %s",
            [gone.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")

    actions.count_some(agency, year=TODAY.year, units=[gone.pk])

    listed = UnitFigures.objects.filter(agency=agency, unit__isnull=False).values_list("unit", flat=True)
    assert set(listed) == {kept.pk}
