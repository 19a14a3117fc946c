"""What an import says about itself: its report, its wrong cells, its differences, and why it stopped."""

import uuid
from collections.abc import Iterable
from typing import TypedDict

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _

from huyula.files.rules import Refusal as FileRefusal
from huyula.files.rules import WhyNotRead
from huyula.lib import tabular
from huyula.people.formats.columns import BY_NAME
from huyula.people.formats.siasn import HeaderFault
from huyula.people.models import Biodata, Difference, Import, WrongCell
from huyula.people.rules.cells import explained
from huyula.people.rules.imports import Refusal

SENTENCES: tuple[type[TextChoices], ...] = (Refusal, tabular.Fault, HeaderFault, WhyNotRead, FileRefusal)
# Fields of a staged row -> the column of the file that they come from.
COLUMN_OF = {
    "siasn_id": "pns_id",
    "nip": "nip_baru",
    "name": "nama",
    "front_titles": "gelar_depan",
    "back_titles": "gelar_belakang",
    "born_on": "tanggal_lahir",
    "sex": "jenis_kelamin",
    "office_email": "email_gov",
    "phone": "nomor_hp",
    "old_nip": "nip_lama",
    "education_level": "tingkat_pendidikan_id",
    "education_id": "pendidikan_id",
    "education": "pendidikan_nama",
    "graduated_in": "tahun_lulus",
    "category": "status_cpns_pns",
    "legal_status": "kedudukan_hukum_id",
    "staff_kind": "jenis_pegawai_id",
    "joined_on": "tmt_cpns",
    "joined_decree": "nomor_sk_cpns",
    "joined_decree_on": "tanggal_sk_cpns",
    "decree": "nomor_sk_pns",
    "decree_on": "tanggal_sk_pns",
    "rank_code": "gol_akhir_id",
    "rank_name": "gol_akhir_nama",
    "rank_entry": "gol_awal_nama",
    "rank_from": "tmt_golongan",
    "service_years": "mk_tahun",
    "service_months": "mk_bulan",
    "position_id": "jabatan_id",
    "position": "jabatan_nama",
    "position_kind": "jenis_jabatan_id",
    "placed_from": "tmt_jabatan",
    "place": "lokasi_kerja_nama",
    "home_agency": "instansi_induk_id",
    "unit_id": "unor_nama",
}


class WrongEntry(TypedDict):
    """A wrong cell in a report; restricted values are masked."""

    row: int
    column: str
    value: str
    code: str
    message: str


class Report(TypedDict):
    """The report of an import, as `huyula import-people --report` writes it. `failure` is empty unless it stopped."""

    rows: int
    new: int
    changed: int
    same: int
    wrong: list[WrongEntry]
    failure: dict[str, str]


def report(batch: Import) -> Report:
    """Give the report of an import with every wrong cell. One query."""
    failure = {"code": batch.failure, "message": why_failed(batch)} if batch.failure else {}
    cells = wrong_cells(batch).iterator(chunk_size=2_000)
    return Report(
        rows=batch.rows,
        new=batch.new,
        changed=batch.changed,
        same=batch.same,
        wrong=[
            WrongEntry(row=cell.row, column=cell.column, value=cell.value, code=cell.code, message=message(cell))
            for cell in cells
        ],
        failure=failure,
    )


def refused(code: str, detail: str) -> Report:
    """Give the report of a file that was not even kept."""
    return Report(rows=0, new=0, changed=0, same=0, wrong=[], failure={"code": code, "message": detail})


def wrong_cells(batch: Import) -> QuerySet[WrongCell]:
    """Give the wrong cells of an import in the order of the file."""
    return WrongCell.objects.filter(batch=batch).order_by("row", "pk")


def message(cell: WrongCell) -> str:
    """Say what is wrong with a cell, and the fix."""
    return explained(cell.code, cell.words)


def differences(batch: Import) -> QuerySet[Difference]:
    """Give what an import would change, in the order of the file."""
    return Difference.objects.filter(batch=batch).order_by("row", "pk")


def names_here(persons: Iterable[uuid.UUID | None], agency: uuid.UUID) -> dict[uuid.UUID, str]:
    """Give what an agency itself calls persons; what others call them is not its business. One query."""
    wanted = {person for person in persons if person}
    found = Biodata.objects.standing().filter(agency=agency, person__in=wanted)
    return {row.person_id: row.titled_name for row in found.only("person", "name", "front_titles", "back_titles")}


def field_label(field: str) -> str:
    """Give the name of a field for people."""
    column = BY_NAME.get(COLUMN_OF.get(field, field))
    if column:
        return column.label
    return {
        "transfer": _("Comes from another agency"),
        "unit.parent_id": _("Unit above"),
        "unit.name": _("Name of the unit"),
        "unit.kind": _("Kind of unit"),
        "unit.echelon": _("Echelon of its head"),
        "unit.head_title": _("Post of its head"),
        "unit.leader_siasn_id": _("Leader (SIASN id)"),
    }.get(field, field)


def why_failed(batch: Import) -> str:
    """Say why an import stopped, "" if it did not."""
    for kind in SENTENCES:
        if batch.failure in kind.values:
            sentence = str(kind(batch.failure).label)
            return sentence % batch.failure_words if batch.failure_words else sentence
    return batch.failure
