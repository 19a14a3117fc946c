"""Who somebody is. A Person belongs to no agency; what an agency reports about a person does."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency
from huyula.lib.fields import EncryptedText
from huyula.lib.temporal import Bitemporal, BitemporalQuerySet, Recorded, RecordedQuerySet
from huyula.people.rules.names import titled

STANDING = Q(recorded__upper_inf=True)
OPEN = STANDING & Q(valid__upper_inf=True)


def by_origin(name: str) -> BrinIndex:
    """Build the index by which the rows of one import are found: they lie together, so it says which blocks hold whose.

    It costs an import next to nothing, where a tree would be walked once per row.
    """
    return BrinIndex(
        fields=["origin"], name=name, opclasses=["uuid_minmax_multi_ops"], autosummarize=True, pages_per_range=16
    )


class Person(models.Model):
    """A human being, known by an id of our own; numbers and names are attributes with a history.

    Access follows the placement valid on the day, never this row. It is never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The account, once it has been activated; an import never makes one.",
    )
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.pk)


class IdentifierKind(models.TextChoices):
    """By which number a person is known."""

    NIP = "NIP", "NIP"


class IdentifierQuerySet(BitemporalQuerySet["Identifier"]):
    """Numbers of persons."""


class Identifier(Bitemporal):
    """A number of a person, with its history: a PPPK who becomes PNS gets a new NIP and stays the same person."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="identifiers", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=5, choices=IdentifierKind, db_collation="C")
    value = models.CharField(max_length=36, db_collation="C")
    siasn_id = models.CharField(
        max_length=36, blank=True, db_collation="C", help_text="Under which id SIASN keeps whoever has this number."
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

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "kind"], condition=STANDING, name="people_identifier_one_person"),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=OPEN,
                name="people_identifier_one_open",
            ),
            models.UniqueConstraint(
                fields=["siasn_id"],
                condition=OPEN & ~Q(siasn_id=""),
                name="people_identifier_one_siasn_id",
            ),
        ]
        indexes = [
            models.Index(fields=["value", "kind"], condition=~STANDING, name="people_identifier_closed"),
            models.Index(
                fields=["person"], condition=~(STANDING & Q(valid__upper_inf=True)), name="people_identifier_past"
            ),
            by_origin("people_identifier_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Sex(models.TextChoices):
    """As SIASN and the NIP know it."""

    MALE = "M", _("Male")
    FEMALE = "F", _("Female")


class BiodataQuerySet(RecordedQuerySet["Biodata"]):
    """What agencies report about persons."""


class Biodata(Recorded):
    """What an agency reports about a person: one standing row per agency and person."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="biodata", db_index=False, db_constraint=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    origin = models.ForeignKey(
        "people.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    name = models.CharField(
        max_length=150,
        db_collation="C",
        help_text="The bare name, without titles; lists are sorted by it in small letters.",
    )
    front_titles = models.CharField(max_length=60, blank=True)
    back_titles = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    email = models.CharField(max_length=254, blank=True, help_text="As reported; nobody has confirmed it.")
    office_email = models.CharField(max_length=254, blank=True, help_text="As reported; nobody has confirmed it.")
    phone = models.CharField(max_length=30, blank=True, help_text="As reported; nobody has confirmed it.")
    old_nip = models.CharField(max_length=20, blank=True)
    education_level = models.CharField(max_length=2, blank=True, help_text="SIASN tingkat pendidikan, e.g. 40 = S-1.")
    education_id = models.CharField(max_length=36, blank=True)
    education = models.CharField(max_length=200, blank=True)
    graduated_in = models.PositiveSmallIntegerField(null=True, blank=True)
    restricted = EncryptedText(blank=True, help_text="JSON of the restricted columns, sealed as one value.")
    nik_index = models.BinaryField(max_length=32, null=True, blank=True, help_text="Blind index of the NIK.")
    digest = models.BinaryField(
        max_length=16,
        null=True,
        help_text="Keyed digest of the last row of a file about the person: the same row says nothing new. It is what "
        "the import remembers, no fact, and alone may be rewritten.",
    )

    objects = BiodataQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency"], condition=STANDING, name="people_biodata_one_standing"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=~STANDING, name="people_biodata_closed"),
            by_origin("people_biodata_origin"),
            models.Index(
                fields=["nik_index"], condition=STANDING & Q(nik_index__isnull=False), name="people_biodata_nik"
            ),
            models.Index("agency", Lower("name"), "person", condition=STANDING, name="people_biodata_by_name"),
        ]

    def __str__(self) -> str:
        return f"biodata {self.pk}"

    @property
    def titled_name(self) -> str:
        """Give the name as it is written on letters: `Dr. Sari Contoh, S.Kom., M.Si.`."""
        return titled(self.name, front=self.front_titles, back=self.back_titles)
