"""The pages of learning."""

from collections.abc import Callable, Sequence

from django.urls import reverse

from huyula.competence.rules import Source
from huyula.competence.samples import a_competence, a_requirement, an_evidence
from huyula.learning.models import CourseVersion, Enrolment, Picture
from huyula.learning.rules.courses import LessonSpec
from huyula.learning.samples import (
    a_course,
    a_file_lesson,
    a_picture_lesson,
    a_quiz_lesson,
    a_text_lesson,
    an_enrolment,
    complete,
    finish,
    lessons_of,
)
from tests.pages.world import Visit, World, account_of, another, numbers

PLAIN = (a_text_lesson(), a_quiz_lesson())
EVERY = (a_text_lesson(), a_picture_lesson(), a_file_lesson(), a_quiz_lesson())


def prerequisite(world: World) -> CourseVersion:
    """Give the course that others of this world ask for; Sari has completed it."""
    title = f"Prasyarat {world.mark}"
    known = CourseVersion.objects.filter(agency=world.agency, title=title).select_related("course").first()
    if known:
        return known
    made = a_course(1, quiz=False, agency=world.agency, title=title)
    complete(an_enrolment(world.sari, made))
    return made


def the_course(world: World, lessons: Sequence[LessonSpec] = PLAIN, *, is_published: bool = True) -> CourseVersion:
    """Make one more course of the agency, for a gap of Sari's, that asks for another first."""
    number = next(numbers)
    served = a_competence(title=f"Kompetensi {number}")
    a_requirement(world.position, served, level=2)
    an_evidence(world.sari, served, agency=world.agency, source=Source.ASSESSMENT, level=1)
    return a_course(
        lessons,
        quiz=False,
        agency=world.agency,
        title=f"Pelatihan {world.mark} {number}",
        serves=[(served.code, 2)],
        prerequisites=[prerequisite(world).course.code],
        is_published=is_published,
    )


def half_way(world: World, lessons: Sequence[LessonSpec] = PLAIN) -> Enrolment:
    """Let Sari be in the middle of one more course."""
    enrolment = an_enrolment(world.sari, the_course(world, lessons))
    finish(enrolment, lessons_of(enrolment)[0])
    return enrolment


def by_sari(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page without a row, by somebody in the middle of a course."""

    def visit(world: World) -> Visit:
        half_way(world)
        return Visit(reverse(name), account_of(world.sari))

    return visit


def course(world: World) -> Visit:
    """Show a course to who takes part."""
    return Visit(reverse("learning:course", args=[half_way(world).course_id]), account_of(world.sari))


def lesson(world: World) -> Visit:
    """Show the lesson with a picture."""
    enrolment = half_way(world)
    return Visit(reverse("learning:lesson", args=[enrolment.pk, lessons_of(enrolment)[1].pk]), account_of(world.sari))


def of_an_enrolment(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about an enrolment."""
    return lambda world: Visit(reverse(name, args=[half_way(world).pk]), account_of(world.sari))


def completion(world: World) -> Visit:
    """Show what was completed."""
    who = another(world)
    made = complete(an_enrolment(who, a_course(agency=world.agency, title=f"Pelatihan {world.mark}")))
    return Visit(reverse("learning:completion", args=[made.pk]), account_of(who))


def lesson_file(world: World) -> Visit:
    """Hand a file out to a colleague who does not take part."""
    chosen = the_course(world, EVERY).lessons.get(blob__isnull=False)
    return Visit(reverse("learning:lesson_file", args=[chosen.pk]), account_of(another(world)))


def picture(world: World) -> Visit:
    """Hand a picture out."""
    chosen = Picture.objects.get(version=the_course(world, EVERY))
    return Visit(reverse("learning:picture", args=[chosen.pk]), account_of(world.sari))


def taught(world: World) -> Visit:
    """List courses to who teaches."""
    half_way(world)
    return Visit(reverse("learning:taught"), world.administrator)


def version(world: World) -> Visit:
    """Show a draft to who teaches."""
    return Visit(reverse("learning:version", args=[the_course(world, is_published=False).pk]), world.administrator)


def preview(world: World) -> Visit:
    """Look at a lesson of a draft."""
    made = the_course(world, EVERY, is_published=False)
    chosen = made.lessons.get(place=2)
    return Visit(reverse("learning:preview", args=[made.pk, chosen.pk]), world.administrator)


PAGES: dict[str, Callable[[World], Visit]] = {
    "learning:catalogue": by_sari("learning:catalogue"),
    "learning:mine": by_sari("learning:mine"),
    "learning:course": course,
    "learning:resume": of_an_enrolment("learning:resume"),
    "learning:withdrawal": of_an_enrolment("learning:withdrawal"),
    "learning:lesson": lesson,
    "learning:completion": completion,
    "learning:lesson_file": lesson_file,
    "learning:picture": picture,
    "learning:taught": taught,
    "learning:version": version,
    "learning:preview": preview,
}
