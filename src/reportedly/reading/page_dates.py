"""Every date that an HTML page states of itself, with where it stands: meta tags, JSON-LD, time tags, address."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from reportedly.reading.dates import Dated
from reportedly.record import DateKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_CANDIDATES = 20
LONGEST_SCRIPT = 1_000_000
MOST_NODES = 20_000

# Open Graph, Dublin Core, schema.org microdata, Parse.ly, Sailthru and the older habits of news systems, best first.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "rnews:datepublished", "article:published",
    "og:published_time", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "dc.created", "citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "published_date", "published-date", "publication_date", "originalpublicationdate",
    "article_date_original", "date_published", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.modified",
    "lastmod", "last-modified", "lastmodified", "modified", "revision_date",
)  # fmt: skip
_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|\b)")


def find_dates(tree: HtmlElement, url: str | None) -> tuple[Dated, ...]:
    """A page and its address -> the dates that it states, best first."""
    found = [*_in_meta(tree), *_in_scripts(tree), *_in_time_tags(tree), *_in_address(tree, url)]
    return tuple(dict.fromkeys(dated for dated in found if dated.written.strip()))[:MOST_CANDIDATES]


def date_in_text(day: str | None) -> tuple[Dated, ...]:
    """The day that htmldate found in the visible text -> a candidate after all others."""
    return (Dated("text of the page", day),) if day else ()


def _in_meta(tree: HtmlElement) -> Iterator[Dated]:
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        content = meta.get("content") or meta.get("datetime")
        if name and content:
            stated.setdefault(name.strip().lower(), content)
    names: tuple[tuple[DateKind, tuple[str, ...]], ...] = (("published", _PUBLISHED), ("modified", _MODIFIED))
    for kind, known in names:
        for name in known:
            if name in stated:
                yield Dated(f"meta {name}", stated[name], kind)


def _in_scripts(tree: HtmlElement) -> Iterator[Dated]:
    for script in list(tree.iter("script"))[:200]:
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > LONGEST_SCRIPT:
            continue
        try:
            whole = msgspec.json.decode(script.text.strip().rstrip(";").encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError, ValueError):
            continue
        yield from _in_json(whole)


def _in_json(whole: Any) -> Iterator[Dated]:
    """Articles first: a page's JSON-LD also dates its videos, comments and the site itself."""
    articles: list[Dated] = []
    others: list[Dated] = []
    waiting, seen = deque([whole]), 0
    while waiting and seen < MOST_NODES:
        node = waiting.popleft()
        seen += 1
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            kinds = node.get("@type")
            kind = " ".join(str(k) for k in kinds) if isinstance(kinds, list) else str(kinds or "")
            into = articles if re.search("Article|BlogPost|Report", kind) else others
            for key, meaning in (("datePublished", "published"), ("dateCreated", "published"), ("dateModified", "modified")):
                if isinstance(node.get(key), str) and (into is articles or "Page" in kind):
                    into.append(Dated(f"JSON-LD {key}", node[key], meaning))  # type: ignore[arg-type]
            waiting.extend(value for value in node.values() if isinstance(value, dict | list))
    yield from sorted([*articles, *others], key=lambda dated: "dateCreated" in dated.where)


def _in_time_tags(tree: HtmlElement) -> Iterator[Dated]:
    tags = list(tree.iter("time"))[:200]
    for tag in tags:
        written = tag.get("datetime") or tag.get("content") or " ".join(tag.text_content().split())
        property_, classes = (tag.get("itemprop") or "").lower(), (tag.get("class") or "").lower()
        if "modified" in property_ or "update" in classes or "modified" in classes:
            yield Dated("time tag", written, "modified")
        elif "published" in property_ or tag.get("pubdate") is not None or re.search("publish|entry-date|posted", classes):
            yield Dated("time tag", written)
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("meta", "time"):
            property_ = (element.get("itemprop") or "").lower()
            if property_ in ("datepublished", "datemodified"):
                written = element.get("datetime") or element.get("content") or " ".join(element.text_content().split())[:100]
                yield Dated(f"itemprop {property_}", written, "modified" if "modified" in property_ else "published")
    # A bare time tag may date a comment or a teaser; the only one of a page dates the page.
    if len(tags) == 1 and (written := tags[0].get("datetime")) and not tags[0].get("itemprop"):
        yield Dated("only time tag", written)


def _in_address(tree: HtmlElement, url: str | None) -> Iterator[Dated]:
    addresses = [url] if url else []
    addresses += [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for address in addresses:
        if found := _ADDRESS.search(address):
            yield Dated("address", "-".join(found.groups()))
            return
