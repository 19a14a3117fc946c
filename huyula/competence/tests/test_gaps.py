"""Gaps: who sees them, which word counts, for one and for many."""

import datetime as dt
import random
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huyula.access.models import Agency
from huyula.access.samples import an_administrator, an_agency
from huyula.competence import policies
from huyula.competence.models import Competence, Evidence, Requirement
from huyula.competence.queries import gaps, gaps_by_unit, gaps_of_people, slots, standards_of_people, words_of
from huyula.competence.queries.levels import STANDARDS, grouped
from huyula.competence.queries.stories import story_of
from huyula.competence.rules import Importance, Source
from huyula.competence.samples import a_competence, a_requirement, a_round, an_evidence, load_frameworks
from huyula.lib import clock
from huyula.people.models import AppointmentKind, Person, Placement, PositionClass
from huyula.people.samples import ALWAYS, a_person, a_position, a_unit, from_now, place
from tests.pages.world import a_world, account_of, another

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def home() -> Agency:
    """Let there be an agency whose staff posts ask for two competences."""
    agency = an_agency()
    a_requirement(agency, a_competence("K1"), level=3, importance=Importance.MUCH)
    a_requirement(agency, a_competence("K2"), level=2)
    return agency


def by_code(person: Person, day: dt.date | None = None) -> dict[str, tuple[int, int | None]]:
    """Give required and attained level by competence."""
    found = gaps(person, day or clock.today())
    return {gap.competence.code: (gap.required.level, gap.attained) for gap in found}


def test_the_riskiest_gap_comes_first_and_an_unknown_level_is_the_whole_way(home: Agency) -> None:
    sari = a_person("Sari", agency=home)
    first, second = gaps(sari, clock.today())

    assert [(one.competence.code, one.risk, one.attained) for one in (first, second)] == [
        ("K1", 12, None),
        ("K2", 6, None),
    ]
    assert not first.is_open
    an_evidence(sari, a_competence("K1"), agency=home, level=3)

    assert [one.competence.code for one in gaps(sari, clock.today())] == ["K2", "K1"]


def test_a_source_counts_from_its_day_on(home: Agency) -> None:
    sari, k1, today = a_person("Sari", agency=home), a_competence("K1"), clock.today()
    an_evidence(sari, k1, agency=home, level=1, on=today - 10 * A_DAY)
    an_evidence(sari, k1, agency=home, level=2, source=Source.COURSE, on=today)

    assert [by_code(sari, day)["K1"] for day in (today - 11 * A_DAY, today - A_DAY, today)] == [
        (3, None),
        (3, 1),
        (3, 2),
    ]
    assert {gap.competence.code: gap.last_on for gap in gaps(sari, today)} == {"K1": today, "K2": None}


def test_an_own_rating_counts_until_somebody_confirms(home: Agency) -> None:
    sari = a_person("Sari", agency=home)
    a_round(sari, levels={"K1": 4}, is_finished=True)
    [k1] = [gap for gap in gaps(sari, clock.today()) if gap.competence.code == "K1"]
    assert (k1.attained, k1.is_confirmed, k1.distance) == (4, False, 0)

    an_evidence(sari, a_competence("K1"), agency=home, level=1)

    [k1] = [gap for gap in gaps(sari, clock.today()) if gap.competence.code == "K1"]
    assert (k1.attained, k1.is_confirmed, k1.is_open) == (1, True, True)


def test_the_own_post_sets_the_standard_and_acting_does_not(home: Agency) -> None:
    unit, head = a_unit(agency=home), a_position(agency=home, position_class=PositionClass.ADMINISTRATOR)
    sari = a_person("Sari", unit=unit)
    a_requirement(head, a_competence("K1"), level=5)
    place(sari, unit=unit, position=head, kind=AppointmentKind.ACTING)

    assert by_code(sari)["K1"] == (3, None)


