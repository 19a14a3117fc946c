"""Reading practice: what areas above ask for stands here, the rest in the modules by noun."""

from huyula.practice.queries.figures import Figures, by_unit, of_units
from huyula.practice.queries.questions import leader_of, unit_of, written

__all__ = ["Figures", "by_unit", "leader_of", "of_units", "unit_of", "written"]
