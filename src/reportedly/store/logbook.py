"""A page of the log of changes, the last first: of a kind, a report, an incident, or from and to a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from reportedly.store.changes import Change, read_change
from reportedly.store.database import Database
from reportedly.store.packing import plain
from reportedly.store.schema import changes

MANY = 500


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

    def page(self, asked: Asked, before: int | None = None, limit: int = 100) -> list[Change]:
        """What is asked, and the number that the page begins before (``None``: the last) -> the changes, the last first."""
        with self._database.reading() as connection:
            return find_changes(connection, asked, before, limit)

    def times_of(self, judgements: Iterable[str]) -> set[str]:
        """Ids of judgements -> when the log has that they were made; what followed of them has the same times."""
        names = sorted(set(judgements))
        found: set[str] = set()
        with self._database.reading() as connection:
            for start in range(0, len(names), MANY):
                query = select(changes.c.at).where(changes.c.kind == "judgement")
                query = query.where(changes.c.judgement.in_(names[start : start + MANY]))
                found.update(connection.execute(query).scalars())
        return found


def find_changes(connection: Connection, asked: Asked, before: int | None, limit: int) -> list[Change]:
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
    if before is not None:
        query = query.where(c.no < before)
    return [read_change(row._mapping) for row in connection.execute(query)]
