"""Letters out of values: everything typed is data, the templates stand in `print/`, typst sets them.

The output is equal for equal input, byte by byte: no system font, no clock, one compiler. Standards: PDF/A-3b is ISO
19005-3, PDF/UA-1 is ISO 14289-1; typst refuses to write what does not conform.
"""

import base64
import datetime as dt
import io
import json
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from PIL import Image

from huyula.lib import pictures as pictures_of

PRINT = Path(__file__).parent / "print"
ROOT = Path(__file__).parent.parent
MEMO, SLIPS, SAMPLE = PRINT / "memo.typ", PRINT / "slips.typ", PRINT / "sample.typ"
SLIPS_ON_A_PAGE = 8
Standard = Literal["a-3b", "ua-1"]
# What the fonts that typst brings can draw; anything else is drawn as an empty box, so that a letter is never refused.
DRAWN = (
    (0x20, 0x7E), (0xA0, 0x377), (0x391, 0x3A1), (0x3A3, 0x4FF), (0x5D0, 0x5EA), (0x621, 0x63A), (0x641, 0x64A),
    (0x660, 0x669), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2040), (0x20A0, 0x20BF), (0x2116, 0x2116),
    (0x2122, 0x2122), (0x2190, 0x22FF), (0x2500, 0x25FF),
)  # fmt: skip
UNKNOWN = "□"
LONGEST_WORD = 30
MAY_BREAK = "\u200b"
_lock = threading.Lock()
_compiler = typst.Compiler(root=str(ROOT), ignore_system_fonts=True)


class CannotTypeset(Exception):
    """The template or its data are at fault; the message is typst's own."""


def typeset(
    template: Path,
    *,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    standard: Standard | None = "a-3b",
) -> bytes:
    """Set a template into a PDF.

    `data` is what JSON can hold; text in it may be anything. Its key `on` (ISO day) becomes the day of the document.
    `pictures` are PNG, JPEG or SVG bytes by name; SVG only of our own making. Paths in a template begin at the package:
    `/letters/print/frame.typ`. Takes 5-15 ms a page. Raises CannotTypeset.
    """
    inputs = _inputs(data, pictures or {})
    standards = [standard] if standard else []
    return _compiled(template, inputs=inputs, format="pdf", pdf_standards=standards, timestamp=_moment(data))


def first_page(
    template: Path, *, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None, width: int = 800
) -> bytes:
    """Draw the first page of a template as a PNG of so many pixels in width, for looking at before it is made."""
    ppi = width / (210 / 25.4)
    return pictures_of.in_few_colours(_compiled(template, inputs=_inputs(data, pictures or {}), format="png", ppi=ppi))


def _compiled(template: Path, *, inputs: dict[str, str], **how: Any) -> bytes:
    try:
        with _lock:
            made = _compiler.compile(template, sys_inputs=inputs, **how)
    except typst.TypstError as fault:
        raise CannotTypeset(f"{template.name}: {fault.message}") from fault
    found = made[0] if isinstance(made, list) else made
    if found is None:
        raise CannotTypeset(f"{template.name}: nothing came out")
    return found


def _moment(data: Mapping[str, Any]) -> int:
    """Give the moment that goes into the file: noon of the day, in UTC."""
    day = dt.date.fromisoformat(str(data.get("on") or "2000-01-01"))
    return int(dt.datetime.combine(day, dt.time(12), dt.UTC).timestamp())


def _inputs(data: Mapping[str, Any], pictures: Mapping[str, bytes]) -> dict[str, str]:
    named = {f"picture.{name}": _as_svg(content) for name, content in pictures.items()}
    return {"data": json.dumps(clean(data), ensure_ascii=False), **named}


def clean(value: Any) -> Any:
    """Make every text in a value fit to be set: what no font draws becomes a box, endless words may break."""
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, Mapping):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    return value


def _clean_text(text: str) -> str:
    words = unicodedata.normalize("NFC", text).split()
    return " ".join(MAY_BREAK.join(_pieces("".join(map(_drawn, word)))) for word in words)


def _drawn(character: str) -> str:
    code = ord(character)
    if any(first <= code <= last for first, last in DRAWN):
        return character
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Mn"} else UNKNOWN


def _pieces(word: str) -> list[str]:
    return [word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD)]


def _as_svg(content: bytes) -> str:
    """Wrap a PNG or JPEG into an SVG, since templates get text alone; an SVG stays what it is."""
    if content.lstrip()[:4] in {b"<svg", b"<?xm"}:
        return content.decode()
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        width, height, kind = picture.width, picture.height, (picture.format or "").lower()
    link = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" xlink:href="{link}"/></svg>'
    )


def qr(text: str) -> bytes:
    """Draw a QR code as SVG (ISO/IEC 18004, error correction M), with a quiet border. Takes about 10 ms."""
    svg: str = segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return svg.encode()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its label, whether it holds figures, and its share of the free room (None = as needed)."""

    label: str
    number: bool = False
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a memo; cells are text as it is to be shown."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Memo:
    """What a memo or report says. `facts` are pairs (Yth., Dari, Hal ...); the number is added when it is drawn."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    closing: Sequence[str] = ()
    copies: Sequence[str] = ()
    note: str = ""

    def data(self) -> dict[str, Any]:
        """Give it as the template `memo.typ` takes it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on one slip: for whom, by which NIP one signs in, the code, until when, and what its QR opens."""

    name: str
    unit: str
    nip: str
    code: str
    until: str
    opens: str = ""


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """A sheet of slips: whose, the address to open (shown), and how to go on in three short steps."""

    title: str
    agency: str
    address: str
    steps: Sequence[str]
    slips: Sequence[Slip]
    is_demo: bool = False
    on: dt.date = field(default=dt.date(2000, 1, 1))
    note: str = ""


def slip_sheet(sheet: SlipSheet) -> bytes:
    """Set a sheet of slips, eight on a page. A slip without an own address gets the QR code of the sheet's."""
    own = {f"qr-{number}": qr(slip.opens) for number, slip in enumerate(sheet.slips) if slip.opens}
    data = {**asdict(sheet), "on": sheet.on.isoformat()}
    return typeset(SLIPS, data=data, pictures={"qr": qr(sheet.address), **own})
