"""The pages of `ui` itself: the live page of components in each state and theme, and what lies on this device."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from huyula.lib.paging import Page
from huyula.ui.display import CHOICES
from huyula.ui.frame import Frame
from huyula.ui.pages import render

VIEWS = {
    "light": (_("Light"), {"theme": "light"}),
    "dark": (_("Dark"), {"theme": "dark"}),
    "contrast": (_("High contrast"), {"theme": "light", "contrast": "high"}),
    "contrast-dark": (_("High contrast, dark"), {"theme": "dark", "contrast": "high"}),
    "letters": (_("Large letters"), {"theme": "light", "letters": "large"}),
}


class SpecimenForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As it stands in the decree."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    born_on = forms.DateField(label=_("Date of birth"), widget=forms.DateInput)
    hours = forms.DecimalField(label=_("Learning hours"), max_digits=4, decimal_places=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=[("", "–"), ("a", "Dinas Contoh"), ("b", "Badan Contoh")])
    path = forms.ChoiceField(
        label=_("Path"), choices=[("K", _("In class")), ("N", _("By oneself"))], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label=_("Days that suit you"),
        choices=[("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    story = forms.CharField(label=_("What did you do with it?"), widget=forms.Textarea, required=False)
    proof = forms.FileField(label=_("Proof"), required=False, help_text=_("A photo or a PDF."))
    agreed = forms.BooleanField(label=_("I have read the conditions."))


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; `?view=` chooses theme, contrast and letters for this page alone."""
    chosen = request.GET.get("view", "")
    frame = Frame(request)
    if chosen in VIEWS:
        frame.display = replace(frame.display, **VIEWS[chosen][1])
    views = [
        {"label": label, "href": f"?view={key}", "is_current": key == chosen} for key, (label, _set) in VIEWS.items()
    ]
    return render(request, "ui/gallery.html", {"frame": frame, "views": views, "choices": CHOICES, **_specimens()})


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Show what lies on this device alone; the device fills the page in."""
    return render(request, "ui/outbox.html")


def _specimens() -> dict[str, object]:
    """Give what the components are shown with."""
    given = {"name": "", "email": "sari", "born_on": "31-02-1990", "hours": "2", "unit": "a", "path": "K"}
    wrong = SpecimenForm({f"wrong-{key}": value for key, value in given.items()}, prefix="wrong")
    wrong.is_valid()
    return {
        "form": SpecimenForm(initial={"born_on": date(1990, 8, 17), "hours": "12.5", "path": "K", "days": ["2"]}),
        "wrong_form": wrong,
        "people": [
            {"name": "Sari Dewi Hasan", "unit": "Dinas Contoh Satu", "hours": 14.5, "state": "done"},
            {"name": "Budi Antula", "unit": "Badan Contoh Dua", "hours": 0, "state": "waiting"},
            {"name": "Ramla Pakaya", "unit": "Dinas Contoh Satu", "hours": 1022, "state": "refused"},
        ],
        "page": Page(rows=[], number=2, has_next=True),
        "now": datetime(2025, 8, 17, 1, 0, tzinfo=UTC),
    }
