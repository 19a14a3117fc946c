"""What is typed about letterheads, signatories and numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huyula.letters.rules import Authority, LetterKind, Signer

MOST_LINES = 4


class DateInput(forms.DateInput):
    """A day, typed or chosen, in the form that browsers send."""

    def __init__(self) -> None:
        """Write days as browsers want them."""
        super().__init__(format="%Y-%m-%d")


class LinesField(forms.CharField):
    """A few lines of text, one under the other; gives a list."""

    def __init__(self, *, longest: int, **more: Any) -> None:
        """Keep how long a line may be."""
        self.longest = longest
        super().__init__(widget=forms.Textarea(attrs={"rows": MOST_LINES}), **more)

    def clean(self, value: Any) -> Any:
        """Part the text into lines. Raises ValidationError for too many or too long ones."""
        text: str = super().clean(value)
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Please give at most %(most)s lines.") % {"most": MOST_LINES})
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(_("A line has at most %(most)s characters.") % {"most": self.longest})
        return lines

    def prepare_value(self, value: Any) -> Any:
        """Show a list line by line."""
        return "\n".join(value) if isinstance(value, list) else value


class LetterheadForm(forms.Form):
    """What stands at the head of letters from a day on."""

    lines = LinesField(
        label=_("Lines of the letterhead"),
        longest=120,
        help_text=_("From the government down to the office, one under the other. The last line is set largest."),
    )
    address = LinesField(
        label=_("Address"),
        longest=160,
        required=False,
        help_text=_("Street, telephone, site; small lines under the name."),
    )
    place = forms.CharField(
        label=_("Place of the date"), max_length=80, help_text=_("As in: Gorontalo, 17 Agustus 2026.")
    )
    since = forms.DateField(
        label=_("Holds from"), widget=DateInput(), help_text=_("Letters of an earlier day keep their letterhead.")
    )
    logo = forms.FileField(label=_("New logo"), required=False, help_text=_("PNG or JPEG, at most 2 MB."))
    without_logo = forms.BooleanField(label=_("Print without a logo"), required=False)


class SignatoryForm(forms.Form):
    """Who signs, in whose name, from when to when."""

    name = forms.CharField(label=_("Name with titles"), max_length=150)
    position = forms.CharField(label=_("Position, as it is to be printed"), max_length=200)
    title = forms.CharField(label=_("Rank"), max_length=100, required=False, help_text=_("As in: Pembina Utama Madya."))
    identity = forms.CharField(
        label=_("Last line"), max_length=60, required=False, help_text=_("Usually the NIP, if it is to be printed.")
    )
    authority = forms.ChoiceField(
        label=_("In whose name"), choices=Authority.choices, initial=Authority.OWN, widget=forms.RadioSelect
    )
    behalf = forms.CharField(
        label=_("Office behind a.n."), max_length=200, required=False, help_text=_("As in: Gubernur Gorontalo.")
    )
    through = forms.CharField(
        label=_("Office before u.b."), max_length=200, required=False, help_text=_("As in: Sekretaris Daerah.")
    )
    since = forms.DateField(label=_("First day"), widget=DateInput())
    until = forms.DateField(
        label=_("Last day"), widget=DateInput(), required=False, help_text=_("Empty: until further notice.")
    )

    def signer(self) -> Signer:
        """Give what was typed as a value."""
        given = self.cleaned_data
        own = given["authority"] == Authority.OWN
        return Signer(
            name=given["name"],
            position=given["position"],
            title=given["title"],
            identity=given["identity"],
            authority=Authority(given["authority"]),
            behalf="" if own else given["behalf"],
            through=given["through"] if given["authority"] == Authority.THROUGH else "",
        )


class PatternForm(forms.Form):
    """How letters of a kind are numbered from a day on."""

    kind = forms.ChoiceField(label=_("Kind of letter"), choices=LetterKind.choices)
    pattern = forms.CharField(
        label=_("Number pattern"),
        max_length=100,
        initial="{nomor:04d}/{kode}/BKPSDM/{bulan_romawi}/{tahun}",
        help_text=_(
            "Places: {nomor}, with a width {nomor:04d}, {kode}, {bulan}, {bulan_romawi}, {tahun}. Other text stays."
        ),
    )
    code = forms.CharField(
        label=_("Code"), max_length=40, required=False, help_text=_("What stands for {kode}, as in: 800.1.4.1")
    )
    first = forms.IntegerField(
        label=_("First number"),
        min_value=1,
        max_value=9_999_999,
        initial=1,
        help_text=_("The number after the last one given by hand this year. Each new year begins with 1."),
    )
    since = forms.DateField(label=_("First day"), widget=DateInput())


class EndForm(forms.Form):
    """The last day of something."""

    until = forms.DateField(label=_("Last day"), widget=DateInput())


class CancellationForm(forms.Form):
    """Why a letter no longer holds."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
