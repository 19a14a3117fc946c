"""The pages of the site: the first one, and what waits."""

from collections.abc import Callable

from django.urls import reverse

from tests.pages.people import an_unplaced_unit, objection_answer
from tests.pages.world import Visit, World


def home(world: World) -> Visit:
    """Greet an administrator for whom something waits."""
    an_unplaced_unit(world)
    return Visit(reverse("home"), world.administrator)


def waiting(world: World) -> Visit:
    """Show a personnel officer what waits, with one objection more each time."""
    objection_answer(world)
    return Visit(reverse("waiting"), world.unit_officer)


PAGES: dict[str, Callable[[World], Visit]] = {"home": home, "waiting": waiting}
