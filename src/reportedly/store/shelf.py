"""What incremental linking keeps, in the tables of a project: the :class:`reportedly.linking.shelf.Shelf` of the store.

Blocks, edges and copies go straight to their tables. Incidents and redirects are only read here; those that a call of ``relink``
gives are written, together with their assessments, by :mod:`reportedly.store.relinking`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Delete, Select, bindparam, func, literal, select

from reportedly.codebook.book import Codebook
from reportedly.judgement import Pairs
from reportedly.linking.copies import Copy
from reportedly.linking.identity import Redirect
from reportedly.linking.shelf import Edge, Member, ReportPair
from reportedly.record import AssessedIncident, ClaimRef, CodedReport, Incident
from reportedly.store.incidents import read_incidents, read_redirects
from reportedly.store.judged import read_linked
from reportedly.store.memory import Memory
from reportedly.store.packing import pack, plain, unpack
from reportedly.store.rows import among, delete_rows, each, find_rows, in_parts
from reportedly.store.schema import (
    block_rows,
    blocks,
    copies,
    edges,
    incident_claims,
    incidents,
    redirected_claims,
    redirects,
    reports,
    settings,
)


class StoreShelf:
    """The shelf of a project, for one transaction."""

    def __init__(self, connection: Connection, book: Codebook, memory: Memory) -> None:
        self._connection, self._book, self._memory = connection, book, memory
        self._numbers, self._names = memory.numbers, memory.names
        self._records: dict[str, CodedReport] = {}
        self._block_rows: dict[int, list[tuple[str, str]]] = {}
        self._pairs: Pairs | None = None
        self.redirecting: set[str] = set()
        """The ids that were found to redirect; linking gives none to an incident, and lets none lead elsewhere, unseen."""
        self._incidents: dict[str, AssessedIncident] = {}
        self._named: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(dict)

    # -- reports: the project has them anyway

    def reports(self, ids: Collection[str]) -> Mapping[str, CodedReport]:
        """See :meth:`Shelf.reports`."""
        missing = [name for name in ids if name not in self._records]
        self._records.update(read_linked(self._connection, self._book, missing, self._memory))
        return {name: self._records[name] for name in ids if name in self._records}

    def put_reports(self, coded: Sequence[CodedReport]) -> None:
        """See :meth:`Shelf.put_reports`. The project has them already."""
        self._records.update((one.report.id, one) for one in coded)

    def drop_reports(self, ids: Collection[str]) -> None:
        """See :meth:`Shelf.drop_reports`. No report is ever taken out of a project."""
        for name in ids:
            self._records.pop(name, None)

    # -- blocks

    def rows(self, reports: Collection[str]) -> Sequence[tuple[str, Member]]:
        """See :meth:`Shelf.rows`."""
        found: list[tuple[str, Member]] = []
        for number, rows in self._rows(self._number(reports)).items():
            found += ((key, (self._names[number], claim)) for key, claim in rows)
        return found

    def _rows(self, numbers: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
        unread = [number for number in numbers if number not in self._block_rows]
        for row in find_rows(self._connection, block_rows.c.report, unread, *block_rows.c):
            self._block_rows[row.report] = msgspec.json.decode(unpack(row.rows), type=list[tuple[str, str]])
        return {number: self._block_rows[number] for number in numbers if number in self._block_rows}

    def _write_rows(self, rows: Mapping[int, list[tuple[str, str]]]) -> None:
        """Numbers of reports -> their block rows in place of those that were there."""
        delete_rows(self._connection, block_rows.c.report, [number for number in rows if number in self._block_rows])
        self._block_rows.update(rows)
        kept = [{"report": number, "rows": pack(msgspec.json.encode(own))} for number, own in rows.items() if own]
        if kept:
            self._connection.execute(block_rows.insert(), kept)

    def sizes(self, keys: Collection[str], most: int) -> Mapping[str, int]:
        """See :meth:`Shelf.sizes`."""
        words = {key_number(key): key for key in keys}
        found: dict[str, int] = {}
        query = _sizes(self._connection.dialect.name)
        for part in in_parts(list(words)):
            found.update(
                (words[number], count) for number, count in self._connection.execute(query, {"keys": part, "most": most})
            )
        return found

    def members(self, keys: Collection[str]) -> Mapping[str, Sequence[Member]]:
        """See :meth:`Shelf.members`."""
        words = {key_number(key): key for key in keys}
        # Not joined with the reports: SQLite would go through all of these.
        rows = list(find_rows(self._connection, blocks.c.key, list(words), *blocks.c))
        self._name({number for _, number, _ in rows})
        found: dict[str, list[Member]] = defaultdict(list)
        for key, number, claim in rows:
            found[words[key]].append((self._names[number], claim))
        return found

    def join(self, rows: Iterable[tuple[str, Member]]) -> None:
        """See :meth:`Shelf.join`."""
        by_report: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, (report, claim) in rows:
            by_report[report].append((key, claim))
        if not by_report:
            return
        held = self._rows(self._number(by_report))
        numbered = {self._numbers[report]: own for report, own in by_report.items()}
        self._write_rows({number: [*held.get(number, ()), *own] for number, own in numbered.items()})
        new = [
            {"key": key_number(key), "report": number, "claim": claim} for number, own in numbered.items() for key, claim in own
        ]
        self._connection.execute(blocks.insert(), new)

    def leave(self, rows: Collection[tuple[str, Member]]) -> None:
        """See :meth:`Shelf.leave`."""
        by_report: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for key, (report, claim) in rows:
            by_report[report].add((key, claim))
        if not by_report:
            return
        held = self._rows(self._number(by_report))
        numbered = {self._numbers[report]: own for report, own in by_report.items()}
        self._write_rows({number: [row for row in held[number] if row not in own] for number, own in numbered.items()})
        gone: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number, own in numbered.items():
            for key, claim in own:
                gone[number, claim].append(key_number(key))
        self._connection.execute(
            _leaving(), [{"of_report": number, "of_claim": claim, "keys": keys} for (number, claim), keys in gone.items()]
        )

    # -- what was found

    def edges(self, accounts: Collection[Member]) -> Sequence[Edge]:
        """See :meth:`Shelf.edges`."""
        # By report, and the claims are looked at here: SQLite reads the whole table where it is asked for pairs of values.
        numbers = self._number({report for report, _ in accounts})
        wanted = {(self._numbers[report], claim) for report, claim in accounts if report in self._numbers}
        found = find_rows(self._connection, (edges.c.first_report, edges.c.second_report), numbers, *edges.c)
        rows = {tuple(row) for row in found if (row[0], row[1]) in wanted or (row[2], row[3]) in wanted}
        self._name({number for row in rows for number in (row[0], row[2])})
        names = self._names
        return [Edge((names[one], first), (names[other], second), score) for one, first, other, second, score in rows]

    def put_edges(self, found: Sequence[Edge]) -> None:
        """See :meth:`Shelf.put_edges`."""
        self.drop_edges([(edge.first, edge.second) for edge in found])
        rows = [{**self._ends(edge.first, edge.second, ""), "score": edge.score} for edge in found]
        if rows:
            self._connection.execute(edges.insert(), rows)

    def drop_edges(self, pairs: Collection[tuple[Member, Member]]) -> None:
        """See :meth:`Shelf.drop_edges`."""
        self._number({report for pair in pairs for report, _ in pair})
        rows = [self._ends(one, other, "of_") for one, other in pairs]
        if rows:
            here = [edges.c[name] == bindparam(f"of_{name}") for name in edges.primary_key.columns.keys()]  # noqa: SIM118
            self._connection.execute(edges.delete().where(*here), rows)

    def _ends(self, one: Member, other: Member, prefix: str) -> dict[str, Any]:
        return {
            f"{prefix}first_report": self._numbers[one[0]],
            f"{prefix}first_claim": one[1],
            f"{prefix}second_report": self._numbers[other[0]],
            f"{prefix}second_claim": other[1],
        }

    def copies(self, reports: Collection[str]) -> Sequence[Copy]:
        """See :meth:`Shelf.copies`."""
        found: dict[ReportPair, Copy] = {}
        for row in find_rows(self._connection, (copies.c.first, copies.c.second), self._number(reports), copies.c.record):
            one = msgspec.json.decode(unpack(row.record), type=Copy)
            found[one.reports] = one
        return list(found.values())

    def put_copies(self, found: Sequence[Copy]) -> None:
        """See :meth:`Shelf.put_copies`."""
        self.drop_copies([one.reports for one in found])
        rows = [
            {
                "first": self._numbers[one.reports[0]],
                "second": self._numbers[one.reports[1]],
                "record": pack(msgspec.json.encode(one)),
            }
            for one in found
        ]
        if rows:
            self._connection.execute(copies.insert(), rows)

    def drop_copies(self, pairs: Collection[ReportPair]) -> None:
        """See :meth:`Shelf.drop_copies`."""
        self._number({report for pair in pairs for report in pair})
        rows = [{"of_first": self._numbers[one], "of_second": self._numbers[other]} for one, other in pairs]
        if rows:
            here = (copies.c.first == bindparam("of_first")) & (copies.c.second == bindparam("of_second"))
            self._connection.execute(copies.delete().where(here), rows)

    # -- incidents

    def incidents(self, claims: Collection[ClaimRef]) -> Sequence[Incident]:
        """See :meth:`Shelf.incidents`."""
        return [one.incident for one in self.assessed(self._names_at(incident_claims.c.incident, claims)).values()]

    def assessed(self, ids: Collection[str]) -> Mapping[str, AssessedIncident]:
        """Ids -> the incidents of the project that have these, as they were before this transaction."""
        missing = sorted(set(ids) - self._incidents.keys())
        self._incidents.update((one.incident.id, one) for one in read_incidents(self._connection, missing))
        return {name: self._incidents[name] for name in sorted(ids) if name in self._incidents}

    def incidents_of(self, reports: Collection[str]) -> set[str]:
        """Ids of reports -> the ids of the incidents that held a claim of one of them before this transaction."""
        held = self._read_names(incident_claims.c.incident, reports)
        return {name for report in reports for _, name in held[report]}

    def _names_at(self, column: Column[str], claims: Collection[ClaimRef]) -> set[str]:
        """A column of a table with reports and claims -> its values at these claims; by report, as :meth:`edges`."""
        held = self._read_names(column, {ref.report for ref in claims})
        return {name for ref in claims for claim, name in held[ref.report] if claim == ref.claim}

    def _read_names(self, column: Column[str], reports: Collection[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
        held, table = self._named[column.table.name], column.table.c
        unread = sorted(set(reports) - held.keys())
        held.update((report, []) for report in unread)
        for row in find_rows(self._connection, table.report, unread, table.report, table.claim, column):
            held[row[0]].append((row[1], row[2]))
        return held

    def put_incidents(self, incidents: Sequence[Incident]) -> None:
        """See :meth:`Shelf.put_incidents`, and the module."""

    def drop_incidents(self, ids: Collection[str]) -> None:
        """See :meth:`Shelf.drop_incidents`, and the module."""

    def redirects(self, claims: Collection[ClaimRef], targets: Collection[str]) -> Sequence[Redirect]:
        """See :meth:`Shelf.redirects`."""
        names = self._names_at(redirected_claims.c.redirect, claims)
        names.update(row.id for row in find_rows(self._connection, redirects.c.to, sorted(targets), redirects.c.id))
        found = read_redirects(self._connection, sorted(names)) if names else []
        self.redirecting.update(one.id for one in found)
        return found

    def put_redirects(self, redirects: Sequence[Redirect]) -> None:
        """See :meth:`Shelf.put_redirects`, and the module."""

    def drop_redirects(self, ids: Collection[str]) -> None:
        """See :meth:`Shelf.drop_redirects`, and the module."""

    def is_known(self, name: str) -> bool:
        """See :meth:`Shelf.is_known`."""
        tables = (select(table.c.id).where(table.c.id == name) for table in (incidents, redirects))
        return any(self._connection.execute(query).first() is not None for query in tables)

    # -- judgements

    def pairs(self) -> Pairs:
        """See :meth:`Shelf.pairs`."""
        value = self._connection.execute(select(settings.c.value).where(settings.c.name == "pairs")).scalar()
        self._pairs = Pairs() if value is None else msgspec.json.decode(value, type=Pairs)
        return self._pairs

    def put_pairs(self, pairs: Pairs) -> None:
        """See :meth:`Shelf.put_pairs`."""
        if pairs == self._pairs:
            return
        self._pairs = pairs
        self._connection.execute(settings.delete().where(settings.c.name == "pairs"))
        self._connection.execute(settings.insert().values(name="pairs", value=msgspec.json.encode(pairs).decode()))

    # -- numbers and names of reports

    def _number(self, ids: Collection[str]) -> list[int]:
        missing = [plain(name) for name in ids if name not in self._numbers]
        names = {plain(name): name for name in ids}
        for row in find_rows(self._connection, reports.c.id, missing, reports.c.id, reports.c.no):
            self._know(names[row.id], row.no)
        return [self._numbers[name] for name in ids if name in self._numbers]

    def _name(self, numbers: Collection[int]) -> None:
        missing = [number for number in numbers if number not in self._names]
        for row in find_rows(self._connection, reports.c.no, missing, reports.c.id, reports.c.no):
            self._know(row.id, row.no)

    def _know(self, name: str, number: int) -> None:
        self._names.setdefault(number, name)
        self._numbers.setdefault(name, number)


def key_number(key: str) -> int:
    """Words of a block's key -> the number that it has in the table: 63 bits of their digest.

    Two keys with one number, which one project in millions might see, would be one block with the members of both.
    """
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


@cache
def _sizes(dialect: str) -> Select[Any]:
    keys = each(blocks.c.key, dialect, "keys")
    some = select(literal(1)).where(blocks.c.key == keys).limit(bindparam("most")).correlate(keys.table).subquery()
    return select(keys, select(func.count()).select_from(some).scalar_subquery())


@cache
def _leaving() -> Delete:
    here = (blocks.c.report == bindparam("of_report")) & (blocks.c.claim == bindparam("of_claim"))
    return blocks.delete().where(among(blocks.c.key, "keys"), here)
