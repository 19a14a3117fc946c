"""What the supervisor says, who that is, and what follows from it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from huyula.access.samples import an_administrator, an_agency
from huyula.journal.models import Entry
from huyula.people.models import Person
from huyula.people.policies import reach
from huyula.people.samples import a_person, a_unit, a_unit_officer
from huyula.people.tests.visits import enter, words_of
from huyula.practice import actions, policies
from huyula.practice.models import UseConfirmation, UseQuestion, UseReport
from huyula.practice.queries.questions import with_answers
from huyula.practice.queries.waiting import waiting_for
from huyula.practice.rules import Answer
from huyula.practice.samples import a_question, account_of, answer, see
from huyula.practice.tests.people_at_work import a_head, a_section, hand_over, lead, move

pytestmark = pytest.mark.django_db


def kinds(person: Person) -> list[str]:
    return [item.kind for item in waiting_for(account_of(person))]


def test_one_tap_says_that_it_is_used(client: Client) -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari))
    item = waiting_for(account_of(ismet))[0]

    response = enter(client, ismet).post(item.act_address)

    assert response.headers["Location"] == reverse("waiting")
    assert UseConfirmation.objects.get(report=told).is_used
    assert kinds(ismet) == []
    entry = Entry.objects.get(verb="practice.confirmed")
    assert (entry.role, entry.actor_id, entry.agency_id) == ("supervisor", account_of(ismet).pk, told.agency_id)


def test_not_seen_yet_can_be_seen_later(client: Client) -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari))
    address = reverse("practice:confirmation", args=[told.pk])

    enter(client, ismet).post(address, {"is_used": "no"})
    assert kinds(ismet) == []
    page = words_of(client.get(reverse("practice:report", args=[told.pk])))
    assert "Ya, saya lihat dipakai" in page
    assert 'value="no"' not in page
    client.post(address, {"is_used": "yes"})

    assert sorted(UseConfirmation.objects.values_list("is_used", flat=True)) == [False, True]


def test_what_was_said_is_not_said_again() -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari))
    see(told, by=ismet)

    for is_used in (True, False):
        with pytest.raises(actions.CannotConfirm) as refused:
            see(told, by=ismet, is_used=is_used)
        assert refused.value.code == "SAID"


def test_a_not_yet_has_nothing_to_confirm(client: Client) -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari), Answer.NOT_YET)

    page = words_of(enter(client, ismet).post(reverse("practice:confirmation", args=[told.pk]), follow=True))

    assert "Tidak ada yang perlu dikonfirmasi" in page
    assert not UseConfirmation.objects.exists()


def test_many_are_confirmed_at_once_and_what_is_odd_is_left_out(client: Client) -> None:
    _, ismet, sari = a_section()
    _, _, stranger = a_section("Bidang Lain")
    mine = [answer(a_question(sari, title=f"Pelatihan {n}")) for n in range(3)]
    other = answer(a_question(stranger))
    see(mine[2], by=ismet)
    ids = [*(each.pk for each in mine), other.pk, "abc", "9" * 30, "-1"]

    page = words_of(enter(client, ismet).post(reverse("practice:confirmations"), {"id": ids}, follow=True))

    assert "2 jawaban dikonfirmasi" in page
    assert not UseConfirmation.objects.filter(report=other).exists()
    assert kinds(ismet) == []


def test_nothing_chosen_is_said(client: Client) -> None:
    _, ismet, _ = a_section()

    page = words_of(enter(client, ismet).post(reverse("practice:confirmations"), follow=True))

    assert "Pilih paling sedikit satu" in page


def test_confirming_many_passes_over_what_was_confirmed_meanwhile() -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari))
    see(told, by=ismet)

    assert actions.confirm_all([told], by=account_of(ismet)) == 0


def test_nobody_confirms_their_own_answer(client: Client) -> None:
    unit = a_unit("Bidang Data")
    ismet = a_head("Ismet", unit)
    told = answer(a_question(ismet))

    assert kinds(ismet) == []
    assert enter(client, ismet).post(reverse("practice:confirmation", args=[told.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        see(told, by=ismet)


def test_a_colleague_and_another_supervisor_see_nothing(client: Client) -> None:
    unit, _, sari = a_section()
    _, other, _ = a_section("Bidang Lain")
    told = answer(a_question(sari))

    for stranger in (a_person("Budi", unit=unit), other):
        assert enter(client, stranger).get(reverse("practice:report", args=[told.pk])).status_code == 404
        assert client.post(reverse("practice:confirmation", args=[told.pk])).status_code == 404


def test_the_administrator_sees_and_does_not_confirm(client: Client) -> None:
    unit, _, sari = a_section()
    told = answer(a_question(sari))
    admin = an_administrator(unit.agency)

    page = words_of(enter(client, admin).get(reverse("practice:report", args=[told.pk])))

    assert "Sari" in page
    assert "Ya, saya lihat dipakai" not in page
    assert not policies.may_confirm(admin, told)


def test_whoever_acts_for_the_supervisor_confirms() -> None:
    unit, ismet, sari = a_section()
    fatmah = a_person("Fatmah", unit=unit)
    told = answer(a_question(sari))
    hand_over(ismet, fatmah, unit)

    assert kinds(ismet) == []
    assert kinds(fatmah) == ["practice.report"]
    see(told, by=fatmah)


def test_a_new_supervisor_takes_over_what_waits() -> None:
    unit, ismet, sari = a_section()
    told = answer(a_question(sari))
    ramla = a_person("Ramla", unit=unit)
    lead(unit, ramla)

    assert told.leader == ismet.user
    assert kinds(ismet) == []
    assert kinds(ramla) == ["practice.report"]


def test_where_nobody_leads_the_personnel_officer_stands_in() -> None:
    unit = a_unit("Unit tanpa kepala")
    officer = a_unit_officer(unit)
    told = answer(a_question(a_person("Sari", unit=unit)))

    assert told.leader == officer
    assert [item.kind for item in waiting_for(officer)] == ["practice.report"]
    actions.confirm(told, is_used=True, by=officer)


def test_who_stands_in_confirms_many_at_once(client: Client) -> None:
    unit = a_unit("Unit tanpa kepala")
    officer = a_unit_officer(unit)
    told = answer(a_question(a_person("Sari", unit=unit)))
    led = answer(a_question(a_section()[2]))
    client.force_login(officer)

    page = words_of(client.post(reverse("practice:confirmations"), {"id": [told.pk, led.pk]}, follow=True))

    assert "1 jawaban dikonfirmasi" in page
    assert UseConfirmation.objects.get().report == told


def test_an_answer_that_is_not_there_is_not_found(client: Client) -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari))

    assert enter(client, ismet).get(reverse("practice:report", args=[told.pk + 1])).status_code == 404


def test_after_a_transfer_whoever_led_then_still_confirms_and_the_new_one_sees_nothing(client: Client) -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari))
    island, wahyu, _ = a_section("Dinas Pulau")
    move(sari, to=island)

    assert kinds(wahyu) == []
    assert enter(client, wahyu).get(reverse("practice:report", args=[told.pk])).status_code == 404
    assert kinds(ismet) == ["practice.report"]
    see(told, by=ismet)
    assert enter(client, sari).get(reverse("practice:report", args=[told.pk])).status_code == 200


def test_whoever_left_the_agency_confirms_nothing_there() -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari))
    island = a_unit("Dinas Pulau")
    move(sari, to=island)
    move(ismet, to=a_unit("Dinas Lain"))

    assert kinds(ismet) == []
    assert not policies.may_confirm(account_of(ismet), told)


def test_a_list_opens_what_its_page_opens() -> None:
    unit, ismet, sari = a_section()
    ani, budi = a_person("Ani", unit=unit), a_person("Budi", unit=unit)
    told = [answer(a_question(each)) for each in (sari, ani, ismet)]
    a_question(budi)
    move(ani, to=a_unit("Dinas Pulau"))
    everybody = [account_of(each) for each in (sari, ani, budi, ismet)]
    everybody += [an_administrator(unit.agency), a_unit_officer(unit), an_administrator(an_agency())]
    rows = list(policies.with_presence(with_answers(UseQuestion.objects.all())))

    seen = {user: policies.seen_among(user, reach(user), rows) for user in everybody}

    for user in everybody:
        assert seen[user] == {each.question_id for each in told if policies.visible_report(user, each.pk)}
    assert [len(seen[user]) for user in everybody] == [1, 1, 0, 3, 3, 1, 0]


def test_an_account_without_a_person_has_nothing_to_look_at() -> None:
    unit, _, sari = a_section()
    answer(a_question(sari))

    assert waiting_for(an_administrator(unit.agency)) == []
    assert UseReport.objects.unconfirmed().count() == 1
