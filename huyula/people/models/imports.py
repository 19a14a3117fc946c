"""A file taken in: its rows while they are staged, what was wrong, what would change, and its undo."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency
from huyula.files.models import Blob
from huyula.people.models.persons import Person


class ImportKind(models.TextChoices):
    """What stands in the file."""

    PEOPLE = "PEOPLE", _("Personnel (Export Data ASN)")
    UNITS = "UNITS", _("Tree of units (ref-unor)")


class ImportState(models.TextChoices):
    """How far an import is."""

    UPLOADED = "UPLOADED", _("Waiting to be checked")
    STAGING = "STAGING", _("Being checked")
    STAGED = "STAGED", _("Checked, waiting for your decision")
    APPLYING = "APPLYING", _("Being taken in")
    APPLIED = "APPLIED", _("Taken in")
    UNDOING = "UNDOING", _("Being undone")
    UNDONE = "UNDONE", _("Undone")
    FAILED = "FAILED", _("Failed")
    DISCARDED = "DISCARDED", _("Set aside")


OPEN = (
    ImportState.UPLOADED,
    ImportState.STAGING,
    ImportState.STAGED,
    ImportState.APPLYING,
    ImportState.UNDOING,
)


class Import(models.Model):
    """A file that an agency takes in. One is open per agency at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=ImportKind)
    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.UPLOADED)
    holds_on = models.DateField(help_text="The day on which the file was drawn; changes without a date count from it.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the shell."
    )
    file = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", help_text="Sealed, kept for 30 days.")
    seen_state = models.CharField(
        max_length=60, blank=True, help_text="State of the agency's facts that the dry run saw."
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text="Share of the present step in per cent.")
    rows = models.PositiveIntegerField(default=0, help_text="Rows read so far, without the header.")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0, help_text="Rows with at least one wrong cell.")
    absent = models.PositiveIntegerField(
        default=0, help_text="Placed in the agency, but not in the file; nothing is done."
    )
    failure = models.CharField(max_length=40, blank=True, help_text="Code of what stopped it.")
    failure_words = models.JSONField(default=dict, help_text="Words for the sentence of the failure.")
    created_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True, blank=True, help_text="Recorded time of everything it wrote.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=Q(state__in=OPEN), name="people_import_one_open"),
        ]
        indexes = [models.Index(fields=["agency", "-created_at"], name="people_import_agency")]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether it holds the place of the agency's one import."""
        return self.state in OPEN

    @property
    def is_busy(self) -> bool:
        """Say whether a job works on it."""
        return self.is_open and self.state != ImportState.STAGED

    @property
    def fresh(self) -> int:
        """Count the rows that would be written."""
        return self.new + self.changed


class Verdict(models.TextChoices):
    """What a row of the file means to us."""

    NEW = "N", _("New")
    CHANGED = "C", _("Changed")
    SAME = "S", _("Unchanged")
    WRONG = "W", _("Wrong")


