"""``reportedly export``: the record in the shape of others, or whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportedly.cli.shared import codebook_option, progress
from reportedly.errors import UsageError

if TYPE_CHECKING:
    from reportedly.exports.holdings import Holdings
    from reportedly.record import AssessedIncident

# reportedly.exports.formats.FORMATS, which is too heavy to import for --help; a test holds the two together.
FORMATS = (
    "jsonl", "csv", "acled", "ucdp-ged", "plover", "geojson", "parquet", "hxl", "ftm", "webanno", "claimreview", "bundle",
)  # fmt: skip


@click.command()
@click.argument("format_", type=click.Choice(FORMATS), metavar="FORMAT")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[CODED... INCIDENTS]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The file to write; it appears under its name when it is whole.",
)
@click.option(
    "--project",
    metavar="FILE|URL",
    envvar="REPORTEDLY_PROJECT",
    help="Export this project, not files [else: $REPORTEDLY_PROJECT].",
)
@click.option(
    "--judgements", type=click.Path(path_type=Path), metavar="FILE", help="Judgements (JSON lines) to lay over the files."
)
@click.option("--title", metavar="TEXT", help="Title of a bundle.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Author of a bundle; may be given several times.")
@codebook_option
def export(
    format_: str,
    files: tuple[Path, ...],
    output: Path,
    project: str | None,
    judgements: Path | None,
    title: str | None,
    authors: tuple[str, ...],
    codebook: Path | None,
) -> None:
    """Write the record as FORMAT: jsonl, csv, acled, ucdp-ged, plover, geojson, parquet, hxl, ftm, webanno, claimreview, bundle.

    CODED and INCIDENTS are the output of code and of link. What a person rejected is left out, and counted.
    """
    from reportedly.exports.formats import FORMATS as KNOWN
    from reportedly.exports.formats import write_export

    if (title or authors) and format_ != "bundle":
        raise UsageError("--title and --author belong to the format bundle")
    with _open(files, project, judgements, codebook) as holdings:
        options = {"title": title, "authors": authors} if format_ == "bundle" else {}
        written = write_export(format_, holdings, output, **{name: given for name, given in options.items() if given})
    click.echo(f"{output}: {written.rows:,} {KNOWN[format_].rows}", err=True)
    for reason, count in sorted(written.left_out.items()):
        click.echo(f"left out: {reason} ({count:,})", err=True)


@contextmanager
def _open(files: tuple[Path, ...], project: str | None, judgements: Path | None, codebook: Path | None) -> Iterator[Holdings]:
    """Files or a project, files first -> what is to be exported. Raises :class:`UsageError` where neither is given."""
    from reportedly.codebook.book import load_codebook
    from reportedly.exports.holdings import Files, Holdings, InProject

    def watch(incidents: Iterator[AssessedIncident]) -> Iterable[AssessedIncident]:
        return progress(incidents, "exporting")

    if files:
        if len(files) < 2:
            raise UsageError("give the output of code and the output of link, in this order: CODED... INCIDENTS")
        yield Holdings(Files(files[:-1], files[-1], judgements), load_codebook(codebook), watch)
        return
    if project is None:
        raise UsageError("nothing to export: give CODED and INCIDENTS, or --project")
    if judgements is not None:
        raise UsageError("--judgements is for files; a project has its own")
    from reportedly.store import open_project

    with open_project(project, codebook) as opened:
        yield Holdings(InProject(opened), opened.book, watch)
