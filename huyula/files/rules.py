"""What is accepted, under which names, and where it lies. Values in, values out."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MIB = 1 << 20
MB = 1_000_000  # what people are told, and so what counts
LONGEST_NAME = 120
UNATTACHED_FOR = dt.timedelta(hours=24)
MOST_WAITING = 30

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
CSV, HTML, UNKNOWN, ZIP = "text/csv", "text/html", "application/octet-stream", "application/zip"
OFFICE = "application/vnd.openxmlformats-officedocument."
XLSX, DOCX, PPTX = (
    f"{OFFICE}spreadsheetml.sheet",
    f"{OFFICE}wordprocessingml.document",
    f"{OFFICE}presentationml.presentation",
)
OLD_OFFICE = "application/x-ole-storage"
MP3 = "audio/mpeg"
PICTURES = frozenset({JPEG, PNG, WEBP})
ARCHIVES = frozenset({XLSX, DOCX, PPTX})

# The endings that a name may have for a content; the first is the one under which it is handed out.
ENDINGS = {
    JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    PNG: ("png",),
    WEBP: ("webp",),
    PDF: ("pdf",),
    CSV: ("csv", "txt", "tsv"),
    XLSX: ("xlsx",),
    DOCX: ("docx",),
    PPTX: ("pptx",),
    MP3: ("mp3",),
}


class Kind(TextChoices):
    """What a file is for; decides what is accepted."""

    PICTURE = "PICTURE", _("Picture")
    LOGO = "LOGO", _("Logo")
    DOCUMENT = "DOCUMENT", _("Document or photo of one")
    SHEET = "SHEET", _("Table (XLSX or CSV)")
    LESSON = "LESSON", _("File of a lesson")
    LETTER = "LETTER", _("Letter or printed sheet (PDF)")
    REPORT = "REPORT", _("Table made by the system")
    THUMBNAIL = "THUMBNAIL", _("Small picture")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What one kind takes: media types and bytes; `by_upload` says whether the upload address takes it."""

    media_types: frozenset[str]
    most_bytes: int
    by_upload: bool = True


ACCEPTED = {
    Kind.PICTURE: Acceptance(PICTURES, 20 * MB),
    Kind.LOGO: Acceptance(frozenset({JPEG, PNG}), 2 * MB),
    Kind.DOCUMENT: Acceptance(PICTURES | {PDF}, 20 * MB),
    Kind.SHEET: Acceptance(frozenset({XLSX, CSV}), 60 * MB),
    Kind.LESSON: Acceptance(PICTURES | {PDF, DOCX, PPTX, XLSX, MP3}, 60 * MB),
    Kind.LETTER: Acceptance(frozenset({PDF}), 60 * MB, by_upload=False),
    Kind.REPORT: Acceptance(frozenset({XLSX, CSV}), 100 * MB, by_upload=False),
    Kind.THUMBNAIL: Acceptance(frozenset({WEBP}), MB, by_upload=False),
}


class Refusal(TextChoices):
    """Why a file is not kept, and what to do."""

    EMPTY = "EMPTY", _("The file is empty. Please choose it again.")
    TOO_LARGE = "TOO_LARGE", _("The file is larger than %(most)s MB. Please make it smaller or split it.")
    WRONG_TYPE = (
        "WRONG_TYPE",
        _("The file is not what its name says (%(name)s). Please save it anew in the right format."),
    )
    NOT_ACCEPTED = "NOT_ACCEPTED", _("This kind of file is not accepted here. Accepted are: %(accepted)s.")
    OLD_FORMAT = "OLD_FORMAT", _("This is an old Office format. Please open it and save it as %(accepted)s.")
    MACROS = "MACROS", _("The file holds macros (programs). Please save it as a workbook without macros (.xlsx).")
    BOMB = "BOMB", _("Unpacked, the file would be far larger than it looks. Please save it anew from its program.")
    UNSAFE = "UNSAFE", _("The file is put together in an unusual way. Please open it in its program and save it anew.")
    ENCRYPTED_DOCUMENT = "ENCRYPTED_DOCUMENT", _("The file is protected by a password. Please save it without one.")
    ACTIVE_CONTENT = (
        "ACTIVE_CONTENT",
        _("The PDF holds scripts or other files. Please print it to a new PDF and send that."),
    )
    DAMAGED = "DAMAGED", _("The file is damaged or incomplete. Please make it again and send it once more.")
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS", _("The picture is too large. Please take it at a lower resolution.")
    TOO_MANY_WAITING = (
        "TOO_MANY_WAITING",
        _("Too many of your files wait to be used. Please finish what you began first."),
    )


