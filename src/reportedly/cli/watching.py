"""``reportedly watch``: poll feeds, keep what they name as archives, add it to the project."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click

from reportedly.cli.adding import archive_option, code_and_link, private_option, say_added, say_coded, show_pages
from reportedly.cli.project import project_option
from reportedly.cli.shared import codebook_option, gazetteer_option, interrupt, model_option, say, say_failures, workers_option
from reportedly.errors import ReadingError, UsageError


@click.command()
@click.argument("feeds", nargs=-1, required=True, metavar="FEEDS...")
@project_option
@archive_option
@click.option("--every", type=click.IntRange(5), default=30, show_default=True, metavar="MINUTES", help="Between two looks.")
@click.option("--once", is_flag=True, help="Look once and end.")
@private_option
@workers_option
@codebook_option
@gazetteer_option
@model_option
def watch(
    feeds: tuple[str, ...],
    project: str,
    archive: Path,
    every: int,
    once: bool,
    allow_private: bool,
    workers: int,
    codebook: Path | None,
    gazetteer: Path | None,
    model: str,
) -> None:
    """Watch feeds: fetch the pages that they name, keep them as archives, and add them to a project.

    FEEDS are OPML files and addresses of RSS, Atom or JSON feeds. Servers are asked one page at a time, never more than their
    robots.txt allows, and not for what has not changed. A page is looked at again after a day and after a week. It goes on
    until it is stopped, and goes on where it was when it is started again. With --once the exit code is 1 if a feed failed.
    """
    from datetime import UTC, datetime, timedelta

    from reportedly.codebook.book import load_codebook
    from reportedly.exports.words import count_words
    from reportedly.fetching.fetcher import Fetcher
    from reportedly.store import open_project
    from reportedly.watching import Watch, next_look, seconds_until

    signal.signal(signal.SIGTERM, interrupt)

    fail = say_failures([])
    addresses = _addresses(feeds)
    with open_project(project, codebook, say) as held, Fetcher(allow_private=allow_private) as fetcher:
        tables = codebook or held.book.folder
        publishers = load_codebook(tables).publishers
        one = Watch(held, fetcher, archive, timedelta(minutes=every), fail)
        while True:
            looked = one.look(addresses, datetime.now(UTC), show_pages)
            if looked.feeds or looked.pages:
                click.echo(
                    f"{looked.changed} of {count_words(looked.feeds, 'feed')} changed; "
                    f"{count_words(looked.pages, 'page')} fetched, {looked.unchanged} unchanged, {looked.failed} failed"
                )
            elif due := next_look(held, addresses):
                click.echo(f"nothing due before {due:%Y-%m-%d %H:%M} UTC")
            added = one.take_in(publishers)
            if added.new or added.versions:
                say_added(added)
            coded, changed = code_and_link(held, tables, model, workers, fail, gazetteer)
            if coded:
                click.echo(say_coded(coded, changed))
            if once:
                break
            asked = [feed for feed in addresses if feed not in one.refused]
            time.sleep(min(seconds_until(held, asked, datetime.now(UTC)), every * 60.0))
    if looked.broken:
        sys.exit(1)


def _addresses(given: Iterable[str]) -> list[str]:
    """OPML files and addresses -> the addresses of feeds, in order, each once."""
    from reportedly.reading.feeds import feeds_of
    from reportedly.watching import is_address

    found: dict[str, None] = {}
    for one in given:
        if is_address(one):
            found[one] = None
            continue
        try:
            found.update((feed.url, None) for feed in feeds_of(Path(one).read_bytes()))
        except OSError as error:
            raise UsageError(f"{one}: cannot be read ({error.strerror}); give an OPML file or the address of a feed") from None
        except ReadingError as error:
            raise UsageError(f"{one}: {error}; give an OPML file or the address of a feed") from None
    return list(found)
