"""What waits for somebody in practice: the question of the day, and answers of others to be looked at."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from huyula.access.models import User
from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.people.policies import reach
from huyula.people.queries import names_of
from huyula.practice.models import UseReport
from huyula.practice.policies import led_reports_of, own_questions

MOST = 100
SNIPPET = 90


def waiting_for(user: User) -> list[Item]:
    """Give what waits for a user. Three queries, four for whoever has answers to look at."""
    return [*_questions(user), *_reports(user)]


def _questions(user: User) -> list[Item]:
    """Ask whether what was learned is used."""
    rows = own_questions(user).waiting(clock.today()).order_by("closes_on", "pk")[:MOST]
    return [
        Item(
            kind="practice.question",
            title=gettext("Have you used it at work? Tell us, or send a photo"),
            detail=row.title,
            address=reverse("practice:question", args=[row.pk]),
            due=row.closes_on,
            act=gettext("Answer"),
        )
        for row in rows
    ]


def _reports(user: User) -> list[Item]:
    """Ask for one tap about each answer that tells of use. No deadline: nobody is held up by it."""
    rows = led_reports_of(user, reach(user)).unconfirmed().select_related("question").order_by("at", "pk")
    found = list(rows[:MOST])
    names = names_of({row.question.person_id for row in found})
    return [
        Item(
            kind="practice.report",
            title=gettext("What was learned is used at work, say those whom you lead. Have you seen it?"),
            detail=_line(row, names.get(row.question.person_id, "")),
            address=reverse("practice:report", args=[row.pk]),
            act=gettext("Yes, I have seen it used"),
            act_address=reverse("practice:confirmation", args=[row.pk]),
            bulk_address=reverse("practice:confirmations"),
            bulk_id=str(row.pk),
        )
        for row in found
    ]


def _line(report: UseReport, name: str) -> str:
    """Say in one line who tells what of which course."""
    told = Truncator(" ".join(report.words.split())).chars(SNIPPET) or (
        gettext("with a photo") if report.photo_id else report.link
    )
    return f"{name} · {report.question.title} · {told}"
