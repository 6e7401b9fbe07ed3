"""The commands that show what was made: ``show`` on the terminal, ``page`` as one file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportedly.cli.shared import (
    check_date,
    codebook_option,
    gazetteer_option,
    model_option,
    published_option,
    publisher_option,
    read_coded,
    read_incidents,
    say,
    say_failures,
    write_lines,
)
from reportedly.errors import UsageError

if TYPE_CHECKING:
    from reportedly.codebook.book import Codebook
    from reportedly.reading.reader import Failure
    from reportedly.record import AssessedIncident, CodedReport

SHORTEST_ID = 8


@click.command()
@click.argument("path", required=False, metavar="[PATH|CODED]")
@click.option("--project", envvar="REPORTEDLY_PROJECT", metavar="FILE|URL", help="Print this project, where no PATH is given.")
@click.option("--ids", is_flag=True, help="Also print the ids of claims, as judge and why take them.")
@published_option
@publisher_option
@click.option(
    "--incidents",
    is_flag=False,
    flag_value="",
    metavar="[INCIDENTS]",
    help="Print the incidents of this file instead; of a project, without a file.",
)
@codebook_option
@gazetteer_option
@model_option
def show(
    path: str | None,
    project: str | None,
    ids: bool,
    published: str | None,
    publisher: str | None,
    incidents: str | None,
    codebook: Path | None,
    gazetteer: Path | None,
    model: str,
) -> None:
    """Print reports as a person reads them: the text with its marked spans, and a table of claims with who says so."""
    from rich.console import Console

    from reportedly.codebook.book import load_codebook
    from reportedly.exports.incidents import write_incidents
    from reportedly.exports.terminal import write_show

    console = Console()
    failures: list[Failure] = []
    records: Iterable[CodedReport]
    if path is None:
        records, told, book = _of_project(project, incidents, codebook)
    elif incidents == "":
        raise UsageError("--incidents needs a file of incidents, or a project (--project) and no file at all")
    else:
        records = _coded_or_read(path, publisher, check_date(published), codebook, gazetteer, model, failures)
        told, book = list(read_incidents(Path(incidents))) if incidents else None, load_codebook(codebook)
    if ids or told is not None:
        records = list(records)
    if told is None:
        for record in records:
            write_show(record, console)
    else:
        write_incidents(list(records), told, console, book)
    if ids:
        for line in _id_lines(list(records), told):
            click.echo(line)
    if failures:
        sys.exit(1)


def _of_project(
    project: str | None, incidents: str | None, codebook: Path | None
) -> tuple[list[CodedReport], list[AssessedIncident] | None, Codebook]:
    """A project -> its reports, its incidents if they are wanted, and its codebook."""
    from reportedly.store import open_project

    if not project:
        raise UsageError("name a report, a file of coded reports, or a project (--project)")
    if incidents:
        raise UsageError("--incidents takes no file with --project: the project has its own")
    with open_project(project, codebook, say) as held:
        return list(held.reports()), None if incidents is None else list(held.incidents()), held.book


def _id_lines(records: list[CodedReport], told: list[AssessedIncident] | None) -> Iterator[str]:
    """Reports, and incidents if these were printed -> a line for each claim: its id, short but no other's, and its words."""
    from reportedly.exports.visible import one_line

    claims = {(one.report.id, claim.id): (one, claim) for one in records for claim in one.claims}
    ids = [claim for _, claim in claims]
    groups = [(f"report {one.report.id}", [(one.report.id, claim.id) for claim in one.claims]) for one in records]
    if told is not None:
        groups = [(f"incident {one.incident.id}", [(r.report, r.claim) for r in one.incident.claims]) for one in told]
    length = next((n for n in range(SHORTEST_ID, 65) if len({name[:n] for name in ids}) == len(set(ids))), None)
    for name, refs in groups:
        yield ""
        yield one_line(name)
        for report, claim in refs:
            if (report, claim) in claims:
                coded, found = claims[report, claim]
                # One sentence in two reports may be two claims with one id: then the report says which.
                short = f"{report}:{claim[:length]}" if ids.count(claim) > 1 else claim[:length]
                yield "  " + "  ".join(map(one_line, (short, found.act, coded.report.text[found.trigger[0] : found.trigger[1]])))


@click.command()
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

    text = write_page(list(read_coded([coded])), list(read_incidents(incidents)))
    write_lines([text.encode("utf-8", "replace")], output)


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
    from reportedly.record import read_coded as decode
    from reportedly.run import code_all

    if Path(path).is_file() and path.endswith(".jsonl") and b'"schema":"reportedly/' in Path(path).read_bytes()[:200]:
        return read_coded([Path(path)])
    fail = say_failures(failures)
    readings = api.read(path, publisher=publisher, published=published, codebook=codebook, on_failure=fail)
    return map(decode, code_all(readings, codebook, model, 1, {}, fail, gazetteer))
