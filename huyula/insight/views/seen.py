"""What pages of figures begin with: whose figures, of which year, counted when."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, administered_agencies
from huyula.insight import policies
from huyula.insight.forms import Place, place_from
from huyula.insight.models import Reckoning
from huyula.insight.policies import Sight
from huyula.insight.queries.units import reckoning_of
from huyula.insight.rules import kept_years
from huyula.lib import clock
from huyula.people.queries.viewers import agency_named
from huyula.ui.pages import render


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose figures somebody sees, of which year and unit, and when they were counted (None = never)."""

    sight: Sight
    place: Place
    reckoning: Reckoning | None

    @property
    def agency(self) -> Agency:
        """Give the agency."""
        return self.sight.agency

    @property
    def years(self) -> list[int]:
        """Give the years to choose from."""
        return kept_years(clock.today(self.agency.zone))

    @property
    def counted(self) -> Reckoning:
        """Say when they were counted; of figures that were never counted there are none to be found."""
        if self.reckoning is None:
            raise Http404
        return self.reckoning

    def words(self) -> dict[str, object]:
        """Give what every template of figures needs."""
        return {
            "agency": self.agency,
            "sight": self.sight,
            "year": self.place.year,
            "years": self.years,
            "unit": self.place.unit,
            "reckoning": self.reckoning,
            "today": clock.today(self.agency.zone),
        }


def seen_by(request: SignedInRequest) -> Seen:
    """Give the figures that a request is about. Raises Http404 for whoever sees none of them. Four queries."""
    agency = agency_named(request.user, request.GET.get("agency", ""))
    sight = policies.sight_of(request.user, agency) if agency else None
    if agency is None or sight is None:
        raise Http404
    try:
        place = place_from(request.GET, zone=agency.zone)
    except ValueError as fault:
        raise Http404 from fault
    if place.unit is not None and not sight.covers(place.unit):
        raise Http404
    return Seen(sight, place, reckoning_of(agency, place.year))


def gaps_seen_by(request: SignedInRequest) -> Seen:
    """Give the figures whose gaps somebody sees; Http404 for others."""
    seen = seen_by(request)
    if not seen.sight.sees_gaps:
        raise Http404
    return seen


def uncounted(request: SignedInRequest, seen: Seen) -> HttpResponse:
    """Say that the figures have not been counted yet, and let whoever may have it done."""
    return render(request, "insight/uncounted.html", seen.words())


def administered(request: SignedInRequest) -> Agency:
    """Give the agency that the address names among those that the user administers; Http404 for others."""
    codes = request.GET.get("agency", "") or request.POST.get("agency", "")
    rows = Agency.objects.filter(pk__in=administered_agencies(request.user)).order_by("code")
    if codes:
        return get_object_or_404(rows, code=codes)
    found = rows.first()
    if found is None:
        raise Http404
    return found
