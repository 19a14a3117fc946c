"""Opening a round, answering, sending it to the supervisor, and the supervisor's word."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from huyula.access.models import User
from huyula.access.policies import ensure
from huyula.competence import policies, rules
from huyula.competence.actions.evidence import note_evidence
from huyula.competence.models import Rating, Round, RoundFinish, RoundItem
from huyula.competence.queries import rounds as queries
from huyula.competence.queries.levels import gaps
from huyula.competence.queries.rounds import Asked, Sheet, sheet_of
from huyula.competence.rules import ConfirmRefusal, Frequency, RatedBy, RoundRefusal, Source
from huyula.journal.actions import record
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people.models import Person
from huyula.people.queries import placement_of


class CannotRate(Refused):
    """That no round is opened, or an answer or a round is not taken."""


class CannotConfirm(Refused):
    """That a supervisor's word is not taken."""


@transaction.atomic
def open_round(person: Person, *, by: User) -> Round:
    """Let somebody rate at most seven competences of their post; one that is open already is gone on with.

    Raises CannotRate.
    """
    ensure(policies.may_rate(by, person))
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    today = clock.today()
    place = placement_of(person, today)
    if place and (opened := queries.open_round(person, place.agency_id)):
        return opened
    finished = queries.last_finish(person, place.agency_id) if place else None
    last_on = timezone.localdate(finished) if finished else None
    found = gaps(person, today) if place else []
    asked = queries.plan_of(found, today).gaps
    refusal = rules.why_not_open(
        has_post=place is not None,
        has_standard=bool(found),
        last_on=last_on,
        asked=[gap.competence.code for gap in asked],
        today=today,
    )
    if refusal or place is None:
        day = last_on + rules.BETWEEN_ROUNDS if last_on else today
        raise CannotRate(refusal or RoundRefusal.NO_POST, day=f"{day:%d-%m-%Y}")
    made = Round.objects.create(
        agency_id=place.agency_id, person=person, position_id=place.position_id, opened_at=clock.now()
    )
    RoundItem.objects.bulk_create(
        RoundItem(
            agency_id=place.agency_id,
            round=made,
            competence=gap.competence,
            place=at,
            required=gap.required.level,
            importance=gap.required.importance,
        )
        for at, gap in enumerate(asked, start=1)
    )
    record("competence.round_opened", by=by, about=made)
    return made


@transaction.atomic
def rate(
    held: Round, *, competence: str, answers: Mapping[int, Frequency], key: uuid.UUID, made_at: dt.datetime, by: User
) -> Rating:
    """Keep how often somebody does the acts of a competence (code); the level follows by `rules.level_of`.

    `key` is the id of the device's event: the same again gives the same answer. A later answer counts instead of an
    earlier one, in the order in which the server got them. Writes no journal line: the answers are a log of their own.
    Raises CannotRate.
    """
    ensure(policies.may_rate(by, held.person))
    locked = Round.objects.select_for_update(no_key=True).get(pk=held.pk)
    if known := Rating.objects.filter(round=locked, event=key).first():
        return known
    item = RoundItem.objects.filter(round=locked, competence__code=competence).select_related("competence").first()
    up_to = rules.asked_up_to(item.required) if item else 0
    shown = {row.pk: row.level for row in queries.indicators_of(item.competence, up_to=up_to)} if item else {}
    refusal = rules.why_not_rate(
        is_finished=RoundFinish.objects.filter(round=locked).exists(),
        is_asked=item is not None,
        shown=shown,
        answered=answers,
    )
    if refusal or item is None:
        raise CannotRate(refusal or RoundRefusal.NOT_ASKED)
    return Rating.objects.create(
        agency_id=locked.agency_id,
        round=locked,
        competence=item.competence,
        level=rules.level_of((level, answers[act]) for act, level in shown.items()),
        rated_by=RatedBy.SELF,
        by=by,
        answers={str(act): answers[act].value for act in shown},
        event=key,
        made_at=made_at,
        received_at=clock.now(),
    )


@transaction.atomic
def finish(held: Round, *, by: User, key: uuid.UUID | None = None, made_at: dt.datetime | None = None) -> RoundFinish:
    """Send a round to the supervisor: each level becomes evidence of the own rating. Sent twice it is sent once.

    Raises CannotRate as long as something is not answered.
    """
    ensure(policies.may_rate(by, held.person))
    locked = Round.objects.select_for_update(no_key=True).get(pk=held.pk)
    if done := RoundFinish.objects.filter(round=locked).first():
        return done
    sheet = sheet_of(locked)
    if not sheet.is_answered:
        raise CannotRate(RoundRefusal.UNANSWERED)
    made = RoundFinish.objects.create(
        agency_id=locked.agency_id,
        round=locked,
        at=clock.now(),
        event=key,
        made_at=made_at,
    )
    entry = record("competence.round_finished", by=by, about=locked)
    for own in [one.own for one in sheet.asked if one.own]:
        _note(own, held=locked, source=Source.SELF, because=entry)
    return made


@transaction.atomic
def confirm_rest(held: Round, *, by: User) -> int:
    """Confirm together every level of a round that lies near what was expected; gives how many.

    Great differences are left for `decide`. Raises CannotConfirm.
    """
    sheet = _for_supervisor(held, by=by)
    if not sheet.is_finished:
        raise CannotConfirm(ConfirmRefusal.NOT_FINISHED)
    if not sheet.rest:
        raise CannotConfirm(ConfirmRefusal.FAR if sheet.far else ConfirmRefusal.DONE)
    entry = record("competence.round_confirmed", by=by, about=held)
    for one, own in [(one, one.own) for one in sheet.rest if one.own]:
        made = _spoken(one, held=held, level=own.level, reason="", by=by)
        _note(made, held=held, source=Source.SUPERVISOR, because=entry)
    return len(sheet.rest)


@transaction.atomic
def decide(held: Round, *, competence: str, level: int, reason: str, by: User) -> Rating:
    """Say as supervisor at which level somebody is in one competence (code); another than the person's own with why.

    May be said again later: the newest counts, all stay. Raises CannotConfirm.
    """
    sheet = _for_supervisor(held, by=by)
    one = sheet.of(competence)
    own = one.own.level if one and one.own else None
    refusal = rules.why_not_decide(
        is_finished=sheet.is_finished,
        own=own,
        level=level,
        reason=reason,
    )
    if refusal or one is None:
        raise CannotConfirm(refusal or ConfirmRefusal.NOT_ASKED)
    made = _spoken(one, held=held, level=level, reason=reason.strip(), by=by)
    entry = record("competence.level_set", by=by, about=held)
    _note(made, held=held, source=Source.SUPERVISOR, because=entry)
    return made


def _for_supervisor(held: Round, *, by: User) -> Sheet:
    """Lock a round for whoever leads the person today."""
    ensure(policies.may_confirm(by, held))
    locked = Round.objects.select_for_update(no_key=True, of=["self"]).select_related("finish").get(pk=held.pk)
    return sheet_of(locked)


def _spoken(one: Asked, *, held: Round, level: int, reason: str, by: User) -> Rating:
    return Rating.objects.create(
        agency_id=held.agency_id,
        round=held,
        competence=one.competence,
        level=level,
        rated_by=RatedBy.SUPERVISOR,
        by=by,
        reason=reason,
        received_at=clock.now(),
    )


def _note(rating: Rating, *, held: Round, source: Source, because: Entry) -> None:
    note_evidence(
        held.person,
        competence=rating.competence,
        level=rating.level,
        source=source,
        on=clock.today(held.agency.zone),
        because=because,
        agency=held.agency,
        rating=rating,
    )
