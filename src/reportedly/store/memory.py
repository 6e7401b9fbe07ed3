"""What a project keeps in memory between two acts: coded records as they were read, and what linking read of them.

Nothing in it can be out of date: a record is found by the bytes in which it lies in the project, whoever has written them.
"""

from __future__ import annotations

from cachetools import LRUCache

from reportedly.linking.known import KnownReports
from reportedly.record import CodedReport
from reportedly.store.packing import unpack_record

# Bytes of packed records that are kept: some 2,500 reports of 2,000 characters, and 100 MB of them as they were read.
ROOM = 10_000_000


class Memory:
    """For whoever writes to a project. The threads of a process take turns there, so this is not made for several at once."""

    def __init__(self) -> None:
        self._records: LRUCache[bytes, tuple[int, CodedReport]] = LRUCache(ROOM, getsizeof=lambda one: one[0])
        self.known = KnownReports()

    def unpack(self, packed: bytes) -> CodedReport:
        """The bytes of a coded record in the project -> the record."""
        found = self._records.get(packed)
        if found is None:
            found = (len(packed), unpack_record(packed, CodedReport))
            if found[0] <= self._records.maxsize:
                self._records[packed] = found
        return found[1]
