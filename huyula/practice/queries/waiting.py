"""What waits for somebody in practice: the question of the day, and answers of others to be looked at."""

from django.db import connection
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from huyula.access.models import User
from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.people.queries import me, names_of
from huyula.practice.queries.counting import OFFICE, WAITING, Row

MOST = 100
SNIPPET = 90


def waiting_for(user: User) -> list[Item]:
    """Give what waits for a user. One query beside that of the frame, one more for whoever has answers to look at."""
    if not user.is_active:
        return []
    mine = me(user)
    sql = WAITING.format(office=OFFICE if mine.is_administrator or mine.is_unit_officer else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"user": user.pk, "person": mine.person, "day": clock.today(), "most": MOST})
        rows = [Row(*row) for row in cursor.fetchall()]
    names = names_of({row.person for row in rows if row.report})
    return [_report(row, names.get(row.person, "")) if row.report else _question(row) for row in rows]


def _question(row: Row) -> Item:
    """Ask whether what was learned is used."""
    return Item(
        kind="practice.question",
        title=gettext("Have you used it at work? Tell us, or send a photo"),
        detail=row.title,
        address=reverse("practice:question", args=[row.question]),
        due=row.closes_on,
        act=gettext("Answer"),
    )


def _report(row: Row, name: str) -> Item:
    """Ask for one tap about an answer that tells of use. No deadline: nobody is held up by it."""
    return Item(
        kind="practice.report",
        title=gettext("Those whom you lead say that they use what they learned. Have you seen it?"),
        detail=f"{name} · {row.title} · {_told(row)}",
        address=reverse("practice:report", args=[row.report]),
        act=gettext("Yes, I have seen it used"),
        act_address=reverse("practice:confirmation", args=[row.report]),
        bulk_address=reverse("practice:confirmations"),
        bulk_id=str(row.report),
    )


def _told(row: Row) -> str:
    """Give the beginning of what was told."""
    words = Truncator(" ".join(row.words.split())).chars(SNIPPET)
    return words or (gettext("with a photo") if row.has_photo else row.link)
