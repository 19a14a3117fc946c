"""Who administers letters, and who sees them."""

import uuid

from django.db.models import QuerySet

from huyula.access.models import Agency, User
from huyula.access.policies import administered_agencies, is_administrator
from huyula.letters.models import Letter, NumberPattern, Signatory


def visible_agencies(user: User) -> QuerySet[Agency]:
    """Administrators see the letters of the agencies under their care."""
    return Agency.objects.filter(pk__in=administered_agencies(user))


def visible_letters(user: User) -> QuerySet[Letter]:
    """Administrators see every letter of their agencies; others see theirs through the area that had it issued."""
    return Letter.objects.filter(agency__in=administered_agencies(user))


def visible_signatories(user: User) -> QuerySet[Signatory]:
    """Administrators see who signs for their agencies."""
    return Signatory.objects.filter(agency__in=administered_agencies(user))


def visible_patterns(user: User) -> QuerySet[NumberPattern]:
    """Administrators see the number patterns of their agencies."""
    return NumberPattern.objects.filter(agency__in=administered_agencies(user))


def may_administer(user: User, agency: Agency | uuid.UUID) -> bool:
    """Only its administrators say how letters look, who signs and how they are numbered, and cancel them."""
    return is_administrator(user, agency)
