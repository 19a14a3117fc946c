"""Whole files as SIASN would give them, invented: an Export Data ASN with the traps of real ones, and its units."""

import csv
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from huyula.people.samples.officers import HEADER, Home, rows
from huyula.people.samples.offices import Office, offices_for
from huyula.people.samples.traps import Set, messed

UNIT_HEADER = (
    "Id",
    "InstansiId",
    "DiatasanId",
    "EselonId",
    "NamaUnor",
    "NamaJabatan",
    "CepatKode",
    "IndukUnorId",
    "PemimpinPnsId",
    "JenisUnorId",
)


@dataclass(slots=True)
class Export:
    """An invented export. `rows` are gone through once; then `key` names the traps, and units know their leaders."""

    rows: Iterator[list[str]]
    offices: list[Office]
    home: Home
    key: list[Set] = field(default_factory=list)

    def units(self) -> Iterator[list[str]]:
        """Give the rows of the unit file (ref-unor)."""
        for number, office in enumerate(self.offices, start=1):
            above = office.parent.siasn_id if office.parent else ""
            top = (office.top or office).siasn_id
            names = (office.echelon, office.name, office.head_title)
            yield [office.siasn_id, self.home.siasn_id, above, *names, f"{number:05d}", top, office.leader, ""]


def an_export(
    people: int,
    *,
    home: Home,
    seed: int,
    mess: float = 0.0,
    is_province: bool = True,
    among: list[Office] | None = None,
) -> Export:
    """Invent the export of an agency; the same numbers give the same file, 33 seeds side by side other people.

    `among` are units that stand already, for whom to invent people; without them the tree is invented as well.
    """
    chance = random.Random(f"{seed}:{home.siasn_id}")  # noqa: S311 - invented people, no secrets
    offices = among or offices_for(people, chance=chance, is_province=is_province)
    clean = rows(people, home=home, offices=offices, chance=chance, seed=seed)
    traps = random.Random(f"{seed}:{home.siasn_id}:traps")  # noqa: S311 - chance that can be repeated, not secrecy
    export = Export(iter(()), offices, home)
    export.rows = messed(clean, share=mess, chance=traps, key=export.key)
    return export


def write_csv(path: Path, header: Iterable[str], found: Iterable[Iterable[str]]) -> None:
    """Write a file as SIASN does: commas, UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(found)


def write_xlsx(path: Path, header: Iterable[str], found: Iterable[Iterable[str]]) -> None:
    """Write the same as a workbook: every cell is text."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Export Data ASN")
        for number, row in enumerate((header, *found)):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)


def write_export(path: Path, export: Export) -> None:
    """Write the people of an export as CSV or XLSX, by the ending of the path."""
    (write_xlsx if path.suffix == ".xlsx" else write_csv)(path, HEADER, export.rows)


def write_units(path: Path, export: Export) -> None:
    """Write the units of an export, after its people, whose ids their leaders bear."""
    (write_xlsx if path.suffix == ".xlsx" else write_csv)(path, UNIT_HEADER, export.units())
