"""What is typed about hours."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huyula.hours.models import ConversionRule, DutyRule, Form, TargetRule
from huyula.hours.queries import Wanted
from huyula.hours.rules import Bucket

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_from(text: str | None, *, otherwise: int) -> int:
    """Read a year from an address; anything odd is the one that is given."""
    year = int(text) if text and text.isascii() and text.isdigit() and len(text) == 4 else otherwise
    return year if FIRST_YEAR <= year <= LAST_YEAR else otherwise


def bucket_from(text: str | None) -> Bucket | None:
    """Read a kind of learning from an address; anything odd is none."""
    return Bucket(text) if text in Bucket.values else None


class LedgerForm(forms.Form):
    """What of a ledger is wanted. Nothing in it is ever wrong: what can't be read is left out."""

    q = forms.CharField(required=False, max_length=100)
    year = forms.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    form = forms.CharField(required=False, max_length=2)
    counters = forms.BooleanField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def wanted(self) -> Wanted:
        """Give what could be read."""
        self.is_valid()
        read: Mapping[str, Any] = self.cleaned_data
        return Wanted(
            year=read.get("year"),
            form=read.get("form") or "",
            q=read.get("q") or "",
            only_counters=bool(read.get("counters")),
            before=read.get("before"),
        )


def form_choices() -> list[tuple[str, str]]:
    """Give the forms of learning to choose from. One query."""
    return [(form.code, form.name) for form in Form.objects.order_by("title")]


class ReversalForm(forms.Form):
    """Why a posting is countered."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The person sees it. For instance: the class was called off.")
    )


class ConfirmationForm(forms.Form):
    """By what a rule is certain."""

    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("Regulation, article or annex, as one would cite it.")
    )


class SuccessionForm(ConfirmationForm):
    """From when another rule holds, and on what it rests; its figures come with the kind of rule."""

    since = forms.DateField(label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d"))

    def figures(self) -> dict[str, Any]:
        """Give the columns that change."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in {"since", "legal_basis"}}


class ConversionForm(SuccessionForm):
    """Other figures of a conversion."""

    jp_per_unit = forms.DecimalField(label=_("JP for one unit"), max_digits=6, decimal_places=2, min_value=0.01)
    factor = forms.DecimalField(label=_("Factor"), max_digits=4, decimal_places=2, min_value=0.01)
    field_order = ("jp_per_unit", "factor", "since", "legal_basis")


class TargetForm(SuccessionForm):
    """Other figures of a target."""

    least = forms.DecimalField(
        label=_("JP a year, at least"), max_digits=6, decimal_places=2, min_value=0, required=False
    )
    most = forms.DecimalField(
        label=_("JP a year, at most"), max_digits=6, decimal_places=2, min_value=0, required=False
    )
    field_order = ("least", "most", "since", "legal_basis")


class DutyForm(SuccessionForm):
    """Whether those in a standing are counted from now on."""

    counts = forms.BooleanField(label=_("They are counted"), required=False)
    field_order: Sequence[str] = ("counts", "since", "legal_basis")


class NewDutyForm(DutyForm):
    """A legal standing that has no rule yet."""

    legal_status = forms.RegexField(
        r"^[0-9A-Z]{2}$", label=_("Code of SIASN"), max_length=2, help_text=_("Two digits, as in: 71.")
    )
    title = forms.CharField(label=_("Legal standing"), max_length=120)
    field_order = ("legal_status", "title", "counts", "since", "legal_basis")


SUCCESSIONS: Mapping[str, type[SuccessionForm]] = {
    "conversion": ConversionForm,
    "target": TargetForm,
    "duty": DutyForm,
}
KINDS: Mapping[str, type[ConversionRule] | type[TargetRule] | type[DutyRule]] = {
    "conversion": ConversionRule,
    "target": TargetRule,
    "duty": DutyRule,
}
