"""Reading accounts, agencies, grants, tokens, and the journal as administrators see it."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from huyula.access import rules
from huyula.access.models import ActivationCode, Agency, ApiToken, Device, Grant, Replay, SignInKind, SignInName, User
from huyula.journal import queries as journal
from huyula.journal.models import Entry, Seal, Waiting
from huyula.lib import crypto
from huyula.lib.paging import PAGE_SIZE
from huyula.lib.prepared import prepared
from huyula.ui.slots import function_at, wired

SIGN_IN, CODE, TOKEN, DEVICE = "sign-in", "activation", "token", "device"  # purposes of blind indexes
ROLES = {
    "officer": _("Officer"),
    "supervisor": _("Supervisor"),
    "unit officer": _("Unit personnel officer"),
    "administrator": _("Administrator"),
    "operator": _("Operator"),
    "shell": _("Operator at the shell"),
    "system": _("The system"),
}


def indexed_name(kind: SignInKind | str, plain: str) -> str:
    """Give what the blind index of a sign-in name is made of: a NIP and an address never meet."""
    return f"{kind!s}:{plain}"


def name_indexes(kind: SignInKind | str, plain: str) -> list[bytes]:
    """Give the indexes of a normalised name under every key."""
    return crypto.blind_indexes(indexed_name(kind, plain), purpose=SIGN_IN)


def indexes_of_typed(typed: str) -> list[bytes]:
    """Give the indexes under every key of a name as somebody typed it."""
    kind = rules.kind_of(typed)
    return name_indexes(kind, rules.normalised(kind, typed))


def open_account(user: uuid.UUID) -> User | None:
    """Give the account with this id, unless it is closed. One query."""
    return next(iter(_open_accounts(user=user)), None)


@prepared
def _open_accounts(*, user: uuid.UUID) -> QuerySet[User]:
    return User.objects.filter(pk=user, is_active=True)


def session_of(key: str, *, now: dt.datetime) -> Session | None:
    """Give the session with this key, unless it has run out. One query."""
    return next(iter(_sessions(key=key, now=now)), None)


@prepared
def _sessions(*, key: str, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


def replay_of(user: uuid.UUID, key: uuid.UUID) -> Replay | None:
    """Give how an act with this key of an account's was answered, if it was. One query."""
    return next(iter(_replays(user=user, key=key)), None)


@prepared
def _replays(*, user: uuid.UUID, key: uuid.UUID) -> QuerySet[Replay]:
    return Replay.objects.filter(user=user, key=key)


def user_by_name(typed: str) -> User | None:
    """Find the account that signs in with a name as somebody typed it: NIP, address or name. One query."""
    found = SignInName.objects.filter(index__in=indexes_of_typed(typed)).select_related("user").order_by("pk").first()
    return found.user if found else None


def is_known_device(secret: str, *, typed: str) -> bool:
    """Say whether a device is remembered by the account of a typed name. One query, account or not."""
    indexes = crypto.blind_indexes(secret, purpose=DEVICE)
    names = indexes_of_typed(typed)
    return Device.objects.filter(index__in=indexes, user__sign_in_names__index__in=names).exists()


def device_of(user: User, *, secret: str) -> Device | None:
    """Give the device row of this browser, if the account remembers it."""
    return Device.objects.filter(user=user, index__in=crypto.blind_indexes(secret, purpose=DEVICE)).first()


def code_of(typed: str) -> ActivationCode | None:
    """Find a code as somebody typed it, used or not. One query."""
    indexes = crypto.blind_indexes(rules.plain_code(typed), purpose=CODE)
    return ActivationCode.objects.filter(index__in=indexes).select_related("user").first()


def token_of(secret: str, *, day: dt.date) -> ApiToken | None:
    """Find a token that opens something on a day. One query."""
    indexes = crypto.blind_indexes(secret, purpose=TOKEN)
    return ApiToken.objects.in_force(day).filter(index__in=indexes).select_related("user").first()


def mail_address_of(user: User) -> str:
    """Give the address that the account's owner was confirmed to have, or nothing."""
    row = SignInName.objects.filter(user=user, kind=SignInKind.EMAIL).first()
    return str(row.name) if row else ""


