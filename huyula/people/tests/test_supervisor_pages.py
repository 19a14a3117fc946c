"""Setting a supervisor, "this is not my supervisor", its answer, handing over: through the pages."""

import datetime as dt
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people import queries
from huyula.people.actions import supervisors as actions
from huyula.people.models import Delegation, Person, SupervisorChoice, SupervisorObjection, Unit
from huyula.people.queries.waiting import waiting_for
from huyula.people.rules.supervisors import Source, why_not_choose, why_not_delegate
from huyula.people.samples import a_person, a_unit, a_unit_officer, from_now
from huyula.people.tests.test_supervisors import a_head
from huyula.people.tests.visits import account_of, enter, words_of

pytestmark = pytest.mark.django_db
TODAY = clock.today()
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def section() -> Unit:
    return a_unit("Bidang Data")


@pytest.fixture
def budi(section: Unit) -> Person:
    return a_head("Budi", section)


@pytest.fixture
def yanti(section: Unit) -> Person:
    return a_person("Yanti", unit=section)


@pytest.fixture
def sari(section: Unit, budi: Person) -> Person:
    return a_person("Sari", unit=section)


def test_the_personnel_officer_sets_a_supervisor_from_a_day_on(
    client: Client, section: Unit, sari: Person, budi: Person, yanti: Person
) -> None:
    officer = a_unit_officer(section)
    address = reverse("people:supervisor", args=[sari.pk])
    shown = enter(client, officer).get(address + "?q=yan")
    assert "Yanti" in words_of(shown)

    answer = client.post(address, {"person": yanti.pk, "since": TODAY + A_DAY, "reason": "Surat tugas"})

    assert answer.headers["Location"] == reverse("people:person", args=[sari.pk])
    assert queries.supervisor_of(sari, TODAY).person == budi
    found = queries.supervisor_of(sari, TODAY + A_DAY)
    assert (found.person, found.source) == (yanti, Source.CHOSEN)
    assert Entry.objects.filter(verb="people.supervisor_set", actor_id=officer.pk).exists()


def test_a_later_choice_shortens_the_one_before_and_keeps_what_was(
    section: Unit, sari: Person, budi: Person, yanti: Person
) -> None:
    officer = a_unit_officer(section)
    actions.choose(sari, supervisor=yanti, since=TODAY - 10 * A_DAY, reason="", by=officer)
    actions.choose(sari, supervisor=budi, since=TODAY, reason="", by=officer)
    actions.choose(sari, supervisor=yanti, since=TODAY, reason="", by=officer)

    assert queries.supervisor_of(sari, TODAY - A_DAY).person == yanti
    assert queries.supervisor_of(sari, TODAY).person == yanti
    assert SupervisorChoice.objects.standing().filter(person=sari).count() == 2
    assert SupervisorChoice.objects.filter(person=sari).count() == 4


def test_the_tree_speaks_again_when_a_choice_is_taken_back(
    client: Client, section: Unit, sari: Person, budi: Person, yanti: Person
) -> None:
    officer = a_unit_officer(section)
    actions.choose(sari, supervisor=yanti, since=TODAY - A_DAY, reason="", by=officer)

    enter(client, officer).post(reverse("people:supervisor_removal", args=[sari.pk]))

    assert queries.supervisor_of(sari, TODAY).person == budi
    assert queries.supervisor_of(sari, TODAY - A_DAY).person == yanti


def test_what_stands_in_the_way_of_a_supervisor_is_said_on_the_page(
    client: Client, section: Unit, sari: Person, budi: Person, yanti: Person
) -> None:
    officer = a_unit_officer(section)
    enter(client, officer)
    address = reverse("people:supervisor", args=[sari.pk])
    actions.choose(yanti, supervisor=sari, since=TODAY, reason="", by=officer)

    circle = client.post(address, {"person": yanti.pk, "since": TODAY, "reason": "x"})
    nobody = client.post(address, {"person": "kacau", "since": TODAY, "reason": "x"})
    early = client.post(address, {"person": budi.pk, "since": "2001-01-01", "reason": "x"})

    assert circle.status_code == nobody.status_code == early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Yanti akan dipimpin" in words_of(circle)
    assert "satu tahun" in words_of(early)


