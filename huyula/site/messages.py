"""The words of the screen: found in the source, paired with their Indonesian.

Source strings are English and stand in `_()`; each area keeps its Indonesian in `locale/id/parts/<name>.po`. The parts
are merged into one catalogue, which is compiled at set-up and not committed. Parsing and writing is Babel's.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ROOT / "locale" / "id" / "parts"
CATALOGUE = ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"
METHODS = [
    ("**/migrations/**", "ignore"),
    ("**/tests/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
]
OPTIONS = {
    "**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "encoding": "utf-8", "silent": "false"}
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def found() -> Iterator[tuple[str | tuple[str, ...], str | None, str]]:
    """Find every message in the source: (text or its forms, context, file)."""
    extracted = extract_from_dir(str(ROOT / "huyula"), METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _line, text, _comments, context in extracted:
        yield text, context, file


def catalogue() -> Catalog:
    """Merge the parts.

    Raises ValueError, naming the text and both files, when two parts translate the same text differently.
    """
    merged = Catalog(locale="id", domain="django", charset="utf-8", fuzzy=False)
    merged.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]  # Babel's own table has no Indonesian
    origin: dict[object, str] = {}
    for path in sorted(PARTS.glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale="id")
        for message in part:
            if not message.id:
                continue
            key = (message.id, message.context)
            old = merged.get(message.id, message.context)
            if old and old.string != message.string:
                raise ValueError(f"{message.id!r} is translated differently in {origin[key]} and {path.name}")
            origin[key] = path.name
            merged.add(message.id, message.string, context=message.context, flags=message.flags)
    return merged


def merge() -> int:
    """Write the merged catalogue, sorted, without dates; gives how many messages it holds."""
    merged = catalogue()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, merged, sort_output=True, omit_header=False, width=120, include_previous=False)
    return len(merged)


def compile_all() -> Path:
    """Compile the catalogue for the running product."""
    target = CATALOGUE.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, catalogue())
    return target
