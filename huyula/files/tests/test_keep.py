"""What is kept, what is refused, and what is done about it."""

import datetime as dt
import io
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from django.db import transaction
from PIL import Image, ImageFile
from pytest_django import Settings

from huyula.access.models import Agency
from huyula.access.samples import a_user, an_agency
from huyula.files import actions, gateways, queries
from huyula.files.models import Blob
from huyula.files.rules import Kind, Refusal
from huyula.files.samples import a_blob, a_picture, a_picture_file
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
GPS = 0x8825


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


def _keep(content: bytes, name: str, kind: Kind, agency: Agency, *, sealed: bool = False) -> Blob:
    return actions.keep(io.BytesIO(content), name=name, kind=kind, by=None, agency=agency, sealed=sealed)


def _read(blob: Blob) -> bytes:
    with queries.content(blob) as file:
        return file.read()


def _workbook(*, macro: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write(0, 0, "NIP")
    book.close()
    if macro:
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def _photo() -> bytes:
    picture = Image.new("RGB", (3000, 2000), "#884422")
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS)[2] = (0.0, 32.0, 12.0)
    exif[0x010F] = "A cheap phone"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"hidden words")
    return out.getvalue()


def test_a_file_lies_under_its_hash_and_is_read_as_it_was(agency: Agency) -> None:
    user = a_user()

    blob = a_blob(agency, by=user)

    assert _read(blob) == b"NIP;NAMA\n1;Sari\n"
    assert blob.media_type == "text/csv"
    assert (gateways.folder() / blob.sha256[:2] / blob.sha256[2:4] / blob.sha256).is_file()
    assert list(Entry.objects.filter(about_id=str(blob.pk)).values_list("verb", "agency_id")) == [
        ("files.kept", agency.pk)
    ]
    assert list((gateways.folder() / "staged").iterdir()) == []


def test_equal_contents_share_a_place(agency: Agency) -> None:
    one, two = a_blob(agency), a_blob(an_agency())

    assert one.place == two.place
    assert one.pk != two.pk


def test_a_sealed_file_is_never_in_clear_on_the_disk(agency: Agency) -> None:
    blob = a_blob(agency, text="rahasia;" * 30_000, sealed=True)

    lying = (gateways.folder() / blob.place).read_bytes()

    assert b"rahasia" not in lying
    assert _read(blob) == b"rahasia;" * 30_000


def test_a_photo_is_upright_smaller_and_tells_no_place(agency: Agency) -> None:
    blob = _keep(_photo(), "IMG_1.jpg", Kind.PICTURE, agency)

    with queries.content(blob) as file, Image.open(file) as kept:
        assert kept.size == (1707, 2560)
        assert dict(kept.getexif()) == {}
        assert "comment" not in kept.info
    assert blob.thumbnail is not None
    assert blob.thumbnail.media_type == "image/webp"
    with queries.content(blob.thumbnail) as file, Image.open(file) as small:
        assert max(small.size) == 320


@pytest.mark.parametrize(("kind", "media"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("JPEG", "image/jpeg")])
def test_pictures_keep_their_format(agency: Agency, kind: str, media: str) -> None:
    assert _keep(a_picture_file(kind=kind), f"x.{kind.lower()}", Kind.DOCUMENT, agency).media_type == media


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "L", "1", "CMYK"])
def test_pictures_of_every_mode_are_drawn_anew(agency: Agency, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (50, 40)).save(out, "JPEG" if mode == "CMYK" else "PNG")

    blob = _keep(out.getvalue(), "x", Kind.PICTURE, agency)

    assert blob.name in {"x.png", "x.jpg"}


def test_a_sealed_picture_has_a_sealed_thumbnail(agency: Agency) -> None:
    blob = _keep(a_picture_file(), "x.png", Kind.PICTURE, agency, sealed=True)

    assert blob.thumbnail is not None
    assert blob.thumbnail.sealed
    assert not (gateways.folder() / blob.thumbnail.place).read_bytes().startswith(b"RIFF")


PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (_workbook(), "daftar.xlsx", Kind.SHEET),
        (_workbook(), "daftar", Kind.SHEET),
        (b"a;b\n", "data.txt", Kind.SHEET),
        ("nama\n".encode("utf-16"), "data.csv", Kind.SHEET),
        ("Ñame\n".encode("cp1252"), "data.csv", Kind.SHEET),
        (PDF, "sk.pdf", Kind.DOCUMENT),
        (PDF.replace(b"/Catalog", b"/JSON"), "sk.PDF", Kind.LESSON),
        (b"ID3\x03\x00\x00\x00\x00\x00\x00" + bytes(500), "suara.mp3", Kind.LESSON),
    ],
)
def test_what_is_accepted(agency: Agency, content: bytes, name: str, kind: Kind) -> None:
    blob = _keep(content, name, kind, agency)

    assert _read(blob) == content


@pytest.mark.parametrize(
    ("content", "name", "kind", "code"),
    [
        (b"", "a.csv", Kind.SHEET, Refusal.EMPTY),
        (PDF, "foto.jpg", Kind.DOCUMENT, Refusal.WRONG_TYPE),
        (b"MZ" + bytes(300), "daftar.xlsx", Kind.SHEET, Refusal.WRONG_TYPE),
        (b"<html><script>alert(1)</script>", "daftar.csv", Kind.SHEET, Refusal.WRONG_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo", Kind.LOGO, Refusal.NOT_ACCEPTED),
        (b"hello", "logo.png", Kind.LOGO, Refusal.WRONG_TYPE),
        (PDF, "a.pdf", Kind.PICTURE, Refusal.NOT_ACCEPTED),
        (_workbook(), "a.xlsm", Kind.SHEET, Refusal.MACROS),
        (_workbook(macro=True), "a.xlsx", Kind.SHEET, Refusal.MACROS),
        (_workbook()[:-40], "a.xlsx", Kind.SHEET, Refusal.WRONG_TYPE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", Kind.SHEET, Refusal.OLD_FORMAT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx", Kind.SHEET, Refusal.OLD_FORMAT),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(70_000) + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            Kind.SHEET,
            Refusal.ENCRYPTED_DOCUMENT,
        ),
        (PDF.replace(b"/Catalog", b"/Encrypt 5 0 R"), "a.pdf", Kind.DOCUMENT, Refusal.ENCRYPTED_DOCUMENT),
        (PDF.replace(b"/Catalog", b"/JavaScript (app.alert)"), "a.pdf", Kind.DOCUMENT, Refusal.ACTIVE_CONTENT),
        (PDF.replace(b"/Catalog", b"/Launch/F"), "a.pdf", Kind.LESSON, Refusal.ACTIVE_CONTENT),
        (PDF.replace(b"%%EOF", b""), "a.pdf", Kind.DOCUMENT, Refusal.DAMAGED),
        (a_picture_file()[:300], "a.png", Kind.PICTURE, Refusal.DAMAGED),
        (b"junk" + PDF, "a.pdf", Kind.DOCUMENT, Refusal.WRONG_TYPE),
    ],
)
def test_what_is_refused(agency: Agency, content: bytes, name: str, kind: Kind, code: Refusal) -> None:
    with pytest.raises(actions.CannotKeep) as refused:
        _keep(content, name, kind, agency, sealed=True)

    assert refused.value.code == code
    assert "%(" not in refused.value.detail
    assert not Blob.objects.exists()
    assert [found for found in gateways.lying() if "staged" in found.place] == []


