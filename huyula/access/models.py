"""Tenants, accounts and what an account may do over a whole agency."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huyula.lib.fields import EncryptedText


class AgencyKind(models.TextChoices):
    """What sort of tenant an agency is."""

    PROVINCE = "PROVINCE", _("Province")
    REGENCY = "REGENCY", _("Regency")
    CITY = "CITY", _("City")
    PRACTICE = "PRACTICE", _("Practice room")


class Agency(models.Model):
    """A government with its own personnel: the tenant to which each fact belongs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=10, unique=True, help_text="Official SIASN code (kodeCepat), e.g. 7100.")
    name = models.CharField(max_length=200)
    siasn_id = models.CharField(max_length=36, unique=True, help_text="SIASN's own id of the agency.")
    area_code = models.CharField(max_length=10, blank=True, help_text="Kode wilayah of Kemendagri, e.g. 75.01.")
    zone = models.CharField(max_length=40, default="Asia/Makassar", help_text="IANA name of the agency's time zone.")
    kind = models.CharField(max_length=10, choices=AgencyKind)
    is_demo = models.BooleanField(default=False, help_text="An invented agency: every page and letter says CONTOH.")

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """How the framework finds accounts."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its id."""
        return self.get(pk=username)


class User(AbstractBaseUser):
    """An account. Made when a person activates it or an operator opens it; never by an import."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=150, blank=True, help_text="How the account is called where no person stands behind it.")
    language = models.CharField(max_length=5, default="id")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.label or str(self.pk)

    @property
    def acting_as(self) -> str:
        """Name the role in which the user acts unless an action says otherwise."""
        return "officer"


class SignInKind(models.TextChoices):
    """By what an account is found when somebody signs in."""

    NIP = "NIP", "NIP"
    EMAIL = "EMAIL", _("E-mail")
    NAME = "NAME", _("Name of the account")


class SignInName(models.Model):
    """A name by which an account signs in; found by its blind index, shown only to its owner."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_in_names")
    kind = models.CharField(max_length=5, choices=SignInKind)
    index = models.BinaryField(max_length=32, unique=True, help_text="Blind index of the normalised name.")
    name = EncryptedText()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Role(models.TextChoices):
    """Roles over a whole agency. Officer and supervisor are derived, never granted; those over units stand in `people`."""

    ADMINISTRATOR = "ADMINISTRATOR", _("Agency administrator")
    OPERATOR = "OPERATOR", _("Operator of the installation")


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by day."""

    def in_force(self, day: dt.date) -> Self:
        """Keep the grants that hold on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Grant(models.Model):
    """That a user holds a role over an agency, from when to when, given by whom and why."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=15, choices=Role)
    since = models.DateField(help_text="First day.")
    until = models.DateField(null=True, blank=True, help_text="Last day; empty = until further notice.")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the operator at the shell.")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="access_grant_days"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.agency_id}"
