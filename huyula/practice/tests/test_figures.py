"""Learned and applied, side by side: who sees which figures, and that each opens to as many rows."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huyula.access.models import AgencyKind
from huyula.access.samples import an_administrator, an_agency
from huyula.lib import clock
from huyula.people.models import Person, Unit, UnitState
from huyula.people.samples import a_person, a_unit, from_now
from huyula.people.tests.visits import account_of, enter, words_of
from huyula.practice import queries
from huyula.practice.queries.figures import Shown, of_unit_and_rights, period_from, rows_of, since
from huyula.practice.queries.slots import of_unit
from huyula.practice.rules import Answer
from huyula.practice.samples import a_question, answer, see
from huyula.practice.tests.people_at_work import A_DAY, a_head, hand_over, move

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def office() -> Unit:
    return a_unit("Dinas Data")


@pytest.fixture
def section(office: Unit) -> Unit:
    return a_unit("Bidang Data", under=office)


@pytest.fixture
def ismet(section: Unit) -> Person:
    return a_head("Ismet", section)


def learned(section: Unit, ismet: Person, *, learners: int = 6, used: int = 3, seen: int = 1) -> list[Person]:
    """Let people complete a course each; some say that they use it, some are seen."""
    people = [a_person(f"Orang {number}", unit=section) for number in range(learners)]
    for number, person in enumerate(people):
        asked = a_question(person)
        if number < used:
            told = answer(asked)
            if number < seen:
                see(told, by=ismet)
    return people


def figures(unit: Unit) -> queries.Figures:
    found, _ = of_unit_and_rights(unit, account_of(a_person("Siapa")), way=[], day=TODAY)
    return found


def test_a_unit_counts_with_all_below_it(office: Unit, section: Unit, ismet: Person) -> None:
    learned(section, ismet)

    for unit in (office, section):
        assert figures(unit) == queries.Figures(learned=6, learners=6, used=3, users=3, seen=1, shown=1)


def test_a_second_question_is_no_second_completion(section: Unit, ismet: Person) -> None:
    sari = a_person("Sari", unit=section)
    answer(a_question(sari), Answer.NOT_YET)

    assert figures(section) == queries.Figures(learned=1, learners=1)


def test_seen_and_not_seen_before_counts_once(section: Unit, ismet: Person) -> None:
    told = answer(a_question(a_person("Sari", unit=section)))
    see(told, by=ismet, is_used=False)
    assert figures(section).seen == 0
    see(told, by=ismet)

    assert (figures(section).used, figures(section).seen) == (1, 1)


def test_what_was_learned_stays_with_the_unit_and_agency_where_it_was(section: Unit, ismet: Person) -> None:
    people = learned(section, ismet, learners=2)
    elsewhere = a_unit("Dinas Pulau")
    move(people[0], to=elsewhere)

    assert figures(section).learned == 2
    assert figures(elsewhere).learned == 0


def test_what_is_older_than_twelve_months_is_not_shown(section: Unit) -> None:
    a_question(a_person("Sari", unit=section), days_ago=(TODAY - since(TODAY)).days + 1)

    assert figures(section).learned == 0
    assert since(TODAY).day == 1
    assert TODAY - since(TODAY) < 366 * A_DAY


def test_an_address_may_name_a_year(section: Unit) -> None:
    first, last = dt.date(TODAY.year, 1, 1), dt.date(TODAY.year - 1, 12, 31)
    usual = (since(TODAY), TODAY)

    assert period_from(str(TODAY.year), day=TODAY) == (first, TODAY)
    assert period_from(str(TODAY.year - 1), day=TODAY) == (dt.date(TODAY.year - 1, 1, 1), last)
    for odd in (None, "", "kacau", "1999", str(TODAY.year + 1), "²²²²"):
        assert period_from(odd, day=TODAY) == usual


def test_the_page_of_a_unit_shows_the_year_that_is_asked_for(section: Unit) -> None:
    a_question(a_person("Sari", unit=section), days_ago=(TODAY - dt.date(TODAY.year, 1, 1)).days + 1)
    client = Client()
    client.force_login(an_administrator(section.agency))
    address = reverse("practice:unit", args=[section.pk])

    this, last = (
        client.get(f"{address}?year={year}&show=used").content.decode() for year in (TODAY.year, TODAY.year - 1)
    )

    assert "Sari" not in this
    assert f"?year={TODAY.year - 1}&amp;show=seen" in last
    assert f"31 Desember {TODAY.year - 1}" in last
    assert "Sari" in client.get(f"{address}?year={TODAY.year - 1}").content.decode()


def test_each_figure_opens_to_as_many_rows(section: Unit, ismet: Person) -> None:
    people = learned(section, ismet)
    answer(a_question(people[5], title="Kedua"), Answer.NOT_YET)
    known = figures(section)

    for shown, count in ((Shown.LEARNED, known.learned), (Shown.USED, known.used), (Shown.SEEN, known.seen)):
        assert rows_of(section, shown, since=since(TODAY), until=TODAY).count() == count


def test_all_units_of_an_agency_cost_one_query(office: Unit, section: Unit, ismet: Person) -> None:
    learned(section, ismet)
    a_question(a_person("Budi", unit=office))

    with CaptureQueriesContext(connection) as counted:
        found = queries.by_unit(office.agency, since=since(TODAY), until=TODAY)

    assert (found[section.pk].learned, found[office.pk].learned) == (6, 1)
    assert len(counted) == 1
    room = an_agency("Ruang latihan", kind=AgencyKind.PRACTICE)
    assert queries.by_unit(room, since=since(TODAY), until=TODAY) == {}
    whole = queries.of_units([office.pk, section.pk], since=since(TODAY), until=TODAY)
    assert whole.learned == 7


def test_a_unit_where_nobody_learned_shows_nothing(section: Unit) -> None:
    assert of_unit(section, account_of(a_person("Sari", unit=section))) == {}


def test_supervisors_and_administrators_see_all_figures(office: Unit, section: Unit, ismet: Person) -> None:
    learned(section, ismet, learners=2)
    chief, fatmah = a_head("Ramla", office), a_person("Fatmah", unit=office)
    hand_over(ismet, fatmah, section)

    for user in (*map(account_of, (ismet, chief, fatmah)), an_administrator(section.agency)):
        shown = of_unit(section, user)
        assert shown["sees_rows"]
        assert shown["shown"].learned == 2


def test_colleagues_see_fives_and_no_small_groups(section: Unit, ismet: Person) -> None:
    people = learned(section, ismet, learners=7, used=6, seen=4)
    seen = of_unit(section, account_of(people[0]))

    assert not seen["sees_rows"]
    assert (seen["shown"].learned, seen["shown"].used, seen["shown"].seen) == (5, 5, None)


def test_the_page_of_a_unit_shows_them(client: Client, section: Unit, ismet: Person) -> None:
    people = learned(section, ismet, learners=3)
    address = reverse("people:unit", args=[section.pk])

    colleague = words_of(enter(client, people[0]).get(address))
    leader = words_of(enter(client, ismet).get(address))

    assert "Kurang dari lima orang" in colleague
    assert "Dipelajari: pelatihan selesai" not in colleague
    assert "Dipelajari: pelatihan selesai" in leader
    assert reverse("practice:unit", args=[section.pk]) + "?show=used" in leader
    assert "<table" in leader


def test_the_rows_are_for_supervisors_and_administrators(client: Client, section: Unit, ismet: Person) -> None:
    people = learned(section, ismet, learners=3, used=2)
    address = reverse("practice:unit", args=[section.pk])

    assert enter(client, people[0]).get(address).status_code == HTTPStatus.FORBIDDEN
    assert "Orang 2" in words_of(enter(client, ismet).get(address))
    assert "Orang 2" not in words_of(client.get(address + "?show=used"))
    assert "Belum ada apa-apa" in words_of(enter(client, an_administrator(section.agency)).get(f"{address}?page=9"))
    assert "Orang 2" in words_of(client.get(address + "?show=odd"))


def test_a_row_opens_only_for_whoever_may_read_the_answer(
    client: Client, office: Unit, section: Unit, ismet: Person
) -> None:
    chief, sari = a_head("Ramla", office), a_person("Sari", unit=section)
    told = answer(a_question(sari))
    address, opened = reverse("practice:unit", args=[section.pk]), reverse("practice:report", args=[told.pk])

    assert opened in words_of(enter(client, ismet).get(address))
    assert opened not in words_of(enter(client, chief).get(address))
    assert client.get(opened).status_code == HTTPStatus.NOT_FOUND


def test_where_nobody_learned_the_rows_are_empty_for_the_same_people(client: Client, office: Unit) -> None:
    chief, sari = a_head("Ramla", office), a_person("Sari", unit=office)
    address = reverse("practice:unit", args=[office.pk])

    assert "Belum ada apa-apa" in words_of(enter(client, chief).get(address))
    assert enter(client, an_administrator(office.agency)).get(address).status_code == HTTPStatus.OK
    assert enter(client, sari).get(address).status_code == HTTPStatus.FORBIDDEN


def test_a_unit_that_is_no_more_keeps_its_figures(client: Client, section: Unit) -> None:
    a_question(a_person("Sari", unit=section), title="Literasi Lama")
    state = UnitState.objects.standing().get(unit=section)
    UnitState.objects.filter(pk=state.pk).update(recorded=(state.recorded.lower, from_now().lower))

    page = words_of(enter(client, an_administrator(section.agency)).get(reverse("practice:unit", args=[section.pk])))

    assert "Unit yang sudah tidak ada" in page
    assert "Literasi Lama" in page
