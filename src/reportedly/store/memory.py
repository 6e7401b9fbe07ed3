"""What a project keeps in memory between two acts: coded records as they were read, and what linking read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from cachetools import LRUCache
from sqlalchemy import Connection

from reportedly.linking.known import KnownReports
from reportedly.record import CodedReport
from reportedly.store.packing import unpack_record
from reportedly.store.rows import find_rows
from reportedly.store.schema import coded

Key: TypeAlias = tuple[int, int, int, str]
"""Number of a report, version, number of the coder, and when it coded: what is in the project under one key never changes."""

# Characters of reports whose records are kept: some 2,500 reports of 2,000 characters, and 100 MB.
ROOM = 5_000_000


class Memory:
    """For whoever writes to a project. The threads of a process take turns there, so this is not made for several at once."""

    def __init__(self) -> None:
        self._records: LRUCache[Key, CodedReport] = LRUCache(ROOM, getsizeof=lambda one: len(one.report.text) + 1)
        self.known = KnownReports()
        # Ids of reports by their numbers, and the other way round: neither ever changes.
        self.names: dict[int, str] = {}
        self.numbers: dict[str, int] = {}

    def read(self, connection: Connection, keys: Sequence[Key]) -> Mapping[Key, CodedReport]:
        """Keys of coded records -> the records; those that are not in memory are read."""
        found = {key: record for key in keys if (record := self._records.get(key)) is not None}
        missing = {key for key in keys if key not in found}
        rows = find_rows(connection, coded.c.report, sorted({key[0] for key in missing}), *coded.c)
        for row in rows:
            key = (row.report, row.version, row.coder, row.at)
            if key in missing:
                record = found[key] = unpack_record(row.record, CodedReport)
                if self._records.getsizeof(record) <= self._records.maxsize:
                    self._records[key] = record
        return found
