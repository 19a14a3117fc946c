"""How names are written. Files often bring them in capitals alone; people read them as names."""

import re

WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")


def readable(name: str) -> str:
    """Write a name that came in capitals alone as names are written; any other is left as it is.

    `NUR AIN M. DJ-ALI` is Nur Ain M. Dj-Ali; `Sari de Contoh` stays.
    """
    return WORD.sub(lambda found: found[0].capitalize(), name) if name.isupper() else name


def titled(name: str, *, front: str = "", back: str = "") -> str:
    """Write a name with its titles: `Dr. Sari Contoh, S.Kom., M.Si.`."""
    before = f"{front} " if front else ""
    after = f", {back}" if back else ""
    return f"{before}{readable(name)}{after}"
