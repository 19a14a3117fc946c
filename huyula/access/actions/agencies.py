"""Agencies: established from a list of official codes."""

from collections.abc import Iterable
from typing import TypedDict

from django.db import transaction

from huyula.access.models import Agency
from huyula.journal.actions import record


class Listed(TypedDict):
    """An agency as a data file lists it."""

    code: str
    name: str
    siasn_id: str
    area_code: str
    zone: str
    kind: str
    is_demo: bool


@transaction.atomic
def establish(agencies: Iterable[Listed]) -> list[Agency]:
    """Enter agencies that are not there yet, known by their code; those that are there stay as they are.

    Gives the ones that were entered, in the order of the list.
    """
    listed = list(agencies)
    known = set(Agency.objects.filter(code__in=[one["code"] for one in listed]).values_list("code", flat=True))
    made = [Agency.objects.create(**one) for one in listed if one["code"] not in known]
    for agency in made:
        record("access.agency_established", by=None, about=agency, agency=agency.pk)
    return made
