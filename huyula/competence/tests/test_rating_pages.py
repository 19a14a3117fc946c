"""Pages of a round and of gaps, without script; and the same acts through the outbox."""

import re
import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huyula.competence import actions
from huyula.competence.models import Evidence, Rating, Round, RoundFinish
from huyula.competence.queries.team import team_page
from huyula.competence.rules import Frequency, Source
from huyula.competence.samples import a_competence, a_requirement, a_round, account_of, an_evidence, answers_for
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.tests.visits import enter, words_of
from tests.pages.world import World, a_world, another

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events/"


@pytest.fixture(autouse=True)
def _in_english(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def world() -> World:
    """Let the staff posts of an agency ask for two competences."""
    made = a_world()
    a_requirement(made.agency, a_competence("K1", title="Mengambil keputusan"), level=3)
    a_requirement(made.agency, a_competence("K2", title="Menjaga data"), level=2)
    return made


def fields_for(code: str, level: int, *, required: int) -> dict[str, str]:
    """Give what a form says so that a level follows."""
    said = answers_for(a_competence(code), level, required=required)
    return {f"act-{act}": often.value for act, often in said.items()}


def chosen_in(page: str) -> int:
    """Count the answers that a page shows as chosen."""
    return len(re.findall(r'name="act-\d+" value="\w+" checked', page))


def event(person: Person, kind: str, body: dict[str, Any], *, key: uuid.UUID | None = None) -> dict[str, Any]:
    """Make an event as a device does."""
    return {
        "id": str(key or uuid.uuid4()),
        "user": str(account_of(person).pk),
        "kind": kind,
        "made_at": "2026-11-24T09:00:00+08:00",
        "sequence": 1,
        "body": body,
    }


def send(client: Client, *events: dict[str, Any]) -> list[dict[str, Any]]:
    """Send events; gives their receipts."""
    response = client.post(EVENTS, {"events": events}, content_type="application/json")
    assert response.status_code == HTTPStatus.OK, response.content
    receipts: list[dict[str, Any]] = response.json()["receipts"]
    return receipts


def test_the_whole_way_without_script(client: Client, world: World) -> None:
    enter(client, world.sari)
    before = words_of(client.get(reverse("competence:mine")))
    assert "Rate yourself" in before
    assert "about 1 minutes" in before or "about 2 minutes" in before

    begun = client.post(reverse("competence:new_round"), follow=True)
    held = Round.objects.get()
    assert "Begin" in words_of(begun)
    first = client.post(reverse("competence:rating", args=[held.pk, "K1"]), fields_for("K1", 1, required=3))
    assert first.headers["Location"] == reverse("competence:rating", args=[held.pk, "K2"])
    second = client.post(first.headers["Location"], fields_for("K2", 2, required=2))
    assert second.headers["Location"] == reverse("competence:round", args=[held.pk])
    assert "Send to my supervisor" in words_of(client.get(second.headers["Location"]))
    done = client.post(reverse("competence:finish", args=[held.pk]), follow=True)

    assert "Your rating is sent" in words_of(done)
    assert Evidence.objects.filter(person=world.sari, source=Source.SELF).count() == 2
    after = words_of(client.get(reverse("competence:mine")))
    for said in ("2 levels are missing", "Not confirmed yet", "You can rate yourself again from"):
        assert said in after


def test_a_form_with_gaps_comes_back_with_the_answers(client: Client, world: World) -> None:
    held, fields = a_round(world.sari), fields_for("K1", 2, required=3)
    left_out = fields.popitem()[0]

    response = enter(client, world.sari).post(reverse("competence:rating", args=[held.pk, "K1"]), fields)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose how often you do this." in words_of(response)
    assert chosen_in(words_of(response)) == len(fields)
    assert left_out
    assert not Rating.objects.exists()


def test_a_form_after_sending_says_so(client: Client, world: World) -> None:
    held = a_round(world.sari, is_finished=True)
    address = reverse("competence:rating", args=[held.pk, "K1"])

    response = enter(client, world.sari).post(address, fields_for("K1", 2, required=3))

    assert "You have finished this rating already." in words_of(response)


def test_a_form_sent_twice_counts_once(client: Client, world: World) -> None:
    held, key = a_round(world.sari), str(uuid.uuid4())
    address, fields = reverse("competence:rating", args=[held.pk, "K1"]), fields_for("K1", 2, required=3)
    enter(client, world.sari)

    both = [client.post(address, {**fields, "idempotency_key": key}).headers["Location"] for _ in range(2)]

    assert both[0] == both[1]
    assert Rating.objects.count() == 1


def test_a_round_is_gone_on_with_on_another_device(client: Client, world: World) -> None:
    held = a_round(world.sari)
    phone, laptop = enter(Client(), world.sari), enter(client, world.sari)
    [receipt] = send(
        phone,
        event(
            world.sari, "competence.rated", {"round": held.pk, "competence": "K1", **fields_for("K1", 2, required=3)}
        ),
    )
    assert receipt["answer"] == {"level": 2, "address": reverse("competence:rating", args=[held.pk, "K2"])}

    overview = words_of(laptop.get(reverse("competence:round", args=[held.pk])))
    assert "1 of 2" in overview
    again = words_of(laptop.get(reverse("competence:rating", args=[held.pk, "K1"])))
    assert chosen_in(again) == 8


def test_events_are_taken_once_in_any_order(client: Client, world: World) -> None:
    held = a_round(world.sari)
    enter(client, world.sari)
    second = event(
        world.sari, "competence.rated", {"round": str(held.pk), "competence": "K2", **fields_for("K2", 2, required=2)}
    )
    first = event(
        world.sari, "competence.rated", {"round": str(held.pk), "competence": "K1", **fields_for("K1", 3, required=3)}
    )
    done = event(world.sari, "competence.finished", {"round": str(held.pk)})

    early, *_ = send(client, done)
    assert (early["status"], early["code"]) == ("refused", "UNANSWERED")
    assert [one["status"] for one in send(client, second, first)] == ["accepted", "accepted"]
    assert [one["status"] for one in send(client, first, second)] == ["repeated", "repeated"]
    [sent] = send(client, event(world.sari, "competence.finished", {"round": str(held.pk)}))
    assert sent["answer"] == {"address": reverse("competence:round", args=[held.pk])}
    finish = RoundFinish.objects.get()
    assert (str(finish.made_at), Rating.objects.count()) == ("2026-11-24 01:00:00+00:00", 2)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"round": "x"}, "INVALID"),
        ({"act-1": "ALWAYS"}, "INVALID"),
        ({"act-x": "NEVER"}, "INVALID"),
        ({"act-99999999": "NEVER"}, "OTHER_ACTS"),
        ({"competence": "K7"}, "NOT_ASKED"),
        ({"round": 2**40}, "NOT_FOUND"),
    ],
)
def test_a_strange_event_is_refused_and_nothing_breaks(
    client: Client, world: World, body: dict[str, Any], code: str
) -> None:
    held = a_round(world.sari)
    whole = {"round": held.pk, "competence": "K1", **body}

    [receipt] = send(enter(client, world.sari), event(world.sari, "competence.rated", whole))

    assert (receipt["status"], receipt["code"]) == ("refused", code)


