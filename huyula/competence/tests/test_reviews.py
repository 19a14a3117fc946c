"""The supervisor's word: the rest together, great differences one by one, also when supervisors change."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from huyula.access.models import User
from huyula.access.samples import an_administrator, an_agency
from huyula.competence import actions, policies
from huyula.competence.models import Evidence, Rating, Round
from huyula.competence.queries import gaps
from huyula.competence.queries.rounds import sheet_of
from huyula.competence.queries.waiting import waiting_for
from huyula.competence.rules import ConfirmRefusal, RatedBy, Source
from huyula.competence.samples import a_competence, a_requirement, a_round, account_of, an_evidence
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.people.actions import supervisors
from huyula.people.models import Person
from huyula.people.samples import a_person, a_unit_officer, place
from tests.pages.world import World, a_world, another

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Let the staff posts of an agency ask for three competences."""
    made = a_world()
    for code, level in (("K1", 3), ("K2", 2), ("K3", 2)):
        a_requirement(made.agency, a_competence(code), level=level)
    return made


@pytest.fixture
def held(world: World) -> Round:
    """Let Sari finish a round: far below in K1, near in the others."""
    return a_round(world.sari, levels={"K1": 1, "K2": 1, "K3": 2}, is_finished=True)


def chief_of(world: World) -> User:
    """Give the account of Sari's supervisor."""
    return account_of(world.chief)


def levels_said(person: Person) -> dict[str, int]:
    """Give the supervisor's words by competence."""
    rows = Evidence.objects.filter(person=person, source=Source.SUPERVISOR).order_by("pk")
    return dict(rows.values_list("competence__code", "level"))


def waits(user: User) -> list[Item]:
    """Give what waits for a supervisor."""
    return [item for item in waiting_for(User.objects.get(pk=user.pk)) if item.due]


def test_only_great_differences_are_looked_at_one_by_one(held: Round) -> None:
    sheet = sheet_of(held)

    assert [one.competence.code for one in sheet.far] == ["K1"]
    assert [one.competence.code for one in sheet.rest] == ["K2", "K3"]


def test_the_last_confirmed_level_is_expected_before_what_is_required(world: World) -> None:
    an_evidence(world.sari, a_competence("K1"), agency=world.agency, level=1)
    an_evidence(world.sari, a_competence("K2"), agency=world.agency, level=4, source=Source.COURSE)

    sheet = sheet_of(a_round(world.sari, levels={"K1": 1, "K2": 1}, is_finished=True))

    asked = {one.competence.code: one for one in sheet.asked}
    assert "K1" not in {one.competence.code for one in sheet.far}
    assert (asked["K1"].expected, asked["K3"].expected, asked["K3"].basis) == (1, 2, None)


def test_the_rest_is_confirmed_by_one_act(world: World, held: Round) -> None:
    assert actions.confirm_rest(held, by=chief_of(world)) == 2

    assert levels_said(world.sari) == {"K2": 1, "K3": 2}
    entry = Entry.objects.get(verb="competence.round_confirmed")
    assert set(Evidence.objects.filter(source=Source.SUPERVISOR).values_list("because", flat=True)) == {entry.pk}
    with pytest.raises(actions.CannotConfirm) as refused:
        actions.confirm_rest(held, by=chief_of(world))
    assert refused.value.code == ConfirmRefusal.FAR


def test_another_level_needs_a_reason_and_the_own_stays_beside_it(world: World, held: Round) -> None:
    with pytest.raises(actions.CannotConfirm) as refused:
        actions.decide(held, competence="K1", level=2, reason=" ", by=chief_of(world))
    assert refused.value.code == ConfirmRefusal.NO_REASON

    actions.decide(held, competence="K1", level=2, reason=" Sudah terlihat. ", by=chief_of(world))
    actions.confirm_rest(held, by=chief_of(world))

    [k1] = [one for one in sheet_of(held).done if one.competence.code == "K1"]
    assert k1.own is not None
    assert k1.supervisor is not None
    assert (k1.own.level, k1.supervisor.level, k1.supervisor.reason) == (1, 2, "Sudah terlihat.")
    assert k1.expected == 3
    [gap] = [gap for gap in gaps(world.sari, clock.today()) if gap.competence.code == "K1"]
    assert (gap.attained, gap.is_confirmed, len(gap.sources)) == (2, True, 2)
    with pytest.raises(actions.CannotConfirm) as refused:
        actions.confirm_rest(held, by=chief_of(world))
    assert refused.value.code == ConfirmRefusal.DONE


def test_a_word_may_be_said_again_and_the_newest_counts(world: World, held: Round) -> None:
    for level in (2, 3):
        actions.decide(held, competence="K1", level=level, reason="Alasan.", by=chief_of(world))

    assert levels_said(world.sari) == {"K1": 3}
    assert Rating.objects.filter(rated_by=RatedBy.SUPERVISOR).count() == 2


def test_what_was_not_asked_or_not_sent_is_not_decided(world: World, held: Round) -> None:
    with pytest.raises(actions.CannotConfirm) as refused:
        actions.decide(held, competence="K9", level=2, reason="x", by=chief_of(world))
    assert refused.value.code == ConfirmRefusal.NOT_ASKED
    opened = a_round(another(world), levels={"K1": 1})

    with pytest.raises(actions.CannotConfirm) as refused:
        actions.decide(opened, competence="K1", level=1, reason="", by=chief_of(world))
    assert refused.value.code == ConfirmRefusal.NOT_FINISHED
    with pytest.raises(actions.CannotConfirm) as refused:
        actions.confirm_rest(opened, by=chief_of(world))
    assert refused.value.code == ConfirmRefusal.NOT_FINISHED


