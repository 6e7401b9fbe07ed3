"""What linking reads of a report, kept from one call to the next.

One rejected claim is compared with the accounts of up to some hundred other reports, and reading these (their words, names and
accounts) takes longer than comparing them. Who judges in one project meets the same reports again and again.
"""

from __future__ import annotations

from functools import cached_property

from cachetools import LRUCache

from reportedly.linking.account import Account, find_accounts
from reportedly.linking.texts import Text, read_text
from reportedly.record import CodedReport

# Characters of reports that are kept: some 2,500 reports of 2,000 characters, and 150 MB.
ROOM = 5_000_000


class Known:
    """One coded report; each thing is read of it when it is first asked for."""

    def __init__(self, coded: CodedReport) -> None:
        self.coded = coded

    @cached_property
    def text(self) -> Text:
        """What is compared of its text."""
        return read_text(self.coded)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Its accounts, before anything is split by what people said."""
        return find_accounts(self.coded)


class KnownReports:
    """The reports that were read last, by id. Not for several threads at once."""

    def __init__(self, room: int = ROOM) -> None:
        self._held: LRUCache[str, Known] = LRUCache(room, getsizeof=lambda one: len(one.coded.report.text) + 1)

    def read(self, coded: CodedReport) -> Known:
        """Coded report -> what is known of it. Of a report that is not word for word what it was, nothing is."""
        known = self._held.get(coded.report.id)
        if known is None or (known.coded is not coded and known.coded != coded):
            known = Known(coded)
            if self._held.getsizeof(known) <= self._held.maxsize:
                self._held[coded.report.id] = known
        return known
