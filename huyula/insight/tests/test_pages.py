"""The pages of figures: every number opens to as many rows as it says, and workbooks say the same."""

import datetime as dt
import io
import re
import zipfile
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency
from huyula.competence.samples import a_competence, a_requirement
from huyula.hours.samples import some_hours
from huyula.insight import actions
from huyula.insight.models import Reckoning
from huyula.insight.samples import a_standard, counted, some_levels, some_people
from huyula.insight.tests.lists import jp_behind, people_behind
from huyula.journal.models import Entry
from huyula.learning.samples import a_course, an_enrolment
from huyula.lib import clock
from huyula.people.models import Biodata, Person, Unit
from huyula.people.samples import a_person, a_unit, a_unit_officer, from_now
from huyula.practice.samples import a_question, answer
from tests.pages.world import account_of, lead

pytestmark = pytest.mark.django_db
YEAR = clock.today().year
NOWHERE = "00000000-0000-4000-8000-000000000000"
HREF = re.compile(r'href="([^"]+)"[^>]*>([\d.]+)</a>')


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def office(agency: Agency) -> Unit:
    return a_unit("Dinas Contoh", agency=agency, echelon="22")


@pytest.fixture
def section(office: Unit) -> Unit:
    return a_unit("Bidang Contoh", under=office)


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


def _as(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "id"
    client.force_login(user)
    return client


def _text(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def _workbook(client: Client, address: str) -> dict[str, list[list[Any]]]:
    response = client.get(address)
    assert response.headers["Cache-Control"] == "private, no-store"
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture
def village(agency: Agency, office: Unit, section: Unit) -> list[Person]:
    """Make the people, and count them."""
    competence = a_standard(agency, "M1", level=2)
    people = [
        a_person(f"Orang {number:02}", unit=office if number % 3 else section, has_account=False)
        for number in range(30)
    ]
    for number, person in enumerate(people[:18]):
        some_hours(person, agency=agency, jp=25 if number % 2 else 6)
    some_levels(agency, people[:9], competence, level=1)
    some_levels(agency, people[9:12], competence, level=3)
    a_question(people[0], agency=agency, days_ago=0)
    counted(agency)
    return people


@pytest.mark.parametrize("view", ["", "gaps", "use"])
def test_every_number_opens_to_as_many_people_as_it_says(
    view: str, village: list[Person], agency: Agency, office: Unit, administrator: User
) -> None:
    client, opened = _as(administrator), 0
    for more in ("", f"&unit={office.pk}"):
        address = f"{reverse('insight:units')}?agency={agency.code}&year={YEAR}&view={view}{more}"
        for href, said in HREF.findall(client.get(address).content.decode()):
            if href.startswith(reverse("insight:people")):
                found = jp_behind if re.search("FORMAL|SOCIAL|WORK", href) else people_behind
                assert found(client, href.replace("&amp;", "&")) == int(said), href
                opened += 1
    assert opened >= (0 if view == "use" else 10)


def test_units_lead_down_and_back_up(
    village: list[Person], agency: Agency, office: Unit, section: Unit, administrator: User
) -> None:
    client, at = _as(administrator), f"?agency={agency.code}&year={YEAR}"

    top = _text(client, reverse("insight:units") + at)
    below = _text(client, f"{reverse('insight:units')}{at}&unit={office.pk}")
    leaf = _text(client, f"{reverse('insight:units')}{at}&unit={section.pk}")

    assert "30 %" in top  # 9 of 30 have met it
    assert "9 dari 30 yang dihitung" in top
    assert "Di unit ini sendiri" in below
    assert f"unit={office.pk}" in leaf
    assert "Pegawai unit ini" in leaf
    for odd in (NOWHERE, "kacau"):
        _text(client, f"{reverse('insight:units')}{at}&unit={odd}", HTTPStatus.NOT_FOUND)
    assert f">{YEAR}</option>" in _text(client, reverse("insight:units") + "?year=1999&sort=kacau&page=x")


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Bidang A"),
        ("-name", "Bidang Z"),
        ("-share", "Bidang Z"),
        ("share", "Bidang A"),
        ("-mean_jp", "Bidang Z"),
    ],
)
def test_units_are_sorted_by_what_one_asks_for(sort: str, first: str, agency: Agency, administrator: User) -> None:
    for name, jp in (("Bidang Z", 20), ("Bidang A", 5)):
        some_hours(a_person(unit=a_unit(name, agency=agency)), agency=agency, jp=jp)
    counted(agency)

    text = _text(_as(administrator), f"{reverse('insight:units')}?sort={sort}")

    assert re.findall("Bidang [AZ]", text.rpartition("<thead>")[2])[0] == first


