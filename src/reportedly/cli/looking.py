"""The commands that show what was made: ``show`` on the terminal, ``page`` as one file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportedly.cli.shared import (
    check_date,
    codebook_option,
    gazetteer_option,
    model_option,
    read_coded,
    read_incidents,
    say,
    write_lines,
)

if TYPE_CHECKING:
    from reportedly.reading.reader import Failure
    from reportedly.record import CodedReport


@click.command()
@click.argument("path", metavar="PATH|CODED")
@click.option("--published", metavar="DATE", help="Publication date (YYYY-MM-DD), where the report states none.")
@click.option("--publisher", metavar="NAME", help="Publisher, where the report names none.")
@click.option(
    "--incidents", type=click.Path(path_type=Path), metavar="INCIDENTS", help="Print the incidents of this file instead."
)
@codebook_option
@gazetteer_option
@model_option
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

    from reportedly.codebook.book import load_codebook
    from reportedly.exports.incidents import write_incidents
    from reportedly.exports.terminal import write_show

    console = Console()
    failures: list[Failure] = []
    records = _coded_or_read(path, publisher, check_date(published), codebook, gazetteer, model, failures)
    if incidents:
        write_incidents(list(records), list(read_incidents(incidents)), console, load_codebook(codebook))
    else:
        for record in records:
            write_show(record, console)
    if failures:
        sys.exit(1)


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

    def fail(failure: Failure) -> None:
        failures.append(failure)
        say(str(failure))

    readings = api.read(path, publisher=publisher, published=published, codebook=codebook, on_failure=fail)
    return map(decode, code_all(readings, codebook, model, 1, {}, fail, gazetteer))
