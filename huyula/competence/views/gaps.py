"""Pages about gaps: my own, somebody's, and one competence with everything that was said about it."""

import uuid

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huyula.access.policies import SignedInRequest, signed_in
from huyula.competence import policies
from huyula.competence.queries import levels as queries
from huyula.competence.queries.rounds import plan_of, standing_of
from huyula.competence.queries.standards import acts_by_level
from huyula.competence.queries.stories import story_of
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.queries import cards_of, person_of
from huyula.ui.pages import render


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """Show my gaps, and the way to rate myself."""
    me = person_of(request.user)
    if me is None:
        why = gettext("Gaps are shown to whoever holds a post. Accounts that only administer have none.")
        return render(request, "ui/nobody.html", {"title": gettext("My gaps"), "why": why})
    return _page(request, me, is_own=True)


@require_safe
@signed_in
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show somebody's gaps to whom they concern."""
    found = _visible(request, pk)
    return _page(request, found, is_own=found.user_id == request.user.pk)


def _visible(request: SignedInRequest, pk: uuid.UUID) -> Person:
    found = policies.visible_person(request.user, pk)
    if found is None:
        raise Http404
    return found


def _page(request: SignedInRequest, about: Person, *, is_own: bool) -> HttpResponse:
    day = clock.today()
    found = queries.gaps(about, day)
    words = {
        "about": about,
        "is_own": is_own,
        "card": cards_of([about.pk], day)[about.pk],
        "groups": queries.grouped(found),
        "today": day,
        "standing": standing_of(about.pk, found[0].required.row.agency_id) if is_own and found else None,
        "plan": plan_of(found, day) if is_own and found else None,
    }
    return render(request, "competence/gaps.html", words)


@require_safe
@signed_in
def gap(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """Show one competence of somebody: what is asked and why, which source says what, what to do next."""
    about = _visible(request, pk)
    day, is_own = clock.today(), about.user_id == request.user.pk
    story = story_of(about, code, day, sees_all=is_own)
    if story is None:
        raise Http404
    words = {
        "about": about,
        "is_own": is_own,
        "name": "" if is_own else cards_of([about.pk], day)[about.pk].name,
        "gap": story.gap,
        "chapters": story.chapters,
        "levels_of": acts_by_level(story.gap.competence),
    }
    return render(request, "competence/gap.html", words)
