"""The rule of asking, what is asked, answered and confirmed. Rows are only added (migration 0002)."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language

from huyula.access.models import Agency
from huyula.files.models import Blob
from huyula.journal.models import Entry
from huyula.lib.law import DateRange, LegalRule, LegalRuleQuerySet
from huyula.people.models import Person, Unit
from huyula.practice.rules import LONGEST_LINK, Answer, PhotoNote, Reason


class AskingRuleQuerySet(LegalRuleQuerySet["AskingRule"]):
    """Rules of asking by day."""


class AskingRule(LegalRule):
    """After how many days one is asked, how long the question waits, when it is asked again, how long a photo stays."""

    ask_after = models.PositiveSmallIntegerField(help_text="Days from completing to the question.")
    answer_within = models.PositiveSmallIntegerField(help_text="Days until the question is closed.")
    ask_again_after = models.PositiveSmallIntegerField(help_text="Days from a 'not yet' to the second question.")
    keep_photo = models.PositiveSmallIntegerField(help_text="Days for which a photo is kept.")
    reason = models.CharField(max_length=500, help_text="Why these days.")
    reason_en = models.CharField(max_length=500, blank=True)

    objects = AskingRuleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="practice_rule_days"
            ),
            models.CheckConstraint(
                condition=Q(answer_within__gte=1, ask_again_after__gte=1, keep_photo__gte=1),
                name="practice_rule_positive",
            ),
            ExclusionConstraint(
                name="practice_rule_once",
                expressions=[
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"rule from {self.valid_from}"

    @property
    def why(self) -> str:
        """Give the reason in the language of the page; where there is no English one, the Indonesian."""
        return self.reason_en if self.reason_en and (get_language() or "").startswith("en") else self.reason


class UseQuestionQuerySet(models.QuerySet["UseQuestion"]):
    """Questions by where they stand."""

    def waiting(self, day: dt.date) -> Self:
        """Keep what is to be answered on a day: asked, not answered, not closed."""
        return self.filter(due_on__lte=day, closes_on__gte=day, report__isnull=True)


class UseQuestion(models.Model):
    """That somebody is asked whether they use what they learned; `because` is the completion, `turn` 1 or 2.

    It belongs to the agency where it was learned, and to the unit in which the person worked on that day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: no post in the agency that day."
    )
    because = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.ForeignKey(AskingRule, on_delete=models.PROTECT, related_name="questions", db_index=False)
    turn = models.PositiveSmallIntegerField(default=1, help_text="1, or 2 when asked again.")
    title = models.CharField(max_length=200, help_text="What was learned, as it was called then.")
    completed_on = models.DateField()
    due_on = models.DateField(help_text="From this day on it is asked.")
    closes_on = models.DateField(help_text="Last day on which it waits; it can be answered afterwards too.")
    made_at = models.DateTimeField()

    objects = UseQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["because", "turn"], name="practice_question_once"),
            models.CheckConstraint(condition=Q(turn__in=(1, 2)), name="practice_question_turn"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("completed_on"), closes_on__gte=F("due_on")), name="practice_question_days"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "due_on"], name="practice_question_person"),
            models.Index(fields=["agency", "completed_on"], name="practice_question_agency"),
        ]

    def __str__(self) -> str:
        return self.title


class UseReportQuerySet(models.QuerySet["UseReport"]):
    """Answers by where they stand."""

    def unconfirmed(self) -> Self:
        """Keep what was used and about which the supervisor has said nothing."""
        said = UseConfirmation.objects.filter(report=OuterRef("pk"))
        return self.filter(~Exists(said), answer=Answer.USED)


class UseReport(models.Model):
    """The answer to a question. `leader` is who led the person on that day, in the question's agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.OneToOneField(UseQuestion, on_delete=models.PROTECT, related_name="report")
    answer = models.CharField(max_length=8, choices=Answer)
    reason = models.CharField(max_length=11, choices=Reason, blank=True)
    words = models.TextField(blank=True)
    link = models.CharField(max_length=LONGEST_LINK, blank=True)
    photo = models.OneToOneField(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    photo_note = models.CharField(max_length=7, choices=PhotoNote, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: nobody led the person there that day.",
    )
    event = models.UUIDField(help_text="The id that the device gave it.")
    made_at = models.DateTimeField(help_text="By the clock of the device: evidence only.")
    at = models.DateTimeField()

    objects = UseReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(answer=Answer.NOT_YET) | ~Q(reason=""), name="practice_report_reason"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.USED) | ~Q(words="") | ~Q(link="") | Q(photo__isnull=False),
                name="practice_report_proof",
            ),
            models.CheckConstraint(
                condition=Q(photo__isnull=True, photo_note="")
                | Q(photo__isnull=False, photo_note__in=(PhotoNote.NONE, PhotoNote.COVERED)),
                name="practice_report_photo",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class UseConfirmation(models.Model):
    """What the supervisor said of a report: seen, or not seen yet; "seen" may follow "not seen yet"."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(UseReport, on_delete=models.PROTECT, related_name="confirmations")
    is_used = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "is_used"], name="practice_confirmation_once")]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
