"""The pages of hours."""

from collections.abc import Callable

from django.urls import reverse

from huyula.access.models import User
from huyula.hours import actions
from huyula.hours.models import ConversionRule, Posting
from huyula.hours.samples import some_hours
from tests.pages.world import Visit, World, account_of, another, numbers


def a_posting(world: World) -> Posting:
    """Post hours for Sari, and for one more person of the section."""
    some_hours(another(world), agency=world.agency, title=f"Kursus {world.mark} {next(numbers)}")
    return some_hours(world.sari, agency=world.agency, title=f"Pelatihan {world.mark} {next(numbers)}")


def of_the_office(name: str, more: str = "") -> Callable[[World], Visit]:
    """Give the visit of a page by which an administrator sees the hours of the agency."""

    def visit(world: World) -> Visit:
        a_posting(world)
        return Visit(f"{reverse(name)}?agency={world.agency.code}{more.format(world=world)}", world.administrator)

    return visit


def of_a_posting(name: str, by: Callable[[World], User]) -> Callable[[World], Visit]:
    """Give the visit of a page about one posting."""
    return lambda world: Visit(reverse(name, args=[a_posting(world).pk]), by(world))


def mine(world: World) -> Visit:
    """Show the own hours."""
    a_posting(world)
    return Visit(reverse("hours:mine"), account_of(world.sari))


def person(world: World) -> Visit:
    """Show the hours of somebody to the supervisor."""
    a_posting(world)
    return Visit(reverse("hours:person", args=[world.sari.pk]), account_of(world.chief))


def rules(world: World) -> Visit:
    """Show the rules to an operator."""
    actions.load_rules()
    return Visit(reverse("hours:rules"), world.operator)


def new_duty(world: World) -> Visit:
    """Add a legal standing."""
    return Visit(reverse("hours:new_duty"), world.operator)


def of_a_rule(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about one conversion rule."""

    def visit(world: World) -> Visit:
        actions.load_rules()
        rule = ConversionRule.objects.get(form="16")
        return Visit(f"{reverse(name)}?kind=conversion&rule={rule.pk}", world.operator)

    return visit


PAGES: dict[str, Callable[[World], Visit]] = {
    "hours:mine": mine,
    "hours:person": person,
    "hours:posting": of_a_posting("hours:posting", lambda world: account_of(world.sari)),
    "hours:reversal": of_a_posting("hours:reversal", lambda world: world.administrator),
    "hours:ledger": of_the_office("hours:ledger"),
    "hours:rules": rules,
    "hours:new_duty": new_duty,
    "hours:rule_confirmation": of_a_rule("hours:rule_confirmation"),
    "hours:rule_succession": of_a_rule("hours:rule_succession"),
}
