"""The first page, and "Perlu Anda"."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from huyula.access.models import User
from huyula.site.waiting import groups_of, waiting_for
from huyula.ui.pages import render


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in, or to whom is signed in what needs them and how they stand."""
    if not isinstance(request.user, User):
        return render(request, "site/welcome.html")
    items = waiting_for(request.user)
    return render(request, "site/home.html", {"items": items[:5], "count": len(items), "user": request.user})


@require_safe
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Show every act that waits for the user, in the order of its deadline, together where it is safe."""
    items = waiting_for(request.user) if isinstance(request.user, User) else []
    single, groups = groups_of(items)
    return render(request, "site/waiting.html", {"items": single, "groups": groups, "count": len(items)})
