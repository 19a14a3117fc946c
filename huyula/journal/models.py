"""Entries and their seals. Rows are only ever added; triggers refuse everything else (migration 0002)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """That something was done: verb, actor, role, thing, and the names of the fields that changed."""

    id = models.BigAutoField(primary_key=True)
    agency_id = models.UUIDField(null=True, help_text="The agency whose fact it is; empty for the installation itself.")
    actor_id = models.UUIDField(null=True, help_text="The user who acted; empty when the system did.")
    role = models.CharField(max_length=20, help_text="The role in which the actor acted.")
    verb = models.CharField(max_length=60, help_text="area.past, as in learning.enrolled")
    about = models.CharField(max_length=60, help_text="area.model of the thing")
    about_id = models.CharField(max_length=40)
    fields = ArrayField(models.CharField(max_length=60), default=list)
    batch = models.CharField(max_length=60, blank=True, help_text="What a bulk act points at, as area.model:id")
    at = models.DateTimeField(db_default=Now())
    mark = models.BinaryField(
        max_length=49,
        db_default=b"",
        help_text="HMAC of all that under a key outside the database; empty for entries from before there were marks.",
    )

    class Meta:
        indexes = [
            models.Index(fields=["about", "about_id"], name="journal_entry_about"),
            models.Index(fields=["agency_id", "-id"], name="journal_entry_agency"),
            models.Index(fields=["actor_id", "-id"], name="journal_entry_actor"),
            models.Index(
                fields=["agency_id", "verb", "-id"],
                opclasses=["uuid_ops", "varchar_pattern_ops", "int8_ops"],
                name="journal_entry_verb",
            ),
            BrinIndex(fields=["at"], autosummarize=True, pages_per_range=16, name="journal_entry_day"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.about}:{self.about_id}"


class Waiting(models.Model):
    """An entry that no seal covers yet; a trigger adds it with the entry, the seal takes it away."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")
    agency_id = models.UUIDField(null=True, db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class Seal(models.Model):
    """A batch of entries of one agency, bound to the batch before by its hash."""

    id = models.BigAutoField(primary_key=True)
    agency_id = models.UUIDField(null=True)
    sequence = models.PositiveBigIntegerField(help_text="1, 2, 3 ... within the agency")
    size = models.PositiveIntegerField(help_text="How many entries it covers.")
    root = models.BinaryField(max_length=32, help_text="Merkle root of the entries, RFC 9162 section 2.1.1.")
    hash = models.BinaryField(max_length=32, help_text="SHA-256 over agency, sequence, size, previous hash and root.")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "sequence"], name="journal_seal_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.sequence}"


class Sealed(models.Model):
    """The place of an entry in its seal."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(help_text="0, 1, 2 ... within the seal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="journal_sealed_place")]

    def __str__(self) -> str:
        return f"{self.seal_id}:{self.place}"
