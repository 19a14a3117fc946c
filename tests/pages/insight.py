"""The pages of insight."""

from collections.abc import Callable

from django.urls import reverse

from huyula.access.samples import an_administrator, an_agency
from huyula.competence.models import Requirement
from huyula.competence.samples import a_competence, a_requirement
from huyula.insight import actions
from huyula.insight.models import Release
from huyula.insight.samples import a_release, counted, some_levels, some_people
from huyula.letters.samples import a_signatory
from huyula.people.samples import a_unit
from huyula.practice.samples import answer
from tests.pages.hours import a_posting
from tests.pages.practice import asked
from tests.pages.world import Visit, World, account_of, another, numbers

CODE = "M1"


def figures(world: World) -> None:
    """Give the section one person more with hours, a gap and a course in use, the office a unit more, and count."""
    competence = a_competence(CODE)
    if not Requirement.objects.filter(agency=world.agency, competence=competence).exists():
        a_requirement(world.agency, competence, level=3)
    a_unit(f"Seksi {world.mark} {next(numbers)}", under=world.office)
    some_levels(world.agency, [another(world), world.sari], competence, level=1)
    a_posting(world)
    answer(asked(world))
    counted(world.agency)


def of_the_office(name: str, more: str = "", *args: str) -> Callable[[World], Visit]:
    """Give the visit of a page by which an administrator sees figures of the agency."""

    def visit(world: World) -> Visit:
        figures(world)
        at = f"?agency={world.agency.code}{more.format(world=world)}"
        return Visit(f"{reverse(name, args=args)}{at}", world.administrator)

    return visit


def team(world: World) -> Visit:
    """Show the chief their team."""
    figures(world)
    return Visit(reverse("insight:team"), account_of(world.chief))


def a_release_of(world: World) -> Release:
    """Release the figures of enough people; what was released before is withdrawn, and nothing has changed since."""
    standing = Release.objects.standing().filter(agency=world.agency).first()
    if standing is None:
        some_people(world.agency, met=5, none=5)
        figures(world)
    else:
        actions.withdraw(standing, reason=f"Salah hitung {world.mark}", by=world.administrator)
    return a_release(world.agency, by=world.administrator)


def new_release(world: World) -> Visit:
    """Show what others would see of enough people."""
    some_people(world.agency, met=5, none=5)
    figures(world)
    return Visit(f"{reverse('insight:new_release')}?agency={world.agency.code}", world.administrator)


def releases(world: World) -> Visit:
    """List the own releases, one more each time."""
    a_release_of(world)
    return Visit(f"{reverse('insight:releases')}?agency={world.agency.code}", world.administrator)


def withdrawal(world: World) -> Visit:
    """Withdraw a release."""
    return Visit(reverse("insight:withdrawal", args=[a_release_of(world).pk]), world.administrator)


def agencies(world: World) -> Visit:
    """Show what other agencies have released, one more each time."""
    other = an_agency(f"Kabupaten Lain {next(numbers)}")
    some_people(other, met=5, none=5)
    counted(other)
    a_release(other, by=an_administrator(other))
    return Visit(reverse("insight:agencies"), world.administrator)


def new_memo(world: World) -> Visit:
    """Write a memo, with somebody to sign it whose name and post are longer than a phone is wide."""
    a_signatory(world.agency, by=world.administrator)
    return of_the_office("insight:new_memo")(world)


PAGES: dict[str, Callable[[World], Visit]] = {
    "insight:units": of_the_office("insight:units"),
    "insight:units_file": of_the_office("insight:units_file"),
    "insight:people": of_the_office("insight:people", "&group=GAP"),
    "insight:people_file": of_the_office("insight:people_file", "&unit={world.office.pk}"),
    "insight:counted": of_the_office("insight:counted"),
    "insight:gaps": of_the_office("insight:gaps", "&unit={world.office.pk}"),
    "insight:gap": of_the_office("insight:gap", "", CODE),
    "insight:new_memo": new_memo,
    "insight:new_release": new_release,
    "insight:team": team,
    "insight:releases": releases,
    "insight:withdrawal": withdrawal,
    "insight:agencies": agencies,
}
