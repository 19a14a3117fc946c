"""One shape for every refusal: a code for machines, a sentence for people."""

from typing import Any

from django.db.models import TextChoices


class Refused(Exception):
    """That an action will not be carried out, and why.

    An area subclasses it once per verb (`CannotEnrol`) and raises it with a member of its `Refusal` enumeration.
    Doors turn it into a form error in HTML and into `409 {"code", "detail"}` in JSON.
    """

    def __init__(self, refusal: TextChoices, **words: Any) -> None:
        """Keep the code; `words` fill the %(name)s places of the sentence."""
        self.code: str = str(refusal.value)
        self.detail: str = str(refusal.label) % words if words else str(refusal.label)
        self.words: dict[str, Any] = words
        super().__init__(self.detail)