def test_the_round_of_somebody_else_is_not_there(client: Client, world: World) -> None:
    held, budi = a_round(world.sari), another(world)
    enter(client, budi)
    whole = {"round": held.pk, "competence": "K1", **fields_for("K1", 2, required=3)}

    [receipt] = send(client, event(budi, "competence.rated", whole))
    assert (receipt["status"], receipt["code"]) == ("refused", "NOT_FOUND")
    [wrong] = send(client, event(world.sari, "competence.rated", whole))
    assert wrong["status"] == "wrong_user"
    for address in (
        reverse("competence:round", args=[held.pk]),
        reverse("competence:rating", args=[held.pk, "K1"]),
        reverse("competence:review", args=[held.pk]),
    ):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert client.post(reverse("competence:finish", args=[held.pk])).status_code == HTTPStatus.NOT_FOUND


def test_a_round_says_what_the_supervisor_said(client: Client, world: World) -> None:
    held = a_round(world.sari, levels={"K1": 1, "K2": 2}, is_finished=True)
    chief = enter(client, world.chief)
    review = words_of(chief.get(reverse("competence:review", args=[held.pk])))
    assert "Great differences" in review
    assert "Confirm this level" in review

    chief.post(reverse("competence:confirmation", args=[held.pk]))
    refused = chief.post(reverse("competence:decision", args=[held.pk, "K1"]), {"level": "2", "reason": ""})
    assert "needs a reason" in words_of(refused)
    given = {"level": "2", "reason": "Terlihat di laporan triwulan."}
    done = chief.post(reverse("competence:decision", args=[held.pk, "K1"]), given, follow=True)
    assert "Every level of this rating was looked at." in words_of(done)
    again = chief.post(reverse("competence:confirmation", args=[held.pk]), follow=True)
    assert "confirmed already" in words_of(again)

    enter(client, world.sari)
    mine = words_of(client.get(reverse("competence:round", args=[held.pk])))
    assert "Your supervisor says level 2: Terlihat di laporan triwulan." in mine
    gap = words_of(client.get(reverse("competence:gap", args=[world.sari.pk, "K1"])))
    for said in ("Own rating: level 1", "Supervisor: level 2 – counts", f"Ramla {world.mark}: Terlihat di laporan"):
        assert said in gap


