"""Figures as they were counted last, and what agencies let each other see of them.

Figures are a roll-up: `actions.counting` writes them anew from the ledger, the standards and the answers, and nothing
else does; what they refer to was checked there, hence `db_constraint=False`. Releases are facts: they stay, and a
withdrawal ends one.
"""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from huyula.access.models import Agency, AgencyKind
from huyula.competence.models import Competence
from huyula.hours.rules import State
from huyula.insight import rules
from huyula.people.models import Person, Unit


class Reckoning(models.Model):
    """When the figures of an agency and a year were counted: at all, as a whole, and by which day."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    day = models.DateField(help_text="Whose people, units, standards and targets were taken.")
    at = models.DateTimeField(help_text="When the last change was counted in.")
    whole_at = models.DateTimeField(help_text="When everything was counted anew.")
    asked_at = models.DateTimeField(null=True, help_text="When somebody asked to count everything anew.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="insight_reckoning_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"

    @property
    def is_under_way(self) -> bool:
        """Say whether a new count was asked for and has not come yet."""
        return self.asked_at is not None and self.asked_at > self.whole_at


class PersonFigures(models.Model):
    """What one person comes to in a year, where they stand in the agency: what the figures of units are sums of."""

    is_roll_up = True
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    name = models.CharField(max_length=150, db_collation="C", help_text="In small letters: lists are sorted by it.")
    state = models.CharField(max_length=9, choices=State)
    legal_status = models.CharField(max_length=2, blank=True, help_text="SIASN kedudukanHukum; empty: not on record.")
    jp = models.DecimalField(max_digits=9, decimal_places=2, null=True, help_text="Empty: nothing recorded.")
    least = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text="Empty: none is asked for.")
    is_over = models.BooleanField(help_text="More JP than the category may have.")
    formal = models.DecimalField(max_digits=9, decimal_places=2, help_text="JP of structured learning (10).")
    social = models.DecimalField(max_digits=9, decimal_places=2, help_text="JP of learning from others (20).")
    work = models.DecimalField(max_digits=9, decimal_places=2, help_text="JP of learning at work (70).")
    asked = models.PositiveSmallIntegerField(help_text="Competences that the own post asks for.")
    known = models.PositiveSmallIntegerField(help_text="Of these, whose level is known.")
    lacking = models.PositiveSmallIntegerField(help_text="Of these, whose level is too low.")
    levels = models.PositiveSmallIntegerField(help_text="Levels that are missing in all of them.")
    asked_in = ArrayField(models.IntegerField(), default=list, help_text="Which ones are asked: rules.key of each.")
    known_in = ArrayField(models.IntegerField(), default=list, help_text="Of these, whose level is known.")
    learned = models.PositiveIntegerField(help_text="Courses completed in the year.")
    used = models.PositiveIntegerField(help_text="Of these, used at work by the person's word.")
    seen = models.PositiveIntegerField(help_text="Of these, seen by the supervisor.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year", "person"], name="insight_person_once")]
        indexes = [
            models.Index(fields=["agency", "year", "name", "person"], name="insight_person_name"),
            models.Index(fields=["agency", "year", "unit"], name="insight_person_unit"),
            models.Index("agency", "year", F("jp").asc(nulls_first=True), name="insight_person_jp"),
            models.Index(fields=["agency", "year", "levels"], name="insight_person_levels"),
            models.Index(fields=["agency", "year", "legal_status"], name="insight_person_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.year}"

    @property
    def standing(self) -> State:
        """Say how the person stands against the target."""
        return State(self.state)

    @property
    def is_due(self) -> bool:
        """Say whether the person is counted for the target."""
        return self.state in DUE

    @property
    def unknown(self) -> int:
        """Count the competences of the post whose level nobody knows."""
        return self.asked - self.known

    @property
    def is_rated(self) -> bool:
        """Say whether any level of the post's competences is known."""
        return self.known > 0


DUE = (State.MET.value, State.SHORT.value, State.NONE.value)


class PersonGap(models.Model):
    """That somebody's level in a competence lies below what the own post asks for, by the word that counts."""

    is_roll_up = True
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    competence = models.ForeignKey(
        Competence, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    required = models.PositiveSmallIntegerField()
    attained = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "competence", "person"], name="insight_persongap_once"),
            models.CheckConstraint(condition=Q(attained__lt=F("required")), name="insight_persongap_below"),
        ]
        indexes = [models.Index(fields=["agency", "year", "unit"], name="insight_persongap_unit")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.competence_id}"


