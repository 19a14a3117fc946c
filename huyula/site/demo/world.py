"""What the parts of the demo share: the agencies, the cast, how many people were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from huyula.access.models import Agency, User
from huyula.people.models import Person

# Everybody may know it: it opens invented accounts on the machine of whoever built the demo, and nothing else.
PASSWORD = "belajar-bersama"  # noqa: S105 - no secret: it is printed at each start of the demo
HOME, ISLAND = "9900", "9905"
SEED = 2026


@dataclass(slots=True)
class Demo:
    """The invented province being built. `people` counts those whom the imports bring, the cast comes on top."""

    agencies: Mapping[str, Agency]
    people: int
    cast: dict[str, Person] = field(default_factory=dict)

    @property
    def home(self) -> Agency:
        """Give the province."""
        return self.agencies[HOME]

    def account(self, key: str) -> User:
        """Give the account of one of the cast."""
        user = self.cast[key].user
        if user is None:
            raise LookupError(key)
        return user
