"""What agencies let each other see: coarsened, frozen, withdrawable, and never a person."""

from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huyula.access.models import Agency, AgencyKind, User
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator
from huyula.hours.samples import some_hours
from huyula.insight import actions, policies
from huyula.insight.models import Release, ReleasedGap
from huyula.insight.queries.releases import proposed
from huyula.insight.rules import Coarse
from huyula.insight.samples import a_release, a_standard, counted, some_levels, some_people
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.samples import a_person, a_unit, a_unit_officer

pytestmark = pytest.mark.django_db
YEAR = clock.today().year


@pytest.fixture
def agency() -> Agency:
    return an_agency("Kabupaten Karawo")


@pytest.fixture
def administrator(agency: Agency) -> User:
    return an_administrator(agency)


def _text(user: User, address: str, status: int = HTTPStatus.OK) -> str:
    client = Client()
    client.cookies["django_language"] = "id"
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def test_a_release_holds_what_was_counted_and_stays_as_it_was(agency: Agency, administrator: User) -> None:
    people = some_people(agency, met=6, short=5, none=7)
    competence = a_standard(agency, level=2)
    some_levels(agency, people[:6], competence, level=1)
    some_levels(agency, people[6:12], competence, level=2)
    counted(agency)

    made = a_release(agency, by=administrator)
    some_hours(people[-1], agency=agency, jp=20)
    counted(agency)

    made.refresh_from_db()
    assert made.coarse == Coarse(18, 6, 5, 7)
    assert str(made.mean_jp) == "8.1"  # 6 x 20 and 5 x 5 JP, divided by 18
    gap = made.gaps.get()
    assert (gap.competence, gap.place, gap.known, gap.lacking, gap.share) == (competence, 1, 12, 6, 0.5)
    entry = Entry.objects.get(verb="insight.released")
    assert (entry.role, entry.about_id) == ("administrator", str(made.pk))


def test_small_groups_are_not_even_written(agency: Agency, administrator: User) -> None:
    people = some_people(agency, met=4, short=6, none=6)
    competence = a_standard(agency, level=3)
    some_levels(agency, people[:4], competence, level=1)
    some_levels(agency, people[4:10], competence, level=3)
    counted(agency)

    made = a_release(agency, by=administrator)

    assert made.coarse == Coarse(16, None, None, None)
    assert made.mean_jp is None
    assert not made.gaps.exists()


def test_at_most_five_competences_are_shown_those_missed_most_first(agency: Agency, administrator: User) -> None:
    people = some_people(agency, met=5, short=5, none=5)
    for number in range(7):
        competence = a_standard(agency, f"K{number}", level=2)
        some_levels(agency, people[: 5 + number % 5], competence, level=1)
        some_levels(agency, people[5 + number % 5 :], competence, level=2)
    counted(agency)

    made = a_release(agency, by=administrator)

    shown = list(made.gaps.order_by("place").values_list("competence__code", "lacking"))
    assert shown == [("K4", 9), ("K3", 8), ("K2", 7), ("K1", 6), ("K6", 6)]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"met": 9}, "TOO_FEW"),
        ({"met": 5, "none": 5, "is_counted": False}, "NOT_COUNTED"),
        ({"met": 5, "none": 5, "is_standing": True}, "STANDING"),
    ],
)
def test_figures_are_not_released_if(facts: dict[str, int], code: str, agency: Agency, administrator: User) -> None:
    some_people(agency, met=facts["met"], none=facts.get("none", 0))
    if facts.get("is_counted", True):
        counted(agency)
    if facts.get("is_standing"):
        a_release(agency, by=administrator)

    with pytest.raises(actions.CannotRelease) as refused:
        actions.release(agency, year=YEAR, by=administrator)

    assert refused.value.code == code


def test_a_practice_room_releases_nothing() -> None:
    room = an_agency(kind=AgencyKind.PRACTICE)

    with pytest.raises(actions.CannotRelease) as refused:
        actions.release(room, year=YEAR, by=an_administrator(room))

    assert refused.value.code == "PRACTICE"
    assert proposed(room, YEAR).reckoning is None


def test_a_release_is_withdrawn_once_with_a_reason_and_can_follow_again(agency: Agency, administrator: User) -> None:
    some_people(agency, met=5, none=5)
    counted(agency)
    first = a_release(agency, by=administrator)

    with pytest.raises(actions.CannotRelease) as unsaid:
        actions.withdraw(first, reason="  ", by=administrator)
    gone = actions.withdraw(first, reason=" Salah hitung ", by=administrator)
    with pytest.raises(actions.CannotRelease) as again:
        actions.withdraw(first, reason="x", by=administrator)
    second = a_release(agency, by=administrator)

    assert gone.reason == "Salah hitung"
    assert (unsaid.value.code, again.value.code) == ("REASON", "WITHDRAWN")
    assert list(Release.objects.standing()) == [second]
    assert Entry.objects.filter(verb="insight.withdrawn", about_id=str(first.pk)).count() == 1


def test_only_administrators_of_the_owner_release_and_withdraw(agency: Agency, administrator: User) -> None:
    some_people(agency, met=5, none=5)
    counted(agency)
    made = a_release(agency, by=administrator)

    for user in (an_administrator(an_agency()), an_operator(agency), a_user()):
        with pytest.raises(PermissionDenied):
            actions.withdraw(made, reason="x", by=user)
        with pytest.raises(PermissionDenied):
            actions.release(agency, year=YEAR, by=user)


