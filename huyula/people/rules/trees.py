"""Whether units form trees. Parents are given by id; what hangs on nothing known, or on itself, is found here."""

from collections.abc import Collection, Mapping


def orphans(parents: Mapping[str, str], *, known: Collection[str]) -> set[str]:
    """Give the units whose parent is neither among them nor known already. An empty parent is a root."""
    return {unit for unit, parent in parents.items() if parent and parent not in parents and parent not in known}


def cycles(parents: Mapping[str, str]) -> list[list[str]]:
    """Give each ring of units, in order from a unit to its parent; a unit that is its own parent is a ring of one.

    Takes time in proportion to the number of units.
    """
    finished: set[str] = set()
    rings: list[list[str]] = []
    for start in parents:
        path: dict[str, int] = {}
        unit = start
        while unit in parents and unit not in finished and unit not in path:
            path[unit] = len(path)
            unit = parents[unit]
        if unit in path:
            rings.append([each for each, place in path.items() if place >= path[unit]])
        finished.update(path)
    return rings


def below(tops: Collection[str], parents: Mapping[str, str]) -> set[str]:
    """Give the units that hang below some units, at whatever depth, without those themselves."""
    children: dict[str, list[str]] = {}
    for unit, parent in parents.items():
        children.setdefault(parent, []).append(unit)
    found: set[str] = set()
    waiting = list(tops)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found and child not in tops:
                found.add(child)
                waiting.append(child)
    return found
