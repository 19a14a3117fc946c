"""Small true figures for tests and the demo."""

import datetime as dt
from decimal import Decimal

from huyula.access.models import Agency, User
from huyula.competence.models import Competence
from huyula.competence.samples import a_competence, a_requirement, an_evidence
from huyula.hours.samples import some_hours
from huyula.insight import actions
from huyula.insight.models import Reckoning, Release
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person, a_unit


def counted(agency: Agency, *, year: int | None = None) -> Reckoning:
    """Count an agency, this year unless another is given."""
    found = actions.count(agency, year=year or clock.today(agency.zone).year)
    if found is None:
        raise LookupError("a practice room is not counted")
    return found


def a_standard(agency: Agency, code: str = "M1", *, level: int = 2) -> Competence:
    """Let every general staff post of an agency ask for a level of a competence."""
    competence = a_competence(code)
    a_requirement(agency, competence, level=level)
    return competence


def some_people(
    agency: Agency, *, met: int = 0, short: int = 0, none: int = 0, on: dt.date | None = None
) -> list[Person]:
    """Let so many people of a new unit meet the target, stay below it, and have nothing recorded."""
    unit = a_unit(agency=agency)
    people = [a_person(f"Orang {number:03}", unit=unit, has_account=False) for number in range(met + short + none)]
    for place, person in enumerate(people[: met + short]):
        some_hours(person, agency=agency, jp=Decimal(20 if place < met else 5), on=on)
    return people


def some_levels(agency: Agency, people: list[Person], competence: Competence, *, level: int) -> None:
    """Let the supervisor say at which level these people are."""
    for person in people:
        an_evidence(person, competence, agency=agency, level=level)


def a_release(agency: Agency, *, by: User, year: int | None = None) -> Release:
    """Release the figures of an agency that has enough people."""
    return actions.release(agency, year=year or clock.today(agency.zone).year, by=by)
