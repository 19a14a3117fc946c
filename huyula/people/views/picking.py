"""What pages about persons share: who may be chosen, whom a page offers, the status of its form, an account alone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext

from huyula.access.policies import SignedInRequest, ensure
from huyula.lib import clock
from huyula.people import policies, queries
from huyula.people.forms.persons import PickForm
from huyula.people.models import Person
from huyula.people.policies import Place, Reach
from huyula.people.queries.dossiers import Dossier, dossier
from huyula.people.queries.lists import offered
from huyula.people.queries.persons import placed_in
from huyula.ui.pages import render

Ids = Sequence[uuid.UUID]


def status_of(form: Form) -> int:
    """Give the status of a page with a form: 422 if something is wrong in it."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Known:
    """A person whose page this is, what stands about them today, and what the user reaches."""

    person: Person
    about: Dossier
    by: Reach

    @property
    def place(self) -> Place | None:
        """Give where the person stands today."""
        return Place(self.about.agency, self.about.unit) if self.about.agency and self.about.unit else None

    @property
    def is_here(self) -> bool:
        """Say whether the person stands where the user sees people, or is the user."""
        return self.person.pk == self.by.person or self.about.agency in self.by.seen

    @property
    def colleagues(self) -> QuerySet[Person]:
        """Give those who have a post in the same agency today."""
        return placed_in(self.about.agency, clock.today()) if self.about.agency else Person.objects.none()


def known(request: SignedInRequest, person: Person) -> Known:
    """Gather what every page about a person begins with. Two queries."""
    by = policies.reach(request.user)
    return Known(person, dossier(person, clock.today(), agencies=None if person.pk == by.person else by.seen), by)


def looked_after(request: SignedInRequest, person: Person) -> Known:
    """Gather the same of somebody whom the user looks after. Raises PermissionDenied for anybody else."""
    found = known(request, person)
    ensure(found.by.looks_after(found.place))
    return found


def offer(
    request: SignedInRequest, form: PickForm, *, agency: uuid.UUID | None, by: Reach, first: Ids = (), but: Ids = ()
) -> dict[str, object]:
    """Give what a page needs on which one of an agency's people is chosen: whom to offer, for which words."""
    text = request.GET.get("q", "").strip()
    picked = form.picked()
    likely = [*([picked] if picked else []), *first]
    cards = offered(agency, clock.today(), text=text, by=by, first=likely, but=but) if agency else []
    return {"offered": cards, "picked": picked, "q": text}


def present(request: SignedInRequest, found: Known, form: PickForm) -> dict[str, object]:
    """Give who leads somebody now, and whom to offer instead: the heads above, then whom the text finds."""
    day = clock.today()
    way = [uuid.UUID(unit) for unit, _ in found.about.way]
    heads = queries.heads_of(way, day)
    likely = [heads[unit][0] for unit in reversed(way) if unit in heads]
    shown = offer(request, form, agency=found.about.agency, by=found.by, first=likely, but=[found.person.pk])
    return {**shown, "person": found.person, "about": found.about, "now": queries.supervisor_of(found.person, day)}


def nobody(request: SignedInRequest, title: str) -> HttpResponse:
    """Say on a page about the own person that none stands behind the account."""
    why = gettext(
        "This account is for an office, such as that of the operator. Your own data stand behind the account that "
        "signs in with your NIP."
    )
    return render(request, "ui/nobody.html", {"title": title, "why": why})
