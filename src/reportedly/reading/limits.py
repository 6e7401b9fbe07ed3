"""Limits against hostile input: how large, how deep, how many, how long. Every limit that is met is one clear line."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from reportedly.errors import ReadingError

MB = 1 << 20

# A report longer than a thick book is no report; the parser needs about a gigabyte for a million characters.
LONGEST_TEXT = 1_000_000
# Of what is read as one whole (a page, a PDF, a letter, a feed); what is read line by line may have any size.
LARGEST_DOCUMENT = 20 * MB
LARGEST_PDF = 100 * MB
LARGEST_LETTER = 50 * MB
# One line of JSON or CSV: a long report with its page, escaped.
LONGEST_LINE = 16 * MB

MOST_ELEMENTS = 200_000
MOST_PAGES = 2_000
MOST_ENTRIES = 10_000
MOST_PARTS = 200
LARGEST_HEADERS = 1 * MB

# Archives: what they may hold in all, how much larger than its packed form a member may be, how deep they may lie in each other.
MOST_UNPACKED = 8 << 30
MOST_MEMBERS = 100_000
HIGHEST_RATIO = 200
DEEPEST_NESTING = 3
# Below this a high ratio is harmless: a page of spaces packs well.
RATIO_COUNTS_FROM = 10 * MB

SECONDS_A_DOCUMENT = 30.0


@dataclass
class Budget:
    """What may still be unpacked from one file that the user named; shared by all archives inside it."""

    unpacked: int = MOST_UNPACKED
    members: int = MOST_MEMBERS
    depth: int = field(default=DEEPEST_NESTING)

    def take(self, size: int) -> None:
        """Count bytes that were unpacked; raises :class:`ReadingError` when it is too much."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise ReadingError(f"holds more than {MOST_UNPACKED >> 30} GB unpacked; unpack it yourself and name the folder")

    def open_member(self) -> None:
        """Count a member of an archive; raises :class:`ReadingError` when there are too many."""
        self.members -= 1
        if self.members < 0:
            raise ReadingError(f"holds more than {MOST_MEMBERS:,} files; unpack it yourself and name the folder")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Be inside one more archive or letter; raises :class:`ReadingError` when they lie too deep in each other."""
        if self.depth <= 0:
            raise ReadingError(f"lies more than {DEEPEST_NESTING} archives or letters deep; take it out and name it")
        self.depth -= 1
        try:
            yield
        finally:
            self.depth += 1


class _OutOfTime(BaseException):
    """No ``Exception``, so that no parser takes it for a fault of the document and goes on."""


@contextmanager
def time_limit(seconds: float = SECONDS_A_DOCUMENT) -> Iterator[None]:
    """Run the body for so many seconds of processor time at most (a busy machine is no fault of a document).

    Raises :class:`ReadingError` then.

    The limit is a timer of the operating system, which only the main thread can have: in other threads, and where there is no
    such timer, the limits of size are all there is. A limit inside a limit is that of the outer one.
    """
    if (
        threading.current_thread() is not threading.main_thread()
        or not hasattr(signal, "setitimer")
        or signal.getitimer(signal.ITIMER_PROF)[0] > 0
    ):
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGPROF, end)
    # Again each second: a destructor that runs when the first one comes would swallow it.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    except _OutOfTime:
        raise ReadingError(f"took longer than {seconds:.0f} seconds to read; it is broken, or made to be slow") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def one_document(what: str) -> Iterator[None]:
    """Read one document within its time; whatever a parser raises on it becomes a :class:`ReadingError` that names the kind."""
    try:
        with time_limit():
            yield
    except ReadingError:
        raise
    except (RecursionError, MemoryError):
        raise ReadingError(f"is {what} nested too deep, or too large, to be read") from None
    except Exception as error:  # parsers of other people's formats raise whatever they like
        raise ReadingError(f"is no {what} that can be read ({type(error).__name__}: {str(error)[:200]})") from None
