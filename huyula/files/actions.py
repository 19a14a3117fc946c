"""Keeping, attaching, locking and deleting files."""

import datetime as dt
import io
import uuid
from pathlib import PurePath
from typing import BinaryIO

from django.db import connection, models, transaction

from huyula.access.models import Agency, User
from huyula.access.policies import ensure
from huyula.files import formats, gateways, policies, queries, rules
from huyula.files.models import Attachment, Blob, Quarantine, Upload
from huyula.files.rules import Kind, Refusal
from huyula.journal.actions import later, record
from huyula.lib import archives, clock, pictures
from huyula.lib.refused import Refused

ARCHIVE_ENTRIES = 3_000
ARCHIVE_BYTES = 600 * rules.MIB
ARCHIVE_RATIO = 150
ORPHANS_FOR = dt.timedelta(hours=24)
IN_ARCHIVES = {
    archives.Fault.BOMB: Refusal.BOMB,
    archives.Fault.TOO_MANY: Refusal.BOMB,
    archives.Fault.OVERLAP: Refusal.BOMB,
    archives.Fault.LYING: Refusal.BOMB,
    archives.Fault.ENCRYPTED: Refusal.ENCRYPTED_DOCUMENT,
    archives.Fault.DAMAGED: Refusal.DAMAGED,
    archives.Fault.EMPTY: Refusal.DAMAGED,
}


class CannotKeep(Refused):
    """That a file is not kept, and what to do about it."""


class CannotAttach(Refused):
    """That an upload can't be used."""


@transaction.atomic
def keep(
    stream: BinaryIO,
    *,
    name: str,
    kind: Kind,
    by: User | None,
    agency: Agency,
    until: dt.date | None = None,
    sealed: bool = False,
) -> Blob:
    """Keep what comes out of a stream, after a look at its content.

    `name` is only shown, and has to fit the content; `until` is the last day on which it is kept. Pictures are drawn
    anew (upright, without place and camera) and get a thumbnail. With `sealed` it lies encrypted, and is never in clear
    on the disk. Memory stays flat whatever comes. Raises CannotKeep. The caller asks whether `by` may do this.
    """
    shown = rules.clean_name(name)
    with gateways.staging() as staged:
        poured = _poured(stream, into=staged, kind=kind, sealed=sealed)
        with formats.in_clear(staged.file, sealed=sealed, sha256=poured.sha256) as content:
            media_type = formats.media_type_of(content)
            _look(content, kind=kind, media_type=media_type, name=shown)
            blob = Blob(agency=agency, kind=kind, name=shown, by=by, keep_until=until, sealed=sealed)
            if media_type in rules.PICTURES:
                return _keep_picture(content, blob)
            return _settled(blob, staged=staged, poured=poured, media_type=media_type)


