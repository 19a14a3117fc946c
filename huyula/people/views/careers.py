"""A career as the timeline component draws it."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext

from huyula.people.models import Person
from huyula.people.queries.dossiers import Event, history_of
from huyula.ui.filters import day

TONES = {"POST": "green", "RANK": "gold", "STANDING": "purple"}


def steps(person: Person, *, agencies: Collection[uuid.UUID] | None) -> list[dict[str, str]]:
    """Give the steps of a career, newest first: when, title, text, tone; `agencies` says whose facts may be seen."""
    return [
        {"when": _when(event), "title": _title(event), "text": _text(event), "kind": TONES[event.what]}
        for event in history_of(person, agencies=agencies)
    ]


def _when(event: Event) -> str:
    """Write from when to when something held."""
    words = {"since": day(event.since), "until": day(event.last_day)}
    if event.since is None:
        return gettext("until %(until)s") % words if event.last_day else gettext("since an unknown day")
    return gettext("%(since)s until %(until)s") % words if event.last_day else gettext("since %(since)s") % words


def _title(event: Event) -> str:
    """Name a step: the post, the rank grade, the category."""
    if event.what == "RANK":
        return gettext("Rank grade %(name)s") % {"name": event.name}
    return event.category_label or event.name


def _text(event: Event) -> str:
    """Say where it was, and how a post was held."""
    return " · ".join(part for part in (event.kind_label, event.unit, event.agency) if part)
