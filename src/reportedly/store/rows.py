"""Rows that have one of many values in a column: asked for and taken away some thousand at a time.

Statements are made once. To put one together anew costs as much as the database takes to answer it, and a judgement takes dozens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Column, Connection, Delete, Select, bindparam, or_, select

from reportedly.store.database import Found

T = TypeVar("T")

# Values that one statement asks for; SQLite takes 250,000 and PostgreSQL 65,535.
MANY = 2000


def find_rows(
    connection: Connection, where: Column[T] | tuple[Column[T], ...], values: Sequence[T], *columns: Any
) -> Iterator[Found]:
    """A column, or several of which one will do, and values -> these columns of the rows that have one of the values there."""
    any_of = where if isinstance(where, tuple) else (where,)
    for part in in_parts(values, MANY // len(any_of)):
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
    wanted: BindParameter[Any] = bindparam("values", expanding=True)
    return select(*columns).where(or_(*(column.in_(wanted) for column in any_of)))


@cache
def _deleting(where: Column[Any]) -> Delete:
    return where.table.delete().where(where.in_(bindparam("values", expanding=True)))
