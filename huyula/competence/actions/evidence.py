"""Noting one source's word on somebody's level."""

import datetime as dt

from django.db import transaction

from huyula.access.models import Agency
from huyula.competence.models import Competence, Evidence, Rating
from huyula.competence.rules import Source
from huyula.journal.actions import record
from huyula.journal.models import Entry
from huyula.people.models import Person


@transaction.atomic
def note_evidence(
    person: Person,
    *,
    competence: Competence,
    level: int,
    source: Source,
    on: dt.date,
    because: Entry | None,
    agency: Agency,
    rating: Rating | None = None,
) -> Evidence:
    """Keep what a source says about somebody's level (0 to 5); a second call for the same entry changes nothing.

    `because` is the journal's line of what proves it (None only for what is entered without one, as in samples). For a
    rating it is the line of this act too; what is derived from it later has one of its own, so that whoever counts
    levels hears when it is there. Nothing that was said before is touched; which word counts is asked of
    `rules.deciding`.
    """
    words = {"agency": agency, "level": level, "source": source, "on": on, "rating": rating}
    if because is None:
        return Evidence.objects.create(person=person, competence=competence, **words)
    made, is_new = Evidence.objects.get_or_create(because=because, person=person, competence=competence, defaults=words)
    if is_new and rating is None:
        record("competence.evidence_noted", by=None, about=made)
    return made
