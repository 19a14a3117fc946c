"""Reading letterheads, signatories, patterns and letters."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.formats import date_format

from huyula.access.models import Agency
from huyula.files import queries as files
from huyula.letters import rules
from huyula.letters.models import Counter, Letter, Letterhead, NumberPattern, Signatory
from huyula.letters.rules import LetterKind
from huyula.lib import clock


def letterhead(agency: Agency, *, on: dt.date | None = None) -> Letterhead | None:
    """Give the letterhead of an agency on a day (None = today), or None if it has none yet. One query."""
    rows = Letterhead.objects.filter(agency=agency, valid_from__lte=on or clock.today(agency.zone))
    return rows.select_related("logo").order_by("-valid_from", "-pk").first()


@dataclass(frozen=True, slots=True)
class Frame:
    """What every letter of an agency has: data and pictures to be joined with those of a template."""

    data: Mapping[str, Any]
    pictures: Mapping[str, bytes]


def frame_of(agency: Agency, *, on: dt.date, head: Letterhead | None = None, logo: bytes = b"") -> Frame:
    """Give what letters of an agency share: letterhead, day, place, and CONTOH where it is invented.

    `data` has agency, is_demo, on, day, place and head; `pictures` has the logo if there is one. An agency without a
    letterhead gets its name in capitals. `head` and `logo` take the place of what stands, for looking at them first.
    Two queries and one file.
    """
    found = head or letterhead(agency, on=on)
    picture = logo or _logo(found)
    data = {
        "agency": agency.name,
        "is_demo": agency.is_demo,
        "on": on.isoformat(),
        "day": written_day(on),
        "place": found.place if found else "",
        "head": {
            "lines": found.lines if found else [agency.name.upper()],
            "address": found.address if found else [],
        },
    }
    return Frame(data, {"logo": picture} if picture else {})


def _logo(head: Letterhead | None) -> bytes:
    if head is None or head.logo is None:
        return b""
    with files.content(head.logo) as file:
        return file.read()


def written_day(day: dt.date) -> str:
    """Write a day as letters do, in Indonesian whatever the language of the page: 17 Agustus 2026."""
    with translation.override("id"):
        return date_format(day, "j F Y")


def signature_of(signer: rules.Signer) -> dict[str, Any]:
    """Give somebody who signs as templates take it: lines, name, title, identity."""
    return {
        "lines": rules.lines_above(signer),
        "name": signer.name,
        "title": signer.title,
        "identity": signer.identity,
    }


def offices_of(signatory: Signatory) -> list[str]:
    """Give the offices that stand above somebody's own position: a.n., and what comes before u.b."""
    return rules.lines_above(signatory.signer)[:-1]


def signatories(agency: Agency, *, on: dt.date) -> QuerySet[Signatory]:
    """Give who signs for an agency on a day, in the order in which they were entered."""
    return Signatory.objects.in_force(on).filter(agency=agency).order_by("pk")


def patterns(agency: Agency) -> QuerySet[NumberPattern]:
    """Give the number patterns of an agency, those without an end first."""
    rows = NumberPattern.objects.filter(agency=agency)
    return rows.order_by(F("valid_to").desc(nulls_first=True), "kind", "pk")


def pattern_for(kind: LetterKind, *, agency: Agency, on: dt.date) -> NumberPattern | None:
    """Give the pattern that numbers a kind of letter on a day, or None."""
    found: NumberPattern | None = NumberPattern.objects.in_force(on).filter(agency=agency, kind=kind).first()
    return found


def next_numbers(pattern: NumberPattern, *, on: dt.date, count: int = 3) -> list[str]:
    """Show which numbers come next, without drawing them. One query for a kept pattern, none for a new one."""
    counter = Counter.objects.filter(pattern=pattern, year=on.year).first() if pattern.pk else None
    last = counter.last if counter else first_of(pattern, on.year) - 1
    return [_written(pattern, serial=last + step, on=on) for step in range(1, count + 1)]


