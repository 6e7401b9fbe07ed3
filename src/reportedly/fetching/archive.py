"""Keeps what servers said as web archives (WARC 1.1, ISO 28500), so that the evidence outlives the site."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from reportedly._version import __version__
from reportedly.errors import UsageError
from reportedly.fetching.fetcher import Answer

WRITING, UNREAD, READ, ENDING = "writing-", "unread-", "reportedly-", ".warc.gz"
# What says how a body was sent, and no longer holds for a body that is kept whole.
_OF_THE_WAY = ("transfer-encoding", "content-length")


class Archive:
    """One WARC file of a folder, named by the time it was begun.

    While it is written it is called ``writing-...`` and is locked; then ``unread-...`` until what is in it has been taken into
    the project (:func:`settle`). A run that was killed leaves it behind, whole up to its last record, and the next run reads it
    first (:func:`find_unread`); what another run is still writing is left to that one.
    """

    def __init__(self, folder: Path, at: datetime | None = None) -> None:
        self.folder = folder
        self._name = f"{(at or datetime.now(UTC)).strftime('%Y%m%dT%H%M%S%fZ')}-{os.getpid()}{ENDING}"
        self.path = folder / f"{WRITING}{self._name}"
        self.records = 0

    def __enter__(self) -> Archive:
        """Begin the file. Raises :class:`UsageError` when the folder cannot be written."""
        from warcio.warcwriter import WARCWriter

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._stream = self.path.open("xb")
        except OSError as error:
            raise UsageError(f"{self.folder}: cannot be written ({error.strerror}); name another with --archive") from None
        _lock(self._stream)
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="1.1")
        about = {"software": f"reportedly/{__version__}", "format": "WARC File Format 1.1", "robots": "obey"}
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, about))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the file, or remove it if nothing was kept in it."""
        if self.records:
            self.path = self.path.replace(self.folder / f"{UNREAD}{self._name}")
        else:
            self.path.unlink(missing_ok=True)
        self._stream.close()

    def keep(self, answer: Answer) -> None:
        """Write an answer, with the redirect that led to it in its headers, and have it on the disk before returning."""
        from warcio.statusandheaders import StatusAndHeaders

        headers = [(key, value) for key, value in answer.headers if key.lower() not in _OF_THE_WAY]
        head = StatusAndHeaders(
            f"{answer.status} {answer.reason}".rstrip(), [*headers, ("Content-Length", str(len(answer.raw)))], protocol="HTTP/1.1"
        )
        extra = {"WARC-Date": answer.fetched.replace("+00:00", "Z")}
        record = self._writer.create_warc_record(
            answer.url, "response", payload=io.BytesIO(answer.raw), http_headers=head, warc_headers_dict=extra
        )
        self._writer.write_record(record)
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.records += 1


def find_unread(folder: Path) -> list[Path]:
    """Folder of archives -> those that have not been taken into the project and that nobody writes, the earliest first."""
    for left in folder.glob(f"{WRITING}*{ENDING}"):
        with left.open("rb") as stream:
            if _lock(stream):
                left.replace(left.with_name(UNREAD + left.name.removeprefix(WRITING)))
    return sorted(folder.glob(f"{UNREAD}*{ENDING}"))


def settle(path: Path) -> Path:
    """An archive that has been taken into the project -> where it lies from now on."""
    settled = path.with_name(READ + path.name.removeprefix(UNREAD))
    with suppress(FileNotFoundError):  # another run has read and settled it meanwhile; reports are not added twice
        path.replace(settled)
    return settled


def _lock(stream: IO[bytes]) -> bool:
    """Lock a file for as long as it is open -> whether it could be; where the system has no such locks, always."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
