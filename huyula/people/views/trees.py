"""The tree of units as the tree component draws it."""

import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import ngettext

from huyula.people.queries.trees import Branch, Head
from huyula.ui.filters import number

Node = dict[str, object]


def nodes(
    branches: Sequence[Branch], *, among: set[uuid.UUID], heads: Mapping[uuid.UUID, Head], open_to: int
) -> list[Node]:
    """Make what the tree component draws: a link for each unit, its head and how many people, down to what is shown.

    `open_to` levels are open at first.
    """
    return [
        {
            "label": branch.name,
            "href": reverse("people:unit", args=[branch.id]),
            "note": _note(branch, heads.get(branch.id), among=among),
            "is_open": open_to > 0,
            "children": nodes(
                [child for child in branch.children if child.id in among], among=among, heads=heads, open_to=open_to - 1
            ),
        }
        for branch in branches
    ]


def _note(branch: Branch, head: Head | None, *, among: set[uuid.UUID]) -> str:
    """Say who heads a unit, how many people are in it and below, and how many units a page leaves out."""
    words = [f"{head.acting} {head.name}".strip()] if head else []
    words.append(ngettext("%(count)s person", "%(count)s people", branch.total) % {"count": number(branch.total)})
    hidden = 0 if any(child.id in among for child in branch.children) else branch.size
    if hidden:
        words.append(ngettext("%(count)s unit below", "%(count)s units below", hidden) % {"count": number(hidden)})
    return " · ".join(words)
