"""The pages of practice."""

from collections.abc import Callable

from django.urls import reverse

from huyula.practice.models import UseQuestion, UseReport
from huyula.practice.samples import a_photo, a_question, answer
from tests.pages.world import Visit, World, account_of, numbers


def asked(world: World) -> UseQuestion:
    """Ask Sari about one more course."""
    return a_question(world.sari, title=f"Pelatihan {world.mark} {next(numbers)}")


def told(world: World) -> UseReport:
    """Let Sari tell of one more course, with a photo."""
    return answer(asked(world), words=f"Saya memakainya untuk {world.mark} setiap pekan.", photo=a_photo())


def mine(world: World) -> Visit:
    """List what Sari was asked."""
    asked(world)
    answer(asked(world))
    return Visit(reverse("practice:mine"), account_of(world.sari))


def question(world: World) -> Visit:
    """Ask Sari."""
    return Visit(reverse("practice:question", args=[asked(world).pk]), account_of(world.sari))


def question_photo(world: World) -> Visit:
    """Ask Sari for a photo."""
    return Visit(reverse("practice:question_photo", args=[asked(world).pk]), account_of(world.sari))


def report(world: World) -> Visit:
    """Show Sari's answer to her supervisor."""
    return Visit(reverse("practice:report", args=[told(world).pk]), account_of(world.chief))


def photo(world: World) -> Visit:
    """Show the photo to the supervisor."""
    return Visit(reverse("practice:photo", args=[told(world).pk]), account_of(world.chief))


def unit(world: World) -> Visit:
    """List what was learned and applied in the section."""
    answer(asked(world))
    return Visit(reverse("practice:unit", args=[world.section.pk]), world.administrator)


PAGES: dict[str, Callable[[World], Visit]] = {
    "practice:mine": mine,
    "practice:question": question,
    "practice:question_photo": question_photo,
    "practice:report": report,
    "practice:photo": photo,
    "practice:unit": unit,
}
