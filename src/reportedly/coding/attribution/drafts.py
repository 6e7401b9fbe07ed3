"""What the rules work on: attributions as token ranges, and the quotations of a report as token ranges."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Doc, Token

from reportedly.coding.attribution.quotations import find_quotations
from reportedly.coding.attribution.raw import RawAttribution
from reportedly.coding.parse import Parsed
from reportedly.record import Span, Spans

Range = tuple[int, int]
"""Token indices, end exclusive."""

Family = Literal[
    "clause", "object", "infinitive", "quotation", "according", "passive", "hearsay", "noun", "headline", "citing", "verdict"
]

EDGE = frozenset(",.;:-–—…") | {"--", "...", "---"}
"""Punctuation that belongs to no span at its edge."""

_PARAGRAPH = re.compile(r"\n\s*")
OPENING, CLOSING = frozenset("“„«\"‘'`") | {"``", "''"}, frozenset("”»\"’'") | {"''"}


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution as the rules find it: token ranges; ``head`` is the token that the cue turns on."""

    source: Range | None
    cue: tuple[int, ...]
    content: tuple[Range, ...]
    family: Family
    head: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """An outermost quotation as tokens, its marks included; ``continues``: it carries on the one before it."""

    start: int
    end: int
    words: int
    paragraph: int
    continues: bool
    closed: bool


def read_quoted(parsed: Parsed, inner: bool = False) -> list[Quoted]:
    """Parsed report -> its outermost quotations, in order: in double marks, or in single ones that hold a sentence.

    ``inner``: those inside another instead.
    """
    doc = parsed.doc
    starts = [token.idx for token in doc]
    lines = [match.start() for match in _PARAGRAPH.finditer(parsed.text)]
    found = []
    for quotation in find_quotations(parsed.text):
        if bool(quotation.depth) != inner or (quotation.width == "single" and not _is_speech(parsed.text, *quotation.inner)):
            continue
        first, last = _touching(doc, starts, quotation.start, quotation.end)
        if first >= last or first in parsed.boilerplate:
            continue
        words = sum(1 for token in doc[first:last] if token.is_alpha)
        paragraph = bisect_left(lines, quotation.start)
        found.append(Quoted(first, last, words, paragraph, quotation.continues, quotation.closed))
    return found


def _is_speech(text: str, start: int, end: int) -> bool:
    """Tell whether words in single marks are said: British news quotes so, but 'scare quotes' and titles are short."""
    return text[end - 1 : end] in (".", ",", "!", "?") and text.count(" ", start, end) >= 2


def _touching(doc: Doc, starts: list[int], start: int, end: int) -> Range:
    first = max(bisect_left(starts, start + 1) - 1, 0)
    if starts[first] + len(doc[first]) <= start:
        first += 1
    return first, bisect_left(starts, end)


def span_of(doc: Doc, tokens: Range) -> Span:
    """Token range -> code-point span without white space at its edges."""
    start, end = tokens
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def raw_of(doc: Doc, draft: Draft, confidence: float) -> RawAttribution | None:
    """Draft -> spans, or ``None`` where nothing is left of its content once source and cue are taken out."""
    own = set(draft.cue)
    if draft.source:
        own.update(range(*draft.source))
    content: Spans = tuple(span_of(doc, piece) for piece in pieces_without(doc, draft.content, own))
    if not content:
        return None
    source = trimmed(doc, draft.source) if draft.source else None
    cue = tuple(span_of(doc, run) for run in runs(draft.cue))
    return RawAttribution((span_of(doc, source),) if source else (), cue, content, confidence)


def runs(tokens: Iterable[int]) -> Iterator[Range]:
    """Token indices in any order -> the ranges that they make."""
    start = end = -1
    for i in sorted(tokens):
        if i != end:
            if start >= 0:
                yield start, end
            start = i
        end = i + 1
    if start >= 0:
        yield start, end


def pieces_without(doc: Doc, ranges: Iterable[Range], own: set[int]) -> list[Range]:
    """Ranges -> the same without the tokens of ``own``, united, with edge punctuation and white space trimmed."""
    keep = {i for start, end in ranges for i in range(start, end) if i not in own}
    # a quotation over several paragraphs is one piece: nothing but line breaks parts it
    keep.update(i for i in range(min(keep, default=0), max(keep, default=0)) if doc[i].is_space and i - 1 in keep)
    found = []
    for run in runs(keep):
        piece = trimmed(doc, run)
        if piece and any(token.is_alpha or token.like_num for token in doc[piece[0] : piece[1]]):
            found.append(piece)
    return found


def trimmed(doc: Doc, tokens: Range) -> Range | None:
    """Token range -> the same without edge punctuation, white space and unpaired quotation marks; ``None`` if empty."""
    start, end = tokens
    while start < end:
        first, last = doc[start], doc[end - 1]
        unpaired = _marks(doc, start, end) % 2
        if first.is_space or first.text in EDGE or (first.text in CLOSING and first.text not in OPENING):
            start += 1
        elif last.is_space or (last.text in EDGE and not _abbreviated(last)) or (unpaired and _opens(last)):
            end -= 1
        elif unpaired and first.text in "\"''" and end - start > 1:
            start += 1
        else:
            return start, end
    return None


def _marks(doc: Doc, start: int, end: int) -> int:
    return sum(1 for token in doc[start:end] if token.text in ('"', "''", "“", "”", "``", "„", "«", "»"))


def _opens(token: Token) -> bool:
    return token.text in OPENING and token.text not in "’'"


def _abbreviated(token: Token) -> bool:
    return token.text == "." and token.i > 0 and not token.doc[token.i - 1].whitespace_ and token.doc[token.i - 1].is_upper


def subtree(token: Token) -> Range:
    """Token -> the range from the left to the right edge of what hangs on it."""
    return token.left_edge.i, token.right_edge.i + 1


def with_content(draft: Draft, content: Iterable[Range]) -> Draft:
    """Draft and more content -> the draft with ranges united and sorted."""
    return replace(draft, content=tuple(runs({i for start, end in content for i in range(start, end)})))
