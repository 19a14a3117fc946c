"""The environment in which pages are rendered. Named in `TEMPLATES` of the settings."""

import math
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from huyula.ui import display, filters, kept
from huyula.ui.addresses import address_of
from huyula.ui.assets import asset
from huyula.ui.icons import PATHS, icon
from huyula.ui.slots import slot


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column of a table; `sort` is the value of `?sort=` that orders by it."""

    label: str
    sort: str = ""
    number: bool = False


class _Shared(Template):
    """A template whose macros are made once for all pages.

    The library looks at each import of a page whether that page has globals of its own; ours never do: `get_template`
    is called without any.
    """

    def _get_default_module(self, _ctx: Context | None = None) -> TemplateModule:
        """Give the macros, made at their first import."""
        return super()._get_default_module()


class _Environment(Environment):
    template_class = _Shared


def environment(**options: Any) -> Environment:
    """Make the environment: strict about names, in the language that is active, with our filters and components' needs.

    A page has `request`, `frame`, `csrf_input` and `csrf_token`; everywhere, macros too, stand `_`, `ngettext`, `url`,
    `static`, `asset`, `slot`, `column`, `address_with`, `said`, `polar`, `language`, and the filters `number`,
    `percent`, `day`, `clock`, `moment`, `size`, `initials`, `yes_no`.
    """
    env = _Environment(
        **{
            **options,
            "undefined": StrictUndefined,
            "extensions": ["jinja2.ext.i18n"],
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        url=address_of,
        static=static,
        asset=asset,
        slot=slot,
        column=Column,
        address_with=filters.address_with,
        said=kept.said,
        polar=_polar,
        language=translation.get_language,
        display_choices=display.CHOICES,
        draw_icon=icon,
        icon_names=sorted(PATHS),
    )
    env.filters.update(
        number=filters.number, percent=filters.percent, day=filters.day, clock=filters.clock, moment=filters.moment,
        size=filters.size, initials=filters.initials, yes_no=filters.yes_no,
    )  # fmt: skip
    return env


def _polar(index: int, count: int, share: float, radius: float) -> str:
    """Give the point `x,y` of a value on one of `count` axes around 0,0; the first axis points up."""
    turn = math.tau * index / count
    return f"{math.sin(turn) * share * radius:.1f},{-math.cos(turn) * share * radius:.1f}"
