"""Reading contents, and finding what is over."""

import datetime as dt
import uuid
from typing import Any, BinaryIO

from django.http import FileResponse

from huyula.access.models import User
from huyula.files import formats, gateways, rules
from huyula.files.models import Blob, BlobQuerySet, Quarantine
from huyula.lib import crypto
from huyula.lib.refused import Refused

# What a browser may show by itself; everything else is handed out for saving.
SHOWN = rules.PICTURES | {rules.PDF, rules.MP3}


class CannotRead(Refused):
    """That a content is not given out, and why."""


def content(blob: Blob) -> BinaryIO:
    """Open a content in clear, seekable, read piece by piece. The caller closes it.

    Raises CannotRead if it is gone, quarantined, missing from the disk or changed there; a change deep inside a sealed
    content raises crypto.Unreadable when it is read. One query.
    """
    if blob.gone_at is not None:
        raise CannotRead(rules.WhyNotRead.GONE)
    if Quarantine.objects.filter(blob=blob, released_at__isnull=True).exists():
        raise CannotRead(rules.WhyNotRead.QUARANTINED)
    try:
        file = gateways.opened(blob.place)
    except FileNotFoundError as fault:
        raise CannotRead(rules.WhyNotRead.MISSING) from fault
    try:
        return formats.in_clear(file, sealed=blob.sealed, sha256=blob.sha256)
    except crypto.Unreadable as fault:
        file.close()
        raise CannotRead(rules.WhyNotRead.MISSING) from fault


class _Served(FileResponse):
    """A file on its way, in pieces of 64 KiB."""

    block_size = 1 << 16


def serve(blob: Blob, *, as_name: str = "", inline: bool = False) -> FileResponse:
    """Answer with a content that the caller has checked may be seen.

    The browser is told to believe our media type, to run nothing in it and to keep it for nobody else. `inline` asks to
    have it shown; only pictures, PDF and sound are, other things are handed out for saving. Raises CannotRead.
    """
    is_shown = inline and blob.media_type in SHOWN
    name = rules.handed_out_as(as_name or blob.name, blob.media_type)
    response = _Served(content(blob), as_attachment=not is_shown, filename=name, content_type=blob.media_type)
    response.headers["Content-Length"] = str(blob.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store" if blob.sealed else "private, max-age=3600"
    return response


def unattached_of(user: User) -> BlobQuerySet:
    """Give what a user sent that waits to be used."""
    return Blob.objects.unattached().filter(upload__by=user)


def over(*, day: dt.date, now: dt.datetime) -> list[tuple[uuid.UUID, rules.WhyGone]]:
    """Give the ids of blobs whose time is over, and why: their last day has passed, or nobody used them for a day."""
    expired: list[Any] = list(Blob.objects.expired(day).order_by("pk").values_list("pk", flat=True))
    before = now - rules.UNATTACHED_FOR
    unused = Blob.objects.unattached().filter(upload__at__lt=before).exclude(pk__in=expired)
    return [
        *((pk, rules.WhyGone.EXPIRED) for pk in expired),
        *((pk, rules.WhyGone.UNATTACHED) for pk in unused.order_by("pk").values_list("pk", flat=True)),
    ]


def is_wanted(sha256: str, *, sealed: bool) -> bool:
    """Say whether any blob still stands for a content."""
    return Blob.objects.standing().filter(sha256=sha256, sealed=sealed).exists()


def damaged(blob: Blob) -> str:
    """Say what is wrong with a content on the disk, or nothing. Reads all of it."""
    try:
        with content(blob) as file:
            found = crypto.digest_of(iter(lambda: file.read(formats.CHUNK), b""))
    except (CannotRead, crypto.Unreadable) as fault:
        return str(fault)
    return "" if found == blob.sha256 else "The content is not the one that was kept."
