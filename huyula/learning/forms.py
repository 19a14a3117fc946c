"""What is typed in learning."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawalForm(forms.Form):
    """Why somebody leaves a course; they need not say."""

    reason = forms.CharField(
        label=_("Why do you leave it?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It helps those who make the course; you need not answer."),
    )
