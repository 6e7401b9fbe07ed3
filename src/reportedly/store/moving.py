"""What becomes of a claim's incident and judgements when its report is changed and the claim stands elsewhere in the text.

A claim's id is made of its report, act, place in the text and source, so that a sentence put in before it gives it another. The
claims of the two versions are paired by what is around them (:mod:`reportedly.store.comparing`). An incident keeps its claims,
and with them its id, through every pairing; a judgement follows a claim only if nothing that the claim says has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, FromClause, case, func, select, update

from reportedly.judgement import ref_key
from reportedly.record import ClaimRef, CodedReport, Judgement, to_json
from reportedly.store.comparing import differences, pair_claims
from reportedly.store.database import Found
from reportedly.store.incidents import read_incidents
from reportedly.store.packing import pack, plain
from reportedly.store.rows import find_rows
from reportedly.store.schema import incident_claims, incidents, moves, redirected_claims

Moves = Mapping[ClaimRef, ClaimRef]


def move_claims(connection: Connection, old: CodedReport, new: CodedReport) -> None:
    """The records of two versions of a report -> nothing; incidents hold the claims of now from here on.

    Judgements follow where nothing but the place in the text is another.
    """
    pairs = pair_claims(old, new)
    report = new.report.id
    here = [claim.id for claim in new.claims]
    # What stands in the text again is judged for itself: a text that goes back and forth must not lead round in a circle.
    connection.execute(moves.delete().where(moves.c.report == report, moves.c.old.in_(here)))
    same = {a.id: b.id for a, b in pairs if a.id != b.id and not any(True for _ in differences(old, a, new, b))}
    if same:
        # What had moved to one of these before is led on, so that one step leads to the claim of now: `claim_now` takes no more.
        led = (moves.c.report == report) & moves.c.new.in_(list(same))
        connection.execute(moves.update().where(led).values(new=case(same, value=moves.c.new)))
        connection.execute(moves.delete().where(moves.c.report == report, moves.c.old.in_(list(same))))
        connection.execute(moves.insert(), [{"report": report, "old": was, "new": now} for was, now in same.items()])
    _rename(connection, report, {a.id: b.id for a, b in pairs if a.id != b.id})


def _rename(connection: Connection, report: str, moved: Mapping[str, str]) -> None:
    """Let incidents hold the claims of now beside those of before, until they are linked anew and let go of the latter."""
    query = select(incident_claims).where(incident_claims.c.report == report, incident_claims.c.claim.in_(list(moved)))
    held = {row.claim: row.incident for row in connection.execute(query)}
    for was, name in held.items():
        at = (incident_claims.c.report == report) & (incident_claims.c.claim == moved[was])
        if connection.execute(select(incident_claims).where(at)).first() is None:
            connection.execute(incident_claims.insert().values(report=report, claim=moved[was], incident=name))
    for one in list(read_incidents(connection, sorted(set(held.values())))):
        mine = {ClaimRef(report=report, claim=moved[was]) for was, name in held.items() if name == one.incident.id}
        claims = tuple(sorted({*one.incident.claims, *mine}, key=ref_key))
        record = pack(to_json(msgspec.structs.replace(one, incident=msgspec.structs.replace(one.incident, claims=claims))))
        connection.execute(update(incidents).where(incidents.c.id == one.incident.id).values(record=record))
    for was, now in moved.items():
        at = (redirected_claims.c.report == report) & (redirected_claims.c.claim == was)
        for redirect in connection.execute(select(redirected_claims.c.redirect).where(at)).scalars().all():
            row = {"redirect": redirect, "report": report, "claim": now}
            if not connection.execute(select(redirected_claims).filter_by(**row)).first():
                connection.execute(redirected_claims.insert().values(**row))
        connection.execute(redirected_claims.delete().where(at))


def claim_now(row: FromClause) -> ColumnElement[str]:
    """Rows that name a report and a claim -> the id of the claim of now, where the one named has only moved in its text."""
    step = moves.alias()
    led = select(step.c.new).where(step.c.report == row.c.report, step.c.old == row.c.claim)
    return func.coalesce(led.correlate(row).scalar_subquery(), row.c.claim)


def read_moves(connection: Connection, reports: Sequence[str] | None = None) -> Moves:
    """Ids of reports (``None``: all) -> claim of now by claim of before, for those claims whose judgements follow."""
    if reports is None:
        rows: Iterable[Found] = connection.execute(select(moves))
    else:
        rows = find_rows(connection, moves.c.report, [plain(one) for one in reports], *moves.c)
    return {ClaimRef(report=row.report, claim=row.old): ClaimRef(report=row.report, claim=row.new) for row in rows}


def follow(rows: Iterable[Judgement], moved: Moves) -> list[Judgement]:
    """Judgements and moves -> the judgements as if they had been made on the claims of now; their ids are the same."""
    if not moved:
        return list(rows)

    def now(refs: Sequence[ClaimRef]) -> tuple[ClaimRef, ...]:
        return tuple(moved.get(ref, ref) for ref in refs)

    return [msgspec.structs.replace(row, claims=now(row.claims), others=now(row.others)) for row in rows]


def ancestors(refs: Iterable[ClaimRef], moved: Moves) -> set[ClaimRef]:
    """Claims, and the moves of their reports -> these, and the claims of earlier versions whose judgements follow to them."""
    found: set[ClaimRef] = set()
    left = set(refs)
    while left:
        found |= left
        left = {was for was, now in moved.items() if now in left} - found
    return found
