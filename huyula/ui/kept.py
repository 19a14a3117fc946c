"""What is kept as text: the frame around a page, and parts of pages that depend on a value alone.

The frame is rendered once for all who see the same, with gaps for what is one's own.

The macros of `ui/frame.html` are given a `Seen` and nothing else, and the text is kept under that `Seen`: so it holds
whatever the text depends on, by construction. Name, form token and the address to come back to are filled in later.
"""

import re
import secrets
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template import engines
from django.utils import translation
from markupsafe import Markup, escape

from huyula.ui.display import Display

KEPT = 512
KEPT_PARTS = 4096
# No text of anybody's can hold these words: they are drawn anew by each process.
GAPS = {name: f"gap-{name}-{secrets.token_hex(16)}" for name in ("name", "csrf", "back")}
_GAP = re.compile("|".join(GAPS.values()))
_NAMES = {word: name for name, word in GAPS.items()}


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the primary navigation, or of the own menu."""

    label: str
    icon: str
    address: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the frame of a page depends on, but for what goes into the gaps."""

    language: str
    is_demo: bool
    is_signed_in: bool
    is_named: bool
    agency: str
    home: str
    sign_out: str
    links: tuple[Way, ...]
    bar: tuple[Way, ...]
    behind: tuple[Way, ...]
    display: Display
    languages: tuple[tuple[str, str], ...]


def part(name: str, seen: Seen, own: dict[str, str]) -> Markup:
    """Give a part of the frame (a macro's name) with one's own words in its gaps, escaped where they are not markup."""
    texts = _rendered(name, seen) if not settings.DEBUG else _rendered.__wrapped__(name, seen)
    filled = {word: escape(text) for word, text in own.items()}
    return Markup("".join(filled[_NAMES[text]] if text in _NAMES else text for text in texts))  # noqa: S704 - escaped


@lru_cache(maxsize=KEPT)
def _rendered(name: str, seen: Seen) -> Sequence[str]:
    """Render a macro and cut it at its gaps."""
    macros = engines["jinja2"].env.get_template("ui/frame.html").module  # type: ignore[attr-defined]  # Jinja's
    gaps = {word: Markup(gap) for word, gap in GAPS.items()}  # noqa: S704 - letters and digits of ours
    return tuple(re.split(f"({_GAP.pattern})", str(getattr(macros, name)(seen, gaps))))


def said(template: str, macro: str, value: Hashable) -> Markup:
    """Give what a macro of a template says of a value, written once for each value and language.

    The macro is given the value and nothing else, so that its text can depend on nothing else: hand in a frozen value
    of texts, numbers and the like, without moments (they are written in the zone of whoever looks).
    """
    write = _said if not settings.DEBUG else _said.__wrapped__
    return write(template, macro, value, translation.get_language())


@lru_cache(maxsize=KEPT_PARTS)
def _said(template: str, macro: str, value: Hashable, _language: str | None) -> Markup:
    macros = engines["jinja2"].env.get_template(template).module  # type: ignore[attr-defined]  # Jinja's
    return Markup(str(getattr(macros, macro)(value)))  # noqa: S704 - a macro escapes what it is given
