"""What time it is. In a demo the clock can be put forward, so that one sees what comes thirty days later."""

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

FILE = "clock.json"
MOST_DAYS = 3_650


def now() -> dt.datetime:
    """Give the moment, aware, in UTC."""
    return timezone.now() + _ahead()


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


def _path() -> Path:
    return Path(settings.HUYULA_DATA) / FILE


def _ahead() -> dt.timedelta:
    if not settings.HUYULA_IS_DEMO:
        return dt.timedelta()
    try:
        return dt.timedelta(days=int(json.loads(_path().read_text(encoding="utf-8"))["days"]))
    except FileNotFoundError:
        return dt.timedelta()
