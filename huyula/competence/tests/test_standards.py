"""Standards of posts: dated, closed, confirmed, never rewritten."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency, an_operator
from huyula.competence import actions
from huyula.competence.models import Competence, Requirement
from huyula.competence.queries import required
from huyula.competence.rules import Importance, PostClass, StandardRefusal
from huyula.competence.samples import a_competence, a_requirement
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.models import Person, Position, PositionClass
from huyula.people.samples import a_person, a_position

pytestmark = pytest.mark.django_db
STAFF = PostClass("PELAKSANA")
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def home() -> Agency:
    """Let there be an agency."""
    return an_agency()


@pytest.fixture
def ramla(home: Agency) -> User:
    """Let Ramla administer it."""
    return an_administrator(home)


@pytest.fixture
def deciding() -> Competence:
    """Let there be a competence."""
    return a_competence("K1")


def set_level(
    home: Agency, competence: Competence, level: int, *, by: User, of: PostClass | Position = STAFF, **more: Any
) -> Requirement:
    """Set a level from today unless another day is given."""
    given = {"importance": 3, "since": clock.today(), "legal_basis": "SK CONTOH", **more}
    return actions.set_standard(home, competence=competence, of=of, level=level, by=by, **given)


def level_on(person: Person, day: dt.date) -> list[int]:
    """Give the levels that somebody's post asks for on a day."""
    return [one.level for one in required(person, day)]


def test_a_change_closes_what_held_the_day_before(home: Agency, ramla: User, deciding: Competence) -> None:
    old, today = a_requirement(home, deciding, level=1, confirmed=False), clock.today()
    sari = a_person("Sari", agency=home)

    made = set_level(home, deciding, 3, by=ramla, importance=5)

    old.refresh_from_db()
    assert (old.valid_to, old.level) == (today - A_DAY, 1)
    assert (made.valid_from, made.valid_to, made.confirmed, made.by) == (today, None, True, ramla)
    assert [level_on(sari, today - A_DAY), level_on(sari, today)] == [[1], [3]]
    assert Entry.objects.get(verb="competence.standard_set").about_id == str(made.pk)


def test_a_second_change_of_one_day_replaces_the_first_and_both_stay(
    home: Agency, ramla: User, deciding: Competence
) -> None:
    first = set_level(home, deciding, 2, by=ramla)

    set_level(home, deciding, 4, by=ramla)

    first.refresh_from_db()
    assert first.replaced_at
    assert level_on(a_person("Sari", agency=home), clock.today()) == [4]


def test_what_begins_later_stays_and_ends_what_is_set_before_it(
    home: Agency, ramla: User, deciding: Competence
) -> None:
    later = clock.today() + 30 * A_DAY
    set_level(home, deciding, 4, by=ramla, since=later)

    made = set_level(home, deciding, 2, by=ramla)

    assert made.valid_to == later - A_DAY
    sari = a_person("Sari", agency=home)
    assert [level_on(sari, clock.today()), level_on(sari, later)] == [[2], [4]]


def test_level_nought_means_not_required(home: Agency, ramla: User, deciding: Competence) -> None:
    a_requirement(home, deciding)

    set_level(home, deciding, 0, by=ramla)

    assert level_on(a_person("Sari", agency=home), clock.today()) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"importance": Importance.USUAL}, StandardRefusal.SAME),
        ({"since": dt.date(2020, 1, 1)}, StandardRefusal.LONG_AGO),
    ],
)
def test_a_standard_is_refused(
    home: Agency, ramla: User, deciding: Competence, changed: dict[str, Any], code: StandardRefusal
) -> None:
    a_requirement(home, deciding, level=3)

    with pytest.raises(actions.CannotSet) as refused:
        set_level(home, deciding, 3, by=ramla, **changed)

    assert refused.value.code == code


def test_the_post_of_another_agency_is_refused(home: Agency, ramla: User, deciding: Competence) -> None:
    with pytest.raises(actions.CannotSet, match=str(StandardRefusal.NOT_OURS.label)):
        set_level(home, deciding, 3, by=ramla, of=a_position(agency=an_agency()))


def test_only_administrators_of_the_agency_set_and_confirm(home: Agency, deciding: Competence) -> None:
    row = a_requirement(a_position(agency=home), deciding)
    for stranger in (an_operator(home), an_administrator(an_agency())):
        with pytest.raises(PermissionDenied):
            set_level(home, deciding, 3, by=stranger)
        with pytest.raises(PermissionDenied):
            actions.confirm_standards(home, rows=[row.pk], by=stranger)
        with pytest.raises(PermissionDenied):
            actions.follow_the_class(row, since=clock.today(), by=stranger)


