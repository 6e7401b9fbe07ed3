"""Plain text: bytes in some encoding -> the text, to the code point."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from reportedly.errors import ReadingError
from reportedly.reading.draft import Draft, Found
from reportedly.reading.limits import LARGEST_DOCUMENT, LONGEST_TEXT
from reportedly.reading.source import Context, Source

# Enough to tell an encoding; more costs seconds.
LOOKED_AT = 1 << 16


def read_text(source: Source, _context: Context) -> Iterator[Found]:
    """Plain text -> one draft."""
    content = source.whole(LARGEST_DOCUMENT)
    text = decode(content)
    if "\0" in text:
        raise ReadingError("it is no text (it holds NUL characters)")
    if len(text) > LONGEST_TEXT:
        raise ReadingError(f"its text has {len(text):,} characters; more than {LONGEST_TEXT:,} are no report")
    yield Draft(text=text)


def decode(content: bytes, stated: str | None = None) -> str:
    """Bytes -> text: UTF-8 (a byte order mark is dropped), UTF-16 with its mark, the ``stated`` encoding, else the likeliest.

    Line ends and every other code point stay. Raises :class:`ReadingError` for what is no text.
    """
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    if stated and (text := _decode_as(content, stated)) is not None:
        return text
    if b"\0" in content:
        raise ReadingError("it is no text (it holds NUL bytes)")
    if (text := _decode_as(content, guess_encoding(content[:LOOKED_AT]))) is None:
        raise ReadingError("its encoding is not known; save it as UTF-8")
    return text


def decode_markup(content: bytes, stated: str | None = None) -> str:
    """The bytes of an HTML or XML document -> its text, as UTF-8, else as the server or its head states, else as windows-1252.

    What does not decode becomes U+FFFD, since one bad byte in a page must not cost the report; NULs are dropped, as browsers do.
    """
    head = content[:2048]
    declared = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", head, re.I)
    # Undeclared pages are windows-1252 to every browser (WHATWG Encoding, 4.2); a guess at a short page is worse.
    names = [stated, declared[1].decode("ascii", "replace") if declared else None, "cp1252"]
    try:
        return decode(content, next((name for name in names if name and _known(name)), None)).replace("\0", "")
    except ReadingError:
        return content.decode("utf-8", "replace").replace("\0", "")


def guess_encoding(sample: bytes) -> str | None:
    """The first bytes of a text that is not UTF-8 -> the likeliest encoding, ``None`` if none is likely."""
    guess = from_bytes(sample).best()
    return guess.encoding if guess else None


def _decode_as(content: bytes, encoding: str | None) -> str | None:
    if not encoding or not _known(encoding):
        return None
    try:
        text = content.decode(encoding)
    except (UnicodeError, ValueError):
        return None
    return None if re.search("[\ud800-\udfff]", text) else text


def _known(name: str) -> bool:
    """Whether Python has a codec of this name that makes text of bytes (``zip`` and ``hex`` are codecs, too)."""
    try:
        return codecs.lookup(name)._is_text_encoding and codecs.lookup(name).name not in _NO_PAGE
    except (LookupError, ValueError):
        return False


# In UTF-7 and the escapes of Python, plain ASCII turns into other characters; no page has been written in them for twenty years.
_NO_PAGE = frozenset({"utf-7", "unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs", "oem"})
