"""Pictures of lessons. A drawing (SVG) is never kept as such: it is checked, then drawn as a picture by typst."""

import io
import re
import threading
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import typst
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from huyula.learning.rules.courses import PictureSpec
from huyula.lib import pictures

PRINT = Path(__file__).parent.parent / "print"
TEMPLATE = PRINT / "picture.typ"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,100}\.(?:svg|png|jpe?g|webp)")
# What a drawing may be made of. Nothing here runs, repeats another part, or names something outside.
ELEMENTS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc",
    "defs", "linearGradient", "radialGradient", "stop",
}  # fmt: skip
MOST_BYTES = 2_000_000
MOST_SIDE = 1_600
PPI = 144  # half again as many dots as the drawing has, for phones
_lock = threading.Lock()
_compiler = typst.Compiler(root=str(PRINT), ignore_system_fonts=True)


class CannotDraw(Exception):
    """Why a picture is not taken; the message says what to do."""


def drawn(name: str, *, alt: str, content: bytes) -> PictureSpec:
    """Give a picture as lessons carry it: drawn anew, with the size at which it is shown.

    Raises CannotDraw.
    """
    if len(content) > MOST_BYTES:
        raise CannotDraw(f"the picture is larger than {MOST_BYTES // 1_000_000} MB")
    if name.endswith(".svg"):
        width, height = _size_of(content)
        return PictureSpec(name, alt, _as_picture(content), width, height)
    try:
        picture = pictures.drawn_anew(io.BytesIO(content), longest=MOST_SIDE)
    except (pictures.NotAPicture, pictures.TooManyPixels) as fault:
        raise CannotDraw("this is no picture, or one that is damaged or too large; save it anew") from fault
    return PictureSpec(name, alt, picture.content, picture.width, picture.height)


def _size_of(content: bytes) -> tuple[int, int]:
    """Check a drawing and give its width and height."""
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise CannotDraw(f"the drawing can't be read: {fault}") from fault
    for element in root.iter():
        kind = str(element.tag).rpartition("}")[2]
        if kind not in ELEMENTS:
            raise CannotDraw(f"a drawing may not hold <{kind}>; draw it from plain shapes and text")
        for attribute in element.attrib:
            plain = attribute.rpartition("}")[2].lower()
            if plain == "href" or plain.startswith("on"):
                raise CannotDraw(f"a drawing may not have {plain}: it would name something outside, or run")
    return _side(root, "width"), _side(root, "height")


def _side(root: Element, name: str) -> int:
    text = root.get(name, "")
    if not text.isdecimal() or not 1 <= int(text) <= MOST_SIDE:
        raise CannotDraw(f"give the drawing a {name} of 1 to {MOST_SIDE}, as a bare number")
    return int(text)


def _as_picture(content: bytes) -> bytes:
    try:
        with _lock:
            made = _compiler.compile(TEMPLATE, sys_inputs={"picture": content.decode()}, format="png", ppi=PPI)
    except (typst.TypstError, UnicodeDecodeError) as fault:
        raise CannotDraw(f"the drawing can't be drawn: {fault}") from fault
    return pictures.as_webp((made[0] if isinstance(made, list) else made) or b"")
