"""Ways to sign in: password, passkeys, the second step. WebAuthn and TOTP themselves are allauth's."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from huyula.access import rules
from huyula.access.models import ActivationCode, Device, User
from huyula.journal.actions import record
from huyula.lib.refused import Refused


class CannotChange(Refused):
    """That a way to sign in is not changed."""


@transaction.atomic
def change_password(user: User, *, password: str) -> None:
    """Set the password that the user chose (validated by the form); every session but the caller's ends by it.

    Open codes open nothing any more: somebody who found an old slip must not undo this.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    void_codes(user)
    record("access.password_changed", by=user, about=user)


@transaction.atomic
def add_passkey(user: User, *, name: str, credential: Mapping[str, Any]) -> None:
    """Keep a passkey whose registration allauth has verified."""
    row = keep_passkey(user, name=name, credential=credential)
    record("access.passkey_added", by=user, about=row)


@transaction.atomic
def remove_passkey(user: User, *, pk: int) -> None:
    """Take a passkey away. Raises CannotChange if nothing else opens the account, or it has no such passkey."""
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    held = list(passkeys.select_for_update().order_by("pk"))
    row = next((one for one in held if one.pk == pk), None)
    if row is None:
        raise CannotChange(rules.MeansRefusal.WRONG)
    if len(held) == 1 and not user.has_usable_password():
        raise CannotChange(rules.MeansRefusal.LAST)
    record("access.passkey_removed", by=user, about=row)
    row.delete()


@transaction.atomic
def set_up_second_step(user: User, *, secret: str) -> None:
    """Ask for a code of an authenticator app after the password from now on; `secret` was confirmed by a code."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    row = TOTP.activate(user, secret).instance
    RecoveryCodes.activate(user)
    record("access.second_step_set_up", by=user, about=row)


@transaction.atomic
def drop_second_step(user: User) -> None:
    """Ask for the password alone again; the recovery codes go with it."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    dropped, _ = Authenticator.objects.filter(user=user, type__in=kinds).delete()
    if dropped:
        record("access.second_step_dropped", by=user, about=user)


def keep_passkey(user: User, *, name: str, credential: Mapping[str, Any]) -> Authenticator:
    """Write a verified passkey down; the action around it writes the journal line."""
    return WebAuthn.add(user, name, dict(credential)).instance


def void_codes(user: User) -> None:
    """Let no code that is still about open the account any more."""
    ActivationCode.objects.unspent().filter(user=user).update(voided_at=timezone.now())


def end_sessions(user: User) -> None:
    """End the sessions on every device that the account remembers; a new password ends all others by itself."""
    keys = Device.objects.filter(user=user).exclude(session_key="").values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