def test_whoever_has_no_post_or_no_class_has_no_standard(home: Agency) -> None:
    nobody = a_person("Budi", agency=home, since=clock.today() + A_DAY)
    unknown = a_person("Ani", position=a_position(agency=home, position_class=PositionClass.UNKNOWN))

    assert gaps_of_people([nobody.pk, unknown.pk], clock.today()) == {}
    assert gaps_of_people([], clock.today()) == {}
    assert words_of([], clock.today()) == {}
    assert grouped([]).every == []


def test_gaps_are_sorted_by_how_they_stand() -> None:
    agency = an_agency()
    load_frameworks(agency)
    sari = a_person("Sari", agency=agency)
    for code, level in (("D.d", 1), ("M1", 3)):
        an_evidence(sari, Competence.objects.get(code=code), agency=agency, level=level)

    found = grouped(gaps(sari, clock.today()))

    assert [gap.competence.code for gap in found.below] == ["D.d"]
    assert [gap.competence.code for gap in found.met] == ["M1"]
    assert (len(found.unknown), len(found.managerial), len(found.digital)) == (34, 9, 27)
    assert [sum(counts) for _, counts in found.pillars] == [12, 6, 4, 5]
    assert [counts[:2] for _, counts in found.pillars] == [[0, 1], [0, 0], [0, 0], [0, 0]]
    assert found.top == 3


def test_levels_follow_the_person_and_reasons_stay_where_they_were_given(home: Agency) -> None:
    world = a_world()
    a_requirement(world.agency, a_competence("K1"), level=3)
    former = an_agency()
    an_evidence(world.sari, a_competence("K1"), agency=former, level=2, source=Source.ASSESSMENT)
    a_round(world.sari, levels={"K1": 1}, is_finished=True)

    seen = story_of(world.sari, "K1", clock.today(), sees_all=False)

    assert seen is not None
    assert [(one.said.source, one.said.level, one.by, one.reason) for one in seen.chapters] == [
        ("SELF", 1, "", ""),
        ("ASSESSMENT", 2, "", ""),
    ]
    assert seen.gap.attained == 2
    assert story_of(world.sari, "K7", clock.today(), sees_all=True) is None


def test_a_gap_is_seen_by_the_person_the_supervisor_and_administrators_alone() -> None:
    world, other = a_world(), a_world("Seberang")
    seen = {role: policies.visible_person(user, world.sari.pk) == world.sari for role, user in world.roles.items()}

    assert seen == {
        "administrator": True,
        "unit officer": False,
        "operator": False,
        "supervisor": True,
        "officer": True,
    }
    assert not any(policies.visible_person(user, world.sari.pk) for user in other.roles.values())
    assert policies.visible_person(account_of(another(world)), world.sari.pk) is None
    assert policies.visible_person(world.unit_officer, world.chief.pk) == world.chief  # nobody leads the chief
    assert policies.visible_person(world.administrator, uuid.uuid4()) is None


def test_a_closed_account_sees_nothing() -> None:
    world = a_world()
    user = account_of(world.sari)
    user.is_active = False

    assert policies.visible_person(user, world.sari.pk) is None
    assert not policies.led_persons(user).exists()


def test_administrators_do_not_see_gaps_of_who_only_stands_in_with_them() -> None:
    world = a_world()
    guest = a_person("Wahyu")
    place(guest, unit=world.section, position=world.position, kind=AppointmentKind.ACTING)

    assert policies.visible_person(world.administrator, guest.pk) is None


def many(home: Agency, count: int) -> list[Person]:
    """Make many people of one unit with a word or two about each, straight into the tables."""
    chance = random.Random(count)
    unit, posts = a_unit(agency=home), [a_position(agency=home) for _ in range(5)]
    people = Person.objects.bulk_create(Person(id=uuid.uuid4()) for _ in range(count))
    Placement.objects.bulk_create(
        Placement(
            person=one,
            agency=home,
            unit=unit,
            position=chance.choice(posts),
            kind=AppointmentKind.DEFINITIVE,
            valid=ALWAYS,
            recorded=from_now(),
        )
        for one in people
    )
    competences = [a_competence("K1"), a_competence("K2")]
    Evidence.objects.bulk_create(
        Evidence(
            agency=home,
            person=one,
            competence=chance.choice(competences),
            level=chance.randrange(6),
            source=chance.choice(list(Source)),
            on=clock.today() - chance.randrange(4) * A_DAY,
        )
        for one in people
        for _ in range(chance.randrange(5))
    )
    return people