def test_figures_that_were_never_counted_say_so_and_can_be_counted(agency: Agency, administrator: User) -> None:
    client = _as(administrator)
    for name in ("units", "people", "gaps"):
        assert "Hitung sekarang" in _text(client, reverse(f"insight:{name}"))
    _text(client, reverse("insight:units_file"), HTTPStatus.NOT_FOUND)
    _text(client, reverse("insight:new_memo"), HTTPStatus.NOT_FOUND)
    a_competence("M1")
    assert "Hitung sekarang" in _text(client, reverse("insight:gap", args=["M1"]))

    done = client.post(reverse("insight:new_count"), {"agency": agency.code})

    assert done.headers["Location"] == f"{reverse('insight:units')}?agency={agency.code}"
    actions.count_kept(agency)
    assert "Belum ada unit" in _text(client, reverse("insight:units"))
    client.post(reverse("insight:new_count"), {"agency": agency.code})
    assert "sedang dihitung ulang" in _text(client, reverse("insight:units"))
    other = _as(an_administrator(an_agency()))
    assert other.post(reverse("insight:new_count"), {"agency": agency.code}).status_code == HTTPStatus.NOT_FOUND


def test_a_past_year_says_by_which_day_it_stands(agency: Agency, office: Unit, administrator: User) -> None:
    a_person("Sari", unit=office)
    counted(agency, year=YEAR - 1)

    text = _text(_as(administrator), f"{reverse('insight:units')}?year={YEAR - 1}")

    assert f"per 31 Desember {YEAR - 1}" in text


def test_a_count_of_today_says_when_everything_was_counted(agency: Agency, administrator: User) -> None:
    counted(agency)
    Reckoning.objects.update(whole_at=clock.now() - dt.timedelta(days=2))

    assert "seluruhnya" in _text(_as(administrator), reverse("insight:units"))


def test_an_officer_sees_hours_but_no_gap(agency: Agency, village: list[Person], section: Unit) -> None:
    client = _as(a_unit_officer(section))

    units = _text(client, reverse("insight:units") + "?view=gaps")

    assert "Ada kesenjangan" not in units
    assert "Kesenjangan" not in _text(client, reverse("insight:people"))
    for name, args in (("gaps", []), ("gap", ["M1"]), ("counted", [])):
        _text(client, reverse(f"insight:{name}", args=args), HTTPStatus.NOT_FOUND)
    assert client.get(reverse("insight:new_memo")).status_code == HTTPStatus.FORBIDDEN
    heads = _workbook(client, reverse("insight:people_file"))["Pegawai"][0]
    assert "Tingkat yang kurang" not in heads
    assert "Kesenjangan kompetensi" not in _workbook(client, reverse("insight:units_file"))


def test_people_are_listed_by_name_hours_or_gaps(village: list[Person], agency: Agency, administrator: User) -> None:
    client, address = _as(administrator), reverse("insight:people") + f"?agency={agency.code}"

    by_hours = _text(client, address + "&sort=-jp")
    by_gaps = _text(client, address + "&sort=-levels")

    assert by_hours.index("Orang 01") < by_hours.index("Orang 00")
    assert re.findall(r"Orang (\d\d)", by_gaps)[0] < "09"
    assert re.findall(r"Orang (\d\d)", _text(client, address + "&sort=levels"))[0] >= "09"
    assert _text(client, address + "&sort=-name").index("Orang 29") < _text(client, address + "&sort=-name").index(
        "Orang 28"
    )
    assert "Tidak ada pegawai di sini" in _text(client, address + "&group=OVER")
    _text(client, address + "&competence=ZZ", HTTPStatus.NOT_FOUND)
    _text(client, reverse("insight:people_file") + "?competence=ZZ", HTTPStatus.NOT_FOUND)


