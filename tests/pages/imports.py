"""The pages of imports."""

from collections.abc import Callable

from django.urls import reverse

from huyula.people.models import Import
from huyula.people.tests.sheets import some_rows, taken_in
from tests.pages.world import Visit, World, numbers


def an_import(world: World) -> Import:
    """Take in a file with somebody new, somebody changed and a wrong row, all of them marked."""
    number = next(numbers)
    rows = some_rows(3, agency=world.agency, seed=number, unor_nama=f"Unit {world.mark}")
    taken_in(rows[:1], agency=world.agency, by=world.administrator)
    rows[0]["nama"] = f"Nama {world.mark}"
    rows[1] |= {"nama": f"1 {world.mark}", "tanggal_lahir": "31-02-1990"}
    return taken_in(rows, agency=world.agency, by=world.administrator, name=f"{world.mark}.csv")


def _of(name: str) -> Callable[[World], Visit]:
    def visit(world: World) -> Visit:
        return Visit(reverse(name, args=[an_import(world).pk]), world.administrator)

    return visit


def imports(world: World) -> Visit:
    """List the files."""
    an_import(world)
    return Visit(reverse("people:imports"), world.administrator)


def new_import(world: World) -> Visit:
    """Give a file."""
    return Visit(reverse("people:new_import"), world.administrator)


def columns(world: World) -> Visit:
    """Show what becomes of each column."""
    return Visit(reverse("people:import_columns"), world.administrator)


PAGES: dict[str, Callable[[World], Visit]] = {
    "people:imports": imports,
    "people:new_import": new_import,
    "people:import_columns": columns,
    "people:import": _of("people:import"),
    "people:differences": _of("people:differences"),
    "people:newcomers": _of("people:newcomers"),
    "people:wrong_cells": _of("people:wrong_cells"),
    "people:marked_sheet": _of("people:marked_sheet"),
    "people:undo": _of("people:undo"),
}
