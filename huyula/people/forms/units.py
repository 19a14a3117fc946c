"""What is typed about units and roles over them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huyula.lib import clock
from huyula.people.forms.persons import PickForm
from huyula.people.models import Unit


class PlaceForm(forms.Form):
    """Which units hang under which other one, or at the top."""

    units = forms.ModelMultipleChoiceField(
        queryset=Unit.objects.none(),
        error_messages={"required": _("Choose at least one unit.")},
    )
    under = forms.ModelChoiceField(queryset=Unit.objects.none(), required=False)

    def __init__(self, data: QueryDict | None, *, among: QuerySet[Unit], top: str) -> None:
        """Let units of `among` be moved, and moved there; `top` is the word for nothing above."""
        self.is_top = data is not None and data.get("under") == top
        super().__init__({"units": data.getlist("units")} if data and self.is_top else data)
        for name in ("units", "under"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = among

    def clean(self) -> dict[str, Any]:
        """Ask for a place."""
        given = super().clean() or {}
        if not self.is_top and not given.get("under") and "under" not in self.errors:
            self.add_error("under", _("Choose where they belong."))
        return given

    def above(self) -> Unit | None:
        """Give the unit that they hang under, None for the top."""
        found: Unit | None = self.cleaned_data["under"]
        return found


class GrantForm(PickForm):
    """Who becomes personnel officer of a unit."""

    since = forms.DateField(label=_("First day"), initial=clock.today, widget=forms.DateInput)
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput, help_text=_("Empty: until further notice.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For example the number of the decree."))


class EndForm(forms.Form):
    """When and why a role ends."""

    last_day = forms.DateField(label=_("Last day"), initial=clock.today, widget=forms.DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)
