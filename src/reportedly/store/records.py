"""Coded records in the project, and the table of claims that is derived from them and from what people judged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec
from sqlalchemy import Connection, Update, bindparam, select

from reportedly.codebook.book import Codebook
from reportedly.judgement import in_force
from reportedly.record import CodedReport, Coder, Judgement
from reportedly.store.changes import change_row, log
from reportedly.store.comparing import compare_versions, describe, parties, places, source_of, tolls
from reportedly.store.database import Found, new_number
from reportedly.store.judged import judged_record, judgements_in_effect, keep_linked
from reportedly.store.moving import move_claims
from reportedly.store.packing import held, pack, plain, plain_or_none, unpack_record
from reportedly.store.schema import claims, coded, coders, reports, texts


def coder_number(connection: Connection, coder: Coder, add: bool = True) -> int:
    """Stamp of a coder -> its number in the project, given to it when it is first met; 0 for one not met, if not to be added."""
    stamp = msgspec.json.encode(coder, order="deterministic").decode()
    known = connection.execute(select(coders.c.no).where(coders.c.stamp == stamp)).scalar()
    if known is None and add:
        known = new_number(connection.execute(coders.insert().values(stamp=stamp)))
    return int(known or 0)


def store_record(
    connection: Connection, number: int, version: int, line: bytes, record: CodedReport, book: Codebook, at: str
) -> None:
    """Number and version of a report, and its coded record as ``code`` writes it -> it is the record in force from now on.

    What is different from the record of an earlier version is written into the log of changes; so is a recoding that gives
    other claims. A record that comes too late, because the report has a newer version by now, is not taken.
    """
    held = connection.execute(reports.select().where(reports.c.no == number)).one()
    if held.version != version:
        return
    coder = coder_number(connection, record.coder)
    old = record_in_force(connection, held)
    if old is not None and held.linked:
        keep_linked(connection, book, number, old)
    where = (coded.c.report == number) & (coded.c.version == version) & (coded.c.coder == coder)
    connection.execute(coded.delete().where(where))
    connection.execute(coded.insert().values(report=number, version=version, coder=coder, record=pack(line), at=at))
    connection.execute(
        reports.update()
        .where(reports.c.no == number)
        .values(state="coded", reason=None, coded_version=version, coder=coder, linked=False, changed=at)
    )
    _store_text(connection, number, record)
    if old is not None:
        move_claims(connection, old, record)
    rows = judgements_in_effect(connection, [held.id])
    store_claims(connection, number, record, rows, book)
    if (opened := judgements_in_effect(connection, [held.id])) != rows:  # a claim is gone that somebody had still to judge
        store_claims(connection, number, record, opened, book)
    _log(connection, held, old, record, version, at)


def _log(connection: Connection, held: Found, old: CodedReport | None, new: CodedReport, version: int, at: str) -> None:
    if old is None:
        return
    if held.coded_version == version:
        told = [sorted(describe(one, claim) for claim in one.claims) for one in (old, new)]
        if told[0] != told[1]:
            row = change_row(at, "recoded", report=held.id, version=version, before=len(old.claims), after=len(new.claims))
            log(connection, [row])
        return
    rows = [
        change_row(
            at, found.kind, report=held.id, version=version, claim=found.claim, field=found.field, before=found.before,
            after=found.after,
        )
        for found in compare_versions(old, new)
    ]  # fmt: skip
    log(connection, rows)


def store_failure(connection: Connection, number: int, version: int, reason: str, at: str) -> None:
    """Number and version of a report -> it is marked as one that could not be coded, and why."""
    where = (reports.c.no == number) & (reports.c.version == version)
    connection.execute(reports.update().where(where).values(state="failed", reason=plain(reason), changed=at))


def record_in_force(connection: Connection, held: Found) -> CodedReport | None:
    """Row of a report -> its coded record in force, ``None`` if it has not been coded."""
    if held.coded_version is None:
        return None
    where = (coded.c.report == held.no) & (coded.c.version == held.coded_version) & (coded.c.coder == held.coder)
    return unpack_record(connection.execute(select(coded.c.record).where(where)).scalar_one(), CodedReport)


def _store_text(connection: Connection, number: int, record: CodedReport) -> None:
    words = {"title": plain(record.report.title or ""), "body": plain(record.report.text)}
    changed = connection.execute(texts.update().where(texts.c.report == number).values(**words))
    if not changed.rowcount:
        connection.execute(texts.insert().values(report=number, **words))


def store_claims(connection: Connection, number: int, record: CodedReport, rows: Sequence[Judgement], book: Codebook) -> None:
    """Coded record and the judgements on it -> its rows in the table of claims, in place of those that were there.

    A claim that was judged away keeps its row, with the machine's values and the verdict ``reject``.
    """
    force = in_force(rows)
    laid = judged_record(record, force, book)
    judged = {claim.id: (laid, claim) for claim in laid.claims}
    verdicts, count = _verdicts(record, force)
    new = []
    for n, claim in enumerate(record.claims):
        coding, shown = judged.get(claim.id, (record, claim))
        source, kind = source_of(coding, shown)
        first = coding.places[shown.where[0]] if shown.where else None
        figures = tolls(coding, shown)
        new.append(
            {
                "report": number,
                "id": claim.id,
                "place_in_report": n,
                "act": shown.act,
                "type": shown.type,
                "status": shown.status,
                "from": shown.from_,
                "to": shown.to,
                "country": first.country if first else None,
                "geonameid": held(first.geonameid) if first else None,
                "place": plain_or_none(" | ".join(places(coding, shown)) or None),
                "who": plain_or_none(" | ".join(parties(coding, shown.who)) or None),
                "whom": plain_or_none(" | ".join(parties(coding, shown.whom)) or None),
                "source": plain_or_none(source),
                "source_kind": kind,
                "killed": held(figures.get("killed")),
                "injured": held(figures.get("injured")),
                "confidence": shown.confidence,
                "verdict": verdicts.get(claim.id),
                "judged": count.get(claim.id, 0),
            }
        )
    connection.execute(claims.delete().where(claims.c.report == number))
    if new:
        connection.execute(claims.insert(), new)


def store_verdicts(connection: Connection, number: int, record: CodedReport, rows: Sequence[Judgement]) -> None:
    """Coded record and the judgements on it, none of which changes what it says -> its rows tell who has judged what by now."""
    verdicts, count = _verdicts(record, in_force(rows))
    known = [
        {"of_report": number, "of_claim": claim.id, "now": verdicts.get(claim.id), "times": count.get(claim.id, 0)}
        for claim in record.claims
    ]
    if known:
        connection.execute(_verdicts_update(), known)


@cache
def _verdicts_update() -> Update:
    here = (claims.c.report == bindparam("of_report")) & (claims.c.id == bindparam("of_claim"))
    return claims.update().where(here).values(verdict=bindparam("now"), judged=bindparam("times"))


def _verdicts(record: CodedReport, force: Sequence[Judgement]) -> tuple[dict[str, str], dict[str, int]]:
    """Judgements in force -> the verdict on each claim of a record that has one, and how many there are on each."""
    verdicts: dict[str, str] = {}
    count: dict[str, int] = {}
    for row in force:
        for ref in (*row.claims, *row.others):
            if ref.report == record.report.id:
                count[ref.claim] = count.get(ref.claim, 0) + 1
                if row.verdict in ("accept", "reject"):
                    verdicts[ref.claim] = row.verdict
    return verdicts, count
