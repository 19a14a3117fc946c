"""Who is here, for the head of each page. Named as FRAME in the wiring."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huyula.access.models import User
from huyula.people import queries
from huyula.ui.frame import Way, Who


def who(request: HttpRequest) -> Who:
    """Name who is signed in and their agency, with the ways of their own menu. One query, none when signed out."""
    if not isinstance(request.user, User):
        return Who(home=reverse("home"), links=(Way(_("Sign in"), "sign-in", reverse("access:sign_in")),))
    me = queries.me(request.user)
    return Who(
        name=me.name,
        agency=me.agency,
        home=reverse("home"),
        sign_out=reverse("access:sign_out"),
        links=(Way(_("My account"), "person", reverse("access:account")),),
    )
