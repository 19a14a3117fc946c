"""Who sees how much of whom: the list, the pages of persons, what is restricted, and what is said of an account."""

import datetime as dt
import json
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huyula.access.models import Agency
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people import policies, queries
from huyula.people.actions import persons as actions
from huyula.people.models import (
    AppointmentKind,
    Biodata,
    Category,
    Person,
    Placement,
    PositionClass,
    Standing,
    Unit,
)
from huyula.people.policies import Place, Reach, Sight
from huyula.people.queries.dossiers import dossier
from huyula.people.queries.lists import Wanted, people_page
from huyula.people.rules.names import titled
from huyula.people.samples import a_person, a_position, a_unit, a_unit_officer, from_now, place
from huyula.people.tests.test_supervisors import a_head
from huyula.people.tests.visits import account_of, enter, words_of

pytestmark = pytest.mark.django_db
TODAY = clock.today()
A_DAY = dt.timedelta(days=1)
NIP = "198001012010012901"


@pytest.fixture
def unit() -> Unit:
    return a_unit("Dinas Contoh")


@pytest.fixture
def sari(unit: Unit) -> Person:
    return a_person("Sari", unit=unit, nip=NIP)


def page_of(client: Client, person: Person) -> str:
    return words_of(client.get(reverse("people:person", args=[person.pk])))


def know(person: Person, agency: Agency, **words: object) -> None:
    """Let an agency report something else about a person."""
    old = Biodata.objects.standing().get(person=person, agency=agency)
    now = timezone.now()
    Biodata.objects.filter(pk=old.pk).update(recorded=DateTimeTZRange(old.recorded.lower, now))
    Biodata.objects.create(
        **{"person": person, "agency": agency, "name": old.name, "restricted": "{}", **words},
        recorded=DateTimeTZRange(now, None),
    )


def transfer(person: Person, unit: Unit) -> None:
    """Close the post that somebody has and open another one, in another agency, from today on."""
    old = Placement.objects.standing().get(person=person)
    now = timezone.now()
    Placement.objects.filter(pk=old.pk).update(recorded=DateTimeTZRange(old.recorded.lower, now))
    Placement.objects.create(
        person=person,
        agency_id=old.agency_id,
        unit_id=old.unit_id,
        position_id=old.position_id,
        valid=DateRange(old.valid.lower, TODAY),
        recorded=DateTimeTZRange(now, None),
    )
    place(person, unit=unit, position=a_position("Analis", agency=unit.agency), since=TODAY)


def test_a_colleague_sees_name_post_and_unit_and_nothing_else(client: Client, unit: Unit, sari: Person) -> None:
    page = page_of(enter(client, a_person("Budi", unit=unit)), sari)

    assert ("Sari" in page, "Dinas Contoh" in page, "Pengelola Data" in page) == (True, True, True)
    assert ("19800101" in page, "III/c" in page, "NIK" in page, "Tetapkan atasan" in page) == (False,) * 4


def test_the_supervisor_and_the_personnel_officer_see_what_is_internal(
    client: Client, unit: Unit, sari: Person
) -> None:
    budi = a_head("Budi", unit)
    for who in (budi, a_unit_officer(unit)):
        page = page_of(enter(client, who), sari)
        assert ("19800101 201001 2 901" in page, "Golongan III/c" in page, "NIK" in page) == (True, True, False)


def test_the_own_page_shows_everything_that_is_held(client: Client, unit: Unit, sari: Person) -> None:
    enter(client, sari)
    assert "Beri tahu siapa atasan saya" in page_of(client, sari)
    a_head("Budi", unit)
    page = words_of(client.get(reverse("people:me")))

    assert "Wakilkan" not in page
    for word in ("19800101 201001 2 901", "NIK", "Tampilkan", "Ini bukan atasan saya", "Data saya"):
        assert word in page


