"""Finds text that was taken over: whole stories under a new headline, cut ones, reworded ones, and passages.

Candidates are reports that share sampled word 5-grams (sampling by hash, Broder 1997: the same 5-grams are kept in
every report, so that the share estimates containment and not resemblance: a cut copy is contained, not alike).
The proof is an alignment of the two texts. Nothing here depends on the order of the reports.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from reportedly.record import CodedReport, Mark, Reading, Report, Spans

Words = NDArray[np.uint64]
Indices = NDArray[np.int64]

GRAM = 5
SAMPLE = 4  # one 5-gram of four is kept
COMMON = 60  # a 5-gram in more reports than this is a formula ("on condition of anonymity because he was")
SILENT = ("boilerplate", "byline", "credit", "dateline", "headline")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Copy:
    """Two reports of which one holds text of the other; ``first`` is the earlier one as far as can be told.

    ``spans_first`` and ``spans_second`` are the aligned passages in either text, pairwise; ``share`` is how much of
    the shorter text stands in them. A whole copy has a share over the threshold; a passage is anything below it.
    """

    first: str
    second: str
    share: float
    spans_first: Spans
    spans_second: Spans
    why: str

    @property
    def reports(self) -> tuple[str, str]:
        """The two report ids, sorted."""
        return (min(self.first, self.second), max(self.first, self.second))


@dataclass(frozen=True)
class _Text:
    report: Report
    starts: Indices
    ends: Indices
    words: Words
    grams: Words


# Share of the shorter text that must stand in aligned passages for the one to be called a copy of the other.
WHOLE = 0.3
# Text that returns after a month is background that an outlet keeps ("The conflict began in ..."), unless nearly all does.
LATER = 31
WHOLE_LATER = 0.8
# A passage has at least this many words: shorter ones are formulas, or one quoted phrase.
PASSAGE = 12
# Inside a passage up to this many words may differ between two 5-grams that both texts have ("said" for "stated").
GAP = 14
SHIFT = 6


def find_copies(reports: Iterable[CodedReport | Reading], least: float = WHOLE) -> tuple[Copy, ...]:
    """Reports with their marks -> pairs of which one took over at least ``least`` of the shorter text, sorted by ids.

    With ``least`` 0 every shared passage of :data:`PASSAGE` words is given. Marked boilerplate, bylines, credits,
    datelines and headlines do not count: a footer that two stories of one outlet share is no copy.
    """
    texts = sorted((_read(r.report, r.marks) for r in reports), key=lambda text: text.report.id)
    found = []
    for i, j in _candidates(texts, least):
        copy = _align(texts[i], texts[j])
        if copy is not None and copy.share >= _least(texts[i].report, texts[j].report, least):
            found.append(copy)
    return tuple(sorted(found, key=lambda copy: copy.reports))


def _least(a: Report, b: Report, least: float) -> float:
    one, other = _day(a), _day(b)
    if one is None or other is None or abs((one - other).days) <= LATER:
        return least
    return max(least, WHOLE_LATER)


def _day(report: Report) -> date | None:
    try:
        return date.fromisoformat(report.published[:10]) if report.published else None
    except ValueError:
        return None


def copy_groups(copies: Iterable[Copy], least: float = WHOLE) -> tuple[tuple[str, ...], ...]:
    """Pairs -> groups of report ids joined by whole copies, each sorted, in sorted order."""
    group: dict[str, set[str]] = {}
    for copy in copies:
        if copy.share < least:
            continue
        joined = group.get(copy.first, {copy.first}) | group.get(copy.second, {copy.second})
        for report in joined:
            group[report] = joined
    return tuple(sorted({tuple(sorted(members)) for members in group.values()}))


def _read(report: Report, marks: Sequence[Mark]) -> _Text:
    silent = [(m.start, m.end) for m in marks if m.kind in SILENT]
    text = report.text
    starts, ends, words = [], [], []
    for match in WORD.finditer(text):
        start, end = match.span()
        if silent and any(s <= start < e for s, e in silent):
            continue
        starts.append(start)
        ends.append(end)
        words.append(match.group().lower())
    # crc32 and not hash(): the same text must give the same 5-grams in every process.
    ids = np.fromiter((zlib.crc32(w.encode("utf-8", "replace")) for w in words), dtype=np.uint64, count=len(words))
    return _Text(report, np.array(starts, np.int64), np.array(ends, np.int64), ids, _grams(ids))


def _grams(words: Words) -> Words:
    n = len(words) - GRAM + 1
    if n <= 0:
        return np.zeros(0, np.uint64)
    mixed = np.zeros(n, np.uint64)
    for k in range(GRAM):
        mixed = (mixed ^ words[k : k + n]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _candidates(texts: Sequence[_Text], least: float) -> Iterator[tuple[int, int]]:
    """Texts -> pairs of their indices that share enough sampled 5-grams to be worth an alignment."""
    grams, owners = [], []
    sizes = np.zeros(len(texts), np.int64)
    for i, text in enumerate(texts):
        kept = np.unique(text.grams)
        kept = kept[(kept >> np.uint64(40)) % np.uint64(SAMPLE) == 0]
        sizes[i] = len(kept)
        grams.append(kept)
        owners.append(np.full(len(kept), i, np.int64))
    if not grams:
        return
    all_grams, all_owners = np.concatenate(grams), np.concatenate(owners)
    order = np.lexsort((all_owners, all_grams))
    all_grams, all_owners = all_grams[order], all_owners[order]
    edges = np.flatnonzero(np.diff(all_grams)) + 1
    bounds = np.concatenate(([0], edges, [len(all_grams)]))
    runs = np.diff(bounds)
    pairs = []
    n = len(texts)
    for size in range(2, COMMON + 1):
        at = bounds[:-1][runs == size]
        if not len(at):
            continue
        block = all_owners[at[:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        pairs.append((block[:, left] * n + block[:, right]).ravel())
    if not pairs:
        return
    keys, counts = np.unique(np.concatenate(pairs), return_counts=True)
    smaller = np.minimum(sizes[keys // n], sizes[keys % n])
    # Half the wanted share is enough to be looked at: rewording breaks 5-grams that an alignment bridges.
    worth = (counts >= 2) & (counts >= smaller * least / 3)
    for key in keys[worth]:
        yield int(key // n), int(key % n)


def _align(a: _Text, b: _Text) -> Copy | None:
    """Two texts -> the passages that they share, with their spans, or ``None`` when there is none."""
    passages = _passages(a.grams, b.grams)
    if not passages:
        return None
    covered_a = _covered([(s, e) for s, e, _, _ in passages])
    covered_b = _covered([(s, e) for _, _, s, e in passages])
    share = min(1.0, min(covered_a, covered_b) / min(len(a.words), len(b.words)))
    first, second, why = _earlier(a.report, b.report)
    if first is b.report:
        passages = [(sb, eb, sa, ea) for sa, ea, sb, eb in passages]
        a, b = b, a
    return Copy(
        first=first.id,
        second=second.id,
        share=round(share, 4),
        spans_first=tuple((int(a.starts[s]), int(a.ends[e - 1])) for s, e, _, _ in passages),
        spans_second=tuple((int(b.starts[s]), int(b.ends[e - 1])) for _, _, s, e in passages),
        why=why,
    )


def _passages(a: Words, b: Words) -> list[tuple[int, int, int, int]]:
    """5-grams of two texts -> aligned passages as word ranges (start and end in a, start and end in b), in order of a."""
    where: dict[int, int] = {}
    for j, gram in enumerate(b.tolist()):
        where.setdefault(gram, j)
    passages: list[list[int]] = []
    for i, gram in enumerate(a.tolist()):
        if gram not in where:
            continue
        j = where[gram]
        # The newest passages first: a moved sentence opens one of its own, and the old one may go on after it.
        for passage in reversed(passages[-3:]):
            gap_a, gap_b = i + GRAM - passage[1], j + GRAM - passage[3]
            if 0 < gap_a <= GAP + GRAM and 0 < gap_b <= GAP + GRAM and abs(gap_a - gap_b) <= SHIFT:
                passage[1], passage[3] = i + GRAM, j + GRAM
                break
        else:
            passages.append([i, i + GRAM, j, j + GRAM])
    return [(s, e, t, f) for s, e, t, f in passages if e - s >= PASSAGE]


def _covered(ranges: list[tuple[int, int]]) -> int:
    total, reach = 0, -1
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reach))
        reach = max(reach, end)
    return total


def _earlier(a: Report, b: Report) -> tuple[Report, Report, str]:
    """Two reports of one text -> the earlier, the later, and the reason; ids decide only where nothing else does."""
    if a.published and b.published and a.published != b.published:
        first, second = (a, b) if a.published < b.published else (b, a)
        return first, second, f"published {first.published}, before {second.published}"
    for one, other in ((a, b), (b, a)):
        if one.publisher and one.publisher != other.publisher and one.publisher in other.text:
            return one, other, f"the other names {one.publisher}"
    if len(a.text) != len(b.text):
        first, second = (a, b) if len(a.text) > len(b.text) else (b, a)
        return first, second, "the longer text; their days do not tell"
    first, second = (a, b) if a.id <= b.id else (b, a)
    return first, second, "their days and lengths do not tell"
