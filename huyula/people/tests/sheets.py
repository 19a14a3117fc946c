"""Files for the tests of imports: invented exports whose cells one can set, and the way through an import at once."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence

from huyula.access.models import Agency, User
from huyula.people.actions import imports, working
from huyula.people.models import Import, ImportKind
from huyula.people.queries import reports
from huyula.people.samples.exports import UNIT_HEADER, an_export
from huyula.people.samples.officers import HEADER, Home

Row = dict[str, str]


def some_rows(count: int, *, agency: Agency, seed: int = 1, **cells: str) -> list[Row]:
    """Invent clean rows of an agency's export; `cells` are set in each of them."""
    home = Home(agency.siasn_id, agency.name, agency.code)
    found = [dict(zip(HEADER, row, strict=True)) for row in an_export(count, home=home, seed=seed).rows]
    return [row | cells for row in found]


def csv_of(
    rows: Iterable[Mapping[str, str]],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> io.BytesIO:
    """Write rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def units_of(rows: Iterable[Sequence[str]]) -> io.BytesIO:
    """Write a file of units from rows of Id, DiatasanId, NamaUnor (and EselonId)."""
    full = [
        {"Id": row[0], "DiatasanId": row[1], "NamaUnor": row[2], "EselonId": row[3] if len(row) > 3 else ""}
        for row in rows
    ]
    return csv_of(full, header=UNIT_HEADER)


def checked(
    file: io.BytesIO | list[Row],
    *,
    agency: Agency,
    by: User | None = None,
    name: str = "export.csv",
    kind: ImportKind = ImportKind.PEOPLE,
    holds_on: dt.date | None = None,
) -> Import:
    """Keep a file and check it: a dry run."""
    stream = csv_of(file) if isinstance(file, list) else file
    batch = imports.begin(stream, name=name, agency=agency, by=by, kind=kind, holds_on=holds_on, in_background=False)
    working.check(batch)
    batch.refresh_from_db()
    return batch


def taken_in(file: io.BytesIO | list[Row], *, agency: Agency, **words: object) -> Import:
    """Keep a file, check it and take it in."""
    batch = checked(file, agency=agency, **words)  # type: ignore[arg-type]  # the words of `checked`
    imports.apply(batch, by=batch.by, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    working.take_in(batch)
    batch.refresh_from_db()
    return batch


def faults(batch: Import) -> list[tuple[int, str, str]]:
    """Give row, column and code of each wrong cell."""
    return [(cell["row"], cell["column"], cell["code"]) for cell in reports.report(batch)["wrong"]]