def test_nobody_but_the_supervisor_of_today_confirms(world: World, held: Round) -> None:
    others = (account_of(world.sari), world.administrator, world.unit_officer, world.operator)
    for user in (*others, account_of(another(world)), an_administrator(an_agency())):
        with pytest.raises(PermissionDenied):
            actions.confirm_rest(held, by=user)
        with pytest.raises(PermissionDenied):
            actions.decide(held, competence="K1", level=1, reason="", by=user)


def test_a_new_supervisor_confirms_and_the_old_one_no_more(world: World, held: Round) -> None:
    budi = another(world)
    supervisors.choose(world.sari, supervisor=budi, since=clock.today(), reason="x", by=world.administrator)

    assert [waits(chief_of(world)), len(waits(account_of(budi)))] == [[], 1]
    with pytest.raises(PermissionDenied):
        actions.confirm_rest(held, by=chief_of(world))
    assert actions.confirm_rest(held, by=account_of(budi)) == 2


def test_who_took_over_confirms_while_it_lasts(world: World, held: Round) -> None:
    budi, today = another(world), clock.today()
    given = supervisors.delegate(
        world.chief, to=budi, since=today, until=today, reason="cuti", by=account_of(world.chief)
    )

    assert [waits(chief_of(world)), len(waits(account_of(budi)))] == [[], 1]
    with pytest.raises(PermissionDenied):
        actions.confirm_rest(held, by=chief_of(world))
    actions.decide(held, competence="K1", level=1, reason="", by=account_of(budi))

    supervisors.end_delegation(given, by=account_of(world.chief))
    assert actions.confirm_rest(held, by=chief_of(world)) == 2


def test_who_stands_in_confirms_where_nobody_leads(world: World) -> None:
    chief = a_round(world.chief, is_finished=True)

    assert policies.led_rounds(world.unit_officer).get() == chief
    assert policies.visible_round(world.unit_officer, chief.pk) == (chief, True)
    assert actions.confirm_rest(chief, by=world.unit_officer) == 3


def test_any_of_several_who_stand_in_confirms(world: World) -> None:
    second = a_unit_officer(world.office)
    chief = a_round(world.chief, is_finished=True)

    assert [len(waits(world.unit_officer)), len(waits(second))] == [1, 1]
    assert actions.confirm_rest(chief, by=second) == 3


def test_after_a_transfer_a_round_of_the_former_agency_waits_for_nobody(world: World, held: Round) -> None:
    other = a_world("Seberang")
    old = world.sari.placements.get()
    world.sari.placements.filter(pk=old.pk).update(recorded=(old.recorded.lower, clock.now()))
    moved = place(world.sari, unit=other.section, position=other.position, since=clock.today())

    assert moved.agency == other.agency
    assert [waits(chief_of(world)), waits(chief_of(other))] == [[], []]
    for user in (chief_of(world), chief_of(other)):
        with pytest.raises(PermissionDenied):
            actions.confirm_rest(held, by=user)
    assert policies.visible_round(other.administrator, held.pk) is None
    assert policies.visible_round(world.administrator, held.pk) == (held, False)
    assert policies.visible_round(account_of(world.sari), held.pk) == (held, False)


def test_a_supervisor_is_asked_within_two_weeks(world: World, held: Round) -> None:
    [item] = waits(chief_of(world))

    assert (item.kind, item.bulk_address) == ("competence.review", "")
    assert item.due == clock.today() + dt.timedelta(days=14)


def test_where_nothing_differs_much_one_tap_is_enough(world: World) -> None:
    for _ in range(2):
        a_round(another(world), is_finished=True)

    items = waits(chief_of(world))

    assert {item.kind for item in items} == {"competence.confirmation"}
    assert len({item.bulk_id for item in items}) == 2
    assert all(item.act_address and item.bulk_address for item in items)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [(Source.COURSE, 5)],
        [(Source.COURSE, 5), (Source.PROASN, 3)],
        [(Source.PROASN, 3), (Source.USE, 5), (Source.TEST, 4)],
        [(Source.ASSESSMENT, 5), (Source.COURSE, 3)],
        [(Source.ASSESSMENT, 1), (Source.COURSE, 0)],
        [(Source.SELF, 5)],
    ],
)
def test_the_list_says_of_great_differences_what_the_page_shows(world: World, words: list[tuple[Source, int]]) -> None:
    """Words of others that came after a round was sent change what is expected, in the list too."""
    round_ = a_round(world.sari, is_finished=True)
    competence = round_.items.order_by("place", "pk")[0].competence
    for source, level in words:
        an_evidence(world.sari, competence, agency=world.agency, level=level, source=source)

    (item,) = waits(chief_of(world))

    assert (item.kind == "competence.review") == bool(sheet_of(round_).far)


def test_what_was_decided_waits_no_more(world: World, held: Round) -> None:
    actions.confirm_rest(held, by=chief_of(world))
    assert len(waits(chief_of(world))) == 1

    actions.decide(held, competence="K1", level=1, reason="", by=chief_of(world))

    assert waits(chief_of(world)) == []


def test_an_officer_is_asked_to_begin_and_to_go_on(world: World) -> None:
    def kinds() -> list[str]:
        return [item.kind for item in waiting_for(User.objects.get(pk=account_of(world.sari).pk))]

    assert kinds() == ["competence.new_round"]
    a_round(world.sari)
    assert kinds() == ["competence.round"]
    a_round(world.sari, is_finished=True)
    assert kinds() == []


def test_nobody_is_asked_where_there_is_no_standard_and_no_person() -> None:
    sari = a_person("Sari")

    assert waiting_for(account_of(sari)) == []
    assert waiting_for(an_administrator(an_agency())) == []
