"""The page of supervisors: how those whom one leads stand, and what waits."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from huyula.access.policies import SignedInRequest, signed_in
from huyula.insight.queries.team import team_page
from huyula.lib import clock
from huyula.lib.paging import number_from
from huyula.ui.pages import render


@require_safe
@signed_in
def team(request: SignedInRequest) -> HttpResponse:
    """Show my team: hours of the year, gaps, learned and applied, and what waits for me."""
    day = clock.today()
    shown = team_page(request.user, day=day, number=number_from(request.GET.get("page")))
    return render(request, "insight/team.html", {"shown": shown, "year": day.year})
