"""What an export is made of: reports, incidents and judgements, wherever they are kept.

A report is looked up when a row needs it, so that what is held in memory does not grow with the number of reports but for
their ids. The files of ``reportedly code`` and ``reportedly link`` and a project are read through the same few functions;
:class:`InProject` is all that knows how a project is asked.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

import msgspec

from reportedly.codebook.book import Codebook
from reportedly.errors import UsageError
from reportedly.judgement import by_report, in_force, lay_over_fitting, read_judgement
from reportedly.record import AssessedIncident, ClaimRef, CodedReport, Judgement, check, read_coded, read_incident

KEPT = 256
"""Reports that are kept at hand: those of one incident are mostly those of the next."""


class Shelf(Protocol):
    """Where the records are kept. Reports come as the machine coded them."""

    def incidents(self) -> Iterator[AssessedIncident]:
        """Give the incidents, in order of day and id."""

    def reports(self) -> Iterator[CodedReport]:
        """Give all reports, each once, in a fixed order."""

    def report(self, report: str) -> CodedReport | None:
        """Id of a report -> the report, ``None`` where it is not kept."""

    def judgements(self) -> Sequence[Judgement]:
        """Give all judgements, those undone included."""


class _Named(msgspec.Struct, frozen=True):
    id: str


class _Line(msgspec.Struct, frozen=True):
    """As much of a line as tells what it is."""

    schema: str | None = None
    report: _Named | None = None
    standing: str | None = None
    verdict: str | None = None

    @property
    def what(self) -> str | None:
        if self.schema is not None and self.report is not None:
            return "coded report"
        return "incident" if self.standing is not None else "judgement" if self.verdict is not None else None


@dataclass(frozen=True)
class Files:
    """Files of ``reportedly code`` and ``reportedly link``, and one of judgements (JSON lines). Errors name file and line.

    One file may hold all three kinds of lines, as ``reportedly export jsonl`` writes them: each is looked for its own.
    """

    coded: tuple[Path, ...]
    linked: Path
    judged: Path | None = None

    def incidents(self) -> Iterator[AssessedIncident]:
        """Give the incidents in the order of the file."""
        for _, number, line, _ in _find(self.linked, "incident", "link"):
            with _saying(self.linked, number, "incident", "link"):
                one = read_incident(line)
            yield one

    def reports(self) -> Iterator[CodedReport]:
        """Give the reports in the order of the files; of two with one id the last."""
        for name in self._places:
            found = self.report(name)
            assert found is not None
            yield found

    def report(self, report: str) -> CodedReport | None:
        """Id -> the report, read and checked now."""
        if report not in self._places:
            return None
        path, number, start = self._places[report]
        with path.open("rb") as stream:
            stream.seek(start)
            line = stream.readline()
        with _saying(path, number, "coded report", "code"):
            return check(read_coded(line))

    def judgements(self) -> Sequence[Judgement]:
        """Give the judgements in the order of the file."""
        rows = []
        for _, number, line, _ in _find(self.judged, "judgement", "judge") if self.judged else ():
            with _saying(self.judged or Path(), number, "judgement", "judge"):
                rows.append(read_judgement(line))
        return rows

    @cached_property
    def _places(self) -> dict[str, tuple[Path, int, int]]:
        """Id of a report -> its file, line and the byte that the line begins at."""
        found: dict[str, tuple[Path, int, int]] = {}
        for path in self.coded:
            for start, number, _, kind in _find(path, "coded report", "code"):
                name = kind.report.id if kind.report else ""
                found.pop(name, None)
                found[name] = (path, number, start)
        return found


def _find(path: Path, what: str, command: str) -> Iterator[tuple[int, int, bytes, _Line]]:
    """File -> its lines of one kind: the byte each begins at, its number, its bytes. A line of no kind is an error."""
    decoder = msgspec.json.Decoder(_Line)
    seen: set[str] = set()
    for number, (start, line) in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        with _saying(path, number, what, command):
            kind = decoder.decode(line)
            if kind.what is None:
                raise ValueError("the line has none of the keys of one")
        seen.add(kind.what)
        if kind.what == what:
            yield start, number, line, kind
    if seen and what not in seen and what != "judgement":
        raise UsageError(f"{path}: holds no {what}, only {seen.pop()}s; make one with: reportedly {command}")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """File -> its lines, each with the byte that it begins at. Raises :class:`UsageError`."""
    try:
        with path.open("rb") as stream:
            start = 0
            for line in stream:
                yield start, line
                start += len(line)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None


@dataclass(frozen=True)
class _saying:  # noqa: N801  a context manager, read like a function
    """Turn what is wrong with a line into one :class:`UsageError` that names file and line."""

    path: Path
    number: int
    what: str
    command: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, msgspec.MsgspecError | ValueError | UnicodeDecodeError):
            raise UsageError(
                f"{self.path}, line {self.number}: no {self.what} ({error}); make one with: reportedly {self.command}"
            ) from None


class ProjectLike(Protocol):
    """What is asked of a project (``reportedly.store``)."""

    def reports(self, ids: Iterable[str] | None = None, judged: bool = True) -> Iterator[CodedReport]:
        """Give reports in their latest versions."""

    def incidents(self) -> Iterator[AssessedIncident]:
        """Give the incidents."""

    def judgements(self, reports: Iterable[str] | None = None, sealed: bool = True) -> Sequence[Judgement]:
        """Give judgements, with or without those that do not count yet."""


@dataclass(frozen=True)
class InProject:
    """The records of a project, asked for as they are needed."""

    project: ProjectLike

    def incidents(self) -> Iterator[AssessedIncident]:
        """Give the incidents of the project."""
        yield from self.project.incidents()

    def reports(self) -> Iterator[CodedReport]:
        """Give its reports as the machine coded them."""
        yield from self.project.reports(None, False)

    def report(self, report: str) -> CodedReport | None:
        """Id -> the latest version of the report."""
        return next(iter(self.project.reports([report], False)), None)

    def judgements(self) -> Sequence[Judgement]:
        """Give its judgements that count by now: of blind samples, those where both have judged."""
        return self.project.judgements(sealed=False)


@dataclass(frozen=True)
class Holdings:
    """Reports, incidents and judgements with the codebook that they are read by; judgements are laid over the reports.

    ``watch`` is called with every iterable of incidents or reports that is gone through, for a progress bar.
    """

    shelf: Shelf
    book: Codebook
    watch: Callable[[Iterator[AssessedIncident]], Iterable[AssessedIncident]] = iter
    _kept: OrderedDict[str, CodedReport | None] = field(default_factory=OrderedDict, repr=False)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """All judgements, those undone included."""
        return tuple(self.shelf.judgements())

    @cached_property
    def judged(self) -> tuple[Judgement, ...]:
        """The judgements in force, earliest first."""
        return in_force(self.judgements)

    @cached_property
    def by_report(self) -> Mapping[str, tuple[Judgement, ...]]:
        """The judgements in force that name a claim of each report."""
        return by_report(self.judgements)

    @cached_property
    def touched(self) -> frozenset[tuple[str, str]]:
        """Report and claim ids of the claims that a person rejected or corrected."""
        return frozenset(
            (ref.report, ref.claim) for row in self.judged if row.verdict in ("reject", "correct") for ref in row.claims
        )

    @cached_property
    def rejected(self) -> frozenset[tuple[str, str]]:
        """Report and claim ids of the claims that a person rejected, and nobody took back."""
        last: dict[tuple[str, str], bool] = {}
        for row in self.judged:
            if row.verdict in ("reject", "accept"):
                last |= {(ref.report, ref.claim): row.verdict == "reject" for ref in row.claims}
        return frozenset(ref for ref, out in last.items() if out)

    def incidents(self) -> Iterator[AssessedIncident]:
        """Give the incidents as they are kept."""
        yield from self.watch(self.shelf.incidents())

    def reports(self) -> Iterator[CodedReport]:
        """Give all reports with the judgements laid over."""
        for one in self.shelf.reports():
            yield self._laid(one)

    def report(self, report: str) -> CodedReport | None:
        """Id -> the report with the judgements laid over, ``None`` where it is not at hand."""
        if report in self._kept:
            self._kept.move_to_end(report)
            return self._kept[report]
        found = self.shelf.report(report)
        self._kept[report] = None if found is None else self._laid(found)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[report]

    def as_coded(self, ref: ClaimRef) -> CodedReport | None:
        """A claim -> its report as the machine coded it, ``None`` where it is not at hand."""
        return self.shelf.report(ref.report)

    def _laid(self, coded: CodedReport) -> CodedReport:
        rows = self.by_report.get(coded.report.id, ())
        return lay_over_fitting(coded, rows, self.book)[0] if rows else coded
