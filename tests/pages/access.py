"""The pages of access."""

import datetime as dt
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone

from huyula.access import actions as access
from huyula.access.actions.means import keep_passkey
from huyula.access.models import ApiToken, Grant
from huyula.access.samples import an_administrator, an_agency
from huyula.journal.actions import record
from tests.pages.world import Visit, World, account_of, another, numbers


def account(world: World) -> Visit:
    """Show somebody's own account, with a device more each time."""
    user = account_of(world.sari)
    access.remember_device(user, secret=f"{world.mark}{next(numbers)}", name=world.mark, session_key="")
    return Visit(reverse("access:account"), user)


def own_access(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about the own account that needs no row."""
    return lambda world: Visit(reverse(name), account_of(world.sari))


def passkey_removal(world: World) -> Visit:
    """Take a passkey away."""
    row = keep_passkey(account_of(world.sari), name=f"HP {world.mark}", credential={})
    return Visit(reverse("access:passkey_removal", args=[row.pk]), account_of(world.sari))


def own_journal(world: World) -> Visit:
    """Show what somebody did."""
    user = account_of(world.sari)
    record("access.signed_in", by=user, about=user)
    return Visit(reverse("access:own_journal"), user)


def agencies(world: World) -> Visit:
    """List agencies; one more is administered each time."""
    more = an_agency(f"Kabupaten {world.mark} {next(numbers)}")
    today = dt.date(2025, 1, 1)
    access.grant(world.administrator, role="ADMINISTRATOR", over=more, since=today, reason=world.mark, by=None)
    return Visit(reverse("access:agencies"), world.administrator)


def a_role(world: World) -> Grant:
    """Make one more administrator."""
    return Grant.objects.get(user=an_administrator(world.agency, label=f"Admin {world.mark} {next(numbers)}"))


def roles(world: World) -> Visit:
    """List the roles over an agency."""
    a_role(world)
    return Visit(reverse("access:grants", args=[world.agency.code]), world.administrator)


def new_role(world: World) -> Visit:
    """Give a role over an agency."""
    return Visit(reverse("access:new_grant", args=[world.agency.code]), world.operator)


def role_ending(world: World) -> Visit:
    """End a role over an agency."""
    return Visit(reverse("access:grant_ending", args=[a_role(world).pk]), world.administrator)


def a_token(world: World) -> ApiToken:
    """Let one more program in."""
    token, _ = access.make_token(
        world.agency,
        name=f"SIRANSIJA {world.mark}",
        scopes=["hours:read"],
        known={"hours:read"},
        expires_on=timezone.localdate(),
        by=world.administrator,
    )
    return token


def tokens(world: World) -> Visit:
    """List the programs that may in."""
    a_token(world)
    return Visit(reverse("access:tokens", args=[world.agency.code]), world.administrator)


def new_token(world: World) -> Visit:
    """Let a program in."""
    return Visit(reverse("access:new_token", args=[world.agency.code]), world.administrator)


def token_revocation(world: World) -> Visit:
    """Take a token back."""
    return Visit(reverse("access:token_revocation", args=[a_token(world).pk]), world.administrator)


def journal(world: World) -> Visit:
    """Show what was done in an agency, by one more actor each time."""
    record("access.looked", by=account_of(another(world)), about=world.agency, agency=world.agency.pk)
    return Visit(reverse("access:journal", args=[world.agency.code]), world.administrator)


PAGES: dict[str, Callable[[World], Visit]] = {
    "access:account": account,
    "access:confirmation": own_access("access:confirmation"),
    "access:password": own_access("access:password"),
    "access:new_passkey": own_access("access:new_passkey"),
    "access:passkey_removal": passkey_removal,
    "access:second_step_setup": own_access("access:second_step_setup"),
    "access:second_step_removal": own_access("access:second_step_removal"),
    "access:recovery_codes": own_access("access:recovery_codes"),
    "access:own_journal": own_journal,
    "access:agencies": agencies,
    "access:grants": roles,
    "access:new_grant": new_role,
    "access:grant_ending": role_ending,
    "access:tokens": tokens,
    "access:new_token": new_token,
    "access:token_revocation": token_revocation,
    "access:journal": journal,
}