def test_somebody_without_a_post_gets_no_supervisor(section: Unit, yanti: Person) -> None:
    gone = a_person("Gone", unit=section, since=TODAY + A_DAY)
    officer = a_unit_officer(section)

    with pytest.raises(PermissionDenied):
        actions.choose(gone, supervisor=yanti, since=TODAY, reason="", by=officer)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({}, None),
        ({"is_oneself": True}, "ONESELF"),
        ({"is_here": False}, "ELSEWHERE"),
        ({"is_led_by_person": True}, "CIRCLE"),
        ({"since": TODAY - 400 * A_DAY}, "LONG_AGO"),
    ],
)
def test_the_rule_of_choosing(words: dict[str, object], refusal: str | None) -> None:
    given = {"is_oneself": False, "is_here": True, "is_led_by_person": False, "since": TODAY, "today": TODAY, **words}

    assert why_not_choose(**given) == refusal  # type: ignore[arg-type]  # a table of cases


def test_a_colleague_may_not_set_a_supervisor(client: Client, sari: Person, yanti: Person) -> None:
    enter(client, yanti)

    assert client.get(reverse("people:supervisor", args=[sari.pk])).status_code == HTTPStatus.FORBIDDEN
    assert client.post(reverse("people:supervisor_removal", args=[sari.pk])).status_code == HTTPStatus.FORBIDDEN


def test_this_is_not_my_supervisor_goes_to_the_personnel_officer_and_comes_back(
    client: Client, section: Unit, sari: Person, budi: Person, yanti: Person
) -> None:
    officer = a_unit_officer(section)
    enter(client, sari).post(reverse("people:objection", args=[sari.pk]), {"words": "Sejak Maret: Yanti"})
    note = SupervisorObjection.objects.get()
    assert (note.against, note.unit, note.words) == (budi, section, "Sejak Maret: Yanti")
    assert "Catatan Anda ada pada" in words_of(client.get(reverse("people:person", args=[sari.pk])))

    again = client.post(reverse("people:objection", args=[sari.pk]), {"words": ""})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    (item,) = waiting_for(officer)
    assert (item.kind, "Sari" in item.title) == ("people.objection", True)
    shown = enter(client, officer).get(item.address)
    assert "Sejak Maret: Yanti" in words_of(shown)
    assert "bukan atasannya" in words_of(client.get(reverse("people:person", args=[sari.pk])))

    said = {"verdict": "SET", "person": yanti.pk, "since": TODAY, "words": "Benar, Yanti"}
    assert client.post(item.address, said).headers["Location"] == reverse("waiting")

    assert queries.supervisor_of(sari, TODAY).person == yanti
    assert waiting_for(officer) == []
    assert "Benar, Yanti" in words_of(enter(client, sari).get(reverse("people:person", args=[sari.pk])))
    late = enter(client, officer).post(item.address, said)
    assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "sudah dijawab" in words_of(client.get(item.address))


def test_an_objection_may_be_answered_without_a_change(
    client: Client, section: Unit, sari: Person, budi: Person
) -> None:
    officer = a_unit_officer(section)
    note = actions.object_to(sari, words="", by=account_of(sari))
    address = reverse("people:objection_answer", args=[note.pk])
    enter(client, officer)

    missing = client.post(address, {"verdict": "SET", "since": TODAY, "words": "x"})
    kept = client.post(address, {"verdict": "KEEP", "since": TODAY, "words": "SK 12 masih berlaku"})

    assert missing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert kept.status_code == HTTPStatus.FOUND
    assert queries.supervisor_of(sari, TODAY).person == budi
    assert note.answer.choice is None


