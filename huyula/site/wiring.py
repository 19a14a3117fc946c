"""The whole of cause and effect between areas, on one page. Everything is named by its dotted path."""

# A verb of the journal -> who is told of it, at least once, by the worker.
LISTENERS: dict[str, list[str]] = {}

# An area -> the query that gives what waits for a user: fn(user) -> list of site.waiting.Item ("Perlu Anda").
WAITING: dict[str, str] = {}

# A hole in a page -> (query that fills it, fragment that shows it).
SLOTS: dict[str, tuple[str, str]] = {}

# A kind of event from a device -> the function of an area's api.py that takes it.
EVENTS: dict[str, str] = {}

# A verb -> the name of the address that shows what it is about.
PAGE_OF: dict[str, str] = {}

# Addresses that are visited signed out; they hold no personal data.
PUBLIC: frozenset[str] = frozenset()

# The main ways: (url name, label, icon, predicate fn(user) -> bool).
NAVIGATION: list[tuple[str, str, str, str]] = []
