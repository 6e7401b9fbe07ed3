"""``reportedly add``: reports, from files or from the web, into a project."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportedly.cli.project import project_option
from reportedly.cli.shared import (
    check_date,
    codebook_option,
    columns_option,
    gazetteer_option,
    interrupt,
    language_option,
    model_option,
    progress,
    published_option,
    publisher_option,
    say,
    say_failures,
    workers_option,
)

if TYPE_CHECKING:
    from reportedly.adding import Added
    from reportedly.codebook.publishers import PublisherTable
    from reportedly.reading.reader import Failure
    from reportedly.store import Project

archive_option = click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    default="archive",
    show_default=True,
    help="Folder that pages from the web are kept in, as web archives.",
)
private_option = click.option("--allow-private", is_flag=True, help="Also ask addresses of this machine and its network.")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS|URLS]...")
@project_option
@publisher_option
@published_option
@columns_option
@workers_option
@click.option("--no-code", is_flag=True, help="Only read; the reports wait until add is called without this.")
@language_option
@click.option("--recode", is_flag=True, help="Code again what another version, codebook or model coded, and what failed.")
@archive_option
@private_option
@codebook_option
@gazetteer_option
@model_option
def add(
    paths: tuple[str, ...],
    project: str,
    publisher: str | None,
    published: str | None,
    columns: str | None,
    workers: int,
    no_code: bool,
    any_language: bool,
    recode: bool,
    archive: Path,
    allow_private: bool,
    codebook: Path | None,
    gazetteer: Path | None,
    model: str,
) -> None:
    """Add reports to a project: read them, code what is new, and link it with what is there.

    PATHS are what reportedly code reads, URLS are pages (fetched, and kept as web archives); without any, reports that wait are
    coded. A report that is there already is not added twice; a changed text of one is a new version of it. A run that was
    stopped goes on where it was when the same command is given again.
    """
    from reportedly.adding import add_readings
    from reportedly.codebook.book import load_codebook
    from reportedly.exports.words import count_words
    from reportedly.reading.columns import parse_columns
    from reportedly.reading.reader import read_paths
    from reportedly.store import open_project
    from reportedly.watching import part_addresses

    check_date(published)
    signal.signal(signal.SIGTERM, interrupt)
    failures: list[Failure] = []
    fail = say_failures(failures)
    with open_project(project, codebook, say) as held:
        tables = codebook or held.book.folder
        publishers = load_codebook(tables).publishers
        pages, files = part_addresses(paths)
        if files:
            readings = read_paths(files, publishers, fail, publisher, published, parse_columns(columns))
            say_added(add_readings(held, progress(readings, "reading"), any_language))
        if pages:
            say_added(_fetch(held, pages, archive, allow_private, publishers, publisher, any_language, fail))
        if not no_code:
            if codebook:
                held.remember_codebook(codebook)
            coded, changed = code_and_link(held, tables, model, workers, fail, gazetteer, recode)
            click.echo(say_coded(coded, changed))
    if failures:
        say(f"{count_words(len(failures), 'report')} failed")
        sys.exit(1)


def _fetch(
    held: Project,
    pages: list[str],
    archive: Path,
    allow_private: bool,
    publishers: PublisherTable,
    publisher: str | None,
    any_language: bool,
    fail: Callable[[Failure], None],
) -> Added:
    from datetime import UTC, datetime, timedelta

    from reportedly.fetching.fetcher import Fetcher
    from reportedly.watching import Watch

    with Fetcher(allow_private=allow_private) as fetcher:
        watch = Watch(held, fetcher, archive, timedelta(0), fail)
        watch.fetch(pages, datetime.now(UTC), show=show_pages)
        return watch.take_in(publishers, publisher, any_language)


def show_pages(pages: list[str]) -> Iterable[str]:
    """Addresses -> the same, with a progress bar."""
    return progress(pages, "fetching", len(pages))


def say_added(added: Added) -> None:
    """Print what reading gave."""
    from reportedly.exports.words import count_words

    foreign = f"; {added.foreign} of them not English: kept, not coded (--any-language codes them)" if added.foreign else ""
    new, versions = count_words(added.new, "new report"), count_words(added.versions, "new version")
    click.echo(f"{new}, {versions}, {added.known} known{foreign}")


def say_coded(coded: int, changed: int) -> str:
    """How many reports were coded, and how many incidents changed -> one line."""
    from reportedly.exports.words import count_words

    return f"{count_words(coded, 'report')} coded; {count_words(changed, 'incident')} changed"


def code_and_link(
    held: Project,
    tables: Path,
    model: str,
    workers: int,
    fail: Callable[[Failure], None],
    gazetteer: Path | None,
    recode: bool = False,
) -> tuple[int, int]:
    """Code the reports of a project that wait, and link them -> how many were coded, and how many incidents changed."""
    from reportedly.adding import code_waiting, count_to_code

    coder = None
    if recode:
        from reportedly.coding.stamp import read_stamp

        coder = read_stamp(tables, model, gazetteer)
    total = count_to_code(held, coder)
    coded = 0
    if total:
        for _ in progress(code_waiting(held, tables, model, workers, fail, gazetteer, coder), "coding", total):
            coded += 1
    changed: set[str] = set()
    for _ in progress(_linked(held, changed), "linking", held.counts().unlinked):
        pass
    return coded, len(changed)


def _linked(held: Project, changed: set[str]) -> Iterator[int]:
    """Link what is not linked -> one tick a report; ``changed`` takes in the ids of the incidents that changed."""
    for count, some in held.link_batches():
        changed.update(some)
        yield from range(count)
