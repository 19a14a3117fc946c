"""What an import may do next, and what its counts mean."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

KEEP_FOR = dt.timedelta(days=30)


class Refusal(TextChoices):
    """Why an import does not go on."""

    OPEN_ALREADY = (
        "OPEN_ALREADY",
        _("Another import of this agency is under way. Finish it or set it aside first."),
    )
    NOT_STAGED = "NOT_STAGED", _("This import can't be taken in now: %(state)s.")
    NOTHING_NEW = "NOTHING_NEW", _("The file says nothing new. There is nothing to take in.")
    MOVED = (
        "MOVED",
        _("The agency's data has changed since the file was checked. Please have it checked again."),
    )
    OTHER_FILE = "OTHER_FILE", _("The file is another one than the one you have seen. Please have it checked again.")
    NOT_APPLIED = "NOT_APPLIED", _("Only an import that was taken in can be undone: this one is not.")
    CONFLICT = (
        "CONFLICT",
        _("Another import has written the same persons in the meantime. Please have the file checked again."),
    )
    DATABASE = (
        "DATABASE",
        _("The database has refused to go on (%(code)s). Nothing was taken in. Please tell the operator."),
    )
    BROKEN = (
        "BROKEN",
        _("The system has stopped at something unexpected (%(code)s). Nothing was taken in. Please tell the operator."),
    )
    UNDO_BROKEN = (
        "UNDO_BROKEN",
        _("The undo has stopped at something unexpected (%(code)s). Nothing was undone. Please tell the operator."),
    )
    LOST = (
        "LOST",
        _("The database was restarted and has forgotten what was checked. Please have the file checked again."),
    )
    AT_WORK = (
        "AT_WORK",
        _("The file is being worked on at this moment. Wait until that is over, then look again."),
    )
    NO_ROWS = (
        "NO_ROWS",
        _("The file holds the names of the columns and not a single row. Please export it again with its rows."),
    )
    NO_FILE = "NO_FILE", _("The file %(path)s does not exist. Check how its path is written.")
    UNREADABLE = (
        "UNREADABLE",
        _("The file %(path)s can't be opened. Check that it is a file, and that you may read it."),
    )
    FUTURE = "FUTURE", _("The day of the file lies in the future.")


class LeftBecause(TextChoices):
    """Why an undo leaves a fact."""

    CHANGED_SINCE = "CHANGED_SINCE", _("It was changed since.")
    BUILT_UPON = "BUILT_UPON", _("Something else is built upon it.")
    IN_USE = "IN_USE", _("Somebody or something still stands there.")


def why_not_apply(*, is_staged: bool, fresh: int, seen: tuple[str, str], now: tuple[str, str]) -> Refusal | None:
    """Return what stands in the way of taking a file in, or None.

    `seen` and `now` are the hash of the file and the state of the agency's facts: as the one who decides has seen them,
    and as they are.
    """
    if not is_staged:
        return Refusal.NOT_STAGED
    if seen[0] != now[0]:
        return Refusal.OTHER_FILE
    if seen[1] != now[1]:
        return Refusal.MOVED
    return None if fresh else Refusal.NOTHING_NEW
