"""What `ui/page.html` shows around a page: who, where, which ways lead on, and how the device wants to be served."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from markupsafe import Markup

from huyula.ui import display, kept
from huyula.ui.addresses import address_of
from huyula.ui.kept import Way
from huyula.ui.slots import function_at, wired

IN_THE_BAR = 3


@dataclass(frozen=True, slots=True)
class Who:
    """Who is signed in and for which agency, as shown in the head of a page. `FRAME` in the wiring finds it."""

    name: str = ""
    agency: str = ""
    home: str = ""
    sign_out: str = ""
    links: Sequence[Way] = ()


class Frame:
    """Everything around a page. Nothing is looked up before the skeleton asks for it, so fragments pay nothing."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request."""
        self.request = request

    @cached_property
    def who(self) -> Who:
        """Ask the wiring who is here; costs what its function costs."""
        path = wired("FRAME", "")
        found = function_at(path)(self.request) if path else None
        return found if isinstance(found, Who) else Who()

    @cached_property
    def user_id(self) -> str:
        """Give the id of who is signed in, or nothing: the outbox on the device belongs to it."""
        user = getattr(self.request, "user", None)
        return str(user.pk) if user is not None and user.is_authenticated else ""

    @cached_property
    def ways(self) -> Sequence[Way]:
        """List the ways that this user has; the longest address that this page stands under is the current one."""
        open_ways = [entry for entry in wired("NAVIGATION", []) if self._is_open(entry[3])] if self.user_id else []
        addresses = [address_of(entry[0]) for entry in open_ways]
        here = max((a for a in addresses if self._is_under(a)), key=len, default="")
        return [
            Way(label=str(entry[1]), icon=entry[2], address=address, is_current=address == here)
            for entry, address in zip(open_ways, addresses, strict=True)
        ]

    @property
    def ways_in_bar(self) -> Sequence[Way]:
        """Give the ways that fit into the bar at the foot of a phone."""
        return self.ways if len(self.ways) <= IN_THE_BAR + 1 else self.ways[:IN_THE_BAR]

    @property
    def ways_behind(self) -> Sequence[Way]:
        """Give the ways that stand behind "More" on a phone."""
        return self.ways[len(self.ways_in_bar) :]

    @cached_property
    def display(self) -> display.Display:
        """Read how this device wants to be served."""
        return display.read(self.request.COOKIES.get(display.COOKIE, ""))

    @property
    def is_demo(self) -> bool:
        """Say whether everything here is an example."""
        return bool(getattr(settings, "HUYULA_IS_DEMO", False))

    @property
    def languages(self) -> Sequence[tuple[str, str]]:
        """List the languages: code and their own name, which is the same in every language."""
        return _languages()

    @property
    def messages(self) -> Sequence[Any]:
        """Take the messages that wait for this user."""
        return list(get_messages(self.request))

    @cached_property
    def _seen(self) -> kept.Seen:
        """Gather what the kept parts depend on."""
        return kept.Seen(
            language=get_language() or "",
            is_demo=self.is_demo,
            is_signed_in=bool(self.user_id),
            is_named=bool(self.who.name),
            agency=self.who.agency,
            home=self.who.home or "/",
            sign_out=self.who.sign_out,
            links=tuple(self.who.links),
            bar=tuple(self.ways_in_bar),
            behind=tuple(self.ways_behind),
            display=self.display,
            languages=_languages(),
        )

    def part(self, name: str, csrf_input: str = "") -> Markup:
        """Give a part of the frame: `head_links`, `top`, `ways` or `foot`."""
        own = {"name": self.who.name, "csrf": csrf_input, "back": self.request.get_full_path()}
        return kept.part(name, self._seen, own)

    def _is_under(self, address: str) -> bool:
        """Say whether this page stands under an address; under the first page stands only itself."""
        return self.request.path == address or (address != "/" and self.request.path.startswith(address))

    def _is_open(self, path: str) -> bool:
        """Ask the predicate of an entry; an entry without one is open to whoever is signed in."""
        return not path or bool(function_at(path)(getattr(self.request, "user", None)))


@cache
def _languages() -> tuple[tuple[str, str], ...]:
    return tuple((code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES)
