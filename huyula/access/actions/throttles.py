"""Attempts: counted in the database before anything is tried, so that two workers agree and a race gains nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from huyula.access import rules
from huyula.access.models import Throttle
from huyula.lib import crypto
from huyula.lib.refused import Refused
from huyula.ui.filters import clock

COUNT = """
    INSERT INTO access_throttle AS held (key, since, count) SELECT unnest(%(keys)s), %(now)s, 1
    ON CONFLICT (key) DO UPDATE SET
        since = CASE WHEN held.since <= %(before)s THEN excluded.since ELSE held.since END,
        count = CASE WHEN held.since <= %(before)s THEN 1 ELSE held.count + 1 END
    RETURNING key, count, since
"""
FORGIVE = "UPDATE access_throttle SET count = count - 1 WHERE key = ANY(%(keys)s) AND count > 0"


class MustWait(Refused):
    """That there were too many attempts; `until` is when the next may be made."""

    def __init__(self, until: dt.datetime) -> None:
        """Keep the moment."""
        super().__init__(rules.WaitRefusal.TOO_MANY, clock=clock(until))
        self.until = until


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was counted, and under which keys."""

    keys: tuple[bytes, ...]


def attempt(*, device: str, address: str, account: str, is_known: bool = False) -> Attempt:
    """Count an attempt before it is made.

    `device` is the secret of the device's cookie (empty = it has none), `address` the client's IP address, `account`
    whatever is being tried. Device and address are asked before the account, so that a blocked stranger can't lock the
    owner out; a device that the account remembers (`is_known`) answers for itself alone.
    Raises MustWait. Must stand outside a transaction, or the count is lost with it.
    """
    place = rules.address_group(address)
    outer = [(rules.Gate.DEVICE, device)] if device else []
    if not is_known:
        outer.append((rules.Gate.ADDRESS, place))
    keys = _counted(outer)
    if not is_known:
        keys += _counted([(rules.Gate.ACCOUNT, account)])
    return Attempt(tuple(keys))


def forgive(made: Attempt) -> None:
    """Take back the count of an attempt that was right; earlier ones stay counted."""
    with connection.cursor() as cursor:
        cursor.execute(FORGIVE, {"keys": sorted(made.keys)})


def tidy() -> None:
    """Forget counts whose window is long past, and sessions that have run out."""
    Throttle.objects.filter(since__lt=timezone.now() - dt.timedelta(days=1)).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _counted(gates: Sequence[tuple[rules.Gate, str]]) -> list[bytes]:
    """Count one more at each gate in one statement; sorted keys let no two such statements wait in a circle."""
    named = {crypto.blind_index(f"{gate.name}:{value}", purpose="throttle"): gate for gate, value in gates}
    now = timezone.now()
    keys = sorted(named)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"keys": keys, "now": now, "before": now - rules.WINDOW})
        tries = [rules.Tried(named[bytes(key)], count, since) for key, count, since in cursor.fetchall()]
    if until := rules.wait_until(tries):
        raise MustWait(until)
    return keys
