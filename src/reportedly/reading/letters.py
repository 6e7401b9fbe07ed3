"""E-mail (EML, RFC 5322): the letter itself is a report, and so is each attachment of a kind that is read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from reportedly.errors import ReadingError
from reportedly.reading.dates import Dated
from reportedly.reading.draft import Draft, Fault, Found, tidy
from reportedly.reading.limits import LARGEST_HEADERS, LARGEST_LETTER, MB, MOST_PARTS, one_document
from reportedly.reading.pages import text_of_fragment
from reportedly.reading.source import Context, Source
from reportedly.reading.text import decode

# A header beyond this says nothing more; parsers of headers are slow on what is made to be slow.
LONGEST_HEADER = 4_000

# What a part is, if its name does not say it.
_ENDINGS = {
    "application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt", "application/zip": ".zip", "text/csv": ".csv",
    "application/x-zip-compressed": ".zip", "application/rss+xml": ".rss", "application/atom+xml": ".atom",
}  # fmt: skip


def read_letter(source: Source, context: Context) -> Iterator[Found]:
    """An EML file -> a draft of its text, then what its attachments hold; a letter inside a letter is a letter of its own."""
    content = source.whole(LARGEST_LETTER)
    with one_document("e-mail"):
        _refuse(content)
        letter: Message = BytesParser().parsebytes(content)
        if not letter.keys():
            raise ReadingError("is no e-mail (it has no headers)")
    yield from _read(letter, context, content)


def _refuse(content: bytes) -> None:
    headers = re.search(rb"\r?\n\r?\n", content)
    if (headers.start() if headers else len(content)) > LARGEST_HEADERS:
        raise ReadingError(f"has headers of more than {LARGEST_HEADERS // MB} MB; no letter has")
    if len(re.findall(rb"(?im)^content-type\s*:", content)) > 10 * MOST_PARTS:
        raise ReadingError(f"has more than {10 * MOST_PARTS:,} parts; no letter has")


def _read(letter: Message, context: Context, original: bytes | None = None) -> Iterator[Found]:
    with one_document("e-mail"):
        body, attachments = _take_apart(letter)
        draft = Draft(
            text=body,
            title=tidy(_header(letter, "Subject")),
            author=tidy(_sender(letter)),
            publisher=tidy(_list_name(letter)),
            dates=_sent(letter),
            language=tidy(_header(letter, "Content-Language"), 20),
            original=original,
        )
    if body.strip():
        yield draft
    elif not attachments:
        yield Fault("is an e-mail without text")
    for number, part in enumerate(attachments[:MOST_PARTS], 1):
        name = _name_of(part, number)
        try:
            with context.budget.deeper():
                context.budget.open_member()
                for found in _inside(part, name, context):
                    yield replace(found, member=" > ".join(filter(None, (name, found.member))))
        except ReadingError as error:
            yield Fault(str(error), error.line, name)
    if len(attachments) > MOST_PARTS:
        yield Fault(f"has more than {MOST_PARTS} attachments; the rest was not read")


def _inside(part: Message, name: str, context: Context) -> Iterator[Found]:
    if part.get_content_type() == "message/rfc822":
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(inner, Message):
            yield from _read(inner, context)
        return
    if not context.knows(name):  # a picture, a signature
        return
    with one_document("attachment"):
        content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        context.budget.take(len(content))
        yield from context.inner(Source(io.BytesIO(content), name), context)


def _take_apart(letter: Message) -> tuple[str, list[Message]]:
    """A letter -> its text (the plain one, else that of its HTML), and the attachments that can be read or are letters."""
    plain: list[str] = []
    markup: list[str] = []
    attached: list[Message] = []
    waiting: list[Message] = [letter]
    seen = 0
    while waiting and seen < 10 * MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        kind = part.get_content_type()
        if kind == "message/rfc822":
            attached.append(part)
        elif part.is_multipart():
            inside = part.get_payload()
            waiting[:0] = [p for p in inside if isinstance(p, Message)] if isinstance(inside, list) else []
        elif part.get_content_disposition() != "attachment" and kind in ("text/plain", "text/html") and not part.get_filename():
            (plain if kind == "text/plain" else markup).append(_text_of(part))
        elif part.get_filename() or kind in _ENDINGS:
            attached.append(part)
    body = "\n\n".join(filter(str.strip, plain)) or "\n\n".join(text_of_fragment(m) for m in markup)
    return body.replace("\r\n", "\n").replace("\0", ""), attached


def _text_of(part: Message) -> str:
    content = part.get_payload(decode=True)
    try:
        return decode(content, part.get_content_charset()) if isinstance(content, bytes) else ""
    except ReadingError:
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _name_of(part: Message, number: int) -> str:
    name = tidy(part.get_filename(), 200)
    if name:
        return name
    if part.get_content_type() == "message/rfc822":
        return f"letter {number}"
    return f"attachment {number}{_ENDINGS.get(part.get_content_type(), '')}"


def _sender(letter: Message) -> str | None:
    name, address = parseaddr(_header(letter, "From") or "")
    return name or address or None


def _list_name(letter: Message) -> str | None:
    """The mailing list that brought it; a sender is a person who may only pass it on, and is no publisher (RFC 2919)."""
    name = (_header(letter, "List-Id") or "").split("<")[0].strip(' "')
    return name or None


def _sent(letter: Message) -> tuple[Dated, ...]:
    """The Date header; it is kept as written where it is no date (RFC 5322, 3.3)."""
    written = _header(letter, "Date")
    if not written:
        return ()
    try:
        return (Dated("e-mail Date", parsedate_to_datetime(written).isoformat()),)
    except (ValueError, TypeError, IndexError, OverflowError):
        return (Dated("e-mail Date", written),)


def _header(letter: Message, name: str) -> str | None:
    """A header, its encoded words (RFC 2047) decoded where they can be."""
    raw = str(letter.get(name) or "")[:LONGEST_HEADER]
    try:
        return str(make_header(decode_header(raw))) or None
    except (LookupError, ValueError, MessageError):
        return raw or None
