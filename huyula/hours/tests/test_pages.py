"""The pages and the API of hours."""

import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from huyula.access import actions as access
from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.hours import actions, forms
from huyula.hours.models import ConversionRule, DutyRule, Posting, TargetRule
from huyula.hours.samples import some_hours
from huyula.lib import clock
from huyula.people.models import Person, Unit
from huyula.people.samples import a_person, a_unit, a_unit_officer

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
API = "/api/v1/hours"


@pytest.fixture
def agency() -> Agency:
    actions.load_rules()
    return an_agency()


@pytest.fixture
def office(agency: Agency) -> Unit:
    return a_unit("Dinas Contoh", agency=agency)


@pytest.fixture
def sari(office: Unit) -> Person:
    return a_person("Sari", unit=office)


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


def _as(user: User | None) -> Client:
    assert user
    client = Client()
    client.cookies["django_language"] = "id"
    client.force_login(user)
    return client


def _text(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def test_a_year_without_postings_never_says_zero(sari: Person) -> None:
    text = _text(_as(sari.user), reverse("hours:mine"))

    assert "Belum ada catatan untuk" in text
    assert "riwayat kursus dan diklat dari SIASN belum dimuat" in text
    assert not re.search(r"\b0 JP", text)


def test_the_own_year_shows_target_kinds_and_postings(sari: Person) -> None:
    some_hours(sari, jp=8, on=DAY)

    text = _text(_as(sari.user), reverse("hours:mine") + "?year=2026")

    for words in ("dari 20 JP", "Masih kurang 12 JP", "8 JP × 1 = 8 JP", "PP 11/2017", "Belajar terstruktur"):
        assert words in text, words
    assert "Aturan belum dikonfirmasi" in text
    assert "Nothing" not in text
    assert "?year=2026&amp;kind=10#postings" in text


def test_a_kind_of_learning_opens_to_its_postings(sari: Person) -> None:
    some_hours(sari, jp=8, on=DAY)

    formal, social, odd = (_text(_as(sari.user), reverse("hours:mine") + f"?kind={kind}") for kind in ("10", "20", "x"))

    assert "8 JP × 1 = 8 JP" in formal
    assert "Tampilkan semua pembukuan" in formal
    assert "8 JP × 1 = 8 JP" not in social
    assert "Tidak ada pembukuan jenis ini" in social
    assert "Tampilkan semua pembukuan" in social
    assert "Setiap pembukuan" in odd


@pytest.mark.parametrize("year", ["kacau", "1999", "20266", "²²²²"])
def test_an_odd_year_is_this_year(sari: Person, year: str) -> None:
    assert _text(_as(sari.user), reverse("hours:mine") + f"?year={year}")
    assert forms.year_from(year, otherwise=2026) == 2026


def test_an_account_without_a_person_is_told_so(administrator: User) -> None:
    assert "Akun ini dipakai untuk pekerjaan kantor" in _text(_as(administrator), reverse("hours:mine"))


def test_others_see_the_hours_only_if_they_are_theirs_to_see(
    agency: Agency, office: Unit, sari: Person, administrator: User
) -> None:
    budi = a_person("Budi", unit=office)
    address = reverse("hours:person", args=[sari.pk])

    assert "Jam pelajaran Sari" in _text(_as(administrator), address)
    assert _text(_as(a_unit_officer(office)), address)
    _text(_as(budi.user), address, HTTPStatus.NOT_FOUND)
    _text(_as(an_administrator(an_agency())), address, HTTPStatus.NOT_FOUND)


def test_a_posting_opens_to_rule_arithmetic_and_proof(sari: Person) -> None:
    posting = some_hours(sari, on=DAY)

    text = _text(_as(sari.user), reverse("hours:posting", args=[posting.pk]))

    for words in ("8 JP × 1 = 8 JP", "Peraturan LAN Nomor 10 Tahun 2018", "Aturan belum dikonfirmasi"):
        assert words in text, words
    assert "Balik pembukuan ini" not in text


def test_an_administrator_counters_a_posting_once(sari: Person, administrator: User) -> None:
    posting, client = some_hours(sari, on=DAY), _as(administrator)
    address = reverse("hours:reversal", args=[posting.pk])

    assert client.post(address, {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = client.post(address, {"reason": "Kelas dibatalkan"})
    again = client.post(address, {"reason": "Kelas dibatalkan"})

    counter = Posting.objects.get(reverses=posting)
    assert done.headers["Location"] == reverse("hours:posting", args=[counter.pk])
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kelas dibatalkan" in _text(_as(sari.user), reverse("hours:posting", args=[posting.pk]))
    assert "-8 JP" in _text(_as(sari.user), reverse("hours:posting", args=[counter.pk]))
    assert _as(sari.user).get(address).status_code == HTTPStatus.FORBIDDEN


def test_the_ledger_is_searched_and_paged(agency: Agency, office: Unit, sari: Person, administrator: User) -> None:
    budi = a_person("Budi", unit=office)
    old = some_hours(budi, title="Pelatihan lama", on=dt.date(2025, 5, 5))
    counter = actions.reverse(some_hours(sari, title="Pelatihan keliru", on=DAY), reason="x", by=administrator)
    some_hours(sari, title="Coaching", form="14", unit="ACTIVITY", jp=1, on=DAY)  # type: ignore[arg-type]  # looser than the type asks
    client, address = _as(administrator), reverse("hours:ledger") + f"?agency={agency.code}"

    assert all(word in _text(client, address) for word in ("Pelatihan lama", "Pelatihan keliru", "Coaching"))
    assert "Pelatihan lama" in _text(client, address + "&year=2025&before=")
    for query in ("&year=2026", "&form=14", "&q=sari", "&counters=on"):
        assert "Pelatihan lama" not in _text(client, address + query), query
    assert "Pelatihan lama" in _text(client, address + f"&before={counter.pk - 1}")
    assert "Pembukuan tidak ditemukan" in _text(client, address + f"&before={old.pk}")
    assert "Coaching" in _text(client, address + "&year=kacau&before=x")
    officer = _text(_as(a_unit_officer(office)), address)
    assert "Coaching" in officer


def test_a_long_ledger_goes_on(sari: Person, administrator: User, agency: Agency) -> None:
    rows = [some_hours(sari, title=f"Kursus nomor {number}", on=DAY) for number in range(51)]
    client, address = _as(administrator), reverse("hours:ledger") + f"?agency={agency.code}"

    assert f"before={rows[1].pk}" in _text(client, address)
    assert "Kursus nomor 0" in _text(client, address + f"&before={rows[1].pk}")


def test_the_rules_are_shown_to_everybody(sari: Person) -> None:
    text = _text(_as(sari.user), reverse("hours:rules"))

    sums = ("1 hari × 4 JP = 4 JP", "1 JP × 1,2 = 1,2 JP")
    for words in ("E-learning", *sums, "Aturan belum dikonfirmasi", "Sumbernya jelas"):
        assert words in text, words
    assert "rule=" not in text


def test_an_operator_confirms_and_replaces_a_rule(agency: Agency, sari: Person, administrator: User) -> None:
    client = _as(an_operator(agency))
    rule = ConversionRule.objects.get(form="16")
    to = f"?kind=conversion&rule={rule.pk}"
    assert (
        client.post(reverse("hours:rule_confirmation") + to, {"legal_basis": ""}).status_code
        == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    client.post(reverse("hours:rule_confirmation") + to, {"legal_basis": "Perlan 10/2018 Lampiran"})
    rule.refresh_from_db()
    assert (rule.confirmed, rule.legal_basis) == (True, "Perlan 10/2018 Lampiran")

    figures = {"jp_per_unit": "1", "factor": "1.5", "since": "2027-01-01", "legal_basis": "Perlan 1/2027"}
    early = client.post(reverse("hours:rule_succession") + to, {**figures, "since": "2018-01-01"})
    done = client.post(reverse("hours:rule_succession") + to, figures)

    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert done.headers["Location"] == reverse("hours:rules")
    assert ConversionRule.objects.filter(form="16").count() == 2
    assert "mulai 1 Januari 2027" in _text(client, reverse("hours:rules"))
    for kind, model in (("target", TargetRule), ("duty", DutyRule)):
        found = model.objects.order_by("pk").first()
        assert found
        _text(client, reverse("hours:rule_succession") + f"?kind={kind}&rule={found.pk}")
        _text(client, reverse("hours:rule_confirmation") + f"?kind={kind}&rule={found.pk}")
    for odd in ("", "?kind=x&rule=1", "?kind=duty&rule=x", "?kind=duty&rule=999999"):
        _text(client, reverse("hours:rule_confirmation") + odd, HTTPStatus.NOT_FOUND)
    _text(_as(administrator), reverse("hours:rule_confirmation") + to, HTTPStatus.FORBIDDEN)


def test_an_operator_decides_about_a_legal_standing_without_a_rule(agency: Agency, administrator: User) -> None:
    client, address = _as(an_operator(agency)), reverse("hours:new_duty")
    given = {
        "legal_status": "ZZ",
        "title": "Dipekerjakan",
        "counts": "on",
        "since": "2026-01-01",
        "legal_basis": "SE 1",
    }
    assert "Tambah kedudukan hukum" in _text(client, address)

    done, again = client.post(address, given), client.post(address, given)
    odd = client.post(address, {**given, "legal_status": "z"})

    rule = DutyRule.objects.get(legal_status="ZZ")
    assert (rule.name, rule.counts, rule.confirmed) == ("Dipekerjakan", True, True)
    assert done.headers["Location"] == reverse("hours:rules")
    assert again.status_code == odd.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "sudah ada aturan" in again.content.decode()
    _text(_as(administrator), address, HTTPStatus.FORBIDDEN)


def test_a_program_reads_the_ledger_of_its_agency_alone(agency: Agency, sari: Person, administrator: User) -> None:
    first, second = some_hours(sari, on=DAY), some_hours(sari, on=dt.date(2025, 5, 5))
    some_hours(a_person("Orang lain"))
    until = clock.today() + dt.timedelta(days=30)
    secret = access.make_token(
        agency, name="e-kinerja", scopes=["hours:read"], expires_on=until, by=administrator, known={"hours:read"}
    )[1]
    headers = {"Authorization": f"Bearer {secret}"}

    everything = Client().get(API, headers=headers).json()
    page = Client().get(f"{API}?limit=1", headers=headers).json()
    rest = Client().get(f"{API}?limit=1&after={page['next']}", headers=headers).json()

    assert [item["id"] for item in everything["items"]] == [first.pk, second.pk]
    assert everything["next"] is None
    assert (page["items"][0]["id"], rest["items"][0]["id"], rest["next"]) == (first.pk, second.pk, None)
    item = everything["items"][0]
    assert (item["agency"], item["form"], item["year"], item["counters"]) == (agency.code, "16", 2026, None)
    assert len(item["nip"]) == 18
    assert [item["id"] for item in Client().get(f"{API}?year=2025", headers=headers).json()["items"]] == [second.pk]
    assert Client().get(f"{API}?as_of=2020-01-01", headers=headers).json()["items"] == []
    assert len(Client().get(f"{API}?as_of={clock.today()}", headers=headers).json()["items"]) == 2
    assert Client().get(f"{API}?person={administrator.pk}", headers=headers).json()["items"] == []
    assert Client().get(f"{API}?limit=0", headers=headers).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Client().get(API).status_code == HTTPStatus.UNAUTHORIZED


def test_a_browser_reads_what_its_account_sees(sari: Person, office: Unit) -> None:
    mine, _hers = some_hours(sari), some_hours(a_person("Budi", unit=office))

    assert [item["id"] for item in _as(sari.user).get(API).json()["items"]] == [mine.pk]
