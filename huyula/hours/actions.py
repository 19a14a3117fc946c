"""Posting hours, countering what was wrong, and keeping the rules by which they are counted."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.hours import formats, policies, queries, rules
from huyula.hours.models import ConversionRule, DutyRule, Form, Posting, TargetRule
from huyula.hours.rules import Measure, Refusal, Scope
from huyula.journal.actions import record
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people.models import Person
from huyula.ui.filters import day as written_day

ADMINISTRATOR, OPERATOR = "administrator", "operator"
Rule = ConversionRule | TargetRule | DutyRule


class CannotPost(Refused):
    """That hours are not posted, and why."""


class CannotReverse(Refused):
    """That a posting is not countered, and why."""


class CannotChange(Refused):
    """That a rule is not changed, and why."""


@transaction.atomic
def post(  # noqa: PLR0913  (each of these is a column of the ledger, and areas above name them)
    person: Person,
    *,
    form: str,
    units: Decimal | int,
    unit: Measure | str,
    title: str,
    on: dt.date,
    because: Entry,
    agency: Agency,
    scope: Scope | str = Scope.NATIONAL,
) -> Posting:
    """Post hours for a person by the rule that held on the day, into the calendar year of that day.

    `form` is a code of SIASN ("16" = e-learning), `on` the day on which it ended, `because` the entry that proves it.
    Asked again because of the same entry for the same form, scope and unit, gives the posting that stands, countered or
    not. Raises CannotPost if no rule holds, the number makes no sense, or the day has not come.
    """
    asked = queries.Asked(form, Scope(scope), Measure(unit))
    if standing := queries.posting_because(because, person=person, asked=asked):
        return standing
    exact = Decimal(units)
    if refusal := rules.why_not_post(units=exact, on=on, today=clock.today(agency.zone)):
        raise CannotPost(refusal, day=written_day(on))
    rule = queries.rule_for(asked, on=on)
    if rule is None:
        raise CannotPost(Refusal.NO_RULE, **queries.words_of(asked), day=written_day(on))
    try:
        with transaction.atomic():
            made = Posting.objects.create(
                agency=agency,
                person=person,
                year=on.year,
                units=exact,
                jp=rules.convert(exact, rule.jp_per_unit, rule.factor),
                rule=rule,
                title=title[: Posting.LONGEST_TITLE],
                on=on,
                because=because,
            )
    except IntegrityError:  # told twice at the same moment
        return Posting.objects.get(because=because, person=person, rule=rule)
    record("hours.posted", by=None, about=made)
    return made


@transaction.atomic
def reverse(posting: Posting, *, reason: str, by: User) -> Posting:
    """Counter a posting by one of the opposite sign in the same year; both stay.

    Raises CannotReverse without a reason, the second time, or for a counter-posting.
    """
    ensure(policies.may_reverse(by, posting))
    standing = Posting.objects.select_for_update(of=["self"]).get(pk=posting.pk)
    if not reason.strip():
        raise CannotReverse(Refusal.REASON)
    if standing.reverses_id:
        raise CannotReverse(Refusal.IS_COUNTER)
    if Posting.objects.filter(reverses=standing).exists():
        raise CannotReverse(Refusal.REVERSED)
    entry = record("hours.reversed", by=by, about=standing, role=ADMINISTRATOR)
    return Posting.objects.create(
        agency_id=standing.agency_id,
        person_id=standing.person_id,
        year=standing.year,
        units=-standing.units,
        jp=-standing.jp,
        rule_id=standing.rule_id,
        title=standing.title,
        on=standing.on,
        because=entry,
        reverses=standing,
        reason=reason.strip(),
        by=by,
    )


@transaction.atomic
def load_rules() -> int:
    """Enter the reference rows that are not there yet; gives how many.

    Rows that are there are left as they are: an operator may have confirmed, ended or replaced them.
    """
    added = 0
    for row in formats.forms():
        _, is_new = Form.objects.get_or_create(code=row["code"], defaults=row)
        added += is_new
    for rule in formats.conversions():
        key = {"form_id": rule.form, "scope": rule.scope, "unit": rule.unit}
        row = {name: getattr(rule, name) for name in rule.__slots__ if name not in {"form", "scope", "unit"}}
        added += _added(ConversionRule, key, row)
    added += sum(_added(TargetRule, {"category": row["category"]}, row) for row in formats.targets())
    return added + sum(_added(DutyRule, {"legal_status": row["legal_status"]}, row) for row in formats.duties())


def _added(model: type[ConversionRule | TargetRule | DutyRule], key: Mapping[str, Any], row: Mapping[str, Any]) -> int:
    """Enter a rule unless one for the same thing is there, whatever its days."""
    rows = model.objects
    if rows.filter(**key).exists():
        return 0
    rows.create(**{**row, **key})
    return 1


@transaction.atomic
def confirm(rule: Rule, *, legal_basis: str, by: User) -> None:
    """Say that a rule was compared with the regulation, and by which article."""
    ensure(policies.may_keep_rules(by))
    rule.confirmed, rule.legal_basis = True, legal_basis
    rule.save(update_fields=["confirmed", "legal_basis"])
    record("hours.rule_confirmed", by=by, about=rule, fields=("confirmed", "legal_basis"), role=OPERATOR)


@transaction.atomic
def add_duty(legal_status: str, *, title: str, counts: bool, since: dt.date, legal_basis: str, by: User) -> DutyRule:
    """Say whether those in a legal standing that has no rule yet are counted. Raises CannotChange if it has one."""
    ensure(policies.may_keep_rules(by))
    if DutyRule.objects.filter(legal_status=legal_status).exists():
        raise CannotChange(Refusal.KNOWN)
    made = DutyRule.objects.create(
        legal_status=legal_status,
        title=title,
        counts=counts,
        valid_from=since,
        legal_basis=legal_basis,
        confirmed=True,
    )
    record("hours.rule_added", by=by, about=made, role=OPERATOR)
    return made


@transaction.atomic
def succeed(rule: Rule, *, since: dt.date, figures: Mapping[str, Any], legal_basis: str, by: User) -> Rule:
    """Let a rule with other figures take the place of one from a day on; what was posted before keeps its own.

    `figures` holds the columns that change (jp_per_unit, factor; least, most; counts). Raises CannotChange.
    """
    ensure(policies.may_keep_rules(by))
    standing = type(rule).objects.select_for_update().get(pk=rule.pk)
    if standing.valid_to:
        raise CannotChange(Refusal.ENDED)
    if since <= standing.valid_from:
        raise CannotChange(Refusal.TOO_EARLY, day=written_day(standing.valid_from))
    standing.valid_to = since - dt.timedelta(days=1)
    standing.save(update_fields=["valid_to"])
    kept = {field.attname: getattr(standing, field.attname) for field in standing._meta.concrete_fields}
    kept |= {"id": None, "valid_from": since, "valid_to": None, "legal_basis": legal_basis, "confirmed": True}
    made = type(rule).objects.create(**{**kept, **figures})
    record("hours.rule_changed", by=by, about=made, fields=tuple(figures), role=OPERATOR)
    return made
