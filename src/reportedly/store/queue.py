"""The queue of incidents to review: what is wanted of it, in order, a page at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, text, true, tuple_

from reportedly.record import Record
from reportedly.store.packing import plain
from reportedly.store.reviews import fold
from reportedly.store.schema import incident_claims, incidents, reports, reviews, texts
from reportedly.store.spots import spot_conditions

Order = Literal["first", "newest", "oldest", "reports", "killed"]
State = Literal["all", "open", "changed", "finished"]
ORDERS: tuple[Order, ...] = get_args(Order)
STATES: tuple[State, ...] = get_args(State)
WORD = re.compile(r"\w+")
MOST_WORDS = 12
# Nobody pages through more than this; how many more there are is not counted.
MOST = 10_000
# So few are sorted here; with more, going down the queue in order soon finds a page of them.
FEW = 2_000
# Words that fewer reports hold than this are looked up from the reports, others from the incidents.
RARE = 1_000


@dataclass(frozen=True)
class Wanted:
    """What a reader wants of the queue; empty fields want everything.

    ``words`` are looked for in the texts and titles of the reports (all of them, whatever their endings), ``actor`` and
    ``place`` in the names that the claims have; days are ISO 8601. ``box``, ``precision`` and ``began`` are a part of the map
    and of the time line, see :mod:`reportedly.store.spots`.
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
    box: str = ""
    precision: str = ""
    began: str = ""


class Queued(Record, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One incident of the queue; ``left`` counts the claims that nobody has judged, ``key`` is its place in the order."""

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
    key: str


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how many incidents are wanted in all; ``more`` than that where nobody would count them."""

    rows: tuple[Queued, ...]
    total: int
    more: bool = False


def find_queue(connection: Connection, wanted: Wanted, limit: int = 50, offset: int = 0) -> Queue:
    """What is wanted -> the incidents from ``offset`` on, ``limit`` at most, in the order that is wanted."""
    where, common = _where(connection, wanted)
    few = None if common or _most(wanted) else _few(connection, wanted, where)
    if few is not None:
        total, more = len(few), False
        keys = {name: str(key) for key, name in few[offset : offset + limit]}
    else:
        key, falling = _order(wanted.order)
        page = select(reviews.c.incident, key.label("key")).where(where).order_by(*_sorted(key, falling))
        keys = {row.incident: str(row.key) for row in connection.execute(page.limit(limit).offset(offset))}
        most = offset + limit if common else MOST
        total = _count(connection, where, most + 1)
        total, more = min(total, most), total > most
    columns = [column for column in incidents.c if column.name != "record"]
    query: Select[Any] = select(*columns, reviews.c.left, reviews.c.changed_since, reviews.c.reviewers)
    query = query.select_from(incidents.join(reviews, reviews.c.incident == incidents.c.id)).where(incidents.c.id.in_(list(keys)))
    rows = {row.id: _queued(row._mapping, keys[row.id]) for row in connection.execute(query)}
    return Queue(tuple(rows[name] for name in keys), total, more)


def neighbours(
    connection: Connection, wanted: Wanted, incident: str, key: str = ""
) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """What is wanted, and an incident -> the ones before and after it in that order, each with its key; ``None`` at the ends.

    ``key`` is the place in the order that the incident had when its reader came to it: judging moves it.
    """
    order, falling = _order(wanted.order)
    at = _read_key(wanted.order, key)
    if at is None:
        at = connection.execute(select(order).where(reviews.c.incident == incident)).scalar()
        if at is None:
            return None, None
    where, common = _where(connection, wanted)
    few = None if common or _most(wanted) else _few(connection, wanted, where)
    if few is not None:
        return _around(few, (at, incident), falling)
    place, here = tuple_(order, reviews.c.incident), tuple_(at, incident)

    def nearest(after: bool) -> tuple[str, str] | None:
        lower = after is falling
        query = select(reviews.c.incident, order.label("key")).where(where, reviews.c.incident != incident)
        query = query.where(place < here if lower else place > here).order_by(*_sorted(order, lower)).limit(1)
        row = connection.execute(query).one_or_none()
        return (row.incident, str(row.key)) if row else None

    return nearest(False), nearest(True)


def _most(wanted: Wanted) -> bool:
    """Whether nearly everything is wanted: the next in order is then near, and to read what is wanted first would be in vain."""
    return replace(wanted, order="first", state="all" if wanted.state == "open" else wanted.state) == Wanted()


def _few(connection: Connection, wanted: Wanted, where: ColumnElement[bool]) -> list[tuple[Any, str]] | None:
    """What is wanted, where that is not much: keys and ids in order. Found in one go, not by going down the whole queue."""
    key, falling = _order(wanted.order)
    rows = connection.execute(select(key.label("key"), reviews.c.incident).where(where).limit(FEW + 1)).all()
    return sorted(((row.key, row.incident) for row in rows), reverse=falling) if len(rows) <= FEW else None


def _around(
    few: list[tuple[Any, str]], here: tuple[Any, str], falling: bool
) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    before = [one for one in few if one[1] != here[1] and (one > here if falling else one < here)]
    after = [one for one in few if one[1] != here[1] and (one < here if falling else one > here)]
    return _named(before[-1:]), _named(after[:1])


def _named(found: list[tuple[Any, str]]) -> tuple[str, str] | None:
    return (found[0][1], str(found[0][0])) if found else None


def _count(connection: Connection, where: ColumnElement[bool], most: int) -> int:
    """How many incidents are wanted, counted to ``most``."""
    some = select(true()).select_from(reviews).where(where).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar() or 0)


