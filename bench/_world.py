"""A province at work for measurements: the demo, learners half way through a course, and a catalogue that fills a page.

Made by the actions and samples of the areas, as the demo is. `facts()` is what a client has to know of it.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

from huyula.access import actions as access
from huyula.access.models import Agency, SignInKind, User
from huyula.exams.models import Question
from huyula.exams.samples import an_attempt, answer, questions_of, wrong_values
from huyula.learning.models import CourseVersion, Enrolment
from huyula.learning.rules.courses import LessonKind
from huyula.learning.samples import a_course, a_quiz_lesson, an_enrolment, complete, finish, lessons_of
from huyula.people.models import Person
from huyula.site.demo import build
from huyula.site.demo.courses import BASIC, DECIDING
from huyula.site.demo.world import HOME, PASSWORD
from huyula.site.serving import WORKER

LEARNERS = 40
QUIZZES = 10
QUESTIONS = 6
OFFERED = 24


def facts(people: int) -> Path:
    """Build the world in an empty database, once per data folder; gives the file that tells of it."""
    path = Path(os.environ["HUYULA_DATA"]) / "bench.json"
    if not path.exists():
        build(people=people)
        agency = Agency.objects.get(code=HOME)
        words = {"people": people, "password": PASSWORD, **_learning(agency)}
        subprocess.run([*WORKER, "--one-shot"], check=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        path.write_text(json.dumps(words), "utf-8")
    return path


def _learning(agency: Agency) -> dict[str, Any]:
    """Publish courses until the catalogue fills a page, and bring learners half way."""
    basic, deciding = (CourseVersion.objects.get(course__code=code) for code in (BASIC, DECIDING))
    for number in range(1, OFFERED):
        a_course(3, agency=agency, code=f"contoh-{number}", title=f"Pelatihan Contoh ke-{number}")
    lessons = [a_quiz_lesson(f"kuis-{at}", title=f"Kuis ke-{at}", questions=QUESTIONS) for at in range(1, QUIZZES + 1)]
    drill = a_course(lessons, quiz=False, agency=agency, code="latihan", title="Latihan Contoh")
    persons = Person.objects.filter(placements__agency=agency, placements__kind="D", user__isnull=True).order_by("pk")
    chosen = list(persons.distinct()[:LEARNERS])
    accounts = [_learner(number, person, basic, deciding, drill) for number, person in enumerate(chosen)]
    asked = Question.objects.filter(quiz__tries__pk=accounts[0]["attempt"], kind="SINGLE").order_by("place")
    questions = [(one.pk, list(one.options.values_list("pk", flat=True))) for one in asked]
    return {"accounts": accounts, "questions": questions}


def _learner(
    number: int, person: Person, basic: CourseVersion, deciding: CourseVersion, drill: CourseVersion
) -> dict[str, Any]:
    """Give a person an account, a course completed, one half way with its quiz open, and quizzes to hand in."""
    name = f"pelajar-{number}"
    person.user = _account(name)
    person.save(update_fields=["user"])
    complete(an_enrolment(person, basic))
    enrolment = an_enrolment(person, deciding)
    texts = [lesson for lesson in lessons_of(enrolment) if lesson.kind == LessonKind.TEXT]
    finish(enrolment, texts[0])
    quiz = next(lesson.quiz for lesson in lessons_of(enrolment) if lesson.quiz)
    return {
        "name": name,
        "course": str(enrolment.course_id),
        "enrolment": str(enrolment.pk),
        "lesson": str(texts[1].pk),
        "attempt": str(an_attempt(person, quiz).pk),
        "attempts": _answered(an_enrolment(person, drill)),
    }


def _account(name: str) -> User:
    user = access.open_account(sign_in=[(SignInKind.NAME, name)])
    access.activate_with_password(access.issue_code(user).row.pk, password=PASSWORD)
    return user


def _answered(enrolment: Enrolment) -> list[str]:
    """Open an attempt at each quiz of a course and answer it, wrongly, so that it may be tried again."""
    found = []
    for lesson in lessons_of(enrolment):
        attempt = an_attempt(enrolment.person, lesson.quiz)
        for sequence, question in enumerate(questions_of(attempt.quiz)):
            answer(attempt, question, wrong_values(question), sequence=sequence)
        found.append(str(attempt.pk))
    return found
