"""Files of many reports, a row each: JSON lines, CSV, Parquet. They are read row by row, whatever their size."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import msgspec

from reportedly.errors import ReadingError
from reportedly.reading.archives import size_of
from reportedly.reading.columns import FIELDS, draft_of_row, map_columns
from reportedly.reading.draft import Draft, Fault, Found
from reportedly.reading.limits import (
    HIGHEST_RATIO,
    LARGEST_DOCUMENT,
    LONGEST_LINE,
    MB,
    RATIO_COUNTS_FROM,
    one_document,
)  # fmt: skip
from reportedly.reading.source import Context, Source
from reportedly.reading.text import LOOKED_AT, guess_encoding

# Rows of Parquet that are in memory at a time: a packed column may be a million times the same long text.
ROWS_AT_A_TIME = 16
# The keys under which collections put their articles into one JSON object.
LIST_KEYS = ("articles", "stories", "results", "items", "reports")


def read_json_lines(source: Source, context: Context) -> Iterator[Found]:
    """JSON lines -> a draft a line, or the fault that names it. Keys that are no field are passed over."""
    mappings: dict[tuple[str, ...], dict[str, str] | ReadingError] = {}
    for number, line in _lines(source.stream):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            yield Fault(f"is longer than {LONGEST_LINE // MB} MB; no report is", number)
            continue
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Fault(f"it is no JSON object ({error})", number)
            continue
        keys = tuple(row)
        if keys not in mappings:
            if len(mappings) > 1000:
                mappings.clear()
            mappings[keys] = _mapping(row, context)
        mapping = mappings[keys]
        yield Fault(str(mapping), number) if isinstance(mapping, ReadingError) else draft_of_row(row, mapping, number)


def _mapping(row: dict[str, Any], context: Context) -> dict[str, str] | ReadingError:
    try:
        return map_columns(row, context.columns)
    except ReadingError as error:
        # A row of ours that merely lacks its text is named by that, not by all that it has.
        return ReadingError("it has no 'text'") if row.keys() <= set(FIELDS) and not context.columns else error


def read_json(source: Source, context: Context) -> Iterator[Found]:
    """One JSON file -> its reports: a feed (JSON Feed), one report, a list of them, or lines of JSON under the wrong ending."""
    from reportedly.reading.feeds import is_json_feed, read_json_feed

    first = source.head(1 << 16).lstrip()
    line = first.split(b"\n", 1)[0].strip()
    if line.startswith(b"{") and line.endswith(b"}") and b"\n" in first and first.split(b"\n", 1)[1].lstrip()[:1] == b"{":
        yield from read_json_lines(source, context)
        return
    content = source.whole(LARGEST_DOCUMENT)
    try:
        whole = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReadingError(f"is no JSON that can be read ({error})") from None
    if is_json_feed(whole):
        yield from read_json_feed(whole)
        return
    if isinstance(whole, dict) and "text" not in whole:
        whole = next((whole[key] for key in LIST_KEYS if isinstance(whole.get(key), list)), whole)
    rows = whole if isinstance(whole, list) else [whole]
    if not rows or not isinstance(rows[0], dict):
        raise ReadingError("is JSON, but neither a report, a list of reports nor a feed")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            yield Fault("it is no JSON object", member=f"entry {number}")
            continue
        mapping = _mapping(row, context)
        found = Fault(str(mapping)) if isinstance(mapping, ReadingError) else draft_of_row(row, mapping, None)
        yield found if len(rows) == 1 else replace(found, member=f"entry {number}")


def read_csv(source: Source, context: Context) -> Iterator[Found]:
    """CSV with a header line (commas, semicolons or tabs) -> a draft a row, or the fault that names its line."""
    csv.field_size_limit(LONGEST_LINE)  # what is longer than a report is refused row by row, in finish
    encoding = _encoding_of(source)
    text = io.TextIOWrapper(source.stream, encoding=encoding, errors="strict", newline="")
    lines = _text_lines(text)
    try:
        header = next(lines, "")
        reader = csv.DictReader(_after(header, lines), delimiter=_delimiter(header))
        columns = list(reader.fieldnames or ())
        _refuse_gdelt_without_header(columns)
        mapping = map_columns(columns, context.columns)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            yield draft_of_row(row, mapping, reader.line_num)
    except csv.Error as error:
        raise ReadingError(f"{error}; what follows was not read", reader.line_num) from None
    except UnicodeDecodeError:
        raise ReadingError("its encoding changes on the way; save it as UTF-8") from None
    finally:
        text.detach()


def read_parquet(source: Source, context: Context) -> Iterator[Found]:
    """Parquet -> a draft a row; only the columns that are fields are read. Needs the extra ``parquet``."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise ReadingError("Parquet needs pyarrow; install it with: pip install 'reportedly[parquet]'") from None

    size = size_of(source.stream)
    with one_document("Parquet file"):
        table = parquet.ParquetFile(source.stream)
        mapping = map_columns(table.schema_arrow.names, context.columns)
        batches = table.iter_batches(ROWS_AT_A_TIME, columns=sorted({column.split(".")[0] for column in mapping.values()}))
    number, length = 0, 0
    while True:
        with one_document("Parquet file"):
            batch = next(batches, None)
            rows = batch.to_pylist() if batch is not None else None
        if rows is None:
            return
        for row in rows:
            number += 1
            found = draft_of_row(row, mapping, number)
            length += len(found.text) if isinstance(found, Draft) else 0
            if length > 10 * RATIO_COUNTS_FROM and length > HIGHEST_RATIO * size:
                raise ReadingError(
                    f"grows to more than {HIGHEST_RATIO} times its size; such files are made to fill the disk", number
                )
            yield found


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines; of one that is too long only the beginning (longer than the limit) is kept."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        yield number, line.rstrip(b"\r\n")


def _text_lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise ReadingError(f"has a line of more than {LONGEST_LINE // MB} million characters; no table of reports has")
        if "\0" in line:
            raise ReadingError("it is no text (it holds NUL characters)")
        yield line


def _after(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _refuse_gdelt_without_header(columns: list[str]) -> None:
    """GDELT's own files have no header: 27 columns (GKG), 61 or 58 (events), 16 (mentions), with a number first."""
    if len(columns) in (16, 27, 57, 58, 61) and columns[0].split("-")[0].isdigit():
        raise ReadingError("is a table of GDELT: it holds addresses of pages, not their text; fetch the pages and read those")


def _encoding_of(source: Source) -> str:
    """The encoding of a table, told by one pass over it in pieces: a name in Latin letters may stand at its very end."""
    head = source.head(LOOKED_AT)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = source.stream.tell()
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = b""
    try:
        while piece := source.stream.read(MB):
            sample = piece
            decoder.decode(piece)
        decoder.decode(b"", final=True)
        return "utf-8-sig"
    except UnicodeDecodeError as error:
        around = sample[max(0, error.start - LOOKED_AT // 2) : error.start + LOOKED_AT // 2]
    finally:
        source.stream.seek(start)
    if b"\0" in around:
        raise ReadingError("it is no text (it holds NUL bytes)")
    encoding = guess_encoding(around)
    if encoding is None:
        raise ReadingError("its encoding is not known; save it as UTF-8")
    return encoding