def test_gaps_open_to_people_units_and_courses(
    village: list[Person], agency: Agency, office: Unit, administrator: User
) -> None:
    a_requirement(agency, a_competence("M2", title="Tidak dinilai"), level=1)
    a_course(agency=agency, title="Menulis dengan jelas", serves=(("M1", 2),))
    counted(agency)
    client, at = _as(administrator), f"?agency={agency.code}"

    page = _text(client, reverse("insight:gaps") + at)
    one = _text(client, reverse("insight:gap", args=["M1"]) + at)
    of_office = _text(client, reverse("insight:gap", args=["M1"]) + f"{at}&unit={office.pk}")

    assert "9 orang" in page
    assert "1 kompetensi tanpa kesenjangan yang diketahui" in page
    assert "2 · Dasar" in one
    assert "Menulis dengan jelas" in one
    assert "Dinas Contoh" in one
    assert "Bidang Contoh" in of_office
    behind = f"{reverse('insight:people')}{at}&year={YEAR}&competence=M1"
    assert people_behind(client, behind) == people_behind(client, f"{behind}&required=2") == 9
    assert people_behind(client, f"{behind}&required=3") == 0
    assert "Di bawah standar: " in _text(client, behind)
    for odd in (reverse("insight:gap", args=["ZZ"]), reverse("insight:gap", args=["M1"]) + f"?unit={NOWHERE}"):
        _text(client, odd, HTTPStatus.NOT_FOUND)


def test_an_agency_without_standards_or_gaps_is_told_what_to_do(agency: Agency, administrator: User) -> None:
    counted(agency)
    client, address = _as(administrator), reverse("insight:gaps")
    assert "Belum ada standar jabatan di sini" in _text(client, address)
    a_standard(agency, "M1")
    some_people(agency, none=1)
    counted(agency)

    assert "Belum ada kesenjangan yang diketahui" in _text(client, address)
    assert "belum menyediakan pelatihan" in _text(client, reverse("insight:gap", args=["M1"]))
    a_competence("M9")
    assert "Tidak ada jabatan di sini" in _text(client, reverse("insight:gap", args=["M9"]))


def test_who_is_counted_is_shown_by_standing(village: list[Person], administrator: User) -> None:
    text = _text(_as(administrator), reverse("insight:counted"))

    assert "Siapa yang dihitung" in text
    assert ">30<" in text


def test_workbooks_hold_what_pages_show_and_no_formula(
    village: list[Person], agency: Agency, office: Unit, administrator: User
) -> None:
    evil = '=HYPERLINK("http://contoh.example";"Klik")'
    old = Biodata.objects.get(person=village[0])
    Biodata.objects.filter(pk=old.pk).update(recorded=(old.recorded.lower, from_now().lower))
    old.pk, old.recorded, old.name = None, from_now(), evil
    old.save(force_insert=True)
    counted(agency)
    client = _as(administrator)

    units = _workbook(client, reverse("insight:units_file"))
    people = _workbook(client, reverse("insight:people_file") + f"?unit={office.pk}&alone=yes&group=DUE")["Pegawai"]
    raw = client.get(reverse("insight:people_file")).content

    assert [row[:4] for row in units["Unit"][1:]] == [
        ["Dinas Contoh", 0, 30, 30],
        ["    Bidang Contoh", 1, 10, 10],
    ]
    assert units["Kesenjangan kompetensi"][1][2:6] == [30, 12, 18, 9]
    assert any(row[0] == "Dihitung" for row in units["Arti angka"])
    assert len(people) == 21
    assert all(re.fullmatch(r"\d{18}", row[1]) for row in people[1:])
    everybody = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name("Pegawai").to_python()
    assert evil in [row[0] for row in everybody]
    assert b"<f>" not in _sheet(raw)
    assert Entry.objects.filter(verb="insight.exported", actor_id=administrator.pk).count() == 3


