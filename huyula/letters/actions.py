"""Setting letterheads, naming signatories, numbering, issuing."""

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import BinaryIO

from django.db import IntegrityError, models, transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.files import actions as files
from huyula.files.models import Blob
from huyula.files.rules import Kind
from huyula.journal.actions import record
from huyula.letters import formats, policies, queries, rules
from huyula.letters.models import (
    Block,
    Cancellation,
    Counter,
    Letter,
    Letterhead,
    Number,
    NumberPattern,
    PrintedSheet,
    Signatory,
)
from huyula.letters.rules import LetterKind, Refusal, SheetKind
from huyula.lib.refused import Refused

ADMINISTRATOR = "administrator"


class CannotSet(Refused):
    """That a letterhead, signatory or pattern is not set, and why."""


class CannotDraw(Refused):
    """That no number is drawn, and why."""


class CannotIssue(Refused):
    """That a letter is not issued or cancelled, and why."""


@transaction.atomic
def set_letterhead(
    agency: Agency,
    *,
    since: dt.date,
    lines: Sequence[str],
    address: Sequence[str],
    place: str,
    logo: Blob | None,
    by: User,
) -> Letterhead:
    """Set what stands at the head of an agency's letters from a day on; letters of before keep theirs.

    Raises CannotSet without a line, or if the logo is another agency's.
    """
    ensure(policies.may_administer(by, agency))
    if not lines:
        raise CannotSet(Refusal.NO_LINES)
    if logo is not None and logo.agency_id != agency.pk:
        raise CannotSet(Refusal.LOGO)
    made = Letterhead.objects.create(
        agency=agency, valid_from=since, lines=list(lines), address=list(address), place=place, logo=logo, by=by
    )
    record("letters.letterhead_set", by=by, about=made, role=ADMINISTRATOR)
    return made


@transaction.atomic
def keep_logo(stream: BinaryIO, *, name: str, agency: Agency, by: User) -> Blob:
    """Keep a picture as the logo of an agency. Raises files.actions.CannotKeep."""
    ensure(policies.may_administer(by, agency))
    return files.keep(stream, name=name, kind=Kind.LOGO, by=by, agency=agency)


@transaction.atomic
def add_signatory(
    agency: Agency, *, since: dt.date, until: dt.date | None = None, signer: rules.Signer, by: User
) -> Signatory:
    """Name somebody who signs for an agency from a day on. Raises CannotSet if an office is missing."""
    ensure(policies.may_administer(by, agency))
    if until and until < since:
        raise CannotSet(Refusal.ENDS_FIRST)
    if refusal := rules.why_not_sign(signer):
        raise CannotSet(refusal)
    made = Signatory.objects.create(agency=agency, valid_from=since, valid_to=until, by=by, **asdict(signer))
    record("letters.signatory_named", by=by, about=made, role=ADMINISTRATOR)
    return made


@transaction.atomic
def end_signatory(signatory: Signatory, *, until: dt.date, by: User) -> None:
    """Set the last day on which somebody signs. Raises CannotSet if it comes before the first."""
    ensure(policies.may_administer(by, signatory.agency_id))
    if until < signatory.valid_from:
        raise CannotSet(Refusal.ENDS_FIRST)
    signatory.valid_to = until
    signatory.save(update_fields=["valid_to"])
    record("letters.signatory_ended", by=by, about=signatory, fields=("valid_to",), role=ADMINISTRATOR)


@transaction.atomic
def add_pattern(
    agency: Agency, *, kind: LetterKind, since: dt.date, pattern: str, code: str = "", first: int = 1, by: User
) -> NumberPattern:
    """Say how a kind of letter is numbered from a day on, beginning with `first`; later years begin with 1.

    Raises CannotSet with the fault of the pattern, or if another pattern holds on that day or later.
    """
    ensure(policies.may_administer(by, agency))
    try:
        rules.read_pattern(pattern, code=code)
    except rules.WrongPattern as wrong:
        raise CannotSet(Refusal.PATTERN, fault=wrong.sentence) from wrong
    try:
        with transaction.atomic():
            made = NumberPattern.objects.create(
                agency=agency, kind=kind, valid_from=since, pattern=pattern, code=code, first=first, by=by
            )
    except IntegrityError as fault:
        raise CannotSet(Refusal.KIND_TAKEN) from fault
    record("letters.pattern_added", by=by, about=made, role=ADMINISTRATOR)
    return made


@transaction.atomic
def end_pattern(pattern: NumberPattern, *, until: dt.date, by: User) -> None:
    """Set the last day of a pattern. Raises CannotSet if it comes before the first."""
    ensure(policies.may_administer(by, pattern.agency_id))
    if until < pattern.valid_from:
        raise CannotSet(Refusal.ENDS_FIRST)
    pattern.valid_to = until
    pattern.save(update_fields=["valid_to"])
    record("letters.pattern_ended", by=by, about=pattern, fields=("valid_to",), role=ADMINISTRATOR)


@transaction.atomic
def draw_number(pattern: NumberPattern, *, on: dt.date, block: Block | None = None) -> Number:
    """Draw the next number of a pattern for a letter of a day, inside the transaction of the letter.

    Whoever draws from the same pattern waits until that transaction is over; if it is taken back, so is the number, and
    no gap is left. With `block` it comes from numbers that were set aside. Raises CannotDraw.
    """
    if not NumberPattern.objects.in_force(on).filter(pk=pattern.pk).exists():
        raise CannotDraw(Refusal.NOT_IN_FORCE)
    serial = _next_of_block(block, on=on) if block else _taken(pattern, on=on, count=1)
    text = rules.read_pattern(pattern.pattern, code=pattern.code).written(serial=serial, on=on, code=pattern.code)
    if Number.objects.filter(agency_id=pattern.agency_id, text=text).exists():
        raise CannotDraw(Refusal.NUMBER_KNOWN, number=text)
    return Number.objects.create(
        pattern=pattern, agency_id=pattern.agency_id, block=block, year=on.year, serial=serial, text=text, on=on
    )


