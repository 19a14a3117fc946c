"""What pages share on which somebody is chosen: who may be, whom the page offers, the status of its form."""

import uuid
from collections.abc import Sequence
from http import HTTPStatus

from django.db.models import QuerySet
from django.forms import Form

from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest
from huyula.lib import clock
from huyula.people import policies, queries
from huyula.people.forms.persons import PickForm
from huyula.people.models import Person
from huyula.people.queries.persons import Card, offered, placed_in

Ids = Sequence[uuid.UUID]


def status_of(form: Form) -> int:
    """Give the status of a page with a form: 422 if something is wrong in it."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def colleagues(person: Person) -> QuerySet[Person]:
    """Give those who have a post in the agency where somebody has theirs today."""
    place = policies.place_of(person)
    return placed_in(place.agency, clock.today()) if place else Person.objects.none()


def offer(
    request: SignedInRequest, form: PickForm, *, agency: Agency | None, first: Ids = (), but: Ids = ()
) -> dict[str, object]:
    """Give what a page needs on which one of an agency's people is chosen: whom to offer, for which words."""
    text = request.GET.get("q", "").strip()
    picked = form.picked()
    likely = [*([picked] if picked else []), *first]
    by = policies.reach(request.user)
    cards: list[Card] = offered(agency, clock.today(), text=text, by=by, first=likely, but=but) if agency else []
    return {"offered": cards, "picked": picked, "q": text}


def present(request: SignedInRequest, person: Person, form: PickForm) -> dict[str, object]:
    """Give who leads somebody now, and whom to offer instead: the heads above, then whom the text finds."""
    day = clock.today()
    place = queries.placement_of(person, day)
    way = queries.way_to(place.unit, day) if place else []
    heads = queries.heads_of([unit for unit, _ in way], day)
    likely = [heads[unit][0] for unit, _ in reversed(way) if unit in heads]
    shown = offer(request, form, agency=place.agency if place else None, first=likely, but=[person.pk])
    about = queries.cards_of([person.pk], day).get(person.pk)
    return {**shown, "about": about, "now": queries.supervisor_of(person, day)}