def names_of(users: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Name accounts for a page: by the person behind them (`NAMES` in the wiring), else by their label.

    Two queries, however many accounts.
    """
    if not users:
        return {}
    labels = dict(User.objects.filter(pk__in=users).values_list("pk", "label"))
    path = wired("NAMES", "")
    persons: Mapping[uuid.UUID, str] = function_at(path)(users) if path else {}
    return {pk: persons.get(pk) or label for pk, label in labels.items()}


def name_of(user: User) -> str:
    """Name one account. Two queries."""
    return names_of([user.pk]).get(user.pk, "")


def agencies() -> QuerySet[Agency]:
    """Give every agency, by its code."""
    return Agency.objects.order_by("code", "pk")


def grants_of_agency(agency: Agency) -> QuerySet[Grant]:
    """Give the grants over an agency, those without an end first."""
    return (
        Grant.objects.filter(agency=agency)
        .select_related("user", "ending")
        .order_by(F("until").desc(nulls_first=True), "-since", "pk")
    )


def tokens_of_agency(agency: Agency) -> QuerySet[ApiToken]:
    """Give the tokens over an agency, newest first."""
    return ApiToken.objects.filter(agency=agency).select_related("revocation").order_by("-created_at", "pk")


def devices_of(user: User) -> QuerySet[Device]:
    """Give the devices that an account remembers, last seen first."""
    return Device.objects.filter(user=user).order_by("-seen_at", "pk")


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody signs in: as their own page shows it."""

    name: str
    names: Sequence[SignInName]
    passkeys: Sequence[Authenticator]
    has_second_step: bool
    devices: Sequence[Device]
    here: uuid.UUID | None


def account_of(user: User, *, secret: str) -> Account:
    """Give what the page of an account shows; `secret` is that of the device it is shown on. Five queries."""
    means = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    devices = list(devices_of(user))
    indexes = set(crypto.blind_indexes(secret, purpose=DEVICE))
    return Account(
        name=name_of(user),
        names=list(SignInName.objects.filter(user=user).order_by("kind", "pk")),
        passkeys=[row for row in means if row.type == Authenticator.Type.WEBAUTHN],
        has_second_step=any(row.type == Authenticator.Type.TOTP for row in means),
        devices=devices,
        here=next((device.pk for device in devices if bytes(device.index) in indexes), None),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the journal as a page shows it: when, who in which role, what, to what, where that is seen."""

    entry: Entry
    who: str
    address: str

    @property
    def role(self) -> str:
        """Name the role in which it was done."""
        return str(ROLES.get(self.entry.role, self.entry.role))


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of the journal, newest first; `before` is what the next page is asked for, None at the end."""

    rows: Sequence[Line]
    before: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a journal is wanted: the beginning of a verb, one actor, one day, only entries older than one."""

    verb: str = ""
    actor: uuid.UUID | None = None
    day: dt.date | None = None
    before: int | None = None


def journal_of_agency(agency: Agency, wanted: Wanted) -> Lines:
    """Give a page of what was done in an agency. Three queries, whatever its length."""
    entries = Entry.objects.filter(agency_id=agency.pk)
    return _lines(_narrowed(entries, wanted, zone=agency.zone))


def journal_of_user(user: User, wanted: Wanted) -> Lines:
    """Give a page of what an account did, in whichever agency. Three queries."""
    return _lines(_narrowed(Entry.objects.filter(actor_id=user.pk), wanted, zone=settings.TIME_ZONE))


def _narrowed(entries: QuerySet[Entry], wanted: Wanted, *, zone: str) -> QuerySet[Entry]:
    if wanted.verb:
        entries = entries.filter(verb__startswith=wanted.verb)
    if wanted.actor:
        entries = entries.filter(actor_id=wanted.actor)
    if wanted.day:
        start = dt.datetime.combine(wanted.day, dt.time(), ZoneInfo(zone))
        entries = entries.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    if wanted.before:
        entries = entries.filter(pk__lt=wanted.before)
    return entries.order_by("-pk")


def _lines(entries: QuerySet[Entry]) -> Lines:
    found = list(entries[: PAGE_SIZE + 1])
    rows = found[:PAGE_SIZE]
    names = names_of({entry.actor_id for entry in rows if entry.actor_id})
    lines = [
        Line(entry, names.get(entry.actor_id, "") if entry.actor_id else "", address_of(entry.verb, entry.about_id))
        for entry in rows
    ]
    return Lines(lines, rows[-1].pk if len(found) > PAGE_SIZE else None)


def address_of(verb: str, about_id: str) -> str:
    """Give the page of what an entry is about (`PAGE_OF` in the wiring), or nothing."""
    name = wired("PAGE_OF", {}).get(verb, "")
    try:
        return reverse(name, args=[about_id]) if name else ""
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Chain:
    """How far an agency's journal is sealed: the last seal, how many entries wait, the last signed head."""

    seal: Seal | None
    waiting: int
    head: Mapping[str, object] | None


def chain_of(agency: Agency) -> Chain:
    """Give the state of an agency's chain. Two queries and the end of the file of heads."""
    return Chain(
        seal=journal.last_seal(agency.pk),
        waiting=Waiting.objects.filter(agency_id=agency.pk).count(),
        head=_last_head(agency.pk),
    )


def _last_head(agency: uuid.UUID) -> Mapping[str, object] | None:
    """Find the newest head of an agency at the end of the file; a day has one short line of each agency, or more."""
    path = journal.heads_file()
    if not path.is_file():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - journal.TAIL))
        lines = file.read().decode(errors="replace").splitlines()
    for line in reversed(lines):
        if str(agency) in line:
            head: Mapping[str, object] = json.loads(line)
            return head
    return None
