"""The tree of units, dated, and the posts."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency
from huyula.lib.temporal import Bitemporal, BitemporalQuerySet, no_overlap
from huyula.people.models.persons import STANDING, by_origin


class Unit(models.Model):
    """A part of an agency (unor); what it is called and where it hangs stands in its states."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    siasn_id = models.CharField(max_length=36)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "siasn_id"], name="people_unit_once")]

    def __str__(self) -> str:
        return f"unit {self.pk}"


class UnitStateQuerySet(BitemporalQuerySet["UnitState"]):
    """States of units."""


class UnitState(Bitemporal):
    """What a unit was called and where it hung. An open lower bound of `valid` = since before anybody told us."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="states", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="child_states")
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=36, blank=True, help_text="SIASN JenisUnorId.")
    echelon = models.CharField(max_length=2, blank=True, help_text="SIASN EselonId of its head, e.g. 22 = II.b.")
    head_title = models.CharField(max_length=250, blank=True, help_text="Name of the head's post (NamaJabatan).")
    leader_siasn_id = models.CharField(
        max_length=36, blank=True, help_text="PemimpinPnsId: who leads it, as SIASN says."
    )
    is_provisional = models.BooleanField(
        default=False, help_text="Hung under its satuan kerja induk because no unit file or officer has placed it yet."
    )
    origin = models.ForeignKey(
        "people.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    objects = UnitStateQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("people_unitstate_no_overlap", same=["unit"]),
            models.CheckConstraint(condition=~Q(parent=models.F("unit")), name="people_unitstate_not_own_parent"),
        ]
        indexes = [
            models.Index(fields=["unit"], condition=STANDING, name="people_unitstate_standing"),
            models.Index(
                fields=["leader_siasn_id"], condition=STANDING & ~Q(leader_siasn_id=""), name="people_unitstate_leader"
            ),
            models.Index(
                fields=["agency"], condition=STANDING & Q(is_provisional=True), name="people_unitstate_incomplete"
            ),
            models.Index(fields=["agency"], condition=STANDING & Q(parent__isnull=True), name="people_unitstate_top"),
            by_origin("people_unitstate_origin"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitCounting(models.Model):
    """For which day, and at which state of its facts, an agency's units were counted: while both are so, it holds."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True)
    state = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"counting of {self.agency_id}"


class UnitCount(models.Model):
    """What a unit adds up to: heads of its own, with all units below, how many these are, how many wait to be placed.

    Counted anew by the actions that change the tree; refers without a constraint.
    """

    is_roll_up = True
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    people = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    units = models.PositiveIntegerField()
    unplaced = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"count of {self.unit_id}"


class PositionKind(models.TextChoices):
    """SIASN jenisJabatan."""

    STRUCTURAL = "1", _("Structural post")
    FUNCTIONAL = "2", _("Functional post")
    DUAL = "3", _("Dual post (structural and functional)")
    GENERAL = "4", _("General staff post (pelaksana)")


class PositionClass(models.TextChoices):
    """The class by which standards, retirement age and hours differ (UU 20/2023; eselon of PP 11/2017)."""

    JPT_MADYA = "JPT_MADYA", _("Senior leader, middle (JPT madya)")
    JPT_PRATAMA = "JPT_PRATAMA", _("Senior leader, first (JPT pratama)")
    ADMINISTRATOR = "ADMINISTRATOR", _("Administrator")
    PENGAWAS = "PENGAWAS", _("Supervisor (pengawas)")
    FUNCTIONAL = "FUNCTIONAL", _("Functional official")
    PELAKSANA = "PELAKSANA", _("Staff (pelaksana)")
    UNKNOWN = "UNKNOWN", _("Structural, class not known yet")


class Position(models.Model):
    """A post by its name; a renamed one is another row. Echelon, level and class are derived, and may come later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    siasn_id = models.CharField(max_length=36, blank=True)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=1, choices=PositionKind)
    echelon = models.CharField(max_length=2, blank=True, help_text="SIASN eselon, e.g. 31 = III.a; empty = none known.")
    level = models.CharField(max_length=2, blank=True, help_text="Jenjang JF: PM TR MH PY PT MU MA UT.")
    position_class = models.CharField(max_length=15, choices=PositionClass)
    retirement_age = models.PositiveSmallIntegerField(null=True, blank=True, help_text="BUP in years, if it is known.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "siasn_id", "name", "kind"], name="people_position_once")
        ]

    def __str__(self) -> str:
        return self.name
