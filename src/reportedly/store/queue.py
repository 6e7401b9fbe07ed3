"""The queue of incidents to review: what is wanted of it, in order, a page at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal_column, or_, select, text

from reportedly.store.packing import plain
from reportedly.store.schema import claims, incident_claims, incidents, reports, reviews, texts

Order = Literal["first", "newest", "oldest", "reports", "killed"]
State = Literal["all", "open", "changed", "finished"]
ORDERS: tuple[Order, ...] = get_args(Order)
STATES: tuple[State, ...] = get_args(State)
WORD = re.compile(r"\w+")
MOST_WORDS = 12


@dataclass(frozen=True)
class Wanted:
    """What a reader wants of the queue; empty fields want everything.

    ``words`` are looked for in the texts and titles of the reports (all of them, whatever their endings), ``actor`` and
    ``place`` in the names that the claims have; days are ISO 8601.
    """

    words: str = ""
    place: str = ""
    country: str = ""
    since: str = ""
    until: str = ""
    act: str = ""
    actor: str = ""
    standing: str = ""
    disputed: bool = False
    reviewer: str = ""
    state: State = "all"
    order: Order = "first"


@dataclass(frozen=True)
class Queued:
    """One incident of the queue; ``left`` counts the claims that nobody has judged."""

    id: str
    act: str
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: int | None
    from_: str | None
    to: str | None
    standing: str
    disputed: bool
    independent: int
    reports: int
    claims: int
    killed: int | None
    left: int
    changed_since: bool
    reviewers: str | None


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how many incidents are wanted in all."""

    rows: tuple[Queued, ...]
    total: int


def find_queue(connection: Connection, wanted: Wanted, limit: int = 50, offset: int = 0) -> Queue:
    """What is wanted -> the incidents from ``offset`` on, ``limit`` at most, in the order that is wanted."""
    where = _where(connection, wanted)
    both = incidents.join(reviews, reviews.c.incident == incidents.c.id)
    total = connection.execute(select(func.count()).select_from(both if _of_reviews(wanted) else incidents).where(where)).scalar()
    query: Select[Any] = select(incidents, reviews.c.left, reviews.c.changed_since, reviews.c.reviewers).select_from(both)
    found = connection.execute(query.where(where).order_by(*_order(wanted.order)).limit(limit).offset(offset))
    return Queue(tuple(_queued(row._mapping) for row in found), total or 0)


def neighbours(connection: Connection, wanted: Wanted, incident: str) -> tuple[str | None, str | None]:
    """What is wanted, and an incident -> the ones before and after it in the queue, among its first thousand."""
    both = incidents.join(reviews, reviews.c.incident == incidents.c.id)
    query = select(incidents.c.id).select_from(both).where(_where(connection, wanted)).order_by(*_order(wanted.order)).limit(1000)
    ids = list(connection.execute(query).scalars())
    if incident not in ids:
        return None, ids[0] if ids else None
    at = ids.index(incident)
    return ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None


def _of_reviews(wanted: Wanted) -> bool:
    return wanted.state != "all" or bool(wanted.reviewer)


def _queued(row: Any) -> Queued:
    names = Queued.__dataclass_fields__
    return Queued(**{name: row["from" if name == "from_" else name] for name in names})


def _order(order: Order) -> tuple[Any, ...]:
    first = incidents.c["from"]
    return {
        "first": (reviews.c.rank.desc(), incidents.c.id),
        "newest": (first.is_(None), first.desc(), incidents.c.id),
        "oldest": (first.is_(None), first, incidents.c.id),
        "reports": (incidents.c.reports.desc(), incidents.c.id),
        "killed": (incidents.c.killed.is_(None), incidents.c.killed.desc(), incidents.c.id),
    }[order]


def _where(connection: Connection, wanted: Wanted) -> ColumnElement[bool]:
    parts: list[Any] = []
    for column, value in (("act", wanted.act), ("country", wanted.country), ("standing", wanted.standing)):
        if value:
            parts.append(incidents.c[column] == value)
    if wanted.disputed:
        parts.append(incidents.c.disputed.is_(True))
    if wanted.since:  # what ended before, or has no day, is not wanted
        parts.append(func.coalesce(incidents.c.to, incidents.c["from"]) >= wanted.since)
    if wanted.until:
        parts.append(incidents.c["from"] <= wanted.until)
    if wanted.place:
        parts.append(or_(_like(incidents.c.place, wanted.place), _claims(_like(claims.c.place, wanted.place))))
    if wanted.actor:
        parts.append(_claims(or_(_like(claims.c.who, wanted.actor), _like(claims.c.whom, wanted.actor))))
    if wanted.reviewer:
        parts.append(_like(reviews.c.reviewers, wanted.reviewer))
    if wanted.state == "open":
        parts.append(reviews.c.left > 0)
    elif wanted.state == "changed":
        parts.append(reviews.c.changed_since.is_(True))
    elif wanted.state == "finished":
        parts.append(and_(reviews.c.left == 0, reviews.c.changed_since.is_(False)))
    if words := WORD.findall(plain(wanted.words))[:MOST_WORDS]:
        parts.append(incidents.c.id.in_(_holding(connection, words)))
    return and_(*parts) if parts else literal_column("1") == literal_column("1")


def _like(column: Any, words: str) -> Any:
    escaped = plain(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(column).like(f"%{escaped.lower()}%", escape="\\")


def _claims(condition: Any) -> Any:
    """Incidents of which a claim meets a condition."""
    own = (reports.c.no == claims.c.report) & (claims.c.id == incident_claims.c.claim)
    return exists(
        select(claims.c.id)
        .select_from(incident_claims.join(reports, reports.c.id == incident_claims.c.report).join(claims, own))
        .where(incident_claims.c.incident == incidents.c.id, condition)
    )


def _holding(connection: Connection, words: list[str]) -> Any:
    """Words -> the ids of the incidents of which a report holds all of them."""
    if connection.dialect.name == "sqlite":
        asked = " ".join(f'"{word}"' for word in words)
        found = text("SELECT rowid FROM search WHERE search MATCH :asked").bindparams(asked=asked)
        held = reports.c.no.in_(select(found.columns(literal_column("rowid")).subquery()))
    else:
        asked = " ".join(words)
        matching = text("words @@ plainto_tsquery('english', :asked)").bindparams(asked=asked)
        held = reports.c.no.in_(select(texts.c.report).where(matching))
    return (
        select(incident_claims.c.incident)
        .join(reports, reports.c.id == incident_claims.c.report)
        .where(held)
    )  # fmt: skip
