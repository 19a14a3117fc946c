"""A wiring for tests: what higher areas hang into access."""

import uuid
from collections.abc import Collection, Mapping

NAMES = "huyula.access.tests.wiring.names_of"
SCOPES = {"hours:read": "Read learning hours"}
PAGE_OF = {
    "access.granted": "access:grant_ending",
    "access.token_made": "access:nowhere",
}
PUBLIC = frozenset({"access:sign_in"})
LISTENERS: dict[str, list[str]] = {}


def names_of(users: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Name every account as if `people` knew who stands behind it."""
    return dict.fromkeys(users, "Sari Dewi Hasan")