class WhyNotAttach(TextChoices):
    """Why an upload can't be used."""

    UNKNOWN = "UNKNOWN", _("The file was not found. Please send it again.")
    GONE = "GONE", _("The file was removed because it was not used for a day. Please send it again.")
    ALREADY = "ALREADY", _("The file is used already. Please send it again if you need it here too.")


class WhyNotRead(TextChoices):
    """Why a content can't be read."""

    GONE = "GONE", _("The file was deleted when its time was over.")
    QUARANTINED = "QUARANTINED", _("The file is locked because it may do harm. Please ask the operator.")
    MISSING = "MISSING", _("The file can't be read at the moment. Please tell the operator.")


class WhyGone(TextChoices):
    """Why a content was deleted."""

    EXPIRED = "EXPIRED", _("Its time was over")
    UNATTACHED = "UNATTACHED", _("It was never used")
    REPLACED = "REPLACED", _("Another took its place")
    WITHDRAWN = "WITHDRAWN", _("It was withdrawn")


def clean_name(given: str) -> str:
    """Make a name fit to be shown: no path, no control or direction characters, at most 120 characters."""
    last = re.split(r"[/\\]", given)[-1]
    plain = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    tidy = " ".join(plain.split()).strip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if not stem:
        return tidy[:LONGEST_NAME] or "berkas"
    return stem[: LONGEST_NAME - len(ending[:10]) - 1] + dot + ending[:10]


def ending_of(name: str) -> str:
    """Give what stands behind the last full stop of a cleaned name, in small letters."""
    stem, _dot, ending = name.rpartition(".")
    return ending.casefold() if stem else ""


def handed_out_as(name: str, media_type: str) -> str:
    """Give the name under which a content is handed out: its ending follows the content, never the wish."""
    cleaned = clean_name(name)
    endings = ENDINGS.get(media_type, ())
    if not endings or ending_of(cleaned) in endings:
        return cleaned
    return f"{cleaned.removesuffix('.' + ending_of(cleaned)) or 'berkas'}.{endings[0]}"


def why_not_type(*, kind: Kind, media_type: str, name: str) -> Refusal | None:
    """Say what stands against a content of this media type under this cleaned name, or None."""
    ending = ending_of(name)
    claimed = {media for media, endings in ENDINGS.items() if ending in endings}
    if claimed and media_type not in claimed:
        return Refusal.OLD_FORMAT if media_type == OLD_OFFICE else Refusal.WRONG_TYPE
    if ending in {"xlsm", "xltm", "xlsb", "docm", "pptm"}:
        return Refusal.MACROS
    if media_type == OLD_OFFICE:
        return Refusal.OLD_FORMAT
    if media_type not in ACCEPTED[kind].media_types:
        return Refusal.NOT_ACCEPTED
    return None


def accepted_endings(kind: Kind) -> str:
    """List the endings that a kind accepts, for people: jpg, pdf, png."""
    return ", ".join(sorted(ENDINGS[media][0] for media in ACCEPTED[kind].media_types))


def place_of(sha256: str, *, sealed: bool) -> str:
    """Give where a content lies below the folder of files; sealed and plain ones never share a place."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}{'.sealed' if sealed else ''}"


def content_at(place: str) -> tuple[str, bool] | None:
    """Read a place back into hash and sealed; None when nothing of ours is called so."""
    found = re.fullmatch(r"([0-9a-f]{2})/([0-9a-f]{2})/((?:\1)(?:\2)[0-9a-f]{60})(\.sealed)?", place)
    return (found[3], found[4] is not None) if found else None
