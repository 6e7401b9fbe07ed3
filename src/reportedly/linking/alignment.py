"""Aligns two texts by the word 5-grams that both have: which passages of the one stand in the other."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportedly.record import Mark, Report, Spans

Words = NDArray[np.uint64]
Indices = NDArray[np.int64]

GRAM = 5
SAMPLE = 4  # one 5-gram of four is kept
SILENT = ("boilerplate", "byline", "credit", "dateline", "headline")
WORD = re.compile(r"\w+")
# A passage has at least this many words: shorter ones are formulas, or one quoted phrase.
PASSAGE = 12
# Inside a passage up to this many words may differ between two 5-grams that both texts have ("said" for "stated").
GAP = 14
SHIFT = 6


@dataclass(frozen=True)
class Wording:
    """The words of a report that count, by their spans; its 5-grams in the order of the text, and each of them once, sorted."""

    report: Report
    starts: Indices
    ends: Indices
    grams: Words
    once: Words
    first: Indices
    """Where each 5-gram of ``once`` stands first."""

    @property
    def sampled(self) -> Words:
        """The 5-grams that the index keeps: the same ones of every report, so that their share estimates containment."""
        kept: Words = self.once[(self.once >> np.uint64(40)) % np.uint64(SAMPLE) == 0]
        return kept


@dataclass(frozen=True)
class Alignment:
    """What two texts share: the passages as spans in either, pairwise, and how much of the shorter text stands in them."""

    share: float
    spans_a: Spans
    spans_b: Spans


def read_wording(report: Report, marks: Sequence[Mark]) -> Wording:
    """Report and its marks -> its words, without boilerplate, bylines, credits, datelines and headlines."""
    silent = [(m.start, m.end) for m in marks if m.kind in SILENT]
    starts, ends, words = [], [], []
    for match in WORD.finditer(report.text):
        start, end = match.span()
        if silent and any(s <= start < e for s, e in silent):
            continue
        starts.append(start)
        ends.append(end)
        words.append(match.group().lower())
    # crc32 and not hash(): the same text must give the same 5-grams in every process.
    ids = np.fromiter((zlib.crc32(w.encode("utf-8", "replace")) for w in words), dtype=np.uint64, count=len(words))
    grams = _grams(ids)
    once, first = np.unique(grams, return_index=True)
    return Wording(report, np.array(starts, np.int64), np.array(ends, np.int64), grams, once, first.astype(np.int64))


def _grams(words: Words) -> Words:
    n = len(words) - GRAM + 1
    if n <= 0:
        return np.zeros(0, np.uint64)
    mixed = np.zeros(n, np.uint64)
    for k in range(GRAM):
        mixed = (mixed ^ words[k : k + n]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def align(a: Wording, b: Wording) -> Alignment | None:
    """Two texts -> the passages that they share, ``None`` when there is none."""
    passages = _passages(a, b)
    if not passages:
        return None
    covered = min(_covered([(s, e) for s, e, _, _ in passages]), _covered([(s, e) for _, _, s, e in passages]))
    return Alignment(
        share=round(min(1.0, covered / min(len(a.starts), len(b.starts))), 4),
        spans_a=tuple((int(a.starts[s]), int(a.ends[e - 1])) for s, e, _, _ in passages),
        spans_b=tuple((int(b.starts[s]), int(b.ends[e - 1])) for _, _, s, e in passages),
    )


def _passages(a: Wording, b: Wording) -> list[tuple[int, int, int, int]]:
    """Two texts -> aligned passages as word ranges (start and end in a, start and end in b), in order of a."""
    if not len(a.grams) or not len(b.once):
        return []
    at = np.minimum(np.searchsorted(b.once, a.grams), len(b.once) - 1)
    in_a = np.flatnonzero(b.once[at] == a.grams)
    if not len(in_a):
        return []
    in_b = b.first[at[in_a]]
    # Runs of 5-grams that follow each other in both texts are taken whole.
    breaks = np.flatnonzero((np.diff(in_a) != 1) | (np.diff(in_b) != 1)) + 1
    begins = [0, *breaks.tolist()]
    ends = [*breaks.tolist(), len(in_a)]
    passages: list[list[int]] = []
    for begin, end in zip(begins, ends, strict=True):
        i, j, length = int(in_a[begin]), int(in_b[begin]), end - begin - 1
        # The newest passages first: a moved sentence opens one of its own, and the old one may go on after it.
        for passage in reversed(passages[-3:]):
            gap_a, gap_b = i + GRAM - passage[1], j + GRAM - passage[3]
            if 0 < gap_a <= GAP + GRAM and 0 < gap_b <= GAP + GRAM and abs(gap_a - gap_b) <= SHIFT:
                passage[1], passage[3] = i + length + GRAM, j + length + GRAM
                break
        else:
            passages.append([i, i + length + GRAM, j, j + length + GRAM])
    return [(s, e, t, f) for s, e, t, f in passages if e - s >= PASSAGE]


def _covered(ranges: list[tuple[int, int]]) -> int:
    total, reach = 0, -1
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reach))
        reach = max(reach, end)
    return total
