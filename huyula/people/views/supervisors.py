"""Pages about who leads whom: setting a supervisor, "this is not my supervisor", its answer, handing over."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from huyula.access.policies import SignedInRequest, ensure, signed_in
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people import policies, queries
from huyula.people.actions import supervisors as actions
from huyula.people.forms.supervisors import AnswerForm, ChoiceForm, DelegationForm, ObjectionForm
from huyula.people.queries.supervisors import delegations_of
from huyula.people.views.picking import known, looked_after, nobody, offer, present, status_of
from huyula.ui.pages import render


@require_http_methods(["GET", "POST"])
@signed_in
def supervisor(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Set somebody's supervisor from a day on."""
    person = get_object_or_404(policies.visible_persons(request.user), pk=pk)
    found = looked_after(request, person)
    form = ChoiceForm(request.POST or None, among=found.colleagues)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.choose(
                person, supervisor=given["person"], since=given["since"], reason=given["reason"], by=request.user
            )
        except actions.CannotChoose as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("The supervisor was set."))
            return redirect("people:person", pk=person.pk)
    words = {"form": form, **present(request, found, form)}
    return render(request, "people/supervisor.html", words, status=status_of(form))


@require_POST
@signed_in
def supervisor_removal(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the tree of units say again who leads somebody."""
    person = get_object_or_404(policies.visible_persons(request.user), pk=pk)
    actions.follow_the_tree(person, since=clock.today(), by=request.user)
    messages.success(request, gettext("The tree of units says again who leads this person."))
    return redirect("people:person", pk=person.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def objection(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say "this is not my supervisor" to the personnel officer of the unit."""
    person = get_object_or_404(policies.visible_persons(request.user), pk=pk)
    ensure(policies.may_object(request.user, person))
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.object_to(person, words=form.cleaned_data["words"], by=request.user)
        except actions.CannotObject as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("Your note is with the personnel officer. You see the answer here."))
            return redirect("people:person", pk=person.pk)
    words = {"person": person, "form": form, "now": queries.supervisor_of(person, clock.today())}
    return render(request, "people/objection.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@signed_in
def objection_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer an objection: set another supervisor, or say why it stays."""
    asked = get_object_or_404(policies.visible_objections(request.user).select_related("person", "answer"), pk=pk)
    found = known(request, asked.person)
    form = AnswerForm(request.POST or None, among=found.colleagues)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.answer(
                asked, supervisor=form.supervisor(), since=given["since"], words=given["words"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("The answer was given."))
            return redirect("waiting")
    words = {"objection": asked, "form": form, **present(request, found, form)}
    return render(request, "people/objection_answer.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@signed_in
def delegations(request: SignedInRequest) -> HttpResponse:
    """Hand over what I do as a supervisor for some days, and see what is handed over."""
    me = queries.person_of(request.user)
    if me is None:
        return nobody(request, gettext("Hand over my tasks as supervisor"))
    found = known(request, me)
    form = DelegationForm(request.POST or None, among=found.colleagues)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.delegate(me, to=given.pop("person"), by=request.user, **given)
        except actions.CannotDelegate as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, gettext("It was handed over."))
            return redirect("people:delegations")
    shown = offer(request, form, agency=found.about.agency, by=found.by, but=[me.pk])
    words = {"me": me, "form": form, "rows": delegations_of(me, clock.today()), **shown}
    return render(request, "people/delegations.html", words, status=status_of(form))


@require_POST
@signed_in
def delegation_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back what was handed over."""
    found = get_object_or_404(policies.visible_delegations(request.user).select_related("giver"), pk=pk)
    try:
        actions.end_delegation(found, by=request.user)
    except actions.CannotDelegate as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, gettext("It is yours again."))
    return redirect("people:delegations")