def _bomb(members: Callable[[zipfile.ZipFile], None]) -> bytes:
    out = io.BytesIO(_workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        members(archive)
    return out.getvalue()


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (lambda archive: archive.writestr("xl/worksheets/sheet9.xml", bytes(40_000_000)), Refusal.BOMB),
        (lambda archive: [archive.writestr(f"xl/{number}.xml", b"") for number in range(3_100)], Refusal.BOMB),
        (lambda archive: archive.writestr("../../etc/x", b"x"), Refusal.UNSAFE),
        (lambda archive: archive.writestr("xl/embeddings/a.zip", b"x"), Refusal.UNSAFE),
    ],
)
def test_a_workbook_that_would_do_harm_is_refused(
    agency: Agency, members: Callable[[zipfile.ZipFile], None], code: Refusal
) -> None:
    with pytest.raises(actions.CannotKeep) as refused:
        _keep(_bomb(members), "a.xlsx", Kind.SHEET, agency)

    assert refused.value.code == code


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_drawn(agency: Agency) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    tracemalloc.start()

    with pytest.raises(actions.CannotKeep) as refused:
        _keep(out.getvalue(), "a.png", Kind.PICTURE, agency)

    assert refused.value.code == Refusal.TOO_MANY_PIXELS
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


class _Endless(io.RawIOBase):
    """Two hundred megabytes that are never held."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 200_000_000

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: WriteableBuffer
        size = min(len(buffer), self.left)
        buffer[:size] = b"a" * size
        self.left -= size
        return size


@pytest.mark.parametrize("sealed", [True, False])
def test_two_hundred_megabytes_are_refused_with_flat_memory(agency: Agency, sealed: bool) -> None:
    stream = io.BufferedReader(_Endless(), 1 << 16)
    tracemalloc.start()

    with pytest.raises(actions.CannotKeep) as refused:
        actions.keep(stream, name="a.csv", kind=Kind.SHEET, by=None, agency=agency, sealed=sealed)

    assert refused.value.code == Refusal.TOO_LARGE
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


def test_thirty_megabytes_are_sealed_and_read_with_flat_memory(agency: Agency) -> None:
    stream = _Endless()
    stream.left = 30_000_000
    tracemalloc.start()

    blob = actions.keep(
        io.BufferedReader(stream, 1 << 16), name="a.csv", kind=Kind.SHEET, by=None, agency=agency, sealed=True
    )
    assert queries.damaged(blob) == ""

    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\x\\daftar.csv", "daftar.csv"),
        ("a\u202evsc.exe.csv", "avsc.exe.csv"),
        ("a\x00b\r\n.csv", "ab.csv"),
        ("", "berkas.csv"),
        ("..csv", "csv.csv"),
        (" <script>.csv ", "<script>.csv"),
        ("n" * 300 + ".csv", "n" * 116 + ".csv"),
        ("daftar", "daftar.csv"),
    ],
)
def test_a_name_is_cleaned_and_never_a_path(agency: Agency, given: str, shown: str) -> None:
    blob = _keep(b"a;b\n", given, Kind.SHEET, agency)

    assert blob.name == shown
    assert [found.place for found in gateways.lying()] == [blob.place]


def test_what_a_taken_back_transaction_left_is_swept_a_day_later(agency: Agency) -> None:
    with transaction.atomic():
        a_blob(agency)
        transaction.set_rollback(True)
    [orphan] = gateways.lying()
    kept = a_blob(agency, text="other\n")
    staged = gateways.folder() / "staged" / "left"
    staged.write_bytes(b"x")

    assert actions.retire() == 0
    for found in gateways.lying():
        os.utime(gateways.folder() / found.place, (1, 1))
    assert actions.retire() == 2

    assert [found.place for found in gateways.lying()] == [kept.place]
    assert orphan.place != kept.place


def test_a_last_day_is_kept(agency: Agency) -> None:
    blob = actions.keep(
        io.BytesIO(b"x\n"), name="x.csv", kind=Kind.SHEET, by=None, agency=agency, until=dt.date(2026, 1, 31)
    )

    assert Blob.objects.expired(dt.date(2026, 1, 31)).count() == 0
    assert Blob.objects.expired(dt.date(2026, 2, 1)).get() == blob


def test_a_picture_is_whole_or_refused(agency: Agency) -> None:
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    assert a_picture(agency).media_type == "image/png"
