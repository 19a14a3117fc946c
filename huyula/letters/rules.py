"""How numbers are written, who stands above a signature, and what is refused. Values in, values out."""

import datetime as dt
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST_PATTERN = 100
MOST_IN_A_BLOCK = 10_000
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# Placeholders, and whether a width (`:04d`) may follow.
PLACES = {"nomor": True, "kode": False, "bulan": True, "bulan_romawi": False, "tahun": False}
WIDTH = re.compile(r"0[1-8]d")


class LetterKind(TextChoices):
    """What a letter is; each kind has number patterns of its own."""

    MEMO = "MEMO", _("Official memo")
    REPORT = "REPORT", _("Report")
    CERTIFICATE = "CERTIFICATE", _("Certificate")


class SheetKind(TextChoices):
    """What a printed sheet is."""

    SLIPS = "SLIPS", _("Activation slips")


class Authority(TextChoices):
    """In whose name somebody signs."""

    OWN = "OWN", _("In their own office")
    BEHALF = "BEHALF", _("On behalf of another office (a.n.)")
    THROUGH = "THROUGH", _("On behalf, through an office between (a.n. ... u.b.)")


class PatternFault(TextChoices):
    """What is wrong with a number pattern, and how to write it."""

    EMPTY = "EMPTY", _("Please write the pattern, for instance {nomor:04d}/{kode}/BKPSDM/{bulan_romawi}/{tahun}.")
    TOO_LONG = "TOO_LONG", _("The pattern is longer than %(most)s characters.")
    BRACES = "BRACES", _("A brace { or } has no counterpart. Each placeholder stands in a pair: {nomor}.")
    UNKNOWN_PLACE = "UNKNOWN_PLACE", _("{%(place)s} is not known. Known are: %(known)s.")
    WRONG_WIDTH = "WRONG_WIDTH", _("After {%(place)s} only a width may stand, for instance {nomor:04d}.")
    NO_WIDTH = "NO_WIDTH", _("{%(place)s} takes no width.")
    NO_NUMBER = "NO_NUMBER", _("The pattern needs {nomor}, or all letters would have the same number.")
    NUMBER_TWICE = "NUMBER_TWICE", _("{nomor} stands in the pattern twice.")
    NO_YEAR = "NO_YEAR", _("The pattern needs {tahun}: numbers begin anew each year and would repeat.")
    STRANGE = "STRANGE", _("The pattern holds a character that does not belong into a number.")
    NO_CODE = "NO_CODE", _("The pattern has {kode}; please give the code that takes its place.")


class Refusal(TextChoices):
    """Why something about letters is not done."""

    PATTERN = "PATTERN", "%(fault)s"
    KIND_TAKEN = "KIND_TAKEN", _("Another pattern for this kind of letter holds on that day. Please end it first.")
    NOT_IN_FORCE = "NOT_IN_FORCE", _("The number pattern does not hold on this day.")
    NO_PATTERN = (
        "NO_PATTERN",
        _("No number pattern for this kind of letter is entered. An administrator can enter one."),
    )
    TOO_MANY = "TOO_MANY", _("A block holds from 1 to %(most)s numbers.")
    NUMBER_KNOWN = (
        "NUMBER_KNOWN",
        _("The number %(number)s was given already. Please end this pattern and begin one with a higher first number."),
    )
    BLOCK_EMPTY = "BLOCK_EMPTY", _("The numbers of this block are used up.")
    OTHER_YEAR = "OTHER_YEAR", _("The block holds numbers of %(year)s.")
    ENDS_FIRST = "ENDS_FIRST", _("The last day comes before the first.")
    NO_LINES = "NO_LINES", _("Please give at least one line.")
    NO_OFFICE = "NO_OFFICE", _("Please name the office on whose behalf this person signs.")
    LOGO = "LOGO", _("The logo belongs to another agency.")
    CANCELLED = "CANCELLED", _("The letter is cancelled already.")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A number pattern that was read: what stands between places, and each place with its width (0 = as it is)."""

    parts: tuple[tuple[str, str, int], ...]

    def written(self, *, serial: int, on: dt.date, code: str) -> str:
        """Write the number of a letter of this day."""
        values = {
            "nomor": serial,
            "kode": code,
            "bulan": on.month,
            "bulan_romawi": ROMAN[on.month - 1],
            "tahun": on.year,
            "": "",
        }
        return "".join(f"{literal}{str(values[place]).zfill(width)}" for literal, place, width in self.parts)


class WrongPattern(Exception):
    """That a pattern can't be used; `fault` says why and `words` fill its sentence."""

    def __init__(self, fault: PatternFault, **words: object) -> None:
        """Keep the fault and its sentence."""
        self.fault = fault
        self.sentence = str(fault.label) % words if words else str(fault.label)
        super().__init__(self.sentence)


