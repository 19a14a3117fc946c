"""Small true agencies and accounts for tests and the demo."""

import datetime as dt
import itertools

from huyula.access import actions
from huyula.access.models import Agency, AgencyKind, Grant, Role, SignInKind, User

A_PASSWORD = "empat kata yang mudah"  # noqa: S105  (of invented accounts)

_numbers = itertools.count(1)


def an_agency(name: str = "Provinsi Contoh", *, code: str = "", kind: AgencyKind = AgencyKind.PROVINCE) -> Agency:
    """Make an invented agency with a code of its own."""
    number = next(_numbers)
    return Agency.objects.create(
        code=code or f"99{number:04d}",
        name=name,
        siasn_id=f"CONTOH{number:026d}",
        area_code="99",
        kind=kind,
        is_demo=True,
    )


def a_user(label: str = "") -> User:
    """Make an account without a person behind it and without a password."""
    user = User(label=label)
    user.set_unusable_password()
    user.save()
    return user


def an_account(nip: str, *, password: str = A_PASSWORD, email: str = "", label: str = "") -> User:
    """Make an activated account that signs in with a NIP, and with an address if there is one."""
    user = User(label=label)
    user.set_password(password)
    user.save()
    actions.set_sign_in_name(user, kind=SignInKind.NIP, name=nip)
    if email:
        actions.set_sign_in_name(user, kind=SignInKind.EMAIL, name=email)
    return user


def an_administrator(agency: Agency, *, label: str = "Admin Contoh") -> User:
    """Make an account that administers an agency."""
    return _with_role(agency, Role.ADMINISTRATOR, label)


def an_operator(agency: Agency, *, label: str = "Operator Contoh") -> User:
    """Make an account that operates the installation."""
    return _with_role(agency, Role.OPERATOR, label)


def _with_role(agency: Agency, role: Role, label: str) -> User:
    user = a_user(label)
    Grant.objects.create(user=user, agency=agency, role=role, since=dt.date(2025, 1, 1), reason="contoh")
    return user
