"""What is typed about holidays and hours."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency
from huyula.calendar.models import Holiday
from huyula.calendar.rules import Kind, Season, Stretch


class DateInput(forms.DateInput):
    """A day, typed or chosen, in the form that browsers send."""

    def __init__(self) -> None:
        """Write days as browsers want them."""
        super().__init__(format="%Y-%m-%d")


class DecreeForm(forms.Form):
    """The decree on a year, and the proposed days that stand in it."""

    number = forms.CharField(
        label=_("Number of the decree"),
        max_length=150,
        help_text=_("As one would cite it, for instance: SKB Tiga Menteri Nomor ... Tahun 2025."),
    )
    dated_on = forms.DateField(label=_("Date of the decree"), widget=DateInput())
    days = forms.TypedMultipleChoiceField(
        label=_("Days that stand in the decree"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Take the tick away where the decree says otherwise: the day stays unconfirmed and can be withdrawn."
        ),
    )

    def __init__(self, *args: Any, days: Iterable[Holiday], **more: Any) -> None:
        """Offer the unconfirmed days, all of them ticked."""
        super().__init__(*args, **more)
        choices = [(day.pk, f"{date_format(day.day, 'l, j F')}: {day.name}") for day in days]
        field = self.fields["days"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  (said seven lines above)
        field.choices = choices
        field.initial = [key for key, _text in choices]


class HolidayForm(forms.Form):
    """A day off on a legal basis."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none(), required=False)
    day = forms.DateField(label=_("Day"), widget=DateInput())
    name = forms.CharField(label=_("Name of the holiday"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    source = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("Number and date of the decision, as one would cite it.")
    )

    def __init__(self, *args: Any, kinds: Sequence[Kind], agencies: Sequence[Agency], **more: Any) -> None:
        """Offer the kinds that this user may add, and the agencies for which."""
        super().__init__(*args, **more)
        kind, agency = self.fields["kind"], self.fields["agency"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101  (said above)
        assert isinstance(agency, forms.ModelChoiceField)  # noqa: S101 - tells the type
        kind.choices = [(each.value, each.label) for each in kinds]
        kind.initial = kinds[0].value if kinds else None
        agency.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])
        agency.initial = agencies[0] if agencies else None
        if len(agencies) < 2:
            agency.widget = forms.HiddenInput()

    def whose(self) -> Agency | None:
        """Give the agency whose day it is, or None for the whole country."""
        found: Agency | None = self.cleaned_data["agency"]
        return found if self.cleaned_data["kind"] == Kind.LOCAL else None

    def clean(self) -> dict[str, Any]:
        """Ask for the agency where one is needed."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Kind.LOCAL and not cleaned.get("agency"):
            self.add_error("agency", _("Please choose the agency."))
        return cleaned


class ConfirmationForm(forms.Form):
    """By what a day is certain."""

    source = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("Number and date of the decision, as one would cite it.")
    )


class WithdrawalForm(forms.Form):
    """Why a day is taken out."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For instance: moved to 22 March by the decree of 14 October.")
    )


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M"))


class HoursForm(forms.Form):
    """The hours of a season, weekday by weekday; a weekday without hours is not worked."""

    season = forms.ChoiceField(
        label=_("Season"), choices=Season.choices, initial=Season.NORMAL, widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("First day"), widget=DateInput())
    until = forms.DateField(
        label=_("Last day"), widget=DateInput(), required=False, help_text=_("Empty: until further notice.")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("Number and date of the decision, as one would cite it.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Add three fields for each weekday."""
        super().__init__(*args, **more)
        for number, name in WEEKDAYS.items():
            self.fields[f"starts{number + 1}"] = _time(f"{name}, {_('from')}")
            self.fields[f"ends{number + 1}"] = _time(f"{name}, {_('until')}")
            self.fields[f"rest{number + 1}"] = forms.IntegerField(
                label=f"{name}, {_('minutes of rest')}", required=False, min_value=0, max_value=600
            )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Give each weekday with its three fields."""
        return [
            (str(name), [self[f"{part}{number + 1}"] for part in ("starts", "ends", "rest")])
            for number, name in WEEKDAYS.items()
        ]

    def week(self) -> dict[int, Stretch]:
        """Give the weekdays (1-7) that have hours."""
        found = {}
        for weekday in range(1, 8):
            starts: dt.time | None = self.cleaned_data[f"starts{weekday}"]
            ends: dt.time | None = self.cleaned_data[f"ends{weekday}"]
            if starts and ends:
                found[weekday] = Stretch(starts, ends, self.cleaned_data[f"rest{weekday}"] or 0)
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for the other half where only one of the two times was typed."""
        cleaned = super().clean() or {}
        for weekday in range(1, 8):
            given = {part: cleaned.get(f"{part}{weekday}") for part in ("starts", "ends")}
            if any(given.values()) and not all(given.values()):
                missing = "ends" if given["starts"] else "starts"
                if f"{missing}{weekday}" not in self.errors:
                    self.add_error(f"{missing}{weekday}", _("Please give this time too, or leave the whole day empty."))
        return cleaned
