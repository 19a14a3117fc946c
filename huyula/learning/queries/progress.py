"""How far people are. Every screen, tile and API takes its figure from `progress_of`; there is no other."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from huyula.exams.models import Result
from huyula.exams.queries import results_of
from huyula.learning.models import Enrolment, LessonDone
from huyula.learning.rules import progress as rules
from huyula.learning.rules.progress import Progress, Taken
from huyula.lib.prepared import prepared


def progress(enrolment: Enrolment) -> Progress:
    """Give how far somebody is. Two queries."""
    return progress_of([enrolment])[enrolment.pk]


def progress_of(enrolments: Sequence[Enrolment]) -> Mapping[uuid.UUID, Progress]:
    """Give how far one person is in each of these enrolments (loaded with their person). Two queries, however many."""
    if not enrolments:
        return {}
    rows = _lessons(enrolments=[enrolment.pk for enrolment in enrolments])
    quizzes = sorted({row["quiz"] for row in rows if row["quiz"]})
    results = results_of(enrolments[0].person, quizzes) if quizzes else {}
    return {
        pk: rules.progress(_taken(row, results.get(row["quiz"])) for row in group)
        for pk, group in groupby(rows, key=lambda row: row["pk"])
    }


@prepared
def _lessons(*, enrolments: Sequence[uuid.UUID]) -> QuerySet[Any, Any]:
    """Give the lessons of enrolments in their order, with whether they were marked as done. One query."""
    marked = LessonDone.objects.filter(enrolment=OuterRef("pk"), lesson=OuterRef("version__lessons"))
    rows = Enrolment.objects.filter(pk__any=enrolments).order_by("pk", "version__lessons__place")
    return rows.values(
        "pk",
        lesson=F("version__lessons"),
        kind=F("version__lessons__kind"),
        title=F("version__lessons__title"),
        minutes=F("version__lessons__minutes"),
        quiz=F("version__lessons__quiz"),
        pass_percent=F("version__lessons__quiz__pass_percent"),
        is_marked=Exists(marked),
    )


def _taken(row: Mapping[str, Any], result: Result | None) -> Taken:
    words = {name: value for name, value in row.items() if name != "pk"}
    if result is None:
        return Taken(**words)
    return Taken(**words, best=result.percent, is_passed=result.is_passed)