def test_the_career_is_told_step_by_step(client: Client, unit: Unit, sari: Person) -> None:
    post = a_position("Kepala Seksi", agency=unit.agency)
    spans = [
        (AppointmentKind.ACTING, DateRange(dt.date(2024, 2, 1), dt.date(2024, 6, 1))),
        (AppointmentKind.EXTRA, DateRange(None, dt.date(2020, 1, 1))),
        (AppointmentKind.INTERIM, DateRange(None, None)),
    ]
    for kind, valid in spans:
        Placement.objects.create(
            person=sari,
            agency=unit.agency,
            unit=unit,
            position=post,
            kind=kind,
            valid=valid,
            recorded=from_now(),
        )

    page = page_of(enter(client, sari), sari)

    assert "1 Februari 2024 sampai 31 Mei 2024" in page
    assert "Pelaksana tugas (Plt) · Dinas Contoh" in page
    assert "sampai 31 Desember 2019" in page
    assert "sejak hari yang tidak diketahui" in page


def test_opening_what_is_restricted_is_noted_unless_it_is_ones_own(client: Client, unit: Unit, sari: Person) -> None:
    know(sari, unit.agency, restricted=json.dumps({"nik": "9971014101800001", "alamat": "Jalan Contoh 1"}))
    administrator = an_administrator(unit.agency)
    address = reverse("people:restricted", args=[sari.pk])
    enter(client, administrator)
    assert "9971014101800001" not in page_of(client, sari)

    whole, part = client.post(address), client.post(address, headers={"HX-Request": "true"})

    assert ("9971014101800001" in words_of(whole), "Jalan Contoh 1" in words_of(part)) == (True, True)
    assert (b"<html" in whole.content, b"<html" in part.content) == (True, False)
    entries = Entry.objects.filter(verb="people.restricted_read", actor_id=administrator.pk)
    assert [entry.fields for entry in entries] == [["alamat", "nik"]] * 2

    assert "9971014101800001" in words_of(enter(client, sari).post(address))
    assert entries.count() == Entry.objects.filter(verb="people.restricted_read").count()
    assert enter(client, a_unit_officer(unit)).post(address).status_code == HTTPStatus.FORBIDDEN


def test_somebody_of_whom_nothing_was_reported_has_nothing_restricted() -> None:
    nobody = Person.objects.create(user=a_user("x"))

    assert actions.read_restricted(nobody, by=account_of(nobody)) == {}
    assert queries.name_of(nobody) == ""


def test_whoever_leads_may_hand_over(client: Client, unit: Unit, sari: Person) -> None:
    assert "Wakilkan tugas saya" in page_of(enter(client, budi := a_head("Budi", unit)), budi)


def test_after_a_transfer_the_new_agency_sees_the_person_and_each_keeps_its_facts(
    client: Client, unit: Unit, sari: Person
) -> None:
    there = a_unit("Badan Seberang")
    before, after = an_administrator(unit.agency), an_administrator(there.agency)
    assert enter(client, after).get(reverse("people:person", args=[sari.pk])).status_code == HTTPStatus.NOT_FOUND
    transfer(sari, there)

    new, old, own = (page_of(enter(client, who), sari) for who in (after, before, sari))

    assert ("Analis" in new, "Pengelola Data" in new, "19800101" in new) == (True, False, True)
    assert ("Analis" in old, "Badan Seberang" in old, "19800101" in old) == (False, False, False)
    assert "Tidak mempunyai jabatan di instansi Anda" in old
    assert ("Analis" in own, "Pengelola Data" in own) == (True, True)
    assert queries.agency_of(account_of(sari)) == there.agency
    with pytest.raises(PermissionDenied):
        actions.read_restricted(sari, by=before)


