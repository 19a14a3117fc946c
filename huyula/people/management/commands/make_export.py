"""`huyula manage make_export --people N`: invent an Export Data ASN with the traps of real ones."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from huyula.access.models import AgencyKind
from huyula.access.queries import agencies
from huyula.lib import clock
from huyula.people.samples.exports import an_export, write_export, write_units
from huyula.people.samples.officers import Home
from huyula.people.samples.offices import standing_offices

NOBODY = Home("CONTOH-9900", "Pemerintah Provinsi Contoh", "9900")


class Command(BaseCommand):
    """Write an invented export."""

    help = (
        "Invent an Export Data ASN. The same numbers give the same file for the same units; nobody in it exists. "
        "If the agency has units, "
        "the people are invented for these; if it has none, or with --units, a tree of units is invented as well."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, required=True, metavar="N")
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S", help="another one of 1 to 33: other people, none twice"
        )
        parser.add_argument(
            "--mess", type=float, default=0.0, metavar="SHARE", help="share of rows with a trap, 0 to 1"
        )
        parser.add_argument("--agency", default="", metavar="CODE", help="the official code, else the demo province")
        parser.add_argument("--out", type=Path, metavar="FILE", help="else export-CODE-N.csv")
        parser.add_argument("--xlsx", action="store_true", help="a workbook instead of CSV")
        parser.add_argument("--units", type=Path, metavar="FILE", help="invent a tree of units and write it (ref-unor)")
        parser.add_argument("--key", type=Path, metavar="FILE", help="write which traps were set where, as JSON")

    def handle(self, *, people: int, seed: int, mess: float, agency: str, xlsx: bool, **paths: Path | None) -> None:
        if people < 0 or not 0 <= mess <= 1:
            raise CommandError("--people must not be negative, --mess lies between 0 and 1.")
        found = agencies().filter(code=agency or "9900").first()
        if found is None and agency:
            raise CommandError(f"There is no agency {agency}: `huyula agencies` lists them.")
        home = Home(found.siasn_id, found.name, found.code) if found else NOBODY
        is_province = found is None or found.kind == AgencyKind.PROVINCE
        among = standing_offices(found, clock.today(found.zone)) if found and not paths["units"] else []
        export = an_export(people, home=home, seed=seed, mess=mess, is_province=is_province, among=among)
        out = paths["out"] or Path(f"export-{home.code}-{people}.{'xlsx' if xlsx else 'csv'}")
        if xlsx and out.suffix != ".xlsx":
            raise CommandError("A workbook needs the ending .xlsx.")
        write_export(out, export)
        where = f"in the {len(among)} units that {home.name} has" if among else "in units that are new as well"
        self.stdout.write(f"{out}: {people} people, {len(export.key)} traps, {where}")
        if units := paths["units"]:
            write_units(units, export)
            self.stdout.write(f"{units}: {len(export.offices)} units")
        if key := paths["key"]:
            key.write_text(json.dumps([asdict(trap) for trap in export.key], indent=1) + "\n", encoding="utf-8")
