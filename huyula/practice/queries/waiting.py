"""What waits for somebody in practice: the question of the day, and answers of others to be looked at."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from huyula.access.models import User
from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.people.queries import me, names_of
from huyula.practice.models import UseQuestion, UseReport
from huyula.practice.policies import led_reports_of, own_questions

MOST = 100
SNIPPET = 90


def waiting_for(user: User) -> list[Item]:
    """Give what waits for a user. One query beside that of the frame, one more for whoever has answers to look at."""
    mine, day = me(user), clock.today()
    is_office = mine.is_administrator or mine.is_unit_officer
    led = led_reports_of(user, person=mine.person, is_office=is_office).unconfirmed()
    asked = UseQuestion.objects.filter(pk__in=own_questions(user).waiting(day).values("pk"))
    told = UseQuestion.objects.filter(pk__in=led.values("question"))
    rows = list((asked | told).select_related("report").order_by("closes_on", "pk")[:MOST])
    reports = [row.report for row in rows if hasattr(row, "report")]
    names = names_of({row.question.person_id for row in reports})
    return [
        *(_question(row) for row in rows if not hasattr(row, "report")),
        *(_report(report, names.get(report.question.person_id, "")) for report in reports),
    ]


def _question(row: UseQuestion) -> Item:
    """Ask whether what was learned is used."""
    return Item(
        kind="practice.question",
        title=gettext("Have you used it at work? Tell us, or send a photo"),
        detail=row.title,
        address=reverse("practice:question", args=[row.pk]),
        due=row.closes_on,
        act=gettext("Answer"),
    )


def _report(row: UseReport, name: str) -> Item:
    """Ask for one tap about an answer that tells of use. No deadline: nobody is held up by it."""
    return Item(
        kind="practice.report",
        title=gettext("Those whom you lead say that they use what they learned. Have you seen it?"),
        detail=_line(row, name),
        address=reverse("practice:report", args=[row.pk]),
        act=gettext("Yes, I have seen it used"),
        act_address=reverse("practice:confirmation", args=[row.pk]),
        bulk_address=reverse("practice:confirmations"),
        bulk_id=str(row.pk),
    )


def _line(report: UseReport, name: str) -> str:
    """Say in one line who tells what of which course."""
    told = Truncator(" ".join(report.words.split())).chars(SNIPPET) or (
        gettext("with a photo") if report.photo_id else report.link
    )
    return f"{name} · {report.question.title} · {told}"