def _sheet(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_a_supervisor_sees_the_team_in_one_look(agency: Agency, office: Unit) -> None:
    chief, sari = a_person("Ramla", unit=office), a_person("Sari", unit=office)
    budi, dedi = a_person("Budi", unit=office), a_person("Dedi", unit=office)
    lead(office, chief)
    competence = a_standard(agency, "M1", level=3)
    some_levels(agency, [sari], competence, level=1)
    some_levels(agency, [budi], competence, level=3)
    some_hours(sari, agency=agency, jp=7.5)  # type: ignore[arg-type]  # looser than the type asks
    some_hours(budi, agency=agency, jp=20)
    report = answer(a_question(dedi, agency=agency, days_ago=31))
    counted(agency)
    client = _as(account_of(chief))

    text = _text(client, reverse("insight:team"))

    for words in ("7,5 dari 20 JP", "20 dari 20 JP", "1 kesenjangan", "Tanpa kesenjangan", "belum ada catatan"):
        assert words in text, words
    assert "tingkat 1 dari 3" in text
    assert reverse("practice:report", args=[report.pk]) in text
    assert text.index("Dedi") < text.index("Budi") < text.index("Sari")
    assert "Belum dinilai" in text
    assert "Anda tidak memimpin siapa pun" in _text(_as(account_of(sari)), reverse("insight:team"))


def test_pages_speak_english_too(village: list[Person], administrator: User) -> None:
    client = _as(administrator)
    client.cookies["django_language"] = "en"

    with translation.override("en"):
        assert "Who has met the target" in _text(client, reverse("insight:units"))


def test_the_first_page_of_an_officer_costs_twelve_queries_at_most(
    village: list[Person], agency: Agency, office: Unit
) -> None:
    sari = a_person("Sari", unit=office)
    some_hours(sari, agency=agency)
    some_levels(agency, [sari], a_competence("M1"), level=1)
    an_enrolment(sari, a_course(agency=agency))
    client = _as(account_of(sari))

    with CaptureQueriesContext(connection) as found:
        text = _text(client, "/")

    assert "dari 20 JP" in text
    assert "1 kompetensi di bawah" in text
    assert len(found) <= 12


def test_names_are_sorted_whatever_their_letters_and_a_standing_opens_to_its_people(
    agency: Agency, office: Unit, administrator: User
) -> None:
    for name in ("Budi Antula", "AYU DUNGGIO", "Aisyah Panigoro", "BASRI LAIYA"):
        a_person(name, unit=office, has_account=False)
    counted(agency)
    client, at = _as(administrator), f"?agency={agency.code}"

    listed = _text(client, reverse("insight:people") + at)
    standings = _text(client, reverse("insight:counted") + at)

    places = [listed.index(name) for name in ("Aisyah Panigoro", "Ayu Dunggio", "Basri Laiya", "Budi Antula")]
    assert places == sorted(places)
    [(standing, count)] = re.findall(r"standing=(\w*)\"[^>]*>(\d+)", standings)
    opened = _text(client, reverse("insight:people") + f"{at}&standing={standing}")
    assert int(count) == sum(name in opened for name in ("Aisyah", "Ayu", "Basri", "Budi"))
    assert "Ayu" not in _text(client, reverse("insight:people") + f"{at}&standing=ZZ")


def test_who_sees_no_gaps_sorts_by_none(agency: Agency, office: Unit, section: Unit) -> None:
    other = a_unit("Bidang Lain", under=office)
    ani, budi = a_person("Ani", unit=section), a_person("Budi", unit=other)
    competence = a_standard(agency, "M1", level=3)
    some_levels(agency, [ani], competence, level=3)
    some_levels(agency, [budi], competence, level=1)
    counted(agency)
    officer, administrator = _as(a_unit_officer(office)), _as(an_administrator(agency))

    def order(client: Client, address: str, first: str, second: str) -> bool:
        text = _text(client, address)
        return text.index(first) < text.index(second)

    units = f"{reverse('insight:units')}?agency={agency.code}&unit={office.pk}&sort="
    people = f"{reverse('insight:people')}?agency={agency.code}&sort="
    names = section.states.get().name, "Bidang Lain"
    for key in ("gaps", "with_gap", "gap_share", "rated", "unrated"):
        assert order(officer, units + key, *names) == order(officer, f"{units}-{key}", *names), key
    assert order(officer, people + "levels", "Ani", "Budi") == order(officer, people + "-levels", "Ani", "Budi")
    assert order(administrator, units + "gaps", *names) != order(administrator, units + "-gaps", *names)
    assert order(administrator, people + "levels", "Ani", "Budi") != order(
        administrator, people + "-levels", "Ani", "Budi"
    )
