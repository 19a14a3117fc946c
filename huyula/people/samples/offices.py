"""Invented offices of an agency: a tree of units as large as its people need, in the shape of a regional government.

The kinds of offices are those of domain knowledge (PP 18/2016 on perangkat daerah), their numbers follow from the
number of people: a school for 24 teachers, a health centre for 45 health workers. Where an agency has a tree already,
people can be invented for it instead.
"""

import datetime as dt
import random
from dataclasses import dataclass

from huyula.access.models import Agency
from huyula.people.models import UnitState

DEPARTMENTS = (
    ("Dinas Pendidikan dan Kebudayaan", "Pendidikan"),
    ("Dinas Kesehatan", "Kesehatan"),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", "Bina Marga"),
    ("Dinas Komunikasi, Informatika dan Statistik", "Informatika"),
    ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "Pengembangan Kompetensi"),
    ("Dinas Sosial dan Pemberdayaan Masyarakat", "Rehabilitasi Sosial"),
    ("Dinas Pertanian dan Ketahanan Pangan", "Tanaman Pangan"),
    ("Badan Perencanaan Pembangunan Daerah", "Perencanaan"),
    ("Badan Keuangan dan Aset Daerah", "Anggaran"),
    ("Dinas Perhubungan", "Lalu Lintas"),
    ("Dinas Kependudukan dan Pencatatan Sipil", "Pencatatan Sipil"),
    ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "Perizinan"),
    ("Dinas Perikanan dan Kelautan", "Perikanan Tangkap"),
    ("Satuan Polisi Pamong Praja", "Ketertiban Umum"),
    ("Inspektorat", "Pengawasan"),
)
DIVISIONS = ("Bidang {} I", "Bidang {} II", "Bidang Sarana {}")
# SIASN's echelon of a unit whose head is none of the structural ones: nobody is invented to lead it.
NO_ECHELON = "99"
# Words in the name of a unit -> what its people do mostly, and how many places it has.
SORTS = (
    ({"TK", "SD", "SMP", "SMA", "SMK", "SLB"}, "SCHOOL", 24),
    ({"RSUD"}, "HEALTH", 90),
    ({"Puskesmas"}, "HEALTH", 45),
)


@dataclass(slots=True)
class Office:
    """A unit of the tree: its SIASN ids, its name, the echelon and title of its head, and who works there mostly."""

    siasn_id: str
    parent: "Office | None"
    top: "Office | None"
    name: str
    echelon: str
    head_title: str
    trade: str
    places: int
    leader: str = ""


class _Tree:
    """Units being invented, from the top down."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.offices: list[Office] = []

    def add(
        self, name: str, *, under: Office | None, echelon: str, title: str, trade: str = "OFFICE", places: int = 8
    ) -> Office:
        top = (under.top or under) if under else None
        office = Office(f"{self.chance.getrandbits(128):032X}", under, top, name, echelon, title, trade, places)
        self.offices.append(office)
        return office


def offices_for(people: int, *, chance: random.Random, is_province: bool) -> list[Office]:
    """Invent the units of an agency with so many people, from the top down."""
    tree = _Tree(chance)
    _secretariat(tree, is_province=is_province)
    count = min(len(DEPARTMENTS), max(3, people // 60))
    departments = [_department(tree, number) for number in range(count)]
    _schools(tree, departments[0], count=max(1, people * 42 // 100 // 24), is_province=is_province)
    _health_centres(tree, departments[1], count=max(1, people * 20 // 100 // 45))
    return tree.offices


def standing_offices(agency: Agency, day: dt.date) -> list[Office]:
    """Give the units that an agency has on a day, in a fixed order; they have their heads. One query."""
    states = UnitState.objects.as_of(day).filter(agency=agency).exclude(unit__siasn_id="").select_related("unit")
    rows = list(states.order_by("unit__siasn_id", "pk"))
    found = {state.unit_id: _standing(state) for state in rows}
    for state in rows:
        found[state.unit_id].parent = found.get(state.parent_id) if state.parent_id else None
    for office in found.values():
        top = office
        while top.parent:
            top = top.parent
        office.top = top if top is not office else None
    return list(found.values())


def _standing(state: UnitState) -> Office:
    words = set(state.name.split())
    trade, places = next(((trade, places) for sort, trade, places in SORTS if words & sort), ("OFFICE", 8))
    return Office(state.unit.siasn_id, None, None, state.name, NO_ECHELON, "", trade, places)


def _secretariat(tree: _Tree, *, is_province: bool) -> None:
    echelon = "12" if is_province else "21"
    top = tree.add("Sekretariat Daerah", under=None, echelon=echelon, title="Sekretaris Daerah")
    kind, echelon = ("Biro", "22") if is_province else ("Bagian", "31")
    for word in ("Umum", "Organisasi", "Hukum", "Pemerintahan dan Kesejahteraan Rakyat"):
        tree.add(f"{kind} {word}", under=top, echelon=echelon, title=f"Kepala {kind} {word}", places=10)


def _department(tree: _Tree, number: int) -> Office:
    name, trade = DEPARTMENTS[number]
    top = tree.add(name, under=None, echelon="22", title=f"Kepala {name}", places=2)
    tree.add(f"Sekretariat {name}", under=top, echelon="31", title=f"Sekretaris {name}", places=14)
    for pattern in DIVISIONS:
        division = pattern.format(trade)
        tree.add(division, under=top, echelon="32", title=f"Kepala {division}", places=12)
    return top


def _schools(tree: _Tree, under: Office, *, count: int, is_province: bool) -> None:
    kinds = ("SMA Negeri", "SMK Negeri", "SLB Negeri") if is_province else ("SD Negeri", "SD Negeri", "SMP Negeri")
    for number in range(1, count + 1):
        name = f"{kinds[number % 3]} {number} Contoh"
        tree.add(name, under=under, echelon=NO_ECHELON, title=f"Kepala {name}", trade="SCHOOL", places=24)


def _health_centres(tree: _Tree, under: Office, *, count: int) -> None:
    tree.add("RSUD Contoh", under=under, echelon="31", title="Direktur RSUD Contoh", trade="HEALTH", places=90)
    for number in range(1, count + 1):
        name = f"UPTD Puskesmas Contoh {number}"
        tree.add(name, under=under, echelon="41", title=f"Kepala {name}", trade="HEALTH", places=45)
