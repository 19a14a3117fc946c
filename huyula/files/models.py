"""Kept files and what became of them."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huyula.access.models import Agency
from huyula.files.rules import Kind, WhyGone, place_of


class BlobQuerySet(models.QuerySet["Blob"]):
    """Files by where they are in their life."""

    def standing(self) -> Self:
        """Keep the files whose content is there."""
        return self.filter(gone_at__isnull=True)

    def expired(self, day: dt.date) -> Self:
        """Keep the files whose last day is over on `day`, and whose content is still there."""
        return self.standing().filter(keep_until__lt=day)

    def unattached(self) -> Self:
        """Keep what came by the upload address and was never used."""
        return self.standing().filter(upload__isnull=False, attachment__isnull=True)


class Blob(models.Model):
    """One kept file. The row outlives its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the content in clear, hexadecimal.")
    size = models.PositiveBigIntegerField(help_text="Bytes in clear.")
    media_type = models.CharField(max_length=100, help_text="Found by content, not by name.")
    name = models.CharField(max_length=120, help_text="Cleaned name, for showing only.")
    sealed = models.BooleanField(default=False, help_text="Encrypted at rest.")
    thumbnail = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="picture",
        help_text="A small picture of this picture.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the system."
    )
    made_at = models.DateTimeField(db_default=Now())
    keep_until = models.DateField(null=True, blank=True, help_text="Last day; empty = as long as what it belongs to.")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="When the content was deleted.")
    gone_because = models.CharField(max_length=10, choices=WhyGone, blank=True)

    objects = BlobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], condition=Q(gone_at__isnull=True), name="files_blob_content"),
            models.Index(fields=["keep_until"], condition=Q(gone_at__isnull=True), name="files_blob_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True, gone_because="") | (Q(gone_at__isnull=False) & ~Q(gone_because="")),
                name="files_blob_gone_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Give where the content lies below the folder of files."""
        return place_of(self.sha256, sealed=self.sealed)


class Upload(models.Model):
    """That a blob came by the upload address: by whom. Only this user can attach it."""

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.pk)


class Attachment(models.Model):
    """That an upload was put to use, and for what."""

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60, help_text="area.model of the thing")
    about_id = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.about}:{self.about_id}"


class Quarantine(models.Model):
    """That a content is given to nobody, since when and why; `released_at` ends it."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="quarantines")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["blob"], condition=Q(released_at__isnull=True), name="files_quarantine_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
