"""The journal as administrators see it, and each account its own."""

import datetime as dt
import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from huyula.access import queries
from huyula.access.models import Agency, User
from huyula.access.queries import Wanted
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator
from huyula.journal import actions as journal
from huyula.lib.paging import PAGE_SIZE

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    """Give an agency in which things were done."""
    return an_agency("Provinsi Contoh")


@pytest.fixture
def admin(agency: Agency, client: Client) -> User:
    """Give its administrator, signed in."""
    user = an_administrator(agency)
    client.force_login(user)
    return user


def _note(agency: Agency, verb: str = "access.looked", *, by: User | None = None, times: int = 1) -> None:
    for _ in range(times):
        journal.record(verb, by=by, about=agency, agency=agency.pk)


def test_an_administrator_reads_what_was_done(client: Client, agency: Agency, admin: User) -> None:
    _note(agency, by=admin)
    _note(agency, "access.sealed")
    _note(an_agency("B"), "elsewhere.done")

    text = client.get(f"/agencies/{agency.code}/journal/").content.decode()

    assert "access.looked" in text
    assert "Admin Contoh" in text
    assert "elsewhere.done" not in text


def test_it_is_narrowed_by_verb_actor_and_day(client: Client, agency: Agency, admin: User) -> None:
    other = a_user("Budi")
    _note(agency, "hours.posted", by=admin)
    _note(agency, "learning.enrolled", by=other)
    today = timezone.localdate()

    def verbs(query: str) -> set[str]:
        text = client.get(f"/agencies/{agency.code}/journal/?{query}").content.decode()
        return {verb for verb in ("hours.posted", "learning.enrolled") if f"<code>{verb}" in text}

    assert verbs("verb=hours.") == {"hours.posted"}
    assert verbs(f"actor={other.pk}") == {"learning.enrolled"}
    assert verbs(f"day={today}") == {"hours.posted", "learning.enrolled"}
    assert verbs(f"day={today - dt.timedelta(days=1)}") == set()
    assert verbs("day=soon&actor=me&before=x") == {"hours.posted", "learning.enrolled"}


def test_older_entries_follow_without_a_gap(agency: Agency) -> None:
    _note(agency, times=PAGE_SIZE + 3)

    first = queries.journal_of_agency(agency, Wanted())
    second = queries.journal_of_agency(agency, Wanted(before=first.before))

    assert (len(first.rows), len(second.rows), second.before) == (PAGE_SIZE, 3, None)
    ids = [line.entry.pk for line in [*first.rows, *second.rows]]
    assert ids == sorted(ids, reverse=True)


def test_a_page_costs_the_same_however_many_actors(client: Client, agency: Agency, admin: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/agencies/{agency.code}/journal/").status_code == HTTPStatus.OK
        return len(asked)

    _note(agency, by=admin)
    few = cost()
    for number in range(20):
        _note(agency, by=a_user(f"Orang {number}"))
    assert cost() <= few <= 12


def test_people_are_named_by_whoever_knows_them(
    client: Client, agency: Agency, admin: User, settings: Settings
) -> None:
    settings.HUYULA_WIRING = "huyula.access.tests.wiring"
    _note(agency, by=admin)
    assert "Sari Dewi Hasan" in client.get(f"/agencies/{agency.code}/journal/?actor={admin.pk}").content.decode()


def test_an_entry_leads_to_its_page_if_it_has_one(settings: Settings) -> None:
    settings.HUYULA_WIRING = "huyula.access.tests.wiring"
    assert queries.address_of("access.granted", "7") == "/grants/7/ending/"
    assert queries.address_of("access.token_made", "7") == ""
    assert queries.address_of("access.looked", "7") == ""


def test_the_state_of_the_chain_is_shown(
    client: Client, agency: Agency, admin: User, settings: Settings, tmp_path: Path
) -> None:
    settings.HUYULA_DATA = str(tmp_path)
    assert queries.chain_of(agency) == queries.Chain(seal=None, waiting=0, head=None)
    _note(agency, times=3)
    journal.seal(agency.pk)
    _note(agency)
    journal.keep_heads(folder=tmp_path / "journal", day=dt.date(2026, 11, 24))

    chain = queries.chain_of(agency)

    assert chain.seal is not None
    assert (chain.seal.size, chain.waiting) == (3, 1)
    assert chain.head is not None
    assert chain.head["seal"] == bytes(chain.seal.hash).hex()
    assert queries.chain_of(an_agency("B")).head is None
    text = client.get(f"/agencies/{agency.code}/journal/").content.decode()
    assert bytes(chain.seal.hash).hex()[:16] in text
    assert "2026-11-24" in text
    assert json.loads((tmp_path / "journal" / "heads.jsonl").read_text().splitlines()[-1])["sequence"] == 1


def _operator(agency: Agency) -> User:
    return an_operator(agency)


def _stranger(_agency: Agency) -> User:
    return an_administrator(an_agency("B"))


@pytest.mark.parametrize("who", [_operator, _stranger])
def test_nobody_else_reads_it(client: Client, agency: Agency, who: Callable[[Agency], User]) -> None:
    client.force_login(who(agency))
    assert client.get(f"/agencies/{agency.code}/journal/").status_code == HTTPStatus.NOT_FOUND


def test_everybody_reads_their_own(client: Client, agency: Agency, admin: User) -> None:
    _note(agency, "hours.posted", by=admin)
    _note(agency, "hours.refused", by=a_user())
    text = client.get("/account/journal/").content.decode()
    assert "hours.posted" in text
    assert "hours.refused" not in text
