"""SIASN's "Export Data ASN": one row of text in, one officer or its wrong cells out.

Columns and traps as seen in public importers of the same file: cells that begin with an apostrophe, the literal text
`null`, days as dd-mm-yyyy, NIPs turned into 1.98609E+17. Values repeat (days, codes, names of units), so that each
column remembers what it has read.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import chain, compress
from operator import and_, itemgetter
from typing import NamedTuple, TypeAlias, cast

import orjson
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huyula.lib import crypto
from huyula.lib.tabular import CannotRead
from huyula.people.formats.columns import RESTRICTED, codes
from huyula.people.rules import cells, posts
from huyula.people.rules.cells import Fault, Wrong

Read: TypeAlias = Callable[[str], str | Wrong]
Pick: TypeAlias = Callable[[list[str]], tuple[str, ...]]
Column: TypeAlias = Sequence[str]
MASK = "••••"
SHOWN_CHARACTERS = 200
REMEMBERED = 50_000
UNIT_SEPARATOR = "\x1f"


class HeaderFault(TextChoices):
    """Why a file is no export of personnel."""

    MISSING_COLUMNS = (
        "MISSING_COLUMNS",
        _("These columns are missing: %(columns)s. Please export again from SIASN with all columns."),
    )
    DOUBLE_COLUMNS = (
        "DOUBLE_COLUMNS",
        _("These columns stand in the file more than once: %(columns)s. Please remove the copies."),
    )


class WrongCell(NamedTuple):
    """A cell that can't be taken in; `value` is masked where the column is restricted."""

    column: str
    value: str
    wrong: Wrong


class Officer(NamedTuple):
    """What a row says about somebody, in the order in which it is staged: days as yyyy-mm-dd, "" for nothing."""

    siasn_id: str
    nip: str
    name: str
    front_titles: str
    back_titles: str
    born_on: str
    sex: str
    email: str
    office_email: str
    phone: str
    old_nip: str
    education_level: str
    education_id: str
    education: str
    graduated_in: str
    restricted: str
    nik: str
    category: str
    legal_status: str
    staff_kind: str
    joined_on: str
    joined_decree: str
    joined_decree_on: str
    decree: str
    decree_on: str
    standing_from: str
    rank_scheme: str
    rank_code: str
    rank_name: str
    rank_entry: str
    rank_from: str
    service_years: str
    service_months: str
    position_id: str
    position: str
    position_kind: str
    placed_from: str
    place: str
    home_agency: str
    unit_id: str
    unit: str
    parent_id: str
    parent: str


def _needed(read: Read) -> Read:
    def needed(raw: str) -> str | Wrong:
        return read(raw) or Wrong(Fault.MISSING)

    return needed


def _text(most: int) -> Read:
    return partial(cells.text_from, most=most)


def _known(read: Read, among: dict[str, str], fault: Fault) -> Read:
    def known(raw: str) -> str | Wrong:
        value = read(raw)
        return value if isinstance(value, Wrong) else among.get(value.casefold(), Wrong(fault))

    return known


