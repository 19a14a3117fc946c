"""Small true competences, standards, ratings and sources for tests and the demo."""

import datetime as dt
import itertools
import uuid
from collections.abc import Mapping

from huyula.access.models import Agency, User
from huyula.competence import actions
from huyula.competence.models import Competence, Evidence, Framework, Indicator, Requirement, Round
from huyula.competence.queries.rounds import indicators_of, sheet_of
from huyula.competence.rules import Frequency, Importance, Kind, Source, asked_up_to
from huyula.lib import clock
from huyula.people.models import Person, Position, PositionClass

_numbers = itertools.count(1)
SINCE = dt.date(2025, 1, 1)


def load_frameworks(*agencies: Agency) -> None:
    """Bring in what is shipped, and propose the first standards to these agencies."""
    actions.load_frameworks()
    for agency in agencies:
        actions.seed_standards(agency)


def a_competence(
    code: str = "", *, title: str = "Mengolah data", kind: Kind = Kind.MANAGERIAL, acts: int = 2
) -> Competence:
    """Find a competence by its code, or make one with so many acts on each of the five levels."""
    known = Competence.objects.filter(code=code).first() if code else None
    if known:
        return known
    number = next(_numbers)
    framework, _ = Framework.objects.get_or_create(
        code="CONTOH", defaults={"title": "Kerangka Contoh", "legal_basis": "CONTOH", "source": "CONTOH"}
    )
    made = Competence.objects.create(
        framework=framework, code=code or f"X{number}", kind=kind, place=number, title=title
    )
    Indicator.objects.bulk_create(
        Indicator(competence=made, edition=1, level=level, place=at, text=f"Melakukan hal {at} pada level {level}.")
        for level in range(1, 6)
        for at in range(1, acts + 1)
    )
    return made


def a_requirement(
    of: Position | Agency,
    competence: Competence | None = None,
    *,
    level: int = 3,
    importance: Importance = Importance.USUAL,
    since: dt.date = SINCE,
    confirmed: bool = True,
) -> Requirement:
    """Let a post ask for a level; an agency lets its general staff posts (pelaksana) ask for it."""
    return Requirement.objects.create(
        agency=of.agency if isinstance(of, Position) else of,
        competence=competence or a_competence(),
        level=level,
        importance=importance,
        position=of if isinstance(of, Position) else None,
        position_class="" if isinstance(of, Position) else PositionClass.PELAKSANA,
        valid_from=since,
        legal_basis="SK CONTOH 800/1/2025",
        confirmed=confirmed,
    )


def an_evidence(
    person: Person,
    competence: Competence,
    *,
    agency: Agency,
    level: int = 2,
    source: Source = Source.ASSESSMENT,
    on: dt.date | None = None,
) -> Evidence:
    """Let a source say something about somebody's level (today unless a day is given)."""
    return actions.note_evidence(
        person,
        competence=competence,
        level=level,
        source=source,
        on=on or clock.today(),
        because=None,
        agency=agency,
    )


def answers_for(competence: Competence, level: int, *, required: int) -> dict[int, Frequency]:
    """Give answers from which a level follows, to the acts that are asked where so much is required."""
    shown = indicators_of(competence, up_to=asked_up_to(required))
    return {act.pk: Frequency.USUALLY if act.level <= level else Frequency.NEVER for act in shown}


def a_round(person: Person, *, levels: Mapping[str, int] | None = None, is_finished: bool = False) -> Round:
    """Open somebody's round, answer what `levels` names (level by code), and send it if wanted.

    A finished round answers everything; what is not named gets the level that is required.
    """
    by = account_of(person)
    held = actions.open_round(person, by=by)
    for one in sheet_of(held).asked:
        code, required = one.competence.code, one.item.required
        if not is_finished and code not in (levels or {}):
            continue
        said = answers_for(one.competence, (levels or {}).get(code, required), required=required)
        actions.rate(held, competence=code, answers=said, key=uuid.uuid4(), made_at=clock.now(), by=by)
    if is_finished:
        actions.finish(held, by=by)
        held = Round.objects.select_related("finish", "person", "agency").get(pk=held.pk)
    return held


def account_of(person: Person) -> User:
    """Give the account of a person who has one."""
    if person.user is None:
        raise LookupError(str(person.pk))
    return person.user
