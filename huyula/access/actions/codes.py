"""Codes: issued by whoever may, printed or mailed, used once to choose a way in; random throughout."""

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from huyula.access import queries, rules
from huyula.access.actions.accounts import agency_id
from huyula.access.actions.means import end_sessions, keep_passkey, void_codes
from huyula.access.models import ActivationCode, Agency, CodePurpose, Device, SignInName, User
from huyula.access.policies import ensure
from huyula.journal.actions import later, record
from huyula.lib import crypto
from huyula.lib.refused import Refused

MAIL_HOURS = 2
MAX_DAYS = 14


class CannotOpen(Refused):
    """That a code opens nothing."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A code just issued: its row, and the code in clear, which is shown or printed now and never again."""

    row: ActivationCode
    plain: str


@transaction.atomic
def issue_code(
    user: User,
    *,
    purpose: CodePurpose = CodePurpose.ACTIVATION,
    by: User | None = None,
    agency: Agency | uuid.UUID | None = None,
    valid: dt.timedelta = dt.timedelta(days=MAX_DAYS),
) -> Issued:
    """Issue a code for an account; an older one of the same purpose opens nothing any more.

    ACTIVATION is the first slip. RESET is a new slip after the officer has seen who asks: it also removes passkeys,
    second step and devices when it is used. MAIL only lets its bearer choose a new password. The code has 12 signs of
    5 random bits; because of these 60 bits a keyed fast hash is enough. Whoever calls has checked that `by` may.
    """
    now = timezone.now()
    User.objects.select_for_update().get(pk=user.pk)
    ActivationCode.objects.unspent().filter(user=user, purpose=purpose).update(voided_at=now)
    code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_SIGNS))
    row = ActivationCode.objects.create(
        user=user,
        purpose=purpose,
        index=crypto.blind_index(code, purpose=queries.CODE),
        expires_at=now + min(valid, dt.timedelta(days=MAX_DAYS)),
        by=by,
    )
    record("access.code_issued", by=by, about=row, agency=agency_id(agency))
    return Issued(row, rules.written_code(code))


def enter_code(typed: str) -> ActivationCode:
    """Take a code as somebody typed it; it is used up only when a password or passkey is chosen.

    Raises CannotOpen, naming what is wrong with it.
    """
    return _opened(queries.code_of(typed))


@transaction.atomic
def activate_with_password(code: int, *, password: str) -> User:
    """Use up a code (its row's id) and set the password that its bearer chose.

    Raises CannotOpen if it was used, replaced or has expired meanwhile. The password was validated by the form.
    """
    user = _spend(code)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def activate_with_passkey(code: int, *, name: str, credential: Mapping[str, Any]) -> Authenticator:
    """Use up a code (its row's id) and keep the passkey that its bearer made; its `user` is the account.

    A code that came by mail opens the password alone: a passkey would step over the second step. Raises CannotOpen.
    """
    ensure(not ActivationCode.objects.filter(pk=code, purpose=CodePurpose.MAIL).exists())
    return keep_passkey(_spend(code), name=name, credential=credential)


def mail_code(issued: Issued, *, to: str) -> None:
    """Send a code to an address once the transaction is kept.

    `to` is an address that the unit's personnel officer confirmed, never one that only an import brought.
    """
    user = issued.row.user
    transaction.on_commit(lambda: _send(issued, to=to, language=user.language))


def ask_for_mail(typed: str) -> None:
    """Have a code mailed to whoever signs in with a name, if their address was confirmed.

    The work is the same whether or not there is such an account: the worker finds out.
    """
    later("access.mail_reset", indexes=",".join(index.hex() for index in queries.indexes_of_typed(typed)))


def mail_reset(indexes: str) -> bool:
    """Mail a code to the confirmed address of the account with one of these name indexes; gives whether it did."""
    names = SignInName.objects.filter(
        index__in=[bytes.fromhex(index) for index in indexes.split(",")], user__is_active=True
    )
    name = names.select_related("user").first()
    address = queries.mail_address_of(name.user) if name else ""
    if not name or not address:
        return False
    with transaction.atomic():
        issued = issue_code(name.user, purpose=CodePurpose.MAIL, valid=dt.timedelta(hours=MAIL_HOURS))
        mail_code(issued, to=address)
    return True


def _opened(code: ActivationCode | None) -> ActivationCode:
    now = timezone.now()
    refusal = rules.why_not_open(
        found=code is not None,
        used=bool(code and code.used_at),
        replaced=bool(code and code.voided_at),
        expires_at=code.expires_at if code else now,
        now=now,
        active=bool(code and code.user.is_active),
    )
    if refusal or code is None:
        raise CannotOpen(refusal or rules.CodeRefusal.UNKNOWN)
    return code


def _spend(pk: int) -> User:
    """Use up a code, and with it whatever a lost or stolen phone could still open."""
    code = _opened(ActivationCode.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk).first())
    code.used_at = timezone.now()
    code.save(update_fields=["used_at"])
    user = code.user
    void_codes(user)
    if code.purpose == CodePurpose.RESET:
        Authenticator.objects.filter(user=user).delete()
        user.set_unusable_password()
        user.save(update_fields=["password"])
    if code.purpose != CodePurpose.ACTIVATION:
        end_sessions(user)
        Device.objects.filter(user=user).delete()
    record(
        "access.activated" if code.purpose == CodePurpose.ACTIVATION else "access.access_renewed", by=user, about=code
    )
    return user


def _send(issued: Issued, *, to: str, language: str) -> None:
    """Write the mail in the language of the account and hand it to the mail server."""
    with translation.override(language):
        words = {
            "code": issued.plain,
            "address": settings.HUYULA_ADDRESS + reverse("access:activation") + "#" + issued.plain,
            "day": timezone.localtime(issued.row.expires_at).strftime("%d-%m-%Y %H:%M"),
        }
        subject = gettext("Your access to Huyula")
        text = gettext(
            "Good day,\n\n"
            "with this code you choose a new password for Huyula:\n\n    %(code)s\n\n"
            "Open %(address)s or type the code there. It works once, until %(day)s.\n\n"
            "If you did not ask for it, leave it alone: nothing changes without the code.\n"
            "Nobody from Huyula will ever ask you for this code.\n"
        )
        send_mail(subject, text % words, None, [to])