KINDS = {code: code for code in codes("position_kinds")}
NAME_OF_RANK = codes("ranks")
# Columns whose cells are seldom the same twice; each row is read anew, most of them at one glance (cells.PLAIN).
RARE: dict[str, Read] = {
    "pns_id": _needed(_text(36)),
    "nip_baru": cells.nip_from,
    "nama": cells.name_from,
    "email": cells.email_from,
    "email_gov": cells.email_from,
    "nomor_hp": partial(cells.digits_from, most=30),
    "nip_lama": partial(cells.digits_from, most=20),
    "nik": cells.nik_from,
    "alamat": _text(500),
    "npwp_nomor": partial(cells.digits_from, most=30),
    "bpjs": partial(cells.digits_from, most=30),
    "nomor_sk_cpns": _text(80),
    "nomor_sk_pns": _text(80),
}
# Columns whose cells repeat; what was read once is remembered.
COMMON: dict[str, Read] = {
    "gelar_depan": _text(60),
    "gelar_belakang": _text(100),
    "tanggal_lahir": _needed(cells.date_from),
    "jenis_kelamin": _known(_needed(_text(20)), posts.SEXES, Fault.UNKNOWN_SEX),
    "tingkat_pendidikan_id": partial(cells.code_from, most=2, width=2),
    "pendidikan_id": _text(36),
    "pendidikan_nama": _text(200),
    "tahun_lulus": partial(cells.number_from, least=1940, most=2100),
    "tempat_lahir_id": _text(36),
    "tempat_lahir_nama": _text(100),
    "status_cpns_pns": _text(40),
    "jenis_pegawai_nama": _text(150),
    "kedudukan_hukum_nama": _text(150),
    "kedudukan_hukum_id": _needed(partial(cells.code_from, most=2, width=2)),
    "jenis_pegawai_id": _text(2),
    "tmt_cpns": cells.date_from,
    "tanggal_sk_cpns": cells.date_from,
    "tanggal_sk_pns": cells.date_from,
    "tmt_pns": cells.date_from,
    "gol_akhir_id": _text(5),
    "gol_akhir_nama": _text(10),
    "gol_awal_id": _text(5),
    "gol_awal_nama": _text(10),
    "tmt_golongan": cells.date_from,
    "mk_tahun": partial(cells.number_from, least=0, most=60),
    "mk_bulan": partial(cells.number_from, least=0, most=999),
    "jabatan_id": _text(36),
    "jabatan_nama": _needed(_text(250)),
    "jenis_jabatan_id": _known(_needed(_text(36)), KINDS, Fault.UNKNOWN_CODE),
    "tmt_jabatan": cells.date_from,
    "lokasi_kerja_nama": _text(150),
    "unor_id": _needed(_text(36)),
    "unor_nama": _needed(_text(250)),
    "satuan_kerja_induk_id": _text(36),
    "satuan_kerja_induk_nama": _text(250),
    "instansi_kerja_id": _text(36),
    "instansi_induk_id": _text(36),
}
READS = RARE | COMMON
NAMES = tuple(READS)
PLAIN = re.compile(UNIT_SEPARATOR.join(cells.PLAIN[name] for name in RARE))
# DPB and DPK: lent by one agency, working in another (SIASN jenisPegawai).
_SEALED = ("nik", "alamat", "npwp_nomor", "bpjs", "tempat_lahir_id", "tempat_lahir_nama")
LENT = frozenset(code for code, name in codes("staff_kinds").items() if " DPB " in name or " DPK " in name)


class _Remembering(dict[str, str | Wrong]):
    """What a column has read, by the raw text; bounded. What is wrong is not remembered, but told each time."""

    def __init__(self, read: Read, tell: Callable[[Wrong], None]) -> None:
        super().__init__()
        self.read = read
        self.tell = tell

    def __missing__(self, raw: str) -> str | Wrong:
        value = self.read(raw)
        if isinstance(value, Wrong):
            self.tell(value)
        elif len(self) < REMEMBERED:
            self[raw] = value
        return value


def nik_index_key() -> bytes:
    """Give the key under which NIKs are indexed; it follows the key ring."""
    return crypto.blind_index("key", purpose="people.nik")


def nik_index(nik: str, *, key: bytes) -> bytes:
    """Give the blind index by which a sealed NIK is found again (keyed BLAKE2b, RFC 7693)."""
    return hashlib.blake2b(nik.encode(), key=key, digest_size=32).digest()


def normalised(header: Sequence[str]) -> list[str]:
    """Give the names of columns as the table of columns has them."""
    return [cells.clean(cell.lstrip("\ufeff")).casefold().replace(" ", "_") for cell in header]


def columns_found(header: Sequence[str], *, needed: Sequence[str]) -> dict[str, int]:
    """Give where each needed column stands. Raises CannotRead, naming what is missing or double."""
    names = normalised(header)
    double = sorted({name for name in names if name in needed and names.count(name) > 1})
    if double:
        raise CannotRead(HeaderFault.DOUBLE_COLUMNS, columns=", ".join(double))
    missing = [name for name in needed if name not in names]
    if missing:
        raise CannotRead(HeaderFault.MISSING_COLUMNS, columns=", ".join(missing))
    return {name: names.index(name) for name in needed}


def shown(raw: str) -> str:
    """Give a cell as it is shown where it is wrong; a zero, which the database can't hold, by its picture."""
    return raw[:SHOWN_CHARACTERS].replace("\0", "␀")


