"""A shelf in memory: for tests, for one run over many batches, and as the plainest reading of what :class:`Shelf` asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from reportedly.judgement import Pairs
from reportedly.linking.copies import Copy
from reportedly.linking.identity import Redirect
from reportedly.linking.shelf import Edge, Member, ReportPair
from reportedly.record import ClaimRef, CodedReport, Incident


class MemoryShelf:
    """Every table of a shelf as dictionaries, with the look-ups that a database would have as indices."""

    def __init__(self) -> None:
        self._reports: dict[str, CodedReport] = {}
        self._blocks: dict[str, set[Member]] = {}
        self._rows: dict[str, list[tuple[str, Member]]] = {}
        self._edges: dict[Member, dict[Member, float]] = defaultdict(dict)
        self._copies: dict[str, dict[str, Copy]] = defaultdict(dict)
        self._incidents: dict[str, Incident] = {}
        self._holder: dict[ClaimRef, str] = {}
        self._redirects: dict[str, Redirect] = {}
        self._remembered: dict[ClaimRef, set[str]] = defaultdict(set)
        self._leading: dict[str, set[str]] = defaultdict(set)
        self._pairs = Pairs()

    # -- reports

    def reports(self, ids: Collection[str]) -> Mapping[str, CodedReport]:
        """See :meth:`Shelf.reports`."""
        return {name: self._reports[name] for name in ids if name in self._reports}

    def put_reports(self, coded: Sequence[CodedReport]) -> None:
        """See :meth:`Shelf.put_reports`."""
        self._reports.update((one.report.id, one) for one in coded)

    def drop_reports(self, ids: Collection[str]) -> None:
        """See :meth:`Shelf.drop_reports`."""
        for name in ids:
            self._reports.pop(name, None)

    # -- blocks

    def rows(self, reports: Collection[str]) -> Sequence[tuple[str, Member]]:
        """See :meth:`Shelf.rows`."""
        return [row for name in reports for row in self._rows.get(name, ())]

    def sizes(self, keys: Collection[str], most: int) -> Mapping[str, int]:
        """See :meth:`Shelf.sizes`."""
        return {key: min(most, len(self._blocks[key])) for key in keys if key in self._blocks}

    def members(self, keys: Collection[str]) -> Mapping[str, Sequence[Member]]:
        """See :meth:`Shelf.members`."""
        return {key: list(self._blocks[key]) for key in keys if key in self._blocks}

    def join(self, rows: Iterable[tuple[str, Member]]) -> None:
        """See :meth:`Shelf.join`."""
        for key, member in rows:
            self._blocks.setdefault(key, set()).add(member)
            self._rows.setdefault(member[0], []).append((key, member))

    def leave(self, rows: Collection[tuple[str, Member]]) -> None:
        """See :meth:`Shelf.leave`."""
        gone: dict[str, set[tuple[str, Member]]] = defaultdict(set)
        for key, member in rows:
            gone[member[0]].add((key, member))
            self._blocks[key].discard(member)
            if not self._blocks[key]:
                del self._blocks[key]
        for name, some in gone.items():
            self._rows[name] = [row for row in self._rows[name] if row not in some]
            if not self._rows[name]:
                del self._rows[name]

    # -- what was found

    def edges(self, accounts: Collection[Member]) -> Sequence[Edge]:
        """See :meth:`Shelf.edges`."""
        found = {
            Edge(min(one, other), max(one, other), score)
            for one in accounts
            if one in self._edges
            for other, score in self._edges[one].items()
        }
        return list(found)

    def put_edges(self, edges: Sequence[Edge]) -> None:
        """See :meth:`Shelf.put_edges`."""
        for one, other, score in edges:
            self._edges[one][other] = self._edges[other][one] = score

    def drop_edges(self, pairs: Collection[tuple[Member, Member]]) -> None:
        """See :meth:`Shelf.drop_edges`."""
        for one, other in pairs:
            for a, b in ((one, other), (other, one)):
                self._edges[a].pop(b, None)
                if not self._edges[a]:
                    del self._edges[a]

    def copies(self, reports: Collection[str]) -> Sequence[Copy]:
        """See :meth:`Shelf.copies`."""
        found = {copy.reports: copy for name in reports if name in self._copies for copy in self._copies[name].values()}
        return list(found.values())

    def put_copies(self, copies: Sequence[Copy]) -> None:
        """See :meth:`Shelf.put_copies`."""
        for copy in copies:
            a, b = copy.reports
            self._copies[a][b] = self._copies[b][a] = copy

    def drop_copies(self, pairs: Collection[ReportPair]) -> None:
        """See :meth:`Shelf.drop_copies`."""
        for one, other in pairs:
            for a, b in ((one, other), (other, one)):
                self._copies[a].pop(b, None)
                if not self._copies[a]:
                    del self._copies[a]

    # -- incidents

    def incidents(self, claims: Collection[ClaimRef]) -> Sequence[Incident]:
        """See :meth:`Shelf.incidents`."""
        return [self._incidents[name] for name in dict.fromkeys(self._holder[ref] for ref in claims if ref in self._holder)]

    def all_incidents(self) -> tuple[Incident, ...]:
        """Every incident, in no order."""
        return tuple(self._incidents.values())

    def put_incidents(self, incidents: Sequence[Incident]) -> None:
        """See :meth:`Shelf.put_incidents`."""
        for one in incidents:
            self._incidents[one.id] = one
            self._holder.update(dict.fromkeys(one.claims, one.id))

    def drop_incidents(self, ids: Collection[str]) -> None:
        """See :meth:`Shelf.drop_incidents`."""
        for name in ids:
            for ref in self._incidents.pop(name).claims:
                if self._holder.get(ref) == name:
                    del self._holder[ref]

    def redirects(self, claims: Collection[ClaimRef], targets: Collection[str]) -> Sequence[Redirect]:
        """See :meth:`Shelf.redirects`."""
        names = {name for ref in claims if ref in self._remembered for name in self._remembered[ref]}
        names |= {name for target in targets if target in self._leading for name in self._leading[target]}
        return [self._redirects[name] for name in names]

    def all_redirects(self) -> tuple[Redirect, ...]:
        """Every redirect, in no order."""
        return tuple(self._redirects.values())

    def put_redirects(self, redirects: Sequence[Redirect]) -> None:
        """See :meth:`Shelf.put_redirects`."""
        self.drop_redirects([one.id for one in redirects])
        for one in redirects:
            self._redirects[one.id] = one
            if one.to is not None:
                self._leading[one.to].add(one.id)
            for ref in one.claims:
                self._remembered[ref].add(one.id)

    def drop_redirects(self, ids: Collection[str]) -> None:
        """See :meth:`Shelf.drop_redirects`."""
        for name in ids:
            one = self._redirects.pop(name, None)
            if one is not None:
                self._leading[one.to or ""].discard(name)
                for ref in one.claims:
                    self._remembered[ref].discard(name)

    def is_known(self, name: str) -> bool:
        """See :meth:`Shelf.is_known`."""
        return name in self._incidents or name in self._redirects

    # -- judgements

    def pairs(self) -> Pairs:
        """See :meth:`Shelf.pairs`."""
        return self._pairs

    def put_pairs(self, pairs: Pairs) -> None:
        """See :meth:`Shelf.put_pairs`."""
        self._pairs = pairs