def test_nobody_objects_for_another_or_without_a_post(client: Client, section: Unit, sari: Person) -> None:
    yanti = a_person("Yanti", unit=section)
    gone = a_person("Gone", unit=section, since=TODAY + A_DAY)

    assert enter(client, yanti).get(reverse("people:objection", args=[sari.pk])).status_code == HTTPStatus.FORBIDDEN
    with pytest.raises(actions.CannotObject, match="tidak mempunyai jabatan"):
        actions.object_to(gone, words="", by=account_of(gone))


def test_a_supervisor_hands_over_and_takes_back(client: Client, sari: Person, budi: Person, yanti: Person) -> None:
    address = reverse("people:delegations")
    given = {"person": yanti.pk, "since": TODAY, "until": TODAY + 5 * A_DAY, "reason": "Cuti"}
    assert "Yanti" in words_of(enter(client, budi).get(address + "?q=yanti"))
    client.post(address, given)
    assert queries.supervisor_of(sari, TODAY).person == yanti
    assert "Yanti mewakili Budi" in words_of(client.get(address))

    twice = client.post(address, given)
    assert twice.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    row = Delegation.objects.standing().get()
    taker = enter(client, yanti)
    assert "Akhiri" not in words_of(taker.get(address))
    assert taker.post(reverse("people:delegation_ending", args=[row.pk])).status_code == HTTPStatus.FORBIDDEN

    enter(client, budi).post(reverse("people:delegation_ending", args=[row.pk]))
    assert queries.supervisor_of(sari, TODAY).person == budi
    again = client.post(reverse("people:delegation_ending", args=[row.pk]), follow=True)
    assert again.status_code == HTTPStatus.NOT_FOUND


def test_a_delegation_that_began_earlier_ends_with_yesterday(sari: Person, budi: Person, yanti: Person) -> None:
    Delegation.objects.create(
        agency=sari.placements.get().agency,
        giver=budi,
        taker=yanti,
        valid=(TODAY - 3 * A_DAY, TODAY + 3 * A_DAY),
        recorded=from_now(),
    )
    row = Delegation.objects.get()

    actions.end_delegation(row, by=account_of(budi))

    assert queries.supervisor_of(sari, TODAY - A_DAY).person == yanti
    assert queries.supervisor_of(sari, TODAY).person == budi
    with pytest.raises(actions.CannotDelegate):
        actions.end_delegation(row, by=account_of(budi))


def test_an_ending_that_comes_too_late_is_said_on_the_page(client: Client, sari: Person, budi: Person) -> None:
    row = Delegation.objects.create(
        agency=sari.placements.get().agency,
        giver=budi,
        taker=sari,
        valid=(TODAY - 3 * A_DAY, TODAY),
        recorded=from_now(),
    )

    said = enter(client, budi).post(reverse("people:delegation_ending", args=[row.pk]), follow=True)

    assert "sudah berakhir" in words_of(said)


def test_an_account_without_a_person_hands_nothing_over(client: Client, section: Unit) -> None:
    assert "bukan milik perorangan" in words_of(
        enter(client, a_unit_officer(section)).get(reverse("people:delegations"))
    )


def test_somebody_without_a_post_has_nothing_to_hand_over(section: Unit, sari: Person) -> None:
    gone = a_person("Gone", unit=section, since=TODAY + A_DAY)

    with pytest.raises(actions.CannotDelegate):
        actions.delegate(gone, to=sari, since=TODAY, until=TODAY, reason="", by=account_of(gone))


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({}, None),
        ({"is_oneself": True}, "ONESELF"),
        ({"until": TODAY - A_DAY}, "DAYS"),
        ({"since": TODAY - A_DAY}, "PAST"),
        ({"until": TODAY + 400 * A_DAY}, "LONG"),
        ({"is_here": False}, "ELSEWHERE"),
        ({"is_taken": True}, "AGAIN"),
    ],
)
def test_the_rule_of_handing_over(words: dict[str, object], refusal: str | None) -> None:
    given = {"is_oneself": False, "is_here": True, "is_taken": False, "since": TODAY, "until": TODAY, "today": TODAY}

    assert why_not_delegate(**{**given, **words}) == refusal  # type: ignore[arg-type]  # a table of cases