def _taken(pattern: NumberPattern, *, on: dt.date, count: int) -> int:
    """Take numbers from the counter of the year and give the first of them."""
    start = queries.first_of(pattern, on.year) - 1
    Counter.objects.get_or_create(
        pattern=pattern, year=on.year, defaults={"agency_id": pattern.agency_id, "last": start}
    )
    counter = Counter.objects.select_for_update().get(pattern=pattern, year=on.year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return first


def _next_of_block(block: Block, *, on: dt.date) -> int:
    standing = Block.objects.select_for_update().get(pk=block.pk)
    if standing.year != on.year:
        raise CannotDraw(Refusal.OTHER_YEAR, year=standing.year)
    last = standing.numbers.aggregate(last=models.Max("serial"))["last"]
    serial: int = standing.first if last is None else last + 1
    if serial > standing.last:
        raise CannotDraw(Refusal.BLOCK_EMPTY)
    return serial


@transaction.atomic
def reserve_numbers(pattern: NumberPattern, *, count: int, on: dt.date, reason: str, by: User) -> Block:
    """Set numbers aside, 1 to 10,000, to be drawn one by one later in the same year. Raises CannotDraw."""
    ensure(policies.may_administer(by, pattern.agency_id))
    if not 1 <= count <= rules.MOST_IN_A_BLOCK:
        raise CannotDraw(Refusal.TOO_MANY, most=rules.MOST_IN_A_BLOCK)
    if not NumberPattern.objects.in_force(on).filter(pk=pattern.pk).exists():
        raise CannotDraw(Refusal.NOT_IN_FORCE)
    first = _taken(pattern, on=on, count=count)
    made = Block.objects.create(
        pattern=pattern,
        agency_id=pattern.agency_id,
        year=on.year,
        first=first,
        last=first + count - 1,
        reason=reason,
        by=by,
    )
    record("letters.numbers_reserved", by=by, about=made, role=ADMINISTRATOR)
    return made


@transaction.atomic
def issue(
    memo: formats.Memo,
    *,
    kind: LetterKind,
    agency: Agency,
    on: dt.date,
    by: User,
    signatory: Signatory | None = None,
    about: models.Model | None = None,
) -> Letter:
    """Draw a number, set a memo or report under the agency's letterhead, keep the PDF. The caller asks who may do this.

    Raises CannotIssue if the agency has no number pattern for this kind of letter.
    """
    pattern = queries.pattern_for(kind, agency=agency, on=on)
    if pattern is None:
        raise CannotIssue(Refusal.NO_PATTERN)
    number = draw_number(pattern, on=on)
    frame = queries.frame_of(agency, on=on)
    data = {**frame.data, **memo.data(), "number": number.text}
    if signatory:
        data["sign"] = queries.signature_of(signatory.signer)
    pdf = formats.typeset(formats.MEMO, data=data, pictures=frame.pictures)
    return keep_letter(pdf, kind=kind, number=number, signatory=signatory, subject=memo.title, about=about, by=by)


@transaction.atomic
def keep_letter(
    pdf: bytes,
    *,
    kind: LetterKind,
    number: Number,
    subject: str,
    by: User | None,
    signatory: Signatory | None = None,
    about: models.Model | None = None,
) -> Letter:
    """Keep a PDF as an issued letter under a number that was drawn for it, sealed."""
    name = f"{kind.label} {number.text}.pdf".replace("/", "-")
    blob = files.keep(io.BytesIO(pdf), name=name, kind=Kind.LETTER, by=by, agency=number.agency, sealed=True)
    made = Letter.objects.create(
        agency_id=number.agency_id,
        kind=kind,
        number=number,
        signatory=signatory,
        subject=subject,
        on=number.on,
        blob=blob,
        sha256=blob.sha256,
        about=about._meta.label_lower if about else "",
        about_id=str(about.pk) if about else "",
        by=by,
    )
    record("letters.issued", by=by, about=made)
    return made


@transaction.atomic
def cancel(letter: Letter, *, because: str, by: User) -> Cancellation:
    """Say that a letter no longer holds; its number stays used, its PDF is kept. Raises CannotIssue the second time."""
    ensure(policies.may_administer(by, letter.agency_id))
    Letter.objects.select_for_update(of=["self"]).get(pk=letter.pk)
    if Cancellation.objects.filter(letter=letter).exists():
        raise CannotIssue(Refusal.CANCELLED)
    made = Cancellation.objects.create(letter=letter, agency_id=letter.agency_id, by=by, reason=because)
    record("letters.cancelled", by=by, about=letter, role=ADMINISTRATOR)
    return made


@transaction.atomic
def note_printed(
    pdf: bytes, *, kind: SheetKind, pieces: int, agency: Agency, by: User, about: models.Model | None = None
) -> PrintedSheet:
    """Note that a sheet was printed, by its hash; its content is not kept."""
    made = PrintedSheet.objects.create(
        agency=agency,
        kind=kind,
        pieces=pieces,
        sha256=hashlib.sha256(pdf).hexdigest(),
        about=about._meta.label_lower if about else "",
        about_id=str(about.pk) if about else "",
        by=by,
    )
    record("letters.sheet_printed", by=by, about=made)
    return made
