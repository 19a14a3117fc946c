"""Invented officers: the cells of a row of SIASN's Export Data ASN, in the shape of Gorontalo's territory.

Seventy of a hundred are women; two in five teach, one in five works in health care; three in five are PNS, the others
CPNS, PPPK and PPPK part time. Serials of NIPs stand above 900, so that none is anybody's.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from huyula.people.formats.columns import COLUMNS, codes
from huyula.people.samples.names import TOWNS, a_name
from huyula.people.samples.offices import NO_ECHELON, Office
from huyula.people.samples.schooling import DEGREE, schooling

HEADER = tuple(column.name for column in COLUMNS)
TODAY = dt.date(2026, 1, 1)
# Birthdays of one agency leave the same rest, so that no NIP of another agency can be the same.
DIVISOR = 31
# Serials of NIPs and NIKs of one seed leave the same rest, so that no number of another seed can be the same.
SEEDS = 33
FIRST, LAST = 901, 999
RANKS = codes("ranks")
STATUSES = {**codes("legal_statuses"), "71": "PPPK Aktif"}
TEACHERS = (
    ("ff80808132b9d98c0132cd178bc8056e", "Guru Ahli Pertama"),
    ("A5EB03E23F44F6A0E040640A040252AD", "Guru Ahli Muda"),
    ("A5EB03E23F42F6A0E040640A040252AD", "Guru Ahli Madya"),
)
HEALERS = (
    ("ff80808149a41441014a1884c7107ab2", "Perawat Terampil"),
    ("ff80808149a41441014a188542647abd", "Perawat Mahir"),
    ("ff80808149a41441014a1885dd627ace", "Perawat Ahli Pertama"),
    ("A5EB03E23EC4F6A0E040640A040252AD", "Bidan Terampil"),
    ("A5EB03E23EC3F6A0E040640A040252AD", "Bidan Mahir"),
    ("A5EB03E23F4AF6A0E040640A040252AD", "Dokter Ahli Pertama"),
)
EXPERTS = (
    ("A5EB03E23EB1F6A0E040640A040252AD", "Pranata Komputer Ahli Pertama"),
    ("D82C966533057042E040640A02020A8A", "Analis Kebijakan Ahli Muda"),
    ("B0AADCFD91062D55E050640A290328BE", "Analis Sumber Daya Manusia Aparatur Ahli Pertama"),
    ("8ae4829d5331ae3901533529ee4708a8", "Arsiparis Terampil"),
)
STAFF = (
    ("CONTOH-JFU-01", "Penelaah Teknis Kebijakan"),
    ("CONTOH-JFU-02", "Pengolah Data dan Informasi"),
    ("CONTOH-JFU-03", "Pengadministrasi Perkantoran"),
    ("CONTOH-JFU-04", "Penata Layanan Operasional"),
    ("CONTOH-JFU-05", "Operator Layanan Operasional"),
)
TRADES = {"SCHOOL": TEACHERS, "HEALTH": HEALERS, "OFFICE": EXPERTS}
KINDS, SHARES = ("P", "C", "PPPK", "PPPK Paruh Waktu"), (61, 3, 29, 7)


@dataclass(frozen=True, slots=True)
class Home:
    """The agency of an export: its SIASN id, its name, its code."""

    siasn_id: str
    name: str
    code: str

    @property
    def rest(self) -> int:
        """Give the rest that the birthdays of its people leave."""
        return int("".join(digit for digit in self.code if digit.isdigit()) or "0") % DIVISOR


@dataclass(frozen=True, slots=True)
class _Post:
    office: Office
    id: str
    name: str
    kind: str


@dataclass(slots=True)
class _Numbers:
    """The numbers that an export has given; `rest` is what their serials leave."""

    rest: int
    taken: set[str] = field(default_factory=set)


def rows(people: int, *, home: Home, offices: list[Office], chance: random.Random, seed: int) -> Iterator[list[str]]:
    """Give the rows of an export: the heads of the offices first, then everybody else by the places there are."""
    numbers = _Numbers(seed % SEEDS)
    heads = [office for office in offices if office.echelon != NO_ECHELON]
    weights = [office.places for office in offices]
    for number in range(people):
        is_head = number < len(heads)
        office = heads[number] if is_head else chance.choices(offices, weights)[0]
        category = "P" if is_head else chance.choices(KINDS, SHARES)[0]
        post = _post(office, chance, is_head=is_head)
        cells = _person(post, home, chance, numbers, is_pppk=category.startswith("PPPK"))
        cells |= _service(cells, chance, category=category)
        cells |= _place(post, home=home, cells=cells)
        if is_head or (office.trade == "SCHOOL" and not office.leader):
            office.leader = cells["pns_id"]  # a school is led by one of its teachers
        yield [cells.get(name, "") for name in HEADER]


def _person(post: _Post, home: Home, chance: random.Random, numbers: _Numbers, *, is_pppk: bool) -> dict[str, str]:
    is_woman = chance.random() < 0.7
    born, joined, nip, nik = _numbered(home, chance, numbers, is_woman=is_woman, is_pppk=is_pppk)
    name = a_name(chance, is_woman=is_woman)
    town = chance.choice(TOWNS)
    address = "".join(part for part in name.casefold() if part.isalpha() and part.isascii())
    return {
        "pns_id": f"{chance.getrandbits(128):032X}",
        "nip_baru": nip,
        "nama": name.upper() if chance.random() < 0.6 else name,
        **schooling(
            post.name, echelon=post.office.echelon if post.kind == "1" else NO_ECHELON, is_woman=is_woman, chance=chance
        ),
        "tempat_lahir_id": f"CONTOH-{TOWNS.index(town):02d}",
        "tempat_lahir_nama": town,
        "tanggal_lahir": f"{born:%d-%m-%Y}",
        "jenis_kelamin": "F" if is_woman else "M",
        "agama_id": str(chance.choice((1, 1, 1, 1, 2, 3))),
        "agama_nama": "Islam",
        "jenis_kawin_id": "1",
        "jenis_kawin_nama": "Menikah",
        "nik": nik,
        "nomor_hp": f"0852{chance.randrange(10**8):08d}",
        "email": f"{address}{nip[-3:]}@contoh.example",
        "email_gov": f"{address}.{nip[2:8]}@contoh.go.example" if chance.random() < 0.4 else "",
        "alamat": f"Jl. Contoh No. {chance.randrange(1, 400)}, {town}",
        "npwp_nomor": f"99{chance.randrange(10**13):013d}",
        "bpjs": f"000{chance.randrange(10**10):010d}",
        "tahun_lulus": str(born.year + 22),
        "tmt_cpns": f"{joined:%d-%m-%Y}",
        "is_valid_nik": "1",
        "kartu_asn_virtual": "1",
    }


def _numbered(
    home: Home, chance: random.Random, numbers: _Numbers, *, is_woman: bool, is_pppk: bool
) -> tuple[dt.date, dt.date, str, str]:
    """Draw a birthday, a first day of service, and a NIP and a NIK that nobody else has.

    A PPPK's NIP bears 21 to 29 in the place of the month; a woman's NIK has 40 added to the day.
    """
    while True:
        ordinal = chance.randrange(dt.date(1967, 1, 1).toordinal(), dt.date(2002, 1, 1).toordinal())
        born = dt.date.fromordinal(ordinal - ordinal % DIVISOR + home.rest)
        joined = dt.date(min(born.year + chance.randrange(22, 33), 2024), chance.randrange(1, 13), 1)
        drawn = chance.randrange(FIRST, LAST + 1)
        month = f"{21 + drawn % 9}" if is_pppk else f"{joined:%m}"
        serial = FIRST + numbers.rest + (drawn - FIRST) // SEEDS * SEEDS
        nip = f"{born:%Y%m%d}{joined:%Y}{month}{2 if is_woman else 1}{serial}"
        place = f"990{chance.randrange(1, 8)}{chance.randrange(1, 30):02d}"
        serial_of_nik = 1 + numbers.rest + chance.randrange(1, 9999) // SEEDS * SEEDS
        nik = f"{place}{born.day + (40 if is_woman else 0):02d}{born:%m%y}{serial_of_nik:04d}"
        if nip not in numbers.taken and nik not in numbers.taken:
            numbers.taken.update((nip, nik))
            return born, joined, nip, nik


def _service(cells: dict[str, str], chance: random.Random, *, category: str) -> dict[str, str]:
    """Draw decrees and rank."""
    joined = dt.datetime.strptime(cells["tmt_cpns"], "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no zone
    is_pppk, is_graduate = category.startswith("PPPK"), cells["tingkat_pendidikan_id"] >= DEGREE
    years = max(0, TODAY.year - joined.year)
    grade = ("9", "IX") if is_graduate else ("7", "VII")
    code = str((31 if is_graduate else 21) + min(years // 4, 3) + (10 if years > 18 else 0))
    risen = dt.date(joined.year + years // 4 * 4, 4, 1)
    status = "71" if is_pppk else chance.choices(("01", "03", "02"), (97, 2, 1))[0]
    confirmed = dt.date(joined.year + 1, joined.month, 1)
    return {
        "status_cpns_pns": category,
        "jenis_pegawai_id": "" if is_pppk else "10",
        "jenis_pegawai_nama": category if is_pppk else "PNS Daerah Propinsi yang bekerja pada Propinsi",
        "kedudukan_hukum_id": status,
        "kedudukan_hukum_nama": STATUSES[status],
        "nomor_sk_cpns": f"813/{chance.randrange(1, 900)}/BKD/{joined.year}",
        "tanggal_sk_cpns": f"{joined:%d-%m-%Y}",
        "nomor_sk_pns": f"821/{chance.randrange(1, 900)}/BKD/{confirmed.year}" if category == "P" else "",
        "tanggal_sk_pns": f"{confirmed:%d-%m-%Y}" if category == "P" else "",
        "tmt_pns": f"{confirmed:%d-%m-%Y}" if category == "P" else "",
        "gol_awal_id": grade[0] if is_pppk else "31",
        "gol_awal_nama": grade[1] if is_pppk else "III/a",
        "gol_akhir_id": grade[0] if is_pppk else code,
        "gol_akhir_nama": grade[1] if is_pppk else RANKS[code],
        "tmt_golongan": f"{joined:%d-%m-%Y}" if is_pppk else f"{max(risen, joined):%d-%m-%Y}",
        "mk_tahun": str(years),
        "mk_bulan": str(chance.randrange(12)),
        "tmt_jabatan": f"{max(joined, dt.date(chance.randrange(2016, 2026), chance.randrange(1, 13), 1)):%d-%m-%Y}",
    }


def _post(office: Office, chance: random.Random, *, is_head: bool) -> _Post:
    if is_head:
        return _Post(office, office.siasn_id, office.head_title, "1")
    if chance.random() < {"SCHOOL": 0.88, "HEALTH": 0.85, "OFFICE": 0.25}[office.trade]:
        return _Post(office, *chance.choice(TRADES[office.trade]), "2")
    return _Post(office, *chance.choice(STAFF), "4")


def _place(post: _Post, *, home: Home, cells: dict[str, str]) -> dict[str, str]:
    top = post.office.top or post.office
    kinds = codes("position_kinds")
    return {
        "jenis_jabatan_id": post.kind,
        "jenis_jabatan_nama": kinds[post.kind],
        "jabatan_id": post.id,
        "jabatan_nama": post.name,
        "unor_id": post.office.siasn_id,
        "unor_nama": post.office.name,
        "lokasi_kerja_id": "CONTOH-99",
        "lokasi_kerja_nama": cells["tempat_lahir_nama"],
        "instansi_induk_id": home.siasn_id,
        "instansi_induk_nama": home.name,
        "instansi_kerja_id": home.siasn_id,
        "instansi_kerja_nama": home.name,
        "satuan_kerja_induk_id": top.siasn_id,
        "satuan_kerja_induk_nama": top.name,
        "satuan_kerja_kerja_id": top.siasn_id,
        "satuan_kerja_kerja_nama": top.name,
        "kpkn_id": "CONTOH-KPKN",
        "kpkn_nama": "KPKN Contoh",
    }
