"""What is given to begin an import, and what has been seen when it is decided upon."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huyula.access.models import Agency
from huyula.lib import clock
from huyula.people.models import ImportKind


class UploadForm(forms.Form):
    """A file, what stands in it, and the day on which it was drawn."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Agency"), to_field_name="code")
    kind = forms.ChoiceField(
        choices=ImportKind.choices,
        initial=ImportKind.PEOPLE,
        widget=forms.RadioSelect,
        label=_("What stands in the file?"),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, as SIASN gives it. Please don't open it in Excel before: it spoils the NIPs."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    holds_on = forms.DateField(
        label=_("Drawn on"),
        help_text=_(
            "The day on which the file was taken from SIASN. Changes without a date of their own count from it."
        ),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *data: Any, among: Sequence[Agency], **words: Any) -> None:
        """Let files be given for some agencies."""
        super().__init__(*data, **words)
        field = self.fields["agency"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Agency.objects.filter(pk__in=[agency.pk for agency in among]).order_by("code")
            field.empty_label = None
        if len(among) == 1:
            field.widget = forms.HiddenInput()
            field.initial = among[0].code
        self.fields["holds_on"].initial = clock.today


class SeenForm(forms.Form):
    """What was seen by whoever decides: the file and the state of the agency's data."""

    file = forms.RegexField(r"[0-9a-f]{64}")
    state = forms.CharField(max_length=60)

    def seen(self) -> tuple[str, str]:
        """Give what was seen; something impossible where the form was tampered with, so that it is asked again."""
        if not self.is_valid():
            return "", ""
        return self.cleaned_data["file"], self.cleaned_data["state"]
