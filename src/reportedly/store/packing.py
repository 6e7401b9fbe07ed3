"""The form in which records lie in a project: compressed JSON, and plain words that any database takes."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from reportedly.record import Record

R = TypeVar("R", bound=msgspec.Struct)

# Level 3 is three times as fast as 6 on coded reports and a tenth larger.
LEVEL = 3


def pack(content: bytes) -> bytes:
    """Bytes -> the same, compressed."""
    return zlib.compress(content, LEVEL)


def unpack(packed: bytes) -> bytes:
    """Compressed bytes -> what they were."""
    return zlib.decompress(packed)


def pack_record(record: Record) -> bytes:
    """Record -> its compressed JSON."""
    return pack(msgspec.json.encode(record))


def unpack_record(packed: bytes, kind: type[R]) -> R:
    """Compressed JSON -> the record."""
    return msgspec.json.decode(unpack(packed), type=kind)


# PostgreSQL takes no NUL in a text, and no database takes half a surrogate pair. One character stands for one, so that offsets
# stay what they are; the packed record keeps the text as it is.
_UNSTORABLE = {0: "�"} | dict.fromkeys(range(0xD800, 0xE000), "�")


def plain(text: str) -> str:
    """Any text -> one that any database takes, character for character."""
    return text if text.isascii() and "\0" not in text else text.translate(_UNSTORABLE)


def plain_or_none(text: str | None) -> str | None:
    """The same, where there may be none."""
    return None if text is None else plain(text)


# A column of numbers in PostgreSQL takes no more; the packed record keeps the number as it is.
LARGEST = 2**31 - 1


def held(number: int | None) -> int | None:
    """Any number -> the nearest that a column takes."""
    return None if number is None else max(-LARGEST, min(number, LARGEST))


def now() -> str:
    """Give the time as the project writes it: ISO 8601, UTC, milliseconds."""
    return written(datetime.now(UTC))


def written(moment: datetime) -> str:
    """A time with its zone -> the same as the project writes it, so that times sort as texts."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def learn_records() -> None:
    """Let every kind of record be known before threads read any.

    msgspec works out how a class is read when it first reads one, and two threads that do so at once can crash the process.
    """
    kinds = list(msgspec.Struct.__subclasses__())
    while kinds:
        one = kinds.pop()
        kinds += one.__subclasses__()
        if one.__module__.startswith("reportedly."):
            msgspec.json.Decoder(one)
