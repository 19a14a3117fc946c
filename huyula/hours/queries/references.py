"""Reading the rules about hours."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, IntegerField
from django.db.models.functions import Cast

from huyula.hours.models import (
    ConversionRule,
    ConversionRuleQuerySet,
    DutyRule,
    DutyRuleQuerySet,
    Form,
    TargetRule,
    TargetRuleQuerySet,
)
from huyula.hours.rules import Measure, Scope, convert


@dataclass(frozen=True, slots=True)
class Asked:
    """Which conversion is asked for: the SIASN code of the form, the scope, and what is counted."""

    form: str
    scope: Scope
    unit: Measure


def rule_for(asked: Asked, *, on: dt.date) -> ConversionRule | None:
    """Give the rule by which a form is converted on a day, or None. One query."""
    rows = ConversionRule.objects.in_force(on).filter(form=asked.form, scope=asked.scope, unit=asked.unit)
    found: ConversionRule | None = rows.select_related("form").first()
    return found


@dataclass(frozen=True, slots=True)
class Worth:
    """What a completed course is worth: so many units, and the JP they become (None = no rule holds)."""

    units: Decimal
    unit: Measure
    jp: Decimal | None


def worth_of(form: str, *, jp: Decimal, on: dt.date) -> Worth:
    """Say what a course of so many JP is worth on a day: its JP, or one activity where the form is counted so.

    Two queries at most.
    """
    counted = {Measure.JP: jp, Measure.ACTIVITY: Decimal(1)}
    for unit, units in counted.items():
        if rule := rule_for(Asked(form, Scope.NATIONAL, unit), on=on):
            return Worth(units, unit, convert(units, rule.jp_per_unit, rule.factor))
    return Worth(jp, Measure.JP, None)


def words_of(asked: Asked) -> dict[str, str]:
    """Say in words which conversion was asked for. One query."""
    form = Form.objects.filter(pk=asked.form).first()
    return {"form": form.name if form else asked.form, "scope": str(asked.scope.label), "unit": str(asked.unit.label)}


def conversion_rules(day: dt.date) -> ConversionRuleQuerySet:
    """Give the conversion rules that hold on a day or will, by the number of the form. One query when read."""
    rows = ConversionRule.objects.exclude(valid_to__lt=day).select_related("form")
    number = Cast(F("form_id"), IntegerField())
    return rows.order_by(number, F("scope").desc(), "valid_from", "pk")


def target_rules(day: dt.date) -> TargetRuleQuerySet:
    """Give the targets that hold on a day or will."""
    return TargetRule.objects.exclude(valid_to__lt=day).order_by(F("least").desc(nulls_last=True), "category", "pk")


def duty_rules(day: dt.date) -> DutyRuleQuerySet:
    """Give who is counted on a day or will be, by the code of the standing."""
    return DutyRule.objects.exclude(valid_to__lt=day).order_by("legal_status", "valid_from", "pk")
