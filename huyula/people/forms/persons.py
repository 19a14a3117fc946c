"""What is typed to find people, to pick one, and to confirm an address."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huyula.people.models import Category, Person, PositionClass

ANY = [("", _("All"))]
CLASSES = [
    (value, label)
    for value, label in PositionClass.choices
    if value not in {PositionClass.JPT_MADYA, PositionClass.UNKNOWN}
]


if TYPE_CHECKING:
    _OnePerson = forms.ModelChoiceField[Person]
else:
    _OnePerson = forms.ModelChoiceField


class FilterForm(forms.Form):
    """What of a list of people is wanted. Nothing in it is ever wrong: what can't be read is left out."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[*ANY, *Category.choices])
    position_class = forms.ChoiceField(label=_("Kind of post"), required=False, choices=[*ANY, *CLASSES])
    unit = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict[str, Any]:
        """Give what could be read."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class PersonField(_OnePerson):
    """One person out of those whom the page offers; the page draws the choice itself."""

    def __init__(self, **words: Any) -> None:
        """Begin with nobody; the form fills in who may be chosen."""
        super().__init__(queryset=Person.objects.none(), widget=forms.HiddenInput, **words)
        self.error_messages["required"] = _("Search for the person and choose one.")
        self.error_messages["invalid_choice"] = _("This person can't be chosen here. Search again.")


class PickForm(forms.Form):
    """A form that needs somebody to be chosen."""

    person = PersonField(label=_("Person"))

    def __init__(self, *data: Any, among: QuerySet[Person], **words: Any) -> None:
        """Let one of `among` be chosen."""
        super().__init__(*data, **words)
        field = self.fields["person"]
        if isinstance(field, PersonField):
            field.queryset = among

    def picked(self) -> uuid.UUID | None:
        """Give who is chosen so far, to draw the choice anew."""
        try:
            return uuid.UUID(str(self["person"].value()))
        except ValueError:
            return None


class AddressForm(forms.Form):
    """An address that its owner named to the personnel officer."""

    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Ask the person for it, face to face or by a telephone number that you know."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    asked = forms.BooleanField(label=_("I have asked the person, and this is their own address."))
