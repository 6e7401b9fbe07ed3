"""Manner of an attribution, read off the quotation marks: a quote, indirect, or mixed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from reportedly.coding.attribution.quotations import find_quotations
from reportedly.record import Manner, Span

_WORD = re.compile(r"\w+")


def quoted_spans(text: str) -> list[Span]:
    """Text -> spans inside its outermost quotation marks, in order.

    Single marks count where they are the outermost ones, as in British news. A paragraph that carries an open
    quotation on without a mark of its own lies inside it.
    """
    return [quotation.inner for quotation in find_quotations(text) if not quotation.depth]


def read_manner(text: str, content: Sequence[Span], quoted: Sequence[Span]) -> Manner:
    """Content spans and the quoted spans of a text -> ``quote`` if all words are quoted, ``indirect`` if none is."""
    starts = [start for start, _ in quoted]
    words = within = 0
    for start, end in content:
        for word in _WORD.finditer(text, start, end):
            n = bisect_right(starts, word.start()) - 1
            words += 1
            within += n >= 0 and word.start() < quoted[n][1]
    if not within:
        return "indirect"
    return "quote" if within == words else "mixed"
