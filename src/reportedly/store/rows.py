"""Rows that have one of many values in a column: asked for and taken away some thousand at a time.

A statement is made once, and the values are given to it as one: to put it together anew for each number of them costs as much as
the answer, and PostgreSQL plans it anew. A judgement takes dozens of statements.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Delete, Dialect, Select, Text, bindparam, column, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from reportedly.store.database import Found

T = TypeVar("T")

# Values that one statement asks for, and rows that are fetched for them at once.
MANY = 2000


class Values(TypeDecorator[Sequence[Any]]):
    """Many values as one: an array in PostgreSQL, JSON in SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """See SQLAlchemy."""
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        """See SQLAlchemy."""
        return value if value is None or dialect.name == "postgresql" else json.dumps(list(value))


class _Among(FunctionElement[Any]):
    name = "among"
    # Of a boolean, SQLite would be asked whether it equals 1, and look at every row for it.
    type = NullType()
    inherit_cache = True


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    one, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{one} = ANY ({values})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    one, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{one} IN (SELECT value FROM json_each({values}))"


def among(one: Any, name: str = "values") -> _Among:
    """A column -> the condition that it has one of the values that are given to the statement under a name, as a list."""
    return _Among(one, bindparam(name, type_=Values(one.type)))


def each(like: Column[T], dialect: str, name: str = "values") -> KeyedColumnElement[Any]:
    """A column, the name of a dialect -> the one column of a table of the values that are given to the statement under a name."""
    given = bindparam(name, type_=Values(like.type))
    if dialect == "postgresql":
        return func.unnest(given).table_valued(column("value", like.type)).render_derived().c.value
    return func.json_each(given).table_valued(column("value", like.type)).c.value


def find_rows(
    connection: Connection, where: Column[T] | tuple[Column[T], ...], values: Sequence[T], *columns: Any
) -> Iterator[Found]:
    """A column, or several of which one will do, and values -> these columns of the rows that have one of the values there."""
    any_of = where if isinstance(where, tuple) else (where,)
    for part in in_parts(values):
        yield from connection.execute(_finding(any_of, columns), {"values": part})


def delete_rows(connection: Connection, where: Column[T], values: Sequence[T]) -> None:
    """A column and values -> the rows that have one of them there are gone."""
    for part in in_parts(values):
        connection.execute(_deleting(where), {"values": part})


def in_parts(values: Sequence[T], size: int = MANY) -> Iterator[Sequence[T]]:
    """Values -> the same, no more than so many at once."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


@cache
def _finding(any_of: tuple[Column[Any], ...], columns: tuple[Any, ...]) -> Select[Any]:
    return select(*columns).where(or_(*map(among, any_of)))


@cache
def _deleting(where: Column[Any]) -> Delete:
    return where.table.delete().where(among(where))
