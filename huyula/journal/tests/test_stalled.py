"""Jobs of a worker that died are taken up by the next one; those of a worker that lives are left to it.

A job that fails is tried again, whatever else was asked for meanwhile.
"""

import datetime as dt
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from huyula.journal import actions
from huyula.journal.models import Entry, Sealed
from huyula.journal.samples import work_off

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = (sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot")


def _taken_by_a_worker(*, silent_for: str, once: str = "") -> ProcrastinateJob:
    """Start a job and let a worker take it, of whom nothing was heard for some time.

    It has a key of its own: the clock of the worker starts the same job under its usual key.
    """
    actions.later("journal.seal", timestamp=0, once=once or str(uuid.uuid4()))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [silent_for],
        )
        (worker,) = cursor.fetchone() or (0,)
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        (job,) = cursor.fetchone() or (0,)
    found: ProcrastinateJob = ProcrastinateJob.objects.get(pk=job)
    return found


def _let_a_worker_work() -> None:
    """Run a worker in a process of its own until nothing is left to do."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "huyula.site.settings"}
    subprocess.run(WORKER, env=environment, check=True, capture_output=True, timeout=120)


def test_a_job_of_a_dead_worker_is_done_by_another() -> None:
    actions.record("access.looked", by=None, about=ContentType.objects.order_by("pk")[0], agency=uuid.uuid4())
    left, held = _taken_by_a_worker(silent_for="5 minutes"), _taken_by_a_worker(silent_for="1 second")
    assert (left.status, held.status) == ("doing", "doing")

    actions.later("journal.free_stalled", timestamp=0)
    _let_a_worker_work()

    left.refresh_from_db()
    held.refresh_from_db()
    assert (left.status, held.status) == ("succeeded", "doing")
    assert Sealed.objects.count() == 1


def test_a_job_whose_like_waits_already_holds_no_other_back() -> None:
    actions.record("access.looked", by=None, about=ContentType.objects.order_by("pk")[0], agency=uuid.uuid4())
    left = [_taken_by_a_worker(silent_for="5 minutes", once=once) for once in ("count", "", "")]
    actions.later("journal.seal", timestamp=0, once="count", at=timezone.now() + dt.timedelta(hours=1))

    actions.later("journal.free_stalled", timestamp=0)
    _let_a_worker_work()

    for job in left:
        job.refresh_from_db()
    assert [job.status for job in left] == ["failed", "succeeded", "succeeded"]
    assert ProcrastinateJob.objects.get(queueing_lock="count", attempts=0).pk not in {job.pk for job in left}
    assert Sealed.objects.count() == 1


def ask_for_another_and_fail(entry: Entry) -> None:
    """Be a listener that goes wrong the first time, while somebody asks for the same job again."""
    if ProcrastinateJob.objects.filter(task_name=actions.TELL).count() == 1:
        _tell_once(entry, at=timezone.now() + dt.timedelta(hours=1))
        raise ValueError("It goes wrong the first time.")
    actions.record("access.looked_again", by=None, about=ContentType.objects.order_by("pk")[0])


def _tell_once(entry: Entry, *, at: dt.datetime | None = None) -> None:
    listener = f"{__name__}.{ask_for_another_and_fail.__name__}"
    actions.later(actions.TELL, listener=listener, entry=entry.pk, once="tell", at=at)


@pytest.mark.parametrize("work", [_let_a_worker_work, work_off])
def test_a_job_that_fails_while_its_like_waits_is_tried_again(work: Callable[[], None]) -> None:
    entry = actions.record("access.looked", by=None, about=ContentType.objects.order_by("pk")[0], agency=uuid.uuid4())
    _tell_once(entry)

    work()

    failed, like = ProcrastinateJob.objects.filter(task_name=actions.TELL).order_by("pk")
    assert (failed.attempts, like.attempts) == (1, 0)
    assert failed.status == like.status, "both wait"

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [failed.pk])
    work()

    failed.refresh_from_db()
    assert failed.status == "succeeded"
    assert Entry.objects.filter(verb="access.looked_again").count() == 1
