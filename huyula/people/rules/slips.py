"""Who gets a slip with a code, and where a code may be mailed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 300


class SlipRefusal(TextChoices):
    """Why no slip is made."""

    NOBODY = "NOBODY", _("Choose at least one person.")
    TOO_MANY = "TOO_MANY", _("Choose at most %(most)s persons at a time.")
    MIXED = "MIXED", _("Choose people of one agency only.")
    NO_NIP = "NO_NIP", _("%(name)s has no NIP in this agency. Import the personnel file first.")
    ONESELF = "ONESELF", _("You can't renew your own access here. Another personnel officer can.")
    POWER = "POWER", _("%(name)s administers an agency. Only another administrator can renew this access.")
    TAKEN = "TAKEN", _("Another account signs in with the NIP of %(name)s. Please tell the operator.")
    CLOSED = "CLOSED", _("The account of %(name)s is closed. Please tell the operator.")
    NO_ADDRESS = (
        "NO_ADDRESS",
        _("No address of %(name)s was confirmed yet. Ask for it and confirm it, or print a slip."),
    )


def why_not_issue(
    *, is_oneself: bool, has_nip: bool, holds_power: bool, may_renew_power: bool, is_closed: bool
) -> SlipRefusal | None:
    """Return what stands in the way of a slip for a person, or None.

    Whoever holds a slip holds the account: so nobody makes one for themselves, and one for somebody who administers an
    agency or runs the installation (`holds_power`) is made only by whoever may renew that power (`may_renew_power`).
    """
    states = [
        (is_oneself, SlipRefusal.ONESELF),
        (not has_nip, SlipRefusal.NO_NIP),
        (holds_power and not may_renew_power, SlipRefusal.POWER),
        (is_closed, SlipRefusal.CLOSED),
    ]
    return next((refusal for holds, refusal in states if holds), None)


class AddressRefusal(TextChoices):
    """Why an address is not confirmed."""

    ONESELF = "ONESELF", _("You can't confirm your own address. Another personnel officer can.")
    POWER = "POWER", _("%(name)s administers an agency. Only another administrator can confirm this address.")
    AGAIN = "AGAIN", _("This address is confirmed already.")
    TAKEN = "TAKEN", _("Another account signs in with this address.")


def why_not_confirm(
    *, is_oneself: bool, holds_power: bool, may_renew_power: bool, is_same: bool
) -> AddressRefusal | None:
    """Return what stands in the way of confirming an address, or None: codes are mailed there."""
    states = [
        (is_oneself, AddressRefusal.ONESELF),
        (holds_power and not may_renew_power, AddressRefusal.POWER),
        (is_same, AddressRefusal.AGAIN),
    ]
    return next((refusal for holds, refusal in states if holds), None)
