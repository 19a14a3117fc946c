"""What somebody types of how they use what they learned."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huyula.files.rules import PICTURES
from huyula.practice.actions import Photo, Telling
from huyula.practice.rules import LONGEST_LINK, MOST_WORDS, Answer, PhotoNote, Reason

A_LOT = 4 * MOST_WORDS
LONGEST_ID = 18


class ReportForm(forms.Form):
    """An answer with its words; what is missing the action says."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("What stands in the way?"), choices=Reason.choices, required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What did you do?"), max_length=A_LOT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    link = forms.CharField(label=_("Or a link to it"), max_length=2 * LONGEST_LINK, required=False)

    def telling(self) -> Telling:
        """Give what was told."""
        given = self.cleaned_data
        return Telling(Answer(given["answer"]), reason=given["reason"], words=given["words"], link=given["link"])


class PhotoForm(forms.Form):
    """A photo, what can be seen on it, and a few words if one likes."""

    photo = forms.FileField(
        label=_("Photo"),
        allow_empty_file=True,
        max_length=1_000,
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PICTURES))}),
    )
    note = forms.ChoiceField(
        label=_("Is there a face, an identity card or a citizen's paper on the photo?"),
        choices=PhotoNote.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("A few words"), max_length=A_LOT, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def telling(self) -> Telling:
        """Give what was told: a photo says that it is used."""
        given = self.cleaned_data
        photo = Photo(given["photo"], given["photo"].name, given["note"])
        return Telling(Answer.USED, words=given["words"], photo=photo)


class ConfirmationForm(forms.Form):
    """What a supervisor says of an answer; a bare tap says "yes"."""

    is_used = forms.ChoiceField(choices=[("yes", ""), ("no", "")], required=False)

    def says_used(self) -> bool:
        """Say whether the supervisor has seen it used."""
        return bool(self.cleaned_data["is_used"] != "no")


def ids_in(data: QueryDict) -> list[int]:
    """Read the ids of several answers; what is no id is left out. Which may be confirmed is asked of the policies."""
    given = data.getlist("id")
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID]
