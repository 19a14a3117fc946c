"""Accounts: opened, named, closed. An import never opens one."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from huyula.access import policies, queries, rules
from huyula.access.models import Agency, SignInKind, SignInName, User
from huyula.journal.actions import record
from huyula.lib import crypto
from huyula.lib.refused import Refused


class CannotName(Refused):
    """That an account is not given a name to sign in with."""


@transaction.atomic
def open_account(
    *,
    sign_in: Iterable[tuple[SignInKind | str, str]],
    label: str = "",
    by: User | None = None,
    agency: Agency | uuid.UUID | None = None,
) -> User:
    """Open an account that nobody can enter yet: it has names to sign in with and no password.

    `sign_in` holds pairs of kind and name. `agency` is where the journal notes it. Its owner gets in by a code
    (`issue_code`). `people` calls this when a slip is made, never an import; whoever calls has checked that `by` may.
    Raises CannotName if another account has one of the names.
    """
    user = User(label=label)
    user.set_unusable_password()
    user.save(force_insert=True)
    for kind, name in sign_in:
        _name(user, kind=kind, name=name)
    record("access.account_opened", by=by, about=user, agency=agency_id(agency))
    return user


@transaction.atomic
def set_sign_in_name(
    user: User, *, kind: SignInKind | str, name: str, by: User | None = None, agency: Agency | uuid.UUID | None = None
) -> SignInName:
    """Give an account the name of a kind by which it signs in; one that it had of this kind no longer opens.

    A NIP is kept in digits, an address in small letters. Whoever calls has checked that `by` may, and that an
    address is its owner's: codes are mailed to it. Raises CannotName if another account has the name, or if nothing is
    left of it.
    """
    row, is_changed = _name(user, kind=kind, name=name)
    if is_changed:
        record("access.name_set", by=by, about=user, fields=[row.kind.lower()], agency=agency_id(agency))
    return row


@transaction.atomic
def drop_sign_in_name(
    user: User, *, kind: SignInKind | str, by: User | None = None, agency: Agency | uuid.UUID | None = None
) -> None:
    """Take the name of a kind from an account, as when an address turned out not to be its owner's."""
    dropped, _ = SignInName.objects.filter(user=user, kind=kind).delete()
    if dropped:
        record("access.name_dropped", by=by, about=user, fields=[str(kind).lower()], agency=agency_id(agency))


@transaction.atomic
def close_account(user: User, *, by: User | None) -> None:
    """Let nobody in by an account any more; what it did stays. Sessions, tokens and codes stop at once."""
    ensure_may_close(by)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        record("access.account_closed", by=by, about=user)


@transaction.atomic
def reopen_account(user: User, *, by: User | None) -> None:
    """Let the owner of a closed account in again."""
    ensure_may_close(by)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record("access.account_reopened", by=by, about=user)


def choose_language(user: User, *, language: str) -> None:
    """Keep the language in which an account is written to."""
    User.objects.filter(pk=user.pk).update(language=language)


def ensure_may_close(by: User | None) -> None:
    """Go on if it is the system or an operator who closes and reopens accounts."""
    policies.ensure(by is None or policies.is_operator(by))


def agency_id(agency: Agency | uuid.UUID | None) -> uuid.UUID | None:
    """Give the id of an agency, whichever way it was given."""
    return agency.pk if isinstance(agency, Agency) else agency


def _name(user: User, *, kind: SignInKind | str, name: str) -> tuple[SignInName, bool]:
    """Write the name of a kind; gives the row and whether it changed anything."""
    plain = rules.normalised(str(kind), name)
    if not plain:
        raise CannotName(rules.NameRefusal.EMPTY)
    held = SignInName.objects.select_for_update().filter(index__in=queries.name_indexes(kind, plain)).first()
    if held and held.user_id != user.pk:
        raise CannotName(rules.NameRefusal.TAKEN)
    if held:
        return held, False
    index = crypto.blind_index(queries.indexed_name(kind, plain), purpose=queries.SIGN_IN)
    row, _ = SignInName.objects.update_or_create(user=user, kind=kind, defaults={"index": index, "name": plain})
    return row, True
