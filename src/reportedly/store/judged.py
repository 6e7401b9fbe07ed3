"""Records as people judged them: the judgements laid over what the machine wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, not_, select

from reportedly.codebook.book import Codebook
from reportedly.judgement import by_report, lay_over_fitting
from reportedly.record import CodedReport, Judgement
from reportedly.store.database import Found
from reportedly.store.memory import Memory
from reportedly.store.moving import Moves, follow, read_moves
from reportedly.store.packing import pack_record, plain, unpack_record
from reportedly.store.reports import read_records
from reportedly.store.rows import among, find_rows, in_parts
from reportedly.store.schema import coded, judged_claims, judgements, linked_records, reports
from reportedly.store.sealing import sealed

PAIRED = ("same", "not-same")
# Reports that are asked for by their ids; of more, all are read.
MANY = 500


def read_judgements(connection: Connection) -> list[Judgement]:
    """Give all judgements, the first first."""
    query = select(judgements.c.record).order_by(judgements.c.no)
    return [msgspec.json.decode(row.record, type=Judgement) for row in connection.execute(query)]


def judgements_now(connection: Connection, report_ids: Sequence[str] | None = None) -> list[Judgement]:
    """Ids of reports (``None``: all) -> all judgements on their claims, of now where these have only moved in their texts.

    Of very many reports it gives all there are.
    """
    if report_ids is None or len(report_ids) > MANY:
        return follow(read_judgements(connection), read_moves(connection))
    rows = judgements_of(connection, report_ids)
    return follow(rows, read_moves(connection, sorted({ref.report for row in rows for ref in (*row.claims, *row.others)})))


def judgements_of(connection: Connection, report_ids: Sequence[str]) -> list[Judgement]:
    """Ids of reports -> all judgements that name a claim of one of them, undone ones and their undos too, the first first."""
    named = select(judged_claims.c.judgement).where(judged_claims.c.report.in_([plain(one) for one in report_ids]))
    query = select(judgements.c.record).where(judgements.c.no.in_(named)).order_by(judgements.c.no)
    return [msgspec.json.decode(row.record, type=Judgement) for row in connection.execute(query)]


def judgements_in_effect(
    connection: Connection, report_ids: Sequence[str] | None = None, moved: Moves | None = None
) -> list[Judgement]:
    """Ids of reports (``None``: all) -> the judgements that count by now (see :mod:`~reportedly.store.sealing`).

    They are on the claims of now where these have only moved in their texts; ``moved`` says which have, where it is at hand.
    """
    if report_ids is None:
        found = connection.execute(_in_effect())
    else:
        found = connection.execute(_in_effect_of(), {"reports": [plain(one) for one in report_ids]})
    rows = [msgspec.json.decode(row.record, type=Judgement) for row in found]
    return follow(rows, read_moves(connection, report_ids) if moved is None else moved) if rows else []


@cache
def _in_effect() -> Select[tuple[bytes]]:
    return select(judgements.c.record).where(not_(sealed())).order_by(judgements.c.no)


@cache
def _in_effect_of() -> Select[tuple[bytes]]:
    named = select(judged_claims.c.judgement).where(among(judged_claims.c.report, "reports"))
    return _in_effect().where(judgements.c.no.in_(named))


def pairs_in_effect(connection: Connection) -> list[Judgement]:
    """Give those of the judgements that count by now which say of claims that they are or are not of one event, and all undos."""
    query = _in_effect().where(judgements.c.verdict.in_((*PAIRED, "undo")))
    rows = [msgspec.json.decode(row.record, type=Judgement) for row in connection.execute(query)]
    named = {ref.report for row in rows for ref in (*row.claims, *row.others)}
    return follow(rows, read_moves(connection, sorted(named) if len(named) < MANY else None)) if named else rows


def judged_records(connection: Connection, book: Codebook, ids: Sequence[str] | None = None) -> Iterator[CodedReport]:
    """Ids of reports (``None``: all) -> their records in force with the judgements laid over."""
    rows = by_report(judgements_in_effect(connection, ids) if ids is None or ids else ())
    for _, record in read_records(connection, ids):
        yield judged_record(record, rows.get(record.report.id, ()), book)


def judged_as(rows: Sequence[Judgement], records: Sequence[CodedReport], book: Codebook) -> list[CodedReport]:
    """Judgements and coded records -> the records as they would be if these judgements were the ones that count."""
    of = by_report(rows)
    return [judged_record(record, of.get(record.report.id, ()), book) for record in records]


def read_judged(connection: Connection, book: Codebook, ids: Collection[str], memory: Memory) -> Mapping[str, CodedReport]:
    """Ids of reports -> as :func:`judged_records`, by id; what is in memory is not read again."""
    return _lay_over(connection, book, [row for row in _find_coded(connection, ids) if row.coder is not None], memory)


def read_linked(connection: Connection, book: Codebook, ids: Collection[str], memory: Memory) -> Mapping[str, CodedReport]:
    """Ids of reports -> the records, judgements laid over, with which those of them were linked that have been linked."""
    rows = _find_coded(connection, ids)
    names = {row.no: row.id for row in rows if row.kept is not None}
    kept = find_rows(connection, linked_records.c.report, list(names), *linked_records.c)
    current = [row for row in rows if row.kept is None and row.linked and row.coder is not None]
    return {names[row.report]: unpack_record(row.record, CodedReport) for row in kept} | _lay_over(
        connection, book, current, memory
    )


def _lay_over(connection: Connection, book: Codebook, rows: Sequence[Found], memory: Memory) -> dict[str, CodedReport]:
    keys = {row.id: (row.no, row.version, row.coder, row.at) for row in rows}
    records = memory.read(connection, list(keys.values()))
    judged = by_report(judgements_in_effect(connection, list(keys)) if keys else ())
    return {name: judged_record(records[key], judged.get(name, ()), book) for name, key in keys.items()}


def _find_coded(connection: Connection, ids: Collection[str]) -> list[Found]:
    """Ids of reports -> of each its number, what its record in force is known by, and whether it was linked, and with another."""
    parts = in_parts([plain(name) for name in ids])
    return [row for part in parts for row in connection.execute(_coded(), {"reports": part})]


@cache
def _coded() -> Select[Any]:
    here = (coded.c.report == reports.c.no) & (coded.c.version == reports.c.coded_version) & (coded.c.coder == reports.c.coder)
    columns = (reports.c.id, reports.c.no, reports.c.linked, coded.c.version, coded.c.coder, coded.c.at)
    query = select(*columns, linked_records.c.report.label("kept")).outerjoin(coded, here)
    query = query.outerjoin(linked_records, linked_records.c.report == reports.c.no)
    return query.where(among(reports.c.id, "reports"))


def keep_linked(connection: Connection, book: Codebook, number: int, record: CodedReport) -> None:
    """Number of a linked report and its record in force -> what it was linked with is kept until it is linked anew."""
    if connection.execute(select(linked_records.c.report).where(linked_records.c.report == number)).first() is None:
        judged = judged_record(record, judgements_in_effect(connection, [record.report.id]), book)
        connection.execute(linked_records.insert().values(report=number, record=pack_record(judged)))


def judged_record(record: CodedReport, rows: Sequence[Judgement], book: Codebook) -> CodedReport:
    """Coded record and judgements -> the record as people judged it, as far as codebook and report bear it out."""
    return lay_over_fitting(record, rows, book)[0] if rows else record
