"""Who sees which days, and who may change them."""

import uuid

from huyula.access.models import Agency, User
from huyula.access.policies import administered_agencies, is_administrator, is_operator
from huyula.calendar.models import Holiday, HolidayQuerySet
from huyula.ui.slots import function_at, wired


def agency_of(user: User) -> Agency | None:
    """Give the agency whose calendar a user looks at.

    That is where the person is placed (`AGENCY_OF` in the wiring), else the first that the account administers.
    """
    path = wired("AGENCY_OF", "")
    found = function_at(path)(user) if path else None
    if isinstance(found, Agency):
        return found
    return Agency.objects.filter(pk__in=administered_agencies(user)).order_by("code", "pk").first()


def visible_agencies(user: User) -> list[uuid.UUID]:
    """Everybody sees the hours and holidays of their own agency, administrators those under their care."""
    own = agency_of(user)
    return [*administered_agencies(user), *([own.pk] if own else [])]


def visible_holidays(user: User) -> HolidayQuerySet:
    """Everybody sees the country's holidays and those of the agencies they see."""
    return Holiday.objects.standing().filter(agency__isnull=True) | Holiday.objects.standing().filter(
        agency__in=visible_agencies(user)
    )


def may_enter_decree(user: User) -> bool:
    """Only an operator says what holds for the whole country."""
    return is_operator(user)


def may_change_holidays(user: User, agency: Agency | None) -> bool:
    """Administrators change their agency's own holidays, operators those of the country."""
    return is_operator(user) if agency is None else is_administrator(user, agency)


def may_set_hours(user: User, agency: Agency) -> bool:
    """Only its administrators set an agency's hours."""
    return is_administrator(user, agency)
