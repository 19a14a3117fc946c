"""Tokens for programs: made once, shown once, taken back."""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from huyula.access import policies, queries, rules
from huyula.access.models import Agency, ApiToken, TokenRevocation, User
from huyula.journal.actions import record
from huyula.lib import crypto
from huyula.lib.refused import Refused

PREFIX = "huyula_"
SECRET_BYTES = 32


class CannotMakeToken(Refused):
    """That a token is not made."""


@transaction.atomic
def make_token(
    agency: Agency, *, name: str, scopes: Sequence[str], known: Collection[str], expires_on: dt.date, by: User
) -> tuple[ApiToken, str]:
    """Make a token over an agency; gives its row and the secret, which is shown now and never again.

    `known` are the scopes that there are (`SCOPES` in the wiring). The secret has 256 random bits, so that a keyed fast
    hash is enough and a request costs no slow one. Raises CannotMakeToken.
    """
    policies.ensure(policies.may_make_token(by, agency))
    if refusal := rules.why_no_token(scopes=scopes, known=known, expires_on=expires_on, today=timezone.localdate()):
        raise CannotMakeToken(refusal)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        agency=agency,
        user=by,
        name=name,
        scopes=sorted(set(scopes)),
        index=crypto.blind_index(secret, purpose=queries.TOKEN),
        expires_on=expires_on,
    )
    record("access.token_made", by=by, about=token, role="administrator")
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User) -> None:
    """Take a token back; it opens nothing from now on. Taking it back twice changes nothing."""
    policies.ensure(policies.may_make_token(by, token.agency))
    _, is_new = TokenRevocation.objects.get_or_create(token=token, defaults={"agency": token.agency, "by": by})
    if is_new:
        record("access.token_revoked", by=by, about=token, role="administrator")


def note_use(token: ApiToken, *, day: dt.date) -> None:
    """Keep the last day on which a token was used; one write a day."""
    if token.last_used_on != day:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)