def test_confirming_marks_what_was_not_yet_and_leaves_others_alone(
    home: Agency, ramla: User, deciding: Competence
) -> None:
    other = a_requirement(an_agency(), deciding, confirmed=False)
    mine = a_requirement(home, deciding, confirmed=False)

    assert actions.confirm_standards(home, rows=[mine.pk, other.pk], by=ramla) == 1
    assert actions.confirm_standards(home, rows=[mine.pk], by=ramla) == 0

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.confirmed, other.confirmed) == (True, False)
    assert Entry.objects.filter(verb="competence.standards_confirmed").count() == 1


def test_a_post_follows_its_class_again(home: Agency, ramla: User, deciding: Competence) -> None:
    a_requirement(home, deciding, level=1)
    post = a_position(agency=home)
    sari = a_person("Sari", position=post)
    own = a_requirement(post, deciding, level=4)
    assert level_on(sari, clock.today()) == [4]

    actions.follow_the_class(own, since=clock.today(), by=ramla)

    assert [level_on(sari, clock.today() - A_DAY), level_on(sari, clock.today())] == [[4], [1]]
    with pytest.raises(actions.CannotSet, match=str(StandardRefusal.ENDED.label)):
        actions.follow_the_class(own, since=clock.today(), by=ramla)


def test_a_level_of_today_leaves_no_day_when_it_is_ended_today(home: Agency, ramla: User, deciding: Competence) -> None:
    own = set_level(home, deciding, 4, by=ramla, of=a_position(agency=home))

    actions.follow_the_class(own, since=clock.today(), by=ramla)

    own.refresh_from_db()
    assert own.replaced_at
    with pytest.raises(actions.CannotSet):
        actions.follow_the_class(own, since=clock.today(), by=ramla)


def test_the_level_of_a_class_is_not_ended(home: Agency, ramla: User, deciding: Competence) -> None:
    with pytest.raises(actions.CannotSet, match=str(StandardRefusal.NOT_OWN.label)):
        actions.follow_the_class(a_requirement(home, deciding), since=clock.today(), by=ramla)


def test_the_nearest_standard_counts(home: Agency, ramla: User, deciding: Competence) -> None:
    young = a_position(agency=home, position_class=PositionClass.FUNCTIONAL, level="MU")
    sari = a_person("Sari", position=young)
    set_level(home, deciding, 1, by=ramla, of=PostClass("FUNCTIONAL"))
    assert level_on(sari, clock.today()) == [1]
    set_level(home, deciding, 2, by=ramla, of=PostClass("FUNCTIONAL", "MU"))
    assert level_on(sari, clock.today()) == [2]
    set_level(home, deciding, 3, by=ramla, of=young)
    assert level_on(sari, clock.today()) == [3]
    assert level_on(a_person("Budi", agency=home), clock.today()) == []


def test_why_a_level_is_required_is_said_with_its_basis(home: Agency, ramla: User, deciding: Competence) -> None:
    post = a_position("Analis Data", agency=home)
    sari, budi = a_person("Sari", position=post), a_person("Budi", agency=home)
    set_level(home, deciding, 2, by=ramla)
    set_level(home, deciding, 3, by=ramla, of=post, legal_basis="SK CONTOH 9/2026")

    [for_sari], [for_budi] = required(sari, clock.today()), required(budi, clock.today())

    assert "Analis Data" in for_sari.why
    assert "SK CONTOH 9/2026" in for_sari.why
    assert "Analis Data" not in for_budi.why


def test_the_database_refuses_overlaps_rewriting_and_deleting(home: Agency, deciding: Competence) -> None:
    row = a_requirement(home, deciding)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_requirement(home, deciding, level=4)
    for changed in ({"level": 5}, {"legal_basis": "lain"}, {"confirmed": False}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Requirement.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_a_row_is_of_a_class_or_of_a_post(home: Agency, deciding: Competence) -> None:
    made = {"agency": home, "competence": deciding, "level": 2, "valid_from": clock.today(), "legal_basis": "x"}
    both = {"position": a_position(agency=home), "position_class": "PELAKSANA"}
    for wrong in (both, {}, {"position_class": "PELAKSANA", "post_level": "MU"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Requirement.objects.create(**made, **wrong)
