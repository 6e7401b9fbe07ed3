"""Derives the incidents anew where reports or judgements have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import Connection, select

from reportedly.assessing.assessor import assess
from reportedly.codebook.book import Codebook
from reportedly.judgement import by_report
from reportedly.linking.identity import keep_ids
from reportedly.linking.linker import find_links
from reportedly.record import AssessedIncident, CodedReport, Judgement
from reportedly.store.incidents import read_incidents, read_redirects, write_incidents
from reportedly.store.records import judged_record
from reportedly.store.reports import read_records
from reportedly.store.schema import judgements, reports


def read_judgements(connection: Connection) -> list[Judgement]:
    """Give all judgements, the first first."""
    query = select(judgements.c.record).order_by(judgements.c.no)
    return [msgspec.json.decode(row.record, type=Judgement) for row in connection.execute(query)]


def judged_records(connection: Connection, book: Codebook, ids: Sequence[str] | None = None) -> Iterator[CodedReport]:
    """Ids of reports (``None``: all) -> their records in force with the judgements laid over."""
    rows = by_report(read_judgements(connection))
    for _, record in read_records(connection, ids):
        yield judged_record(record, rows.get(record.report.id, ()), book)


def relink(connection: Connection, book: Codebook, at: str, also: Iterable[str] = ()) -> list[str]:
    """Bring the incidents up to date with the reports that were coded or judged since -> ids of the incidents that changed.

    ``also`` are ids of reports whose judgements changed.
    """
    unlinked = connection.execute(select(reports.c.no).where(reports.c.linked.is_(False)).limit(1)).first()
    if unlinked is None and not list(also):
        return []
    records = {record.report.id: record for record in judged_records(connection, book)}
    old = {one.incident.id: one for one in read_incidents(connection)}
    known = read_redirects(connection)
    links = find_links(records.values())
    named, ended = keep_ids([one.incident for one in old.values()], links.incidents, known)
    new = {one.id: AssessedIncident(incident=one, assessment=assess(one, records, book)) for one in named}
    changed = write_incidents(connection, old, new, [one for one in ended if one not in known], at)
    connection.execute(reports.update().where(reports.c.linked.is_(False)).values(linked=True))
    return changed
