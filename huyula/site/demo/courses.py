"""The courses of the demo, taken in from their folders as an agency would, and officers at every state of them."""

from pathlib import Path

from huyula.learning import actions
from huyula.learning.models import CourseVersion
from huyula.learning.samples import an_enrolment, complete, learn, lessons_of, pass_quiz
from huyula.lib import clock
from huyula.site.demo.world import Demo

FOLDERS = Path(__file__).resolve().parent.parent / "demo_courses"
BASIC, DECIDING = "literasi-digital-dasar", "keputusan-berbasis-data"
# So many lessons of the second course were done; what comes next is the first quiz.
BEFORE_THE_QUIZ, HALF_WAY = 3, 5
# So many days ago the courses appeared, and the first was completed: for some long enough to be asked about its use.
PUBLISHED = 60
COMPLETED = {"fatmah": 33, "nur": 12, "maryam": 38, "budi": 45}


def fill(demo: Demo) -> None:
    """Publish both courses and let people learn.

    Sari and the others have not begun; Wahyu is in the first course, Fatmah has completed it; Nurhayati is half way
    through the second, the teacher has failed its first quiz once, Budi has completed both.
    """
    with clock.days_ago(PUBLISHED):
        basic, deciding = (_published(demo, name) for name in (BASIC, DECIDING))
    begun = an_enrolment(demo.cast["wahyu"], basic)
    learn(begun, lessons_of(begun)[:1])
    for key, days in COMPLETED.items():
        with clock.days_ago(days):
            complete(an_enrolment(demo.cast[key], basic))
    half = an_enrolment(demo.cast["nur"], deciding)
    learn(half, lessons_of(half)[:HALF_WAY])
    failed = an_enrolment(demo.cast["maryam"], deciding)
    lessons = lessons_of(failed)
    learn(failed, lessons[:BEFORE_THE_QUIZ])
    pass_quiz(failed, lessons[BEFORE_THE_QUIZ], right=3)
    complete(an_enrolment(demo.cast["budi"], deciding))


def _published(demo: Demo, name: str) -> CourseVersion:
    """Take in a folder in the name of the province's administrator, and publish it."""
    by = demo.account("ramla")
    return actions.publish(actions.import_course(FOLDERS / name, agency=demo.home, by=by).version, by=by)
