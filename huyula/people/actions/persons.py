"""What is done with persons: sign-in names kept in step with NIPs, addresses confirmed, restricted facts read."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from huyula.access import actions as access
from huyula.access import queries as accounts
from huyula.access.models import SignInKind, SignInName, User
from huyula.access.policies import ensure
from huyula.journal.actions import record
from huyula.lib.refused import Refused
from huyula.people import policies
from huyula.people.models import Biodata, ConfirmedAddress, Person
from huyula.people.queries.persons import name_of, nips
from huyula.people.rules.slips import AddressRefusal, why_not_confirm


class CannotConfirm(Refused):
    """That an address is not confirmed."""


@transaction.atomic
def refresh_sign_in_names(persons: Collection[uuid.UUID], *, by: User | None = None) -> Sequence[Person]:
    """Let those among these persons who have an account sign in with the NIP that they have now.

    Gives those whose NIP another account signs in with: theirs stay as they were, and somebody has to look. Two queries
    where nothing has changed.
    """
    current = nips().filter(person=OuterRef("pk")).values("value")[:1]
    held = SignInName.objects.filter(user=OuterRef("user"), kind=SignInKind.NIP).values("index")[:1]
    rows = Person.objects.filter(pk__in=persons, user__isnull=False).select_related("user")
    refused: list[Person] = []
    for person in rows.annotate(nip=Subquery(current), index=Subquery(held)).order_by("pk"):
        if person.nip is None or person.user is None:
            continue
        if person.index and bytes(person.index) in accounts.name_indexes(SignInKind.NIP, person.nip):
            continue
        try:
            with transaction.atomic():
                access.set_sign_in_name(person.user, kind=SignInKind.NIP, name=person.nip, by=by)
        except access.CannotName:
            refused.append(person)
    return refused


@transaction.atomic
def confirm_address(person: Person, *, address: str, by: User) -> ConfirmedAddress:
    """Confirm that an e-mail address is the person's own: from now on codes may be mailed there.

    Whoever confirms has asked the person; an import never does. Raises CannotConfirm.
    """
    ensure(policies.may_look_after(by, person))
    place = policies.place_of(person)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = ConfirmedAddress.objects.standing().filter(person=person, agency=place.agency if place else None)
    plain = address.strip().lower()
    powers = policies.powers_of([person.user_id] if person.user_id else []).get(person.user_id, policies.NO_POWERS)
    refusal = why_not_confirm(
        is_oneself=person.user_id == by.pk,
        holds_power=bool(powers),
        may_renew_power=policies.renewal(by)(powers),
        is_same=standing.filter(address=plain).exists(),
    )
    if refusal or place is None:
        raise CannotConfirm(refusal or AddressRefusal.AGAIN, name=name_of(person))
    now = timezone.now()
    for old in standing:
        old.recorded = DateTimeTZRange(old.recorded.lower, now)
        old.save(update_fields=["recorded"])
    made = ConfirmedAddress.objects.create(
        agency_id=place.agency, person=person, address=plain, by=by, recorded=DateTimeTZRange(now, None)
    )
    _name_account(person, address=plain, by=by)
    record("people.address_confirmed", by=by, about=made)
    return made


def _name_account(person: Person, *, address: str, by: User) -> None:
    """Let the account, if there is one already, sign in with the address too."""
    if person.user is None:
        return
    try:
        with transaction.atomic():
            access.set_sign_in_name(person.user, kind=SignInKind.EMAIL, name=address, by=by)
    except access.CannotName as fault:
        raise CannotConfirm(AddressRefusal.TAKEN) from fault


@transaction.atomic
def read_restricted(person: Person, *, by: User) -> Mapping[str, str]:
    """Open what is restricted about a person, by the name of its column; a read for somebody else is noted.

    An administrator reads what the own agency was told, the person what the latest agency was told.
    """
    ensure(policies.may_read_restricted(by, person))
    place = policies.place_of(person)
    rows = Biodata.objects.standing().filter(person=person)
    if person.user_id != by.pk and place is not None:
        rows = rows.filter(agency=place.agency)
    row = rows.order_by("-recorded", "pk").first()
    found: dict[str, str] = json.loads(row.restricted or "{}") if row else {}
    if row and person.user_id != by.pk:
        record(
            "people.restricted_read", by=by, about=row, fields=sorted(found), agency=row.agency_id, role="administrator"
        )
    return found
