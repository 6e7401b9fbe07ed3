"""How far incidents have been reviewed, and which of them to look at first: derived, like the incidents themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from math import log2
from typing import Any

from sqlalchemy import Connection, Select, not_, select

from reportedly.codebook.acts import OTHER_NEWS
from reportedly.store.database import Found
from reportedly.store.moving import claim_now
from reportedly.store.packing import plain
from reportedly.store.rows import among
from reportedly.store.schema import claims, incident_claims, incidents, judged_claims, judgements, reports, reviews
from reportedly.store.sealing import sealed

CHUNK = 400
SEPARATOR = " | "

# What puts an incident before others, in this order: it changed after it was judged, its origins contradict each other, one
# origin or none but parties stands behind it, many reports tell it, the machine is not sure. Nothing else is in the number.
CHANGED, DISPUTED, THIN, UNSURE, MOST_FOR_REPORTS = 40.0, 30.0, 20.0, 10.0, 20.0
FINISHED = -100.0
# Other news tells of no act; it is there so that somebody can look through what was set aside, after all else.
ASIDE = -300.0
THINLY = ("single-origin", "parties-only", "unattributed")


def rank(
    standing: str, disputed: bool, told_by: int, confidence: float, open_claims: int, changed_since: bool, act: str = ""
) -> float:
    """What is known of an incident -> its place in the queue, the higher the sooner; what has nothing left to judge comes late.

    Other news comes last of all. ``told_by`` counts reports, ``confidence`` is that of the least sure claim, ``open_claims``
    those that nobody has judged.
    """
    value = DISPUTED * disputed + THIN * (standing in THINLY) + min(MOST_FOR_REPORTS, 5 * log2(max(1, told_by)))
    if act == OTHER_NEWS:
        value += ASIDE
    value += UNSURE * (1 - confidence)
    if changed_since:
        return CHANGED + value
    return value if open_claims else FINISHED + value


def refresh_reviews(connection: Connection, names: Iterable[str]) -> None:
    """Ids of incidents -> what is known of their reviewing is written anew, and removed for those that are no more."""
    wanted = sorted(set(names))
    for start in range(0, len(wanted), CHUNK):
        _refresh(connection, wanted[start : start + CHUNK])


def _refresh(connection: Connection, wanted: list[str]) -> None:
    by: dict[str, dict[str, None]] = {}
    last: dict[str, str] = {}
    for row in connection.execute(_judged(), {"wanted": wanted}):
        by.setdefault(row.incident, {})[row.by] = None
        last[row.incident] = max(row.at, last.get(row.incident, ""))
    told: dict[str, list[Found]] = {}
    for row in connection.execute(_told(), {"wanted": wanted}):
        told.setdefault(row.incident, []).append(row)
    rows = []
    for one in connection.execute(_incidents(), {"wanted": wanted}):
        own = told.get(one.id, [])
        confidence = min((row.confidence for row in own), default=1.0)
        left = sum(row.verdict is None for row in own)
        at = last.get(one.id)
        # A judgement changes its incident at the moment it is made, and no later.
        changed = at is not None and one.changed[:19] > at[:19]
        days = one._mapping
        begin, end = days["from"], days["to"]
        places, actors = _names(own)
        rows.append(
            {
                "incident": one.id,
                "left": left,
                "judged_at": at,
                "reviewers": " | ".join(by.get(one.id, ())) or None,
                "confidence": confidence,
                "changed_since": changed,
                "rank": rank(one.standing, one.disputed, one.reports, confidence, left, changed, one.act),
                "act": one.act,
                "country": one.country,
                "standing": one.standing,
                "disputed": one.disputed,
                "first": begin or "",
                "last": end or begin or "",
                "reports": one.reports,
                "killed": -1 if one.killed is None else one.killed,
                "places": SEPARATOR.join({fold(one.place): None, **places} if one.place else places),
                "actors": SEPARATOR.join(actors),
            }
        )
    connection.execute(reviews.delete().where(reviews.c.incident.in_(wanted)))
    if rows:
        connection.execute(reviews.insert(), rows)


@cache
def _told() -> Select[Any]:
    """What the claims of some incidents say, in the order of the reports."""
    own = (reports.c.no == claims.c.report) & (claims.c.id == incident_claims.c.claim)
    return (
        select(incident_claims.c.incident, claims.c.confidence, claims.c.verdict, claims.c.place, claims.c.who, claims.c.whom)
        .select_from(incident_claims)
        .join(reports, reports.c.id == incident_claims.c.report)
        .join(claims, own)
        .where(among(incident_claims.c.incident, "wanted"))
        .order_by(incident_claims.c.report, claims.c.place_in_report)
    )


@cache
def _judged() -> Select[Any]:
    """Who judged claims of some incidents, and when, the first first."""
    here = (incident_claims.c.report == judged_claims.c.report) & (incident_claims.c.claim == claim_now(judged_claims))
    return (
        select(incident_claims.c.incident, judgements.c.at, judgements.c.by)
        .select_from(judgements)
        .join(judged_claims, judged_claims.c.judgement == judgements.c.no)
        .join(incident_claims, here)
        .where(among(incident_claims.c.incident, "wanted"), not_(sealed()))
        .order_by(judgements.c.no)
    )


@cache
def _incidents() -> Select[Any]:
    columns = [column for column in incidents.c if column.name != "record"]
    return select(*columns).where(among(incidents.c.id, "wanted"))


def _names(claimed: Sequence[Found]) -> tuple[dict[str, None], dict[str, None]]:
    """Claims of an incident -> the places and the actors that they name, case-folded, each once."""
    places = {fold(row.place): None for row in claimed if row.place}
    actors = {fold(said): None for row in claimed for said in (row.who, row.whom) if said}
    return places, actors


def fold(words: str) -> str:
    """Words -> the same as the queue compares them: whatever their case."""
    return plain(words).casefold()
