"""Pages about the list of competences, open to everybody who is signed in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from huyula.access.policies import SignedInRequest, signed_in
from huyula.competence.models import Competence
from huyula.competence.queries import standards as queries
from huyula.ui.pages import render


@require_safe
@signed_in
def dictionary(request: SignedInRequest) -> HttpResponse:
    """Show the list of competences with its sources."""
    return render(request, "competence/dictionary.html", {"books": queries.dictionary()})


@require_safe
@signed_in
def competence(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one competence with its acts."""
    found = get_object_or_404(Competence.objects.select_related("framework"), code=code)
    words = {"competence": found, "levels": queries.acts_by_level(found)}
    return render(request, "competence/competence.html", words)
