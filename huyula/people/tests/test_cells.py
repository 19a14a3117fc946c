"""What may stand in a cell, value by value; and that the quick glance at a row says what the slow reading says."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huyula.people.formats import siasn
from huyula.people.formats.columns import BY_NAME, COLUMNS, KEPT, Privacy, codes, functional_posts
from huyula.people.rules import cells, posts
from huyula.people.rules.cells import Fault, Wrong, clean, date_from, explained, name_from, nip_from, why_not_nip

ANY_TEXT = st.text(max_size=90)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("'19860926", "19860926"),
        (" ' 19860926 ", "19860926"),
        ("’Sari", "Sari"),
        ("null", ""),
        ("'null", ""),
        ("NULL", ""),
        (" - ", ""),
        ("Nullah", "Nullah"),
        ("Sari\n  Contoh\t", "Sari Contoh"),
        ("O'Brien", "O'Brien"),
        ("\u00a0", ""),
    ],
)
def test_cells_are_cleaned_of_what_exports_add(raw: str, text: str) -> None:
    assert clean(raw) == text


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)


@given(DAYS)
def test_every_day_is_read_in_each_way_of_writing(day: dt.date) -> None:
    for pattern in ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"):
        assert date_from(day.strftime(pattern).replace(f"{day:%Y}", f"{day.year:04d}")) == day.isoformat()


@given(ANY_TEXT)
def test_whatever_a_date_cell_holds_gets_an_answer(raw: str) -> None:
    read = date_from(raw)
    assert isinstance(read, Wrong) or read == "" or dt.date.fromisoformat(read)


@given(
    DAYS, st.integers(1980, 2030), st.sampled_from(["01", "12", "21", "29"]), st.sampled_from("12"), st.integers(1, 999)
)
def test_every_right_nip_is_read(born: dt.date, year: int, month: str, sex: str, serial: int) -> None:
    nip = f"{born.year:04d}{born:%m%d}{year}{month}{sex}{serial:03d}"
    assert nip_from(nip) == nip
    assert nip_from(f"'{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}") == nip


@given(st.text(alphabet="0123456789E+.x", max_size=20))
@example("1.98609E+17")
def test_a_wrong_nip_is_explained(text: str) -> None:
    fault = why_not_nip(text)
    assert fault is None or str(fault.label)


@pytest.mark.parametrize(
    ("raw", "fault"), [("", Fault.MISSING), ("S4ri", Fault.NOT_A_NAME), ("x" * 151, Fault.TOO_LONG)]
)
def test_names_are_letters(raw: str, fault: Fault) -> None:
    read = name_from(raw)
    assert isinstance(read, Wrong)
    assert read.fault is fault


def test_codes_get_their_leading_zeros_back() -> None:
    assert cells.code_from("1", most=2, width=2) == "01"
    assert cells.code_from("", most=2, width=2) == ""
    assert cells.code_from("xx", most=2, width=2) == "xx"
    assert isinstance(cells.code_from("abc", most=2, width=2), Wrong)


def test_every_fault_has_a_sentence_without_holes() -> None:
    words = dict.fromkeys(("most", "least", "sign", "count", "rows", "found", "expected"), "7")
    for fault in Fault:
        assert "%(" not in explained(fault.value, words)


def _row(**given_cells: str) -> list[str]:
    plain = {"pns_id": "A" * 32, "nip_baru": "199001012015012901", "nama": "Sari"}
    return [given_cells.get(name, plain.get(name, "")) for name in siasn.RARE]


def _is_plain(row: list[str]) -> bool:
    return siasn._plain([[cell] for cell in row]) == [True]


CELL = st.one_of(
    st.text(alphabet="aA1 .,'-/@null\u00e9\n", max_size=12),
    st.sampled_from(
        ["null", "'x", "N/A", "nan", "sari@contoh.example", "Jl. Contoh No. 1", "0852", "1E5", " x", "x  y", "#REF!"]
    ),
)


@given(st.dictionaries(st.sampled_from(list(siasn.RARE)), CELL, max_size=4))
def test_a_glance_says_what_the_reading_says(given_cells: dict[str, str]) -> None:
    row = _row(**given_cells)
    if _is_plain(row):
        assert [read(cell) for read, cell in zip(siasn.RARE.values(), row, strict=True)] == row


def test_most_rows_pass_at_a_glance() -> None:
    assert _is_plain(_row(email="sari@contoh.example", alamat="Jl. Contoh No. 1, Limba", nik="9" * 16))
    assert not _is_plain(_row(nama="null"))
    assert not _is_plain(_row(nip_baru="199013012015012901"))


@pytest.mark.parametrize(
    ("status", "words", "nip", "made_pns_on", "category"),
    [
        ("C", "", "0", "", "CPNS"),
        ("cpns", "", "0", "", "CPNS"),
        ("P", "PNS Daerah Aktif", "0", "2016-01-01", "PNS"),
        ("PNS", "", "1", "", "PNS"),
        ("", "", "0", "2016-01-01", "PNS"),
        ("", "", "0", "", ""),
        ("", "", "2", "", "PPPK"),
        ("P", "", "2", "", "PPPK"),
        ("PPPK", "", "0", "", "PPPK"),
        ("PPPK Paruh Waktu", "", "2", "", "PPPK_PART_TIME"),
        ("", "PPPK Paruh Waktu Aktif", "2", "", "PPPK_PART_TIME"),
        ("entah", "", "0", "", ""),
    ],
)
def test_the_category_of_employment(status: str, words: str, nip: str, made_pns_on: str, category: str) -> None:
    assert posts.category(status, words, nip, made_pns_on) == category


@pytest.mark.parametrize(
    ("code", "name", "grade"),
    [
        ("33", "III/c", ("PNS", "33", "III/c")),
        ("", "III/c", ("PNS", "33", "III/c")),
        ("33", "", ("PNS", "33", "III/c")),
        ("99", "IV/e", ("PNS", "45", "IV/e")),
        ("9", "IX", ("PPPK", "9", "IX")),
        ("", "ix", ("PPPK", "9", "IX")),
        ("17", "", ("PPPK", "17", "XVII")),
        ("18", "", None),
        ("", "V/a", None),
        ("", "", None),
    ],
)
def test_rank_grades_of_both_ladders(code: str, name: str, grade: tuple[str, str, str] | None) -> None:
    assert posts.rank(code, name, names=codes("ranks")) == grade


@pytest.mark.parametrize(
    ("kind", "echelon", "name", "expected"),
    [
        ("2", "", "Guru Ahli Muda", "FUNCTIONAL"),
        ("4", "", "Pengolah Data", "PELAKSANA"),
        ("1", "12", "Sekretaris Daerah", "JPT_MADYA"),
        ("1", "22", "Pejabat", "JPT_PRATAMA"),
        ("1", "31", "Pejabat", "ADMINISTRATOR"),
        ("1", "42", "Pejabat", "PENGAWAS"),
        ("1", "99", "Kepala Seksi Data", "PENGAWAS"),
        ("1", "51", "Pejabat", "UNKNOWN"),
        ("1", "", "Sekretaris Daerah", "JPT_MADYA"),
        ("1", "", "Kepala Dinas Kesehatan", "JPT_PRATAMA"),
        ("1", "", "Sekretaris Dinas Kesehatan", "ADMINISTRATOR"),
        ("1", "", "Kepala Bidang Data", "ADMINISTRATOR"),
        ("1", "", "Kepala Sub Bagian Umum", "PENGAWAS"),
        ("3", "", "Camat Contoh", "ADMINISTRATOR"),
        ("1", "", "Entah", "UNKNOWN"),
    ],
)
def test_the_class_of_a_post(kind: str, echelon: str, name: str, expected: str) -> None:
    assert posts.position_class(kind=kind, echelon=echelon, name=name) == expected


def test_the_level_of_a_functional_post() -> None:
    assert posts.level("Guru Ahli Pertama") == "PT"
    assert posts.level("Bidan Pelaksana Lanjutan / Mahir") == "MH"
    assert posts.level("Guru Dewasa") == ""


def test_the_table_of_columns_is_whole() -> None:
    assert len(COLUMNS) == len(BY_NAME) == 65
    dropped = {column.name for column in COLUMNS if column.privacy == Privacy.DROPPED}
    assert {"agama_id", "agama_nama", "jenis_kawin_id", "jenis_kawin_nama"} <= dropped
    assert not dropped & set(siasn.NAMES)
    assert set(siasn.NAMES) <= {column.name for column in KEPT}
    sealed = {column.name for column in COLUMNS if column.privacy == Privacy.RESTRICTED}
    assert sealed == set(siasn._SEALED)
    assert all(column.label_id and column.label_en for column in COLUMNS)


def test_a_column_that_is_needed_may_not_be_empty() -> None:
    for column in COLUMNS:
        read = siasn.RARE.get(column.name) or siasn.COMMON.get(column.name)
        if read:
            assert (read("") == Wrong(Fault.MISSING)) is column.is_needed, column.name


def test_the_list_of_functional_posts_tells_level_and_age() -> None:
    post = functional_posts()["guru ahli muda"]
    assert (post.level, post.retirement_age) == ("MU", 60)
