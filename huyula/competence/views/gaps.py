"""Pages about gaps: my own, somebody's, and one competence with everything that was said about it."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from huyula.access.policies import SignedInRequest, signed_in
from huyula.competence import policies, rules
from huyula.competence.queries import levels as queries
from huyula.competence.queries.rounds import acts_of, risky_of, standing_of
from huyula.competence.queries.standards import acts_by_level
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.queries import cards_of, person_of, placement_of
from huyula.ui.pages import render


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """Show my gaps, and the way to rate myself."""
    me = person_of(request.user)
    if me is None:
        return render(request, "competence/nobody.html")
    return _page(request, me, is_own=True)


@require_safe
@signed_in
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show somebody's gaps to whom they concern."""
    found = get_object_or_404(policies.visible_persons(request.user), pk=pk)
    return _page(request, found, is_own=found.user_id == request.user.pk)


def _page(request: SignedInRequest, about: Person, *, is_own: bool) -> HttpResponse:
    day = clock.today()
    place = placement_of(about, day)
    found = queries.gaps(about, day) if place else []
    standing = standing_of(about.pk, place.agency_id) if place else None
    asked = risky_of(found, day) if is_own and standing and not standing.open_id else []
    words = {
        "about": about,
        "is_own": is_own,
        "name": cards_of([about.pk], day)[about.pk].name,
        "place": place,
        "groups": queries.grouped(found),
        "standing": standing,
        "again_on": standing.finished_at.date() + rules.BETWEEN_ROUNDS if standing and standing.finished_at else None,
        "asked": asked,
        "minutes": rules.minutes_for(acts_of(asked)) if asked else 0,
        "today": day,
    }
    return render(request, "competence/gaps.html", words)


@require_safe
@signed_in
def gap(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """Show one competence of somebody: what is asked and why, which source says what, what to do next."""
    about = get_object_or_404(policies.visible_persons(request.user), pk=pk)
    day = clock.today()
    found = next((one for one in queries.gaps(about, day) if one.competence.code == code), None)
    if found is None:
        raise Http404
    is_own = about.user_id == request.user.pk
    words = {
        "about": about,
        "is_own": is_own,
        "name": cards_of([about.pk], day)[about.pk].name,
        "gap": found,
        "story": queries.story_of(about, found.competence, day=day, sees_all=is_own),
        "levels_of": acts_by_level(found.competence),
    }
    return render(request, "competence/gap.html", words)
