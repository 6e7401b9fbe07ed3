"""Cut a text's word pieces into windows that the encoder can take in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from reportedly.coding.attribution.pieces import LINE_BREAK, Pieces

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019\u00bb)\]]*\s+(?=[\"'\u201c\u2018\u00ab(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Sen|Rep|Gov|Rev|St|Jr|Sr|No|vs|Inc|Corp|Co|Ltd|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)|\b[A-Z]|\b[A-Z]\.[A-Z])\.$"
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return sentence spans by punctuation and line ends alone, for callers without a parse."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for match in _SENTENCE_END.finditer(text, line.start(), line.end()):
            if _ABBREVIATION.search(text, start, match.start()):
                continue
            spans.append((start, match.end()))
            start = match.end()
        spans.append((start, line.end()))
    return [span for span in spans if text[span[0] : span[1]].strip()]


def starting_pieces(pieces: Pieces, sentences: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the numbers of the pieces that begin a sentence, and of those that begin a paragraph."""
    paragraphs = [0, *(i + 1 for i, piece in enumerate(pieces.ids) if piece == LINE_BREAK)]
    begin = {bisect_left(pieces.starts, start) for start, _ in sentences}
    return sorted(begin | set(paragraphs)), paragraphs


def cut_windows(
    count: int, sentences: Sequence[int], paragraphs: Sequence[int], size: int, first: int | None = None
) -> list[tuple[int, int]]:
    """Cut `count` pieces into windows of at most `size`, none overlapping another.

    A window ends before a paragraph where one begins in its last third, else before a sentence, else where it is
    full. `sentences` and `paragraphs` are numbers of starting pieces; `first` bounds the first window instead of
    `size`, which moves all the others.
    """
    windows: list[tuple[int, int]] = []
    start = 0
    while start < count:
        limit = start + (first if first is not None and not windows else size)
        end = count if limit >= count else _cut(start, limit, sentences, paragraphs)
        windows.append((start, end))
        start = end
    return windows


def _cut(start: int, limit: int, sentences: Sequence[int], paragraphs: Sequence[int]) -> int:
    earliest = limit - (limit - start) // 3
    for places, least in ((paragraphs, earliest), (sentences, start + 1)):
        last = bisect_left(places, limit + 1) - 1
        if last >= 0 and places[last] >= least:
            return places[last]
    return limit
