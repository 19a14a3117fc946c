"""What is typed about supervisors."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from huyula.lib import clock
from huyula.people.forms.persons import PickForm
from huyula.people.models import Person


class ChoiceForm(PickForm):
    """Another supervisor than the tree proposes."""

    since = forms.DateField(label=_("From"), initial=clock.today, widget=forms.DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionForm(forms.Form):
    """What somebody wants to say with "this is not my supervisor"."""

    words = forms.CharField(
        label=_("Who is your supervisor, and why?"),
        help_text=_("For example: Since March I work for Mrs Ramla, by assignment letter 12/2026."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class Verdict(TextChoices):
    """How an objection is answered."""

    SET = "SET", _("The person is right: set another supervisor")
    KEEP = "KEEP", _("The supervisor shown is right: leave it and say why")


class AnswerForm(PickForm):
    """The answer of the personnel office."""

    verdict = forms.ChoiceField(label=_("Your answer"), choices=Verdict.choices, widget=forms.RadioSelect)
    since = forms.DateField(label=_("From"), initial=clock.today, widget=forms.DateInput)
    words = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *data: Any, among: QuerySet[Person], **words: Any) -> None:
        """Ask for a person only where another one is to be set."""
        super().__init__(*data, among=among, **words)
        self.fields["person"].required = self["verdict"].value() == Verdict.SET

    def supervisor(self) -> Person | None:
        """Give who is to be set, None to leave it."""
        chosen: Person | None = self.cleaned_data["person"]
        return chosen if self.cleaned_data["verdict"] == Verdict.SET else None


class DelegationForm(PickForm):
    """Who acts for a supervisor, from when to when."""

    since = forms.DateField(label=_("First day"), initial=clock.today, widget=forms.DateInput)
    until = forms.DateField(
        label=_("Last day"), initial=lambda: clock.today() + dt.timedelta(days=6), widget=forms.DateInput
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For example: on leave, on a duty trip."))
