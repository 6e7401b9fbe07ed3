"""Finds text that was taken over: whole stories under a new headline, cut ones, reworded ones, and passages.

Candidates are reports that share sampled word 5-grams (sampling by hash, Broder 1997: the same 5-grams are kept in
every report, so that the share estimates containment and not resemblance: a cut copy is contained, not alike).
The proof is an alignment of the two texts. Nothing here depends on the order of the reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from reportedly.linking.alignment import Wording, align, read_wording
from reportedly.record import CodedReport, Reading, Report, Spans

COMMON = 60  # a 5-gram in more reports than this is a formula ("on condition of anonymity because he was")
FEWEST = 2  # reports that share fewer sampled 5-grams are not aligned


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


# Share of the shorter text that must stand in aligned passages for the one to be called a copy of the other.
WHOLE = 0.3
# Text that returns after a month is background that an outlet keeps ("The conflict began in ..."), unless nearly all does.
LATER = 31
WHOLE_LATER = 0.8


def find_copies(reports: Iterable[CodedReport | Reading], least: float = WHOLE) -> tuple[Copy, ...]:
    """Reports with their marks -> pairs of which one took over at least ``least`` of the shorter text, sorted by ids.

    With ``least`` 0 every shared passage of a dozen words is given. Marked boilerplate, bylines, credits,
    datelines and headlines do not count: a footer that two stories of one outlet share is no copy.
    """
    wordings = sorted((read_wording(r.report, r.marks) for r in reports), key=lambda one: one.report.id)
    found = (compare_wordings(wordings[i], wordings[j], least) for i, j in _candidates(wordings, least))
    return tuple(sorted((copy for copy in found if copy is not None), key=lambda copy: copy.reports))


def compare_wordings(a: Wording, b: Wording, least: float = 0.0) -> Copy | None:
    """The words of two reports -> the copy that one is of the other, ``None`` where too little is shared for their days."""
    aligned = align(a, b)
    if aligned is None or aligned.share < _least(a.report, b.report, least):
        return None
    first, second, why = _earlier(a.report, b.report)
    spans = (aligned.spans_a, aligned.spans_b) if first is a.report else (aligned.spans_b, aligned.spans_a)
    if first is b.report:
        # Passages stand in the order of the earlier text.
        order = sorted(range(len(spans[0])), key=lambda n: (spans[0][n], spans[1][n]))
        spans = (tuple(spans[0][n] for n in order), tuple(spans[1][n] for n in order))
    return Copy(first.id, second.id, aligned.share, *spans, why)


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


def _candidates(wordings: Sequence[Wording], least: float) -> Iterator[tuple[int, int]]:
    """Words of reports -> pairs of their indices that share enough sampled 5-grams to be worth an alignment."""
    if not wordings:
        return
    sampled = [wording.sampled for wording in wordings]
    sizes = np.array([len(grams) for grams in sampled], np.int64)
    all_grams = np.concatenate(sampled)
    all_owners = np.repeat(np.arange(len(wordings)), sizes)
    order = np.lexsort((all_owners, all_grams))
    all_grams, all_owners = all_grams[order], all_owners[order]
    edges = np.flatnonzero(np.diff(all_grams)) + 1
    bounds = np.concatenate(([0], edges, [len(all_grams)]))
    runs = np.diff(bounds)
    pairs = []
    n = len(wordings)
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
    worth = (counts >= FEWEST) & (counts >= smaller * least / 3)
    for key in keys[worth]:
        yield int(key // n), int(key % n)


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
