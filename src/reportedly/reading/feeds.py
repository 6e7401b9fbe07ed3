"""RSS, Atom and JSON feeds as files: an entry a report, a summary marked as such; and lists of feeds (OPML)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from reportedly.errors import ReadingError
from reportedly.reading.dates import Dated
from reportedly.reading.draft import Draft, Fault, Found, tidy
from reportedly.reading.limits import LARGEST_DOCUMENT, LONGEST_TEXT, MOST_ENTRIES, one_document
from reportedly.reading.pages import text_of_fragment
from reportedly.reading.source import Context, Source
from reportedly.reading.text import decode_markup

_ENTITY = re.compile(r"<!ENTITY", re.I)
_ROOT = re.compile(r"<(?:\w+:)?(\w+)[\s>/]")


@dataclass(frozen=True)
class Feed:
    """One line of a list of feeds."""

    url: str
    title: str | None = None


def read_feed(source: Source, _context: Context) -> Iterator[Found]:
    """An RSS or Atom file -> a draft an entry. An entry with a summary only is a draft that says so."""
    yield from drafts_of_feed(source.whole(LARGEST_DOCUMENT))


def drafts_of_feed(content: bytes, charset: str | None = None, fetched: str | None = None) -> Iterator[Found]:
    """The bytes of a feed, and how and when it was fetched -> a draft an entry, in its order; faults for the others."""
    import feedparser

    markup = _safe_markup(content, charset)
    root = _root(markup)
    if root == "opml":
        raise ReadingError(f"is a list of {len(feeds_of(content))} feeds and holds no report; its feeds have to be fetched")
    if markup.count("<") > 50 * MOST_ENTRIES or len(re.findall(r"<(?:\w+:)?(?:item|entry)[\s/>]", markup)) > MOST_ENTRIES:
        raise ReadingError(f"has more than {MOST_ENTRIES:,} entries, or {50 * MOST_ENTRIES:,} elements; no feed has")
    if root not in ("rss", "feed", "rdf", "channel"):
        raise ReadingError(f"is XML, but no feed (its first element is {root[:40]!r})")
    with one_document("feed"):
        # Bytes in a stream: feedparser takes a string for an address or a file name.
        parsed = feedparser.parse(
            io.BytesIO(markup.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
        )
        entries = list(parsed.entries)
    if not entries:
        raise ReadingError("is a feed without entries")
    publisher, language = tidy(parsed.feed.get("title")), tidy(parsed.feed.get("language"), 20)
    yield from _entries([_read_entry(entry) for entry in entries], publisher, language, fetched)


@dataclass(frozen=True)
class _Entry:
    markup: str
    summary: bool
    title: Any = None
    url: Any = None
    author: Any = None
    dates: tuple[Dated, ...] = ()
    language: Any = None


def _read_entry(entry: Any) -> _Entry:
    full = max((str(c.get("value") or "") for c in entry.get("content") or []), key=len, default="")
    dates = [Dated(f"feed {key}", str(entry[key])) for key in ("published", "created") if entry.get(key)]
    if updated := dict.get(entry, "updated"):  # feedparser itself gives ``published`` for it
        dates.append(Dated("feed updated", str(updated), "modified"))
        if not dates[:-1]:  # Atom asks for the one and leaves the other open
            dates.append(Dated("feed updated", str(updated)))
    return _Entry(
        markup=full or str(entry.get("summary") or ""),
        summary=not full,
        title=text_of_fragment(str(entry.get("title") or "")[:2_000]),
        url=entry.get("link"),
        author=entry.get("author"),
        dates=tuple(dates),
    )


def links_of_feed(content: bytes) -> tuple[str, ...]:
    """The bytes of an RSS, Atom or JSON feed -> the web addresses of its entries, in order, each once.

    Raises :class:`ReadingError` for what is no feed.
    """
    import feedparser

    with one_document("feed"):
        if content.lstrip()[:1] == b"{":
            whole = msgspec.json.decode(content)
            if not is_json_feed(whole):
                raise ReadingError("is JSON, but no feed (it names no version of JSON Feed)")
            links = [entry.get("url") for entry in whole.get("items") or [] if isinstance(entry, dict)]
        else:
            markup = _safe_markup(content)
            if _root(markup) not in ("rss", "feed", "rdf", "channel"):
                raise ReadingError(f"is no feed (its first element is {_root(markup)[:40]!r})")
            parsed = feedparser.parse(io.BytesIO(markup.encode("utf-8", "replace")), resolve_relative_uris=False)
            links = [entry.get("link") for entry in parsed.entries[:MOST_ENTRIES]]
    addresses = (tidy(link, 4_000) for link in links)
    return tuple(dict.fromkeys(link for link in addresses if link and re.match(r"https?://", link, re.I)))


def is_json_feed(whole: Any) -> bool:
    """Whether a JSON value is a JSON Feed (jsonfeed.org, version 1 and 1.1)."""
    return isinstance(whole, dict) and str(whole.get("version", "")).startswith("https://jsonfeed.org/version/")


def read_json_feed(whole: Mapping[str, Any], fetched: str | None = None) -> Iterator[Found]:
    """A JSON Feed -> a draft an entry."""
    items = whole.get("items")
    if not isinstance(items, list) or not items:
        raise ReadingError("is a feed without entries")
    entries = []
    for entry in items[: MOST_ENTRIES + 1]:
        if not isinstance(entry, dict):
            continue
        text = entry.get("content_text") or entry.get("content_html")
        dates = [Dated("feed date_published", str(entry["date_published"]))] if entry.get("date_published") else []
        if entry.get("date_modified"):
            dates.append(Dated("feed date_modified", str(entry["date_modified"]), "modified"))
        authors = entry.get("authors")
        author = authors[0].get("name") if isinstance(authors, list) and authors and isinstance(authors[0], dict) else None
        entries.append(
            _Entry(str(text or entry.get("summary") or ""), not text, entry.get("title"), entry.get("url"), author, tuple(dates),
                   entry.get("language"))
        )  # fmt: skip
    yield from _entries(entries, tidy(whole.get("title")), tidy(whole.get("language"), 20), fetched)


def _entries(entries: list[_Entry], publisher: str | None, language: str | None, fetched: str | None) -> Iterator[Found]:
    summaries = 0
    for number, entry in enumerate(entries[:MOST_ENTRIES], 1):
        member = f"entry {number}"
        if len(entry.markup) > 10 * LONGEST_TEXT:
            yield Fault("is longer than any report", member=member)
            continue
        try:
            text = text_of_fragment(entry.markup)
        except ReadingError as error:
            yield Fault(str(error), member=member)
            continue
        if not text:
            yield Fault("has neither content nor summary", member=member, lost=False)
            continue
        summaries += entry.summary
        yield Draft(
            text=text.replace("\0", ""),
            url=tidy(entry.url, 4_000),
            publisher=publisher,
            author=tidy(entry.author),
            title=tidy(entry.title),
            fetched=fetched,
            dates=entry.dates,
            language=tidy(entry.language, 20) or language,
            summary=entry.summary,
            member=member,
        )
    if len(entries) > MOST_ENTRIES:
        yield Fault(f"has more than {MOST_ENTRIES:,} entries; the rest was not read")
    if summaries:
        yield Fault(f"{summaries} of {min(len(entries), MOST_ENTRIES)} entries give a summary only, not the report", lost=False)


def feeds_of(content: bytes) -> tuple[Feed, ...]:
    """The bytes of an OPML file -> its feeds, in order, each once. Raises :class:`ReadingError` for what is none."""
    from defusedxml.ElementTree import fromstring

    with one_document("OPML file"):
        root = fromstring(_without_declaration(_safe_markup(content)), forbid_dtd=True)
    if root.tag.lower() != "opml":
        raise ReadingError(f"is no OPML file (its first element is {root.tag[:40]!r})")
    feeds: dict[str, Feed] = {}
    for outline in root.iter("outline"):
        url = tidy(outline.get("xmlUrl") or outline.get("xmlurl"), 4_000)
        if url and re.match(r"https?://", url, re.I):
            feeds.setdefault(url, Feed(url, tidy(outline.get("title") or outline.get("text"))))
    if not feeds:
        raise ReadingError("is an OPML file without feeds (no outline has an xmlUrl)")
    return tuple(feeds.values())


def read_opml(source: Source, _context: Context) -> Iterator[Found]:
    """A list of feeds holds no report: say what it is, and what to do with it."""
    count = len(feeds_of(source.whole(LARGEST_DOCUMENT)))
    yield Fault(f"is a list of {count} feeds and holds no report; its feeds have to be fetched: reportedly watch {source.name}")


def _safe_markup(content: bytes, charset: str | None = None) -> str:
    markup = decode_markup(content, charset).lstrip()
    if _ENTITY.search(markup):
        raise ReadingError("declares XML entities, which no feed needs and which can be made to fill the memory")
    return markup


def _root(markup: str) -> str:
    bare = re.sub(
        r"<\?.{0,1000}?\?>|<!--.{0,10000}?-->|<!DOCTYPE[^>\[]{0,1000}>", "", markup[:50_000], count=20, flags=re.S | re.I
    )
    found = _ROOT.search(bare)
    return found[1].lower() if found else ""


def _without_declaration(markup: str) -> str:
    return re.sub(r"\A<\?xml.{0,200}?\?>", "", markup, flags=re.S)
