"""Errors that a user can cause; each is one line that says what, where, and what to do."""

from __future__ import annotations


class ReportedlyError(Exception):
    """Base of the errors that the command line prints as one line, without a traceback."""


class UsageError(ReportedlyError):
    """The call itself is wrong: a missing file, a bad option, a codebook that does not load (exit code 2)."""


class ReadingError(ReportedlyError):
    """One report could not be read or coded; the run goes on and ends with exit code 1. ``line`` is where it stands."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line
