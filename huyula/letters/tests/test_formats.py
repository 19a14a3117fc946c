"""PDFs say what they were given, equally each time, whatever was typed."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from huyula.files.samples import a_picture_file
from huyula.letters import formats
from huyula.letters.samples import a_memo

HEAD = {"lines": ["PEMERINTAH PROVINSI CONTOH", "BADAN KEPEGAWAIAN"], "address": ["Jalan Contoh 1"]}
SIGN = {"lines": ["a.n. Gubernur,", "Kepala,"], "name": "Dr. Contoh", "title": "Pembina", "identity": "NIP 1970"}


def _data(**more: Any) -> dict[str, Any]:
    return {
        **a_memo().data(),
        "head": HEAD,
        "agency": "Pemerintah Provinsi Contoh",
        "is_demo": True,
        "on": "2026-11-24",
        "day": "24 November 2026",
        "place": "Kota Contoh",
        "number": "0001/800/XI/2026",
        "sign": SIGN,
        **more,
    }


def _read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def _text(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in _read(pdf).pages).split())


@pytest.mark.parametrize("standard", ["a-3b", "ua-1", None])
def test_a_memo_says_what_it_was_given(standard: formats.Standard | None) -> None:
    pdf = formats.typeset(formats.MEMO, data=_data(), pictures={"logo": a_picture_file()}, standard=standard)

    text = _text(pdf)
    for words in ("BADAN KEPEGAWAIAN", "0001/800/XI/2026", "Sekretariat Contoh", "Kota Contoh, 24 November 2026",
                  "a.n. Gubernur", "Dr. Contoh", "Tembusan", "CONTOH"):  # fmt: skip
        assert words in text, words
    meta = _read(pdf).metadata
    assert meta is not None
    assert meta.title == "NOTA DINAS"
    assert meta.creation_date is not None
    assert meta.creation_date.date() == dt.date(2026, 11, 24)
    assert (b"pdfaid" in pdf) is (standard == "a-3b")


def test_equal_input_gives_equal_bytes() -> None:
    one, two = (formats.typeset(formats.MEMO, data=_data(), pictures={"logo": a_picture_file()}) for _ in range(2))

    assert one == two
    assert one != formats.typeset(formats.MEMO, data=_data(on="2026-11-25"))


def test_a_true_agency_bears_no_mark() -> None:
    assert "CONTOH" not in _text(formats.typeset(formats.MEMO, data=_data(is_demo=False, head={"lines": ["X"]})))


def test_only_the_fonts_of_the_compiler_are_used() -> None:
    page: Any = _read(formats.typeset(formats.MEMO, data=_data())).pages[0]

    fonts = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in page["/Resources"]["/Font"].values()}
    assert {name.partition("-")[0] for name in fonts} == {"LibertinusSerif"}


HOSTILE = [
    '#panic("x") #read("/site/settings.py") ] } $ \\ `x` @ref <label> // /*',
    "<script>alert(1)</script> & < > \" '",
    "عربي 漢字 😀 \u202e\u200b\x00\x07",
    "a" * 500,
    "\n\n\t ",
    "{nomor} %(x)s {{ x }} {% x %}",
    "Ñ é ĭ ő Ж Ω ﷺ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    data = _data(paragraphs=[text], number=text, place=text, title=text or "x", facts=[(text, text)])
    data["head"] = {"lines": [text], "address": [text]}
    data["sign"] = dict.fromkeys(SIGN, text) | {"lines": [text]}
    data["tables"] = [{"caption": text, "columns": [{"label": text}], "rows": [[text]]}]

    found = _text(formats.typeset(formats.MEMO, data=data))

    assert "SECRET_KEY" not in found
    if text.startswith("#panic"):
        assert '#panic("x")' in found
    if text.startswith("<script>"):
        assert "<script>alert(1)</script>" in found


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    pdf = formats.typeset(formats.MEMO, data=_data(title=text, paragraphs=[text], is_demo=False))

    assert pdf.startswith(b"%PDF-")


def test_every_character_that_is_let_through_can_be_drawn() -> None:
    every = "".join(chr(code) for first, last in formats.DRAWN for code in range(first, last + 1))

    assert formats.typeset(formats.MEMO, data=_data(paragraphs=[" ".join(every)]))


def test_a_long_table_repeats_its_head_and_counts_its_pages() -> None:
    rows = [[str(number), f"Unit {number}"] for number in range(1, 121)]
    table = {"caption": "", "columns": [{"label": "No."}, {"label": "Unit kerja", "width": 1}], "rows": rows}

    pdf = _read(formats.typeset(formats.MEMO, data=_data(tables=[table])))

    texts = [page.extract_text() for page in pdf.pages]
    assert len(texts) >= 3
    assert all("Unit kerja" in text for text in texts[:-1])
    assert f"Halaman 2 dari {len(texts)}" in texts[1]


def _sheet(count: int, **more: Any) -> formats.SlipSheet:
    slips = [
        formats.Slip(
            f"Pegawai {number}", "Dinas Contoh", "1987**********9" + f"{number:03d}", "K7QF-2MXP", "8 Desember 2026"
        )
        for number in range(count)
    ]
    return formats.SlipSheet(
        title="Lembar aktivasi",
        agency="Pemerintah Contoh",
        address="https://huyula.example/aktif/",
        steps=["Buka alamat.", "Isi kode.", "Buat kata sandi."],
        slips=more.pop("slips", slips),
        **more,
    )


def test_two_hundred_slips_stand_eight_on_a_page() -> None:
    pdf = _read(formats.slip_sheet(_sheet(200, is_demo=True)))

    texts = [page.extract_text() for page in pdf.pages]
    assert len(texts) == 25
    assert all(text.count("K7QF-2MXP") == formats.SLIPS_ON_A_PAGE for text in texts)
    assert all(f"Pegawai {number}" in " ".join(texts).replace("\n", " ") for number in range(200))


def test_a_slip_may_open_an_address_of_its_own() -> None:
    slip = formats.Slip("Sari", "Unit", "1987", "K7QF", "8 Desember", opens="https://huyula.example/aktif/#K7QF")

    assert formats.slip_sheet(_sheet(0, slips=[slip])) != formats.slip_sheet(
        _sheet(0, slips=[formats.Slip("Sari", "Unit", "1987", "K7QF", "8 Desember")])
    )


def test_a_slip_of_endless_names_still_shows_its_code() -> None:
    slip = formats.Slip("Nama " * 60, "Unit " * 80, "1987", "K7QF-2MXP", "8 Desember")

    pdf = _read(formats.slip_sheet(_sheet(0, slips=[slip])))

    assert len(pdf.pages) == 1
    assert "K7QF-2MXP" in pdf.pages[0].extract_text()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_of_both_kinds_are_set(kind: str) -> None:
    assert formats.typeset(formats.MEMO, data=_data(), pictures={"logo": a_picture_file(kind=kind)})


@pytest.mark.parametrize("harm", [lambda: b"GIF89a", lambda: b"", lambda: b"%PDF-"])
def test_what_is_no_picture_is_refused(harm: Callable[[], bytes]) -> None:
    with pytest.raises(OSError, match="identify"):
        formats.typeset(formats.MEMO, data=_data(), pictures={"logo": harm()})


def test_a_template_at_fault_says_so(tmp_path: Path) -> None:
    with pytest.raises(formats.CannotTypeset, match=r"memo\.typ"):
        formats.typeset(formats.MEMO, data={"title": "x", "on": "2026-01-01"})


def test_the_first_page_is_drawn_for_looking_at() -> None:
    png = formats.first_page(formats.SAMPLE, data=_data(), pictures={"logo": a_picture_file()}, width=600)

    with Image.open(io.BytesIO(png)) as picture:
        assert picture.width == 600
    assert len(png) < 20_000


def test_a_code_is_drawn_as_svg() -> None:
    assert formats.qr("https://huyula.example/").startswith(b"<svg")
