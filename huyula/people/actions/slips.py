"""Activation slips: accounts are opened and codes issued for persons, to be printed or mailed.

The codes stand in clear only in what these functions return; what is kept is that a slip was made, and a keyed hash.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from huyula.access import actions as access
from huyula.access.models import ActivationCode, Agency, CodePurpose, SignInKind, User
from huyula.access.policies import ensure
from huyula.journal.actions import record
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people import policies, queries
from huyula.people.actions.persons import refresh_sign_in_names
from huyula.people.formats.slips import Slip
from huyula.people.models import ActivationSlip, ConfirmedAddress, Person, Unit
from huyula.people.queries.persons import nips, written_nip
from huyula.people.rules.slips import MOST_AT_ONCE, SlipRefusal, why_not_issue


class CannotIssue(Refused):
    """That no slip is made."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What has to be known of a person to make a slip."""

    person: Person
    unit: Unit
    unit_name: str
    name: str
    nip: str


@transaction.atomic
def issue(persons: Sequence[Person], *, by: User) -> list[Slip]:
    """Make slips for at most 300 persons, in their order; an older slip of theirs opens nothing any more.

    An account is opened for whoever has none. Raises CannotIssue, and then makes none of them.
    """
    return [slip for slip, _ in _issued(persons, by=by)]


@transaction.atomic
def mail(person: Person, *, by: User) -> str:
    """Mail a code to the address that the personnel officer confirmed; gives the address. Raises CannotIssue."""
    place = policies.place_of(person)
    confirmed = (
        ConfirmedAddress.objects.standing().filter(person=person, agency=place.agency if place else None).first()
    )
    if confirmed is None:
        ensure(policies.may_look_after(by, person))
        raise CannotIssue(SlipRefusal.NO_ADDRESS, name=queries.name_of(person))
    ((_, issued),) = _issued([person], by=by)
    access.mail_code(issued, to=confirmed.address)
    return confirmed.address


def _issued(persons: Sequence[Person], *, by: User) -> list[tuple[Slip, access.Issued]]:
    if not persons:
        raise CannotIssue(SlipRefusal.NOBODY)
    if len(persons) > MOST_AT_ONCE:
        raise CannotIssue(SlipRefusal.TOO_MANY, most=MOST_AT_ONCE)
    places = _places(persons, by=by)
    if len({place.unit.agency_id for place in places}) > 1:
        raise CannotIssue(SlipRefusal.MIXED)
    refresh_sign_in_names([place.person.pk for place in places], by=by)
    activated = _activated(places)
    made = [_issue_one(place, is_new=place.person.user_id not in activated, by=by) for place in places]
    agency = places[0].unit.agency
    batch = f"people.activationslip:{made[0][2].pk}..{made[-1][2].pk}"
    record("people.slips_issued", by=by, about=agency, agency=agency.pk, batch=batch)
    return [(slip, issued) for slip, issued, _ in made]


def _issue_one(place: _Place, *, is_new: bool, by: User) -> tuple[Slip, access.Issued, ActivationSlip]:
    """Open the account if there is none, issue the code, and keep that it was done."""
    agency = place.unit.agency
    user = place.person.user or _open_account(place, agency=agency, by=by)
    purpose = CodePurpose.ACTIVATION if is_new else CodePurpose.RESET
    issued = access.issue_code(user, purpose=purpose, by=by, agency=agency)
    kept = ActivationSlip.objects.create(
        agency=agency, person=place.person, unit=place.unit, code=issued.row, issued_by=by
    )
    slip = Slip(agency.name, place.name, place.unit_name, written_nip(place.nip), issued.plain, issued.row.expires_at)
    return slip, issued, kept


def _open_account(place: _Place, *, agency: Agency, by: User) -> User:
    """Open the account of a person: it signs in with the NIP, and with the address that was confirmed."""
    names: list[tuple[SignInKind | str, str]] = [(SignInKind.NIP, place.nip)]
    confirmed = ConfirmedAddress.objects.standing().filter(person=place.person, agency=agency).first()
    if confirmed:
        names.append((SignInKind.EMAIL, confirmed.address))
    try:
        user = access.open_account(sign_in=names, by=by, agency=agency)
    except access.CannotName as fault:
        raise CannotIssue(SlipRefusal.TAKEN, name=place.name) from fault
    place.person.user = user
    place.person.save(update_fields=["user"])
    return user


def _places(persons: Sequence[Person], *, by: User) -> list[_Place]:
    """Lock the persons, see that `by` may make slips for all of them, and gather what stands on these."""
    ids = [person.pk for person in persons]
    rows = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("user").filter(pk__in=ids)
    locked = {person.pk: person for person in rows.order_by("pk")}
    cards = queries.cards_of(ids, clock.today())
    units = Unit.objects.select_related("agency").in_bulk([card.unit for card in cards.values() if card.unit])
    mine = policies.reach(by)
    numbers = dict(nips().filter(person__in=ids).values_list("person", "value"))
    powers = policies.powers_of([person.user_id for person in locked.values() if person.user_id])
    places = []
    for pk in dict.fromkeys(ids):
        card = cards.get(pk)
        unit = units.get(card.unit) if card and card.unit else None
        if not (card and unit and mine.looks_after(policies.Place(unit.agency_id, unit.pk))):
            raise PermissionDenied
        places.append(_Place(locked[pk], unit, card.unit_name, card.name, numbers.get(pk, "")))
    may_renew = policies.renewal(by)
    for place in places:
        held = powers.get(place.person.user_id, policies.NO_POWERS)
        _refuse(place, holds_power=bool(held), may_renew=may_renew(held), by=by)
    return places


def _refuse(place: _Place, *, holds_power: bool, may_renew: bool, by: User) -> None:
    refusal = why_not_issue(
        is_oneself=place.person.user_id == by.pk,
        has_nip=bool(place.nip),
        holds_power=holds_power,
        may_renew_power=may_renew,
        is_closed=place.person.user is not None and not place.person.user.is_active,
    )
    if refusal:
        raise CannotIssue(refusal, name=place.name)


def _activated(places: Sequence[_Place]) -> set[uuid.UUID]:
    """Give the accounts that their owners have entered already."""
    accounts = [place.person.user_id for place in places if place.person.user_id]
    used = ActivationCode.objects.filter(user__in=accounts, used_at__isnull=False)
    return set(used.values_list("user", flat=True)) | {
        place.person.user.pk for place in places if place.person.user and place.person.user.has_usable_password()
    }
