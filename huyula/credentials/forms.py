"""What is typed about certificates."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from huyula.credentials import rules

LONGEST_PASTED = 6_000
CODE = re.compile(r"[\w.-]*", re.ASCII)  # what a code is written with, base64url and dots


class CheckForm(forms.Form):
    """The code of a certificate, or the whole address that its QR code holds."""

    code = forms.CharField(
        label=_("Code or address from the QR code"),
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It begins with eyJ, or with the address of this site."),
    )

    def clean_code(self) -> str:
        """Take the code out of an address and out of broken lines."""
        joined = re.sub(r"\s+", "", self.cleaned_data["code"])
        code = joined.rpartition("/s/")[2].strip("/")
        if not CODE.fullmatch(code):
            raise forms.ValidationError(
                _("This is no code of a certificate. Scan the QR code, or paste its text; a number is not enough.")
            )
        return code


class SearchForm(forms.Form):
    """What of a register is wanted."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)


class RevocationForm(forms.Form):
    """Why a certificate no longer holds."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The holder and the personnel office see it; whoever checks the certificate does not."),
    )


class ReissueForm(RevocationForm):
    """The name as it should have been printed."""

    name = forms.CharField(
        label=_("Name as it is to be printed"), max_length=rules.LONGEST_NAME, help_text=_("With titles, without NIP.")
    )
    field_order = ("name", "reason")
