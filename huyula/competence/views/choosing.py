"""Which agency, and which class of posts or post, a page about standards is asked for."""

import uuid
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from huyula.access.models import Agency
from huyula.access.policies import SignedInRequest, administered_agencies, ensure
from huyula.competence import policies
from huyula.competence.queries.standards import name_of
from huyula.competence.rules import BY_KEY, PostClass
from huyula.people.models import Position


@dataclass(frozen=True, slots=True)
class Whose:
    """A class of posts or a post: what its standard is set for, its name, and how addresses name it."""

    of: PostClass | Position
    name: str
    key: str

    @property
    def is_post(self) -> bool:
        """Say whether it is one post."""
        return isinstance(self.of, Position)


def administered(request: SignedInRequest) -> list[Agency]:
    """Give the agencies that the user administers, by code. Two queries."""
    mine = administered_agencies(request.user)
    ensure(bool(mine))
    return list(Agency.objects.filter(pk__in=mine).order_by("code", "pk"))


def agency_given(request: SignedInRequest, among: list[Agency]) -> Agency:
    """Give the agency of the address, else the first of those that are administered."""
    code = request.GET.get("agency", "")
    found = next((agency for agency in among if code in {"", agency.code}), None)
    if found is None:
        raise Http404
    return found


def whose(request: SignedInRequest, agency: Agency) -> Whose:
    """Read from the address which class (`of=PELAKSANA`) or which post (`of=<id>`) is meant."""
    key = request.GET.get("of", "")
    if key in BY_KEY:
        return Whose(BY_KEY[key], name_of(BY_KEY[key]), key)
    try:
        pk = uuid.UUID(key)
    except ValueError as fault:
        raise Http404 from fault
    return of_post(get_object_or_404(policies.visible_positions(request.user), agency=agency, pk=pk))


def of_post(found: Position) -> Whose:
    """Name a post."""
    return Whose(found, found.name, str(found.pk))
