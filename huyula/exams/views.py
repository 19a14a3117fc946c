"""The pages of a quiz: its rules, its questions, handing in, the result."""

import hashlib
import time
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huyula.access.middleware import once
from huyula.access.policies import SignedInRequest, signed_in
from huyula.exams import actions, policies, queries
from huyula.exams.forms import AnswerForm
from huyula.exams.models import Attempt
from huyula.exams.queries import pages
from huyula.lib import clock
from huyula.lib.refused import Refused
from huyula.people.queries import person_of
from huyula.ui.pages import render

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _attempt(request: SignedInRequest, pk: uuid.UUID) -> Attempt:
    """Load an attempt of the user's; one whose time is over is closed by whoever looks first."""
    found = queries.attempt_of(request.user, pk)
    if found is None:
        raise Http404
    if queries.is_overdue(found, now=clock.now()):
        actions.close_if_overdue(found)
        found.refresh_from_db(fields=["closed_at"])
    return found


def _device(request: SignedInRequest) -> str:
    """Name this sign-in without giving its key away: answers of one device are ordered among themselves."""
    return hashlib.sha256(f"exams.device:{request.session.session_key}".encode()).hexdigest()[:24]


@never_cache
@require_safe
@signed_in
def quiz(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what a quiz is like, and how one's attempts went."""
    found = get_object_or_404(policies.visible_quizzes(request.user).select_related("agency"), pk=pk)
    person = person_of(request.user)
    return render(request, "exams/quiz.html", {"start": pages.start_of(found, person, now=clock.now())})


@require_POST
@signed_in
@once("exams.opened")
def new_attempt(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Open an attempt, or lead to the open one."""
    found = get_object_or_404(policies.visible_quizzes(request.user), pk=pk)
    person = person_of(request.user)
    if person is None:
        return redirect("exams:quiz", pk)
    try:
        opened = actions.open_attempt(person, quiz=found, by=request.user, key=uuid.uuid4())
    except Refused as refused:
        messages.error(request, refused.detail)
        return redirect("exams:quiz", pk)
    return redirect("exams:attempt", opened.pk)


@never_cache
@require_safe
@signed_in
def attempt(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the questions of an open attempt; a closed one leads to its result."""
    found = _attempt(request, pk)
    if not found.is_open:
        return redirect("exams:result", pk)
    words = {"sheet": pages.sheet_of(found), "device": _device(request), "now": clock.now()}
    return render(request, "exams/attempt.html", words)


@require_POST
@signed_in
@once("exams.answered")
def answer(request: SignedInRequest, pk: uuid.UUID, question: int) -> HttpResponse:
    """Keep an answer that came as a form, without script."""
    found = _attempt(request, pk)
    place = queries.place_of(question, quiz=found.quiz_id)
    try:
        actions.give_answer(
            found,
            question=question,
            value=AnswerForm(request.POST).value(),
            key=uuid.uuid4(),
            made_at=clock.now(),
            sequence=time.time_ns() // 1_000_000,
            by=request.user,
            device=f"form:{_device(request)}",
        )
    except Refused as refused:
        messages.error(request, refused.detail)
    return redirect(f"{reverse('exams:attempt', args=[pk])}#q{place}")


@never_cache
@get_or_post
@signed_in
@once("exams.handed_in")
def hand_in(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """List what is not answered yet; sent, hand in."""
    found = _attempt(request, pk)
    if not found.is_open:
        return redirect("exams:result", pk)
    if request.method == "POST":
        try:
            actions.hand_in(found, key=uuid.uuid4(), by=request.user)
        except Refused as refused:
            messages.error(request, refused.detail)
            return redirect("exams:hand_in", pk)
        return redirect("exams:result", pk)
    return render(request, "exams/hand_in.html", {"sheet": pages.sheet_of(found), "device": _device(request)})


@never_cache
@require_safe
@signed_in
def result(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what an attempt is worth, question by question; an open one leads to its questions."""
    found = _attempt(request, pk)
    if found.is_open:
        return redirect("exams:attempt", pk)
    return render(request, "exams/result.html", {"report": pages.report_of(found), "attempt": found})
