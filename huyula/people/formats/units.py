"""SIASN's ref-unor: the tree of an agency's units, one unit a row."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from huyula.lib.tabular import Table
from huyula.people.formats.siasn import WrongCell, columns_found, normalised, shown
from huyula.people.rules import cells
from huyula.people.rules.cells import Fault, Wrong

NEEDED = ("id", "diatasanid", "namaunor")
# Further columns, read where they are there; the names under which they are shown.
FURTHER = ("pemimpinpnsid", "instansiid", "eselonid", "namajabatan", "jenisunorid")
SHOWN = {
    "id": "Id",
    "diatasanid": "DiatasanId",
    "namaunor": "NamaUnor",
    "pemimpinpnsid": "PemimpinPnsId",
    "instansiid": "InstansiId",
    "eselonid": "EselonId",
    "namajabatan": "NamaJabatan",
    "jenisunorid": "JenisUnorId",
}
MOST = {"namaunor": 250, "namajabatan": 250, "eselonid": 2}


class UnitRow(NamedTuple):
    """What a row says about a unit; "" for nothing."""

    siasn_id: str
    parent_id: str
    name: str
    leader_siasn_id: str
    agency: str
    echelon: str
    head_title: str
    kind: str


def unit_rows(table: Table, *, agency: str) -> Iterator[tuple[int, UnitRow | list[WrongCell]]]:
    """Read the rows of a file for an agency (its SIASN id): number, and the unit or its wrong cells.

    Raises CannotRead when needed columns are missing or double.
    """
    names = normalised(table.header)
    places = columns_found(table.header, needed=(*NEEDED, *(name for name in FURTHER if name in names)))
    for number, row in enumerate(table.rows, start=table.first_row):
        if "".join(row).strip():
            yield number, _read(row, places=places, agency=agency)


def _read(row: Sequence[str], *, places: dict[str, int], agency: str) -> UnitRow | list[WrongCell]:
    raw = {name: row[places[name]] if name in places and places[name] < len(row) else "" for name in SHOWN}
    values = {name: _reader(name)(cell) for name, cell in raw.items()}
    wrong = {name: value for name, value in values.items() if isinstance(value, Wrong)}
    wrong |= {name: Wrong(Fault.MISSING) for name in ("id", "namaunor") if not values[name]}
    told = values["instansiid"]
    if isinstance(told, str) and told and told.casefold() != agency.casefold():
        wrong["instansiid"] = Wrong(Fault.OTHER_AGENCY)
    if values["id"] and values["id"] == values["diatasanid"]:
        wrong["diatasanid"] = Wrong(Fault.OWN_PARENT)
    if wrong:
        return [WrongCell(SHOWN[name], shown(raw[name]), fault) for name, fault in wrong.items()]
    return UnitRow(*(str(values[name]) for name in SHOWN))


def _reader(name: str) -> partial[str | Wrong]:
    return partial(cells.text_from, most=MOST.get(name, 36))