class UnitFigures(models.Model):
    """What the people of a unit come to in a year: those of its own, or (`is_total`) with everything below.

    Without a unit: the whole agency where it is a total, else what belongs to no unit.
    """

    is_roll_up = True
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    is_total = models.BooleanField()
    parent = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    name = models.CharField(max_length=250, help_text="What it was called on the day; empty for one that has gone.")
    echelon = models.CharField(max_length=2, blank=True)
    people = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    short = models.PositiveIntegerField()
    none = models.PositiveIntegerField(help_text="Nothing recorded: unknown, not zero.")
    no_target = models.PositiveIntegerField()
    exempt = models.PositiveIntegerField()
    undecided = models.PositiveIntegerField()
    over = models.PositiveIntegerField()
    jp = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="Of all; empty: nothing recorded.")
    jp_due = models.DecimalField(max_digits=12, decimal_places=2, help_text="Of those who are counted.")
    formal = models.DecimalField(max_digits=12, decimal_places=2)
    social = models.DecimalField(max_digits=12, decimal_places=2)
    work = models.DecimalField(max_digits=12, decimal_places=2)
    asked = models.PositiveIntegerField(help_text="People whose post has a standard.")
    rated = models.PositiveIntegerField(help_text="Of these, with at least one level known.")
    with_gap = models.PositiveIntegerField(help_text="Of these, with at least one level too low.")
    gaps = models.PositiveIntegerField(help_text="Levels too low, of all people and competences.")
    levels = models.PositiveIntegerField(help_text="Levels that are missing in these gaps.")
    learned = models.PositiveIntegerField()
    used = models.PositiveIntegerField()
    seen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "unit", "is_total"], name="insight_unit_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["agency", "year", "parent", "is_total"], name="insight_unit_below")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def due(self) -> int:
        """Count those who are asked for a least number of JP: the denominator."""
        return self.met + self.short + self.none

    @property
    def out(self) -> int:
        """Count those who are not."""
        return self.no_target + self.exempt + self.undecided

    @property
    def share(self) -> float | None:
        """Give the part of those due who met it; None where nobody is due."""
        return self.met / self.due if self.due else None

    @property
    def mean_jp(self) -> Decimal | None:
        """Give the JP of one of those due on average; None where nothing is recorded for any of them."""
        return self.jp_due / self.due if self.met + self.short else None

    @property
    def unrated(self) -> int:
        """Count those whose post has a standard and of whom no level is known."""
        return self.asked - self.rated

    @property
    def no_standard(self) -> int:
        """Count those whose post has no standard."""
        return self.people - self.asked

    @property
    def mean_gap(self) -> float | None:
        """Give how many levels a gap is wide on average; None where there is none."""
        return self.levels / self.gaps if self.gaps else None


SUMS = (
    "people", "met", "short", "none", "no_target", "exempt", "undecided", "over", "jp", "jp_due", "formal", "social",
    "work", "asked", "rated", "with_gap", "gaps", "levels", "learned", "used", "seen",
)  # fmt: skip


class GapFigures(models.Model):
    """How the people of a unit stand in one competence, by the level that their posts ask for.

    Of its own people, or (`is_total`) with everything below; without a unit: the whole agency.
    """

    is_roll_up = True
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_total = models.BooleanField()
    competence = models.ForeignKey(
        Competence, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    required = models.PositiveSmallIntegerField()
    asked = models.PositiveIntegerField(help_text="People whose post asks for this level.")
    known = models.PositiveIntegerField(help_text="Of these, whose level is known.")
    lacking = models.PositiveIntegerField(help_text="Of these, whose level is too low.")
    levels = models.PositiveIntegerField(help_text="Levels that they miss together.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "unit", "is_total", "competence", "required"],
                name="insight_gap_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence_id} {self.required}"


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases by where they stand."""

    def standing(self) -> Self:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def real(self) -> Self:
        """Leave out practice rooms."""
        return self.exclude(agency__kind=AgencyKind.PRACTICE)


class Release(models.Model):
    """Figures of an agency and a year that other agencies may see: coarsened, and frozen as they were that moment.

    What could show single persons was never written here: an empty figure is one that is not shown.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField(help_text="When the figures were counted.")
    due = models.PositiveIntegerField(help_text="People who are counted.")
    met = models.PositiveIntegerField(null=True)
    short = models.PositiveIntegerField(null=True)
    none = models.PositiveIntegerField(null=True)
    mean_jp = models.DecimalField(max_digits=6, decimal_places=1, null=True, help_text="JP of one of those counted.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due__gte=rules.LEAST_WHOLE)
                & (Q(met__isnull=True) | Q(met__gte=rules.LEAST_GROUP, met__lte=F("due") - rules.LEAST_GROUP))
                & (
                    Q(short__isnull=True, none__isnull=True)
                    | Q(short__gte=rules.LEAST_GROUP, none__gte=rules.LEAST_GROUP, met__isnull=False)
                )
                & (Q(mean_jp__isnull=True) | Q(none__isnull=False)),
                name="insight_release_no_small_group",
            )
        ]
        indexes = [models.Index(fields=["year", "agency"], name="insight_release_year")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"

    @property
    def coarse(self) -> rules.Coarse:
        """Give how people stand against the target as it may be seen."""
        return rules.Coarse(self.due, self.met, self.short, self.none)


class ReleasedGap(models.Model):
    """One competence of a release: of how many people the level is known, and how many of them are below."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="gaps")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="1 = missed most.")
    known = models.PositiveIntegerField()
    lacking = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "competence"], name="insight_releasedgap_once"),
            models.CheckConstraint(
                condition=Q(lacking__gte=rules.LEAST_GROUP, lacking__lte=F("known") - rules.LEAST_GROUP),
                name="insight_releasedgap_no_small_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence_id}: {self.lacking}"

    @property
    def share(self) -> float:
        """Give the part of those whose level is known who are below."""
        return self.lacking / self.known


class Withdrawal(models.Model):
    """That figures are not shown to others any more: by whom, when and why."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="withdrawal")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.reason
