"""Small true certificates for tests and the demo."""

import datetime as dt
from decimal import Decimal

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator
from huyula.credentials import actions
from huyula.credentials.models import Certificate
from huyula.journal.actions import record
from huyula.letters.models import NumberPattern
from huyula.letters.rules import LetterKind
from huyula.letters.samples import a_pattern
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.samples import a_person


def the_pattern(agency: Agency, *, by: User | None = None) -> NumberPattern:
    """Give an agency numbers for certificates, entered the first time."""
    found = NumberPattern.objects.filter(agency=agency, kind=LetterKind.CERTIFICATE).order_by("pk").first()
    return found or a_pattern(agency, by=by or an_administrator(agency), kind=LetterKind.CERTIFICATE)


def a_certificate(
    person: Person | None = None,
    *,
    agency: Agency | None = None,
    title: str = "Menulis Jawaban untuk Warga",
    organiser: str = "",
    jp: Decimal | int | None = 8,
    on: dt.date | None = None,
    lines: tuple[str, ...] = (),
) -> Certificate:
    """Issue a certificate for something learned today, by the agency of the person's first post."""
    who = person or a_person()
    home = agency or who.placements.select_related("agency").order_by("pk")[0].agency
    the_pattern(home)
    because = record("learning.completed", by=None, about=who, agency=home.pk)
    return actions.issue(
        who,
        title=title,
        organiser=organiser or home.name,
        on=on or clock.today(home.zone),
        jp=jp,
        because=because,
        agency=home,
        lines=lines,
    )
