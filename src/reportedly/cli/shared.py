"""What the commands share: options, reading and writing of lines, one-line messages, progress bars."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from reportedly.coding.default_model import DEFAULT_MODEL
from reportedly.errors import UsageError

if TYPE_CHECKING:
    from reportedly.reading.reader import Failure
    from reportedly.record import AssessedIncident, CodedReport

T = TypeVar("T")

codebook_option = click.option(
    "--codebook", type=click.Path(path_type=Path), metavar="DIR", help="Use the tables of this folder (see: reportedly codebook)."
)
gazetteer_option = click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Use this gazetteer (see: reportedly gazetteer build) [else: $REPORTEDLY_GAZETTEER].",
)
publisher_option = click.option("--publisher", metavar="NAME", help="Publisher of the reports that name none.")
published_option = click.option(
    "--published", metavar="DATE", help="Publication date (YYYY-MM-DD) of the reports that state none."
)
language_option = click.option(
    "--any-language", is_flag=True, help="Code reports that are not in English, too (the models know English only)."
)
workers_option = click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that code at the same time."
)
columns_option = click.option(
    "--columns",
    metavar="FIELD=COLUMN,...",
    help="Which column of a table is which field of a report (text=body,published=date).",
)
model_option = click.option(
    "--model",
    default=DEFAULT_MODEL,
    metavar="NAME",
    show_default=True,
    help="spaCy pipeline to parse with: a package or a folder.",
)


def interrupt(_number: int, _frame: object) -> None:
    """End as after Ctrl-C, so that a batch queue which stops a run leaves no worker behind."""
    raise KeyboardInterrupt


def say(message: str) -> None:
    """Print one line on standard error; file names and reports are not ours, and may hold escape sequences."""
    from reportedly.exports.visible import one_line

    click.echo(f"reportedly: {one_line(message)}", err=True)


def say_failures(lost: list[Failure]) -> Callable[[Failure], None]:
    """Give what says a failure on standard error, and puts it into ``lost`` where a report was lost by it."""

    def fail(failure: Failure) -> None:
        if failure.lost:
            lost.append(failure)
        say(str(failure))

    return fail


def check_date(written: str | None) -> str | None:
    """Give an ISO 8601 date back as it was written; raise :class:`UsageError` for anything else."""
    import datetime

    if written is not None:
        try:
            datetime.datetime.fromisoformat(written)
        except ValueError:
            raise UsageError(f"{written!r} is no date; write it as YYYY-MM-DD") from None
    return written


def read_coded(paths: Iterable[Path]) -> Iterator[CodedReport]:
    """Files of ``reportedly code`` -> coded reports, checked."""
    from reportedly.record import check, read_coded

    return read_records(paths, lambda line: check(read_coded(line)), "coded report", "code")


def read_incidents(path: Path) -> Iterator[AssessedIncident]:
    """A file of ``reportedly link`` -> incidents with their assessments."""
    from reportedly.record import read_incident

    return read_records([path], read_incident, "incident", "link")


def read_records(paths: Iterable[Path], read: Callable[[bytes], T], what: str, command: str) -> Iterator[T]:
    """Files of JSON lines (``-``: standard input) -> records by ``read``; raises :class:`UsageError` that names file and line."""
    import msgspec

    for path in paths:
        name = "standard input" if str(path) == "-" else str(path)
        try:
            lines = (sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()).split(b"\n")
        except OSError as error:
            raise UsageError(f"{name}: cannot be read ({error.strerror})") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield read(line)
                except (msgspec.MsgspecError, ValueError) as error:
                    found = _kind(line)
                    wrong = f"this is {found}" if found and what not in found else f"no {what} ({error})"
                    raise UsageError(f"{name}, line {number}: {wrong}; make {what}s with: reportedly {command}") from None


def _kind(line: bytes) -> str | None:
    """A line of JSON that was not what was asked for -> which of our records it is, ``None`` for none of them."""
    import msgspec

    try:
        found = msgspec.json.decode(line)
    except (msgspec.MsgspecError, ValueError):
        return None
    kinds = {"a coded report": {"schema", "report"}, "an incident": {"standing", "claims"}, "a judgement": {"verdict", "by"}}
    return next((kind for kind, keys in kinds.items() if isinstance(found, dict) and keys <= found.keys()), None)


def write_lines(lines: Iterable[bytes], output: Path | None) -> int:
    """Write the lines as they come and count them; a named file appears under its name only when it is whole."""
    count = 0
    part = output.with_name(output.name + ".part") if output else None
    with writing(output):
        stream = part.open("wb") if part else sys.stdout.buffer
    for line in lines:
        with writing(output):
            stream.write(line + b"\n")
            stream.flush()
        count += 1
    if part and output:
        with writing(output):
            os.fsync(stream.fileno())
            stream.close()
            part.replace(output)
    return count


@contextmanager
def writing(output: Path | None) -> Iterator[None]:
    """Turn a failure to write into one line; what fails while the lines are made is not the output's fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{output or 'standard output'}: cannot be written ({error.strerror})") from None


def progress(things: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Pass things on, with a progress bar on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(things, total=total)
