"""The hottest pages read few rows, however many there are: each goes by an index, with the planner's own choice.

Each door is opened as people open it, on tables that have grown; the database tells how many rows and entries of
indexes it has read. It fails when an index is dropped, or when a query is rewritten so that it can't be used.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from huyula.exams.samples import questions_of, right_values
from huyula.exams.tests.test_events import answered
from huyula.people.actions.counts import count
from huyula.people.tests.sheets import some_rows, taken_in
from tests.pages import PAGES, Visit, World, a_world
from tests.pages.credentials import one as a_certificate
from tests.pages.exams import an_open_attempt
from tests.pages.people import objection_answer
from tests.pages.practice import told
from tests.pages.world import account_of
from tests.test_pages import as_user

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events/"
PEOPLE, TIMES, MOST = 4_000, 3_000, 2_000
# Filled by an import.
IMPORTED = {
    "people_person",
    "people_identifier",
    "people_biodata",
    "people_placement",
    "people_rank",
    "people_standing",
}
# Filled with copies of one row that belong to somebody else: what differs, in SQL over the number `n`.
ANOTHER = "gen_random_uuid()"
COPIED: dict[str, dict[str, str]] = {
    "access_user": {"id": ANOTHER},
    "access_replay": {"key": ANOTHER, "user_id": ANOTHER},
    "competence_evidence": {"person_id": ANOTHER},
    "credentials_certificate": {"id": ANOTHER, "person_id": ANOTHER, "number_id": "-n", "claim": "'x' || n"},
    "exams_attempt": {"id": ANOTHER, "person_id": ANOTHER},
    "exams_answer": {"attempt_id": ANOTHER, "event": ANOTHER},
    "hours_posting": {"person_id": ANOTHER},
    "journal_entry": {"verb": "'else.done_' || n % 50", "actor_id": ANOTHER, "at": "now() - n * interval '1 hour'"},
    "learning_enrolment": {"id": ANOTHER, "person_id": ANOTHER},
    "learning_lessondone": {"enrolment_id": ANOTHER},
    "people_supervisorobjection": {"unit_id": ANOTHER, "person_id": ANOTHER},
    "practice_usequestion": {"id": ANOTHER, "person_id": ANOTHER, "unit_id": ANOTHER, "because_id": "-n"},
    "practice_usereport": {"question_id": ANOTHER, "leader_id": ANOTHER, "photo_id": ANOTHER},
}
GROWN = IMPORTED | COPIED.keys()

Act = Callable[[], object]
Door = Callable[[World, Client], Act]


def page(name: str, more: str = "") -> Door:
    """Open a page as whoever sees it."""

    def open_it(world: World, client: Client) -> Act:
        visit: Visit = PAGES[name](world)
        as_user(client, visit.user)
        return lambda: client.get(visit.address + more)

    return open_it


def first_page(world: World, client: Client) -> Act:
    """Open the first page as an officer."""
    as_user(client, account_of(world.sari))
    return lambda: client.get(reverse("home"))


def unit(world: World, client: Client) -> Act:
    """Open a unit whose people the worker has counted."""
    act = page("people:unit")(world, client)
    count(world.agency.pk)
    return act


def verdict(world: World, client: Client) -> Act:
    """Check a certificate as anybody does, signed out."""
    made = a_certificate(world)
    return lambda: client.get(reverse("credentials:verdict", args=[made.claim]))


def answering(world: World, client: Client, *, again: bool = False) -> Act:
    """Answer a question of a quiz from a phone, or send the same answer again."""
    attempt = an_open_attempt(world)
    question = questions_of(attempt.quiz)[3]
    as_user(client, account_of(attempt.person))
    event = answered(attempt, 4, right_values(question), sequence=9)

    def send() -> object:
        response = client.post(EVENTS, {"events": [event]}, content_type="application/json")
        assert response.status_code == HTTPStatus.OK, response.content
        assert response.json()["receipts"][0]["status"] in {"accepted", "repeated"}, response.content
        return response

    if again:
        send()
    return send


def answering_again(world: World, client: Client) -> Act:
    """Send an answer a second time."""
    return answering(world, client, again=True)


HOT: dict[str, Door] = {
    "first page": first_page,
    "what waits": page("waiting"),
    "people by name": page("people:persons"),
    "people found": page("people:supervisor"),
    "a person": page("people:person"),
    "people of a unit": unit,
    "a team": page("insight:team"),
    "what was used at work": page("practice:question"),
    "hours of a year": page("hours:mine"),
    "gaps": page("competence:gap"),
    "courses": page("learning:catalogue"),
    "a lesson": page("learning:lesson"),
    "an answer": answering,
    "the same event again": answering_again,
    "journal of a verb": page("access:journal", "?verb=people.imported"),
    "a certificate": verdict,
}


def grow(table: str, fresh: dict[str, str]) -> None:
    """Copy the last row of a table many times; what it refers to is not looked for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_identity = 'NO'", [table]
        )
        columns = [name for (name,) in cursor.fetchall()]
        values = ", ".join(fresh.get(name, f's."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM (SELECT * FROM {table} LIMIT 1) s,"
            f" generate_series(1, {TIMES}) n"
        )
        assert cursor.rowcount == TIMES, f"{table} has no row to copy"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Give an agency with many people, and in the other tables rows of many others; all is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = a_world()
        taken_in(some_rows(PEOPLE, agency=made.agency), agency=made.agency)
        for sample in ("hours:mine", "learning:lesson", "competence:gap"):
            PAGES[sample](made)
        for prepare in (objection_answer, told, a_certificate):
            prepare(made)
        answering(made, Client(), again=True)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, fresh in COPIED.items():
                grow(table, fresh)
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("RESET enable_nestloop; RESET enable_sort")  # an import plans its merge without them
            cursor.execute("ANALYZE")
        yield made
        transaction.set_rollback(True)


def read() -> dict[str, int]:
    """Count the rows and the entries of indexes that this transaction has read, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(t.relname, c.relname), sum(pg_stat_get_xact_tuples_returned(c.oid)) FROM pg_class c"
            " LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid"
            " WHERE c.relkind IN ('r', 'i') GROUP BY 1"
        )
        return {name: int(count) for name, count in cursor.fetchall()}


def read_by(act: Act) -> dict[str, int]:
    """Open a door and give how much was read of each table that has grown."""
    before = read()
    act()
    after = read()
    return {name: after[name] - before.get(name, 0) for name in sorted(GROWN) if after[name] > before.get(name, 0)}


@pytest.mark.parametrize("name", HOT)
def test_a_hot_page_reads_few_rows_of_many(world: World, client: Client, name: str) -> None:
    act = HOT[name](world, client)

    found = read_by(act)

    assert found, "it reads nothing of what has grown: name another page"
    assert {table: count for table, count in found.items() if count > MOST} == {}


def test_a_missing_index_is_noticed(world: World, client: Client) -> None:
    act = HOT["first page"](world, client)
    few = read_by(act)["people_placement"]
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX people_placement_person")

    assert read_by(act)["people_placement"] > 5 * few
