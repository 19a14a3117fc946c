"""What one request costs the server: CPU of web server and database together, as the product serves (two workers).

The pages and acts of a learner (`scenario.py`), each alone for some seconds, with 4 connections and 40 accounts.
Driven by the load client beside the project (`../shared/bench/web_load.py`) where there is one, else by `_client.py`.
`bin/bench web -- --people 32000` fills the province; `--profile STEP` shows where the time of one step goes. The first
step asks for nothing (/healthz, through all that each request passes): how many times that another one costs hangs less
on the machine than its milliseconds. `--strict` ends with 1 where a target is missed.
"""

import argparse
import cProfile
import http.client
import importlib
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import _client
import _world
from django.conf import settings
from django.test import Client

from huyula.exams.samples import account_of
from huyula.learning.models import Enrolment
from huyula.site import serving

LOAD = Path(__file__).resolve().parents[2] / "shared" / "bench" / "web_load.py"
TARGETS = {"home": 8, "catalogue": 6, "course": 6, "lesson": 6, "quiz": 6, "answer": 2, "hand in": 10, "waiting": 8}
BARE = "bare"
DEVICES = 4


@contextmanager
def served() -> Iterator[tuple[str, list[int]]]:
    """Serve the pages with the product's own command; gives the address and the processes that count."""
    port = serving.free_port(None)
    web = subprocess.Popen(serving.web(serving.LOOPBACK, port))
    try:
        for _ in range(200):
            with suppress(OSError), closing(http.client.HTTPConnection(serving.LOOPBACK, port)) as line:
                line.request("GET", "/healthz", headers={"Host": "localhost"})
                line.getresponse()
                break
            time.sleep(0.1)
        yield f"http://{serving.LOOPBACK}:{port}", [web.pid, _database()]
    finally:
        web.terminate()
        web.wait()


def _database() -> int:
    """Give the process of the PostgreSQL that the launcher started for this folder."""
    note = Path(settings.HUYULA_DATA) / "postgres" / "data" / "postmaster.pid"
    return int(note.read_text().splitlines()[0])


def measure(step: str, *, base: str, pids: Sequence[int], seconds: float) -> dict[str, Any]:
    """Measure one step alone, by whichever client there is."""
    if not LOAD.exists():
        scenario = importlib.import_module("scenario")
        return _client.measured(
            scenario, step, base=base, users=_world.LEARNERS, devices=DEVICES, seconds=seconds, pids=pids
        )
    with tempfile.NamedTemporaryFile("r", suffix=".json") as out:
        words = {
            "base": base, "scenario": "scenario", "steps": step, "out": out.name, "users": _world.LEARNERS,
            "c": DEVICES, "per-vu": _world.LEARNERS // DEVICES, "d": seconds, "warm": 0 if step == "hand in" else 2,
            "pids": ",".join(map(str, pids)),
        }  # fmt: skip
        command = [sys.executable, str(LOAD), *(f"--{name}={value}" for name, value in words.items())]
        said = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
        if said.returncode:
            raise SystemExit(said.stdout + said.stderr)
        found = json.loads(out.read())
    only = found["steps"][step]
    if only["errors"] or only["bad"]:
        raise SystemExit(f"{step}: {only['status']} {only['bad']}")
    return {**found, "requests": only["requests"], "p95": only["p95"]}


def show(step: str, found: dict[str, Any], *, bare: float | None) -> float:
    """Print a line of the table; gives the CPU of a request in ms."""
    cpu: float = found["server_cpu_s"] * 1000 / found["requests"]
    target = TARGETS.get(step)
    mark = "" if target is None else "met" if cpu <= target else "MISSED"
    rate = found["requests"] / found["seconds"]
    times = f"{cpu / bare:6.1f}" if bare else f"{'':6}"
    line = (
        f"{step:10} {found['requests']:8} {rate:8.0f} {found['p95']:8.1f} {cpu:8.2f} {times} {target or '':7}  {mark}"
    )
    print(line, flush=True)
    return cpu


def profile(step: str, rounds: int = 100) -> None:
    """Run a page of the scenario in this process and print where its time goes."""
    import scenario  # noqa: PLC0415 - reads the facts when it is loaded

    mine = scenario.FACTS["accounts"][0]
    client = Client(headers={"host": "localhost"})
    client.force_login(account_of(Enrolment.objects.select_related("person__user").get(pk=mine["enrolment"]).person))
    address = scenario.ADDRESSES[step].format(**mine)
    for _ in range(10):
        client.get(address)
    profiler = cProfile.Profile()
    start = time.process_time()
    for _ in range(rounds):
        client.get(address)
    print(f"{(time.process_time() - start) * 1000 / rounds:.2f} ms of this process a page, without the profiler")
    with profiler:
        for _ in range(rounds):
            client.get(address)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats("huyula|jinja|psycopg|django", 70)


def main() -> None:
    """Build the world, serve it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=320)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--steps", default=",".join([BARE, *TARGETS]))
    parser.add_argument("--profile", metavar="STEP")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a target is missed")
    asked = parser.parse_args()
    os.environ["HUYULA_BENCH"] = str(_world.facts(asked.people))
    if asked.profile:
        profile(asked.profile)
        return
    client = LOAD.name if LOAD.exists() else "_client.py"
    crew = f"2 workers x {serving.THREADS} threads, {DEVICES} connections"
    print(f"{asked.people} people, {crew}, {client}; CPU of web and database, ms")
    print(f"{'step':10} {'requests':>8} {'req/s':>8} {'p95 ms':>8} {'CPU ms':>8} {'x bare':>6} {'target':>7}")
    spent: dict[str, float] = {}
    with served() as (base, pids):
        for step in asked.steps.split(","):
            found = measure(step, base=base, pids=pids, seconds=asked.seconds)
            spent[step] = show(step, found, bare=spent.get(BARE))
    if asked.strict and any(spent[step] > target for step, target in TARGETS.items() if step in spent):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
