"""Brings the figures of the origins together: low, best and high by a named rule, each origin's own figure beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from reportedly.assessing.origins import Group
from reportedly.assessing.told import Told
from reportedly.record import OriginToll, Toll, TollRange

# A figure that is part of another is not added to it: "19 dead, four children among them".
SUBSET_BEFORE = re.compile(
    r"\b(?:among(?:st)?(?: them| the \w+| those killed)?|including|of them|of whom|of which|among whom)"
    r"[\s,:]*(?:were |was |at least |about )?$",
    re.I,
)
SUBSET_AFTER = re.compile(
    r"^(?:\s+of (?:them|whom)\b|[^.;\n]{0,30}\b(?:(?:is|are|was|were) among\b"
    r"|among (?:them|the (?:dead|killed|wounded|victims)|those)))",
    re.I,
)
# What stands between two figures of one list: "nine civilians and two soldiers".
LISTED = re.compile(r"[^.;0-9]{0,60}(?:\band\b|,|&)[^.;0-9]{0,25}")

Figure = tuple[int | None, int | None, int | None]
Rule = Callable[[Sequence[tuple[Group, Figure, str]]], int | None]


def most_origins_then_latest(figures: Sequence[tuple[Group, Figure, str]]) -> int | None:
    """The figure that most origins give that are no party; of two, the one printed last, then the lower."""
    figures = [row for row in figures if not _vague(row[1])] or [row for row in figures if row[1][1] is not None]
    apart = [row for row in figures if not row[0].party] or figures
    votes = Counter(best for _, (_, best, _), _ in apart if best is not None)
    if not votes:
        return None
    latest = {best: max(day for _, (_, b, _), day in apart if b == best) for best in votes}
    most = max(votes.values())
    tied = [best for best in votes if votes[best] == most]
    last = max(latest[best] for best in tied)
    return min(best for best in tied if latest[best] == last)


def lowest(figures: Sequence[tuple[Group, Figure, str]]) -> int | None:
    """The lowest figure of any origin (ACLED: the most conservative estimate)."""
    return min((best for _, (_, best, _), _ in figures if best is not None), default=None)


RULES: dict[str, Rule] = {"most-origins-then-latest": most_origins_then_latest, "lowest": lowest}
DEFAULT_RULE = "most-origins-then-latest"


def combine_tolls(groups: Sequence[Group], rule: str = DEFAULT_RULE) -> dict[str, TollRange]:
    """Origins of an incident -> for each harm the range over them by ``rule``.

    Of one origin only the latest printed figure counts ("the toll has risen to 19" supersedes its 14). The figures of an
    outlet that names its sources are theirs, and count only where none of them gives one. Low and high are the
    lowest and highest of all origins.
    """
    by_harm: dict[str, list[tuple[Group, Figure, str]]] = defaultdict(list)
    for group in sorted(groups, key=lambda g: not g.counted):
        for harm, (figure, day) in sorted(_figures(group.told).items()):
            # An outlet's own figure is that of the sources it names, unless none of them gives one.
            reports = {t.coded.report.id for row in by_harm[harm] for t in row[0].told}
            if group.counted or not reports & {t.coded.report.id for t in group.told}:
                by_harm[harm].append((group, figure, day))
    ranges = {}
    for harm in sorted(harm for harm, rows in by_harm.items() if rows):
        rows = by_harm[harm]
        # "dozens" or "the shoppers" widens no range that figures give.
        told = [row for row in rows if not _vague(row[1])] or rows
        lows = [n for _, (low, best, _), _ in told if (n := low if low is not None else best) is not None]
        highs = [n for _, (_, best, high), _ in told if (n := high if high is not None else best) is not None]
        ranges[harm] = TollRange(
            low=min(lows, default=None),
            best=RULES[rule](rows),
            high=max(highs, default=None),
            rule=rule,
            by_origin=tuple(OriginToll(origin=group.name, low=low, best=best, high=high) for group, (low, best, high), _ in rows),
        )
    return ranges


def _figures(told: Sequence[Told]) -> dict[str, tuple[Figure, str]]:
    """Claims of one origin -> for each harm its last figure, and when it was printed."""
    reports: dict[tuple[str, str], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in told:
        if one.claim.status not in ("asserted", "possible") or (one.denies and not one.asserts):
            continue
        tolls = [t for i in one.claim.tolls if not is_subset(one.coded.report.text, t := one.coded.tolls[i])]
        for harm in sorted({t.harm for t in tolls}):
            figure = _sum([t for t in tolls if t.harm == harm], one.coded.report.text)
            reports[one.published, one.coded.report.id][harm].append(figure)
    last: dict[str, tuple[Figure, str]] = {}
    for (day, _), harms in sorted(reports.items()):
        for kind, figures in harms.items():
            # Within one report the larger figure is the whole ("seven after three more bodies were found").
            last[kind] = (max(figures, key=_weight), day)
    return last


def _sum(tolls: Sequence[Toll], text: str) -> Figure:
    """Figures of one harm in one claim -> their sum where they are listed, else the largest."""
    rows = sorted({(t.start, t.end): t for t in tolls}.values(), key=lambda t: (t.start, t.end))
    listed = all(LISTED.fullmatch(text, a.end, b.start) for a, b in pairwise(rows))
    figures: list[Figure] = [(t.low, t.best, t.high) for t in rows]
    if len(rows) > 1 and listed and all(best is not None for _, best, _ in figures):
        return (
            sum(f[0] if f[0] is not None else f[1] or 0 for f in figures),
            sum(f[1] or 0 for f in figures),
            sum(f[2] if f[2] is not None else f[1] or 0 for f in figures),
        )
    return max(figures, key=_weight)


def _vague(figure: Figure) -> bool:
    """Whether a figure is that of words ("dozens": 24 to 99) and not of a number ("more than 30" is one)."""
    low, best, high = figure
    return best is None or (low is not None and high is not None and high - low > max(2, low // 2))


def _weight(figure: Figure) -> tuple[int, int, int]:
    low, best, high = figure
    return (best if best is not None else low if low is not None else -1, high if high is not None else -1, low or -1)


def is_subset(text: str, toll: Toll) -> bool:
    """Whether the words around a figure make it part of another: "among them", "are among the dead"."""
    before = text[max(0, toll.start - 40) : toll.start]
    after = text[toll.end : toll.end + 60]
    return bool(SUBSET_BEFORE.search(before) or SUBSET_AFTER.match(after))
