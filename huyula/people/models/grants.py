"""Who may act over a unit, who leads whom, who stands in, and the slips by which accounts are activated."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huyula.access.models import ActivationCode, Agency
from huyula.lib.temporal import Bitemporal, BitemporalQuerySet, Recorded, RecordedQuerySet, no_overlap
from huyula.people.models.organisation import Unit
from huyula.people.models.persons import Person


class UnitRole(models.TextChoices):
    """Roles over a unit and everything below it."""

    PERSONNEL_OFFICER = "PERSONNEL_OFFICER", _("Personnel officer of the unit")


class UnitGrantQuerySet(models.QuerySet["UnitGrant"]):
    """Grants by day."""

    def in_force(self, day: dt.date) -> Self:
        """Keep the grants that hold on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class UnitGrant(models.Model):
    """That a user holds a role over a unit, from when to when, given by whom and why."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=UnitRole, default=UnitRole.PERSONNEL_OFFICER)
    since = models.DateField(help_text="First day.")
    until = models.DateField(null=True, blank=True, help_text="Last day; empty = until further notice.")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    objects = UnitGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="people_unitgrant_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id}"


class UnitGrantEnding(models.Model):
    """That a role over a unit was ended before its time: by whom and why. Its last day stands in the grant."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField(UnitGrant, on_delete=models.PROTECT, related_name="ending")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"ending of {self.grant_id}"


class SupervisorChoiceQuerySet(BitemporalQuerySet["SupervisorChoice"]):
    """Supervisors that were chosen."""


class SupervisorChoice(Bitemporal):
    """That a person's supervisor was set by an officer, over what the tree proposes."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supervisor_choices", db_index=False)
    supervisor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="chosen_for")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SupervisorChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("people_supervisor_one_at_a_time", same=["agency", "person"]),
            models.CheckConstraint(condition=~Q(person=F("supervisor")), name="people_supervisor_not_oneself"),
        ]
        indexes = [models.Index(fields=["person"], name="people_supervisor_person")]

    def __str__(self) -> str:
        return f"supervisor of {self.person_id}"


class SupervisorObjection(models.Model):
    """That somebody said "Ini bukan atasan saya"; the unit's personnel officer answers."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supervisor_objections")
    against = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supervisor_objections")
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"objection {self.pk}"


class ObjectionAnswer(models.Model):
    """That an objection was answered: by whom, when and how."""

    objection = models.OneToOneField(SupervisorObjection, on_delete=models.PROTECT, related_name="answer")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    choice = models.ForeignKey(SupervisorChoice, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"answer {self.pk}"


class DelegationQuerySet(BitemporalQuerySet["Delegation"]):
    """Delegations by day."""


class Delegation(Bitemporal):
    """That somebody's acts as a supervisor are done by another for some days."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_given", db_index=False)
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations_taken")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("people_delegation_one_at_a_time", same=["agency", "giver"]),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="people_delegation_not_oneself"),
        ]
        indexes = [GistIndex(fields=["valid"], name="people_delegation_days")]

    def __str__(self) -> str:
        return f"delegation {self.pk}"


class ConfirmedAddressQuerySet(RecordedQuerySet["ConfirmedAddress"]):
    """Addresses that somebody confirmed."""


class ConfirmedAddress(Recorded):
    """That a personnel officer asked for an e-mail address and found it right; codes are mailed only there."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="confirmed_addresses")
    address = models.EmailField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ConfirmedAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "person"],
                condition=Q(recorded__upper_inf=True),
                name="people_confirmedaddress_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"address of {self.person_id}"


class ActivationSlip(models.Model):
    """That an activation code was made for a person, printed or mailed; the code itself is a hash in `access`."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="activation_slips")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="activation_slips")
    code = models.OneToOneField(ActivationCode, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"slip {self.pk}"
