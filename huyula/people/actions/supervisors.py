"""Choosing supervisors, objecting to one, answering, and handing over what a supervisor does."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone

from huyula.access.models import User
from huyula.access.policies import ensure
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people import policies, queries
from huyula.people.models import Delegation, ObjectionAnswer, Person, Placement, SupervisorChoice, SupervisorObjection
from huyula.people.rules.supervisors import (
    ChoiceRefusal,
    DelegationRefusal,
    ObjectionRefusal,
    why_not_choose,
    why_not_delegate,
)

A_DAY = dt.timedelta(days=1)


class CannotChoose(Refused):
    """That a supervisor is not set."""


class CannotObject(Refused):
    """That an objection is not taken or not answered."""


class CannotDelegate(Refused):
    """That a supervisor's acts are not handed over, or not taken back."""


@transaction.atomic
def choose(person: Person, *, supervisor: Person, since: dt.date, reason: str, by: User) -> SupervisorChoice:
    """Set a person's supervisor from a day on, over what the tree proposes. What was set for later days gives way.

    Raises CannotChoose.
    """
    ensure(policies.may_look_after(by, person))
    place = queries.placement_of(person, clock.today())
    agency = place.agency if place else None
    is_here = Placement.objects.as_of(since).filter(person=supervisor, agency=agency).exists()
    led = queries.supervisor_of(supervisor, since)
    refusal = why_not_choose(
        is_oneself=supervisor.pk == person.pk,
        is_here=is_here,
        is_led_by_person=led.person is not None and led.person.pk == person.pk,
        since=since,
        today=clock.today(),
    )
    if refusal or agency is None:
        words = {"name": queries.name_of(supervisor), "since": since.strftime("%d-%m-%Y")}
        raise CannotChoose(refusal or ChoiceRefusal.ELSEWHERE, **words)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = SupervisorChoice.objects.standing().filter(agency=agency, person=person)
    for old in standing.filter(valid__overlap=DateRange(since, None)):
        _shorten(old, until=since)
    made = SupervisorChoice.objects.create(
        agency=agency,
        person=person,
        supervisor=supervisor,
        reason=reason,
        by=by,
        valid=DateRange(since, None),
        recorded=DateTimeTZRange(timezone.now(), None),
    )
    record("people.supervisor_set", by=by, about=made)
    return made


@transaction.atomic
def follow_the_tree(person: Person, *, since: dt.date, by: User) -> None:
    """Let the tree of units say again who leads a person, from a day on."""
    ensure(policies.may_look_after(by, person))
    standing = SupervisorChoice.objects.standing().filter(person=person, valid__overlap=DateRange(since, None))
    for old in standing.select_for_update():
        _shorten(old, until=since)
        record("people.supervisor_unset", by=by, about=old)


@transaction.atomic
def object_to(person: Person, *, words: str, by: User) -> SupervisorObjection:
    """Tell the unit's personnel officer that the supervisor shown is not one's own. Raises CannotObject."""
    ensure(policies.may_object(by, person))
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    place = queries.placement_of(person, clock.today())
    if place is None:
        raise CannotObject(ObjectionRefusal.NO_PLACE)
    if SupervisorObjection.objects.filter(person=person, answer__isnull=True).exists():
        raise CannotObject(ObjectionRefusal.OPEN)
    made = SupervisorObjection.objects.create(
        agency_id=place.agency_id,
        person=person,
        against=queries.supervisor_of(person, clock.today()).person,
        unit_id=place.unit_id,
        words=words,
    )
    record("people.supervisor_objected", by=by, about=made)
    return made


@transaction.atomic
def answer(
    objection: SupervisorObjection, *, supervisor: Person | None, since: dt.date, words: str, by: User
) -> ObjectionAnswer:
    """Answer an objection: set another supervisor from a day on, or (None) leave it as it is and say why.

    Raises CannotObject if it was answered, CannotChoose as `choose` does.
    """
    ensure(policies.visible_objections(by).filter(pk=objection.pk).exists())
    SupervisorObjection.objects.select_for_update(no_key=True).get(pk=objection.pk)
    if ObjectionAnswer.objects.filter(objection=objection).exists():
        raise CannotObject(ObjectionRefusal.ANSWERED)
    choice = None
    if supervisor is not None:
        choice = choose(objection.person, supervisor=supervisor, since=since, reason=words, by=by)
    made = ObjectionAnswer.objects.create(
        objection=objection, agency_id=objection.agency_id, by=by, words=words, choice=choice
    )
    record("people.objection_answered", by=by, about=made)
    return made


@transaction.atomic
def delegate(giver: Person, *, to: Person, since: dt.date, until: dt.date, reason: str, by: User) -> Delegation:
    """Hand over what somebody does as a supervisor, both days included. Raises CannotDelegate."""
    ensure(policies.may_delegate(by, giver))
    Person.objects.select_for_update(no_key=True).get(pk=giver.pk)
    place = queries.placement_of(giver, clock.today())
    agency = place.agency if place else None
    days = DateRange(since, max(since, until) + A_DAY)
    given = Delegation.objects.standing().filter(agency=agency, giver=giver)
    refusal = why_not_delegate(
        is_oneself=to.pk == giver.pk,
        is_here=Placement.objects.as_of(clock.today()).filter(person=to, agency=agency).exists(),
        is_taken=given.filter(valid__overlap=days).exists(),
        since=since,
        until=until,
        today=clock.today(),
    )
    if refusal or agency is None:
        raise CannotDelegate(refusal or DelegationRefusal.ELSEWHERE, name=queries.name_of(to))
    made = Delegation.objects.create(
        agency=agency,
        giver=giver,
        taker=to,
        reason=reason,
        by=by,
        valid=days,
        recorded=DateTimeTZRange(timezone.now(), None),
    )
    record("people.delegated", by=by, about=made)
    return made


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User) -> None:
    """Take back from today on what was handed over. Raises CannotDelegate if it has ended."""
    ensure(policies.may_delegate(by, delegation.giver))
    held = Delegation.objects.select_for_update().get(pk=delegation.pk)
    today = clock.today()
    if held.recorded.upper is not None or held.valid.upper <= today:
        raise CannotDelegate(DelegationRefusal.ENDED)
    _shorten(held, until=today)
    record("people.delegation_ended", by=by, about=held)


def _shorten(row: SupervisorChoice | Delegation, *, until: dt.date) -> None:
    """Close a row and keep what held before `until` as a new one; a row that begins later is taken back as a whole."""
    now = timezone.now()
    start = row.valid.lower
    row.recorded = DateTimeTZRange(row.recorded.lower, now)
    row.save(update_fields=["recorded"])
    if start is None or start < until:
        row.pk, row.valid, row.recorded = None, DateRange(start, until), DateTimeTZRange(now, None)
        row.save(force_insert=True)