class StagedRow(models.Model):
    """A row of a personnel file between reading and merging. The table is unlogged; restricted values stand sealed."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="staged_rows", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField(help_text="As the spreadsheet counts: the header is row 1.")
    verdict = models.CharField(max_length=1, choices=Verdict)
    is_known = models.BooleanField(help_text="Whether the person was known before.")
    person = models.UUIDField(help_text="Of the person found, or the id a new person will get.")
    digest = models.BinaryField(max_length=16, help_text="Keyed digest of the whole row.")
    has_new_biodata = models.BooleanField(help_text="Whether the biodata are others than those that stand.")
    siasn_id = models.TextField(null=True)  # noqa: DJ001 - the file's empty cells, and unchanged rows
    nip = models.TextField(null=True)  # noqa: DJ001 - as above
    name = models.TextField(null=True)  # noqa: DJ001 - as above
    front_titles = models.TextField(null=True)  # noqa: DJ001 - as above
    back_titles = models.TextField(null=True)  # noqa: DJ001 - as above
    born_on = models.DateField(null=True)
    sex = models.TextField(null=True)  # noqa: DJ001 - as above
    email = models.TextField(null=True)  # noqa: DJ001 - as above
    office_email = models.TextField(null=True)  # noqa: DJ001 - as above
    phone = models.TextField(null=True)  # noqa: DJ001 - as above
    old_nip = models.TextField(null=True)  # noqa: DJ001 - as above
    education_level = models.TextField(null=True)  # noqa: DJ001 - as above
    education_id = models.TextField(null=True)  # noqa: DJ001 - as above
    education = models.TextField(null=True)  # noqa: DJ001 - as above
    graduated_in = models.SmallIntegerField(null=True)
    restricted = models.BinaryField(null=True, help_text="Sealed for its place in people_biodata.")
    nik_index = models.BinaryField(max_length=32, null=True)
    category = models.TextField(null=True)  # noqa: DJ001 - as above
    legal_status = models.TextField(null=True)  # noqa: DJ001 - as above
    staff_kind = models.TextField(null=True)  # noqa: DJ001 - as above
    joined_on = models.DateField(null=True)
    joined_decree = models.TextField(null=True)  # noqa: DJ001 - as above
    joined_decree_on = models.DateField(null=True)
    decree = models.TextField(null=True)  # noqa: DJ001 - as above
    decree_on = models.DateField(null=True)
    standing_from = models.DateField(null=True)
    rank_scheme = models.TextField(null=True)  # noqa: DJ001 - as above
    rank_code = models.TextField(null=True)  # noqa: DJ001 - as above
    rank_name = models.TextField(null=True)  # noqa: DJ001 - as above
    rank_entry = models.TextField(null=True)  # noqa: DJ001 - as above
    rank_from = models.DateField(null=True)
    service_years = models.SmallIntegerField(null=True)
    service_months = models.SmallIntegerField(null=True)
    position_id = models.TextField(null=True)  # noqa: DJ001 - as above
    position = models.TextField(null=True)  # noqa: DJ001 - as above
    position_kind = models.TextField(null=True)  # noqa: DJ001 - as above
    placed_from = models.DateField(null=True)
    place = models.TextField(null=True)  # noqa: DJ001 - as above
    home_agency = models.TextField(null=True)  # noqa: DJ001 - as above
    unit_id = models.TextField(null=True)  # noqa: DJ001 - as above
    unit = models.TextField(null=True)  # noqa: DJ001 - as above
    parent_id = models.TextField(null=True)  # noqa: DJ001 - as above
    parent = models.TextField(null=True)  # noqa: DJ001 - as above

    def __str__(self) -> str:
        return f"row {self.row}"


class StagedUnit(models.Model):
    """A row of a unit file between reading and merging. The table is unlogged."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="staged_units", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField(help_text="As the spreadsheet counts: the header is row 1.")
    verdict = models.CharField(max_length=1, choices=Verdict)
    siasn_id = models.TextField()
    parent_id = models.TextField(blank=True)
    name = models.TextField()
    kind = models.TextField(blank=True)
    echelon = models.TextField(blank=True)
    head_title = models.TextField(blank=True)
    leader_siasn_id = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"row {self.row}"


class WrongCell(models.Model):
    """A cell that can't be taken in, and why. Never holds a restricted value in clear."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="wrong_cells", db_index=False)
    row = models.PositiveIntegerField(help_text="As the spreadsheet counts: the header is row 1.")
    column = models.CharField(max_length=60)
    value = models.CharField(max_length=200, blank=True, help_text="Masked where the column is restricted.")
    code = models.CharField(max_length=30)
    words = models.JSONField(default=dict, help_text="Words for the sentence of the code, such as the other row.")

    class Meta:
        indexes = [models.Index(fields=["batch", "row"], name="people_wrongcell_batch")]

    def __str__(self) -> str:
        return f"{self.row} {self.column} {self.code}"


class Difference(models.Model):
    """A field of a person that the file would change. Restricted values are masked."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="differences", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.PositiveIntegerField(help_text="As the spreadsheet counts: the header is row 1.")
    field = models.CharField(max_length=40)
    old = models.CharField(max_length=300, blank=True)
    new = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "row"], name="people_difference_batch")]

    def __str__(self) -> str:
        return f"{self.row} {self.field}"


class Change(models.Model):
    """That an agency's facts were written to: one row per statement, by triggers. So a dry run knows if they moved."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"change {self.pk}"


class ImportUndo(models.Model):
    """That an import was undone by a correction: by whom and when. `at` is the recorded time of the correction."""

    batch = models.OneToOneField(Import, on_delete=models.PROTECT, related_name="undo")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="Recorded time of the correction.")
    restored = models.PositiveIntegerField(help_text="Facts that were taken back.")
    left = models.PositiveIntegerField(help_text="Facts that were left, because they changed since or are built upon.")

    def __str__(self) -> str:
        return f"undo {self.pk}"


class LeftFact(models.Model):
    """A fact that an undo left as it was, and why."""

    undo = models.ForeignKey(ImportUndo, on_delete=models.PROTECT, related_name="left_facts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60, help_text="area.model of the fact")
    about_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=20, help_text="Code of the reason.")

    def __str__(self) -> str:
        return f"left {self.about}:{self.about_id}"
