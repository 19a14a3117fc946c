"""Tenants, accounts and what an account may do over a whole agency."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
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
        return self.get(pk=username or "")


class User(AbstractBaseUser):
    """An account. Made when a person activates it or an operator opens it; never by an import."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(
        max_length=150, blank=True, help_text="How the account is called where no person stands behind it."
    )
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="access_one_name_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def kind_and_name(self) -> tuple[str, str]:
        """Give both as the owner's page shows them."""
        return str(SignInKind(self.kind).label), str(self.name)


class Device(models.Model):
    """A browser that its owner asked us to remember. Forgetting it deletes the row and ends its session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    index = models.BinaryField(max_length=32, help_text="Blind index of the secret in the device's cookie.")
    name = models.CharField(max_length=60)
    session_key = models.CharField(max_length=40, blank=True, help_text="The session that runs on it.")
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(help_text="When somebody last signed in on it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "index"], name="access_device_once")]

    def __str__(self) -> str:
        return self.name


class CodePurpose(models.TextChoices):
    """What a code opens."""

    ACTIVATION = "ACTIVATION", _("First access")
    RESET = "RESET", _("New access from the personnel officer")
    MAIL = "MAIL", _("New password by mail")


class ActivationCodeQuerySet(models.QuerySet["ActivationCode"]):
    """Codes by whether they still open anything."""

    def unspent(self) -> Self:
        """Keep the codes that were neither used nor replaced."""
        return self.filter(used_at__isnull=True, voided_at__isnull=True)


class ActivationCode(models.Model):
    """A code that lets its bearer choose a password or a passkey once. Only its keyed hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="codes")
    purpose = models.CharField(max_length=10, choices=CodePurpose)
    index = models.BinaryField(max_length=32, unique=True, help_text="Keyed hash of the code.")
    expires_at = models.DateTimeField()
    by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the system or the shell."
    )
    created_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True, help_text="When another code took its place.")

    objects = ActivationCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=Q(used_at__isnull=True, voided_at__isnull=True),
                name="access_one_open_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Throttle(models.Model):
    """How often something was tried in the window that runs. Keys are keyed hashes: no address is kept."""

    key = models.BinaryField(primary_key=True, max_length=32)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.count)


class CacheEntry(models.Model):
    """The table of the framework's cache: what two web workers have to agree on (used one-time codes)."""

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "access_cache"

    def __str__(self) -> str:
        return self.cache_key


class Role(models.TextChoices):
    """Roles over a whole agency.

    Officer and supervisor are derived, never granted; roles over units stand in `people`.
    """

    ADMINISTRATOR = "ADMINISTRATOR", _("Agency administrator")
    OPERATOR = "OPERATOR", _("Operator of the installation")


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by day."""

    def in_force(self, day: dt.date) -> Self:
        """Keep the grants that hold on a day."""
        lasts = Q(until__isnull=True) | Q(until__gte=day)
        stands = Q(ending__isnull=True) | Q(ending__on__gt=day)
        return self.filter(lasts & stands, since__lte=day)


class Grant(models.Model):
    """That a user holds a role over an agency, from when to when, given by whom and why."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=15, choices=Role)
    since = models.DateField(help_text="First day.")
    until = models.DateField(null=True, blank=True, help_text="Last day; empty = until further notice.")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the operator at the shell."
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="access_grant_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.agency_id}"


class GrantEnding(models.Model):
    """That a grant was ended before its time: from which day on, by whom and why."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="ending")
    by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the operator at the shell."
    )
    at = models.DateTimeField(db_default=Now())
    on = models.DateField(help_text="The first day on which the role no longer holds.")
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.grant_id}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by whether they still open anything."""

    def in_force(self, day: dt.date) -> Self:
        """Keep the tokens that open something on a day."""
        return self.filter(expires_on__gte=day, revocation__isnull=True, user__is_active=True)


class ApiToken(models.Model):
    """A key for a program: it reads and writes within one agency what its scopes name. Only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="Who made it; it sees what this account sees."
    )
    name = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=40))
    index = models.BinaryField(max_length=32, unique=True, help_text="Keyed hash of the secret.")
    created_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField(help_text="Last day.")
    last_used_on = models.DateField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class TokenRevocation(models.Model):
    """That a token was taken back: by whom and when."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    token = models.OneToOneField(ApiToken, on_delete=models.PROTECT, related_name="revocation")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.token_id}"


class Outcome(models.TextChoices):
    """How an act that a device asked for ended."""

    DONE = "DONE", _("Done")
    REFUSED = "REFUSED", _("Refused")


class Replay(models.Model):
    """That an act arrived, and how it was answered. The answer is kept for 90 days, the key and the hash for ever."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(help_text="Made on the device; unique per user.")
    kind = models.CharField(max_length=60)
    body_hash = models.BinaryField(max_length=32, help_text="SHA-256 of what was asked.")
    at_device = models.DateTimeField(null=True, help_text="When the device says it was made: evidence, never decides.")
    received_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=7, choices=Outcome)
    answer = models.JSONField(null=True, help_text="Empty once 90 days have passed.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="access_replay_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(answer__isnull=False), name="access_replay_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
