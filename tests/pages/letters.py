"""The pages of letters."""

from collections.abc import Callable

from django.urls import reverse

from huyula.letters import actions, rules
from huyula.letters.models import Letter, NumberPattern, Signatory
from huyula.letters.rules import LetterKind
from huyula.letters.samples import SINCE, a_letterhead, a_memo, a_pattern
from tests.pages.world import Visit, World, numbers


def the_pattern(world: World) -> NumberPattern:
    """Give the agency's pattern for memos, made the first time."""
    found = NumberPattern.objects.filter(agency=world.agency, kind=LetterKind.MEMO).first()
    return found or a_pattern(world.agency, by=world.administrator)


def a_signer(world: World) -> Signatory:
    """Name one more who signs."""
    signer = rules.Signer(name=f"Dr. {world.mark} {next(numbers)}", position=f"Kepala {world.mark}")
    return actions.add_signatory(world.agency, since=SINCE, signer=signer, by=world.administrator)


def a_memo_of(world: World) -> Letter:
    """Issue one more memo."""
    the_pattern(world)
    memo = a_memo(f"Nota {world.mark} {next(numbers)}")
    return actions.issue(memo, kind=LetterKind.MEMO, agency=world.agency, on=SINCE, by=world.administrator)


def of_the_agency(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about how the letters of the agency look."""

    def visit(world: World) -> Visit:
        a_letterhead(world.agency, by=world.administrator)
        a_signer(world)
        a_memo_of(world)
        return Visit(reverse(name, args=[world.agency.pk]), world.administrator)

    return visit


def home(world: World) -> Visit:
    """Lead an administrator to the own agency."""
    return Visit(reverse("letters:home"), world.administrator)


def of_a_letter(name: str) -> Callable[[World], Visit]:
    """Give the visit of a page about one letter."""
    return lambda world: Visit(reverse(name, args=[a_memo_of(world).pk]), world.administrator)


def signatory_ending(world: World) -> Visit:
    """Set the last day of who signs."""
    return Visit(reverse("letters:signatory_ending", args=[a_signer(world).pk]), world.administrator)


def pattern_ending(world: World) -> Visit:
    """Set the last day of a pattern."""
    return Visit(reverse("letters:pattern_ending", args=[the_pattern(world).pk]), world.administrator)


OF_THE_AGENCY = (
    "settings",
    "sample_picture",
    "sample_letter",
    "new_letterhead",
    "new_signatory",
    "new_pattern",
    "letters",
)
PAGES: dict[str, Callable[[World], Visit]] = {
    "letters:home": home,
    **{f"letters:{name}": of_the_agency(f"letters:{name}") for name in OF_THE_AGENCY},
    **{f"letters:{name}": of_a_letter(f"letters:{name}") for name in ("letter", "letter_content", "cancellation")},
    "letters:signatory_ending": signatory_ending,
    "letters:pattern_ending": pattern_ending,
}
