"""Pictures from strangers: drawn anew, so that nothing but the picture is kept: no place, no camera."""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# A phone takes up to 50 megapixels; JPEG is decoded at a fraction of its size, the others as a whole (4 bytes a pixel).
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 320
FEW_COLOURS = 4096


class NotAPicture(Exception):
    """The bytes are no picture of a kind known here, or one that breaks off."""


class TooManyPixels(Exception):
    """The picture would take more memory than one picture may."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was drawn anew: its bytes, its media type, width and height in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def drawn_anew(file: BinaryIO, *, longest: int = LONGEST_SIDE) -> Picture:
    """Read a JPEG, PNG or WebP and draw it again, upright and at most `longest` pixels long, in its own format.

    `file` must be seekable. Raises NotAPicture, TooManyPixels. Takes at most about 100 MB for a moment.
    """
    try:
        with Image.open(file, formats=tuple(MEDIA_TYPES)) as source:
            kind = source.format or ""
            if source.width * source.height > MOST_PIXELS[kind]:
                raise TooManyPixels
            return _written(_drawn(source, longest), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise TooManyPixels from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise NotAPicture from fault


def thumbnail(picture: Picture) -> Picture:
    """Give a small WebP of a picture that was drawn anew."""
    with Image.open(io.BytesIO(picture.content)) as source:
        return _written(_drawn(source, THUMBNAIL_SIDE), "WEBP")


def in_few_colours(png: bytes, *, colours: int = 24) -> bytes:
    """Make the PNG of a drawn page small: a page has few colours, and nobody sees the difference."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png), formats=("PNG",)) as source:
        source.convert("RGB").quantize(colours).save(out, "PNG", optimize=True)
    return out.getvalue()


def as_webp(png: bytes) -> bytes:
    """Write a PNG of our own as WebP, which is about half its size."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png), formats=("PNG",)) as source:
        source.convert("RGB").save(out, "WEBP", lossless=True)
    return out.getvalue()


def _drawn(source: Image.Image, longest: int) -> Image.Image:
    source.draft("RGB", (longest, longest))  # only JPEG knows how; others ignore it
    upright = ImageOps.exif_transpose(source)
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    drawn = upright.convert("RGBA" if has_alpha else "RGB")
    drawn.thumbnail((longest, longest))
    return drawn


def _written(drawn: Image.Image, kind: str) -> Picture:
    out = io.BytesIO()
    drawn.info = {}
    if kind == "PNG":
        drawn.save(out, "PNG", optimize=True)
    elif kind == "WEBP" and drawn.getcolors(FEW_COLOURS):  # a drawing: smaller and sharper without loss
        drawn.save(out, kind, lossless=True, exif=b"")
    else:
        drawn.save(out, kind, quality=85, exif=b"")
    return Picture(out.getvalue(), MEDIA_TYPES[kind], drawn.width, drawn.height)
