"""An own rating: opened, answered, gone on with elsewhere, sent."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huyula.access.models import Agency
from huyula.access.samples import an_agency
from huyula.competence import actions
from huyula.competence.models import Competence, Evidence, Rating, Round
from huyula.competence.queries.rounds import sheet_of, standing_of
from huyula.competence.rules import Frequency, RatedBy, RoundRefusal, Source
from huyula.competence.samples import (
    a_competence,
    a_requirement,
    a_round,
    account_of,
    an_evidence,
    answers_for,
)
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person, a_position

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Agency:
    """Let there be an agency whose staff posts ask for two competences."""
    agency = an_agency()
    for code, level in (("K1", 3), ("K2", 2)):
        a_requirement(agency, a_competence(code), level=level)
    return agency


@pytest.fixture
def sari(home: Agency) -> Person:
    """Let Sari hold such a post."""
    return a_person("Sari", agency=home)


def codes_of(held: Round) -> list[str]:
    """Give the codes that a round asks, in order."""
    return [item.competence.code for item in held.items.select_related("competence").order_by("place")]


def rate(held: Round, code: str, level: int, *, by: Person, key: uuid.UUID | None = None) -> Rating:
    """Answer one competence so that a level follows."""
    required = held.items.get(competence__code=code).required
    said = answers_for(a_competence(code), level, required=required)
    now = clock.now()
    return actions.rate(held, competence=code, answers=said, key=key or uuid.uuid4(), made_at=now, by=account_of(by))


def test_a_round_asks_the_riskiest_first_and_at_most_seven(home: Agency, sari: Person) -> None:
    for number in range(3, 12):
        a_requirement(home, a_competence(f"K{number}"), level=1, since=clock.today())
    an_evidence(sari, a_competence("K2"), agency=home, level=1)

    held = actions.open_round(sari, by=account_of(sari))

    assert codes_of(held)[0] == "K1"
    assert len(codes_of(held)) == 7
    assert held.items.get(competence__code="K1").required == 3
    assert Entry.objects.get(verb="competence.round_opened").about_id == str(held.pk)


def test_competences_without_acts_are_not_asked(home: Agency) -> None:
    post = a_position(agency=home)
    a_requirement(post, a_competence("K0", acts=0), level=5)

    assert codes_of(a_round(a_person("Sari", position=post))) == ["K1", "K2"]


def test_opening_again_goes_on_with_the_open_round(sari: Person) -> None:
    first = actions.open_round(sari, by=account_of(sari))

    assert actions.open_round(sari, by=account_of(sari)) == first


def test_what_is_asked_stays_though_the_standard_changes(home: Agency, sari: Person) -> None:
    held = a_round(sari)
    a_requirement(home, a_competence("K9"), level=5)

    assert codes_of(Round.objects.get(pk=held.pk)) == ["K1", "K2"]


def test_no_round_without_a_post_or_a_standard() -> None:
    sari = a_person("Sari")
    with pytest.raises(actions.CannotRate) as refused:
        actions.open_round(sari, by=account_of(sari))
    assert refused.value.code == RoundRefusal.NO_STANDARD

    budi = a_person("Budi", since=clock.today() + dt.timedelta(days=1))
    with pytest.raises(actions.CannotRate) as refused:
        actions.open_round(budi, by=account_of(budi))
    assert refused.value.code == RoundRefusal.NO_POST


def test_no_round_soon_after_another_nor_when_all_is_met(home: Agency, sari: Person) -> None:
    a_round(sari, is_finished=True)
    with pytest.raises(actions.CannotRate) as refused:
        actions.open_round(sari, by=account_of(sari))
    assert refused.value.code == RoundRefusal.TOO_SOON
    assert f"{clock.today() + dt.timedelta(days=30):%d-%m-%Y}" in refused.value.detail

    budi = a_person("Budi", agency=home)
    for code in ("K1", "K2"):
        an_evidence(budi, a_competence(code), agency=home, level=5)
    with pytest.raises(actions.CannotRate) as refused:
        actions.open_round(budi, by=account_of(budi))
    assert refused.value.code == RoundRefusal.NOTHING


def test_nobody_rates_for_somebody_else(home: Agency, sari: Person) -> None:
    budi, held = a_person("Budi", agency=home), a_round(sari)

    with pytest.raises(PermissionDenied):
        actions.open_round(sari, by=account_of(budi))
    with pytest.raises(PermissionDenied):
        rate(held, "K1", 1, by=budi)
    with pytest.raises(PermissionDenied):
        actions.finish(held, by=account_of(budi))


def test_the_level_follows_from_the_acts_and_the_answers_are_kept(sari: Person) -> None:
    made = rate(a_round(sari), "K1", 2, by=sari)

    assert (made.level, made.rated_by) == (2, RatedBy.SELF)
    assert set(made.said.values()) == {Frequency.USUALLY, Frequency.NEVER}
    assert len(made.said) == 8  # four levels of two acts: one level above the three that are required


def test_the_same_event_is_kept_once_and_a_later_answer_counts(sari: Person) -> None:
    held, key = a_round(sari), uuid.uuid4()

    first = rate(held, "K1", 2, by=sari, key=key)
    assert rate(held, "K1", 4, by=sari, key=key) == first
    rate(held, "K1", 4, by=sari)

    asked = sheet_of(held).of("K1")
    assert asked is not None
    assert asked.own is not None
    assert asked.own.level == 4
    assert Rating.objects.count() == 2


def test_answers_come_in_any_order_and_from_any_device(sari: Person, home: Agency) -> None:
    held = a_round(sari)
    rate(held, "K2", 1, by=sari)

    sheet = sheet_of(Round.objects.get(pk=held.pk))
    assert (sheet.answered, sheet.is_answered) == (1, False)
    assert sheet.next is not None
    assert sheet.next.competence.code == "K1"
    after = sheet.after("K2")
    assert after is not None
    assert after.competence.code == "K1"
    assert standing_of(sari.pk, home.pk).answered == 1

    rate(held, "K1", 1, by=sari)
    assert sheet_of(held).after("K1") is None


def test_other_acts_than_those_shown_are_refused(sari: Person) -> None:
    held = a_round(sari)
    wrong = answers_for(a_competence("K2"), 1, required=1)

    for code, refusal in (("K1", RoundRefusal.OTHER_ACTS), ("K7", RoundRefusal.NOT_ASKED)):
        with pytest.raises(actions.CannotRate) as refused:
            actions.rate(
                held, competence=code, answers=wrong, key=uuid.uuid4(), made_at=clock.now(), by=account_of(sari)
            )
        assert refused.value.code == refusal


def test_a_round_is_sent_once_and_every_level_becomes_evidence(sari: Person, home: Agency) -> None:
    held = a_round(sari, levels={"K1": 1})
    with pytest.raises(actions.CannotRate) as refused:
        actions.finish(held, by=account_of(sari))
    assert refused.value.code == RoundRefusal.UNANSWERED
    rate(held, "K2", 2, by=sari)

    done = actions.finish(held, by=account_of(sari), key=uuid.uuid4(), made_at=clock.now())
    assert actions.finish(held, by=account_of(sari)) == done

    said = Evidence.objects.filter(person=sari).order_by("competence__code")
    assert [(row.level, row.source, row.agency) for row in said] == [(1, Source.SELF, home), (2, Source.SELF, home)]
    entry = Entry.objects.get(verb="competence.round_finished")
    assert {row.because for row in said} == {entry}
    assert [one.competence.code for one in sheet_of(held).far] == ["K1"]  # one level said, three required
    with pytest.raises(actions.CannotRate) as refused:
        rate(held, "K1", 3, by=sari)
    assert refused.value.code == RoundRefusal.FINISHED


def test_evidence_of_one_entry_is_noted_once(sari: Person, home: Agency) -> None:
    a_round(sari, is_finished=True)
    entry = Entry.objects.get(verb="competence.round_finished")
    new = a_competence("K5")

    first, second = (
        actions.note_evidence(
            sari, competence=new, level=level, source=Source.COURSE, on=clock.today(), because=entry, agency=home
        )
        for level in (2, 4)
    )

    assert (first, second.level) == (second, 2)


def test_what_was_said_is_never_rewritten(sari: Person) -> None:
    a_round(sari, is_finished=True)
    for rows in (Rating.objects, Evidence.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(level=5)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()


def test_an_answer_costs_the_same_however_many_were_given(sari: Person) -> None:
    def cost(level: int) -> int:
        with CaptureQueriesContext(connection) as counted:
            rate(held, "K1", level, by=sari)
        return len(counted)

    held = a_round(sari)
    first = cost(1)
    for level in range(1, 5):
        rate(held, "K1", level, by=sari)

    assert cost(2) == first


def test_a_new_edition_of_acts_asks_an_open_round_anew(sari: Person) -> None:
    held = a_round(sari)
    old = answers_for(a_competence("K1"), 2, required=3)
    Competence.objects.get(code="K1").indicators.create(edition=2, level=1, place=1, text="Hal lain.")

    with pytest.raises(actions.CannotRate) as refused:
        actions.rate(held, competence="K1", answers=old, key=uuid.uuid4(), made_at=clock.now(), by=account_of(sari))

    assert refused.value.code == RoundRefusal.OTHER_ACTS
