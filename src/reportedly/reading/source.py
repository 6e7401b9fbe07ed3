"""What a reader is given: a stream with its name, and what holds for the whole input."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

from reportedly.errors import ReadingError
from reportedly.reading.draft import Found
from reportedly.reading.limits import MB, Budget


@dataclass(frozen=True)
class Source:
    """A stream of bytes that can be rewound, and the name that its ending is taken from (its path is never opened again)."""

    stream: BinaryIO
    name: str

    def whole(self, largest: int) -> bytes:
        """All of it; raises :class:`ReadingError` if it is larger."""
        content = self.stream.read(largest + 1)
        if len(content) > largest:
            raise ReadingError(f"is larger than {largest // MB} MB; no report of this kind is")
        return content

    def head(self, length: int = 4096) -> bytes:
        """The first bytes, without moving on."""
        start = self.stream.tell()
        content = self.stream.read(length)
        self.stream.seek(start)
        return content


@dataclass(frozen=True)
class Context:
    """What holds for an input and all that lies inside it.

    ``columns`` maps our fields to the names that the input's tables have for them; ``inner`` reads what lies inside an archive
    or letter, by its ending; ``knows`` says whether an ending can be read.
    """

    inner: Callable[[Source, Context], Iterator[Found]]
    knows: Callable[[str], bool]
    columns: Mapping[str, str] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)


Reader: TypeAlias = Callable[[Source, Context], Iterator[Found]]