def _queued(row: Any, key: str) -> Queued:
    names = [name for name in Queued.__struct_fields__ if name != "key"]
    return Queued(**{name: row["from" if name == "from_" else name] for name in names}, key=key)


def _order(order: Order) -> tuple[Any, bool]:
    """What the queue is sorted by, and whether the highest comes first."""
    return {
        "first": (reviews.c.rank, True),
        "newest": (reviews.c.first, True),
        "oldest": (case((reviews.c.first == "", "9999"), else_=reviews.c.first), False),
        "reports": (reviews.c.reports, True),
        "killed": (reviews.c.killed, True),
    }[order]


def _sorted(key: Any, falling: bool) -> tuple[Any, Any]:
    return (key.desc(), reviews.c.incident.desc()) if falling else (key, reviews.c.incident)


def _read_key(order: Order, written: str) -> float | int | str | None:
    """A key as an address has it -> the key; ``None`` for what is none."""
    if order in ("newest", "oldest"):
        return written or None
    try:
        key = float(written) if order == "first" else int(written[:25])
    except ValueError:
        return None
    return key if abs(key) < 1 << 63 else None  # no database takes more; what is no number at all is not less either


def meeting(connection: Connection, wanted: Wanted) -> Select[Any]:
    """What is wanted -> the query that gives the ids of these incidents."""
    return select(reviews.c.incident).where(_where(connection, wanted)[0])


def _where(connection: Connection, wanted: Wanted) -> tuple[ColumnElement[bool], bool]:
    """What is wanted -> the condition for it; and whether it looks for words of so many reports that nobody counts them."""
    parts: list[Any] = []
    for column, value in (("act", wanted.act), ("country", wanted.country), ("standing", wanted.standing)):
        if value:
            parts.append(reviews.c[column] == value)
    if wanted.disputed:
        parts.append(reviews.c.disputed.is_(True))
    if wanted.since:  # what ended before, or has no day, is not wanted
        parts.append(reviews.c.last >= wanted.since)
    if wanted.until:
        parts.append(and_(reviews.c.first != "", reviews.c.first <= wanted.until))
    if wanted.place:
        parts.append(_holds(connection, reviews.c.places, wanted.place))
    if wanted.actor:
        parts.append(_holds(connection, reviews.c.actors, wanted.actor))
    if wanted.reviewer:
        parts.append(reviews.c.reviewers.is_not(None))
        parts.append(_holds(connection, func.lower(reviews.c.reviewers), wanted.reviewer))
    if wanted.state == "open":
        parts.append(or_(reviews.c.left > 0, reviews.c.changed_since.is_(True)))
    elif wanted.state == "changed":
        parts.append(reviews.c.changed_since.is_(True))
    elif wanted.state == "finished":
        parts.append(and_(reviews.c.left == 0, reviews.c.changed_since.is_not(True)))
    if spot := spot_conditions(wanted.box, wanted.precision, wanted.began):
        parts.append(reviews.c.incident.in_(select(incidents.c.id).where(*spot)))
    common = False
    if words := WORD.findall(plain(wanted.words))[:MOST_WORDS]:
        held, common = _holding(connection, words)
        parts.append(held)
    return (and_(*parts) if parts else true()), common


def _holds(connection: Connection, column: Any, words: str) -> Any:
    """Condition that a column holds some words as they are: neither database takes them for a pattern."""
    find = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return find(column, fold(words)) > 0


def _holding(connection: Connection, words: list[str]) -> tuple[Any, bool]:
    """Words -> the condition that a report of the incident holds all of them, and whether many reports do."""
    if connection.dialect.name == "sqlite":
        asked = " ".join(f'"{word}"' for word in words)
        found: Any = text("SELECT rowid AS report FROM search WHERE search MATCH :asked").bindparams(asked=asked)
        found = found.columns(report=reports.c.no.type).subquery()
        holding = select(found.c.report)
    else:
        asked = " ".join(words)
        holding = select(texts.c.report).where(text("words @@ plainto_tsquery('english', :asked)").bindparams(asked=asked))
    probe = select(func.count()).select_from(holding.limit(RARE + 1).subquery())
    common = int(connection.execute(probe).scalar() or 0) > RARE
    told = reports.join(incident_claims, incident_claims.c.report == reports.c.id)
    if not common:
        rare = select(incident_claims.c.incident).select_from(told).where(reports.c.no.in_(holding))
        return reviews.c.incident.in_(rare), False
    # The plus keeps SQLite from starting with the reports that hold the words: there are many, and a page is soon full.
    number = reports.c.no + 0
    own = select(incident_claims.c.claim).select_from(told).where(incident_claims.c.incident == reviews.c.incident)
    return own.where(number.in_(holding)).exists(), True
