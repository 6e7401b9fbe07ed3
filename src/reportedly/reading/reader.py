"""Reads paths into reports: text, HTML, JSON lines, CSV, folders, globs, standard input."""

from __future__ import annotations

import glob
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reportedly.codebook.publishers import PublisherTable
from reportedly.errors import ReadingError, UsageError
from reportedly.reading.draft import Draft, finish
from reportedly.reading.formats import READERS, read_stream
from reportedly.record import Reading

# A file is held in memory while its reports are read.
LARGEST_FILE = 1 << 30


@dataclass(frozen=True)
class Failure:
    """A report that could not be read or coded, or (``lost`` is false) a part of one: where it stands and why."""

    where: str
    reason: str
    lost: bool = True

    def __str__(self) -> str:
        """One line, as the command line prints it."""
        return f"{self.where}: {self.reason}"


def read_paths(
    paths: Iterable[str],
    publishers: PublisherTable,
    on_failure: Callable[[Failure], None],
    publisher: str | None = None,
    published: str | None = None,
) -> Iterator[Reading]:
    """Paths -> the reports in them, in the order given (folders: by name), each with its marks.

    ``publisher`` and ``published`` (ISO 8601) stand in where the input does not say. A file or line that cannot be read
    goes to ``on_failure`` and reading goes on. Raises :class:`UsageError` for a path that does not exist or whose
    ending is not known.
    """
    seen: set[str | None] = set()
    for path in _expand(paths):
        where = "standard input" if path is None else str(path)
        drafts = read_stream(sys.stdin.buffer.read()) if path is None else _read_file(path)
        try:
            for draft in drafts:
                if isinstance(draft, ReadingError):
                    on_failure(Failure(f"{where}, line {draft.line}" if draft.line else where, str(draft)))
                    continue
                place = f"{where}, line {draft.line}" if draft.line else where

                if draft.id is not None and draft.id in seen:
                    on_failure(Failure(place, f"its id {draft.id!r} is that of an earlier report; give each its own", lost=False))
                seen.add(draft.id)

                def undated(error: ReadingError, place: str = place) -> None:
                    on_failure(Failure(place, f"read without a date: {error}", lost=False))

                try:
                    yield finish(draft, publishers, publisher, published, undated)
                except ReadingError as error:
                    on_failure(Failure(place, str(error)))
        except ReadingError as error:
            on_failure(Failure(f"{where}, line {error.line}" if error.line else where, str(error)))


def _read_file(path: Path) -> Iterator[Draft | ReadingError]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return iter([ReadingError(f"is larger than {LARGEST_FILE >> 20} MB; cut it into several files")])
        content = path.read_bytes()
    except OSError as error:
        return iter([ReadingError(f"cannot be read ({error.strerror or error})")])
    return READERS[path.suffix.lower()](content)


def _expand(paths: Iterable[str]) -> Iterator[Path | None]:
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
                inside = [file for file in sorted(match.rglob("*")) if file.suffix.lower() in READERS and _visible(file, match)]
                if not inside:
                    raise UsageError(f"{match}: no report in this folder (known endings: {' '.join(sorted(READERS))})")
                files.extend(inside)
            elif match.suffix.lower() in READERS:
                files.append(match)
            else:
                raise UsageError(f"{match}: unknown kind of file (known endings: {' '.join(sorted(READERS))})")
    return iter(files)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long for the file system
        return False


def _visible(file: Path, folder: Path) -> bool:
    return file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)
