"""Number patterns are read, never run, and a wrong one says how to write it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huyula.letters import rules
from huyula.letters.rules import Authority, PatternFault, Refusal, Signer

DAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("pattern", "code", "written"),
    [
        ("{nomor:04d}/{kode}/BKPSDM/{bulan_romawi}/{tahun}", "800.1.4", "0012/800.1.4/BKPSDM/XI/2026"),
        ("{nomor}/{tahun}", "", "12/2026"),
        ("B-{nomor:03d}/{bulan:02d}/{tahun} (Ñ)", "", "B-012/11/2026 (Ñ)"),
        ("{tahun}{nomor:08d}", "", "202600000012"),
    ],
)
def test_a_pattern_writes_numbers(pattern: str, code: str, written: str) -> None:
    assert rules.read_pattern(pattern, code=code).written(serial=12, on=DAY, code=code) == written


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("", PatternFault.EMPTY),
        ("   ", PatternFault.EMPTY),
        ("{nomor}/{tahun}" + "x" * 100, PatternFault.TOO_LONG),
        ("{nomor/{tahun}", PatternFault.BRACES),
        ("nomor}/{tahun}", PatternFault.BRACES),
        ("{{{nomor}}}/{tahun}", PatternFault.BRACES),
        ("{nomor}/{tahun}{", PatternFault.BRACES),
        ("{nomor}/{year}", PatternFault.UNKNOWN_PLACE),
        ("{}/{nomor}/{tahun}", PatternFault.UNKNOWN_PLACE),
        ("{0}/{nomor}/{tahun}", PatternFault.UNKNOWN_PLACE),
        ("{nomor.__class__}/{tahun}", PatternFault.UNKNOWN_PLACE),
        ("{nomor[0]}/{tahun}", PatternFault.UNKNOWN_PLACE),
        ("{nomor!r}/{tahun}", PatternFault.WRONG_WIDTH),
        ("{nomor:99999999d}/{tahun}", PatternFault.WRONG_WIDTH),
        ("{nomor:{tahun}}/{tahun}", PatternFault.WRONG_WIDTH),
        ("{nomor:>9}/{tahun}", PatternFault.WRONG_WIDTH),
        ("{nomor}/{tahun:04d}", PatternFault.NO_WIDTH),
        ("{kode}/{tahun}", PatternFault.NO_NUMBER),
        ("{nomor}/{nomor}/{tahun}", PatternFault.NUMBER_TWICE),
        ("{nomor}/{bulan_romawi}", PatternFault.NO_YEAR),
        ("{nomor}/{kode}/{tahun}", PatternFault.NO_CODE),
        ("{nomor}/\u202e{tahun}", PatternFault.STRANGE),
        ("{nomor}\n{tahun}", PatternFault.STRANGE),
    ],
)
def test_a_wrong_pattern_is_explained(pattern: str, fault: PatternFault) -> None:
    with pytest.raises(rules.WrongPattern) as wrong:
        rules.read_pattern(pattern)

    assert wrong.value.fault == fault
    assert "%(" not in wrong.value.sentence


def test_a_code_may_hold_no_hidden_characters() -> None:
    with pytest.raises(rules.WrongPattern):
        rules.read_pattern("{nomor}/{kode}/{tahun}", code="8\x00")


@given(st.text(alphabet="{}nomortahu:!.[]0d/ ", max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        pattern = rules.read_pattern(text)
    except rules.WrongPattern:
        return
    assert "2026" in pattern.written(serial=7, on=DAY, code="")


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_two_serials_never_write_the_same_number(one: int, two: int) -> None:
    pattern = rules.read_pattern("{nomor:04d}/A/{tahun}")

    same = pattern.written(serial=one, on=DAY, code="") == pattern.written(serial=two, on=DAY, code="")
    assert same is (one == two)


@pytest.mark.parametrize(
    ("authority", "lines"),
    [
        (Authority.OWN, ["Kepala BKPSDM,"]),
        (Authority.BEHALF, ["a.n. Gubernur", "Kepala BKPSDM,"]),
        (Authority.THROUGH, ["a.n. Gubernur", "Sekretaris Daerah,", "u.b.", "Kepala BKPSDM,"]),
    ],
)
def test_the_lines_above_a_signature_name_the_office(authority: Authority, lines: list[str]) -> None:
    signer = Signer("X", "Kepala BKPSDM", authority=authority, behalf="Gubernur", through="Sekretaris Daerah")

    assert rules.lines_above(signer) == lines
    assert rules.why_not_sign(signer) is None


@pytest.mark.parametrize(
    ("authority", "behalf"), [(Authority.BEHALF, ""), (Authority.THROUGH, ""), (Authority.THROUGH, "Gubernur")]
)
def test_an_office_that_is_missing_is_asked_for(authority: Authority, behalf: str) -> None:
    assert rules.why_not_sign(Signer("X", "Y", authority=authority, behalf=behalf)) == Refusal.NO_OFFICE
