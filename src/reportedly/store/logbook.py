"""A page of the log of changes, the last first: of a kind, a report, an incident, or from and to a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from reportedly.store.changes import Change, read_change
from reportedly.store.database import Database
from reportedly.store.packing import plain
from reportedly.store.schema import changes


@dataclass(frozen=True)
class Asked:
    """What is asked of the log; empty fields ask nothing. ``since`` and ``until`` are days or times in UTC (ISO 8601)."""

    since: str = ""
    until: str = ""
    kind: str = ""
    report: str = ""
    incident: str = ""


class Logbook:
    """The log of a project, page by page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, asked: Asked, before: int | None = None, limit: int = 100, without: Collection[str] = ()) -> list[Change]:
        """What is asked, and the number that the page begins before (``None``: the last) -> the changes, the last first.

        Nothing is told of the judgements (ids) in ``without``.
        """
        with self._database.reading() as connection:
            return find_changes(connection, asked, before, limit, without)


def find_changes(
    connection: Connection, asked: Asked, before: int | None, limit: int, without: Collection[str] = ()
) -> list[Change]:
    """What is asked -> the changes with lower numbers than ``before``, the last first."""
    c = changes.c
    query = select(changes).order_by(c.no.desc()).limit(limit)
    for name in ("kind", "report", "incident"):
        if value := getattr(asked, name):
            query = query.where(c[name] == plain(value))
    if asked.since:
        query = query.where(c.at >= asked.since)
    if asked.until:  # a day is wanted to its end
        query = query.where(c.at < (asked.until + "~" if len(asked.until) == 10 else asked.until))
    if without:
        query = query.where(or_(c.judgement.is_(None), c.judgement.not_in(without)))
    if before is not None:
        query = query.where(c.no < before)
    return [read_change(row._mapping) for row in connection.execute(query)]