def test_the_list_is_searched_by_name_and_narrowed(client: Client, unit: Unit, sari: Person) -> None:
    section = a_unit("Bidang Data", under=unit)
    head = a_position("Kepala", agency=unit.agency, position_class=PositionClass.ADMINISTRATOR)
    a_person("Budi Santoso", unit=section, position=head)
    enter(client, sari)
    address = reverse("people:persons")

    def found(query: str) -> set[str]:
        page = words_of(client.get(address + query)).partition("<main")[2]
        return {name for name in ("Sari", "Budi Santoso") if name in page}

    assert found("") == {"Sari", "Budi Santoso"}
    assert found("?q=santoso+budi") == {"Budi Santoso"}
    assert found(f"?unit={section.pk}") == {"Budi Santoso"}
    assert found("?position_class=ADMINISTRATOR") == {"Budi Santoso"}
    assert found("?category=PNS&unit=kacau") == {"Sari", "Budi Santoso"}
    assert found("?category=PPPK") == set()
    assert "Tidak ada yang ditemukan" in words_of(client.get(address + "?q=zzz"))


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("rizal", True),
        ("MOH mar", True),
        ("ma'ruf", True),
        (" ", True),
        ("zal", False),
        ("moh budi", False),
        ("'", False),
    ],
)
def test_somebody_is_found_by_how_the_words_of_the_name_begin(unit: Unit, typed: str, is_found: bool) -> None:
    by = policies.reach(account_of(a_person("Moh.Rizal Ma'ruf", unit=unit)))

    assert bool(people_page(unit.agency_id, TODAY, wanted=Wanted(typed), by=by, number=1).rows) == is_found


def test_the_nip_finds_people_for_the_personnel_office_alone(client: Client, unit: Unit, sari: Person) -> None:
    section = a_unit("Bidang Data", under=unit)
    a_person("Budi", unit=a_unit("Dinas Lain", agency=unit.agency), nip="198001012010011902")
    address = reverse("people:persons") + "?q=1980 0101"

    def found(who: object) -> tuple[bool, bool]:
        page = words_of(enter(client, who).get(address))  # type: ignore[arg-type]  # a user or a person
        return "19800101 201001 2 901" in page, "19800101 201001 1 902" in page

    assert found(a_person("Yanti", unit=section)) == (False, False)
    assert found(a_unit_officer(unit)) == (True, False)
    assert found(an_administrator(unit.agency)) == (True, True)


def test_somebody_who_only_stands_in_is_listed_with_how(client: Client, unit: Unit, sari: Person) -> None:
    post = a_position("Kepala", agency=unit.agency)
    guest = a_person("Tamu", unit=a_unit("Badan Seberang"))
    place(guest, unit=unit, position=post, kind=AppointmentKind.INTERIM)
    place(sari, unit=unit, position=post, kind=AppointmentKind.ACTING)
    Biodata.objects.create(person=guest, agency=unit.agency, name="Tamu", restricted="{}", recorded=from_now())

    rows = people_page(unit.agency_id, TODAY, wanted=Wanted(), by=policies.reach(account_of(sari)), number=1).rows

    assert [(row.name, row.kind_label) for row in rows] == [("Sari", ""), ("Tamu", "Penjabat (Pj)")]


def test_long_lists_come_in_pages(client: Client, unit: Unit) -> None:
    for number in range(52):
        a_person(f"Orang {number:02d}", unit=unit, has_account=False)
    enter(client, an_administrator(unit.agency))

    second = words_of(client.get(reverse("people:persons") + "?page=2"))

    assert ("Orang 25" in second, "Orang 24" in second, "Sebelumnya" in second) == (True, False, True)


def test_accounts_without_a_person_or_an_agency_are_told_so(client: Client, unit: Unit) -> None:
    operator = an_operator(unit.agency)

    assert "bukan milik perorangan" in words_of(enter(client, operator).get(reverse("people:me")))
    assert client.get(reverse("people:persons")).status_code == HTTPStatus.NOT_FOUND
    assert enter(client, a_user("x")).get(reverse("people:slips")).status_code == HTTPStatus.FORBIDDEN


def test_several_agencies_are_told_apart_by_their_code(client: Client, unit: Unit, sari: Person) -> None:
    other = an_agency("Kabupaten Seberang")
    grant = an_administrator(other).grants.get()
    grant.user = account_of(sari)
    grant.save()
    enter(client, sari)

    assert queries.agencies_of(account_of(sari)) == [unit.agency, other]
    assert "Kabupaten Seberang" in words_of(client.get(reverse("people:persons") + f"?agency={other.code}"))
    assert client.get(reverse("people:persons") + "?agency=0000").status_code == HTTPStatus.NOT_FOUND


