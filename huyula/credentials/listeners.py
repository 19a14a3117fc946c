"""What certificates do when the letters of an agency change."""

from huyula.access.models import Agency
from huyula.credentials import actions
from huyula.journal.models import Entry


def issue_held(entry: Entry) -> None:
    """Issue what waited for a number pattern, once one was entered."""
    actions.issue_held(Agency.objects.get(pk=str(entry.agency_id)))
