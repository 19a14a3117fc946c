"""The letters of the demo: a letterhead, a signatory and number patterns of the province."""

from huyula.letters.rules import LetterKind
from huyula.letters.samples import a_letterhead, a_pattern, a_signatory
from huyula.site.demo.world import Demo


def fill(demo: Demo) -> None:
    """Set what letters and certificates of the province need."""
    by = demo.account("ramla")
    a_letterhead(demo.home, by=by)
    a_signatory(demo.home, by=by)
    for kind in LetterKind:
        a_pattern(demo.home, by=by, kind=kind)