class Reader:
    """Reads the rows of one file for one agency (its SIASN id)."""

    def __init__(self, header: Sequence[str], *, agency: str) -> None:
        """Find the columns. Raises CannotRead when some are missing or double."""
        self.places = columns_found(header, needed=NAMES)
        self.width = len(header)
        self.agency = agency.casefold()
        self._all: Pick = itemgetter(*self.places.values())
        self._stumbled: list[Wrong] = []
        self._reads = [_Remembering(read, self._stumbled.append).__getitem__ for read in COMMON.values()]
        self._category = cache(_category)
        self._rank = cache(partial(posts.rank, names=NAME_OF_RANK))
        self._home = cache(partial(_wrong_agency, agency=self.agency))

    def is_blank(self, row: Sequence[str]) -> bool:
        """Say whether a row holds nothing at all."""
        return not any(row) or not "".join(row).strip()

    def fingerprint(self, row: list[str]) -> str:
        """Give the text by which a row is known again: what is read of it, as it stands."""
        return UNIT_SEPARATOR.join(self._all(row))

    def shaped(self, row: list[str]) -> list[str] | WrongCell:
        """Give the row with as many cells as the header, or say that it has others."""
        if len(row) > self.width and not any(row[self.width :]):
            return row[: self.width]
        if len(row) == self.width:
            return row
        words = {"found": str(len(row)), "expected": str(self.width)}
        return WrongCell("", "", Wrong(Fault.ROW_SHAPE, words))

    def nip_of(self, row: list[str]) -> str:
        """Give the NIP of a row that is known to be right."""
        return cells.clean(row[self.places["nip_baru"]]).replace(" ", "")

    def read(self, rows: Sequence[list[str]]) -> list[Officer | list[WrongCell]]:
        """Read rows that have the shape of the header, column by column: officers, or every cell that is wrong.

        Some hundred at a time are read fastest: their cells are still in the processor's cache.
        """
        columns = list(zip(*rows, strict=True))
        rare: Sequence[Column] = [columns[self.places[name]] for name in RARE]
        self._stumbled.clear()
        common: Sequence[Sequence[str | Wrong]] = [
            list(map(read, columns[self.places[name]])) for name, read in zip(COMMON, self._reads, strict=True)
        ]
        smooth = _plain(rare)
        if self._stumbled:
            right = (not any(isinstance(cell, Wrong) for cell in row) for row in zip(*common, strict=True))
            smooth = list(map(and_, smooth, right))
        if not all(smooth):
            rare = [list(compress(column, smooth)) for column in rare]
            common = [list(compress(column, smooth)) for column in common]
        officers = iter(self._officers(rare, cast("Sequence[Column]", common)))
        found = [
            next(officers) if is_smooth else self._slowly(row) for row, is_smooth in zip(rows, smooth, strict=True)
        ]
        return [
            each if isinstance(each, Officer) else [self._wrong(name, row, wrong) for name, wrong in each]
            for row, each in zip(rows, found, strict=True)
        ]

    def _slowly(self, row: list[str]) -> Officer | list[tuple[str, Wrong]]:
        """Read a row cell by cell, because one of them is not plain or wrong."""
        values = [(name, read(row[self.places[name]])) for name, read in READS.items()]
        if wrong := [(name, value) for name, value in values if isinstance(value, Wrong)]:
            return wrong
        columns = [[cast("str", value)] for _, value in values]
        return self._officers(columns[: len(RARE)], columns[len(RARE) :])[0]

    def _wrong(self, name: str, row: Sequence[str], wrong: Wrong) -> WrongCell:
        value = shown(row[self.places[name]])
        return WrongCell(name, MASK if name in RESTRICTED and value else value, wrong)

    def _officers(self, rare: Sequence[Column], common: Sequence[Column]) -> list[Officer | list[tuple[str, Wrong]]]:
        """Bring the columns of some rows together: what follows from a row, and what does not go together in it."""
        siasn_id, nip, name, email, office_email, phone, old_nip, nik, address, npwp, bpjs, joined_decree, decree = rare
        front, back, born, sex, level, education_id, education, graduated, *birthplace = common[:10]
        status, kind_name, status_name, legal_status, staff_kind = common[10:15]
        joined, joined_decree_on, decree_on, pns = common[15:19]
        code, grade_name, entry_code, entry_name, risen, years, months = common[19:26]
        position_id, position, position_kind, placed, place, *unit, work, home = common[26:]
        category = list(map(self._category, status, kind_name, status_name, (number[12] for number in nip), pns))
        since = [
            (made if kind == "PNS" else "") or first or post
            for kind, made, first, post in zip(category, pns, joined, placed, strict=True)
        ]
        grade = list(map(self._rank, code, grade_name))
        homes = list(map(self._home, work, home, staff_kind))
        scheme, grade_code, rank = ([each[place] if each else "" for each in grade] for place in range(3))
        columns = (
            *(siasn_id, nip, name, front, back, born, sex, email, office_email, phone, old_nip),
            *(level, education_id, education, graduated, _restricted(nik, address, npwp, bpjs, *birthplace), nik),
            *(category, legal_status, staff_kind, joined, joined_decree, joined_decree_on, decree, decree_on, since),
            *(scheme, grade_code, rank),
            [known or NAME_OF_RANK.get(entry, "") for known, entry in zip(entry_name, entry_code, strict=True)],
            [(day or first) if each else "" for day, first, each in zip(risen, since, grade, strict=True)],
            *(years, months, position_id, position, position_kind),
            [day or first for day, first in zip(placed, since, strict=True)],
            *(place, [lent_by for lent_by, _ in homes], *unit),
        )
        found: list[Officer | list[tuple[str, Wrong]]] = list(map(Officer._make, zip(*columns, strict=True)))
        told = zip(category, since, grade, code, grade_name, homes, strict=True)
        for number, (kind, first, each, *named, (_lent_by, stranger)) in enumerate(told):
            if stranger or not kind or not first or (each is None and any(named)):
                found[number] = [*_faults(kind, first, each, *named), *stranger]
        return found


