"""Who stood where, in which post, rank and standing: with valid and recorded time, overlaps refused by the database.

What these tables refer to, and that no two definitive placements, ranks or standings of a person overlap, the database
checks once per statement instead of once per row (migration 0005, decision 11); hence `db_constraint=False`.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency
from huyula.lib.temporal import Bitemporal, BitemporalQuerySet
from huyula.people.models.organisation import Position, Unit
from huyula.people.models.persons import Person, by_origin


class AppointmentKind(models.TextChoices):
    """SIASN jenisPenugasan: how somebody holds a post."""

    DEFINITIVE = "D", _("Definitive")
    ACTING = "PLT", _("Acting, post vacant (Plt)")
    DAILY = "PLH", _("Acting by the day, holder absent (Plh)")
    INTERIM = "PJ", _("Interim official (Pj)")
    EXTRA = "TT", _("Extra duty")


APPOINTED = Q(kind=AppointmentKind.DEFINITIVE)
ACTING = Q(kind__in=[AppointmentKind.DAILY, AppointmentKind.ACTING, AppointmentKind.INTERIM])


class PlacementQuerySet(BitemporalQuerySet["Placement"]):
    """Placements as one asks for them."""

    def definitive(self) -> Self:
        """Keep the placements that are nobody's stand-in."""
        return self.filter(APPOINTED)

    def acting(self) -> Self:
        """Keep the placements of those who stand in (Plt, Plh, Pj)."""
        return self.exclude(APPOINTED).exclude(kind=AppointmentKind.EXTRA)


class Placement(Bitemporal):
    """That a person held a post in a unit of an agency."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="placements", db_index=False, db_constraint=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements", db_constraint=False)
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="placements", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=3, choices=AppointmentKind, default=AppointmentKind.DEFINITIVE)
    place = models.CharField(max_length=150, blank=True, help_text="Lokasi kerja, where the work is done.")
    home_agency = models.CharField(max_length=36, blank=True, help_text="SIASN id of the agency that lent the person.")
    origin = models.ForeignKey(
        "people.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        help_text="The import that said so; empty = by hand.",
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=APPOINTED & Q(recorded__upper_inf=True, valid__upper_inf=True),
                name="people_placement_one_definitive",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(recorded__upper_inf=True), name="people_placement_person"),
            models.Index(fields=["person"], condition=~Q(recorded__upper_inf=True), name="people_placement_closed"),
            by_origin("people_placement_origin"),
            models.Index(
                fields=["unit"], condition=ACTING & Q(recorded__upper_inf=True), name="people_placement_acting"
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class RankScheme(models.TextChoices):
    """Two ladders of rank grades."""

    PNS = "PNS", _("PNS rank (I/a to IV/e)")
    PPPK = "PPPK", _("PPPK grade (I to XVII)")


class RankQuerySet(BitemporalQuerySet["Rank"]):
    """Ranks of persons."""


class Rank(Bitemporal):
    """That a person held a rank grade (golongan)."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="ranks", db_index=False, db_constraint=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    scheme = models.CharField(max_length=4, choices=RankScheme)
    code = models.CharField(max_length=5, help_text="SIASN id of the grade, e.g. 33.")
    name = models.CharField(max_length=10, help_text="As people write it, e.g. III/c or IX.")
    entry_name = models.CharField(max_length=10, blank=True, help_text="The grade in which the person entered.")
    service_years = models.PositiveSmallIntegerField(null=True, blank=True)
    service_months = models.PositiveSmallIntegerField(null=True, blank=True)
    origin = models.ForeignKey(
        "people.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    objects = RankQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(recorded__upper_inf=True), name="people_rank_person"),
            models.Index(fields=["person"], condition=~Q(recorded__upper_inf=True), name="people_rank_closed"),
            by_origin("people_rank_origin"),
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.TextChoices):
    """Category of employment."""

    CPNS = "CPNS", _("Candidate PNS")
    PNS = "PNS", _("PNS")
    PPPK = "PPPK", _("PPPK")
    PPPK_PART_TIME = "PPPK_PART_TIME", _("PPPK, part time")


class StandingQuerySet(BitemporalQuerySet["Standing"]):
    """Standings of persons."""


class Standing(Bitemporal):
    """In which legal standing a person served: category, kedudukan hukum, jenis pegawai."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="standings", db_index=False, db_constraint=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    category = models.CharField(max_length=14, choices=Category)
    legal_status = models.CharField(max_length=2, help_text="SIASN kedudukanHukum, 01 = active.")
    staff_kind = models.CharField(max_length=2, blank=True, help_text="SIASN jenisPegawai, e.g. 10.")
    joined_on = models.DateField(null=True, blank=True, help_text="TMT CPNS or first contract.")
    joined_decree = models.CharField(max_length=80, blank=True)
    joined_decree_on = models.DateField(null=True, blank=True)
    decree = models.CharField(max_length=80, blank=True, help_text="Decree of the appointment as PNS.")
    decree_on = models.DateField(null=True, blank=True)
    origin = models.ForeignKey(
        "people.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    objects = StandingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(recorded__upper_inf=True), name="people_standing_person"),
            models.Index(fields=["person"], condition=~Q(recorded__upper_inf=True), name="people_standing_closed"),
            by_origin("people_standing_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.legal_status}"
