"""Who is shown in the head of every page, and which ways are open to them."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from huyula.access.models import User
from huyula.people.queries import me
from huyula.ui.frame import Who
from huyula.ui.kept import Way


def who(request: HttpRequest) -> Who:
    """Name the person or the account, the agency, and the links of the own menu.

    One query, shared with the ways; none for whoever is signed out.
    """
    user = request.user
    if not isinstance(user, User):
        return Who(home=reverse("home"), links=(Way(gettext("Sign in"), "sign-in", reverse("access:sign_in")),))
    mine = me(user)
    links = [Way(gettext("My data"), "person", reverse("people:me"))] if mine.person else []
    links.append(Way(gettext("My account"), "shield", reverse("access:account")))
    return Who(
        name=mine.name,
        agency=mine.agency,
        home=reverse("home"),
        sign_out=reverse("access:sign_out"),
        links=links,
    )


def has_agency(user: User | AnonymousUser) -> bool:
    """Say whether the user has a post or a role over people, and so sees the people of an agency."""
    return isinstance(user, User) and me(user).sees_people


def is_personnel_office(user: User | AnonymousUser) -> bool:
    """Say whether the user administers an agency or is a unit's personnel officer."""
    return isinstance(user, User) and (me(user).is_administrator or me(user).is_unit_officer)


def is_administrator(user: User | AnonymousUser) -> bool:
    """Say whether the user administers an agency."""
    return isinstance(user, User) and me(user).is_administrator


def has_person(user: User | AnonymousUser) -> bool:
    """Say whether a person stands behind the account."""
    return isinstance(user, User) and me(user).person is not None


def keeps_agency(user: User | AnonymousUser) -> bool:
    """Say whether the user administers or operates an agency."""
    return isinstance(user, User) and (me(user).is_administrator or me(user).is_operator)


def leads(user: User | AnonymousUser) -> bool:
    """Say whether the user leads somebody."""
    return isinstance(user, User) and me(user).leads
