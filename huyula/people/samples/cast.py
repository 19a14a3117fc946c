"""Ten people of an invented province, with histories: the same in tests, in the demo and in the manual.

Their NIPs use serials above 900 and birthdays that the generator of exports leaves free; nobody of these names, numbers
and offices exists. Days count back from the day on which they are made, so that the demo is as old tomorrow as today.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.backends.postgresql.psycopg_any import DateRange

from huyula.access import actions as access
from huyula.access.models import Agency, SignInKind
from huyula.lib import clock
from huyula.people.models import (
    AppointmentKind,
    Biodata,
    Category,
    Identifier,
    IdentifierKind,
    Person,
    Placement,
    Position,
    PositionClass,
    PositionKind,
    Rank,
    RankScheme,
    Sex,
    Standing,
    Unit,
    UnitState,
)
from huyula.people.samples.persons import ALWAYS, from_now

HOME, ISLAND = "home", "island"


@dataclass(frozen=True, slots=True)
class Post:
    """A post that somebody held: what, in which unit, from and until so many months ago (None = still)."""

    name: str
    unit: str
    months: int
    until: int | None = None
    kind: AppointmentKind = AppointmentKind.DEFINITIVE
    position_class: PositionClass = PositionClass.PELAKSANA
    level: str = ""
    echelon: str = ""
    agency: str = HOME


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast: who, what part they play in the demo, and what stands in their file."""

    key: str
    name: str
    part: str
    nip: str
    posts: tuple[Post, ...]
    ranks: tuple[tuple[str, str, int], ...]
    front: str = ""
    back: str = ""
    category: Category = Category.PNS
    leads: str = ""
    education: str = "S-1/Sarjana"
    roles: tuple[str, ...] = field(default=())

    @property
    def sex(self) -> Sex:
        """Read the sex from the NIP, as SIASN does."""
        return Sex.FEMALE if self.nip[14] == "2" else Sex.MALE

    @property
    def born_on(self) -> dt.date:
        """Read the birthday from the NIP."""
        return dt.date(int(self.nip[:4]), int(self.nip[4:6]), int(self.nip[6:8]))


