"""Judgements in the project: added, never changed; what they touch is derived anew at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from types import EllipsisType
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, select

from reportedly.codebook.book import Codebook
from reportedly.corrections import check_evidence
from reportedly.errors import UsageError
from reportedly.judgement import in_force, lay_over
from reportedly.record import ClaimRef, Judgement
from reportedly.store.changes import change_row, log
from reportedly.store.database import new_number
from reportedly.store.errors import Conflict
from reportedly.store.incidents import incidents_holding
from reportedly.store.judged import PAIRED, judged_as, judgements_in_effect, judgements_of, keep_linked
from reportedly.store.memory import Memory
from reportedly.store.moving import Moves, ancestors, follow, read_moves
from reportedly.store.packing import plain
from reportedly.store.records import store_claims, store_verdicts
from reportedly.store.relinking import mark_linked, relink_records
from reportedly.store.reports import Held, read_held, read_records
from reportedly.store.reviews import refresh_reviews
from reportedly.store.rows import MANY
from reportedly.store.schema import claims, judged_claims, judgements, reports
from reportedly.store.sealing import find_sealed, is_blind, reports_sealed_with


@dataclass(frozen=True)
class Judged:
    """What became of a judgement: its id, and the ids of the incidents that are not what they were before."""

    id: str
    incidents: tuple[str, ...]


def add_judgement(
    connection: Connection, judgement: Judgement, expected: str | EllipsisType | None, book: Codebook, at: str, memory: Memory
) -> Judged:
    """Write a judgement down and derive anew what it touches. A judgement that is there already is not added twice.

    ``expected`` is the id of the last judgement that the judge saw on these claims, ``None`` if there was none; with ``...`` it
    is not asked. Raises :class:`Conflict` if it is not the last one by now, ``UsageError`` for a claim or judgement that is not
    there, and for evidence that the report does not have.
    """
    known, blind = connection.execute(_known_and_blind(), {"id": judgement.id}).one()
    if known is not None:
        return Judged(judgement.id, ())
    refs = _about(connection, judgement)
    touched = {ref.report for ref in refs}
    held = read_held(connection, sorted(touched))
    if judgement.undoes is None:
        _check_claims(refs, held)
    moved = read_moves(connection, sorted(touched))
    last = last_judgement(connection, refs, moved)
    if expected is not ... and (last.id if last else None) != expected:
        raise Conflict(last.id if last else None, last.by if last else None)
    if blind and (more := reports_sealed_with(connection, touched) - touched):
        # What others said of these claims may count from now on, and with it what they said of others in the same words.
        touched |= more
        moved = read_moves(connection, sorted(touched))
        held = read_held(connection, sorted(touched))
    if judgement.verdict == "correct":
        named = plain(judgement.claims[0].report)
        for one in held:
            if plain(one.record.report.id) == named:
                check_evidence(one.record, str(judgement.field), judgement.after, judgement.span)
    before = judgements_in_effect(connection, sorted(touched), moved)
    _write(connection, judgement, refs, at)
    after = judgements_in_effect(connection, sorted(touched), moved) if blind else [*before, *follow([judgement], moved)]
    every = follow(judgements_of(connection, sorted(touched)), moved) if blind else after
    if judgement.verdict == "correct":
        # Says so, before it is accepted, when the codebook has no such act or the report no such words. What stood before and
        # holds no longer is passed over: everything can be taken back. What others said that must not be told yet is not asked.
        counts = {row.id for row in before}
        seen = [row for row in every if row.id != judgement.id and (row.by == judgement.by or row.id in counts)]
        for record in judged_as(seen, [one.record for one in held], book):
            lay_over(record, follow([judgement], moved), book)
    if after == before:  # it counts later, and opened nothing
        return Judged(judgement.id, ())
    was, now = (judged_as(rows, [one.record for one in held], book) for rows in (before, after))
    if now == was and _paired(after) == _paired(before):  # the incidents stay as they are: only who has judged is known anew
        for one in held:
            store_verdicts(connection, one.number, one.record, after)
        known = {row.id for row in before}
        about = {moved.get(ref, ref) for ref in refs}
        about |= {ref for row in after if row.id not in known for ref in (*row.claims, *row.others)}
        refresh_reviews(connection, incidents_holding(connection, about))
        return Judged(judgement.id, ())
    for one in held:
        store_claims(connection, one.number, one.record, after, book)
    linked = [record for one, record in zip(held, was, strict=True) if one.linked]
    changed = relink_records(connection, book, at, memory, now, linked)
    mark_linked(connection, [one.number for one in held if not one.linked])
    return Judged(judgement.id, tuple(changed))


def _write(connection: Connection, judgement: Judgement, refs: Sequence[ClaimRef], at: str) -> None:
    """Write a judgement down, what it is about, and that it was made."""
    row = {
        "id": judgement.id,
        "at": judgement.at,
        "by": plain(judgement.by),
        "verdict": judgement.verdict,
        "undoes": judgement.undoes,
        "record": msgspec.json.encode(judgement),
    }
    number = new_number(connection.execute(judgements.insert().values(**row)))
    if refs:
        named = [{"judgement": number, "report": plain(ref.report), "claim": ref.claim} for ref in refs]
        connection.execute(judged_claims.insert(), named)
    about = refs[0] if refs else None
    told = change_row(
        at, "judgement",
        judgement=judgement.id, report=about.report if about else None, claim=about.claim if about else None,
        field=judgement.field, before=judgement.before if judgement.field else judgement.by,
        after=judgement.after if judgement.field else judgement.verdict,
    )  # fmt: skip
    log(connection, [told])


def _paired(rows: Sequence[Judgement]) -> list[Judgement]:
    """Judgements -> those in force on pairs of claims."""
    return [row for row in in_force(rows) if row.verdict in PAIRED]


def keep_as_linked(connection: Connection, report_ids: Sequence[str], book: Codebook) -> None:
    """Ids of reports -> what they were linked with is kept, before what counts of their judgements changes."""
    for report, record in read_records(connection, report_ids):
        if connection.execute(select(reports.c.linked).where(reports.c.no == report)).scalar():
            keep_linked(connection, book, report, record)


def store_claims_of(connection: Connection, report_ids: Sequence[str], book: Codebook) -> None:
    """Ids of reports -> their rows in the table of claims are written anew, as the judgements that count have them."""
    rows = judgements_in_effect(connection, report_ids)
    for report, record in read_records(connection, report_ids):
        store_claims(connection, report, record, rows, book)


def _about(connection: Connection, judgement: Judgement) -> list[ClaimRef]:
    """The claims that a judgement is about; an undo is about those of the judgement that it takes back."""
    refs = {*judgement.claims, *judgement.others}
    if judgement.undoes is not None:
        undone = connection.execute(select(judgements.c.no).where(judgements.c.id == judgement.undoes)).scalar()
        if undone is None:
            raise UsageError(f"{judgement.undoes}: there is no such judgement to undo")
        rows = connection.execute(
            select(judged_claims.c.report, judged_claims.c.claim).where(judged_claims.c.judgement == undone)
        )
        refs |= {ClaimRef(report=row.report, claim=row.claim) for row in rows}
    return sorted(refs, key=lambda ref: (ref.report, ref.claim))


def _check_claims(refs: Iterable[ClaimRef], held: Iterable[Held]) -> None:
    there = {(plain(one.record.report.id), claim.id) for one in held for claim in one.record.claims}
    for ref in refs:
        if (plain(ref.report), ref.claim) not in there:
            raise UsageError(f"claim {ref.claim} of report {ref.report}: there is no such claim in the project")


@cache
def _known_and_blind() -> Select[Any]:
    known = select(judgements.c.no).where(judgements.c.id == bindparam("id")).scalar_subquery()
    return select(known, is_blind())


def last_judgement(connection: Connection, refs: Iterable[ClaimRef], moved: Moves | None = None) -> Judgement | None:
    """Claims -> the last judgement that names one of them and counts, undone or not, ``None`` if there is none.

    ``moved`` are the moves of their reports, where these are at hand. What waits for the other of a blind sample is passed over:
    it is that person's alone, and a conflict would tell of it.
    """
    asked = {ClaimRef(report=plain(ref.report), claim=ref.claim) for ref in refs}
    if not asked:
        return None
    named = ancestors(asked, read_moves(connection, sorted({ref.report for ref in asked})) if moved is None else moved)
    # Not the greatest number of all that name one of these pairs: SQLite would go down all judgements until it meets one.
    names, ids = zip(*((ref.report, ref.claim) for ref in named), strict=True)
    rows = connection.execute(select(judged_claims).where(judged_claims.c.report.in_(names), judged_claims.c.claim.in_(ids)))
    numbers = sorted({row.judgement for row in rows if ClaimRef(report=row.report, claim=row.claim) in named}, reverse=True)
    waiting = find_sealed(connection, names) if numbers else ()
    for number in numbers:
        record = connection.execute(select(judgements.c.record).where(judgements.c.no == number)).scalar_one()
        made = msgspec.json.decode(record, type=Judgement)
        if made.id not in waiting:
            return made
    return None


def find_judgement(connection: Connection, judgement_id: str) -> Judgement | None:
    """Id -> the judgement, ``None`` if there is none."""
    row = connection.execute(select(judgements.c.record).where(judgements.c.id == plain(judgement_id))).one_or_none()
    return msgspec.json.decode(row.record, type=Judgement) if row else None


def find_claims(connection: Connection, prefix: str, limit: int = 10) -> list[ClaimRef]:
    """Id of a claim or how it begins -> the claims whose ids begin so."""
    query = select(reports.c.id.label("report"), claims.c.id.label("claim")).join(claims, claims.c.report == reports.c.no)
    upper = prefix[:-1] + chr(ord(prefix[-1]) + 1) if prefix else ""
    found = connection.execute(query.where(claims.c.id >= prefix, claims.c.id < upper).order_by(claims.c.id).limit(limit))
    return [ClaimRef(report=row.report, claim=row.claim) for row in found]


def orphaned(connection: Connection) -> list[Judgement]:
    """Judgements whose claim is gone, because its report was changed or coded anew: kept, and without effect on that claim."""
    present = (
        select(claims.c.id)
        .join(reports, reports.c.no == claims.c.report)
        .where(reports.c.id == judged_claims.c.report, claims.c.id == judged_claims.c.claim)
    )
    moved = read_moves(connection)
    gone = {
        row.judgement
        for row in connection.execute(select(judged_claims).where(~present.exists()))
        # A move leads to a claim that was there when the text last changed; a new coding may have taken that away too.
        if (now := moved.get(ref := ClaimRef(report=row.report, claim=row.claim), ref)) == ref or not _is_there(connection, now)
    }
    ordered = sorted(gone)
    found = []
    for start in range(0, len(ordered), MANY):
        query = select(judgements.c.record).where(judgements.c.no.in_(ordered[start : start + MANY])).order_by(judgements.c.no)
        found += [msgspec.json.decode(row.record, type=Judgement) for row in connection.execute(query)]
    return found


def _is_there(connection: Connection, ref: ClaimRef) -> bool:
    query = select(claims.c.id).join(reports, reports.c.no == claims.c.report)
    return connection.execute(query.where(reports.c.id == plain(ref.report), claims.c.id == ref.claim)).first() is not None
