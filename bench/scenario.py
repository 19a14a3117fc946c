"""What a learner asks of the product, step by step, as a scenario for a load client (`bench_web.py` drives it).

`login(s, n)` signs account n in; STEPS are measured one by one; a session `s` has get, post and a dict `v` of its own.
The file named by HUYULA_BENCH says who the accounts are and what is theirs (`_world.py` writes it).
"""

import asyncio
import datetime as dt
import json
import os
import random
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

FACTS = json.loads(Path(os.environ["HUYULA_BENCH"]).read_text("utf-8"))
SIGN_IN = "/sign-in/"


class Session(Protocol):
    """One device: a connection, its cookies, and what the scenario keeps in `v`."""

    v: dict[str, Any]
    hdr: dict[str, str]

    async def get(self, url: str, **more: Any) -> tuple[int, str]:
        """Ask for a page; with `step` it is measured, with `expect` checked."""

    async def post(self, url: str, form: dict[str, str] | None = None, **more: Any) -> tuple[int, str]:
        """Send a form, or `json`."""


async def login(s: Session, n: int) -> None:
    """Sign in by the page, as people do, and take the token that each later act carries."""
    mine = FACTS["accounts"][(n - 1) % len(FACTS["accounts"])]
    await s.get(SIGN_IN)
    _, said = await s.get("/api/v1/csrf")
    token = json.loads(said)["token"]
    words = {"csrfmiddlewaretoken": token, "name": mine["name"], "password": FACTS["password"]}
    await s.post(SIGN_IN, words, expect="data-user=")
    _, said = await s.get("/api/v1/csrf")
    s.v = {**mine, **json.loads(said), "sequence": 0, "attempts": list(mine["attempts"])}


def shown(name: str, expect: str) -> Callable[[Session, random.Random], Awaitable[None]]:
    """Make the step that looks at a page of one's own."""

    async def look(s: Session, _rnd: random.Random) -> None:
        await s.get(ADDRESSES[name].format(**s.v), step=name, expect=expect)

    return look


async def answer(s: Session, rnd: random.Random) -> None:
    """Keep one answer, as the device's outbox does."""
    s.v["sequence"] += 1
    question, options = rnd.choice(FACTS["questions"])
    body = {"attempt": s.v["attempt"], "question": question, "value": [rnd.choice(options)], "device": "bench"}
    event = {
        "id": str(uuid.uuid4()),
        "user": s.v["user"],
        "kind": "exams.answered",
        "made_at": dt.datetime.now(tz=dt.UTC).isoformat(),
        "sequence": s.v["sequence"],
        "body": body,
    }
    words = {"events": [event]}
    headers = {"X-CSRFToken": s.v["token"]}
    await s.post("/api/v1/events/", json=words, headers=headers, step="answer", expect='"accepted"')


async def hand_in(s: Session, _rnd: random.Random) -> None:
    """Hand in an attempt that was answered before, and read the result. Who has none left pauses."""
    if not s.v["attempts"]:
        await pause()
        return
    words = {"csrfmiddlewaretoken": s.v["token"], "idempotency_key": str(uuid.uuid4())}
    await s.post(f"/exams/attempts/{s.v['attempts'].pop()}/hand-in/", words, step="hand in", expect="figures")


async def pause() -> None:
    """Wait a moment without asking for anything."""
    await asyncio.sleep(0.2)


ADDRESSES = {
    "bare": "/healthz",
    "home": "/",
    "catalogue": "/learning/",
    "course": "/learning/courses/{course}/",
    "lesson": "/learning/enrolments/{enrolment}/lessons/{lesson}/",
    "quiz": "/exams/attempts/{attempt}/",
    "waiting": "/perlu-anda/",
}
STEPS = {
    "bare": shown("bare", "alive"),
    "home": shown("home", "data-user="),
    "catalogue": shown("catalogue", "/learning/courses/"),
    "course": shown("course", "/learning/enrolments/"),
    "lesson": shown("lesson", "prose"),
    "quiz": shown("quiz", 'data-kind="exams.answered"'),
    "answer": answer,
    "hand in": hand_in,
    "waiting": shown("waiting", "data-user="),
}
