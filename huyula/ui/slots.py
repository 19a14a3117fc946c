"""Places in a page that a higher area fills, and lists that only the site knows, by dotted path.

`SLOTS` in the wiring maps a name to (function, fragment), or to a list of such pairs. The function gets the words that
the template gave and returns the fragment's context as a mapping; None or an empty mapping leaves the place empty.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.template import engines
from django.utils.module_loading import import_string
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

Filler = tuple[str, str]


@pass_context
def slot(context: Context, name: str, **words: Any) -> Markup:
    """Render what the wiring hangs at this place, or nothing. Costs the queries of its functions."""
    found = cast("Filler | Sequence[Filler]", wired("SLOTS", {}).get(name, ()))
    fillers = [found] if isinstance(found, tuple) and len(found) == 2 and isinstance(found[1], str) else found
    return Markup().join(_filled(context, cast("Filler", filler), words) for filler in fillers)


def wired(name: str, default: Any) -> Any:
    """Give a list of the wiring (`NAVIGATION`, `SLOTS`), or the default if it has none."""
    return getattr(_wiring(), name, default)


@cache
def function_at(path: str) -> Callable[..., Any]:
    """Give the function of a dotted path."""
    return cast("Callable[..., Any]", import_string(path))


def _wiring() -> object:
    """Load the module that the settings name, late: it imports what stands above."""
    path = getattr(settings, "HUYULA_WIRING", "")
    return import_module(path) if path else None


def _filled(context: Context, filler: Filler, words: Mapping[str, Any]) -> Markup:
    """Render one fragment with what its function found."""
    path, fragment = filler
    found = function_at(path)(**words)
    if not found:
        return Markup()
    template = engines["jinja2"].get_template(fragment)
    return Markup(template.render({**words, **found}, context.get("request")))  # noqa: S704  (autoescaped)
