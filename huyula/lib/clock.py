"""What time it is. In a demo the clock can be put forward, so that one sees what comes thirty days later."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

FILE = "clock.json"
MOST_DAYS = 3_650
_back: ContextVar[dt.timedelta] = ContextVar("back", default=dt.timedelta())


def now() -> dt.datetime:
    """Give the moment, aware, in UTC."""
    return timezone.now() + _ahead() - _back.get()


def today(zone: str = "") -> dt.date:
    """Give the day in a time zone (IANA name; empty = the installation's own)."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


def put_forward(days: int) -> dt.date:
    """Put the clock of a demo forward by whole days in all, counted from the true time; gives the new day.

    Raises ValueError outside a demo, and for less than 0 or more than 3,650 days.
    """
    if not settings.HUYULA_IS_DEMO:
        raise ValueError("Only the clock of a demo can be put forward.")
    if not 0 <= days <= MOST_DAYS:
        raise ValueError(f"Give 0 to {MOST_DAYS} days.")
    path = _path()
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"days": days}), encoding="utf-8")
    fresh.replace(path)
    return today()


@contextmanager
def days_ago(days: int) -> Iterator[dt.date]:
    """Let what happens inside have happened so many days ago, so that a demo has a history; gives that day.

    Raises ValueError outside a demo, and for less than 0 or more than 3,650 days.
    """
    if not settings.HUYULA_IS_DEMO:
        raise ValueError("Only a demo has a past that never was.")
    if not 0 <= days <= MOST_DAYS:
        raise ValueError(f"Give 0 to {MOST_DAYS} days.")
    token = _back.set(dt.timedelta(days=days))
    try:
        yield today()
    finally:
        _back.reset(token)


def _path() -> Path:
    return Path(settings.HUYULA_DATA) / FILE


def _ahead() -> dt.timedelta:
    if not settings.HUYULA_IS_DEMO:
        return dt.timedelta()
    try:
        return dt.timedelta(days=int(json.loads(_path().read_text(encoding="utf-8"))["days"]))
    except FileNotFoundError:
        return dt.timedelta()
