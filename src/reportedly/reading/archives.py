"""Packed files: zip and gzip. Members are unpacked one at a time, with limits, and never under their own names."""

from __future__ import annotations

import gzip
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from reportedly.errors import ReadingError
from reportedly.reading.draft import Fault, Found, tidy
from reportedly.reading.limits import HIGHEST_RATIO, MB, RATIO_COUNTS_FROM
from reportedly.reading.source import Context, Source

# A member up to this size stays in memory.
IN_MEMORY = 16 * MB


def read_zip(source: Source, context: Context) -> Iterator[Found]:
    """A zip file -> what its members hold, by name; other endings and hidden files are passed over."""
    try:
        archive = zipfile.ZipFile(source.stream)
        members = sorted(archive.infolist(), key=lambda member: member.filename)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise ReadingError(f"is no zip file that can be read ({error})") from None
    read = 0
    with context.budget.deeper():
        for member in members:
            context.budget.open_member()
            name = tidy(member.filename, 500) or "?"
            if member.is_dir() or not _visible(name) or not context.knows(name):
                continue
            read += 1
            try:
                _refuse(member)
                with archive.open(member) as packed, _unpack(packed, member.compress_size, context) as content:
                    for found in context.inner(Source(content, PurePosixPath(name).name), context):
                        yield replace(found, member=" > ".join(filter(None, (name, found.member))))
            except ReadingError as error:
                yield Fault(str(error), error.line, name)
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
                yield Fault(f"cannot be unpacked ({error})", member=name)
    if not read:
        yield Fault("holds no file of a kind that is read")


def _refuse(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 0x1:
        raise ReadingError("is locked with a password; unpack it yourself and name the folder")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ReadingError("is a link to another file; links in archives are not followed")
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts[:1] and path.parts[0].endswith(":")):
        raise ReadingError("has a path that leads out of the archive")


def _visible(name: str) -> bool:
    return not any(part.startswith((".", "__MACOSX")) and part != ".." for part in PurePosixPath(name).parts)


def read_gzip(source: Source, context: Context) -> Iterator[Found]:
    """A gzip file -> what it holds, by the ending before ``.gz``."""
    size = size_of(source.stream)
    try:
        with (
            context.budget.deeper(),
            gzip.GzipFile(fileobj=source.stream, mode="rb") as packed,
            _unpack(cast("IO[bytes]", packed), size, context) as content,
        ):
            yield from context.inner(Source(content, source.name.removesuffix(".gz").removesuffix(".GZ")), context)
    except (zlib.error, OSError, EOFError) as error:
        raise ReadingError(f"cannot be unpacked ({error})") from None


def _unpack(packed: IO[bytes], packed_size: int, context: Context) -> BinaryIO:
    """Unpack into memory, or a nameless file if it is large; the sizes that the archive states are not believed."""
    content = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - given to the caller, who closes it
    size = 0
    try:
        while piece := packed.read(MB):
            size += len(piece)
            context.budget.take(len(piece))
            if size > RATIO_COUNTS_FROM and size > HIGHEST_RATIO * max(1, packed_size):
                raise ReadingError(
                    f"grows to more than {HIGHEST_RATIO} times its packed size; such files are made to fill the disk"
                )
            content.write(piece)
        content.seek(0)
    except BaseException:
        content.close()
        raise
    return cast("BinaryIO", content)


def size_of(stream: BinaryIO) -> int:
    """The length of a stream from where it stands, without moving it."""
    start = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(start)
    return size - start
