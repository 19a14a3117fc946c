"""What is typed about units and roles over them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huyula.lib import clock
from huyula.people.forms.persons import PickForm
from huyula.people.models import Unit


class PlaceForm(forms.Form):
    """Which units hang under which other one."""

    units = forms.ModelMultipleChoiceField(
        queryset=Unit.objects.none(),
        error_messages={"required": _("Choose at least one unit.")},
    )
    under = forms.ModelChoiceField(
        queryset=Unit.objects.none(), error_messages={"required": _("Choose where they belong.")}
    )

    def __init__(self, *data: Any, among: QuerySet[Unit], **words: Any) -> None:
        """Let units of `among` be moved, and moved there."""
        super().__init__(*data, **words)
        for name in ("units", "under"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = among


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
