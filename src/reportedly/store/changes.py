"""The log of what changed in a project, and its lines in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, select

from reportedly.record import Record
from reportedly.store.packing import plain, plain_or_none
from reportedly.store.schema import changes

Kind = Literal[
    "report added",
    "new version",
    "recoded",
    "claim added",
    "claim withdrawn",
    "correction",
    "toll raised",
    "toll lowered",
    "incident created",
    "incident merged",
    "incident split",
    "incident withdrawn",
    "origins changed",
    "standing changed",
    "judgement",
]


class Change(Record, frozen=True, kw_only=True):
    """One thing that changed: when, what kind, of which report, claim or incident; ``before`` and ``after`` are JSON values."""

    no: int
    at: str
    kind: str
    report: str | None = None
    version: int | None = None
    claim: str | None = None
    incident: str | None = None
    judgement: str | None = None
    field: str | None = None
    before: object = None
    after: object = None


def change_row(
    at: str,
    kind: Kind,
    *,
    report: str | None = None,
    version: int | None = None,
    claim: str | None = None,
    incident: str | None = None,
    judgement: str | None = None,
    field: str | None = None,
    before: object = None,
    after: object = None,
) -> dict[str, Any]:
    """One change -> its row of the log."""
    return {
        "at": at,
        "kind": kind,
        "report": plain_or_none(report),
        "version": version,
        "claim": claim,
        "incident": incident,
        "judgement": judgement,
        "field": field,
        "before": _json(before),
        "after": _json(after),
    }


def log(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write changes down, in this order."""
    if rows:
        connection.execute(changes.insert(), rows)


def _json(value: object) -> str | None:
    # JSON writes NUL as an escape; half a surrogate pair is the one thing that it cannot write.
    return None if value is None else msgspec.json.encode(plain(value) if isinstance(value, str) else value).decode()


def read_changes(connection: Connection, since: str | None = None, after: int = 0, limit: int | None = None) -> Iterator[Change]:
    """ISO 8601 date or time (``None``: from the first) -> changes from then on, the earliest first, after number ``after``."""
    query = select(changes).where(changes.c.no > after).order_by(changes.c.no)
    if since is not None:
        query = query.where(changes.c.at >= since)
    for row in connection.execute(query.limit(limit) if limit else query):
        yield read_change(row._mapping)


def read_change(row: Any) -> Change:
    """Row of the log -> the change."""
    values = dict(row)
    for name in ("before", "after"):
        values[name] = None if values[name] is None else msgspec.json.decode(values[name])
    return Change(**values)
