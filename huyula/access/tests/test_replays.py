"""An act that arrives twice happens once."""

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import TextChoices
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from huyula.access import actions, tasks
from huyula.access.models import Agency, Outcome, Replay, User
from huyula.access.samples import a_user, an_agency
from huyula.lib.refused import Refused

KEY = uuid.UUID("019a0000-0000-7000-8000-000000000001")
TWIN = uuid.UUID("019a0000-0000-7000-8000-000000000002")
MADE = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)


class _Why(TextChoices):
    FULL = "FULL", "All seats are taken."


class _CannotSit(Refused):
    """That there is no seat."""


def _rename(agency: Agency) -> actions.Answer:
    """Do something that shows how often it was done."""
    agency.refresh_from_db()
    Agency.objects.filter(pk=agency.pk).update(name=agency.name + "+")
    return {"name": agency.name + "+"}


def _answer(user: User, agency: Agency, *, key: uuid.UUID = KEY, body: bytes = b"{}") -> actions.Receipt:
    return actions.answer_once(
        user, key=key, kind="access.renamed", body=body, at_device=MADE, act=lambda: _rename(agency)
    )


@pytest.mark.django_db
def test_the_second_gets_the_answer_of_the_first() -> None:
    user, agency = a_user(), an_agency("A")

    first, second = _answer(user, agency), _answer(user, agency)

    agency.refresh_from_db()
    assert agency.name == "A+"
    assert (first.answer, first.is_repeated, first.is_done) == ({"name": "A+"}, False, True)
    assert (second.answer, second.is_repeated, second.is_done) == ({"name": "A+"}, True, True)
    assert second.received_at == first.received_at
    assert Replay.objects.get().at_device == MADE


@pytest.mark.django_db
def test_another_body_or_kind_under_the_same_key_changes_nothing() -> None:
    user, agency = a_user(), an_agency("A")
    _answer(user, agency)

    with pytest.raises(actions.CannotReplay):
        _answer(user, agency, body=b'{"more": 1}')
    with pytest.raises(actions.CannotReplay):
        actions.answer_once(user, key=KEY, kind="access.other", body=b"{}", at_device=None, act=dict)

    agency.refresh_from_db()
    assert agency.name == "A+"


@pytest.mark.django_db
def test_the_key_of_one_user_is_no_key_of_another() -> None:
    agency = an_agency("A")
    _answer(a_user(), agency)
    assert not _answer(a_user(), agency).is_repeated
    agency.refresh_from_db()
    assert agency.name == "A++"


@pytest.mark.django_db
def test_a_refusal_is_an_answer_and_undoes_what_was_begun() -> None:
    user, agency = a_user(), an_agency("A")
    asked = []

    def act() -> actions.Answer:
        asked.append(_rename(agency))
        raise _CannotSit(_Why.FULL)

    receipts = [actions.answer_once(user, key=KEY, kind="k.k", body=b"", at_device=None, act=act) for _ in range(2)]

    agency.refresh_from_db()
    assert agency.name == "A"
    assert len(asked) == 1
    assert {receipt.outcome for receipt in receipts} == {Outcome.REFUSED}
    assert receipts[1].answer == {"code": "FULL", "detail": "All seats are taken."}


@pytest.mark.django_db
def test_a_fault_of_ours_leaves_no_trace_and_may_be_tried_again() -> None:
    user, agency = a_user(), an_agency("A")

    def act() -> actions.Answer:
        _rename(agency)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        actions.answer_once(user, key=KEY, kind="access.renamed", body=b"{}", at_device=None, act=act)

    agency.refresh_from_db()
    assert agency.name == "A"
    assert not _answer(user, agency).is_repeated


@pytest.mark.django_db
def test_an_act_without_an_answer_is_a_fault_of_ours_and_a_form_that_came_back_is_not() -> None:
    user = a_user()
    with pytest.raises(TypeError):
        actions.answer_once(user, key=KEY, kind="k.k", body=b"", at_device=None, act=lambda: None)  # type: ignore[arg-type, return-value]  # looser than the type asks
    assert actions.answer_form(user, key=KEY, kind="k.k", body=b"", act=lambda: None) is None
    assert not Replay.objects.exists()


@pytest.mark.django_db
def test_answers_are_emptied_after_ninety_days_and_keys_stay() -> None:
    user, agency = a_user(), an_agency("A")
    _answer(user, agency)
    _answer(user, agency, key=uuid.uuid4())
    Replay.objects.filter(key=KEY).update(received_at=timezone.now() - dt.timedelta(days=90, minutes=1))

    assert actions.empty_answers() == 1
    tasks.empty_answers(timestamp=0)
    tasks.tidy(timestamp=0)

    receipt = _answer(user, agency)
    assert (receipt.is_done, receipt.is_repeated, receipt.answer) == (True, True, {})
    with pytest.raises(actions.CannotReplay):
        _answer(user, agency, body=b"[]")
    assert Replay.objects.filter(answer__isnull=False).count() == 1


@pytest.fixture
def truly_kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test commit, and take away by hand what it left: a flush would empty the journal, which refuses it."""
    with django_db_blocker.unblock():
        yield
        Replay.objects.filter(key=TWIN).delete()
        User.objects.filter(label="Twin").delete()
        Agency.objects.filter(code="98twin").delete()


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"{}", b"other"])
def test_a_twin_that_acts_before_a_refusal_is_noted_counts(body: bytes) -> None:
    user, agency = a_user(), an_agency("A")

    class _Between(_CannotSit):
        """A refusal that is looked at only after a twin was carried out."""

        @property
        def code(self) -> str:
            _answer(user, agency, body=body)
            return _Why.FULL.value

        @code.setter
        def code(self, value: str) -> None:
            assert value == _Why.FULL

    def refused_then_twin() -> actions.Answer:
        raise _Between(_Why.FULL)

    def send() -> actions.Receipt:
        return actions.answer_once(
            user, key=KEY, kind="access.renamed", body=b"{}", at_device=MADE, act=refused_then_twin
        )

    if body == b"{}":
        receipt = send()
        assert (receipt.is_done, receipt.is_repeated, receipt.answer) == (True, True, {"name": "A+"})
    else:
        with pytest.raises(actions.CannotReplay):
            send()
    assert Replay.objects.get().outcome == Outcome.DONE


@pytest.mark.usefixtures("truly_kept")
def test_of_two_at_once_one_acts_and_both_get_its_answer() -> None:
    user, agency = a_user("Twin"), an_agency("A", code="98twin")
    together = threading.Barrier(2)

    def send() -> actions.Receipt:
        together.wait(timeout=10)
        try:
            return _answer(user, agency, key=TWIN)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        receipts = [future.result(timeout=30) for future in [pool.submit(send), pool.submit(send)]]

    agency.refresh_from_db()
    assert agency.name == "A+"
    assert sorted(receipt.is_repeated for receipt in receipts) == [False, True]
    assert receipts[0].answer == receipts[1].answer == {"name": "A+"}
