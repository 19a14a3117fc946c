"""The pages of certificates that are not open to everybody; those that are, stand in the wiring."""

from collections.abc import Callable

from django.urls import reverse

from huyula.access.models import User
from huyula.credentials import actions
from huyula.credentials.models import Certificate
from huyula.credentials.samples import a_certificate
from tests.pages.world import Visit, World, account_of, numbers


def one(world: World) -> Certificate:
    """Issue one more certificate to Sari, with its PDF."""
    made = a_certificate(world.sari, agency=world.agency, title=f"Kursus {world.mark} {next(numbers)}")
    made.blob = actions.draw(made)
    return made


def of_one(name: str, by: Callable[[World], User]) -> Callable[[World], Visit]:
    """Give the visit of a page about one certificate."""
    return lambda world: Visit(reverse(name, args=[one(world).pk]), by(world))


def mine(world: World) -> Visit:
    """List the own certificates."""
    one(world)
    return Visit(reverse("credentials:mine"), account_of(world.sari))


def register(world: World) -> Visit:
    """List the certificates of the agency."""
    one(world)
    return Visit(reverse("credentials:register"), world.administrator)


def administrator(world: World) -> User:
    """Give who looks after the register."""
    return world.administrator


PAGES: dict[str, Callable[[World], Visit]] = {
    "credentials:mine": mine,
    "credentials:register": register,
    "credentials:certificate": of_one("credentials:certificate", administrator),
    "credentials:certificate_content": of_one("credentials:certificate_content", administrator),
    "credentials:revocation": of_one("credentials:revocation", administrator),
    "credentials:reissue": of_one("credentials:reissue", administrator),
}