def _category(status: str, kind_name: str, status_name: str, nip: str, made_pns_on: str) -> str:
    return posts.category(status, f"{kind_name} {status_name}", nip, made_pns_on)


def _restricted(*columns: Column) -> list[str]:
    """Write the restricted cells of each row as JSON, which is sealed as one value."""
    return [orjson.dumps(dict(zip(_SEALED, row, strict=True))).decode() for row in zip(*columns, strict=True)]


def _wrong_agency(work: str, home: str, staff_kind: str, *, agency: str) -> tuple[str, list[tuple[str, Wrong]]]:
    """See that the person works for the agency, and give who lent the person, if somebody did."""
    works, belongs = work.casefold(), home.casefold()
    if not works and not belongs:
        return "", [("instansi_kerja_id", Wrong(Fault.MISSING))]
    if (works or belongs) != agency:
        return "", [("instansi_kerja_id" if works else "instansi_induk_id", Wrong(Fault.OTHER_AGENCY))]
    if belongs in {"", agency}:
        return "", []
    return home, [] if staff_kind in LENT else [("instansi_induk_id", Wrong(Fault.OTHER_AGENCY))]


def _plain(rare: Sequence[Column]) -> list[bool]:
    """Say of each row whether reading its rare cells would give them as they are: one glance instead of thirteen."""
    glances = map(PLAIN.fullmatch, map(UNIT_SEPARATOR.join, zip(*rare, strict=True)))
    plain = [glance is not None and cells.is_day(nip[:8]) for glance, nip in zip(glances, rare[1], strict=True)]
    if max(map(len, chain.from_iterable(rare)), default=0) > cells.SHORT:
        plain = [
            each and max(map(len, row)) <= cells.SHORT for each, row in zip(plain, zip(*rare, strict=True), strict=True)
        ]
    return plain


def _faults(category: str, since: str, grade: object, code: str, name: str) -> list[tuple[str, Wrong]]:
    faults = []
    if not category:
        faults.append(("status_cpns_pns", Wrong(Fault.UNKNOWN_CATEGORY)))
    if not since:
        faults.append(("tmt_cpns", Wrong(Fault.MISSING)))
    if grade is None and (code or name):
        faults.append(("gol_akhir_nama" if name else "gol_akhir_id", Wrong(Fault.UNKNOWN_RANK)))
    return faults
