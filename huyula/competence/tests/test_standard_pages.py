"""Pages of administrators about standards, and the list of competences for everybody."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huyula.access.models import Grant
from huyula.access.samples import an_agency
from huyula.competence.models import Requirement
from huyula.competence.queries import competence
from huyula.competence.samples import a_requirement, load_frameworks
from huyula.lib import clock
from huyula.people.samples import a_position
from huyula.people.tests.visits import enter, words_of
from tests.pages.world import World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def world() -> World:
    """Let there be an agency with the first standards."""
    made = a_world()
    load_frameworks(made.agency)
    return made


def given(**changed: str) -> dict[str, str]:
    """Give what the form about a standard says."""
    return {
        "competence": "D.d",
        "level": "3",
        "importance": "5",
        "since": clock.today().isoformat(),
        "legal_basis": "SK CONTOH 7/2026",
        **changed,
    }


def test_the_matrix_shows_every_class(client: Client, world: World) -> None:
    said = words_of(enter(client, world.administrator).get(reverse("competence:standards")))

    for words in ("Integrity", "JF MU", "36 competences required", "27 lines to confirm", "Digital"):
        assert words in said


def test_an_agency_without_competences_says_what_to_do(client: Client) -> None:
    world = a_world()
    enter(client, world.administrator)

    assert "load_competences" in words_of(client.get(reverse("competence:standards")))
    assert "load_competences" in words_of(client.get(reverse("competence:dictionary")))


def test_setting_a_level_shows_the_old_one_in_the_history(client: Client, world: World) -> None:
    address = reverse("competence:new_standard") + "?of=PELAKSANA&competence=D.d"
    enter(client, world.administrator)
    assert "Today: level 2" in words_of(client.get(address))

    done = words_of(client.post(address, given(), follow=True))
    again = client.post(address, given())

    assert "The standard was set." in done
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "hold already" in words_of(again)
    row = Requirement.objects.get(legal_basis="SK CONTOH 7/2026")
    history = words_of(client.get(reverse("competence:standard", args=[row.pk])))
    assert "Level 3, importance 5 – holds today" in history
    assert "Level 2, importance 4" in history


def test_a_planned_change_is_shown_before_it_holds(client: Client, world: World) -> None:
    later = clock.today().replace(year=clock.today().year + 1, day=1)
    address = reverse("competence:new_standard") + "?of=PELAKSANA&competence=D.d"

    done = words_of(enter(client, world.administrator).post(address, given(since=later.isoformat()), follow=True))

    assert "Level 3 from" in done


def test_all_lines_of_a_class_are_confirmed_as_they_stand(client: Client, world: World) -> None:
    page = reverse("competence:class") + "?of=FUNCTIONAL-MU"
    enter(client, world.administrator)
    said = words_of(client.get(page))
    assert "36 lines are proposals" in said
    rows = Requirement.objects.filter(post_level="MU", confirmed=False).values_list("pk", flat=True)

    address = reverse("competence:standards_confirmation") + "?of=FUNCTIONAL-MU"
    done = words_of(client.post(address, {"row": [*rows, "x"]}, follow=True))

    assert "36 lines are confirmed." in done
    assert not Requirement.objects.filter(post_level="MU", confirmed=False).exists()


def test_a_post_gets_a_level_of_its_own_and_follows_its_class_again(client: Client, world: World) -> None:
    post = a_position("Analis Data", agency=world.agency)
    enter(client, world.administrator)
    positions = reverse("competence:positions")
    assert "Every post follows its class" in words_of(client.get(positions))
    assert "Analis Data" in words_of(client.get(positions, {"q": "analis"}))
    assert "No post was found" in words_of(client.get(positions, {"q": "astronot"}))
    page = reverse("competence:position", args=[post.pk])
    assert "From the class" in words_of(client.get(page))

    client.post(reverse("competence:new_standard") + f"?of={post.pk}&competence=D.d", given())
    assert "1 level of its own" in words_of(client.get(positions))
    own = Requirement.objects.get(position=post)
    assert "Follow the class again" in words_of(client.get(reverse("competence:standard", args=[own.pk])))
    ended = reverse("competence:standard_ending", args=[own.pk])
    assert "asks for what its class asks" in words_of(client.post(ended, follow=True))
    assert "ended already" in words_of(client.post(ended, follow=True))


def test_one_line_is_confirmed_from_its_history(client: Client, world: World) -> None:
    row = Requirement.objects.get(competence__code="D.d", position_class="PELAKSANA")
    page = reverse("competence:standard", args=[row.pk])

    assert "Confirm as it stands" in words_of(enter(client, world.administrator).get(page))


@pytest.mark.parametrize("of", ["", "RAJA", "00000000-0000-0000-0000-000000000000"])
def test_a_strange_class_is_not_there(client: Client, world: World, of: str) -> None:
    enter(client, world.administrator)
    for name in ("competence:class", "competence:new_standard"):
        assert client.get(reverse(name), {"of": of}).status_code == HTTPStatus.NOT_FOUND


def test_an_administrator_of_two_agencies_chooses_and_of_none_is_turned_away(client: Client, world: World) -> None:
    other = an_agency("Kabupaten Kedua")
    Grant.objects.create(
        user=world.administrator, agency=other, role="ADMINISTRATOR", since=clock.today(), reason="contoh"
    )
    page = reverse("competence:standards")
    assert "Kabupaten Kedua" in words_of(enter(client, world.administrator).get(page, {"agency": other.code}))
    assert client.get(page, {"agency": "none"}).status_code == HTTPStatus.NOT_FOUND

    for user in (world.unit_officer, world.operator, world.sari):
        assert enter(client, user).get(page).status_code == HTTPStatus.FORBIDDEN


def test_everybody_reads_the_list_with_its_sources(client: Client, world: World) -> None:
    enter(client, world.sari)
    said = words_of(client.get(reverse("competence:dictionary")))
    assert "CC BY 4.0" in said
    assert "No acts yet" in said

    one = words_of(client.get(reverse("competence:competence", args=["D.d"])))
    assert "Level 3: Intermediate" in one
    empty = words_of(client.get(reverse("competence:competence", args=["D.f"])))
    assert "No acts are written yet" in empty
    assert client.get(reverse("competence:competence", args=["D.z"])).status_code == HTTPStatus.NOT_FOUND


def test_a_proposal_is_called_one_on_the_page_of_a_gap(client: Client, world: World) -> None:
    enter(client, world.sari)
    gap = words_of(client.get(reverse("competence:gap", args=[world.sari.pk, "D.d"])))
    assert "A proposal, not confirmed yet" in gap
    assert "Usulan Huyula" in gap
    without = words_of(client.get(reverse("competence:gap", args=[world.sari.pk, "D.f"])))
    assert "No acts are written for this competence yet" in without
    assert client.get(reverse("competence:gap", args=[world.sari.pk, "D.z"])).status_code == HTTPStatus.NOT_FOUND


def test_a_post_of_its_own_outweighs_its_class_on_the_page(client: Client, world: World) -> None:
    a_requirement(world.position, competence("M1"), level=4)

    gap = words_of(enter(client, world.sari).get(reverse("competence:gap", args=[world.sari.pk, "M1"])))

    assert f"Set for the post Pengelola {world.mark}" in gap
