"""Web archives (WARC, ISO 28500): the pages and PDFs that servers gave, each with its address and when it was fetched."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reportedly.errors import ReadingError
from reportedly.reading.dates import Dated
from reportedly.reading.draft import Draft, Fault, Found, tidy
from reportedly.reading.limits import LARGEST_DOCUMENT, LARGEST_PDF, MB
from reportedly.reading.pages import draft_of_page
from reportedly.reading.pdf import draft_of_pdf
from reportedly.reading.source import Context, Source
from reportedly.reading.text import decode

_PAGES = ("text/html", "application/xhtml+xml")
# Records of other kinds are passed over unread, but a packed archive has to be unpacked to pass over them.
_MOST_PASSED_OVER = 64 << 30


def read_warc(source: Source, _context: Context) -> Iterator[Found]:
    """A WARC file, packed or not -> a draft for each page, text or PDF that was answered with 200."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    try:
        records = iter(ArchiveIterator(source.stream, record_types=WarcRecordType.response, auto_decode="transfer"))
    except (OSError, ValueError) as error:
        raise ReadingError(f"is no WARC file that can be read ({error})") from None
    count, pages, without_text, passed = 0, 0, 0, 0
    while True:
        try:
            record = next(records)
        except StopIteration:
            break
        except (OSError, ValueError, EOFError) as error:
            yield Fault(f"breaks off after {count} responses ({error}); what follows was not read")
            break
        count += 1
        passed += max(0, record.content_length or 0)
        if passed > _MOST_PASSED_OVER:
            yield Fault(f"holds more than {_MOST_PASSED_OVER >> 30} GB; cut it into several files")
            break
        url = tidy(record.headers.get("WARC-Target-URI"), 4_000)
        try:
            draft = _draft(record, url)
        except ReadingError as error:
            if "no article text" in str(error):
                pages, without_text = pages + 1, without_text + 1
            else:
                yield Fault(str(error), member=url)
            continue
        if draft:
            pages += 1
            yield replace(draft, member=url)
    if without_text:
        yield Fault(f"{without_text} of {pages} pages hold no article", lost=False)
    elif not pages:
        yield Fault("holds no page, text or PDF that a server gave (responses with status 200)")


def _decoded(reader: Any, encoding: str | None, largest: int) -> bytes:
    """The body of a response, unpacked up to a byte over the limit (fastwarc loses its place where it unpacks a part)."""
    packed = bytes(reader.read(largest + 1))
    name = (encoding or "").strip().lower()
    if name in ("", "identity", "none") or len(packed) > largest:
        return packed
    if name in ("gzip", "x-gzip"):
        return zlib.decompressobj(31).decompress(packed, largest + 1)
    if name == "deflate":  # servers send it with and without the header of zlib
        try:
            return zlib.decompressobj().decompress(packed, largest + 1)
        except zlib.error:
            return zlib.decompressobj(-15).decompress(packed, largest + 1)
    raise ReadingError(f"is packed as {name[:20]!r}, which is not unpacked here")


def _draft(record: Any, url: str | None) -> Draft | None:
    try:
        headers = record.http_headers
        if headers is None or headers.status_code != 200:
            return None
        kind, charset = record.http_content_type, record.http_charset
        largest = LARGEST_PDF if kind == "application/pdf" else LARGEST_DOCUMENT
        if kind not in (*_PAGES, "text/plain", "application/pdf"):
            return None
        content = _decoded(record.reader, headers.get("Content-Encoding"), largest)
        fetched = record.record_date.isoformat() if record.record_date else None
        changed = headers.get("Last-Modified")
    except (OSError, ValueError, EOFError, UnicodeError, AttributeError, zlib.error) as error:
        raise ReadingError(f"is a broken record ({type(error).__name__}: {error})") from None
    if len(content) > largest:
        raise ReadingError(f"is larger than {largest // MB} MB; no report of this kind is")
    if kind in _PAGES:
        draft = draft_of_page(content, url, fetched, charset)
    elif kind == "application/pdf":
        draft = draft_of_pdf(content, url, fetched)
    else:
        text = decode(content, charset)
        if "\0" in text:
            raise ReadingError("it is no text (it holds NUL characters)")
        draft = Draft(text=text, url=url, fetched=fetched, original=content)
    # When a server last changed a page says nothing of when the report was first printed.
    return replace(draft, dates=(*draft.dates, Dated("HTTP Last-Modified", changed, "modified"))) if changed else draft