def read_pattern(text: str, *, code: str = "") -> Pattern:
    """Read a pattern such as `{nomor:04d}/{kode}/BKPSDM/{bulan_romawi}/{tahun}`.

    Only the named places are known, and nothing is ever evaluated. Raises WrongPattern.
    """
    if not text.strip():
        raise WrongPattern(PatternFault.EMPTY)
    if len(text) > LONGEST_PATTERN:
        raise WrongPattern(PatternFault.TOO_LONG, most=LONGEST_PATTERN)
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError as fault:
        raise WrongPattern(PatternFault.BRACES) from fault
    parts = tuple(_part(*piece) for piece in pieces)
    _check_whole(parts, code)
    return Pattern(parts)


def _part(literal: str, place: str | None, width: str | None, conversion: str | None) -> tuple[str, str, int]:
    if not literal.isprintable():
        raise WrongPattern(PatternFault.STRANGE)
    if "{" in literal or "}" in literal:
        raise WrongPattern(PatternFault.BRACES)
    if place is None:
        return literal, "", 0
    if place not in PLACES:
        raise WrongPattern(
            PatternFault.UNKNOWN_PLACE, place=place[:20], known=", ".join(f"{{{name}}}" for name in PLACES)
        )
    if not width and not conversion:
        return literal, place, 0
    if not PLACES[place]:
        raise WrongPattern(PatternFault.NO_WIDTH, place=place)
    if conversion or not WIDTH.fullmatch(width or ""):
        raise WrongPattern(PatternFault.WRONG_WIDTH, place=place)
    return literal, place, int((width or "0")[1])


def _check_whole(parts: Sequence[tuple[str, str, int]], code: str) -> None:
    places = [place for _literal, place, _width in parts]
    faults = (
        (PatternFault.NO_NUMBER, "nomor" not in places),
        (PatternFault.NUMBER_TWICE, places.count("nomor") > 1),
        (PatternFault.NO_YEAR, "tahun" not in places),
        (PatternFault.NO_CODE, "kode" in places and not code.strip()),
        (PatternFault.STRANGE, not code.isprintable()),
    )
    for fault, is_so in faults:
        if is_so:
            raise WrongPattern(fault)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is named under a letter, as the agency types it, and in whose name."""

    name: str
    position: str
    title: str = ""
    identity: str = ""
    authority: Authority = Authority.OWN
    behalf: str = ""
    through: str = ""


def lines_above(signer: Signer) -> list[str]:
    """Give the lines that stand above a signature, as the rules on official letters write them (Permendagri 1/2023)."""
    own = f"{signer.position},"
    if signer.authority == Authority.OWN:
        return [own]
    if signer.authority == Authority.BEHALF:
        return [f"a.n. {signer.behalf}", own]
    return [f"a.n. {signer.behalf}", f"{signer.through},", "u.b.", own]


def why_not_sign(signer: Signer) -> Refusal | None:
    """Say what is missing for signing in this authority, or None."""
    lacks_behalf = signer.authority != Authority.OWN and not signer.behalf
    lacks_between = signer.authority == Authority.THROUGH and not signer.through
    return Refusal.NO_OFFICE if lacks_behalf or lacks_between else None
