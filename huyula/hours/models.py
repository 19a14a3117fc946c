"""Forms of learning, the rules about hours, and the ledger. Postings are only ever added (migration 0002)."""

from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear, Now
from django.utils.translation import get_language

from huyula.access.models import Agency, AgencyKind
from huyula.hours import rules
from huyula.hours.rules import Bucket, Measure, Path, Scope
from huyula.journal.models import Entry
from huyula.lib.law import DateRange, LegalRule, LegalRuleQuerySet
from huyula.people.models import Category, Person

DAYS = (DateRange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS)


def _in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name)


class Form(models.Model):
    """A form of developing competence (SIASN jenisDiklat)."""

    code = models.CharField(max_length=2, primary_key=True, help_text="SIASN id of the form, e.g. 16 = e-learning.")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=1, choices=Path)
    flag = models.CharField(max_length=1, help_text="SIASN kursus/sertifikat: T, F or P.")
    bucket = models.CharField(max_length=2, choices=Bucket, help_text="A proposal: no regulation assigns forms to it.")

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """Give the title in the language of the page; where there is no English one, the Indonesian."""
        return _spoken(self.title, self.title_en)


def _spoken(indonesian: str, english: str) -> str:
    return english if english and (get_language() or "id").startswith("en") else indonesian


class ConversionRuleQuerySet(LegalRuleQuerySet["ConversionRule"]):
    """Conversion rules by day."""


class ConversionRule(LegalRule):
    """How the units of a form become JP. Its figures never change: another rule takes its place from a day on."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="rules")
    scope = models.CharField(max_length=13, choices=Scope)
    unit = models.CharField(max_length=8, choices=Measure)
    jp_per_unit = models.DecimalField(max_digits=6, decimal_places=2)
    factor = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(1))
    evidence = models.CharField(max_length=300, help_text="What has to be shown for it.")
    evidence_en = models.CharField(max_length=300, blank=True)

    objects = ConversionRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            _in_order("hours_conversion_days"),
            models.CheckConstraint(condition=Q(jp_per_unit__gt=0, factor__gt=0), name="hours_conversion_positive"),
            ExclusionConstraint(
                name="hours_conversion_once",
                expressions=[
                    ("form", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    DAYS,
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.scope} {self.unit}"

    @property
    def evidence_asked(self) -> str:
        """Say what has to be shown, in the language of the page."""
        return _spoken(self.evidence, self.evidence_en)

    @property
    def sum_of_one(self) -> str:
        """Write what one unit is worth."""
        return rules.arithmetic(Decimal(1), Measure(self.unit), self.jp_per_unit, self.factor)


class TargetRuleQuerySet(LegalRuleQuerySet["TargetRule"]):
    """Targets by day."""


class TargetRule(LegalRule):
    """How many JP a category of staff needs at least, and may have at most, in a calendar year."""

    category = models.CharField(max_length=14, choices=Category)
    least = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text="JP; empty = no least number.")
    most = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text="JP; beyond it a soft warning.")
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    objects = TargetRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            _in_order("hours_target_days"),
            ExclusionConstraint(name="hours_target_once", expressions=[("category", RangeOperators.EQUAL), DAYS]),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.least} {self.most}"

    @property
    def remark(self) -> str:
        """Give the note in the language of the page."""
        return _spoken(self.note, self.note_en)


class DutyRuleQuerySet(LegalRuleQuerySet["DutyRule"]):
    """Duties by day."""


class DutyRule(LegalRule):
    """Whether those in a legal standing (kedudukan hukum) are counted when one asks who met the target."""

    legal_status = models.CharField(max_length=2, help_text="SIASN kedudukanHukum, 01 = active.")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    counts = models.BooleanField()

    objects = DutyRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            _in_order("hours_duty_days"),
            ExclusionConstraint(name="hours_duty_once", expressions=[("legal_status", RangeOperators.EQUAL), DAYS]),
        ]

    def __str__(self) -> str:
        return f"{self.legal_status} {self.counts}"

    @property
    def name(self) -> str:
        """Give the title in the language of the page."""
        return _spoken(self.title, self.title_en)


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings as one asks for them."""

    def real(self) -> Self:
        """Leave out what was done in practice rooms."""
        return self.exclude(agency__kind=AgencyKind.PRACTICE)


class Posting(models.Model):
    """One entry of the ledger: so many JP for a person in a year, by a rule, because of something that was done.

    It is never changed or deleted. What was wrong is countered by a posting of the same JP with the opposite sign.
    """

    LONGEST_TITLE = 300
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(help_text="Calendar year of the day on which it ended.")
    units = models.DecimalField(max_digits=8, decimal_places=2, help_text="In the unit of the rule.")
    jp = models.DecimalField(max_digits=8, decimal_places=2)
    rule = models.ForeignKey(ConversionRule, on_delete=models.PROTECT, related_name="postings", db_index=False)
    title = models.CharField(max_length=LONGEST_TITLE)
    on = models.DateField(help_text="The day on which it ended.")
    because = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", help_text="What was done: the proof of this posting."
    )
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="counter")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was countered.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the system."
    )
    at = models.DateTimeField(db_default=Now())

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["because", "rule", "person"], name="hours_posting_once"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, jp__gt=0, reason="")
                | (Q(reverses__isnull=False, jp__lt=0) & ~Q(reason="")),
                name="hours_posting_sign",
            ),
            models.CheckConstraint(condition=Q(year=ExtractYear("on")), name="hours_posting_year"),
        ]
        indexes = [
            models.Index(fields=["person", "year"], name="hours_posting_person"),
            models.Index(fields=["agency", "year", "person"], include=["jp"], name="hours_posting_year_of"),
            models.Index(fields=["agency", "-id"], name="hours_posting_ledger"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.jp}"

    @property
    def sum(self) -> str:
        """Write its arithmetic out; `rule` has to be loaded."""
        return rules.arithmetic(self.units, Measure(self.rule.unit), self.rule.jp_per_unit, self.rule.factor)
