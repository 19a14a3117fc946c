"""The register of certificates. Rows are never changed or deleted (migration 0002); only the PDF comes later, once."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from huyula.access.models import Agency
from huyula.credentials import rules
from huyula.files.models import Blob
from huyula.journal.models import Entry
from huyula.letters.models import Number
from huyula.people.models import Person


class Told(models.Model):
    """What a certificate says, as whoever asked for it told it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="The organiser.")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=rules.LONGEST_TITLE, help_text="What was learned.")
    organiser = models.CharField(max_length=200, help_text="As it is printed.")
    jp = models.DecimalField(max_digits=8, decimal_places=2, null=True, help_text="Empty = none are printed.")
    details = ArrayField(models.CharField(max_length=300), default=list, help_text="Further lines to be printed.")
    because = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", help_text="What was done: the proof of this certificate."
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class Certificate(Told):
    """That a person learned something, under a number of the organiser, signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=rules.LONGEST_NAME, help_text="Of the person, as it is printed; no NIP.")
    number = models.OneToOneField(Number, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(help_text="The day that stands on it.")
    claim = models.TextField(help_text="JWS compact: what was signed, as it stands in the QR code.")
    key_id = models.CharField(max_length=16)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replacement")
    blob = models.ForeignKey(
        Blob, null=True, on_delete=models.PROTECT, related_name="+", help_text="The PDF; empty until it is drawn."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["because", "person"], name="credentials_certificate_once")]
        indexes = [
            models.Index(fields=["person", "-issued_on", "id"], name="credentials_of_person"),
            models.Index(fields=["agency", "-at", "id"], name="credentials_of_agency"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> int | float | None:
        """Give the JP as they are shown: 3, or 0.5."""
        return None if self.jp is None else int(self.jp) if self.jp == int(self.jp) else float(self.jp)


class Revocation(models.Model):
    """That a certificate no longer holds: by whom, when and why. Everybody may know that; the reason is internal."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.reason


class Held(Told):
    """A certificate that waits until its organiser has a number pattern. Once issued, the row stays as a trace."""

    on = models.DateField(help_text="The day that will stand on it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["because", "person"], name="credentials_held_once")]

    def __str__(self) -> str:
        return self.title
