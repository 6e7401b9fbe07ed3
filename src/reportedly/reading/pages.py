"""HTML pages: the article in them, and the title, publisher, author, language and dates that they state."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportedly.errors import ReadingError
from reportedly.reading.draft import Draft, Found, tidy
from reportedly.reading.limits import LARGEST_DOCUMENT, MOST_ELEMENTS, one_document
from reportedly.reading.page_dates import date_in_text, find_dates
from reportedly.reading.source import Context, Source
from reportedly.reading.text import decode_markup

if TYPE_CHECKING:
    from lxml.html import HtmlElement


# Less is a button or a cookie notice.
SHORTEST_ARTICLE = 40


def read_html(source: Source, _context: Context) -> Iterator[Found]:
    """An HTML page -> one draft of its main text."""
    yield draft_of_page(source.whole(LARGEST_DOCUMENT))


def draft_of_page(content: bytes, url: str | None = None, fetched: str | None = None, charset: str | None = None) -> Draft:
    """The bytes of a page, and where, when and in which encoding it was fetched if that is known -> its draft.

    Raises :class:`ReadingError` where there is no article, and where the page is larger than any article.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says of a page is said by us, in one line
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    with one_document("HTML page"):
        tree = trafilatura.load_html(_tame(decode_markup(content, charset)))
        if tree is None:
            raise ReadingError("no article text was found in this page")
        if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
            raise ReadingError(f"is a page of more than {MOST_ELEMENTS:,} elements; no article is")
        dates = find_dates(tree, url)
        language = _language(tree)
        page = trafilatura.bare_extraction(
            tree,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            # Its wide search takes a year from a copyright line; a date that is not there must stay missing.
            date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
        )
    if page is None or isinstance(page, dict) or len((page.text or "").strip()) < SHORTEST_ARTICLE:
        raise ReadingError("no article text was found in this page")
    return Draft(
        text=str(page.text).replace("\0", ""),
        url=url or tidy(page.url, 4_000),
        publisher=tidy(page.sitename),
        author=tidy(page.author),
        title=tidy(page.title),
        fetched=fetched,
        dates=(*dates, *date_in_text(page.date)),
        language=language,
        original=content,
    )


def text_of_fragment(markup: str) -> str:
    """A piece of HTML (the content of a feed entry, the body of a letter) -> its text, a line a paragraph."""
    from lxml import html

    if not re.search(r"<[a-zA-Z/!]|&#?\w+;", markup):
        return markup.strip()
    with one_document("piece of HTML"):
        tree = html.fromstring(_tame(f"<div>{markup}</div>".replace("\0", "")))
        for element in tree.iter():
            if element.tag in _UNSEEN or not isinstance(element.tag, str):
                tail = element.tail
                element.clear()
                element.tail = tail
            elif element.tag in _BLOCKS:
                element.text = "\n\n" + (element.text or "")
                element.tail = "\n\n" + (element.tail or "")
            elif element.tag == "br":
                element.tail = "\n" + (element.tail or "")
        lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in tree.text_content().split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "head", "iframe", "object", "form"})
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "div", "dl", "dd", "dt", "figure", "figcaption", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
))  # fmt: skip


# A tag up to the ">" that is not in a quoted value; possessive, so that it takes one pass.
_TAG = re.compile(r"""(<[a-zA-Z][\w:-]*)([\s/](?:[^>=]|=\s*"[^"]*"|=\s*'[^']*'|=)*+)""")
LONGEST_TAG = 4_000


def _tame(markup: str) -> str:
    """Take the attributes from monstrous tags: libxml2 compares each with all before it, in C, where no time limit reaches."""
    return _TAG.sub(lambda tag: tag[0] if len(tag[2]) <= LONGEST_TAG else tag[1], markup)


def _language(tree: HtmlElement) -> str | None:
    stated = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv", "").lower() == "content-language") or meta.get("property") == "og:locale":
            stated = stated or meta.get("content")
    tag = (stated or "").strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", tag) else None
