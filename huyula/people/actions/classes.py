"""Posts with what follows from their names: level, class, age of retirement. Filled anew when units tell more."""

import uuid
from collections.abc import Iterable

from huyula.people.formats.columns import functional_posts
from huyula.people.models import Position, PositionClass, PositionKind, UnitState
from huyula.people.rules import posts


def add_positions(found: Iterable[tuple[str, str, str]], *, agency: uuid.UUID) -> None:
    """Add posts given as SIASN id, name and kind. Two queries, however many."""
    echelons = _echelons(agency)
    Position.objects.bulk_create(
        (
            _classified(Position(agency_id=agency, siasn_id=siasn_id, name=name, kind=kind), echelons.get(siasn_id, ""))
            for siasn_id, name, kind in found
        ),
        batch_size=5_000,
    )


def classify_anew(agency: uuid.UUID) -> None:
    """Derive the classes of an agency's structural posts again, after its units have changed. Three queries."""
    echelons = _echelons(agency)
    structural = Position.objects.filter(agency=agency).exclude(
        kind__in=[PositionKind.FUNCTIONAL, PositionKind.GENERAL]
    )
    changed = []
    for position in structural.order_by("pk"):
        before = (position.echelon, position.position_class, position.retirement_age)
        _classified(position, echelons.get(position.siasn_id, ""))
        if before != (position.echelon, position.position_class, position.retirement_age):
            changed.append(position)
    Position.objects.bulk_update(changed, ["echelon", "position_class", "retirement_age"], batch_size=2_000)


def _echelons(agency: uuid.UUID) -> dict[str, str]:
    """Give the echelon of the head of each unit by the unit's SIASN id: in SIASN a head's post bears the unit's id."""
    states = UnitState.objects.standing().filter(agency=agency, valid__upper_inf=True).exclude(echelon="")
    return dict(states.values_list("unit__siasn_id", "echelon").order_by("pk"))


def _classified(position: Position, echelon: str) -> Position:
    known = functional_posts()
    post = known.get(position.siasn_id) or known.get(position.name.casefold())
    position.echelon = echelon
    position.position_class = PositionClass(
        posts.position_class(kind=position.kind, echelon=echelon, name=position.name)
    )
    if position.position_class == PositionClass.FUNCTIONAL:
        position.level = (post.level if post else "") or posts.level(position.name)
        position.retirement_age = post.retirement_age if post else None
    else:
        position.retirement_age = posts.RETIREMENT.get(position.position_class)
    return position
