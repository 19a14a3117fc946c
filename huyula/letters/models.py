"""Letterheads, signatories, numbers, and what was issued with them."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from huyula.access.models import Agency
from huyula.files.models import Blob
from huyula.letters.rules import Authority, LetterKind, SheetKind, Signer
from huyula.lib.law import DateRange, LegalRuleQuerySet


class Letterhead(models.Model):
    """What stands at the head of an agency's letters from a day on. A change is a new row."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    lines = ArrayField(
        models.CharField(max_length=120), help_text="From the government down to the office, largest last."
    )
    address = ArrayField(
        models.CharField(max_length=160), default=list, help_text="Street, telephone, site; small lines."
    )
    place = models.CharField(max_length=80, help_text="Where letters are dated, as in: Gorontalo, 17 Agustus 2026.")
    logo = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["agency", "-valid_from", "-id"], name="letters_head_of_agency")]

    def __str__(self) -> str:
        return self.lines[-1] if self.lines else ""


class SignatoryQuerySet(LegalRuleQuerySet["Signatory"]):
    """Signatories by day."""


class Signatory(models.Model):
    """Who may be named under a letter, as the agency types it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=150, help_text="With titles, as it is to be printed.")
    position = models.CharField(max_length=200)
    title = models.CharField(max_length=100, blank=True, help_text="Rank, as in: Pembina Utama Madya.")
    identity = models.CharField(max_length=60, blank=True, help_text="The last line, as in: NIP 1970...")
    authority = models.CharField(max_length=7, choices=Authority, default=Authority.OWN)
    behalf = models.CharField(max_length=200, blank=True, help_text="The office behind a.n.")
    through = models.CharField(max_length=200, blank=True, help_text="The office between a.n. and u.b.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="letters_signatory_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def signer(self) -> Signer:
        """Give them as a value."""
        return Signer(
            self.name, self.position, self.title, self.identity, Authority(self.authority), self.behalf, self.through
        )


class NumberPatternQuerySet(LegalRuleQuerySet["NumberPattern"]):
    """Patterns by day."""


class NumberPattern(models.Model):
    """How the numbers of one kind of letter are written, from when to when."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=LetterKind)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    pattern = models.CharField(max_length=100, help_text="As in: {nomor:04d}/{kode}/BKPSDM/{bulan_romawi}/{tahun}")
    code = models.CharField(max_length=40, blank=True, help_text="What stands for {kode}, as in: 800.1.4.1")
    first = models.PositiveIntegerField(default=1, help_text="The first number of its first year.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = NumberPatternQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="letters_pattern_days"
            ),
            ExclusionConstraint(
                name="letters_pattern_once",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.pattern


class Counter(models.Model):
    """The last number drawn from a pattern in a year; whoever draws holds this row until the transaction is over."""

    pattern = models.ForeignKey(NumberPattern, on_delete=models.PROTECT, related_name="counters")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pattern", "year"], name="letters_counter_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Block(models.Model):
    """Numbers set aside together, for instance for the certificates of a class: from `first` to `last`."""

    pattern = models.ForeignKey(NumberPattern, on_delete=models.PROTECT, related_name="blocks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="letters_block_in_order")]

    def __str__(self) -> str:
        return f"{self.year}: {self.first}-{self.last}"


class Number(models.Model):
    """A number that was drawn. It is never drawn again, whatever becomes of the letter."""

    pattern = models.ForeignKey(NumberPattern, on_delete=models.PROTECT, related_name="numbers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    block = models.ForeignKey(Block, null=True, on_delete=models.PROTECT, related_name="numbers")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    text = models.CharField(max_length=160)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pattern", "year", "serial"], name="letters_number_once"),
            models.UniqueConstraint(fields=["agency", "text"], name="letters_number_text_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Letter(models.Model):
    """A PDF that was issued."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=LetterKind)
    number = models.OneToOneField(Number, on_delete=models.PROTECT)
    signatory = models.ForeignKey(Signatory, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    on = models.DateField(help_text="The day that stands on it.")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the PDF, hexadecimal.")
    about = models.CharField(max_length=60, blank=True, help_text="area.model of what it is about")
    about_id = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-at", "id"], name="letters_letter_of_agency"),
            models.Index(fields=["about", "about_id"], name="letters_letter_about"),
        ]

    def __str__(self) -> str:
        return self.subject


class Cancellation(models.Model):
    """That a letter no longer holds: by whom, when and why. Its number stays used."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.reason


class PrintedSheet(models.Model):
    """That a sheet was printed: what, how many pieces, and its hash. Its content is not kept, it may hold secrets."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=SheetKind)
    pieces = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of the PDF, hexadecimal.")
    about = models.CharField(max_length=60, blank=True, help_text="area.model of what it is about")
    about_id = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.kind} {self.pieces}"
