"""Small true files for tests and the demo."""

import io

from PIL import Image, ImageDraw

from huyula.access.models import Agency, User
from huyula.files import actions
from huyula.files.models import Blob
from huyula.files.rules import Kind


def a_picture_file(*, side: int = 400, kind: str = "PNG") -> bytes:
    """Draw a green square with a golden rhomb, as a picture of this kind (JPEG, PNG, WEBP)."""
    picture = Image.new("RGB", (side, side), "#0c4a34")
    ImageDraw.Draw(picture).regular_polygon((side / 2, side / 2, side / 3), 4, rotation=45, fill="#d9a520")
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def a_blob(agency: Agency, *, by: User | None = None, text: str = "NIP;NAMA\n1;Sari\n", sealed: bool = False) -> Blob:
    """Keep a small table."""
    stream = io.BytesIO(text.encode())
    return actions.keep(stream, name="daftar.csv", kind=Kind.SHEET, by=by, agency=agency, sealed=sealed)


def a_picture(agency: Agency, *, by: User | None = None, kind: Kind = Kind.PICTURE) -> Blob:
    """Keep a picture; its thumbnail comes with it."""
    return actions.keep(io.BytesIO(a_picture_file()), name="lambang.png", kind=kind, by=by, agency=agency)
