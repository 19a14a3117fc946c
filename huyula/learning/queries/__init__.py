"""Reading learning: what areas above ask for stands here, the rest in the modules by noun."""

from huyula.learning.queries.catalogue import catalogue, courses_for_gap, under_way
from huyula.learning.queries.courses import Taking, standing_of, takings
from huyula.learning.queries.progress import progress, progress_of

__all__ = [
    "Taking",
    "catalogue",
    "courses_for_gap",
    "progress",
    "progress_of",
    "standing_of",
    "takings",
    "under_way",
]
