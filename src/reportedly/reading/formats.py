"""One reader a format: the bytes of a file in, drafts of reports out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from charset_normalizer import from_bytes

from reportedly.errors import ReadingError
from reportedly.reading.draft import LONGEST_TEXT, Draft

FIELDS = ("id", "text", "title", "publisher", "published", "url", "language")


def decode(content: bytes) -> str:
    """Bytes -> text: UTF-8 (a byte order mark is dropped), UTF-16 with its mark, else the likeliest old encoding.

    Line ends and every other code point stay. Raises :class:`ReadingError` for what is no text.
    """
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\0" in content:
        raise ReadingError("it is no text (it holds NUL bytes)")
    guess = from_bytes(content).best()
    if guess is None:
        raise ReadingError("its encoding is not known; save it as UTF-8")
    return str(guess)


def read_text(content: bytes) -> Iterator[Draft]:
    """Plain text -> one draft."""
    text = decode(content)
    if "\0" in text:
        raise ReadingError("it is no text (it holds NUL characters)")
    yield Draft(text=text)


def read_json_lines(content: bytes) -> Iterator[Draft | ReadingError]:
    """JSON lines -> a draft a line, or the error that names it. Keys other than :data:`FIELDS` are passed over."""
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=dict[str, object])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield _at(number, f"it is no JSON object ({error})")
            continue
        yield _draft(row, number)


def read_csv(content: bytes) -> Iterator[Draft | ReadingError]:
    """CSV with a header line -> a draft a row, or the error that names its line. Only the column ``text`` must be there."""
    csv.field_size_limit(LONGEST_TEXT)
    reader = csv.DictReader(io.StringIO(decode(content), newline=""))
    if "text" not in (reader.fieldnames or ()):
        raise ReadingError(f"the header has no column 'text' (known columns: {', '.join(FIELDS)})")
    try:
        for row in reader:
            yield _draft(row, reader.line_num)
    except csv.Error as error:
        yield _at(reader.line_num, str(error))


def read_html(content: bytes) -> Iterator[Draft]:
    """An HTML page -> one draft of its main text, with the title, publisher, date and language that the page states."""
    import trafilatura

    page = trafilatura.bare_extraction(content, with_metadata=True, include_comments=False, include_tables=False)
    if page is None or isinstance(page, dict) or not page.text:
        raise ReadingError("no article text was found in this page")
    yield Draft(
        text=page.text,
        url=page.url,
        publisher=page.sitename,
        title=page.title,
        published=page.date,
        language=page.language,
        original=content,
    )


def read_stream(content: bytes) -> Iterator[Draft | ReadingError]:
    """Standard input -> drafts: JSON lines if the first line is a JSON object, else one plain text."""
    first = content.lstrip().split(b"\n", 1)[0].strip()
    if first.startswith(b"{") and first.endswith(b"}"):
        return read_json_lines(content)
    return read_text(content)


READERS: Mapping[str, Callable[[bytes], Iterator[Draft | ReadingError]]] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_json_lines,
    ".csv": read_csv,
}


def _draft(row: Mapping[str, object], line: int) -> Draft | ReadingError:
    fields: dict[str, Any] = {}
    for name in FIELDS:
        value = row.get(name)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            return _at(line, f"{name!r} must be text, not {type(value).__name__}")
        fields[name] = value
    if "text" not in fields:
        return _at(line, "it has no 'text'")
    return Draft(line=line, **fields)


def _at(line: int, reason: str) -> ReadingError:
    return ReadingError(reason, line)
