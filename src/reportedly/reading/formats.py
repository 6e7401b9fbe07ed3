"""Which reader reads what: by the ending of a name, or by the first bytes where there is no name."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from reportedly.errors import ReadingError
from reportedly.reading.archives import read_gzip, read_zip
from reportedly.reading.columns import FIELDS
from reportedly.reading.draft import Found
from reportedly.reading.feeds import read_feed, read_opml
from reportedly.reading.letters import read_letter
from reportedly.reading.limits import Budget
from reportedly.reading.pages import read_html
from reportedly.reading.pdf import read_pdf
from reportedly.reading.source import Context, Reader, Source
from reportedly.reading.tables import read_csv, read_json, read_json_lines, read_parquet
from reportedly.reading.text import read_text
from reportedly.reading.warc import read_warc

READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".eml": read_letter,
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".opml": read_opml,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".zip": read_zip,
}
PACKED = ".gz"  # after any of these endings


def context(columns: Mapping[str, str] | None = None) -> Context:
    """What the user says of columns -> what holds for one input that the user names, with a budget of its own."""
    return Context(inner=read_source, knows=knows, columns=columns or {}, budget=Budget())


def ending_of(name: str) -> str | None:
    """A file name -> the ending that says how to read it, ``None`` if there is no reader for it."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes[-2:]]
    if "".join(suffixes) in READERS:
        return "".join(suffixes)
    if suffixes[-1:] == [PACKED]:
        return PACKED if suffixes[0] in READERS else None
    return suffixes[-1] if suffixes and suffixes[-1] in READERS else None


def knows(name: str) -> bool:
    """Whether there is a reader for a file of this name."""
    return ending_of(name) is not None


def known_endings() -> str:
    """All endings, for a message."""
    return f"{' '.join(sorted(READERS))}, each also with {PACKED}"


def read_source(source: Source, context: Context) -> Iterator[Found]:
    """A stream with its name -> what is in it; raises :class:`ReadingError` for a name that no reader knows."""
    ending = ending_of(source.name)
    if ending is None:
        raise ReadingError(f"is of no kind that is read (known endings: {known_endings()})")
    yield from (read_gzip if ending == PACKED else READERS[ending])(source, context)


def read_stream(source: Source, context: Context) -> Iterator[Found]:
    """A stream without a name (standard input) -> what is in it, by its first bytes."""
    yield from read_source(Source(source.stream, source.name + sniff(source.head())), context)


_MAGIC = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".zip"), (b"PAR1", ".parquet"), (b"WARC/", ".warc"))
_MARKUP = ((re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.I), ".html"),
           (re.compile(rb"<opml[\s>]", re.I), ".opml"),
           (re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.I), ".xml"))  # fmt: skip
_LETTER = re.compile(rb"(?:From|To|Date|Subject|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|X-[\w-]+):[ \t]", re.I)


def sniff(head: bytes) -> str:
    """The first bytes of an input (some thousand) -> the ending of its kind; what is nothing else is a text."""
    for magic, ending in _MAGIC:
        if head.startswith(magic):
            return ending
    if head.startswith(b"\x1f\x8b"):
        inner = sniff(_unpacked(head))
        return ".warc.gz" if inner == ".warc" else inner + PACKED
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[: len(head) & ~1].decode("utf-16", "replace").encode("utf-8", "replace")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.split(b"\n", 1)[0].strip()
    if start[:1] == b"<":
        return next((ending for pattern, ending in _MARKUP if pattern.search(start)), ".txt")
    if re.match(rb'\{\s*"', start):
        return ".jsonl" if first.endswith(b"}") or (len(start) > 2000 and b"\n" not in start) else ".json"
    if re.match(rb'\[\s*\{\s*"', start):
        return ".json"
    if all(map(_LETTER.match, (lines := start.split(b"\n"))[:1])) and sum(bool(_LETTER.match(line)) for line in lines) >= 3:
        return ".eml"
    return ".csv" if _is_header(first) else ".txt"


def _is_header(line: bytes) -> bool:
    names = [name.strip(b" \"'\r").lower().decode("ascii", "replace") for name in re.split(rb"[,;\t]", line)]
    return len(names) > 1 and "text" in names and sum(name in FIELDS for name in names) > 1


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, 4096)
    except zlib.error:
        return b""
