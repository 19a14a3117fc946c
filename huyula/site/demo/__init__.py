"""The demo: an invented province, ten people with histories, and as many others as one asks for. All of it is CONTOH.

Each area has a part of its own here, a module with `fill(demo)`, run in the order of the floors. A part uses the
samples and actions of its area, so that the demo is made as a real installation would be.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from huyula.access import actions as access
from huyula.access.models import Agency
from huyula.people.samples.cast import CAST
from huyula.site.demo import calendars, competences, courses, hours, insight, letterheads, people, practice
from huyula.site.demo.world import HOME, PASSWORD, Demo

AGENCIES = json.loads((Path(__file__).resolve().parent.parent / "data" / "demo_agencies.json").read_text("utf-8"))
PARTS: Sequence[Callable[[Demo], None]] = (
    people.fill,
    calendars.fill,
    letterheads.fill,
    hours.fill,
    competences.fill,
    courses.fill,
    practice.fill,
    insight.fill,
)


def build(*, people: int) -> None:
    """Build the province with so many people besides the cast, in an empty database."""
    access.establish(AGENCIES["agencies"])
    demo = Demo({agency.code: agency for agency in Agency.objects.all()}, people)
    for fill in PARTS:
        fill(demo)


def logins() -> list[dict[str, str]]:
    """Give the log-ins of the cast: name, part, agency, login and password of each."""
    agency = next(one["name"] for one in AGENCIES["agencies"] if one["code"] == HOME)
    return [
        {"name": member.name, "role": member.part, "agency": agency, "login": member.key, "password": PASSWORD}
        for member in CAST
    ]
