"""The reference tables of hours, read from `data/*.toml`: national rules with their legal basis."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from huyula.hours.rules import Measure, Scope

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Conversion:
    """A conversion rule as the file has it."""

    form: str
    scope: Scope
    unit: Measure
    jp_per_unit: Decimal
    factor: Decimal
    evidence: str
    evidence_en: str
    valid_from: dt.date
    legal_basis: str
    confirmed: bool


def conversions() -> Iterator[Conversion]:
    """Give the conversion rules: a national one for each form, and an international one where the file knows it."""
    read = _read("conversion")
    for given in read["rule"]:
        row = {**read["defaults"], **given}
        shared = {key: row[key] for key in ("evidence", "evidence_en", "valid_from", "legal_basis", "confirmed")}
        for form in row["forms"]:
            unit, jp = Measure(row["unit"]), _exact(row["jp"])
            yield Conversion(form, Scope.NATIONAL, unit, jp, _exact(row["factor"]), **shared)
            if row["abroad"]:
                abroad = _exact(row["jp_abroad"] or row["jp"])
                yield Conversion(form, Scope.INTERNATIONAL, unit, abroad, _exact(row["abroad"]), **shared)


def forms() -> list[dict[str, Any]]:
    """Give the forms by the names of their columns."""
    rows: list[dict[str, Any]] = _read("forms")["form"]
    return rows


def targets() -> list[dict[str, Any]]:
    """Give the targets by the names of their columns."""
    rows: list[dict[str, Any]] = _read("targets")["target"]
    return rows


def duties() -> list[dict[str, Any]]:
    """Give who is counted by the names of the columns."""
    read = _read("duties")
    shared = {key: read[key] for key in ("valid_from", "legal_basis")}
    return [{**shared, **row} for row in read["duty"]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def _exact(value: float) -> Decimal:
    return Decimal(str(value))
