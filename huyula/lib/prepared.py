"""Queries that are written once and sent again with other values.

The ORM takes longer to write a query than the database to answer it. `@prepared` lets it write the SQL at the first
call and keeps it, with the way from rows to objects; later calls put their values into it. Works with `values`,
`values_list` and models (`select_related`, annotations, slices, locks), not with prefetching. `added` does the same for
a new row.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar, get_args, get_origin

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import AutoField, Lookup, Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.expressions import BaseExpression
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql import InsertQuery
from django.db.transaction import TransactionManagementError

P = ParamSpec("P")
Row = TypeVar("Row")
Value = uuid.UUID | str | int | dt.date | dt.datetime
# What may stand in the SQL for good without being named: the ORM's own "is there one" and "the first".
ONE = 1

_numbers = itertools.count(1)
_MAKERS: dict[type, Callable[[int], Value]] = {
    uuid.UUID: lambda number: uuid.UUID(int=number, version=4),
    str: lambda number: f"\ue000{number}",
    int: lambda number: 30_000 + number % 2_000,
    dt.date: lambda number: dt.date(1901 + number % 90, 1 + number % 12, 1 + number % 28),
    dt.datetime: lambda number: dt.datetime(1901 + number % 90, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number),
}


class AnyOf(Lookup):
    """`pk__any=[...]`: one of some values, as one array, so that the SQL is the same however many there are."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Write `column = ANY(array)`."""
        field: Any = self.lhs.output_field
        left, words = self.process_lhs(compiler, connection)
        values = [field.get_db_prep_value(value, connection) for value in self.rhs]
        return f"{left} = ANY(%s::{field.rel_db_type(connection)}[])", [*words, values]


class CannotPrepare(TypeError):
    """Why a query can't be sent again with other values: a mistake in the code, told at its first call or before."""


def prepared(build: Callable[P, "QuerySet[Any, Row]"]) -> Callable[P, list[Row]]:
    """Let the ORM write the query of a function once; from then on the function sends it with new values.

    Arguments are keyword-only, and of the kinds that they are annotated with: UUID, text, number, day, aware moment, or
    a Collection or Sequence of these (for `__any`), and never None. They must come into the query as they are, and
    nothing else may: whatever else it says would be kept from the first call for everybody, and so is refused.
    Raises CannotPrepare.
    """
    return prepared_with()(build)


def prepared_with(*constants: str) -> Callable[[Callable[P, "QuerySet[Any, Row]"]], Callable[P, list[Row]]]:
    """Prepare a query that says these texts whatever its arguments are, such as the keys of an object."""

    def decorate(build: Callable[P, "QuerySet[Any, Row]"]) -> Callable[P, list[Row]]:
        return _prepared(build, frozenset(constants))

    return decorate


@cache
def _insertion(model: type[Model], *, or_ignored: bool) -> tuple[str, Sequence[Any]]:
    """Let the ORM write how a row of a model is added; gives the SQL and the fields whose values it takes."""
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
    ignore = {"on_conflict": OnConflict.IGNORE} if or_ignored else {}
    query = InsertQuery(model, **ignore)
    one = model(pk=ONE)
    for field in fields:  # else the database's own default would stand in the SQL
        if field.has_db_default():
            setattr(one, field.attname, None)
    query.insert_values(fields, [one], raw=True)
    compiler: Any = query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.returning_fields = [meta.pk]
    return compiler.as_sql()[0][0], fields


def added(row: Model, *, or_ignored: bool = False) -> bool:
    """Add a row of which every value is known, without signals; its key is set. One query.

    `or_ignored`: where a constraint of uniqueness refuses it, say False instead of raising.
    Raises CannotPrepare for a value that the database would have to work out.
    """
    sql, fields = _insertion(type(row), or_ignored=or_ignored)
    if any(isinstance(getattr(row, field.attname), BaseExpression) for field in fields):
        raise CannotPrepare(f"{type(row).__name__}: a row is added with every value, the defaults of the database too.")
    words = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk = found[0]
    row._state.adding = False  # noqa: SLF001  (as `save` does)
    return True


def _prepared(build: Callable[P, "QuerySet[Any, Row]"], constants: frozenset[str]) -> Callable[P, list[Row]]:
    kinds = {name: _kind(word) for name, word in signature(build).parameters.items()}
    written: list[_Written] = []

    @wraps(build)
    def rows(*args: P.args, **values: P.kwargs) -> list[Row]:
        if not written:
            written.append(_write(build, kinds, constants))
        return written[0].rows(values, *args)

    return rows


