"""Judgements on a claim that two people code blindly count for nobody until both of them have accepted or rejected it.

So nothing that is derived from judgements (records, incidents, the queue, the map, measures, exports) can tell the one what the
other said: it is as the machine made it, for everybody. The judgements themselves are rows, which a page leaves out for who must
not see them yet. What was once opened stays open, even if one of the two takes back what they said.

Rows of a sample and judgements name a claim as it was called when they were written; a sentence put in before it gives it another
id. Both are therefore asked for by the claim of now (:func:`~reportedly.store.moving.claim_now`): the sample outlives the change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, not_, select, tuple_

from reportedly.record import ClaimRef
from reportedly.store.moving import claim_now
from reportedly.store.packing import plain
from reportedly.store.schema import claims, doubles, judged_claims, judgements, reports, settings

BLIND = "blind"
FINAL = ("accept", "reject")
MANY = 500


def still_to_judge(row: FromClause) -> ColumnElement[bool]:
    """Rows of the samples -> the condition that the claim is there, and its person has never accepted or rejected it."""
    said, own, here = judged_claims.alias(), judgements.alias(), reports.alias()
    judged = exists().where(
        said.c.report == row.c.report, claim_now(said) == claim_now(row), own.c.no == said.c.judgement,
        own.c.by == row.c.person, own.c.verdict.in_(FINAL),
    )  # fmt: skip
    there = exists().where(here.c.id == row.c.report, claims.c.report == here.c.no, claims.c.id == claim_now(row))
    return and_(not_(judged), there)


@cache
def is_blind() -> ColumnElement[bool]:
    """The condition that the project has a sample, and that double coding is blind; so at first."""
    return and_(exists(select(doubles.c.claim)), not_(exists().where(settings.c.name == BLIND, settings.c.value == "off")))


def asks_blindly(connection: Connection) -> bool:
    """Whether the project has a sample, and double coding is blind."""
    return bool(connection.execute(_asks_blindly()).scalar())


@cache
def _asks_blindly() -> Select[tuple[bool]]:
    return select(is_blind())


# Made once: every judgement and many pages ask it, and to put it together takes longer than the database takes to answer.
@cache
def sealed() -> ColumnElement[bool]:
    """The condition that a row of the judgements does not count yet, since somebody has still to judge a claim of it blindly."""
    named, row = judged_claims.alias(), doubles.alias()
    waits = exists().where(
        named.c.judgement == judgements.c.no,
        row.c.report == named.c.report,
        claim_now(row) == claim_now(named),
        still_to_judge(row),
    )
    return and_(is_blind(), waits.correlate(judgements))


def find_sealed(connection: Connection, report_ids: Collection[str]) -> set[str]:
    """Ids of reports -> the ids of the judgements on their claims that do not count yet."""
    found: set[str] = set()
    names = sorted({plain(one) for one in report_ids})
    for start in range(0, len(names), MANY):
        on_these = select(judged_claims.c.judgement).where(judged_claims.c.report.in_(names[start : start + MANY]))
        query = select(judgements.c.id).where(judgements.c.no.in_(on_these), sealed())
        found.update(connection.execute(query).scalars())
    return found


def reports_sealed_with(connection: Connection, report_ids: Iterable[str] | None = None) -> set[str]:
    """Ids of reports (``None``: all) -> the reports of the sealed judgements that name one of these: opened, they touch all."""
    held = select(judgements.c.no).where(sealed())
    if report_ids is not None:
        on_these = select(judged_claims.c.judgement).where(judged_claims.c.report.in_([plain(one) for one in report_ids]))
        held = held.where(judgements.c.no.in_(on_these))
    query = select(judged_claims.c.report).where(judged_claims.c.judgement.in_(held)).distinct()
    return set(connection.execute(query).scalars())


def find_waiting(connection: Connection, refs: Collection[ClaimRef]) -> dict[ClaimRef, dict[str, bool]]:
    """Claims -> those of them that somebody has still to judge blindly: the people of their sample, and whether each has."""
    if not asks_blindly(connection):
        return {}
    row, other = doubles.alias(), doubles.alias()
    wanted = [(plain(ref.report), ref.claim) for ref in refs]
    found: dict[ClaimRef, dict[str, bool]] = {}
    for start in range(0, len(wanted), MANY):
        waits = exists().where(other.c.report == row.c.report, claim_now(other) == claim_now(row), still_to_judge(other))
        columns = (row.c.report, claim_now(row).label("claim"), row.c.person, still_to_judge(row).label("waits"))
        query = select(*columns).where(tuple_(row.c.report, claim_now(row)).in_(wanted[start : start + MANY]), waits)
        for one in connection.execute(query.order_by(row.c.person)):
            found.setdefault(ClaimRef(report=one.report, claim=one.claim), {})[one.person] = not one.waits
    return found