def test_a_closed_account_reaches_nothing(unit: Unit, sari: Person) -> None:
    user = account_of(sari)
    user.is_active = False

    assert policies.reach(user) == Reach()
    assert not policies.visible_persons(user).exists()
    assert not policies.visible_units(user).exists()
    assert queries.agencies_of(user) == []


def test_sight_grows_with_the_role(unit: Unit, sari: Person) -> None:
    here = Place(unit.agency_id, unit.pk)
    stranger = Reach()
    officer = Reach(None, frozenset(), frozenset(), frozenset({unit.pk}))
    boss = Reach(sari.user_id, frozenset({unit.agency_id}), frozenset(), frozenset())

    assert stranger.sight_of(sari.pk, None) == Sight.PUBLIC
    assert officer.sight_of(sari.pk, here) == Sight.INTERNAL
    assert boss.sight_of(sari.pk, here, supervisor=sari.user_id) == Sight.INTERNAL
    assert (stranger.is_office, officer.is_office, stranger.looks_after(None)) == (False, True, False)


def test_names_and_posts_come_in_bulk(unit: Unit, sari: Person) -> None:
    know(sari, unit.agency, front_titles="Dr.", back_titles="M.Si.")

    assert queries.names_of([sari.pk]) == {sari.pk: "Dr. Sari, M.Si."}
    assert queries.names_of_users([account_of(sari).pk]) == {sari.user_id: "Dr. Sari, M.Si."}
    card = queries.cards_of([sari.pk], TODAY)[sari.pk]
    assert (card.post, card.unit_name, card.kind_label) == ("Pengelola Data", "Dinas Contoh", "")
    assert card.account == sari.user_id
    assert queries.cards_of([sari.pk], dt.date(2000, 1, 1))[sari.pk].post == ""
    assert (queries.names_of([]), queries.names_of_users([]), queries.cards_of([], TODAY)) == ({}, {}, {})
    assert queries.heads_of([], TODAY) == {}


def test_people_of_a_unit_with_and_without_what_hangs_below(unit: Unit, sari: Person) -> None:
    section = a_unit("Bidang Data", under=unit)
    budi = a_person("Budi", unit=section)

    assert set(queries.people_of_unit(unit, TODAY)) == {sari, budi}
    assert set(queries.people_of_unit(unit, TODAY, below=False)) == {sari}


def test_a_category_is_said_in_words(unit: Unit, sari: Person) -> None:
    know(sari, unit.agency, sex="", born_on=None)
    old = Standing.objects.standing().get(person=sari)
    Standing.objects.filter(pk=old.pk).update(recorded=DateTimeTZRange(old.recorded.lower, timezone.now()))
    found = dossier(sari, TODAY, agencies=None)

    assert (found.category_label, found.sex_label, found.kind_label, found.unit_name) == ("", "", "", "Dinas Contoh")
    assert str(Category.PPPK_PART_TIME.label) == "PPPK paruh waktu"


def test_names_in_capitals_are_written_as_names() -> None:
    assert titled("NUR AIN M. DJ-ALI", front="Dr.", back="S.E.") == "Dr. Nur Ain M. Dj-Ali, S.E."
    assert titled("Sari de Contoh") == "Sari de Contoh"
    assert titled("MA'RUF") == "Ma'ruf"


def test_people_are_sorted_by_name_whatever_its_letters(client: Client, unit: Unit) -> None:
    for name in ("Budi Antula", "AYU DUNGGIO", "Aisyah Panigoro", "BASRI LAIYA"):
        a_person(name, unit=unit, has_account=False)
    client.force_login(an_administrator(unit.agency))

    page = client.get(reverse("people:persons")).content.decode()

    places = [page.index(name) for name in ("Aisyah Panigoro", "Ayu Dunggio", "Basri Laiya", "Budi Antula")]
    assert places == sorted(places)
