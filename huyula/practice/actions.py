"""Planning a question, answering it, confirming the answer, entering the days of asking."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from huyula.access.models import Agency, AgencyKind, User
from huyula.access.policies import ensure
from huyula.files import actions as files
from huyula.files.models import Blob
from huyula.files.rules import Kind
from huyula.journal.actions import record
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people.models import Person
from huyula.practice import formats, policies, queries, rules
from huyula.practice.models import AskingRule, UseConfirmation, UseQuestion, UseReport
from huyula.practice.rules import Answer, Said


class CannotReport(Refused):
    """That an answer is not taken, and what to do about it."""


class CannotConfirm(Refused):
    """That an answer is not confirmed, and why."""


class CannotChangeRule(Refused):
    """That the days of asking are not changed, and why."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that was sent: its content, the name it came under, and what the sender says is to be seen on it."""

    stream: BinaryIO
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody tells: an answer, and for it a reason, words, a link or a photo."""

    answer: Answer
    reason: str = ""
    words: str = ""
    link: str = ""
    photo: Photo | None = None


@transaction.atomic
def enter_rules() -> None:
    """Enter the rules of asking that the product comes with, where none of that first day stands yet."""
    for listed in formats.listed_rules():
        words = {name: getattr(listed, name) for name in listed.__slots__ if name != "valid_from"}
        AskingRule.objects.get_or_create(valid_from=listed.valid_from, defaults=words)


def rule_on(day: dt.date) -> AskingRule:
    """Give the rule of a day, else the oldest; whoever asks first enters those that the product comes with."""
    if not AskingRule.objects.exists():
        enter_rules()
    return AskingRule.objects.in_force(day).first() or AskingRule.objects.earliest("valid_from")


@transaction.atomic
def change_rule(*, since: dt.date, days: Mapping[str, int], reason: str, legal_basis: str) -> AskingRule:
    """Let another rule of asking follow the present one from a day on; for the shell alone.

    `days` are the numbers that change, by their names in the rule. Raises CannotChangeRule if the day does not lie
    behind the first day of the last rule, a number is out of its range, or the reason is missing.
    """
    rule_on(since)
    last = AskingRule.objects.select_for_update().latest("valid_from")
    numbers = {name: days.get(name, getattr(last, name)) for name in rules.NUMBERS}
    if refusal := rules.why_not_change(since, first=last.valid_from, numbers=numbers.values(), reason=reason):
        raise CannotChangeRule(refusal, day=queries.written(last.valid_from), most=rules.MOST_DAYS)
    last.valid_to = since - dt.timedelta(days=1)
    last.save(update_fields=["valid_to"])
    made = AskingRule.objects.create(
        valid_from=since, legal_basis=legal_basis or last.legal_basis, confirmed=True, reason=reason, **numbers
    )
    record("practice.rule_changed", by=None, about=made, fields=sorted(days))
    return made


@transaction.atomic
def plan_question(
    person: Person, *, agency: Agency, title: str, completed_on: dt.date, because: Entry
) -> UseQuestion | None:
    """Plan to ask whether what was completed is used; told twice, it is planned once. None in a practice room."""
    if agency.kind == AgencyKind.PRACTICE:
        return None
    rule = rule_on(completed_on)
    days = rules.days_of(completed_on, after=rule.ask_after, within=rule.answer_within, today=clock.today(agency.zone))
    made, is_new = UseQuestion.objects.get_or_create(
        because=because,
        turn=1,
        defaults={
            "agency": agency,
            "person": person,
            "unit_id": queries.unit_of(person, agency=agency, day=completed_on),
            "rule": rule,
            "title": title,
            "completed_on": completed_on,
            "due_on": days.due_on,
            "closes_on": days.closes_on,
            "made_at": clock.now(),
        },
    )
    if is_new:
        record("practice.planned", by=None, about=made)
    return made


@transaction.atomic
def report(question: UseQuestion, telling: Telling, *, key: uuid.UUID, made_at: dt.datetime, by: User) -> UseReport:
    """Keep somebody's answer; the same event again gives the same answer. "Not yet" plans the second question.

    `made_at` is the device's time, kept as evidence. Raises CannotReport, and CannotKeep for what is no photo.
    """
    rows = UseQuestion.objects.select_for_update(of=("self",)).select_related("person", "agency", "rule")
    held = rows.get(pk=question.pk)
    ensure(policies.may_answer(by, held))
    known = UseReport.objects.filter(question=held).first()
    if known is not None and known.event == key:
        return known
    said = _said(telling)
    today = clock.today(held.agency.zone)
    refusal = rules.why_not_report(said, due_on=held.due_on, today=today, is_answered=known is not None)
    if refusal:
        raise CannotReport(refusal, day=queries.written(held.due_on), least=rules.LEAST_WORDS, most=rules.MOST_WORDS)
    return _keep(held, said, photo=telling.photo, key=key, made_at=made_at, by=by)


def _said(telling: Telling) -> Said:
    """Tidy what was told; a reason belongs to "not yet" alone."""
    return Said(
        answer=telling.answer,
        reason=telling.reason if telling.answer == Answer.NOT_YET else "",
        words=telling.words.strip(),
        link=rules.link_of(telling.link),
        has_photo=telling.photo is not None,
        note=telling.photo.note if telling.photo else "",
    )


def _keep(
    question: UseQuestion, said: Said, *, photo: Photo | None, key: uuid.UUID, made_at: dt.datetime, by: User
) -> UseReport:
    """Write an answer that nothing stands against, and plan the second question where there is one."""
    leader = queries.leader_of(question)
    made = UseReport.objects.create(
        agency_id=question.agency_id,
        question=question,
        answer=said.answer,
        reason=said.reason,
        words=said.words,
        link=said.link or "",
        photo=_kept(photo, question=question, by=by) if photo else None,
        photo_note=said.note,
        leader_id=leader.account if leader else None,
        event=key,
        made_at=made_at,
        at=clock.now(),
    )
    record("practice.reported", by=by, about=made)
    if rules.asks_again(said.answer, turn=question.turn):
        _ask_again(question)
    return made


def _kept(photo: Photo, *, question: UseQuestion, by: User) -> Blob:
    """Keep a photo encrypted, drawn anew without its place, until its time is over."""
    until = clock.today(question.agency.zone) + dt.timedelta(days=question.rule.keep_photo)
    return files.keep(
        photo.stream, name=photo.name, kind=Kind.PICTURE, by=by, agency=question.agency, until=until, sealed=True
    )


def _ask_again(first: UseQuestion) -> None:
    """Plan the second and last question about the same completion."""
    today = clock.today(first.agency.zone)
    rule = rule_on(today)
    days = rules.days_of(today, after=rule.ask_again_after, within=rule.answer_within, today=today)
    again = UseQuestion.objects.create(
        agency_id=first.agency_id,
        person_id=first.person_id,
        unit_id=first.unit_id,
        because_id=first.because_id,
        rule=rule,
        turn=first.turn + 1,
        title=first.title,
        completed_on=first.completed_on,
        due_on=days.due_on,
        closes_on=days.closes_on,
        made_at=clock.now(),
    )
    record("practice.planned", by=None, about=again)


@transaction.atomic
def confirm(report: UseReport, *, is_used: bool, by: User) -> UseConfirmation:
    """Say as a supervisor whether one has seen it used; "seen" may follow "not seen yet".

    Raises CannotConfirm if the answer says nothing of use, or this was said before.
    """
    ensure(policies.may_confirm(by, report))
    held = UseReport.objects.select_for_update().get(pk=report.pk)
    said = list(UseConfirmation.objects.filter(report=held).values_list("is_used", flat=True))
    if refusal := rules.why_not_confirm(held.answer, said=said, is_used=is_used):
        raise CannotConfirm(refusal)
    made = UseConfirmation.objects.create(agency_id=held.agency_id, report=held, is_used=is_used, by=by, at=clock.now())
    record("practice.confirmed", by=by, about=made, role="supervisor")
    return made


def confirm_all(reports: Sequence[UseReport], *, by: User) -> int:
    """Say of several answers that one has seen it used, each in its own transaction; gives how many were new."""
    count = 0
    for each in reports:
        try:
            confirm(each, is_used=True, by=by)
        except CannotConfirm:
            continue
        count += 1
    return count