def test_gaps_of_a_thousand_cost_three_questions(home: Agency) -> None:
    people = many(home, 1000)

    with CaptureQueriesContext(connection) as counted:
        found = gaps_of_people([one.pk for one in people], clock.today())

    assert len(counted) == 3
    assert len(found) == 1000
    assert {len(rows) for rows in found.values()} == {2}


def test_the_count_by_unit_says_the_same_as_every_single_gap(home: Agency) -> None:
    people = many(home, 300)
    a_requirement(Placement.objects.filter(agency=home)[0].position, a_competence("K2"), level=5)

    with CaptureQueriesContext(connection) as counted:
        by_unit = gaps_by_unit(home.pk, clock.today())

    assert len(counted) == 1
    every = [gap for rows in gaps_of_people([one.pk for one in people], clock.today()).values() for gap in rows]
    for row in by_unit:
        own = [gap for gap in every if gap.competence.pk == row.competence]
        known = [gap for gap in own if gap.attained is not None]
        assert (row.asked, row.known) == (len(own), len(known))
        assert row.below == sum(gap.is_open for gap in known)
        assert row.levels == sum(gap.distance for gap in known)
    assert len(by_unit) == 2


def test_standards_and_words_are_found_by_index(home: Agency) -> None:
    people = [one.pk for one in many(home, 1000)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_placement; ANALYZE competence_requirement; ANALYZE competence_evidence")
        cursor.execute("EXPLAIN " + STANDARDS, {"people": people[:5], "day": clock.today()})
        standards = "\n".join(row[0] for row in cursor.fetchall())
    words = Evidence.objects.filter(person__in=people[:5], on__lte=clock.today()).explain()

    assert "people_placement_person" in standards
    assert "competence_evidence_person" in words


def test_standards_of_many_share_their_rows(home: Agency) -> None:
    found = standards_of_people([one.pk for one in many(home, 50)], clock.today())

    assert len({id(one) for rows in found.values() for one in rows}) == 2


def test_a_standard_that_changes_is_read_again(home: Agency) -> None:
    (person,) = many(home, 1)
    (before, *_) = standards_of_people([person.pk], clock.today())[person.pk]
    with CaptureQueriesContext(connection) as counted:
        (again, *_) = standards_of_people([person.pk], clock.today())[person.pk]
    assert again is before
    assert len(counted) == 1

    for days in (2, 1):
        last = clock.today() + dt.timedelta(days=days)
        Requirement.objects.filter(pk=before.row.pk).update(valid_to=last)
        (after, *_) = standards_of_people([person.pk], clock.today())[person.pk]
        assert after.row.valid_to == last

    Competence.objects.filter(pk=before.row.competence_id).update(title="Judul Baru")
    (renamed, *_) = standards_of_people([person.pk], clock.today())[person.pk]
    assert str(renamed.competence) == "Judul Baru"


def test_strangers_are_strangers_in_every_list(home: Agency) -> None:
    assert not policies.visible_standards(an_administrator(an_agency())).exists()
    assert not policies.visible_positions(an_administrator(an_agency())).exists()


def test_the_first_page_shows_the_riskiest_gaps(home: Agency) -> None:
    sari, ismet = a_person("Sari", agency=home), a_person("Ismet", agency=an_agency())
    none_known = slots.home(account_of(sari))
    an_evidence(sari, a_competence("K1"), agency=home, level=1)
    an_evidence(sari, a_competence("K2"), agency=home, level=1)

    with CaptureQueriesContext(connection) as counted:
        found = slots.home(account_of(sari))

    assert (none_known["first"], len(none_known["groups"].unknown)) == ([], 2)
    assert [gap.competence.code for gap in found["first"]] == ["K1", "K2"]
    assert len(counted) <= 3
    assert slots.home(account_of(ismet)) == slots.home(an_administrator(home)) == {}
