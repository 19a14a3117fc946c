"""The page on which a memo about figures is written."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.insight import actions, policies
from huyula.insight.forms import MemoForm
from huyula.insight.queries.memos import Asked, memos_about
from huyula.insight.queries.units import units_shown
from huyula.insight.views.seen import seen_by
from huyula.letters.queries import signatories
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.ui.pages import render


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once("insight.new_memo")
def new_memo(request: SignedInRequest) -> HttpResponse:
    """Write a memo about the figures of a unit or the agency, and go to the letter."""
    seen = seen_by(request)
    ensure(policies.may_write_memo(request.user, seen.agency))
    shown = units_shown(seen.sight, seen.counted, unit=seen.place.unit)
    if shown is None:
        raise Http404
    form = MemoForm(request.POST or None)
    form.sign_for(signatories(seen.agency, on=clock.today(seen.agency.zone)))
    if form.is_valid():
        asked = Asked(**form.cleaned_data)
        try:
            letter = actions.issue_memo(
                seen.agency, year=seen.place.year, unit=seen.place.unit, asked=asked, by=request.user
            )
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("The memo was issued."))
            return redirect("letters:letter", letter.pk)
    words = {"form": form, "shown": shown, "memos": list(memos_about(seen.counted)[:10])}
    return render(request, "insight/memo.html", {**seen.words(), **words}, status=422 if form.errors else 200)