def _poured(stream: BinaryIO, *, into: gateways.Staged, kind: Kind, sealed: bool) -> formats.Poured:
    most = rules.ACCEPTED[kind].most_bytes
    try:
        poured = formats.pour(stream, into=into.file, sealed=sealed, most=most)
    except formats.TooLarge as fault:
        raise CannotKeep(Refusal.TOO_LARGE, most=most // rules.MB) from fault
    if not poured.size:
        raise CannotKeep(Refusal.EMPTY)
    return poured


def _look(content: BinaryIO, *, kind: Kind, media_type: str, name: str) -> None:
    """Refuse what the content shows."""
    if media_type == rules.OLD_OFFICE and formats.is_encrypted_office(content):
        raise CannotKeep(Refusal.ENCRYPTED_DOCUMENT)
    refusal = rules.why_not_type(kind=kind, media_type=media_type, name=name)
    if refusal is None and media_type == rules.PDF and rules.ACCEPTED[kind].by_upload:
        refusal = formats.pdf_fault(content)
    if refusal is not None:
        raise CannotKeep(refusal, name=PurePath(name).suffix, accepted=rules.accepted_endings(kind))
    if media_type in rules.ARCHIVES:
        _look_into_archive(content)


def _look_into_archive(content: BinaryIO) -> None:
    try:
        report = archives.inspect_zip(
            content, most_entries=ARCHIVE_ENTRIES, most_bytes=ARCHIVE_BYTES, most_ratio=ARCHIVE_RATIO
        )
    except archives.UnsafeArchive as fault:
        raise CannotKeep(IN_ARCHIVES.get(archives.Fault(fault.code), Refusal.UNSAFE)) from fault
    if report.has("vbaproject.bin") or formats.has_macros(content):
        raise CannotKeep(Refusal.MACROS)


def _keep_picture(content: BinaryIO, blob: Blob) -> Blob:
    """Draw a picture anew and keep that, with a small one beside it."""
    try:
        picture = pictures.drawn_anew(content)
    except pictures.NotAPicture as fault:
        raise CannotKeep(Refusal.DAMAGED) from fault
    except pictures.TooManyPixels as fault:
        raise CannotKeep(Refusal.TOO_MANY_PIXELS) from fault
    small = Blob(agency=blob.agency, kind=Kind.THUMBNAIL, name=blob.name, by=blob.by, sealed=blob.sealed)
    small.keep_until = blob.keep_until
    blob.thumbnail = _drawn(small, pictures.thumbnail(picture))
    return _drawn(blob, picture)


def _drawn(blob: Blob, picture: pictures.Picture) -> Blob:
    with gateways.staging() as staged:
        source = io.BytesIO(picture.content)
        poured = formats.pour(source, into=staged.file, sealed=blob.sealed, most=len(picture.content))
        return _settled(blob, staged=staged, poured=poured, media_type=picture.media_type)


def _settled(blob: Blob, *, staged: gateways.Staged, poured: formats.Poured, media_type: str) -> Blob:
    """Give the content its place and the blob its row; a lock on the content keeps its deletion away."""
    blob.sha256, blob.size, blob.media_type = poured.sha256, poured.size, media_type
    blob.name = rules.handed_out_as(blob.name, media_type)
    _lock(poured.sha256)
    gateways.settle(staged, place=blob.place)
    blob.save(force_insert=True)
    if blob.kind != Kind.THUMBNAIL:
        record("files.kept", by=blob.by, about=blob)
    return blob


def _lock(sha256: str) -> None:
    """Let nobody else keep or delete this content until the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7408))", [f"files.content:{sha256}"])


@transaction.atomic
def upload(stream: BinaryIO, *, name: str, kind: Kind, by: User) -> Blob:
    """Keep what a user sends ahead of using it; unused, it is gone after 24 hours. Raises CannotKeep."""
    agency = policies.agency_of(by)
    ensure(agency is not None and rules.ACCEPTED[kind].by_upload)
    if agency is None or queries.unattached_of(by).count() >= rules.MOST_WAITING:
        raise CannotKeep(Refusal.TOO_MANY_WAITING)
    blob = keep(stream, name=name, kind=kind, by=by, agency=agency, sealed=True)
    Upload.objects.create(blob=blob, agency=agency, by=by)
    return blob


@transaction.atomic
def attach(upload_id: uuid.UUID, *, to: models.Model, by: User, until: dt.date | None = None) -> Blob:
    """Put an upload to use for a row of another area; asked again for the same row, gives the same blob.

    Raises CannotAttach if it is not this user's, is gone, or serves another row already.
    """
    blob = (
        Blob.objects.select_for_update(of=["self"])
        .filter(pk=upload_id, upload__isnull=False)
        .select_related("upload", "attachment")
        .first()
    )
    if blob is None or not policies.may_attach(by, blob):
        raise CannotAttach(rules.WhyNotAttach.UNKNOWN)
    if blob.gone_at is not None:
        raise CannotAttach(rules.WhyNotAttach.GONE)
    about, about_id = to._meta.label_lower, str(to.pk)
    known = Attachment.objects.filter(blob=blob).first()
    if known is not None:
        if (known.about, known.about_id) != (about, about_id):
            raise CannotAttach(rules.WhyNotAttach.ALREADY)
        return blob
    Attachment.objects.create(blob=blob, agency_id=blob.agency_id, about=about, about_id=about_id)
    if until is not None:
        blob.keep_until = until
        blob.save(update_fields=["keep_until"])
    record("files.attached", by=by, about=blob)
    return blob


@transaction.atomic
def discard(blob: Blob, *, because: rules.WhyGone, by: User | None = None) -> None:
    """Delete a content; the row stays and says when and why. Its thumbnail goes with it. Twice is once."""
    standing = (
        Blob.objects.select_for_update(of=["self"]).filter(pk=blob.pk).standing().select_related("thumbnail").first()
    )
    if standing is None:
        return
    for each in filter(None, (standing, standing.thumbnail)):
        each.gone_at, each.gone_because = clock.now(), because
        each.save(update_fields=["gone_at", "gone_because"])
        later("files.erase", sha256=each.sha256, sealed=each.sealed)
    record("files.discarded", by=by, about=standing)
    blob.gone_at, blob.gone_because = standing.gone_at, standing.gone_because


@transaction.atomic
def erase(*, sha256: str, sealed: bool) -> bool:
    """Take a content off the disk unless a blob still stands for it; says whether it was taken."""
    _lock(sha256)
    return not queries.is_wanted(sha256, sealed=sealed) and gateways.erase(rules.place_of(sha256, sealed=sealed))


def retire() -> int:
    """Delete what is over its time or was never used, and what lies in the folder without a row; gives how many.

    Each blob in a transaction of its own.
    """
    over = queries.over(day=clock.today(), now=clock.now())
    for pk, because in over:
        discard(Blob.objects.get(pk=pk), because=because)
    return len(over) + _sweep()


def _sweep() -> int:
    """Delete files of the folder that no row stands for: left by a crash, or by a transaction that was taken back."""
    swept = 0
    for found in gateways.lying():
        if gateways.age(found) < ORPHANS_FOR.total_seconds():
            continue
        content = rules.content_at(found.place)
        if content is None:
            swept += found.place.startswith(f"{gateways.STAGED}/") and gateways.erase(found.place)
        elif not queries.is_wanted(content[0], sealed=content[1]):
            swept += erase(sha256=content[0], sealed=content[1])
    return swept


@transaction.atomic
def quarantine(blob: Blob, *, because: str, by: User | None = None) -> Quarantine:
    """Give a content to nobody until it is released. `by` is an operator, or nobody at the shell."""
    ensure(by is None or policies.may_quarantine(by))
    Blob.objects.select_for_update().get(pk=blob.pk)
    standing = Quarantine.objects.filter(blob=blob, released_at__isnull=True).first()
    if standing is not None:
        return standing
    made = Quarantine.objects.create(blob=blob, agency_id=blob.agency_id, reason=because, by=by)
    record("files.quarantined", by=by, about=blob)
    return made


@transaction.atomic
def release(blob: Blob, *, by: User | None = None) -> None:
    """Give a content out again."""
    ensure(by is None or policies.may_quarantine(by))
    if Quarantine.objects.filter(blob=blob, released_at__isnull=True).update(released_at=clock.now()):
        record("files.released", by=by, about=blob)
