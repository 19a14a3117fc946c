"""What is typed or ticked about levels."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from huyula.competence.models import Competence, Indicator
from huyula.competence.rules import Frequency, Importance, Level
from huyula.lib import clock

PREFIX = "act-"
LEVELS = [(level.value, format_lazy("{} – {}", level.value, level.label)) for level in Level]


def answers_in(body: Mapping[str, Any]) -> dict[int, Frequency]:
    """Read the answers of a form or an event: fields `act-<id>`. Raises ValueError for a strange id or word."""
    told = {name.removeprefix(PREFIX): str(value) for name, value in body.items() if name.startswith(PREFIX)}
    return {int(key): Frequency(value) for key, value in told.items()}


class RatingForm(forms.Form):
    """How often somebody does each act of a competence."""

    def __init__(self, *data: Any, acts: Sequence[Indicator], said: Mapping[int, Frequency]) -> None:
        """Make a field for each act, filled with what was said before."""
        super().__init__(*data)
        self.acts = acts
        for act in acts:
            self.fields[f"{PREFIX}{act.pk}"] = forms.ChoiceField(
                label=str(act),
                choices=Frequency.choices,
                initial=said.get(act.pk, ""),
                error_messages={"required": _("Choose how often you do this.")},
            )

    @property
    def rows(self) -> list[tuple[Indicator, forms.BoundField]]:
        """Give each act with its field."""
        return [(act, self[f"{PREFIX}{act.pk}"]) for act in self.acts]

    def answers(self) -> dict[int, Frequency]:
        """Give the answers by the id of the act."""
        return answers_in(self.cleaned_data)


class DecisionForm(forms.Form):
    """At which level a supervisor sees somebody, and why."""

    level = forms.TypedChoiceField(label=_("Level as you see it"), choices=LEVELS, coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What did you see at work? The person reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StandardForm(forms.Form):
    """The level that a class of posts or a post asks for, from a day on."""

    competence = forms.ModelChoiceField(
        label=_("Competence"), queryset=Competence.objects.order_by("framework", "place"), to_field_name="code"
    )
    level = forms.TypedChoiceField(
        label=_("Required level"),
        choices=[(0, _("Not required")), *LEVELS[1:]],
        coerce=int,
        widget=forms.RadioSelect,
    )
    importance = forms.TypedChoiceField(
        label=_("Importance for the work"),
        choices=Importance.choices,
        coerce=int,
        initial=Importance.USUAL,
        help_text=_("The riskiest gaps are asked first: importance times the levels that are missing."),
    )
    since = forms.DateField(label=_("From"), initial=clock.today, widget=forms.DateInput)
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("Number and date of the decision, as one would cite it.")
    )
