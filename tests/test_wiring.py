"""What the wiring names is there."""

import ast
from pathlib import Path

import pytest
from django.template import engines
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from huyula.site import schedule, wiring

PACKAGE = Path(__file__).resolve().parent.parent / "huyula"


def _fillers() -> list[tuple[str, str]]:
    return [filler for found in wiring.SLOTS.values() for filler in ([found] if isinstance(found, tuple) else found)]


def _paths() -> list[str]:
    listeners = [path for paths in wiring.LISTENERS.values() for path in paths]
    predicates = [entry[3] for entry in wiring.NAVIGATION if entry[3]]
    return [
        *listeners,
        *predicates,
        *wiring.WAITING.values(),
        *wiring.EVENTS.values(),
        *(path for path, _ in _fillers()),
    ]


def test_every_dotted_path_leads_to_a_function() -> None:
    assert [path for path in _paths() if not callable(import_string(path))] == []


def test_every_fragment_of_a_slot_is_there() -> None:
    for _, fragment in _fillers():
        assert engines["jinja2"].get_template(fragment)


def test_every_listener_hears_of_its_own_area_or_one_below() -> None:
    for verb, paths in wiring.LISTENERS.items():
        area, _, past = verb.partition(".")
        assert (PACKAGE / area).is_dir(), verb
        assert past, verb
        for path in paths:
            assert path.split(".")[2] == "listeners", path


def test_every_job_started_by_name_exists() -> None:
    names = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            if getattr(node.func, "id", getattr(node.func, "attr", "")) == "later":
                names.add(str(node.args[0].value))
    assert sorted(names - set(app.tasks)) == []


def test_every_tick_of_the_clock_starts_a_job_that_exists() -> None:
    assert sorted(set(schedule.SCHEDULE) - set(app.tasks)) == []


def _names() -> set[str]:
    """Give each address of the product by its full name."""
    found = set()

    def walk(resolver: object, prefix: str) -> None:
        for pattern in getattr(resolver, "url_patterns", []):
            space = getattr(pattern, "namespace", None)
            if hasattr(pattern, "url_patterns"):
                walk(pattern, f"{prefix}{space}:" if space else prefix)
            elif pattern.name:
                found.add(prefix + pattern.name)

    walk(get_resolver(), "")
    return found


@pytest.mark.parametrize("listed", ["PUBLIC", "PAGE_OF", "NAVIGATION"])
def test_every_address_that_the_wiring_names_exists(listed: str) -> None:
    wanted = {
        "PUBLIC": set(wiring.PUBLIC),
        "PAGE_OF": set(wiring.PAGE_OF.values()),
        "NAVIGATION": {entry[0] for entry in wiring.NAVIGATION},
    }[listed]
    assert sorted(wanted - _names()) == []


def test_ways_of_the_menu_need_no_row() -> None:
    for name, *_ in wiring.NAVIGATION:
        try:
            assert reverse(name)
        except NoReverseMatch as fault:
            raise AssertionError(name) from fault
