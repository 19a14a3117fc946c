"""Every write of competence: what areas above call stands here, the rest in the modules by noun."""

from huyula.competence.actions.evidence import note_evidence
from huyula.competence.actions.frameworks import load_frameworks, seed_standards
from huyula.competence.actions.rounds import CannotConfirm, CannotRate, confirm_rest, decide, finish, open_round, rate
from huyula.competence.actions.standards import CannotSet, confirm_standards, follow_the_class, set_standard

__all__ = [
    "CannotConfirm",
    "CannotRate",
    "CannotSet",
    "confirm_rest",
    "confirm_standards",
    "decide",
    "finish",
    "follow_the_class",
    "load_frameworks",
    "note_evidence",
    "open_round",
    "rate",
    "seed_standards",
    "set_standard",
]
