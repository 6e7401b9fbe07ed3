"""The commands on gazetteers: a larger one than the package brings is made of what GeoNames gives away."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.group()
def gazetteer() -> None:
    """Make a gazetteer of every place that GeoNames knows, to be named with --gazetteer."""


@gazetteer.command()
@click.argument("dump", type=click.Path(path_type=Path), metavar="ALLCOUNTRIES.zip")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    default="gazetteer.sqlite",
    show_default=True,
    help="The file to write.",
)
def build(dump: Path, output: Path) -> None:
    """Make one indexed file of GeoNames' allCountries.zip, or of the file of one country (SY.zip).

    Download it from https://download.geonames.org/export/dump/ first; nothing is fetched here.
    """
    from reportedly.coding.places.dump import build_gazetteer

    with _bar("building") as on_bytes:
        built = build_gazetteer(dump, output, on_bytes)
    click.echo(f"{output}: {built.entries:,} places, {built.names:,} names ({built.version}); give --gazetteer {output}")


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over bytes on standard error when that is a terminal; sorting the names follows at its end."""
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)

        def on_bytes(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, description=what if done < total else "sorting")

        yield on_bytes