def test_the_database_keeps_releases_and_refuses_small_groups(agency: Agency, administrator: User) -> None:
    some_people(agency, met=5, none=5)
    counted(agency)
    made = a_release(agency, by=administrator)

    with transaction.atomic(), pytest.raises(DatabaseError, match="only added"):
        Release.objects.filter(pk=made.pk).update(due=99)
    words = {"agency": agency, "year": YEAR, "counted_at": clock.now(), "by": administrator}
    for parts in ({"due": 9}, {"due": 20, "met": 3}, {"due": 20, "met": 17}, {"due": 20, "mean_jp": 4}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Release.objects.create(**words, **parts)
    with transaction.atomic(), pytest.raises(IntegrityError):
        ReleasedGap.objects.create(
            release=made, agency=agency, competence=a_standard(agency), place=1, known=9, lacking=5
        )


def test_offices_see_what_others_released_and_administrators_what_they_withdrew(
    agency: Agency, administrator: User
) -> None:
    some_people(agency, met=5, none=5)
    counted(agency)
    gone = a_release(agency, by=administrator)
    actions.withdraw(gone, reason="x", by=administrator)
    made = a_release(agency, by=administrator)
    other, sari = an_administrator(an_agency()), a_person("Sari", agency=agency)
    officer = a_unit_officer(a_unit(agency=agency))

    assert sari.user
    assert set(policies.visible_releases(administrator)) == {gone, made}
    assert set(policies.visible_releases(other)) == set(policies.visible_releases(officer)) == {made}
    assert not policies.visible_releases(sari.user).exists()
    assert not policies.own_releases(other).exists()
    Agency.objects.filter(pk=agency.pk).update(kind=AgencyKind.PRACTICE)
    assert not policies.visible_releases(other).exists()


def test_the_page_of_all_agencies_shows_no_person_and_no_small_group(agency: Agency, administrator: User) -> None:
    some_people(agency, met=4, none=9)
    counted(agency)
    a_release(agency, by=administrator)
    other = an_administrator(an_agency())
    address = reverse("insight:agencies")

    text = _text(other, address)

    assert "Kabupaten Karawo" in text
    assert "tidak ditampilkan" in text
    assert "Orang 000" not in text
    assert "31 %" not in text
    assert "Belum ada instansi" in _text(other, f"{address}?year={YEAR - 1}")
    assert "Kabupaten Karawo" in _text(other, f"{address}?year=kacau")
    _text(a_user(), address, HTTPStatus.NOT_FOUND)


def test_an_administrator_sees_first_what_others_would_see_then_releases_and_withdraws(
    agency: Agency, administrator: User
) -> None:
    some_people(agency, met=5, short=6, none=5)
    counted(agency)
    client, at = Client(), f"?agency={agency.code}"
    client.cookies["django_language"] = "id"
    client.force_login(administrator)
    address = reverse("insight:new_release") + at

    before = _text(administrator, address)
    done = client.post(address, {"agency": agency.code})
    again = client.post(address, {"agency": agency.code})

    assert "Perlihatkan kepada instansi lain" in before
    assert "31 %" in before
    assert done.headers["Location"] == reverse("insight:releases") + at
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tarik dahulu rilis itu" in _text(administrator, address)
    made = Release.objects.get()
    gone = reverse("insight:withdrawal", args=[made.pk])
    assert client.post(gone, {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(gone, {"reason": "Keliru"}).status_code == HTTPStatus.FOUND
    assert client.post(gone, {"reason": "Keliru"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Keliru" in _text(administrator, reverse("insight:releases") + at)
    _text(an_administrator(an_agency()), gone, HTTPStatus.NOT_FOUND)
    _text(an_administrator(an_agency()), address, HTTPStatus.NOT_FOUND)
    _text(a_user(), reverse("insight:releases"), HTTPStatus.NOT_FOUND)


def test_what_can_not_be_released_says_why(agency: Agency, administrator: User) -> None:
    address = f"{reverse('insight:new_release')}?agency={agency.code}"

    assert "belum dihitung" in _text(administrator, address)
    counted(agency)
    assert "Terlalu sedikit" in _text(administrator, address)
    assert "Belum ada yang dirilis" in _text(administrator, f"{reverse('insight:releases')}?agency={agency.code}")


def test_a_second_release_singles_nobody_out(agency: Agency, administrator: User) -> None:
    people = some_people(agency, met=6, short=5, none=7)
    competence = a_standard(agency, level=2)
    some_levels(agency, people[:6], competence, level=1)
    some_levels(agency, people[6:12], competence, level=2)
    counted(agency)
    first = a_release(agency, by=administrator)
    some_people(agency, met=0, short=1)
    some_levels(agency, people[12:13], competence, level=1)
    counted(agency)
    actions.withdraw(first, reason="Keliru", by=administrator)

    close = proposed(agency, YEAR)
    with pytest.raises(actions.CannotRelease) as refused:
        actions.release(agency, year=YEAR, by=administrator)
    page = _text(administrator, f"{reverse('insight:new_release')}?agency={agency.code}")
    some_people(agency, met=0, short=4)
    counted(agency)
    second = actions.release(agency, year=YEAR, by=administrator)

    assert (close.is_too_close, close.mean_jp, list(close.gaps)) == (True, None, [])
    assert refused.value.code == "TOO_CLOSE"
    assert "Terlalu sedikit yang berubah" in page
    assert "Perlihatkan kepada instansi lain" not in page
    assert (second.due - first.due, second.short, second.mean_jp is not None) == (5, 10, True)
    assert not second.gaps.exists()  # seven of thirteen, after six of twelve
