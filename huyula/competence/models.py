"""Frameworks and their acts, standards of posts, rounds of rating, and every source's word on a level."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language

from huyula.access.models import Agency
from huyula.competence.rules import Frequency, Importance, Kind, Level, Pillar, RatedBy, Source
from huyula.journal.models import Entry
from huyula.lib.law import DateRange, LegalRule, LegalRuleQuerySet
from huyula.people.models import Person, Position, PositionClass


def in_words_of(here: str, english: str) -> str:
    """Choose between the Indonesian and the English text by the language of the page; no English: the Indonesian."""
    return english if english and (get_language() or "").startswith("en") else here


class Framework(models.Model):
    """A list of competences by a regulation or a standard; a later one is another framework with codes of its own."""

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=150)
    title_en = models.CharField(max_length=150, blank=True)
    legal_basis = models.CharField(max_length=300)
    source = models.CharField(max_length=500, help_text="Where names and structure come from, with their licence.")
    confirmed = models.BooleanField(default=False, help_text="Its names stand in a regulation in force.")

    def __str__(self) -> str:
        return in_words_of(self.title, self.title_en)


class Competence(models.Model):
    """Something one can do, in five levels."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="competences")
    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=14, choices=Kind)
    pillar = models.CharField(max_length=7, choices=Pillar, blank=True, help_text="Of digital ones.")
    place = models.PositiveSmallIntegerField(help_text="Where it stands in its framework.")
    title = models.CharField(max_length=150)
    title_en = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return in_words_of(self.title, self.title_en)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Acts by their edition."""

    def current(self) -> Self:
        """Keep the acts of the newest edition of their competence."""
        newest = Indicator.objects.filter(competence=models.OuterRef("competence")).order_by("-edition")
        return self.filter(edition=models.Subquery(newest.values("edition")[:1]))


class Indicator(models.Model):
    """An act that one can see, for a level. It is never reworded: another edition brings other rows."""

    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="indicators")
    edition = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level)
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competence", "edition", "level", "place"], name="competence_indicator_once"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="competence_indicator_level"),
        ]

    def __str__(self) -> str:
        return in_words_of(self.text, self.text_en)


class RequirementQuerySet(LegalRuleQuerySet["Requirement"]):
    """Standards of posts."""

    def standing(self) -> Self:
        """Keep the rows that no other row of the same first day has replaced."""
        return self.filter(replaced_at__isnull=True)


class Requirement(LegalRule):
    """The level that posts of a class, or one post, ask for, from a day on.

    It is never rewritten: a change closes it the day before and adds another; one that begins on the same day takes
    its place, and the replaced row stays on record.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="requirements")
    level = models.PositiveSmallIntegerField(choices=Level, help_text="0 = not required.")
    importance = models.PositiveSmallIntegerField(choices=Importance, default=Importance.USUAL)
    position_class = models.CharField(max_length=15, choices=PositionClass, blank=True)
    post_level = models.CharField(max_length=2, blank=True, help_text="Jenjang JF of the class; empty = not known.")
    position = models.ForeignKey(Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="When a row of the same first day replaced it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(position__isnull=True) & ~Q(position_class=""))
                | (Q(position__isnull=False) & Q(position_class="")),
                name="competence_requirement_class_or_post",
            ),
            models.CheckConstraint(
                condition=Q(post_level="") | Q(position_class=PositionClass.FUNCTIONAL),
                name="competence_requirement_post_level",
            ),
            models.CheckConstraint(
                condition=Q(level__lte=5, importance__gte=1, importance__lte=5), name="competence_requirement_levels"
            ),
            ExclusionConstraint(
                name="competence_requirement_class_no_overlap",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("competence", RangeOperators.EQUAL),
                    ("position_class", RangeOperators.EQUAL),
                    ("post_level", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(replaced_at__isnull=True, position__isnull=True),
            ),
            ExclusionConstraint(
                name="competence_requirement_post_no_overlap",
                expressions=[
                    ("position", RangeOperators.EQUAL),
                    ("competence", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(replaced_at__isnull=True, position__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"requirement {self.pk}"


class Round(models.Model):
    """That somebody rates a few competences of their post."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "agency"], name="competence_round_person")]

    def __str__(self) -> str:
        return f"round {self.pk}"


class RoundItem(models.Model):
    """One competence of a round, as its standard was on the day of opening."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="items")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    required = models.PositiveSmallIntegerField(choices=Level)
    importance = models.PositiveSmallIntegerField(choices=Importance)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "competence"], name="competence_round_item_once")]

    def __str__(self) -> str:
        return f"item {self.pk}"


class RoundFinish(models.Model):
    """That a round was sent to the supervisor."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="finish")
    at = models.DateTimeField()
    event = models.UUIDField(null=True, blank=True, help_text="The event of the device that said it.")
    made_at = models.DateTimeField(null=True, blank=True, help_text="By the device's clock: evidence, not proof.")

    class Meta:
        indexes = [models.Index(fields=["agency", "at"], name="competence_finish_agency")]

    def __str__(self) -> str:
        return f"finish of {self.round_id}"


class Rating(models.Model):
    """One answer of a round. A later one of the same hand counts instead; none is overwritten."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(choices=Level)
    rated_by = models.CharField(max_length=10, choices=RatedBy)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    answers = models.JSONField(default=dict, help_text="Acts by id: how often, as the person said. Of own ratings.")
    reason = models.CharField(max_length=500, blank=True, help_text="Why the supervisor sees it otherwise.")
    event = models.UUIDField(null=True, blank=True, help_text="The event of the device that said it.")
    made_at = models.DateTimeField(null=True, blank=True, help_text="By the device's clock: evidence, not proof.")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "event"], condition=Q(event__isnull=False), name="competence_rating_event_once"
            ),
            models.CheckConstraint(condition=Q(level__lte=5), name="competence_rating_level"),
        ]
        indexes = [
            models.Index(fields=["round", "competence", "rated_by", "-id"], name="competence_rating_newest"),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"

    @property
    def said(self) -> dict[int, Frequency]:
        """Give the answers by the id of the act."""
        return {int(key): Frequency(value) for key, value in self.answers.items()}


class Evidence(models.Model):
    """One source's word on somebody's level on a day. It belongs to who gave it, and follows the person."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(choices=Level)
    source = models.CharField(max_length=10, choices=Source)
    on = models.DateField()
    because = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rating = models.OneToOneField(
        Rating, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="The answer behind it."
    )
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["because", "person", "competence"], name="competence_evidence_once"),
            models.CheckConstraint(condition=Q(level__lte=5), name="competence_evidence_level"),
        ]
        indexes = [models.Index(fields=["person", "competence", "on"], name="competence_evidence_person")]

    def __str__(self) -> str:
        return f"evidence {self.pk}"

    @property
    def place(self) -> int:
        """Give the order in which it was noted."""
        return int(self.pk)
