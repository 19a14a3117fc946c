"""How dates, times and figures are written: `17 Agustus 2025`, `09.00 WITA`, `1.234,56`."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

Number = int | float | Decimal
KILO = 1000


def number(value: Number | None, places: int | None = None) -> str:
    """Write a figure with the separators of the language, rounded to so many places; nothing is written as a dash."""
    if value is None:
        return "–"
    if places is None and not isinstance(value, int):  # 1.0 and 1.00 are equal, but not written alike
        return _written(value, None)
    return _kept(value, places, get_language())


def _written(value: Number, places: int | None) -> str:
    if places is not None:
        value = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@lru_cache(maxsize=4096)
def _kept(value: Number, places: int | None, _language: str | None) -> str:
    """Write a figure once for each language: pages say the same few again and again."""
    return _written(value, places)


def percent(value: Number | None, places: int = 0) -> str:
    """Write a share (0.5) as a percentage (50 %)."""
    return "–" if value is None else f"{number(value * 100, places)} %"


def day(value: date | None, form: str = "j F Y") -> str:
    """Write a day in full: 17 Agustus 2025. A moment is first brought into the zone that is active."""
    if value is None:
        return "–"
    return date_format(_local(value), form, use_l10n=True)


def clock(value: datetime | None) -> str:
    """Write the time of a moment with its zone: 09.00 WITA."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    mark = "." if (get_language() or "id").startswith("id") else ":"
    return f"{local:%H}{mark}{local:%M} {local.tzname()}"


def moment(value: datetime | None) -> str:
    """Write a moment: 17 Agustus 2025, 09.00 WITA."""
    return "–" if value is None else f"{day(value)}, {clock(value)}"


def size(octets: int | None) -> str:
    """Write the size of a file as people say it: 512 B, 1,2 MB."""
    if octets is None:
        return "–"
    amount, unit = float(octets), "B"
    for unit in ("B", "kB", "MB", "GB"):  # noqa: B007  (the unit that fits is what is wanted)
        if amount < KILO:
            break
        amount /= KILO
    else:
        amount *= KILO
    return f"{number(amount, 0 if unit in {'B', 'kB'} else 1)} {unit}"


def initials(name: str) -> str:
    """Give up to two letters for a name: Sari Dewi Hasan is SH."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def address_with(request: HttpRequest, changes: Mapping[str, str | int] | None = None, **more: str | int) -> str:
    """Give the query of this page with some of its values changed: `?sort=name&page=2`."""
    query = request.GET.copy()
    for key, value in {**(changes or {}), **more}.items():
        query[key] = str(value)
    return f"?{query.urlencode()}"


def yes_no(value: bool | None) -> str:
    """Write a truth in a word."""
    return "–" if value is None else gettext("Yes") if value else gettext("No")


def _local(value: date) -> date:
    """Bring an aware moment into the active zone; leave a day as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
