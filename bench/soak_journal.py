"""The journal under load: writers append while the worker's sealing runs, then everything is checked, then one edits.

`bin/soak journal -- --seconds 60 --writers 8`. Ends with 1 if an entry is lost, the check finds a fault in what nobody
touched, or doesn't find what was edited, deleted or cut off.
"""

import argparse
import sys
import threading
import time
import uuid
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction
from django.utils import timezone

from huyula.journal import actions, queries
from huyula.journal.models import Entry, Seal

AGENCIES = 3
AGAIN = 2.0
# As somebody with all rights over the database does it: past the triggers.
PAST_THE_TRIGGERS = "SET LOCAL session_replication_role = replica"
EDITS = {
    "an edited entry, sealed": "UPDATE journal_entry SET verb = 'x.forged'"
    " WHERE id = (SELECT min(entry_id) FROM journal_sealed)",
    "an edited entry, not sealed": "UPDATE journal_entry SET about_id = 'x'"
    " WHERE id = (SELECT max(entry_id) FROM journal_waiting)",
    "an entry put in by SQL": "INSERT INTO journal_entry (role, verb, about, about_id, fields, batch)"
    " VALUES ('system', 'x.done', 'x.y', '1', '{}', '')",
    "a deleted entry": "DELETE FROM journal_sealed WHERE entry_id = (SELECT min(entry_id) FROM journal_sealed)",
    "a tail cut off": "WITH cut AS (DELETE FROM journal_seal s WHERE sequence = (SELECT max(sequence) FROM journal_seal"
    " o WHERE o.agency_id = s.agency_id) RETURNING id), gone AS (DELETE FROM journal_sealed WHERE seal_id IN"
    " (SELECT id FROM cut) RETURNING entry_id) DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM gone)",
}


class Undone(Exception):
    """Thrown to take back what was tried."""


def write(agency: uuid.UUID, end: threading.Event, *, into: list[float]) -> None:
    """Append until the end, each entry in a transaction of its own; keeps how long each took."""
    thing = ContentType.objects.order_by("pk")[0]
    while not end.is_set():
        start = time.perf_counter()
        actions.record("access.looked", by=None, about=thing, agency=agency, fields=("name",))
        into.append(time.perf_counter() - start)
    connections.close_all()


def seal_on(end: threading.Event, *, every: float) -> None:
    """Seal and keep heads again and again, as the worker does."""
    while not end.wait(every):
        actions.seal_all()
        actions.keep_heads(folder=queries.heads_file().parent, day=timezone.localdate())
    connections.close_all()


def run(*, seconds: float, writers: int, every: float) -> list[float]:
    """Let writers and the sealing run side by side; gives the seconds of each append."""
    end, times = threading.Event(), [list[float]() for _ in range(writers)]
    agencies = [uuid.UUID(int=number + 1) for number in range(AGENCIES)]
    threads = [threading.Thread(target=seal_on, args=(end,), kwargs={"every": every})]
    for number, into in enumerate(times):
        threads.append(threading.Thread(target=write, args=(agencies[number % AGENCIES], end), kwargs={"into": into}))
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    end.set()
    for thread in threads:
        thread.join()
    return [time for each in times for time in each]


def found_after(sql: str, *, heads: Path) -> list[str]:
    """Do something to the journal past its triggers, check it, and take it back; gives what the check found."""
    found: list[str] = []
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if not sql.startswith("INSERT"):
                    cursor.execute(PAST_THE_TRIGGERS)
                cursor.execute(sql)
                cursor.execute("SET LOCAL session_replication_role = origin")
            found = [fault.what for fault in queries.faults(heads=[heads])]
            raise Undone
    except Undone:
        return found


def soak(*, seconds: float, writers: int, every: float = AGAIN) -> list[str]:
    """Do all of it, print the figures, and give what went wrong."""
    before = Entry.objects.count()
    times = sorted(run(seconds=seconds, writers=writers, every=every))
    written = Entry.objects.count() - before
    wrong = [] if written == len(times) else [f"{len(times)} entries were written, {written} are there"]
    start = time.perf_counter()
    sealed = actions.seal_all()
    last, heads = (
        time.perf_counter() - start,
        actions.keep_heads(folder=queries.heads_file().parent, day=timezone.localdate()),
    )
    start = time.perf_counter()
    wrong += [fault.what for fault in queries.faults(heads=[heads] if heads else [])]
    checked = time.perf_counter() - start
    middle, high = (times[int(part * len(times))] * 1000 for part in (0.5, 0.99))
    print(f"{writers} writers, {seconds:.0f} s: {written} entries, {written / seconds:.0f} a second")
    print(f"an append: median {middle:.2f} ms, 99 % {high:.2f} ms; its mark alone {mark_cost() * 1e6:.0f} µs")
    print(f"seals: {Seal.objects.count()}; the last {sealed} entries in {last:.2f} s")
    print(f"check of {Entry.objects.count()} entries: {checked:.2f} s, {len(wrong)} faults")
    actions.record("access.looked", by=None, about=ContentType.objects.order_by("pk")[0], agency=uuid.UUID(int=1))
    for name, sql in EDITS.items():
        found = found_after(sql, heads=heads or queries.heads_file())
        print(f"{name}: {found[0] if found else 'NOT FOUND'}")
        wrong += [] if found else [f"not found: {name}"]
    return wrong


def mark_cost() -> float:
    """Give the seconds of CPU that one mark takes."""
    entry = Entry.objects.order_by("-pk")[0]
    start = time.process_time()
    for _ in range(1000):
        queries.why_unsound(entry, is_old=False)
    return (time.process_time() - start) / 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=8)
    asked = parser.parse_args()
    faults = soak(seconds=asked.seconds, writers=asked.writers)
    sys.exit("\n".join(faults) if faults else 0)
