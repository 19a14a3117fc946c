"""Reading competences: what areas above ask for stands here, the rest in the modules by noun."""

from huyula.competence.models import Competence
from huyula.competence.queries.levels import (
    Gap,
    Required,
    Said,
    gaps,
    gaps_of_people,
    required,
    standards_of_people,
    words_of,
)
from huyula.competence.queries.units import UnitGap, gaps_by_unit

__all__ = [
    "Gap",
    "Required",
    "Said",
    "UnitGap",
    "competence",
    "gaps",
    "gaps_by_unit",
    "gaps_of_people",
    "required",
    "standards_of_people",
    "words_of",
]


def competence(code: str) -> Competence:
    """Give a competence by its code. One query; raises Competence.DoesNotExist."""
    return Competence.objects.get(code=code)
