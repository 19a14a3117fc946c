"""Every page of the product once: a function that makes its rows and says where it is and who may see it.

`PAGES` maps the name of an address to such a function. Tests of the whole house run over it: cost, strangers, weight.
A page that names no row is visited as well by the roles of another agency, and must show none of this one's marks.
"""

from collections.abc import Callable

from tests.pages import (
    access,
    calendar,
    competence,
    credentials,
    exams,
    hours,
    imports,
    insight,
    learning,
    letters,
    people,
    practice,
    site,
)
from tests.pages.world import MARK, Visit, World, a_world

__all__ = ["ACTS", "MARK", "PAGES", "Visit", "World", "a_world"]

AREAS = (
    access,
    calendar,
    competence,
    credentials,
    exams,
    hours,
    imports,
    insight,
    learning,
    letters,
    people,
    practice,
    site,
)
PAGES: dict[str, Callable[[World], Visit]] = {name: visit for area in AREAS for name, visit in area.PAGES.items()}

# Addresses that take a form alone, or answer a script: each is tested with its act.
ACTS = frozenset(
    {
        "access:sign_out",
        "access:passkey_confirmation",
        "access:device_removal",
        "access:language",
        "ui:display",
        "calendar:hours_confirmation",
        "competence:new_round",
        "competence:finish",
        "competence:confirmation",
        "competence:confirmations",
        "competence:standards_confirmation",
        "competence:standard_ending",
        "exams:new_attempt",
        "exams:answer",
        "files:uploads",
        "insight:new_count",
        "learning:lesson_done",
        "learning:new_enrolment",
        "learning:publication",
        "people:application",
        "practice:confirmation",
        "practice:confirmations",
        "people:check",
        "people:discarding",
        "people:restricted",
        "people:supervisor_removal",
        "people:code_mail",
        "people:delegation_ending",
    }
)
