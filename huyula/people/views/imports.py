"""Pages about imports: the list, a file given, its dry run, what it would change, what is wrong, and the decision."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, administered_agencies, ensure, signed_in
from huyula.files.actions import CannotKeep
from huyula.files.queries import CannotRead
from huyula.files.rules import ACCEPTED, Kind
from huyula.lib import clock
from huyula.lib.paging import number_from, page_of
from huyula.lib.refused import Refused
from huyula.people import policies
from huyula.people.actions import imports as actions
from huyula.people.actions import undo as undoing
from huyula.people.formats.columns import COLUMNS
from huyula.people.forms.imports import SeenForm, UploadForm
from huyula.people.models import Import, ImportState
from huyula.people.queries import marking, reports
from huyula.people.queries import newcomers as newcomer_queries
from huyula.people.queries import undo as undo_queries
from huyula.ui.pages import render, sheet


def _import_or_404(request: SignedInRequest, pk: uuid.UUID) -> Import:
    visible = policies.visible_imports(request.user).select_related("agency", "file", "undo")
    return get_object_or_404(visible, pk=pk)


@require_safe
@signed_in
def imports(request: SignedInRequest) -> HttpResponse:
    """List the files that were given, the newest first."""
    rows = policies.visible_imports(request.user).select_related("agency", "file").order_by("-created_at", "pk")
    ensure(bool(administered_agencies(request.user)))
    page = page_of(rows, number=number_from(request.GET.get("page")))
    return render(request, "people/imports.html", {"page": page})


@require_http_methods(["GET", "POST"])
@signed_in
def new_import(request: SignedInRequest) -> HttpResponse:
    """Give a file; it is checked before anything happens."""
    among = list(Agency.objects.filter(pk__in=administered_agencies(request.user)).order_by("code"))
    ensure(bool(among))
    form = UploadForm(request.POST or None, request.FILES or None, among=among)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        file, words = given["file"], {name: given[name] for name in ("agency", "kind", "holds_on")}
        try:
            batch = actions.begin(file, name=file.name, by=request.user, **words)
        except (actions.CannotImport, CannotKeep) as refusal:
            form.add_error("file" if isinstance(refusal, CannotKeep) else None, refusal.detail)
        else:
            return redirect("people:import", pk=batch.pk)
    words = {"form": form, "among": among, "today": clock.today(), "most": ACCEPTED[Kind.SHEET].most_bytes}
    return render(request, "people/import_new.html", words, status=422 if form.errors else 200)


@require_safe
@signed_in
def one_import(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far an import is and what it would do; a script asks for its state alone until the work is over."""
    batch = _import_or_404(request, pk)
    words = {
        "batch": batch,
        "failed": reports.why_failed(batch),
        "has_undo": hasattr(batch, "undo"),
        "some_wrong": reports.wrong_cells(batch)[:5] if batch.wrong else [],
        "new_units": newcomer_queries.new_units(batch) if batch.state == ImportState.STAGED else None,
        "message": reports.message,
    }
    asks_for_state = "HX-Request" in request.headers
    if asks_for_state and batch.is_busy:
        return render(request, "people/_import_state.html", words)
    response = render(request, "people/import.html", words)
    if asks_for_state:
        response.headers["HX-Refresh"] = "true"
    return response


@never_cache
@require_safe
@signed_in
def differences(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """List what an import would change, field by field."""
    batch = _import_or_404(request, pk)
    page = page_of(reports.differences(batch), number=number_from(request.GET.get("page")))
    words = {"batch": batch, "page": page, "label": reports.field_label}
    words["names"] = reports.names_here([row.person_id for row in page.rows], batch.agency_id)
    return render(request, "people/import_differences.html", words)


@never_cache
@require_safe
@signed_in
def newcomers(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """List those whom an import would bring, or has brought."""
    batch = _import_or_404(request, pk)
    page = newcomer_queries.newcomers(batch, number=number_from(request.GET.get("page")))
    if page is None:
        raise Http404
    return render(request, "people/import_newcomers.html", {"batch": batch, "page": page})


@never_cache
@require_safe
@signed_in
def wrong_cells(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """List what is wrong in a file, cell by cell, each with the fix."""
    batch = _import_or_404(request, pk)
    page = page_of(reports.wrong_cells(batch), number=number_from(request.GET.get("page")))
    words = {"batch": batch, "page": page, "message": reports.message}
    return render(request, "people/import_wrong_cells.html", words)


@require_safe
@signed_in
def marked_sheet(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out the wrong rows with their cells marked; that somebody fetched them stands in the journal."""
    batch = _import_or_404(request, pk)
    try:
        content = marking.marked_sheet(batch)
    except CannotRead as gone:
        raise Http404 from gone
    actions.note_fetch(batch, by=request.user)
    return sheet(content, name="baris-salah")


def _after(request: SignedInRequest, batch: Import, act: Callable[[], None]) -> HttpResponse:
    """Do what was asked for and go back to the import; what stands in the way is said there."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.detail)
    return redirect("people:import", pk=batch.pk)


@require_POST
@signed_in
def application(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take in what was checked."""
    batch = _import_or_404(request, pk)
    seen = SeenForm(request.POST).seen()
    return _after(request, batch, lambda: actions.apply(batch, by=request.user, seen=seen))


@require_POST
@signed_in
def check(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Have the same file checked again."""
    batch = _import_or_404(request, pk)
    return _after(request, batch, lambda: actions.check_again(batch, by=request.user))


@require_POST
@signed_in
def discarding(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Set an import aside."""
    batch = _import_or_404(request, pk)
    return _after(request, batch, lambda: actions.discard(batch, by=request.user))


@require_http_methods(["GET", "POST"])
@signed_in
def undo(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what an undo would take back and what it would leave, and do it."""
    batch = _import_or_404(request, pk)
    if request.method == "POST":
        return _after(request, batch, lambda: undoing.ask(batch, by=request.user))
    number, preview = number_from(request.GET.get("page")), None
    if hasattr(batch, "undo"):
        page = undo_queries.left_of(batch.undo, number=number)
    else:
        preview = undo_queries.preview(batch, number=number)
        page = preview.page
    names = undo_queries.names_in(page.rows, clock.today(), agency=batch.agency_id)
    words = {"batch": batch, "page": page, "names": names, "preview": preview}
    return render(request, "people/import_undo.html", words)


@require_safe
@signed_in
def columns(request: SignedInRequest) -> HttpResponse:
    """Show what becomes of each column of a personnel file."""
    ensure(bool(administered_agencies(request.user)))
    return render(request, "people/import_columns.html", {"columns": COLUMNS})
