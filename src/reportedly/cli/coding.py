"""``reportedly code``: reports in, coded reports out."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
    write_lines,
)

if TYPE_CHECKING:
    from reportedly.reading.reader import Failure


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.jsonl",
    help="Write here, not to standard output.",
)
@publisher_option
@published_option
@columns_option
@language_option
@workers_option
@codebook_option
@gazetteer_option
@model_option
def code(
    paths: tuple[str, ...],
    output: Path | None,
    publisher: str | None,
    published: str | None,
    columns: str | None,
    any_language: bool,
    workers: int,
    codebook: Path | None,
    gazetteer: Path | None,
    model: str,
) -> None:
    """Code reports: one JSON object a line, one line a report.

    PATHS are text, HTML, PDF, e-mail (.eml), web archives (.warc), feeds (.rss, .atom, .json), tables (.jsonl, .csv, .parquet)
    and .zip files of these, folders, globs, or - for standard input. Tables have the columns id, text, title, publisher,
    published, url (others: --columns); only text is needed. A report that fails is one line on standard error and the run goes
    on (exit code 1). A run that was stopped goes on where it was when the same command is given again.
    """
    from reportedly.codebook.book import load_codebook
    from reportedly.coding.coder import load_models
    from reportedly.exports.words import count_words
    from reportedly.reading.columns import parse_columns
    from reportedly.reading.language import codable
    from reportedly.reading.reader import read_paths
    from reportedly.run import code_all, keep_done, lines_done

    check_date(published)
    signal.signal(signal.SIGTERM, interrupt)
    book = load_codebook(codebook)
    failures: list[Failure] = []
    foreign: list[str] = []
    fail = say_failures(failures)

    kept = keep_done(output) if output else None
    done = lines_done(kept, load_models(codebook, model, gazetteer).coder) if kept and kept.is_file() else {}
    readings = read_paths(paths, book.publishers, fail, publisher, published, parse_columns(columns))
    if not any_language:
        readings = codable(readings, lambda reading: foreign.append(reading.report.id))
    lines = code_all(readings, codebook, model, workers, done, fail, gazetteer)
    count = write_lines(progress(lines, "coding"), output)
    if kept:
        kept.unlink(missing_ok=True)
    if foreign:
        are = "is" if len(foreign) == 1 else "are"
        say(f"{count_words(len(foreign), 'report')} {are} not in English and not coded (--any-language codes them)")
    if failures:
        say(f"{count_words(count, 'report')} coded, {len(failures)} failed")
        sys.exit(1)
