"""The memo about the figures of an agency or a unit. Letters are written in Indonesian, whatever the page speaks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone, translation

from huyula.insight.models import Reckoning, UnitFigures
from huyula.insight.policies import Sight
from huyula.insight.queries.gaps import Missed, missed
from huyula.insight.queries.units import UnitsShown, every_below, units_shown
from huyula.letters import queries as letters
from huyula.letters.formats import Column, Memo, Table
from huyula.letters.models import Letter, Signatory
from huyula.ui.filters import clock, day, number, percent

MOST_COMPETENCES = 10
BASIS = (
    "Berdasarkan Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara Pasal 49 dan Peraturan Pemerintah "
    "Nomor 11 Tahun 2017 sebagaimana diubah dengan Peraturan Pemerintah Nomor 17 Tahun 2020 Pasal 203, setiap pegawai "
    "wajib mengembangkan kompetensinya."
)
NOTES = (
    "Angka hanya memuat jam pelajaran yang tercatat di Huyula; riwayat kursus dan diklat dari SIASN belum dimuat. "
    "“Belum ada catatan” berarti belum diketahui, bukan nol. Kesenjangan adalah tingkat di bawah standar kompetensi "
    "jabatan menurut sumber yang "
    "berlaku; pegawai yang belum dinilai tidak diduga-duga."
)
UNITS_CAPTION = (
    "Jam pelajaran menurut unit kerja, beserta semua unit di bawahnya (Capai: memenuhi target; Kurang: di bawah "
    "target; Belum: belum ada catatan; JP: rata-rata setiap pegawai yang dihitung)"
)
CLOSING = "Demikian disampaikan, atas perhatiannya diucapkan terima kasih."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a memo is asked for: to whom, signed by whom, with which words of one's own."""

    to: str
    signatory: Signatory | None
    words: str = ""


def memo_of(sight: Sight, reckoning: Reckoning, *, unit: uuid.UUID | None, asked: Asked) -> Memo | None:
    """Write the memo about a unit with all below it, or about the agency; None for one that was not counted.

    Seven queries.
    """
    shown = units_shown(sight, reckoning, unit=unit)
    if shown is None:
        return None
    below = every_below(sight, reckoning, unit=unit)
    gaps = [row for row in missed(sight.agency, reckoning, unit=unit) if row.lacking][:MOST_COMPETENCES]
    with translation.override("id"):
        return _written(sight, reckoning, shown, below=below, gaps=gaps, asked=asked)


def _written(
    sight: Sight,
    reckoning: Reckoning,
    shown: UnitsShown,
    *,
    below: Sequence[UnitFigures],
    gaps: Sequence[Missed],
    asked: Asked,
) -> Memo:
    whose = shown.name or sight.agency.name
    sender = asked.signatory.position if asked.signatory else sight.agency.name
    subject = f"Capaian pengembangan kompetensi {whose} tahun {reckoning.year}"
    tables = [_units_table(below, shown.alone)] if below else []
    return Memo(
        title="NOTA DINAS",
        facts=[("Yth.", asked.to), ("Dari", sender), ("Hal", subject)],
        paragraphs=[f"{BASIS} {_as_of(reckoning)}", *_sentences(shown.total)],
        tables=[*tables, *([_gaps_table(gaps)] if gaps else [])],
        closing=[*([asked.words] if asked.words else []), NOTES, CLOSING],
        note=f"Dihitung {day(reckoning.at)}, {clock(timezone.localtime(reckoning.at))}",
    )


def _as_of(reckoning: Reckoning) -> str:
    moment = timezone.localtime(reckoning.at)
    return (
        f"Bersama ini disampaikan capaian tahun {reckoning.year} menurut catatan Huyula pada {day(moment)} pukul "
        f"{clock(moment)}, dengan pegawai dan unit per {day(reckoning.day)}."
    )


def _sentences(total: UnitFigures) -> list[str]:
    out = [
        f"{number(count)} {word}"
        for count, word in (
            (total.no_target, "tanpa target minimal"),
            (total.exempt, "karena kedudukan hukumnya"),
            (total.undecided, "yang kedudukan hukumnya belum diatur"),
        )
        if count
    ]
    apart = f" (tidak dihitung: {'; '.join(out)})" if out else ""
    return [
        f"Jam pelajaran. Dari {number(total.people)} pegawai, {number(total.due)} dihitung terhadap target{apart}. "
        f"{number(total.met)} orang ({percent(total.share, 1)}) memenuhi target, {number(total.short)} di bawah "
        f"target, dan bagi {number(total.none)} orang belum ada catatan. Rata-rata {_jp(total.mean_jp)} JP untuk "
        "setiap pegawai yang dihitung, termasuk yang belum ada catatannya.",
        f"Kesenjangan kompetensi. {number(total.rated)} dari {number(total.asked)} pegawai yang jabatannya memiliki "
        f"standar telah dinilai; {number(total.with_gap)} di antaranya memiliki sekurang-kurangnya satu kompetensi di "
        f"bawah standar ({number(total.gaps)} kesenjangan seluruhnya).",
        f"Dipelajari dan diterapkan. {number(total.learned)} pelatihan diselesaikan; {number(total.used)} diterapkan "
        f"menurut pegawai, {number(total.seen)} dilihat penerapannya oleh atasan.",
    ]


def _units_table(rows: Sequence[UnitFigures], alone: UnitFigures | None) -> Table:
    heads = ("Pegawai", "Dihitung", "Capai", "%", "Kurang", "Belum", "JP")
    columns = [
        Column("No.", number=True),
        Column("Unit kerja", width=1),
        *(Column(head, number=True) for head in heads),
    ]
    listed = [*rows, *([alone] if alone and alone.people else [])]
    cells = [
        [str(place), _name(row), number(row.people), number(row.due), number(row.met), percent(row.share),
         number(row.short), number(row.none), _jp(row.mean_jp)]
        for place, row in enumerate(listed, start=1)
    ]  # fmt: skip
    return Table(columns, cells, caption=UNITS_CAPTION)


def _name(row: UnitFigures) -> str:
    if not row.is_total:
        return "Di unit itu sendiri"
    return row.name or "Unit yang sudah tidak ada"


def _gaps_table(rows: Sequence[Missed]) -> Table:
    heads = ("Di bawah standar", "Dinilai", "%", "Rata-rata kurang")
    columns = [
        Column("No.", number=True),
        Column("Kompetensi", width=1),
        *(Column(head, number=True) for head in heads),
    ]
    cells = [
        [str(place), row.competence.title, number(row.lacking), number(row.known), percent(row.share),
         number(row.mean, 1)]
        for place, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return Table(columns, cells, caption="Kompetensi yang paling banyak belum terpenuhi")


def _jp(value: Decimal | None) -> str:
    return number(value, 1)


def memos_about(reckoning: Reckoning) -> QuerySet[Letter]:
    """Give the memos about an agency and a year, the newest first."""
    return letters.letters_about(reckoning)
