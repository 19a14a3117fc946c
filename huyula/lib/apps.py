"""What Django is taught when it starts."""

from django.apps import AppConfig
from django.db.models import Field, ForeignObject

from huyula.lib.prepared import AnyOf


class LibConfig(AppConfig):
    """The things of no area."""

    name = "huyula.lib"

    def ready(self) -> None:
        """Let every filter say `__any`."""
        Field.register_lookup(AnyOf)
        ForeignObject.register_lookup(AnyOf)
