"""Replays: an act that a device asks for twice happens once and is answered alike."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from huyula.access import queries, rules
from huyula.access.models import Outcome, Replay, User
from huyula.lib.prepared import added
from huyula.lib.refused import Refused

Answer = dict[str, Any]


class CannotReplay(Refused):
    """That a key which was used for something else before is not taken. Doors answer 422."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an act was answered: done, or refused with a code and a sentence; `answer` is empty after 90 days."""

    key: uuid.UUID
    outcome: Outcome
    received_at: dt.datetime
    is_repeated: bool
    answer: Answer = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Say whether the act was carried out."""
        return self.outcome == Outcome.DONE


def answer_once(
    user: User, *, key: uuid.UUID, kind: str, body: bytes, at_device: dt.datetime | None, act: Callable[[], Answer]
) -> Receipt:
    """Carry out an act unless this key of the user's was answered before; then give the same answer again.

    The answer of `act` (what JSON can hold) is kept in the transaction of the act itself, a refusal as well: it is an
    answer, and a second try is another act with another key. Of two that arrive at once the second waits for the first.
    Anything else that `act` raises undoes everything and passes through, so that the device may try again.
    Raises CannotReplay if kind or body differ from what the key was first used for.
    """
    receipt = answer_form(user, key=key, kind=kind, body=body, at_device=at_device, act=act)
    if receipt is None:
        raise TypeError(f"{kind} gave no answer.")
    return receipt


def answer_form(
    user: User,
    *,
    key: uuid.UUID,
    kind: str,
    body: bytes,
    at_device: dt.datetime | None = None,
    act: Callable[[], Answer | None],
) -> Receipt | None:
    """Do as `answer_once`, but where `act` gives None nothing was done yet (a form came back): the key stays free.

    What is refused is undone with its whole transaction and noted in another, which spares every act a savepoint. If a
    twin acted in between, its answer counts.
    """
    digest = hashlib.sha256(kind.encode() + b"\x00" + body).digest()
    note = Replay(user=user, key=key, kind=kind, body_hash=digest, at_device=at_device)
    try:
        return _answered(note, act)
    except CannotReplay:
        raise
    except Refused as refusal:
        said = {"code": refusal.code, "detail": refusal.detail}
    return _answered(note, lambda: said, outcome=Outcome.REFUSED)


@transaction.atomic
def _answered(note: Replay, act: Callable[[], Answer | None], *, outcome: Outcome = Outcome.DONE) -> Receipt | None:
    """Act and keep the answer, unless there is one. Three queries and those of the act."""
    _wait_for_twin(note.user_id, note.key)
    held = queries.replay_of(note.user_id, note.key)
    if held:
        if bytes(held.body_hash) != note.body_hash:
            raise CannotReplay(rules.ReplayRefusal.OTHER_BODY)
        return _receipt(held, is_repeated=True)
    answer = act()
    if answer is None:
        return None
    note.outcome, note.answer, note.received_at = outcome, answer, timezone.now()
    added(note)
    return _receipt(note, is_repeated=False)


def empty_answers() -> int:
    """Empty the answers that are older than 90 days; keys and hashes stay for ever. Gives how many."""
    old = Replay.objects.filter(answer__isnull=False, received_at__lt=timezone.now() - rules.KEPT_ANSWERS)
    return old.update(answer=None)


def _wait_for_twin(user: uuid.UUID, key: uuid.UUID) -> None:
    """Let one transaction per key through; the lock goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7408))", [f"access.replay:{user}:{key}"])


def _receipt(row: Replay, *, is_repeated: bool) -> Receipt:
    return Receipt(
        key=row.key,
        outcome=Outcome(row.outcome),
        received_at=row.received_at,
        is_repeated=is_repeated,
        answer=row.answer or {},
    )
