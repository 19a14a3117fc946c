"""Planning a question, being asked, answering."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from pytest_django import Settings

from huyula.access.models import AgencyKind
from huyula.access.samples import an_agency
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.samples import a_person, a_unit
from huyula.practice import actions
from huyula.practice.models import AskingRule, UseQuestion, UseReport
from huyula.practice.queries import questions
from huyula.practice.queries.waiting import waiting_for
from huyula.practice.rules import Answer, Reason, State
from huyula.practice.samples import WORDS, a_question, account_of, answer
from huyula.practice.tests.people_at_work import A_DAY, a_section, let_days_pass, move

pytestmark = pytest.mark.django_db


def kinds(person: object) -> list[str]:
    return [item.kind for item in waiting_for(account_of(person))]  # type: ignore[arg-type]  # looser than the type asks


def test_a_completion_is_asked_about_thirty_days_later() -> None:
    unit, _, sari = a_section()

    asked = a_question(sari, days_ago=0)

    assert asked.due_on == clock.today() + 30 * A_DAY
    assert asked.closes_on == asked.due_on + 14 * A_DAY
    assert (asked.unit, asked.agency) == (unit, unit.agency)
    assert Entry.objects.filter(verb="practice.planned", about_id=str(asked.pk)).count() == 1
    assert kinds(sari) == []


def test_told_twice_it_is_planned_once() -> None:
    sari = a_person("Sari")
    first = a_question(sari)

    again = a_question(sari, because=first.because)

    assert again == first
    assert UseQuestion.objects.count() == 1
    assert Entry.objects.filter(verb="practice.planned").count() == 1


def test_in_a_practice_room_nothing_is_asked() -> None:
    room = an_agency("Ruang latihan", kind=AgencyKind.PRACTICE)
    sari = a_person("Sari", agency=room)

    with pytest.raises(ValueError, match="practice room"):
        a_question(sari)

    assert UseQuestion.objects.count() == 0


def test_the_days_come_from_a_rule_with_its_reason() -> None:
    asked = a_question(a_person("Sari"))

    assert asked.rule.ask_after == 30
    assert asked.rule.reason
    assert not asked.rule.confirmed
    assert actions.rule_on(dt.date(1999, 1, 1)) == asked.rule


def test_the_shell_lets_other_days_follow(capsys: pytest.CaptureFixture[str]) -> None:
    before = a_question(a_person("Budi"), days_ago=0)

    call_command("set_asking_days", "--since", str(clock.today()), "--ask-after", "60", "--because", "SK contoh")

    asked = a_question(a_person("Sari"), days_ago=0)
    assert (asked.due_on - clock.today(), asked.closes_on - asked.due_on) == (60 * A_DAY, 14 * A_DAY)
    assert (asked.rule.reason, asked.rule.why, asked.rule.confirmed) == ("SK contoh", "SK contoh", True)
    assert UseQuestion.objects.get(pk=before.pk).due_on == clock.today() + 30 * A_DAY
    assert Entry.objects.get(verb="practice.rule_changed").fields == ["ask_after"]
    assert "60 days" in capsys.readouterr().out


def test_other_days_need_a_reason() -> None:
    with pytest.raises(CommandError, match="alasannya"):
        call_command("set_asking_days", "--since", str(clock.today()), "--because", " ")


def test_a_rule_is_never_rewritten() -> None:
    rule = actions.rule_on(clock.today())

    with pytest.raises(OperationalError, match="never rewritten"), transaction.atomic():
        AskingRule.objects.filter(pk=rule.pk).update(ask_after=1)


def test_the_clock_of_a_demo_shows_the_question(settings: Settings, tmp_path: Path) -> None:
    _, _, sari = a_section()
    asked = a_question(sari, days_ago=0)

    let_days_pass(29, settings, tmp_path)
    assert kinds(sari) == []
    let_days_pass(30, settings, tmp_path)
    assert kinds(sari) == ["practice.question"]
    assert waiting_for(account_of(sari))[0].due == asked.closes_on
    let_days_pass(44, settings, tmp_path)
    assert kinds(sari) == ["practice.question"]
    let_days_pass(45, settings, tmp_path)
    assert kinds(sari) == []


def test_a_closed_question_blames_nobody_and_can_still_be_answered(settings: Settings, tmp_path: Path) -> None:
    _, _, sari = a_section()
    asked = a_question(sari, days_ago=0)
    let_days_pass(90, settings, tmp_path)

    assert questions.asked(asked).state == State.UNANSWERED
    answer(asked)

    assert questions.asked(UseQuestion.objects.get()).state == State.REPORTED


def test_an_answer_waits_for_the_supervisor_and_no_longer_for_the_officer() -> None:
    _, ismet, sari = a_section()

    told = answer(a_question(sari))

    assert told.leader == ismet.user
    assert kinds(sari) == []
    assert kinds(ismet) == ["practice.report"]
    entry = Entry.objects.get(verb="practice.reported")
    assert (entry.about_id, entry.fields, entry.actor_id) == (str(told.pk), [], account_of(sari).pk)


def test_the_same_event_again_is_one_answer_and_another_is_refused() -> None:
    _, _, sari = a_section()
    asked, key = a_question(sari), uuid.uuid4()
    first = answer(asked, key=key)

    assert answer(asked, key=key) == first
    with pytest.raises(actions.CannotReport) as refused:
        answer(asked)

    assert refused.value.code == "ALREADY"
    assert UseReport.objects.count() == 1


def test_nobody_answers_before_the_day() -> None:
    with pytest.raises(actions.CannotReport) as refused:
        answer(a_question(a_person("Sari"), days_ago=3))

    assert refused.value.code == "TOO_EARLY"


def test_nobody_answers_for_somebody_else() -> None:
    _, ismet, sari = a_section()
    telling = actions.Telling(Answer.USED, words=WORDS)

    with pytest.raises(PermissionDenied):
        actions.report(a_question(sari), telling, key=uuid.uuid4(), made_at=clock.now(), by=account_of(ismet))


def test_not_yet_is_asked_once_more_and_then_no_more(settings: Settings, tmp_path: Path) -> None:
    _, ismet, sari = a_section()
    told = answer(a_question(sari), Answer.NOT_YET, words="", reason=Reason.NO_TOOL)

    again = UseQuestion.objects.get(turn=2)
    assert (told.reason, again.because, again.unit) == (Reason.NO_TOOL, told.question.because, told.question.unit)
    assert again.due_on == clock.today() + 30 * A_DAY
    assert kinds(ismet) == []

    let_days_pass(30, settings, tmp_path)
    assert kinds(sari) == ["practice.question"]
    answer(again, Answer.NOT_YET)
    assert UseQuestion.objects.count() == 2


def test_a_reason_belongs_to_not_yet_alone() -> None:
    told = answer(a_question(a_person("Sari")), Answer.UNSUITED, reason=Reason.NO_TIME, words="")

    assert (told.reason, told.words) == ("", "")
    assert UseQuestion.objects.count() == 1


def test_without_a_supervisor_nothing_is_held_up() -> None:
    unit = a_unit("Unit tanpa kepala")
    told = answer(a_question(a_person("Sari", unit=unit)))

    assert told.leader is None


def test_after_a_transfer_the_question_stays_with_the_old_agency() -> None:
    unit, ismet, sari = a_section()
    asked = a_question(sari)
    island, wahyu, _ = a_section("Dinas Pulau")
    move(sari, to=island)

    told = answer(asked)

    assert (told.agency, asked.unit, told.leader) == (unit.agency, unit, None)
    assert kinds(ismet) == kinds(wahyu) == []


def test_what_was_asked_and_said_is_only_added_to() -> None:
    told = answer(a_question(a_person("Sari")))

    for table in ("practice_usequestion", "practice_usereport", "practice_useconfirmation"):
        with (
            pytest.raises(OperationalError, match="only added to"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")
    assert UseReport.objects.get() == told
