"""What is chosen to print slips."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huyula.people.models import Person


class PrintForm(forms.Form):
    """For whom slips are printed."""

    persons = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(), error_messages={"required": _("Choose at least one person.")}
    )

    def __init__(self, *data: Any, among: QuerySet[Person], **words: Any) -> None:
        """Let some of `among` be chosen."""
        super().__init__(*data, **words)
        field = self.fields["persons"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = among
