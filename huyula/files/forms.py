"""What comes to the upload address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huyula.files.rules import ACCEPTED, Kind


class UploadForm(forms.Form):
    """A file, and what it is for."""

    kind = forms.ChoiceField(
        label=_("What the file is for"), choices=[(kind.value, kind.label) for kind in Kind if ACCEPTED[kind].by_upload]
    )
    file = forms.FileField(label=_("File"), allow_empty_file=True, max_length=1_000)