# Units by their path from the top; those that the province has already are used, the others are made.
EDUCATION = "Dinas Pendidikan dan Kebudayaan"
SECONDARY = "Bidang Pembinaan SMA"
SCHOOL = "SMA Negeri Pulau Lontar Kecil"
MEDIA = "Dinas Komunikasi, Informatika dan Statistik"
PUBLIC = "Bidang Informasi dan Komunikasi Publik"
STAFFING = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"
GROWTH = "Bidang Pengembangan Kompetensi Aparatur"
ISLE = "Dinas Komunikasi dan Informatika Pulau Lontar"
UNITS: Mapping[str, tuple[str, str]] = {
    EDUCATION: (HOME, ""),
    SECONDARY: (HOME, EDUCATION),
    SCHOOL: (HOME, SECONDARY),
    MEDIA: (HOME, ""),
    PUBLIC: (HOME, MEDIA),
    STAFFING: (HOME, ""),
    GROWTH: (HOME, STAFFING),
    ISLE: (ISLAND, ""),
}
EXPERT, HEAD, LOW_HEAD = PositionClass.FUNCTIONAL, PositionClass.ADMINISTRATOR, PositionClass.PENGAWAS
ACTING = AppointmentKind.ACTING
CAST: tuple[Member, ...] = (
    Member(
        "ramla",
        "Ramla Pakaya",
        "Administrator instansi di BKPSDM",
        "198004122005012911",
        (
            Post("Analis SDM Aparatur Ahli Muda", GROWTH, 96, 30, position_class=EXPERT, level="MU"),
            Post("Analis SDM Aparatur Ahli Madya", GROWTH, 30, position_class=EXPERT, level="MA"),
        ),
        (("34", "III/d", 96), ("41", "IV/a", 30)),
        front="Hj.",
        back="S.IP., M.Si.",
        education="S-2",
        roles=("ADMINISTRATOR",),
    ),
    Member(
        "yusuf",
        "Yusuf Mohi",
        "Pengelola kepegawaian Dinas Pendidikan",
        "198507232010011912",
        (Post("Kepala Subbagian Umum dan Kepegawaian", EDUCATION, 40, position_class=LOW_HEAD, echelon="41"),),
        (("33", "III/c", 70), ("34", "III/d", 22)),
        back="S.E.",
        roles=("PERSONNEL_OFFICER",),
    ),
    Member(
        "ismet",
        "Ismet Lamusu",
        "Atasan: Kepala Bidang Pembinaan SMA",
        "197605162001011913",
        (
            Post("Guru Ahli Madya", SCHOOL, 120, 36, position_class=EXPERT, level="MA"),
            Post("Kepala Bidang Pembinaan SMA", SECONDARY, 36, position_class=HEAD, echelon="32"),
        ),
        (("41", "IV/a", 90), ("42", "IV/b", 36)),
        front="Drs.",
        back="M.Pd.",
        leads=SECONDARY,
        education="S-2",
    ),
    Member(
        "sari",
        "Sari Dewi Hasan",
        "Pegawai pada awal belajar",
        "199108172015032914",
        (Post("Pengolah Data dan Informasi", SECONDARY, 58),),
        (("31", "III/a", 58), ("32", "III/b", 10)),
        back="S.Kom.",
    ),
    Member(
        "budi",
        "Budi Antula",
        "Pegawai yang sudah memakai hasil belajar",
        "199303052019031915",
        (
            Post("Penelaah Teknis Kebijakan", SECONDARY, 80, 44),
            Post("Pranata Komputer Ahli Pertama", SECONDARY, 44, position_class=EXPERT, level="PT"),
        ),
        (("31", "III/a", 80), ("32", "III/b", 32)),
        back="S.T.",
    ),
    Member(
        "nur",
        "Nurhayati Mointi",
        "PPPK",
        "199209142023212916",
        (Post("Penata Layanan Operasional", PUBLIC, 32),),
        (("9", "IX", 32),),
        back="S.I.Kom.",
        category=Category.PPPK,
    ),
    Member(
        "maryam",
        "Maryam Ibrahim Lihawa",
        "Guru di sekolah pulau terpencil",
        "198912242014032917",
        (Post("Guru Ahli Muda", SCHOOL, 66, position_class=EXPERT, level="MU"),),
        (("32", "III/b", 66), ("33", "III/c", 18)),
        back="S.Pd., Gr.",
    ),
    Member(
        "fikri",
        "Fikri Abdullah Tomayahu",
        "Operator instalasi",
        "199006302014021918",
        (Post("Pranata Komputer Ahli Muda", MEDIA, 50, position_class=EXPERT, level="MU"),),
        (("33", "III/c", 50),),
        back="S.Kom., M.T.",
        education="S-2",
        roles=("OPERATOR",),
    ),
    Member(
        "wahyu",
        "Wahyu Pratama Datau",
        "Pindah dari kabupaten ke provinsi",
        "199404192019021919",
        (
            Post("Pranata Humas Ahli Pertama", ISLE, 70, 5, position_class=EXPERT, level="PT", agency=ISLAND),
            Post("Pranata Humas Ahli Pertama", PUBLIC, 5, position_class=EXPERT, level="PT"),
        ),
        (("31", "III/a", 70), ("32", "III/b", 20), ("32", "III/b", 5)),
        back="S.Sos.",
    ),
    Member(
        "fatmah",
        "Fatmah Yunus Gani",
        "Plt Kepala Bidang",
        "198311082009032920",
        (
            Post("Pranata Humas Ahli Muda", PUBLIC, 60, position_class=EXPERT, level="MU"),
            Post(
                "Kepala Bidang Informasi dan Komunikasi Publik",
                PUBLIC,
                3,
                kind=ACTING,
                position_class=HEAD,
                echelon="32",
            ),
        ),
        (("33", "III/c", 60), ("34", "III/d", 14)),
        back="S.Sos., M.I.Kom.",
        education="S-2",
    ),
)


def months_ago(months: int) -> dt.date:
    """Give the first day of the month so many months before this one."""
    today = clock.today()
    count = today.year * 12 + today.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, 1)


def the_cast(*, home: Agency, island: Agency) -> dict[str, Person]:
    """Make the ten, their units where these are missing, and their posts; gives them by key, without accounts."""
    agencies = {HOME: home, ISLAND: island}
    units = {name: _unit(name, agency=agencies[place], under=under) for name, (place, under) in UNITS.items()}
    return {member.key: _made(member, agencies, units) for member in CAST}


def siasn_id(member: Member) -> str:
    """Give the invented SIASN id of one of the cast."""
    return f"CONTOH-PNS-{member.key.upper()}"


def _unit(name: str, *, agency: Agency, under: str) -> Unit:
    """Find a unit of an agency by its name, or make it where it belongs."""
    states = UnitState.objects.as_of(clock.today()).filter(agency=agency)
    found = states.filter(name=name).select_related("unit").first()
    if found:
        return found.unit
    above = states.filter(name=under).first() if under else None
    made = Unit.objects.create(agency=agency, siasn_id=f"CONTOH-UNOR-{agency.code}-{name[:20]}"[:36])
    UnitState.objects.create(
        unit=made,
        agency=agency,
        parent_id=above.unit_id if above else None,
        name=name,
        echelon="32" if under else "22",
        head_title=f"Kepala {name}",
        leader_siasn_id=next((siasn_id(member) for member in CAST if member.leads == name), ""),
        valid=ALWAYS,
        recorded=from_now(),
    )
    return made


