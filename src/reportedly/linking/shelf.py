"""What incremental linking keeps between two calls, and the interface by which it asks for it.

Everything on a shelf is derived: it can be thrown away and made again from the reports and judgements. A :class:`Shelf` may be
in memory (:class:`reportedly.linking.memory.MemoryShelf`) or in the tables of a project. What reads and writes it,
:func:`reportedly.linking.incremental.relink`, does so by the methods below and by no other way, always many rows in one call, and
asks only for the blocks, edges and incidents that the reports at hand touch. One call of ``relink`` should be one transaction.

Rows, with what to expect for a report of 2,000 characters with 8 claims:

============  ==============================================================================  ====================================
reports       the coded report, judgements laid over                                          1
block rows    ``(key, member)``: the member stands in the block of that key                   80 to 150
edges         ``(account, account, score)``: two accounts that compare as one event           0 to 50
copies        :class:`reportedly.linking.copies.Copy`: text that two reports share            0, or as many as there are copies
incidents     :class:`reportedly.record.Incident`                                             1
redirects     :class:`reportedly.linking.identity.Redirect`                                   seldom
pairs         one :class:`reportedly.judgement.Pairs` for the whole shelf
============  ==============================================================================  ====================================

A *member* is ``(report id, claim id)``. It names the account that begins with that claim, or, with an empty claim id, the
report as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from reportedly.judgement import Pairs
from reportedly.linking.copies import Copy
from reportedly.linking.identity import Redirect
from reportedly.record import ClaimRef, CodedReport, Incident

Member: TypeAlias = tuple[str, str]
ReportPair: TypeAlias = tuple[str, str]


class Edge(NamedTuple):
    """Two accounts that were proposed and compare as one event; ``first`` < ``second``."""

    first: Member
    second: Member
    score: float


class Shelf(Protocol):
    """The rows of incremental linking. ``Collection`` arguments may be empty; what is not there is left out of answers."""

    # -- reports: a store that keeps them anyway need not keep them twice

    def reports(self, ids: Collection[str]) -> Mapping[str, CodedReport]:
        """Ids -> the coded reports of those that are on the shelf, as they were last put there."""

    def put_reports(self, coded: Sequence[CodedReport]) -> None:
        """Add or replace reports."""

    def drop_reports(self, ids: Collection[str]) -> None:
        """Take reports away. Their block rows, edges and copies are dropped by calls of their own."""

    # -- blocks

    def rows(self, reports: Collection[str]) -> Sequence[tuple[str, Member]]:
        """Report ids -> all block rows whose member is of these reports."""

    def sizes(self, keys: Collection[str], most: int) -> Mapping[str, int]:
        """Block keys -> how many members each block has, counted no further than ``most``; a block with none may be left out."""

    def members(self, keys: Collection[str]) -> Mapping[str, Sequence[Member]]:
        """Block keys -> the members of each block, in any order. Never asked of a block over its cap."""

    def join(self, rows: Iterable[tuple[str, Member]]) -> None:
        """Add block rows; none of them is there yet."""

    def leave(self, rows: Collection[tuple[str, Member]]) -> None:
        """Take block rows away; all of them are there."""

    # -- what was found

    def edges(self, accounts: Collection[Member]) -> Sequence[Edge]:
        """Accounts -> every edge with at least one end among them, once."""

    def put_edges(self, edges: Sequence[Edge]) -> None:
        """Add or replace edges, by their two ends."""

    def drop_edges(self, pairs: Collection[tuple[Member, Member]]) -> None:
        """Take edges away, by their two ends (first < second)."""

    def copies(self, reports: Collection[str]) -> Sequence[Copy]:
        """Report ids -> every copy with at least one of its two reports among them, once."""

    def put_copies(self, copies: Sequence[Copy]) -> None:
        """Add or replace copies, by :attr:`Copy.reports`."""

    def drop_copies(self, pairs: Collection[ReportPair]) -> None:
        """Take copies away, by :attr:`Copy.reports`."""

    # -- incidents

    def incidents(self, claims: Collection[ClaimRef]) -> Sequence[Incident]:
        """Claims -> the incidents that hold at least one of them, once, in any order."""

    def put_incidents(self, incidents: Sequence[Incident]) -> None:
        """Add or replace incidents, by id."""

    def drop_incidents(self, ids: Collection[str]) -> None:
        """Take incidents away, by id."""

    def redirects(self, claims: Collection[ClaimRef], targets: Collection[str]) -> Sequence[Redirect]:
        """Claims and incident ids -> the redirects that remember one of the claims or lead to one of the ids, once."""

    def put_redirects(self, redirects: Sequence[Redirect]) -> None:
        """Add or replace redirects, by id."""

    def drop_redirects(self, ids: Collection[str]) -> None:
        """Take redirects away, by id."""

    def is_known(self, name: str) -> bool:
        """Whether an incident or a redirect has this id."""

    # -- judgements

    def pairs(self) -> Pairs:
        """What people had said of pairs of claims when the shelf was last written."""

    def put_pairs(self, pairs: Pairs) -> None:
        """Replace that."""
