"""Derives the incidents anew where reports or judgements have changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from reportedly.assessing.assessor import assess
from reportedly.codebook.book import Codebook
from reportedly.linking.incremental import relink
from reportedly.record import AssessedIncident, CodedReport
from reportedly.store.incidents import write_incidents
from reportedly.store.judged import pairs_in_effect, read_judged
from reportedly.store.memory import Memory
from reportedly.store.reviews import refresh_reviews
from reportedly.store.rows import delete_rows
from reportedly.store.schema import linked_records, reports
from reportedly.store.shelf import StoreShelf

# Reports that are linked in one transaction: many together cost less than one by one, but who judges meanwhile waits for them.
BATCH = 200


def find_unlinked(connection: Connection, limit: int = BATCH) -> dict[str, int]:
    """Give the next reports that were coded or judged since they were linked: numbers by id."""
    query = select(reports.c.id, reports.c.no).where(reports.c.linked.is_(False)).order_by(reports.c.no).limit(limit)
    return {row.id: row.no for row in connection.execute(query)}


def _numbers(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    query = select(reports.c.id, reports.c.no).where(reports.c.id.in_(ids), reports.c.coded_version.is_not(None))
    return {row.id: row.no for row in connection.execute(query)}


def relink_some(
    connection: Connection, book: Codebook, at: str, memory: Memory, only: Sequence[str] | None = None
) -> tuple[int, list[str]]:
    """Bring the incidents up to date with the next reports that are not linked -> how many these were, and the incidents changed.

    With ``only`` these reports (ids) are linked and no others, and the judgements on pairs are obeyed anew.
    """
    unlinked = find_unlinked(connection) if only is None else _numbers(connection, only)
    if not unlinked and only is None:
        return 0, []
    changed = relink_records(connection, book, at, memory, list(read_judged(connection, book, unlinked.keys(), memory).values()))
    mark_linked(connection, list(unlinked.values()))
    return len(unlinked), changed


def relink_records(
    connection: Connection,
    book: Codebook,
    at: str,
    memory: Memory,
    records: Sequence[CodedReport],
    linked: Iterable[CodedReport] = (),
) -> list[str]:
    """Records as people judged them by now -> the ids of the incidents that are not what they were before.

    ``linked`` are records with which some of these were linked, where they are at hand; others are read. The judgements on pairs
    are obeyed anew.
    """
    shelf = StoreShelf(connection, book, memory)
    shelf.put_reports(list(linked))
    result = relink(records, (), shelf, pairs_in_effect(connection), memory.known)
    # An incident may be what it was, and a claim of it say something else: it is assessed anew as well.
    gone = {one.id for one in result.gone}
    made = {one.id: one for one in result.made}
    by_id = {record.report.id: record for record in records}
    same = shelf.incidents_of(by_id.keys()) - gone - made.keys()
    old = shelf.assessed(gone | same)
    made |= {name: old[name].incident for name in same}
    told = {ref.report for one in made.values() for ref in one.claims}
    by_id |= read_judged(connection, book, told - by_id.keys(), memory)
    new = {name: AssessedIncident(incident=one, assessment=assess(one, by_id, book)) for name, one in sorted(made.items())}
    changed = write_incidents(connection, old, new, result.redirects, shelf.redirecting, at)
    refresh_reviews(connection, new.keys())
    return changed


def mark_linked(connection: Connection, numbers: Sequence[int]) -> None:
    """Numbers of reports -> they are linked with their records of now."""
    if numbers:
        connection.execute(reports.update().where(reports.c.no.in_(numbers), reports.c.linked.is_(False)).values(linked=True))
        delete_rows(connection, linked_records.c.report, numbers)
