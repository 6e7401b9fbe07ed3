"""Cut a report into the word pieces that the encoder reads, with their offsets and shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportedly.coding.attribution.quotations import find_quotations
from reportedly.coding.wrapping import is_wrap

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CLASSIFY, SEPARATE, PAD, MASK, LINE_BREAK = 101, 102, 0, 103, 1
"""Ids in BERT's uncased vocabulary; the line break takes its first unused piece."""

INSIDE, OPENING, CLOSING, BREAK, SHAPES = 4, 8, 9, 10, 11
"""Shapes: 0..3 are lower, Title, UPPER and miXed, the same + INSIDE within a quotation, then marks and line break."""

_SAME_MARK = str.maketrans(
    dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‹›`", "'")
    | {"\u00a0": " ", "\u2015": "\u2014", "\u2010": "-", "\u2011": "-"}
)
_LINE_BREAKS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of one text: vocabulary ids, code-point offsets (end exclusive) and shape ids, all of one length.

    A line break is a piece of its own, however many empty lines it makes; one that only wraps the text is none.
    """

    ids: list[int]
    starts: list[int]
    ends: list[int]
    shapes: list[int]

    def __len__(self) -> int:
        return len(self.ids)


def read_pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Return the word pieces of `text`.

    All quotation marks become one straight mark before the look-up, so that the typing habit of a publisher does
    not matter; which way a mark points and what lies inside is kept in the shape.
    """
    plain = text.translate(_SAME_MARK).replace("''", '" ')
    encoding = tokenizer.encode(plain, add_special_tokens=False)
    inside = bytearray(len(text) + 1)
    marks: dict[int, int] = {}
    for quotation in find_quotations(text):
        begin, end = quotation.inner
        inside[begin:end] = b"\x01" * (end - begin)
        if quotation.opened:
            marks[quotation.start] = OPENING
        if quotation.closed:
            marks[end] = CLOSING
    breaks = [match.span() for match in _LINE_BREAKS.finditer(text) if not is_wrap(text, *match.span())]
    ids, starts, ends, shapes = [], [], [], []
    next_break, shape = 0, 0
    word: int | None = -1
    for piece, (start, end), word_number in zip(encoding.ids, encoding.offsets, encoding.word_ids, strict=True):
        while next_break < len(breaks) and breaks[next_break][0] <= start:
            begin, finish = breaks[next_break]
            ids.append(LINE_BREAK)
            starts.append(begin)
            ends.append(finish)
            shapes.append(BREAK)
            next_break += 1
        if word_number != word:
            word, shape = word_number, _case(text, start)
        ids.append(piece)
        starts.append(start)
        ends.append(end + 1 if text[start : start + 2] in ("''", "``") else end)
        shapes.append(marks[start] if start in marks else shape + INSIDE * inside[start])
    return Pieces(ids, starts, ends, shapes)


def _case(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end].isalnum():
        end += 1
    word = text[start:end]
    if not word or word.islower() or word.isdigit():
        return 0
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return 1
    return 2 if word.isupper() else 3
