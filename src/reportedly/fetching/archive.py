"""Keeps what servers said as web archives (WARC 1.1, ISO 28500), so that the evidence outlives the site."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from reportedly._version import __version__
from reportedly.errors import UsageError
from reportedly.fetching.fetcher import Answer

# What says how a body was sent, and no longer holds for a body that is kept whole.
_OF_THE_WAY = ("transfer-encoding", "content-length")


class Archive:
    """One WARC file of a folder, named by the time it was begun. It appears under its name when it is closed.

    A file that was begun and not closed (``.warc.gz.part``) is whole up to its last record, and is closed by the next run.
    """

    def __init__(self, folder: Path, at: datetime | None = None) -> None:
        self.folder = folder
        name = f"reportedly-{(at or datetime.now(UTC)).strftime('%Y%m%dT%H%M%S%fZ')}.warc.gz"
        self.path = folder / name
        self._part = folder / (name + ".part")
        self.records = 0

    def __enter__(self) -> Archive:
        """Begin the file. Raises :class:`UsageError` when the folder cannot be written."""
        from warcio.warcwriter import WARCWriter

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._stream = self._part.open("xb")
        except OSError as error:
            raise UsageError(f"{self.folder}: cannot be written ({error.strerror}); name another with --archive") from None
        self._writer = WARCWriter(self._stream, gzip=True, warc_version="1.1")
        about = {"software": f"reportedly/{__version__}", "format": "WARC File Format 1.1", "robots": "obey"}
        self._writer.write_record(self._writer.create_warcinfo_record(self.path.name, about))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Give the file its name, or remove it if nothing was kept in it."""
        self._stream.close()
        if self.records:
            self._part.replace(self.path)
        else:
            self._part.unlink(missing_ok=True)

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


def close_unfinished(folder: Path) -> list[Path]:
    """Folder of archives -> those that an earlier run left open, under their names now; they are read like any other."""
    closed = []
    for part in sorted(folder.glob("reportedly-*.warc.gz.part")):
        path = part.with_suffix("")
        part.replace(path)
        closed.append(path)
    return closed
