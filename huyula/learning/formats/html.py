"""Texts of lessons: made harmless when they come in, given the addresses of their pictures when they are shown."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import nh3

TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "em", "figcaption", "figure", "h2", "h3", "i", "img", "li", "ol",
    "p", "pre", "section", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"img": {"src", "alt"}, "a": {"href"}, "th": {"scope"}}
# nh3 writes attributes in quotes and escapes quotes in them, so a picture can be found again.
PICTURE = re.compile(r'<img((?:\s+[\w-]+="[^"]*")*)\s*/?>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a text names it: the name of its file, and what it shows in words."""

    name: str
    alt: str


def cleaned(text: str) -> str:
    """Keep what a lesson needs and drop everything else, scripts and styles with their content; links are https."""
    return nh3.clean(text, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto"}).strip()


def pictures_in(text: str) -> list[Shown]:
    """Give the pictures of a cleaned text in their order."""
    return [_shown(match) for match in PICTURE.finditer(text)]


def with_sizes(text: str, sizes: Mapping[str, tuple[int, int]]) -> str:
    """Write each picture of a cleaned text with its width and height, so that nothing jumps while it loads."""

    def drawn(shown: Shown) -> str:
        width, height = sizes[shown.name]
        name, alt = html.escape(shown.name), html.escape(shown.alt)
        return f'<img src="{name}" alt="{alt}" width="{width}" height="{height}" loading="lazy" decoding="async">'

    return _replaced(text, drawn)


def with_addresses(text: str, addresses: Mapping[str, str]) -> str:
    """Put the addresses of pictures in the place of their names."""
    for name, address in addresses.items():
        text = text.replace(f'<img src="{html.escape(name)}"', f'<img src="{html.escape(address)}"')
    return text


def _replaced(text: str, drawn: Callable[[Shown], str]) -> str:
    return PICTURE.sub(lambda match: drawn(_shown(match)), text)


def _shown(match: re.Match[str]) -> Shown:
    found = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(match[1])}
    return Shown(found.get("src", ""), " ".join(found.get("alt", "").split()))
