"""What is typed, or stands in an address, about figures."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huyula.competence.models import Competence
from huyula.insight.queries.people import Wanted
from huyula.insight.rules import Group, Stand, kept_years
from huyula.letters.models import Signatory
from huyula.lib import clock

LEVELS = frozenset("12345")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the figures somebody is: a year, and a unit (None = the top of what they see)."""

    year: int
    unit: uuid.UUID | None


def place_from(address: Mapping[str, str], *, zone: str) -> Place:
    """Read year and unit from an address. A year that is not kept is that of today in the agency's time zone.

    What is no unit raises ValueError.
    """
    years = kept_years(clock.today(zone))
    text, unit = address.get("year", ""), address.get("unit", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else years[0]
    return Place(year if year in years else years[0], uuid.UUID(unit) if unit else None)


def wanted_from(address: Mapping[str, str], *, unit: uuid.UUID | None) -> Wanted:
    """Read which people are wanted; raises Competence.DoesNotExist for a competence that nobody knows. One query."""
    code = address.get("competence", "")
    competence = Competence.objects.get(code=code) if code else None
    level = address.get("required", "")
    required = int(level) if level in LEVELS else None
    group = Group.from_address(address.get("group"))
    is_alone, standing = bool(address.get("alone")), address.get("standing")
    stand = Stand.from_address(address.get("stand"))
    return Wanted(unit, group, competence, required, is_alone, standing, stand)


class SignatoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Who signs, by name and position."""

    def label_from_instance(self, obj: Signatory) -> str:
        """Name somebody who signs."""
        return f"{obj.name}, {obj.position}"


class MemoForm(forms.Form):
    """To whom a memo goes, what it is about, and who signs it."""

    to = forms.CharField(label=_("To"), max_length=150, help_text=_("For instance: Sekretaris Daerah."))
    signatory = SignatoryField(
        label=_("Signed by"),
        queryset=Signatory.objects.none(),
        required=False,
        empty_label=_("Nobody: without a signature"),
    )
    words = forms.CharField(
        label=_("Anything to add"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In Indonesian; it stands below the figures."),
    )

    def sign_for(self, rows: QuerySet[Signatory]) -> None:
        """Let one of these sign, the first unless another is chosen."""
        field = self.fields["signatory"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (tells the types)
        field.queryset = rows
        field.initial = rows.first()


class WithdrawalForm(forms.Form):
    """Why figures are not shown to others any more."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Kept in your agency; the other agencies don't see it.")
    )
