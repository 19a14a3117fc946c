"""When a short answer says what a key says. The rule in words is `IN_WORDS`; it is printed beside each such question.

Capitals, spaces, accents and marks of punctuation do not count. Numbers are compared by their value, written as in
Indonesian (1.234,5) or plainly (1234.5): points between groups of three digits part thousands. Slips of the pen count
as wrong unless the author allows one or two, then only in words that are long enough, and never in numbers.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

IN_WORDS: Promise = _(
    "Capitals, spaces and punctuation do not count. A number may be written as 1.234,5 or 1234,5: its value counts."
)
SLIPS_IN_WORDS = ngettext_lazy(
    "%(count)s slip of the pen is forgiven in a long word.",
    "%(count)s slips of the pen are forgiven in a long word.",
    "count",
)
LEAST_LETTERS = {0: 0, 1: 5, 2: 9}  # so many letters must a key have for so many slips
DROPPED = re.compile(r"[\s.,;:!?'\"`´()\[\]{}/\\_–—…«»“”„‘’-]+")
NUMBER = re.compile(r"(?P<sign>[-+−]?)(?P<digits>\d[\d.,]*)(?P<percent>%?)")
GROUPED_BY_POINTS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
GROUPED_BY_COMMAS = re.compile(r"[1-9]\d{0,2}(,\d{3})+\.\d+|[1-9]\d{0,2}(,\d{3}){2,}")
DECIMAL = re.compile(r"\d+([.,]\d+)?")


def says(text: str, keys: Iterable[str], *, typos: int = 0) -> bool:
    """Say whether a text says what one of the keys says, with at most `typos` slips of the pen."""
    given = compact(text)
    return bool(given) and any(_alike(given, compact(key), typos=typos) for key in keys)


def compact(text: str) -> str:
    """Write a text as it is compared: numbers by their value, everything else without capitals, spaces and marks."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(letter)
    )
    number = _number(re.sub(r"\s+", "", plain))
    return number if number is not None else DROPPED.sub("", plain)


def _number(text: str) -> str | None:
    found = NUMBER.fullmatch(text.rstrip(".,;:!?"))
    if found is None:
        return None
    digits = _plain_digits(found["digits"])
    if digits is None:
        return None
    value = Decimal(digits).normalize()
    sign = "-" if found["sign"] in {"-", "−"} and value else ""
    return f"{sign}{value:f}{found['percent']}"


def _plain_digits(digits: str) -> str | None:
    if GROUPED_BY_POINTS.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    if GROUPED_BY_COMMAS.fullmatch(digits):
        return digits.replace(",", "")
    return digits.replace(",", ".") if DECIMAL.fullmatch(digits) else None


def _alike(given: str, key: str, *, typos: int) -> bool:
    if given == key:
        return True
    if not typos or _has_digit(given) or _has_digit(key):
        return False
    allowed = max(count for count, letters in LEAST_LETTERS.items() if count <= typos and len(key) >= letters)
    return abs(len(given) - len(key)) <= allowed and slips(given, key) <= allowed


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def slips(one: str, other: str) -> int:
    """Count the letters that were left out, added, changed, or swapped with their neighbour.

    Optimal string alignment: Damerau, "A technique for computer detection and correction of spelling errors" (1964).
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != wanted))
            is_swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            now.append(min(cost, before[column - 2] + 1) if is_swapped else cost)
        before, last = last, now
    return last[-1]
