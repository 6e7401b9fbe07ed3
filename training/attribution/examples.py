"""Turn annotated articles into training windows: pieces with a tag, a link and a source pointer each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tokenizers import Tokenizer

from reportedly.coding.attribution.pieces import CLASSIFY, CLOSING, MASK, OPENING, SEPARATE, Pieces, read_pieces
from reportedly.coding.attribution.windows import cut_windows, split_sentences, starting_pieces

ROLES = ("source", "cue", "content")
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Article:
    """Pieces of an article, the numbers of sentence and paragraph starts, and the gold of each piece.

    `tags`: 0 none, 1/2 begin/inside source, 3/4 cue, 5/6 content, IGNORE where the annotators discarded the text.
    `cues`, `sources`: the piece that a pointer should name, -1 for none, IGNORE where nothing is to be learned.
    """

    pieces: Pieces
    sentences: list[int]
    paragraphs: list[int]
    tags: list[int]
    cues: list[int]
    sources: list[int]


@dataclass(frozen=True, slots=True)
class Window:
    """What the network sees of an article, [CLS] first and [SEP] last, and what it should say."""

    ids: list[int]
    shapes: list[int]
    tags: list[int]
    links: list[int]
    sources: list[int]


def read_article(row: dict[str, Any], tokenizer: Tokenizer) -> Article:
    """Return the article of one line of the training file."""
    text = row["text"]
    pieces = read_pieces(text, tokenizer)
    count = len(pieces)
    tags, cues, sources = [0] * count, [IGNORE] * count, [IGNORE] * count
    owners: list[set[int]] = [set() for _ in range(count)]
    size = {id(a): sum(e - s for s, e in a["content"]) for a in row["attributions"]}
    for number, attribution in enumerate(sorted(row["attributions"], key=lambda a: -size[id(a)])):
        spans = {role: [_covered(pieces, span) for span in attribution[role]] for role in ROLES}
        first_cue = min((i for span in spans["cue"] for i in span), default=-1)
        first_source = min((i for span in spans["source"] for i in span), default=-1)
        for kind, role in enumerate(ROLES):
            for span in spans[role]:
                for i in span:
                    if tags[i] and (role != "source" or (tags[i] + 1) // 2 != kind + 1):
                        continue
                    owners[i].add(number)
                    tags[i] = 2 * kind + (1 if i == span[0] else 2)
                    cues[i] = first_cue if len(owners[i]) == 1 else IGNORE
                    if role == "cue":
                        sources[i] = first_source
    for start, end in row.get("discard", ()):
        for i in _covered(pieces, (start, end)):
            tags[i] = cues[i] = sources[i] = IGNORE
    sentences, paragraphs = starting_pieces(pieces, split_sentences(text))
    return Article(pieces, sentences, paragraphs, tags, cues, sources)


def _covered(pieces: Pieces, span: Sequence[int]) -> list[int]:
    from bisect import bisect_left, bisect_right

    first = bisect_right(pieces.ends, span[0])
    last = bisect_left(pieces.starts, span[1])
    return list(range(first, last))


def cut_article(article: Article, size: int, rng: random.Random) -> list[Window]:
    """Return the windows of one epoch: whole sentences where they fit, the first window of a random size."""
    body = size - 2
    first = rng.randint(body // 4, body)
    windows = []
    for start, end in cut_windows(len(article.pieces), article.sentences, article.paragraphs, body, first):

        def place(target: int, start: int = start, end: int = end) -> int:
            if target == IGNORE:
                return IGNORE
            return target - start + 1 if start <= target < end else 0

        ids = list(article.pieces.ids[start:end])
        shapes = list(article.pieces.shapes[start:end])
        windows.append(
            Window(
                [CLASSIFY, *ids, SEPARATE],
                [0, *shapes, 0],
                [IGNORE, *article.tags[start:end], IGNORE],
                [IGNORE, *(place(t) for t in article.cues[start:end]), IGNORE],
                [IGNORE, *(place(t) for t in article.sources[start:end]), IGNORE],
            )
        )
    return windows


def blur(window: Window, rng: random.Random, hidden: float, words: int) -> Window:
    """Hide a share of the words, and now and then the letter case or the quotation marks, as other texts would."""
    ids, shapes = list(window.ids), list(window.shapes)
    for i in range(1, len(ids) - 1):
        if shapes[i] < OPENING and rng.random() < hidden:
            ids[i] = MASK if rng.random() < 0.8 else rng.randrange(1000, words)
    habit = rng.random()
    if habit < 0.04:
        shapes = [shape // 4 * 4 if shape < OPENING else shape for shape in shapes]
    elif habit < 0.08:
        shapes = [shape // 4 * 4 + 2 if shape < OPENING else shape for shape in shapes]
    elif habit < 0.11:
        shapes = [shape % 4 if shape < OPENING else shape for shape in shapes]
    elif habit < 0.13:
        shapes = [OPENING if shape == CLOSING else shape for shape in shapes]
    return Window(ids, shapes, window.tags, window.links, window.sources)
