"""What may stand in a cell of a personnel file, and what is said when something else does.

NIP: PerBKN 22/2007 (18 digits: birth date, month of appointment, sex, serial; no check digit) and, for PPPK, the same
18 digits with 2 and the count of contracts in the place of the month. NIK: 16 digits (UU 23/2006 jo. 24/2013).
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2100, 12, 31)
NOTHING = frozenset({"", "null", "none", "nan", "-", "--", "n/a", "(null)", "nil"})
APOSTROPHES = "'’‘`"
SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?[eE]\+?\d{1,3}")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 0?0[:.]00(?:[:.]00)?)?")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00(?:\.0+)?Z?)?")
EMAIL = re.compile(r"[^@\s<>\"(),:;\\]+@[^@\s<>\"(),:;\\]+\.[^@\s<>\"(),:;\\.]+")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]")
ODD_IN_A_NAME = re.compile(r"[<>{}\[\]|\\^~=+*%$#@!?;:_\"]|\d")


# A row whose cells are all as plain as this needs no cleaning: the reading below would give each cell as it is.
_LETTERS = r"[0-9A-Za-z.,/()&+:;'-]"
_TEXT = rf"(?!(?i:null|none|nan|nil|n/a))(?:[0-9A-Za-z]{_LETTERS}*(?: {_LETTERS}+)*)?"
_EMAIL = r"(?:[0-9A-Za-z._+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+)?"
PLAIN = {
    "pns_id": r"[0-9A-Za-z-]{7,36}",
    "nip_baru": r"[0-9]{12}(?:0[1-9]|1[0-2]|2[1-9])[12](?!000)[0-9]{3}",
    "nama": r"(?!(?i:null|none|nan|nil))[A-Za-z][A-Za-z.,'-]*(?: [A-Za-z.,'-]+)*",
    "email": _EMAIL,
    "email_gov": _EMAIL,
    "nomor_hp": r"[0-9]{0,30}",
    "nip_lama": r"[0-9]{0,20}",
    "nik": r"(?:[0-9]{16})?",
    "alamat": _TEXT,
    "npwp_nomor": r"[0-9]{0,30}",
    "bpjs": r"[0-9]{0,30}",
    "nomor_sk_cpns": _TEXT,
    "nomor_sk_pns": _TEXT,
}
SHORT = 80  # characters that fit into each of these columns


class Fault(TextChoices):
    """Why a cell can't be taken in: what is wrong, and the fix."""

    MISSING = "MISSING", _("This cell must not be empty. Fill it in SIASN or here.")
    TOO_LONG = "TOO_LONG", _("The text is longer than %(most)s characters. Shorten it.")
    HIDDEN_CHARACTERS = "HIDDEN_CHARACTERS", _("The text holds hidden characters. Type it anew.")
    NOT_A_NAME = "NOT_A_NAME", _("A name holds letters only, no %(sign)s. Correct the name.")
    SPREADSHEET_ERROR = (
        "SPREADSHEET_ERROR",
        _("The cell holds an error of the spreadsheet. Export the file again from SIASN."),
    )
    NIP_SCIENTIFIC = (
        "NIP_SCIENTIFIC",
        _(
            "Excel has turned the NIP into a number and lost its last digits. "
            "Export again from SIASN, and set the column to Text before you paste."
        ),
    )
    NUMBER_SCIENTIFIC = (
        "NUMBER_SCIENTIFIC",
        _("Excel has turned the number into scientific notation. Set the column to Text and fill it again from SIASN."),
    )
    NIP_LENGTH = "NIP_LENGTH", _("A NIP has 18 digits, this one has %(count)s. Correct it after SIASN.")
    NIP_LETTERS = "NIP_LETTERS", _("A NIP holds digits only. Correct it after SIASN.")
    NIP_BIRTH = "NIP_BIRTH", _("The first eight digits of the NIP are no day of birth. Correct it after SIASN.")
    NIP_MONTH = (
        "NIP_MONTH",
        _(
            "Digits 13 and 14 of the NIP are neither a month (01-12) nor a PPPK contract (21-29). "
            "Correct it after SIASN."
        ),
    )
    NIP_SEX = "NIP_SEX", _("Digit 15 of the NIP must be 1 (male) or 2 (female). Correct it after SIASN.")
    NIP_SERIAL = "NIP_SERIAL", _("The serial at the end of the NIP must not be 000. Correct it after SIASN.")
    NIK_SHAPE = "NIK_SHAPE", _("A NIK has 16 digits. Correct it after the identity card, or leave the cell empty.")
    DATE_SHAPE = "DATE_SHAPE", _("This is no day. Type it as dd-mm-yyyy, for example 31-12-2025.")
    DATE_UNREAL = "DATE_UNREAL", _("There is no such day in the calendar. Correct it after the decree.")
    DATE_RANGE = "DATE_RANGE", _("The day lies before 1900 or after 2100. Correct the year.")
    NUMBER_SHAPE = "NUMBER_SHAPE", _("A whole number from %(least)s to %(most)s belongs here.")
    EMAIL_SHAPE = "EMAIL_SHAPE", _("This is no e-mail address. Correct it, or leave the cell empty.")
    UNKNOWN_SEX = "UNKNOWN_SEX", _("The sex must be M (male) or F (female).")
    UNKNOWN_CATEGORY = "UNKNOWN_CATEGORY", _("The status must be C (CPNS), P (PNS) or PPPK.")
    UNKNOWN_CODE = "UNKNOWN_CODE", _("This code is not in the list of SIASN. Export the file again.")
    UNKNOWN_RANK = "UNKNOWN_RANK", _("This is no rank grade: PNS have I/a to IV/e, PPPK I to XVII.")
    OTHER_AGENCY = (
        "OTHER_AGENCY",
        _("The row belongs to another agency than the one you import for. That agency imports it."),
    )
    DUPLICATE_NIP = "DUPLICATE_NIP", _("The same NIP stands in row %(rows)s as well. Keep one of the rows.")
    DUPLICATE_PERSON = "DUPLICATE_PERSON", _("The same SIASN id stands in row %(rows)s as well. Keep one of the rows.")
    DUPLICATE_NIK = "DUPLICATE_NIK", _("The same NIK stands in row %(rows)s as well. Correct the one that is wrong.")
    TWO_PLACEMENTS = (
        "TWO_PLACEMENTS",
        _("Row %(rows)s gives the same person another definitive post. Keep the row that is right."),
    )
    PLACED_ELSEWHERE = (
        "PLACED_ELSEWHERE",
        _(
            "This person holds an open definitive post in another agency that began on this day or later. "
            "If the person moved here, give the day of the move; else remove the row."
        ),
    )
    IDENTITY_CLASH = (
        "IDENTITY_CLASH",
        _("The NIP and the SIASN id belong to two different persons. Correct the one that is wrong."),
    )
    NIK_CLASH = "NIK_CLASH", _("The NIK belongs to a person with another date of birth. Correct the one that is wrong.")
    ROW_SHAPE = (
        "ROW_SHAPE",
        _(
            "The row has %(found)s cells, the header has %(expected)s. "
            "Probably a quotation mark or a delimiter is missing."
        ),
    )
    OWN_PARENT = "OWN_PARENT", _("The unit is its own parent. Name the unit above it.")
    CYCLE = "CYCLE", _("Going up from this unit one comes back to it (rows %(rows)s). Correct one of the parents.")
    ORPHAN = "ORPHAN", _("The unit above is neither in the file nor known here. Add its row, or correct the id.")
    PARENT_WRONG = (
        "PARENT_WRONG",
        _("The unit above, in row %(rows)s, is wrong itself. Correct that row first."),
    )
    DUPLICATE_UNIT = "DUPLICATE_UNIT", _("The same unit stands in row %(rows)s as well. Keep one of the rows.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """That a cell can't be taken in: the code of the fault and the words of its sentence."""

    fault: Fault
    words: dict[str, str] = field(default_factory=dict)


def explained(code: str, words: dict[str, str]) -> str:
    """Give the sentence for a fault: what is wrong, and the fix."""
    sentence = str(Fault(code).label)
    return sentence % words if words else sentence


def clean(raw: str) -> str:
    """Strip what exports add: outer blanks, leading apostrophes, the literal `null`; inner blanks become single."""
    text = " ".join(raw.split())
    if text[:1] and text[0] in APOSTROPHES:
        text = text.lstrip(APOSTROPHES).lstrip()
    return "" if len(text) <= 6 and text.lower() in NOTHING else text


def text_from(raw: str, *, most: int) -> str | Wrong:
    """Read a text of at most `most` characters."""
    if not raw or (6 < len(raw) <= most and raw.isalnum()):  # most cells: nothing to strip, nothing to find
        return raw
    text = clean(raw)
    if not text:
        return ""
    if len(text) > most:
        return Wrong(Fault.TOO_LONG, {"most": str(most)})
    if not text.isprintable() and HIDDEN.search(text):
        return Wrong(Fault.HIDDEN_CHARACTERS)
    if text[0] == "#" and text.upper() in SPREADSHEET_ERRORS:
        return Wrong(Fault.SPREADSHEET_ERROR)
    return text


def name_from(raw: str) -> str | Wrong:
    """Read a name: one word is enough, signs and digits are refused."""
    text = text_from(raw, most=150)
    if isinstance(text, Wrong):
        return text
    if not text:
        return Wrong(Fault.MISSING)
    if found := ODD_IN_A_NAME.search(text):
        return Wrong(Fault.NOT_A_NAME, {"sign": found.group()})
    return text


def nip_from(raw: str) -> str | Wrong:
    """Read a NIP of a PNS or PPPK; blanks as on letters (`19860926 201505 1 001`) are taken out."""
    text = raw if len(raw) == 18 and raw.isdigit() else clean(raw).replace(" ", "")
    if not text:
        return Wrong(Fault.MISSING)
    fault = why_not_nip(text)
    if fault is Fault.NIP_LENGTH:
        return Wrong(fault, {"count": str(len(text))})
    return Wrong(fault) if fault else text


def why_not_nip(text: str) -> Fault | None:
    """Say what is wrong with a NIP, or None. There is no check digit."""
    if not (text.isascii() and text.isdigit()):
        return Fault.NIP_SCIENTIFIC if SCIENTIFIC.fullmatch(text) else Fault.NIP_LETTERS
    if len(text) != 18:
        return Fault.NIP_LENGTH
    if not is_day(text[:8]):
        return Fault.NIP_BIRTH
    if not ("01" <= text[12:14] <= "12" or "21" <= text[12:14] <= "29"):
        return Fault.NIP_MONTH
    if text[14] not in "12":
        return Fault.NIP_SEX
    return Fault.NIP_SERIAL if text[15:] == "000" else None


def nik_from(raw: str) -> str | Wrong:
    """Read a NIK; it may be empty."""
    text = raw if raw.isdigit() else clean(raw).replace(" ", "")
    if not text or (len(text) == 16 and text.isascii() and text.isdigit()):
        return text
    return Wrong(Fault.NUMBER_SCIENTIFIC if SCIENTIFIC.fullmatch(text) else Fault.NIK_SHAPE)


def digits_from(raw: str, *, most: int) -> str | Wrong:
    """Read a number that is kept as it is written (phone, tax number), unless a spreadsheet has rounded it."""
    text = text_from(raw, most=most)
    if isinstance(text, str) and not text.isdigit() and SCIENTIFIC.fullmatch(text):
        return Wrong(Fault.NUMBER_SCIENTIFIC)
    return text


def email_from(raw: str) -> str | Wrong:
    """Read an address; it may be empty. What it is good for, nobody has confirmed."""
    text = text_from(raw, most=254)
    if not text or isinstance(text, Wrong) or EMAIL.fullmatch(text):
        return text
    return Wrong(Fault.EMAIL_SHAPE)


def date_from(raw: str) -> str | Wrong:
    """Read a day as dd-mm-yyyy (also with slashes or dots) or yyyy-mm-dd; gives yyyy-mm-dd, or "" for an empty cell."""
    text = clean(raw)
    if not text:
        return ""
    if found := DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    else:
        return Wrong(Fault.DATE_SHAPE)
    read = _day(year, month, day)
    return read if isinstance(read, Wrong) else read.isoformat()


@lru_cache(maxsize=40_000)
def is_day(text: str) -> bool:
    """Say whether eight digits are a day, year first; birthdays repeat."""
    return not isinstance(_day(text[:4], text[4:6], text[6:8]), Wrong)


def _day(year: str, month: str, day: str) -> dt.date | Wrong:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return Wrong(Fault.DATE_UNREAL)
    return found if EARLIEST <= found <= LATEST else Wrong(Fault.DATE_RANGE)


def number_from(raw: str, *, least: int, most: int) -> str | Wrong:
    """Read a whole number in bounds; gives it without leading zeros, or "" for an empty cell."""
    text = clean(raw)
    if not text:
        return ""
    if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
        return str(int(text))
    return Wrong(Fault.NUMBER_SHAPE, {"least": str(least), "most": str(most)})


def code_from(raw: str, *, most: int, width: int = 0) -> str | Wrong:
    """Read a code; one whose leading zeros a spreadsheet has eaten gets them back (`1` -> `01` with width 2)."""
    text = text_from(raw, most=most)
    return text.zfill(width) if width and isinstance(text, str) and text.isdigit() else text
