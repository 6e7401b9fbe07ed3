"""What incremental linking keeps, in the tables of a project: the :class:`reportedly.linking.shelf.Shelf` of the store.

Blocks, edges and copies go straight to their tables. Incidents and redirects are only read here; those that a call of ``relink``
gives are written, together with their assessments, by :mod:`reportedly.store.relinking`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, Connection, bindparam, func, or_, select

from reportedly.codebook.book import Codebook
from reportedly.judgement import Pairs
from reportedly.linking.copies import Copy
from reportedly.linking.identity import Redirect
from reportedly.linking.shelf import Edge, Member, ReportPair
from reportedly.record import ClaimRef, CodedReport, Incident
from reportedly.store.incidents import read_incidents, read_redirects
from reportedly.store.judged import read_linked
from reportedly.store.packing import pack, plain, unpack
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

T = TypeVar("T")

# Values that one statement asks for; SQLite takes 250,000 and PostgreSQL 65,535.
MANY = 2000


class StoreShelf:
    """The shelf of a project, for one transaction."""

    def __init__(self, connection: Connection, book: Codebook) -> None:
        self._connection = connection
        self._book = book
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._records: dict[str, CodedReport] = {}

    # -- reports: the project has them anyway

    def reports(self, ids: Collection[str]) -> Mapping[str, CodedReport]:
        """See :meth:`Shelf.reports`."""
        missing = [name for name in ids if name not in self._records]
        self._records.update(read_linked(self._connection, self._book, missing))
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
        for number, rows in self._rows(self._number(reports)):
            found += ((key, (self._names[number], claim)) for key, claim in rows)
        return found

    def _rows(self, numbers: Sequence[int]) -> Iterator[tuple[int, list[tuple[str, str]]]]:
        for part in _parts(numbers):
            for row in self._connection.execute(select(block_rows).where(block_rows.c.report.in_(part))):
                yield row.report, msgspec.json.decode(unpack(row.rows), type=list[tuple[str, str]])

    def sizes(self, keys: Collection[str]) -> Mapping[str, int]:
        """See :meth:`Shelf.sizes`."""
        words = {key_number(key): key for key in keys}
        found: dict[str, int] = {}
        for part in _parts(list(words)):
            query = select(blocks.c.key, func.count()).where(blocks.c.key.in_(part)).group_by(blocks.c.key)
            found.update((words[number], count) for number, count in self._connection.execute(query))
        return found

    def members(self, keys: Collection[str]) -> Mapping[str, Sequence[Member]]:
        """See :meth:`Shelf.members`."""
        words = {key_number(key): key for key in keys}
        found: dict[str, list[Member]] = defaultdict(list)
        for part in _parts(list(words)):
            query = select(blocks.c.key, blocks.c.claim, reports.c.id, reports.c.no)
            query = query.join(reports, reports.c.no == blocks.c.report).where(blocks.c.key.in_(part))
            for key, claim, name, number in self._connection.execute(query):
                self._know(name, number)
                found[words[key]].append((self._names[number], claim))
        return found

    def join(self, rows: Iterable[tuple[str, Member]]) -> None:
        """See :meth:`Shelf.join`."""
        by_report: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, (report, claim) in rows:
            by_report[report].append((key, claim))
        if not by_report:
            return
        numbers = self._number(by_report)
        held = dict(self._rows(numbers))
        self._delete(block_rows, "report", numbers)
        kept, new = [], []
        for report, own in by_report.items():
            number = self._numbers[report]
            packed = pack(msgspec.json.encode([*held.get(number, ()), *own]))
            kept.append({"report": number, "rows": packed})
            new += [{"key": key_number(key), "report": number, "claim": claim} for key, claim in own]
        self._connection.execute(block_rows.insert(), kept)
        self._connection.execute(blocks.insert(), new)

    def leave(self, rows: Collection[tuple[str, Member]]) -> None:
        """See :meth:`Shelf.leave`."""
        by_report: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for key, (report, claim) in rows:
            by_report[report].add((key, claim))
        if not by_report:
            return
        numbers = self._number(by_report)
        held = dict(self._rows(numbers))
        self._delete(block_rows, "report", numbers)
        kept, gone = [], []
        for report, own in by_report.items():
            number = self._numbers[report]
            gone += [{"of_key": key_number(key), "of_report": number, "of_claim": claim} for key, claim in own]
            if left := [row for row in held[number] if row not in own]:
                kept.append({"report": number, "rows": pack(msgspec.json.encode(left))})
        here = (blocks.c.key == bindparam("of_key")) & (blocks.c.report == bindparam("of_report"))
        self._connection.execute(blocks.delete().where(here, blocks.c.claim == bindparam("of_claim")), gone)
        if kept:
            self._connection.execute(block_rows.insert(), kept)

    # -- what was found

    def edges(self, accounts: Collection[Member]) -> Sequence[Edge]:
        """See :meth:`Shelf.edges`."""
        # By report, and the claims are looked at here: SQLite reads the whole table where it is asked for pairs of values.
        numbers = self._number({report for report, _ in accounts})
        wanted = {(self._numbers[report], claim) for report, claim in accounts if report in self._numbers}
        rows = set()
        for part in _parts(numbers):
            for report, claim in ((edges.c.first_report, 0), (edges.c.second_report, 2)):
                found = self._connection.execute(select(*edges.c).where(report.in_(part)))
                rows |= {tuple(row) for row in found if (row[claim], row[claim + 1]) in wanted}
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
        for part in _parts(self._number(reports), MANY // 2):
            query = select(copies.c.record).where(or_(copies.c.first.in_(part), copies.c.second.in_(part)))
            for row in self._connection.execute(query):
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
        names = self._names_at(incident_claims.c.incident, claims)
        return [one.incident for one in read_incidents(self._connection, sorted(names))]

    def _names_at(self, column: Column[str], claims: Collection[ClaimRef]) -> set[str]:
        """A column of a table with reports and claims -> its values at these claims; by report, as :meth:`edges`."""
        wanted = {(ref.report, ref.claim) for ref in claims}
        table, found = column.table.c, set[str]()
        for part in _parts(sorted({report for report, _ in wanted})):
            rows = self._connection.execute(select(table.report, table.claim, column).where(table.report.in_(part)))
            found.update(name for report, claim, name in rows if (report, claim) in wanted)
        return found

    def put_incidents(self, incidents: Sequence[Incident]) -> None:
        """See :meth:`Shelf.put_incidents`, and the module."""

    def drop_incidents(self, ids: Collection[str]) -> None:
        """See :meth:`Shelf.drop_incidents`, and the module."""

    def redirects(self, claims: Collection[ClaimRef], targets: Collection[str]) -> Sequence[Redirect]:
        """See :meth:`Shelf.redirects`."""
        names = self._names_at(redirected_claims.c.redirect, claims)
        for some in _parts(sorted(targets)):
            names.update(self._connection.execute(select(redirects.c.id).where(redirects.c.to.in_(some))).scalars())
        return read_redirects(self._connection, sorted(names)) if names else []

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
        return Pairs() if value is None else msgspec.json.decode(value, type=Pairs)

    def put_pairs(self, pairs: Pairs) -> None:
        """See :meth:`Shelf.put_pairs`."""
        self._connection.execute(settings.delete().where(settings.c.name == "pairs"))
        self._connection.execute(settings.insert().values(name="pairs", value=msgspec.json.encode(pairs).decode()))

    # -- numbers and names of reports

    def _number(self, ids: Collection[str]) -> list[int]:
        missing = [plain(name) for name in ids if name not in self._numbers]
        names = {plain(name): name for name in ids}
        for part in _parts(missing):
            for row in self._connection.execute(select(reports.c.id, reports.c.no).where(reports.c.id.in_(part))):
                self._know(names[row.id], row.no)
        return [self._numbers[name] for name in ids if name in self._numbers]

    def _name(self, numbers: Collection[int]) -> None:
        for part in _parts([number for number in numbers if number not in self._names]):
            for row in self._connection.execute(select(reports.c.id, reports.c.no).where(reports.c.no.in_(part))):
                self._know(row.id, row.no)

    def _know(self, name: str, number: int) -> None:
        self._names.setdefault(number, name)
        self._numbers.setdefault(name, number)

    def _delete(self, table: Any, column: str, values: Sequence[int]) -> None:
        for part in _parts(values):
            self._connection.execute(table.delete().where(table.c[column].in_(part)))


def key_number(key: str) -> int:
    """Words of a block's key -> the number that it has in the table: 63 bits of their digest.

    Two keys with one number, which one project in millions might see, would be one block with the members of both.
    """
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def _parts(values: Sequence[T], size: int = MANY) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
