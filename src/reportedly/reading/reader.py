"""Reads paths into reports: files of every known kind, folders, globs, archives, standard input."""

from __future__ import annotations

import datetime
import glob
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from msgspec.structs import replace as replaced

from reportedly.codebook.publishers import PublisherTable
from reportedly.errors import ReadingError, UsageError
from reportedly.reading.draft import Draft, Fault, Found, finish
from reportedly.reading.formats import context, known_endings, knows, read_source, read_stream
from reportedly.reading.language import language_of, skip_reason
from reportedly.reading.limits import MB
from reportedly.reading.source import Source
from reportedly.record import Reading

# Standard input up to this size stays in memory while it is read.
IN_MEMORY = 16 * MB
_UNHELD = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Failure:
    """A report that could not be read or coded, or (``lost`` is false) a part of one: where it stands and why."""

    where: str
    reason: str
    lost: bool = True

    def __str__(self) -> str:
        """One line, as the command line prints it."""
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True)
class _Finisher:
    """Makes readings of drafts; one for all inputs of a call, so that an id which comes twice is seen."""

    publishers: PublisherTable
    on_failure: Callable[[Failure], None]
    publisher: str | None
    published: str | None
    now: datetime.datetime
    seen: set[str]

    def readings(self, where: str, found: Iterator[Found]) -> Iterator[Reading]:
        """What a reader found, and where -> the readings; everything else goes to ``on_failure``."""
        try:
            for one in found:
                place = _place(where, one)
                if isinstance(one, Fault):
                    self.on_failure(Failure(place, one.reason, one.lost))
                elif (reading := self._finish(one, place)) is not None:
                    yield reading
        except ReadingError as error:
            self.on_failure(Failure(f"{where}, line {error.line}" if error.line else where, str(error)))

    def _finish(self, draft: Draft, place: str) -> Reading | None:
        def wrong_date(error: ReadingError) -> None:
            self.on_failure(Failure(place, str(error), lost=False))

        if draft.id is not None and draft.id in self.seen:
            self.on_failure(Failure(place, f"its id {draft.id!r} is that of an earlier report; give each its own", lost=False))
        if draft.id is not None:
            self.seen.add(draft.id)
        try:
            if unheld := _UNHELD.search(draft.text):
                what = "a NUL character" if unheld.group() == "\0" else "half of a surrogate pair"
                raise ReadingError(f"its text holds {what} at {unheld.start()}, which no database takes")
            reading = finish(draft, self.publishers, self.publisher, self.published, wrong_date, self.now)
        except ReadingError as error:
            self.on_failure(Failure(place, str(error)))
            return None
        language = language_of(draft.text, draft.language)
        return replaced(
            reading, where=place, skipped=skip_reason(language), report=replaced(reading.report, language=language)
        )  # fmt: skip


def read_paths(
    paths: Iterable[str],
    publishers: PublisherTable,
    on_failure: Callable[[Failure], None],
    publisher: str | None = None,
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Reading]:
    """Paths -> the reports in them, in the order given (folders: by name), each with its marks.

    ``publisher`` and ``published`` (ISO 8601) stand in where the input does not say; ``columns`` maps our fields to the columns
    of tables. A file, line or member that cannot be read goes to ``on_failure`` and reading goes on. A report that is not in
    English is given with the reason in ``skipped``. Raises :class:`UsageError` for a path that does not exist or whose ending
    is not known.
    """
    finisher = _Finisher(publishers, on_failure, publisher, published, datetime.datetime.now(datetime.UTC), set())
    for path in _expand(paths, on_failure):
        where = "standard input" if path is None else str(path)
        try:
            stream = _standard_input() if path is None else path.open("rb")
        except OSError as error:
            on_failure(Failure(where, f"cannot be read ({error.strerror or error})"))
            continue
        with stream:
            source = Source(cast("BinaryIO", stream), "standard input" if path is None else path.name)
            read = read_stream if path is None else read_source
            yield from finisher.readings(where, _readable(read(source, context(columns))))


def _readable(found: Iterator[Found]) -> Iterator[Found]:
    """A disk that fails on the way is one line, too."""
    try:
        yield from found
    except OSError as error:
        raise ReadingError(f"cannot be read ({error.strerror or error})") from None


def _standard_input() -> IO[bytes]:
    spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - given to the caller, who closes it
    while piece := sys.stdin.buffer.read(MB):
        spool.write(piece)
    spool.seek(0)
    return cast("IO[bytes]", spool)


def _place(where: str, found: Found) -> str:
    place = f"{where} > {found.member}" if found.member else where
    return f"{place}, line {found.line}" if found.line else place


def _expand(paths: Iterable[str], on_failure: Callable[[Failure], None]) -> Iterator[Path | None]:
    """Arguments -> files, ``None`` for standard input. All are looked up before the first is read."""
    files: list[Path | None] = []
    for given in paths:
        if given == "-":
            files.append(None)
            continue
        path = Path(given)
        matches = [path] if _exists(path) else [Path(match) for match in sorted(glob.glob(given, recursive=True))]  # noqa: PTH207 - takes absolute patterns too
        if not matches:
            raise UsageError(f"{given}: no such file or folder")
        for match in matches:
            if match.is_dir():
                inside = [file for file in sorted(match.rglob("*")) if knows(file.name) and _visible(file, match)]
                if not inside:
                    raise UsageError(f"{match}: no report in this folder (known endings: {known_endings()})")
                files.extend(file for file in inside if _stays(file, match, on_failure))
            elif knows(match.name):
                files.append(match)
            else:
                raise UsageError(f"{match}: unknown kind of file (known endings: {known_endings()})")
    return iter(files)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long for the file system, or that holds a NUL
        return False


def _visible(file: Path, folder: Path) -> bool:
    return file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)


def _stays(file: Path, folder: Path, on_failure: Callable[[Failure], None]) -> bool:
    """Whether a file of a folder lies in it; a link in a folder that somebody sent may lead to anything."""
    if file.resolve().is_relative_to(folder.resolve()):
        return True
    on_failure(Failure(str(file), "is a link that leads out of the folder; name its target to read it", lost=False))
    return False