def first_of(pattern: NumberPattern, year: int) -> int:
    """Give the first number of a pattern in a year: its own in the year it began, 1 later."""
    return pattern.first if year == pattern.valid_from.year else 1


def letters_of(agency: Agency) -> QuerySet[Letter]:
    """Give the letters of an agency, newest first."""
    rows = Letter.objects.filter(agency=agency).select_related("number", "cancellation", "signatory")
    return rows.order_by("-at", "pk")


def letters_about(thing: models.Model) -> QuerySet[Letter]:
    """Give the letters about a row of another area, newest first."""
    rows = Letter.objects.filter(about=thing._meta.label_lower, about_id=str(thing.pk))
    return rows.select_related("number", "cancellation", "blob").order_by("-at", "pk")


@dataclass(frozen=True, slots=True)
class PatternShown:
    """A number pattern on a page: whether it holds today, and the number that comes next."""

    row: NumberPattern
    holds: bool
    upcoming: str


def patterns_shown(agency: Agency, *, on: dt.date) -> list[PatternShown]:
    """Give the patterns of an agency, each with its next number. Two queries."""
    rows = list(patterns(agency)[:50])
    counters = {row.pattern_id: row.last for row in Counter.objects.filter(agency=agency, year=on.year)}
    shown = []
    for row in rows:
        holds = row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)
        serial = counters.get(row.pk, first_of(row, on.year) - 1) + 1
        shown.append(PatternShown(row, holds, _written(row, serial=serial, on=max(on, row.valid_from))))
    return shown


def _written(pattern: NumberPattern, *, serial: int, on: dt.date) -> str:
    read = rules.read_pattern(pattern.pattern, code=pattern.code)
    return read.written(serial=serial, on=on, code=pattern.code)


@dataclass(frozen=True, slots=True)
class NumbersShown:
    """What a pattern would give: three numbers, or what is wrong with it."""

    numbers: Sequence[str]
    fault: str = ""


def as_numbers(typed: Mapping[str, Any], *, on: dt.date) -> NumbersShown:
    """Show what a pattern would give while it is typed; nothing typed shows nothing."""
    if not typed.get("pattern"):
        return NumbersShown([])
    code, first, day = typed.get("code") or "", typed.get("first") or 1, typed.get("since") or on
    try:
        read = rules.read_pattern(typed["pattern"], code=code)
    except rules.WrongPattern as wrong:
        return NumbersShown([], wrong.sentence)
    return NumbersShown([read.written(serial=first + step, on=day, code=code) for step in range(3)])


def head_as_typed(agency: Agency, standing: Letterhead | None) -> dict[str, object]:
    """Give a letterhead as the fields of the form are called; without one, the name of the agency."""
    found: dict[str, object] = {"since": clock.today(agency.zone), "lines": [agency.name.upper()]}
    if standing:
        found |= {"lines": standing.lines, "address": standing.address, "place": standing.place}
    return found


def sample_of(agency: Agency, *, head: Letterhead | None = None, logo: bytes = b"") -> tuple[dict[str, Any], Frame]:
    """Give the data of a letter for looking at, with the first who signs and the next number of memos."""
    on = clock.today(agency.zone)
    frame = frame_of(agency, on=on, head=head, logo=logo)
    pattern = pattern_for(LetterKind.MEMO, agency=agency, on=on)
    signatory = signatories(agency, on=on).first()
    data = {
        **frame.data,
        "title": "CONTOH SURAT",
        "facts": [("Yth.", "Penerima surat"), ("Hal", "Contoh tampilan surat")],
        "paragraphs": ["Ini contoh untuk memeriksa kop, penomoran, dan penanda tangan. Surat ini tidak diterbitkan."],
        "number": next_numbers(pattern, on=on, count=1)[0] if pattern else "",
        "sign": signature_of(signatory.signer) if signatory else None,
    }
    return data, frame