def test_several_rounds_are_confirmed_at_once(client: Client, world: World) -> None:
    rounds = [a_round(another(world), is_finished=True) for _ in range(2)]
    far = a_round(world.sari, levels={"K1": 0, "K2": 0}, is_finished=True)
    stranger = a_round(world.chief, is_finished=True)
    chosen = [str(one.pk) for one in (*rounds, far, stranger)] + ["x", "٣"]

    response = enter(client, world.chief).post(reverse("competence:confirmations"), {"id": chosen}, follow=True)

    assert "4 levels are confirmed." in words_of(response)
    assert "Please look at it one by one." in words_of(response)
    assert Rating.objects.filter(rated_by="SUPERVISOR").count() == 4


def test_a_supervisor_sees_the_answers_and_an_administrator_only_looks(client: Client, world: World) -> None:
    held = a_round(world.sari, levels={"K1": 1}, is_finished=True)
    shown = words_of(enter(client, world.chief).get(reverse("competence:decision", args=[held.pk, "K1"])))
    assert shown.count(str(Frequency.USUALLY.label)) >= 2

    enter(client, world.administrator)
    review = words_of(client.get(reverse("competence:review", args=[held.pk])))
    assert "Confirm this level" not in review
    address = reverse("competence:decision", args=[held.pk, "K1"])
    assert client.get(address).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("competence:decision", args=[held.pk, "K7"])).status_code == HTTPStatus.NOT_FOUND


def test_the_team_page_counts_and_shows_what_waits(client: Client, world: World) -> None:
    a_round(world.sari, levels={"K1": 1, "K2": 2}, is_finished=True)
    budi = another(world)
    an_evidence(budi, a_competence("K1"), agency=world.agency, level=3)

    said = words_of(enter(client, world.chief).get(reverse("competence:team")))

    assert "Look and confirm" in said
    assert "Mengambil keputusan" in said
    assert "None yet" in said


def test_whose_rating_waits_longest_stands_on_top_of_the_team(world: World) -> None:
    ani, budi = another(world), another(world)
    first, second = a_round(budi, is_finished=True), a_round(ani, is_finished=True)
    actions.confirm_rest(a_round(world.sari, is_finished=True), by=account_of(world.chief))

    page = team_page(account_of(world.chief), clock.today(), number=1)

    assert [row.waits for row in page.rows] == [first.pk, second.pk, None]
    assert [row.card.person for row in page.rows] == [budi.pk, ani.pk, world.sari.pk]
    assert all(row.rated_on == clock.today() for row in page.rows)
    assert team_page(account_of(world.chief), clock.today(), number=2).rows == []


def test_a_supervisor_opens_the_gaps_of_one_of_the_team(client: Client, world: World) -> None:
    a_round(world.sari, levels={"K1": 1, "K2": 2}, is_finished=True)

    said = words_of(enter(client, world.chief).get(reverse("competence:person", args=[world.sari.pk])))

    assert f"Gaps of Sari {world.mark}" in said
    assert "Greatest gaps" in said
    assert "Rate yourself" not in said


def test_a_round_with_something_left_is_not_sent(client: Client, world: World) -> None:
    held = a_round(world.sari, levels={"K1": 1})
    enter(client, world.sari)

    said = words_of(client.post(reverse("competence:finish", args=[held.pk]), follow=True))

    assert "Some competences are not answered yet." in said
    assert client.get(reverse("competence:rating", args=[held.pk, "K7"])).status_code == HTTPStatus.NOT_FOUND


def test_an_account_without_a_person_has_no_gaps(client: Client, world: World) -> None:
    enter(client, world.administrator)

    assert "No person stands behind this account" in words_of(client.get(reverse("competence:mine")))
    assert client.post(reverse("competence:new_round")).headers["Location"] == reverse("competence:mine")
    assert "You lead nobody today" in words_of(enter(client, world.operator).get(reverse("competence:team")))


def test_a_refused_round_says_why(client: Client) -> None:
    world = a_world()

    response = enter(client, world.sari).post(reverse("competence:new_round"), follow=True)

    assert "Your agency has set no standard for your post yet." in words_of(response)
    assert "No standard is set for this post yet" in words_of(response)


def test_the_scripted_form_names_its_event(client: Client, world: World) -> None:
    held = a_round(world.sari)

    page = enter(client, world.sari).get(reverse("competence:rating", args=[held.pk, "K1"])).content.decode()

    for said in ('data-behaviour="outbox-form"', 'data-kind="competence.rated"', f'name="round" value="{held.pk}"'):
        assert said in page
