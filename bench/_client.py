"""A small load client: some devices, each with a connection of its own, ask one step of a scenario again and again.

Used where the load client beside the project is absent. A scenario's steps are coroutines; here nothing in them waits
for another, so that each device runs its own to the end in a thread.
"""

import asyncio
import gzip
import http.client
import json
import os
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

TICKS = os.sysconf("SC_CLK_TCK")
MOVED = {301, 302, 303}


def cpu_of(roots: Collection[int]) -> float:
    """Give the seconds of CPU that processes and all their children have used, with children that have ended."""
    below: dict[int, list[int]] = defaultdict(list)
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        below[int(words[1])].append(int(folder.name))
        used[int(folder.name)] = sum(map(int, words[11:15])) / TICKS
    waiting, found = list(roots), set[int]()
    while waiting:
        process = waiting.pop()
        if process not in found:
            found.add(process)
            waiting += below[process]
    return sum(used.get(process, 0.0) for process in found)


class WrongAnswer(Exception):
    """That an answer does not hold what the scenario expects."""


@dataclass
class Device:
    """One connection with its cookies; `v` and `hdr` are the scenario's."""

    base: str
    times: list[float] = field(default_factory=list)
    v: dict[str, Any] = field(default_factory=dict)
    hdr: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know where to call."""
        self.line = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=30)

    async def get(self, url: str, **more: Any) -> tuple[int, str]:
        """Ask for a page; with `step` it is measured, with `expect` checked."""
        return self._asked("GET", url, b"", {}, **more)

    async def post(
        self,
        url: str,
        form: Mapping[str, str] | None = None,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> tuple[int, str]:
        """Send a form, or `json`."""
        body, kind = (urlencode(form).encode(), "x-www-form-urlencoded") if form else (_written(json), "json")
        return self._asked("POST", url, body, {"Content-Type": f"application/{kind}", **(headers or {})}, **more)

    def _asked(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], *, step: str = "", expect: str = ""
    ) -> tuple[int, str]:
        start = time.perf_counter()
        status, text, goes_to = self._sent(method, url, body, headers)
        while status in MOVED:
            url = urljoin(url, goes_to)
            status, text, goes_to = self._sent("GET", url, b"", {})
        if step:
            self.times.append(time.perf_counter() - start)
        if expect and not re.search(expect, text):
            raise WrongAnswer(f"{method} {url}: {status} lacks {expect}: {text[:300]}")
        return status, text

    def _sent(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        words = {"Accept-Encoding": "gzip", "Cookie": cookies, **self.hdr, **headers}
        self.line.request(method, url, body or None, words)
        answer = self.line.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return answer.status, content.decode("utf-8", "replace"), answer.headers.get("Location", "")


def _written(value: object) -> bytes:
    return json.dumps(value).encode()


def measured(
    scenario: ModuleType, step: str, *, base: str, users: int, devices: int, seconds: float, pids: Collection[int]
) -> dict[str, Any]:
    """Let devices, each with some accounts in turn, take a step for some seconds.

    Gives requests, seconds, `server_cpu_s`, and `p95` in milliseconds. Raises what a scenario's step raises.
    """
    faults: list[Exception] = []
    barrier = threading.Barrier(devices + 1)
    end = threading.Event()
    per_device = users // devices
    crews = [[Device(base) for _ in range(per_device)] for _ in range(devices)]

    def work(crew: list[Device], first: int) -> None:
        try:
            for number, device in enumerate(crew):
                asyncio.run(scenario.login(device, first + number + 1))
            barrier.wait()
            asyncio.run(_again_and_again(scenario.STEPS[step], crew, end))
        except Exception as fault:  # noqa: BLE001  (handed to whoever waits for the threads)
            faults.append(fault)
            barrier.abort()

    threads = [
        threading.Thread(target=work, args=(crew, place * per_device), daemon=True) for place, crew in enumerate(crews)
    ]
    for thread in threads:
        thread.start()
    try:
        barrier.wait()
    except threading.BrokenBarrierError:
        raise faults[0] from None
    before, start = cpu_of(pids), time.perf_counter()
    time.sleep(seconds)
    end.set()
    for thread in threads:
        thread.join()
    took, used = time.perf_counter() - start, cpu_of(pids) - before
    if faults:
        raise faults[0]
    times = sorted(time for crew in crews for device in crew for time in device.times)
    return {"requests": len(times), "seconds": took, "server_cpu_s": used, "p95": times[int(0.95 * len(times))] * 1000}


async def _again_and_again(step: Any, crew: list[Device], end: threading.Event) -> None:
    rnd = random.Random(1)
    while not end.is_set():
        for device in crew:
            await step(device, rnd)
