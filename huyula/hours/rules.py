"""How units become JP, how hours stand against a target, and what is refused. Values in, values out."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

MOST_UNITS = Decimal(10_000)
CENT = Decimal("0.01")


class Path(TextChoices):
    """Whether a form is held in a class (klasikal) or not, as Perlan 10/2018 parts them."""

    CLASSICAL = "K", _("Classical")
    NON_CLASSICAL = "N", _("Non-classical")


class Bucket(TextChoices):
    """The three parts of the 10-20-70 model of learning."""

    FORMAL = "10", _("Structured learning (10)")
    SOCIAL = "20", _("Learning from others (20)")
    WORK = "70", _("Learning at work (70)")


class Scope(TextChoices):
    """Whether something was national or international."""

    NATIONAL = "NATIONAL", _("National")
    INTERNATIONAL = "INTERNATIONAL", _("International")


class Measure(TextChoices):
    """What is counted before it becomes JP."""

    JP = "JP", "JP"
    DAY = "DAY", _("days")
    ACTIVITY = "ACTIVITY", _("activities")


class State(TextChoices):
    """How somebody stands against the target of a year."""

    MET = "MET", _("Target met")
    SHORT = "SHORT", _("Below the target")
    NONE = "NONE", _("Nothing recorded yet")
    NO_TARGET = "NO_TARGET", _("No least target")
    EXEMPT = "EXEMPT", _("Not counted by legal standing")
    UNDECIDED = "UNDECIDED", _("Legal standing without a rule")


class Refusal(TextChoices):
    """Why hours are not posted, countered, or a rule not changed."""

    NO_RULE = (
        "NO_RULE",
        _("No conversion rule holds on %(day)s for: %(form)s, %(scope)s, counted in %(unit)s."),
    )
    NO_UNITS = "NO_UNITS", _("The number of units has to lie between 0 and 10,000, and not be 0.")
    NOT_YET = "NOT_YET", _("%(day)s has not come yet. Hours count from the day on which the learning ended.")
    REVERSED = "REVERSED", _("This posting is countered already.")
    IS_COUNTER = "IS_COUNTER", _("This is a counter-posting itself. Please post anew instead.")
    REASON = "REASON", _("Please give the reason.")
    KNOWN = "KNOWN", _("There is a rule for this legal standing already. Please replace that one.")
    ENDED = "ENDED", _("This rule has ended already. Please change the one that holds.")
    TOO_EARLY = "TOO_EARLY", _("The new rule has to begin after %(day)s, the first day of the present one.")


def convert(units: Decimal, jp_per_unit: Decimal, factor: Decimal) -> Decimal:
    """Give the JP of so many units: units x JP per unit x factor, to two places (Perlan 10/2018, annex)."""
    return (units * jp_per_unit * factor).quantize(CENT, ROUND_HALF_UP)


def arithmetic(units: Decimal, unit: Measure, jp_per_unit: Decimal, factor: Decimal) -> str:
    """Write the sum out in the language of the page: `10 JP x 1,2 = 12 JP`, `2 hari x 4 JP = 8 JP`."""
    is_plain = unit == Measure.JP and jp_per_unit == 1
    parts = [f"{written(units)} {unit.label}"]
    if not is_plain:
        parts.append(f"{written(jp_per_unit)} JP")
    if is_plain or factor != 1:
        parts.append(written(factor))
    return f"{' × '.join(parts)} = {written(convert(units, jp_per_unit, factor))} JP"


def written(value: Decimal) -> str:
    """Write a figure without the zeros at its end."""
    plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return number_format(plain, use_l10n=True)


def why_not_post(*, units: Decimal, on: dt.date, today: dt.date) -> Refusal | None:
    """Say what stands in the way of a posting, or None."""
    if not 0 < units <= MOST_UNITS:
        return Refusal.NO_UNITS
    return Refusal.NOT_YET if on > today else None


def state_of(jp: Decimal | None, *, least: Decimal | None, counts: bool | None) -> State:
    """Say how somebody stands: `jp` is None where nothing is recorded, `counts` None where no rule says.

    PP 11/2017 jo. PP 17/2020 Ps 203 asks a least number of JP of those in active service.
    """
    if counts is None:
        return State.UNDECIDED
    if not counts:
        return State.EXEMPT
    if least is None:
        return State.NO_TARGET
    if jp is None:
        return State.NONE
    return State.MET if jp >= least else State.SHORT
