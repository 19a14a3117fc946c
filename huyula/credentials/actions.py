"""Issuing, drawing, revoking and issuing anew."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.credentials import formats, policies, queries, rules
from huyula.credentials.models import Certificate, Held, Revocation
from huyula.credentials.rules import Claim, Refusal
from huyula.files import actions as files
from huyula.files.models import Blob
from huyula.files.rules import Kind
from huyula.journal.actions import later, record
from huyula.journal.models import Entry
from huyula.letters import actions as letters
from huyula.letters.models import Number
from huyula.letters.queries import pattern_for
from huyula.letters.rules import LetterKind
from huyula.lib import clock, crypto
from huyula.lib.refused import Refused
from huyula.people.models import Person
from huyula.people.queries import name_of
from huyula.ui.filters import day as written_day

ADMINISTRATOR = "administrator"


class CannotIssue(Refused):
    """That a certificate is not issued, and why."""


class CannotRevoke(Refused):
    """That a certificate is not revoked, and why."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What is to stand on a certificate."""

    title: str
    organiser: str
    name: str
    on: dt.date
    jp: Decimal | None
    lines: Sequence[str]


@transaction.atomic
def issue(
    person: Person,
    *,
    title: str,
    organiser: str,
    on: dt.date,
    jp: Decimal | int | None,
    because: Entry,
    agency: Agency,
    lines: Sequence[str] = (),
) -> Certificate:
    """Issue a certificate: draw its number by the organiser's pattern, sign its claim, have its PDF drawn later.

    `because` is the entry that proves it; asked again because of the same entry, gives the certificate that stands,
    revoked or not. `lines` are printed below. Raises CannotIssue if the agency has no pattern on that day.
    """
    if standing := queries.issued_because(because.pk, person=person):
        return standing
    exact = None if jp is None else Decimal(jp)
    words = _Words(title.strip(), organiser.strip(), name_of(person), on, exact, lines)
    try:
        with transaction.atomic():
            made = _made(person, words, because=because, agency=agency)
    except IntegrityError:  # told twice at the same moment; the number of the second goes back
        return Certificate.objects.get(because=because, person=person)
    record("credentials.issued", by=None, about=made)
    return made


@transaction.atomic
def issue_or_hold(
    person: Person,
    *,
    title: str,
    organiser: str,
    on: dt.date,
    jp: Decimal | int | None,
    because: Entry,
    agency: Agency,
    lines: Sequence[str] = (),
) -> Certificate | None:
    """Issue a certificate, or hold it until the agency has a number pattern: nothing is lost. None = it is held."""
    if pattern_for(LetterKind.CERTIFICATE, agency=agency, on=on) or queries.issued_because(because.pk, person=person):
        return issue(
            person, title=title, organiser=organiser, on=on, jp=jp, because=because, agency=agency, lines=lines
        )
    row = {"agency": agency, "title": title, "organiser": organiser, "on": on, "jp": jp, "details": list(lines)}
    Held.objects.get_or_create(because=because, person=person, defaults=row)
    return None


def issue_held(agency: Agency) -> int:
    """Issue what waits for a number pattern of an agency, each in a transaction of its own; gives how many."""
    issued = 0
    for row in queries.held([agency.pk]):
        if pattern_for(LetterKind.CERTIFICATE, agency=agency, on=row.on):
            issue(
                row.person,
                title=row.title,
                organiser=row.organiser,
                on=row.on,
                jp=row.jp,
                because=row.because,
                agency=agency,
                lines=row.details,
            )
            issued += 1
    return issued


def _made(
    person: Person, words: _Words, *, because: Entry, agency: Agency, replaces: Certificate | None = None
) -> Certificate:
    """Write a certificate into the register."""
    more = (words.organiser, *words.lines)
    if refusal := rules.why_not_issue(name=words.name, title=words.title, more=more):
        most = rules.LONGEST_NAME if refusal == Refusal.NO_NAME else rules.LONGEST_TITLE
        raise CannotIssue(refusal, most=most)
    number = _number(agency, on=words.on)
    made = Certificate(
        agency=agency,
        person=person,
        title=words.title,
        organiser=words.organiser,
        name=words.name.strip(),
        number=number,
        issued_on=words.on,
        jp=words.jp,
        details=list(words.lines),
        because=because,
        replaces=replaces,
    )
    key = crypto.ring(settings.HUYULA_SIGNING_KEYS)[0]
    claim = Claim(agency.code, number.text, made.title, made.name, made.jp, made.issued_on, str(made.pk))
    made.claim, made.key_id = formats.signed(claim, key_id=key.id, secret=key.secret), key.id
    made.save(force_insert=True)
    later("credentials.draw", certificate_id=made.pk)
    return made


def _number(agency: Agency, *, on: dt.date) -> Number:
    pattern = pattern_for(LetterKind.CERTIFICATE, agency=agency, on=on)
    if pattern is None:
        raise CannotIssue(Refusal.NO_PATTERN, day=written_day(on))
    return letters.draw_number(pattern, on=on)


@transaction.atomic
def draw(certificate: Certificate) -> Blob:
    """Draw the PDF of a certificate and keep it; it is drawn once, whoever asks first."""
    rows = Certificate.objects.select_for_update(of=["self"]).select_related(
        "agency", "number", "blob", "replaces__number"
    )
    standing = rows.get(pk=certificate.pk)
    if standing.blob is not None:
        return standing.blob
    name = f"Sertifikat {standing.number.text}.pdf".replace("/", "-")
    pdf = queries.sheet_of(standing).pdf()
    standing.blob = files.keep(
        io.BytesIO(pdf), name=name, kind=Kind.LETTER, by=None, agency=standing.agency, sealed=True
    )
    standing.save(update_fields=["blob"])
    return standing.blob


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, by: User) -> Revocation:
    """Say that a certificate no longer holds; it stays in the register, and its number stays used.

    Raises CannotRevoke without a reason, or the second time.
    """
    ensure(policies.may_revoke(by, certificate.agency_id))
    standing = Certificate.objects.select_for_update(of=["self"]).get(pk=certificate.pk)
    if not reason.strip():
        raise CannotRevoke(Refusal.REASON)
    if Revocation.objects.filter(certificate=standing).exists():
        raise CannotRevoke(Refusal.REVOKED)
    made = Revocation.objects.create(certificate=standing, agency_id=standing.agency_id, by=by, reason=reason.strip())
    record("credentials.revoked", by=by, about=standing, role=ADMINISTRATOR)
    return made


@transaction.atomic
def reissue(certificate: Certificate, *, name: str, reason: str, by: User) -> Certificate:
    """Issue a certificate anew under a corrected name, with a number and day of its own; the old one is revoked.

    Raises CannotRevoke if it is revoked already, CannotIssue if the new one can't be made.
    """
    revoke(certificate, reason=reason, by=by)
    today = clock.today(certificate.agency.zone)
    entry = record("credentials.replaced", by=by, about=certificate, fields=("name",), role=ADMINISTRATOR)
    words = _Words(certificate.title, certificate.organiser, name, today, certificate.jp, certificate.details)
    made = _made(certificate.person, words, because=entry, agency=certificate.agency, replaces=certificate)
    record("credentials.issued", by=by, about=made, role=ADMINISTRATOR)
    return made
