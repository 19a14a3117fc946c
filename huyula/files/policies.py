"""Who may send a file, and on whose behalf it is kept."""

from huyula.access.models import Agency, User
from huyula.access.policies import administered_agencies, is_operator
from huyula.files.models import Blob
from huyula.ui.slots import function_at, wired


def agency_of(user: User) -> Agency | None:
    """Give the agency for which a user acts today.

    That is where the person is placed (`AGENCY_OF` in the wiring), else the first that the account administers. At most
    two queries besides the wiring's own.
    """
    path = wired("AGENCY_OF", "")
    found = function_at(path)(user) if path else None
    if isinstance(found, Agency):
        return found
    return Agency.objects.filter(pk__in=administered_agencies(user)).order_by("code", "pk").first()


def may_attach(user: User, blob: Blob) -> bool:
    """Only the uploader may put an upload to use."""
    return blob.upload.by_id == user.pk


def may_quarantine(user: User) -> bool:
    """Only an operator locks and unlocks contents."""
    return is_operator(user)
