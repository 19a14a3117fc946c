"""Reading learning: what areas above ask for stands here, the rest in the modules by noun."""

from huyula.learning.queries.catalogue import catalogue, courses_for_gap, courses_serving, served_in, under_way
from huyula.learning.queries.courses import Taking, standing_of, takings
from huyula.learning.queries.progress import progress, progress_of

__all__ = [
    "Taking",
    "catalogue",
    "courses_for_gap",
    "courses_serving",
    "progress",
    "progress_of",
    "served_in",
    "standing_of",
    "takings",
    "under_way",
]
