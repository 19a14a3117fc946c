"""The pages of competence."""

from collections.abc import Callable

from django.urls import reverse

from huyula.competence.models import Competence, Requirement
from huyula.competence.rules import Source
from huyula.competence.samples import a_competence, a_requirement, a_round, an_evidence
from huyula.people.models import Person, Position
from huyula.people.samples import a_position
from tests.pages.world import Visit, World, account_of, another, numbers


def a_standard(world: World) -> Requirement:
    """Let the post of the section ask for one more competence."""
    return a_requirement(world.position, a_competence(title=f"Kompetensi {next(numbers)}"), level=3)


def an_assessed(world: World) -> Person:
    """Make somebody of whom several sources have spoken."""
    person, row = another(world), a_standard(world)
    for source, level in ((Source.ASSESSMENT, 1), (Source.COURSE, 2)):
        an_evidence(person, row.competence, agency=world.agency, source=source, level=level)
    return person


def mine(world: World) -> Visit:
    """Show the own gaps."""
    return Visit(reverse("competence:mine"), account_of(an_assessed(world)))


def person(world: World) -> Visit:
    """Show somebody's gaps to the supervisor."""
    return Visit(reverse("competence:person", args=[an_assessed(world).pk]), account_of(world.chief))


def gap(world: World) -> Visit:
    """Show one competence of somebody to an administrator."""
    row = a_standard(world)
    an_evidence(world.sari, row.competence, agency=world.agency, level=1)
    return Visit(reverse("competence:gap", args=[world.sari.pk, row.competence.code]), world.administrator)


def team(world: World) -> Visit:
    """Show the team to the supervisor."""
    a_round(an_assessed(world), is_finished=True)
    return Visit(reverse("competence:team"), account_of(world.chief))


def held(world: World) -> Visit:
    """Show the own round."""
    who = an_assessed(world)
    return Visit(reverse("competence:round", args=[a_round(who).pk]), account_of(who))


def rating(world: World) -> Visit:
    """Answer one competence."""
    who = an_assessed(world)
    made = a_round(who)
    code = made.items.select_related("competence").order_by("place")[0].competence.code
    return Visit(reverse("competence:rating", args=[made.pk, code]), account_of(who))


def review(world: World) -> Visit:
    """Look into a finished round."""
    return Visit(reverse("competence:review", args=[a_far_round(world)[0]]), account_of(world.chief))


def decision(world: World) -> Visit:
    """Say another level."""
    pk, code = a_far_round(world)
    return Visit(reverse("competence:decision", args=[pk, code]), account_of(world.chief))


def a_far_round(world: World) -> tuple[int, str]:
    """Finish a round in which one level lies far from what was expected; gives its id and that competence's code."""
    who, far = another(world), a_standard(world).competence.code
    made = a_round(who, levels={far: 0}, is_finished=True)
    asked = [item.competence.code for item in made.items.select_related("competence").order_by("place")]
    return made.pk, far if far in asked else asked[0]


def dictionary(world: World) -> Visit:
    """Show the list."""
    a_standard(world)
    return Visit(reverse("competence:dictionary"), account_of(world.sari))


def competence(world: World) -> Visit:
    """Show one competence of the list."""
    return Visit(reverse("competence:competence", args=[a_competence().code]), account_of(world.sari))


def standards(world: World) -> Visit:
    """Show what classes ask for."""
    a_requirement(world.agency)
    return Visit(reverse("competence:standards"), world.administrator)


def post_class(world: World) -> Visit:
    """Show what a class asks for."""
    a_requirement(world.agency, confirmed=False)
    return Visit(reverse("competence:class") + "?of=PELAKSANA", world.administrator)


def new_standard(world: World) -> Visit:
    """Set what a class asks for."""
    code = a_requirement(world.agency).competence.code
    return Visit(reverse("competence:new_standard") + f"?of=PELAKSANA&competence={code}", world.administrator)


def standard(world: World) -> Visit:
    """Show the history of a standard."""
    return Visit(reverse("competence:standard", args=[a_standard(world).pk]), world.administrator)


def a_post(world: World) -> Position:
    """Make a post with a standard of its own."""
    post = a_position(f"Analis {world.mark} {next(numbers)}", agency=world.agency)
    a_requirement(post, Competence.objects.order_by("-pk").first())
    return post


def positions(world: World) -> Visit:
    """List posts with a standard of their own."""
    a_post(world)
    return Visit(reverse("competence:positions"), world.administrator)


def position(world: World) -> Visit:
    """Show one of them."""
    return Visit(reverse("competence:position", args=[a_post(world).pk]), world.administrator)


PAGES: dict[str, Callable[[World], Visit]] = {
    "competence:mine": mine,
    "competence:person": person,
    "competence:gap": gap,
    "competence:team": team,
    "competence:round": held,
    "competence:rating": rating,
    "competence:review": review,
    "competence:decision": decision,
    "competence:dictionary": dictionary,
    "competence:competence": competence,
    "competence:standards": standards,
    "competence:class": post_class,
    "competence:new_standard": new_standard,
    "competence:standard": standard,
    "competence:positions": positions,
    "competence:position": position,
}
