"""The traps of real exports, set on purpose: some that a reader has to step over, some that it has to refuse."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from huyula.people.rules.cells import Fault
from huyula.people.samples.officers import HEADER

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Set:
    """A trap that was set: row (the header is row 1), column, and the fault it must give ("" = none)."""

    row: int
    column: str
    fault: str


def _to(text: str) -> Callable[[str], str]:
    return lambda _cell: text


# What becomes of a cell, and what must be said about it.
TRAPS: tuple[tuple[str, Callable[[str], str], Fault | None], ...] = (
    ("nip_baru", lambda cell: f"'{cell}", None),
    ("nomor_hp", lambda cell: f"'{cell}", None),
    ("gelar_depan", _to("null"), None),
    ("email_gov", _to("null"), None),
    ("nip_baru", lambda cell: f"{cell[:8]} {cell[8:14]} {cell[14]} {cell[15:]}", None),
    ("tanggal_lahir", lambda cell: cell.replace("-", "/"), None),
    ("alamat", lambda cell: f"{cell}\nDusun Contoh", None),
    ("nip_baru", lambda cell: f"{float(cell):.5E}", Fault.NIP_SCIENTIFIC),
    ("nip_baru", lambda cell: cell[:17], Fault.NIP_LENGTH),
    ("nip_baru", lambda cell: f"{cell[:4]}13{cell[6:]}", Fault.NIP_BIRTH),
    ("nik", lambda cell: f"{float(cell):.5E}", Fault.NUMBER_SCIENTIFIC),
    ("nik", lambda cell: cell[:15], Fault.NIK_SHAPE),
    ("tanggal_lahir", lambda cell: f"31-02-{cell[6:]}", Fault.DATE_UNREAL),
    ("tmt_golongan", _to("44927"), Fault.DATE_SHAPE),
    ("nama", _to("null"), Fault.MISSING),
    ("nama", _to("<script>alert(1)</script>"), Fault.NOT_A_NAME),
    ("email", lambda cell: cell.replace("@", " at "), Fault.EMAIL_SHAPE),
    ("unor_nama", _to(""), Fault.MISSING),
    ("jenis_jabatan_id", _to("9"), Fault.UNKNOWN_CODE),
    ("gol_akhir_nama", _to("V/z"), Fault.UNKNOWN_RANK),
    ("instansi_kerja_id", _to("A5EB03E23BB1F6A0E040640A04CONTOH"), Fault.OTHER_AGENCY),
)
COPIES_OF = 30  # one trap in so many is a row that stands in the file twice


def messed(rows: Iterable[Cells], *, share: float, chance: random.Random, key: list[Set]) -> Iterator[Cells]:
    """Give the rows, a share of them with one trap each; what was set is added to `key`."""
    row = 1
    for cells in rows:
        row += 1
        if chance.random() >= share:
            yield cells
            continue
        if chance.randrange(COPIES_OF) == 0:
            yield cells
            row += 1
            key.append(Set(row, "nip_baru", Fault.DUPLICATE_NIP.value))
            yield list(cells)
            continue
        column, change, fault = chance.choice(TRAPS)
        place = HEADER.index(column)
        key.append(Set(row, column, fault.value if fault else ""))
        yield [*cells[:place], change(cells[place]), *cells[place + 1 :]]
