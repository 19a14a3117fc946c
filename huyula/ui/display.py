"""How a device wants pages: theme, contrast and letters, kept in a cookie so that the first paint is right already."""

from dataclasses import asdict, dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

COOKIE = "huyula_display"
A_YEAR = 365 * 24 * 60 * 60
CHOICES = {
    "theme": {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")},
    "contrast": {"normal": _("Normal"), "high": _("High")},
    "letters": {"normal": _("Normal"), "large": _("Large")},
}


@dataclass(frozen=True, slots=True)
class Display:
    """What was chosen; the plain values are what a device without a choice gets."""

    theme: str = "auto"
    contrast: str = "normal"
    letters: str = "normal"


def read(text: str) -> Display:
    """Read the cookie (`dark.high.large`); anything unknown in it counts as not chosen."""
    given = dict(zip(CHOICES, text.split("."), strict=False))
    return Display(**{key: value for key, value in given.items() if value in CHOICES[key]})


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice on this device and go back to the page it was made on."""
    chosen = read(".".join(request.POST.get(key, "") for key in CHOICES))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(back if is_ours else "/", status=HTTPStatus.SEE_OTHER)
    response.set_cookie(
        COOKIE,
        ".".join(asdict(chosen).values()),
        max_age=A_YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response
