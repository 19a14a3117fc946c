"""The first page, and "Perlu Anda"."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from huyula.access.models import User
from huyula.access.policies import SignedInRequest, remember_grants, signed_in
from huyula.site.waiting import groups_of, waiting_for
from huyula.ui.pages import render

ON_THE_FIRST_PAGE = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in, or to whom is signed in how they stand; what needs them comes as a fragment of its own."""
    if not isinstance(request.user, User):
        return render(request, "site/welcome.html")
    remember_grants(request.user)
    return render(request, "site/home.html", {"user": request.user})


@require_safe
@signed_in
def waiting(request: SignedInRequest) -> HttpResponse:
    """Show every act that waits for the user, in the order of its deadline, together where it is safe."""
    items = waiting_for(request.user)
    if getattr(request, "htmx", False):
        answer = render(request, "site/_waiting.html", {"items": items[:ON_THE_FIRST_PAGE], "count": len(items)})
    else:
        single, groups = groups_of(items)
        answer = render(request, "site/waiting.html", {"items": single, "groups": groups, "count": len(items)})
    patch_vary_headers(answer, ["HX-Request"])
    return answer
