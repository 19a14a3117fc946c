"""Pages about gaps of many: which competences are missed most, and one of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from huyula.access.policies import SignedInRequest, signed_in
from huyula.competence.models import Competence
from huyula.insight.models import UnitFigures
from huyula.insight.queries import gaps as queries
from huyula.insight.queries.units import total_of
from huyula.insight.views.seen import Seen, gaps_seen_by, uncounted
from huyula.learning.queries import courses_serving, served_in
from huyula.people.models import Unit
from huyula.people.queries import way_to
from huyula.ui.pages import render

MOST = 10


@require_safe
@signed_in
def gaps(request: SignedInRequest) -> HttpResponse:
    """Show which competences are missed most in an agency or a unit."""
    seen = gaps_seen_by(request)
    if seen.reckoning is None:
        return uncounted(request, seen)
    total = _total(seen)
    found = queries.missed(seen.agency, seen.reckoning, unit=seen.place.unit)
    way = way_to(Unit(pk=total.unit_id), seen.reckoning.day)[:-1] if total.unit_id else []
    words = {"total": total, "way": way, "missed": found, "most": [row for row in found if row.lacking][:MOST]}
    return render(request, "insight/gaps.html", {**seen.words(), **words, "served": served_in(seen.agency)})


@require_safe
@signed_in
def gap(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one competence: by the level that posts ask for, by unit, and what leads to it."""
    seen = gaps_seen_by(request)
    competence = get_object_or_404(Competence.objects.select_related("framework"), code=code)
    if seen.reckoning is None:
        return uncounted(request, seen)
    words = {
        "total": _total(seen),
        "competence": competence,
        "levels": queries.by_level(seen.agency, seen.reckoning, competence, unit=seen.place.unit),
        "units": queries.by_unit(seen.agency, seen.reckoning, competence, unit=seen.place.unit),
        "courses": courses_serving(competence, agency=seen.agency),
    }
    return render(request, "insight/gap.html", {**seen.words(), **words})


def _total(seen: Seen) -> UnitFigures:
    """Give the sum of the unit, or of the agency; Http404 for a unit that was not counted."""
    total = total_of(seen.sight, seen.counted, unit=seen.place.unit)
    if total is None:
        raise Http404
    return total