def _made(member: Member, agencies: Mapping[str, Agency], units: Mapping[str, Unit]) -> Person:
    """Write the file of one of the cast: what each agency reported, in its own days."""
    person = Person.objects.create()
    Identifier.objects.create(
        person=person,
        kind=IdentifierKind.NIP,
        value=member.nip,
        siasn_id=siasn_id(member),
        valid=ALWAYS,
        recorded=from_now(),
    )
    for place in dict.fromkeys(post.agency for post in member.posts):
        _report(member, person, agencies[place])
    for post in member.posts:
        _place(post, person, agency=agencies[post.agency], unit=units[post.unit])
    _rise(member, person, agencies)
    return person


def _report(member: Member, person: Person, agency: Agency) -> None:
    day = member.born_on.day + (40 if member.sex == Sex.FEMALE else 0)
    restricted = {
        "nik": f"990101{day:02d}{member.born_on:%m%y}{member.nip[-3:]}1",
        "npwp_nomor": f"99{member.nip[:8]}{member.nip[-3:]}00",
        "tempat_lahir_nama": "Kota Contoh",
        "alamat": f"Jl. Contoh No. {int(member.nip[-2:])}, Kota Contoh",
        "bpjs": f"000{member.nip[:8]}{member.nip[-2:]}",
    }
    Biodata.objects.create(
        person=person,
        agency=agency,
        name=member.name,
        front_titles=member.front,
        back_titles=member.back,
        born_on=member.born_on,
        sex=member.sex,
        email=f"{member.key}@contoh.example",
        phone=f"0852990000{member.nip[-2:]}",
        education_level="45" if member.education == "S-2" else "40",
        education=member.education,
        graduated_in=member.born_on.year + 23,
        restricted=json.dumps(restricted),
        recorded=from_now(),
    )


def _place(post: Post, person: Person, *, agency: Agency, unit: Unit) -> None:
    kinds = {EXPERT: PositionKind.FUNCTIONAL, PositionClass.PELAKSANA: PositionKind.GENERAL}
    position, _ = Position.objects.get_or_create(
        agency=agency,
        siasn_id="",
        name=post.name,
        kind=kinds.get(post.position_class, PositionKind.STRUCTURAL),
        defaults={
            "position_class": post.position_class,
            "level": post.level,
            "echelon": post.echelon,
            "retirement_age": 60 if post.level == "MA" else 58,
        },
    )
    Placement.objects.create(
        person=person,
        agency=agency,
        unit=unit,
        position=position,
        kind=post.kind,
        place="Kota Contoh",
        valid=DateRange(months_ago(post.months), None if post.until is None else months_ago(post.until)),
        recorded=from_now(),
    )


def _rise(member: Member, person: Person, agencies: Mapping[str, Agency]) -> None:
    """Write ranks and standing, each by the agency where the person was then."""
    ends = [months for _, _, months in member.ranks[1:]]
    for (code, name, months), until in zip(member.ranks, [*ends, None], strict=True):
        Rank.objects.create(
            person=person,
            agency=agencies[_then(member, months).agency],
            scheme=RankScheme.PPPK if member.category == Category.PPPK else RankScheme.PNS,
            code=code,
            name=name,
            entry_name=member.ranks[0][1],
            valid=DateRange(months_ago(months), None if until is None else months_ago(until)),
            recorded=from_now(),
        )
    for post in member.posts:
        if post.kind == AppointmentKind.DEFINITIVE and post is _first_in(member, post.agency):
            _stand(member, person, post, agencies[post.agency])


def _stand(member: Member, person: Person, post: Post, agency: Agency) -> None:
    year, month = int(member.nip[8:12]), min(int(member.nip[12:14]), 12)
    until = max((other.until or 0 for other in member.posts if other.agency == post.agency), default=0)
    is_over = all(other.until for other in member.posts if other.agency == post.agency)
    Standing.objects.create(
        person=person,
        agency=agency,
        category=member.category,
        legal_status="71" if member.category == Category.PPPK else "01",
        staff_kind="" if member.category == Category.PPPK else "10",
        joined_on=dt.date(year, month, 1),
        joined_decree=f"813/{member.nip[-3:]}/BKD/{year}",
        valid=DateRange(months_ago(post.months), months_ago(until) if is_over else None),
        recorded=from_now(),
    )


def _then(member: Member, months: int) -> Post:
    """Give the post that somebody held so many months ago."""
    held = [post for post in member.posts if post.months >= months and (post.until or 0) < months]
    return held[0] if held else member.posts[0]


def _first_in(member: Member, agency: str) -> Post:
    """Give the first post that somebody held in an agency."""
    return next(post for post in member.posts if post.agency == agency)


def let_in(persons: Mapping[str, Person], *, password: str) -> None:
    """Open the accounts of the cast and enter each by its code; they sign in by NIP or by their key."""
    for member in CAST:
        person = persons[member.key]
        user = access.open_account(sign_in=[(SignInKind.NIP, member.nip), (SignInKind.NAME, member.key)])
        access.activate_with_password(access.issue_code(user).row.pk, password=password)
        person.user = user
        person.save(update_fields=["user"])
