"""The form token of a page, drawn once however many forms stand on it (Django draws one for each)."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

KEPT_AS = "_form_token"


def once(request: HttpRequest) -> Mapping[str, object]:
    """Give `csrf_input` to a page and its fragments: drawn when the first form asks, the same for all."""
    return {"csrf_input": vars(request).setdefault(KEPT_AS, SimpleLazyObject(lambda: csrf_input(request)))}
