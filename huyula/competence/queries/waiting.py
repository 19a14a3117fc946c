"""What waits for somebody in competence: an own round, and rounds of the team."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from huyula.access.models import User
from huyula.competence import rules
from huyula.competence.models import Indicator, Requirement
from huyula.competence.queries.rounds import Sheet, Standing, finished_rounds, sheets_of, standing_of
from huyula.lib import clock
from huyula.lib.waiting import Item
from huyula.people.models import Placement
from huyula.people.policies import OWN_FIRST, reach
from huyula.people.queries import names_of

CONFIRM_WITHIN = 14


def waiting_for(user: User) -> list[Item]:
    """Give what waits for a user: four queries for most people, five more where somebody's rating waits for them."""
    mine = reach(user)
    return [*_own(user), *(_team(user) if mine.person or mine.is_office else [])]


def _own(user: User) -> list[Item]:
    """Ask for the own rating: an open round, else none within a year though the agency has a standard."""
    today = clock.today()
    asks = Requirement.objects.standing().in_force(today).filter(agency=OuterRef("agency"), level__gt=0)
    here = Placement.objects.as_of(today).filter(person__user=user)
    place = here.order_by(OWN_FIRST, "-valid", "pk").annotate(asks=Exists(asks), acts=Exists(Indicator.objects.all()))
    found = place.values_list("person", "agency", "asks", "acts").first()
    if not found or not all(found[2:]):
        return []
    standing = standing_of(found[0], found[1])
    if standing.open_id:
        return [_open(standing)]
    if standing.finished_at and today - standing.finished_at.date() < rules.FRESH:
        return []
    return [
        Item(
            kind="competence.new_round",
            title=gettext("Rate yourself against the standard of your post"),
            detail=gettext("At most seven competences, under eight minutes."),
            address=reverse("competence:mine"),
            act=gettext("Begin"),
            act_address=reverse("competence:new_round"),
        )
    ]


def _open(standing: Standing) -> Item:
    return Item(
        kind="competence.round",
        title=gettext("Go on with your rating"),
        detail=gettext("%(answered)s of %(asked)s competences are answered.")
        % {"answered": standing.answered, "asked": standing.asked},
        address=reverse("competence:round", args=[standing.open_id]),
        act=gettext("Go on"),
    )


def _team(user: User) -> list[Item]:
    """Ask the supervisor for a word, within two weeks; where nothing differs much, one tap for all."""
    sheets = sheets_of(finished_rounds(user))
    names = names_of({sheet.round.person_id for sheet in sheets})
    return [_of(sheet, names.get(sheet.round.person_id, "")) for sheet in sheets]


def _of(sheet: Sheet, name: str) -> Item:
    """Make one item; great differences are looked at, the rest is confirmed by a tap."""
    due = sheet.round.finish.at.date() + rules.ONE_DAY * CONFIRM_WITHIN
    address = reverse("competence:review", args=[sheet.round.pk])
    if sheet.far:
        count = len(sheet.far)
        detail = ngettext("%(count)s great difference to look at", "%(count)s great differences to look at", count) % {
            "count": count
        }
        title = gettext("Look at the rating of %(name)s") % {"name": name}
        return Item("competence.review", title, detail, address, due=due, act=gettext("Look"))
    return Item(
        kind="competence.confirmation",
        title=gettext("Confirm ratings of your team"),
        detail=gettext("%(name)s: %(count)s competences, no great difference")
        % {"name": name, "count": len(sheet.rest)},
        address=address,
        due=due,
        act=gettext("Confirm"),
        act_address=reverse("competence:confirmation", args=[sheet.round.pk]),
        bulk_address=reverse("competence:confirmations"),
        bulk_id=str(sheet.round.pk),
    )