def _kind(word: Parameter) -> tuple[type, bool]:
    """Tell from an annotation the type of a value, or of the values of a collection."""
    is_many = get_origin(word.annotation) in {Collection, Sequence}
    kind = get_args(word.annotation)[0] if is_many else word.annotation
    if word.kind is not Parameter.KEYWORD_ONLY or kind not in _MAKERS:
        raise CannotPrepare(f"{word}: a prepared query takes ids, texts, numbers, days and moments, all named.")
    return kind, is_many


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL with the places of its values, and what makes objects of its rows."""

    sql: str
    words: Sequence[Any]
    places: Sequence[tuple[int, str, Callable[[Any], Any]]]
    convert: Callable[[Iterable[Any]], Iterable[Any]]
    shape: Callable[[Iterable[Any]], list[Any]]
    is_locking: bool

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """Send it with these values. One query."""
        words = list(self.words)
        if None in values.values():
            raise CannotPrepare("None asks for other SQL than a value does.")
        if self.is_locking and connection.get_autocommit():
            raise TransactionManagementError("A lock outside of a transaction is gone before it is of use.")
        for place, name, adapt in self.places:
            words[place] = adapt(values[name])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, words)
            found = cursor.fetchall()
        return self.shape(self.convert(found))


def _write(
    build: Callable[..., "QuerySet[Any, Any]"], kinds: dict[str, tuple[type, bool]], constants: frozenset[str]
) -> _Written:
    """Write the query twice with values that occur nowhere else; what differs are the places of the arguments."""
    first, second = ({name: _mark(kind) for name, kind in kinds.items()} for _ in range(2))
    rows, other = build(**first), build(**second)
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, words = compiler.as_sql()
    again, others = other.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    places = [
        (place, name, _adapter(word, mark))
        for place, word in enumerate(words)
        for name, mark in first.items()
        if type(word) is not bool and word == mark
    ]
    taken = {place for place, *_ in places}
    fixed = [(word, others[place]) for place, word in enumerate(words) if place not in taken]
    is_same = sql == again and all(a == b and _may_stay(a, constants) for a, b in fixed)
    if not is_same or {name for _, name, _ in places} != {*kinds}:
        raise CannotPrepare(f"{build.__qualname__} works with its arguments before it asks: hand in what is asked for.")
    is_locking = rows.query.select_for_update
    return _Written(sql, words, places, _converter(compiler), _shaper(rows, compiler), is_locking)


def _may_stay(word: Any, constants: frozenset[str]) -> bool:
    """Say whether a value that is no argument may be kept for all calls."""
    return (
        word is None
        or isinstance(word, bool)
        or (isinstance(word, int) and word == ONE)
        or (isinstance(word, str) and word in constants)
    )


def _mark(kind: tuple[type, bool]) -> Any:
    value = _MAKERS[kind[0]](next(_numbers))
    return [value] if kind[1] else value


def _adapter(word: Any, mark: Any) -> Callable[[Any], Any]:
    """Tell how a value is handed over: as the ORM did it (a number in the width of its column)."""
    if isinstance(mark, list):
        return list
    return type(word) if isinstance(mark, int) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _converter(compiler: Any) -> Callable[[Iterable[Any]], Iterable[Any]]:
    """Give what turns the values of rows into those of fields."""
    fields = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(fields)
    if not converters:
        return _as_it_is
    return lambda rows: compiler.apply_converters(rows, converters)


def _shaper(rows: "QuerySet[Any, Any]", compiler: Any) -> Callable[[Iterable[Any]], list[Any]]:
    """Give what makes of rows what the queryset would give."""
    iterable = rows._iterable_class  # noqa: SLF001  (the ORM has no other word for it)
    if iterable is ModelIterable:
        return _models(compiler)
    if iterable is ValuesIterable:
        query = rows.query
        names = [*(query.selected or (*query.extra_select, *query.values_select, *query.annotation_select))]
        return lambda found: [dict(zip(names, row, strict=True)) for row in found]
    if iterable is FlatValuesListIterable:
        return lambda found: [row[0] for row in found]
    if iterable is ValuesListIterable:
        return lambda found: [tuple(row) for row in found]
    raise CannotPrepare(f"Rows of {iterable.__name__} are not prepared.")


def _models(compiler: Any) -> Callable[[Iterable[Any]], list[Model]]:
    """Give what makes models of rows, with those they point at and with annotations."""
    select, info = compiler.select, compiler.klass_info
    model, places = info["model"], info["select_fields"]
    start, end = places[0], places[-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are newer
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def made(row: Sequence[Any]) -> Model:
        one: Model = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
        for populator in related:
            populator.populate(row, one)
        for name, place in annotations:
            setattr(one, name, row[place])
        return one

    return lambda found: [made(row) for row in found]
