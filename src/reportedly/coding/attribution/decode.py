"""Read the encoder's scores into attributions: tags into spans, pointers into pairs.

The tagging follows the begin/inside scheme with a Viterbi search; each content span then goes to the cue, and each
cue to the source, that holds most of the pointers' probability (a pointer names the first piece of its target).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
NONE, SOURCE, CUE, CONTENT = 0, 1, 3, 5
"""Tag numbers: the inside tag of a role is one more than its beginning tag, 0 is no role."""
MINUTE = 1e-9


@dataclass(frozen=True, slots=True)
class Scores:
    """Log-probabilities for all pieces of a text.

    `tags` is (pieces x 7). `windows` lists (first piece, end piece) and `links`, `sources` hold for each window
    the pointer probabilities of its pieces (rows) to none (column 0) and to each piece of the window (column 1 on).
    `cores` says which pieces each window answers for.
    """

    tags: Floats
    windows: Sequence[tuple[int, int]]
    cores: Sequence[tuple[int, int]]
    links: Sequence[Floats]
    sources: Sequence[Floats]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of pieces with one role; `certainty` is the mean log-probability of their tags."""

    start: int
    end: int
    role: int
    certainty: float


@dataclass(frozen=True, slots=True)
class Linked:
    """One attribution in pieces: a cue, its source runs, its content runs.

    `link` and `pointed` are the mean log-probabilities of the pointers from content to cue and from cue to source
    (or to none); `signs` are what its confidence is reckoned from, all log-probabilities but for the last two.
    """

    cue: Run
    source: tuple[Run, ...]
    content: tuple[Run, ...]
    link: float
    pointed: float

    @property
    def signs(self) -> tuple[float, ...]:
        """Certainty of content, of its worst part, cue, source, link, pointer to the source; no source; log length."""
        sizes = [run.end - run.start for run in self.content]
        content = sum(run.certainty * size for run, size in zip(self.content, sizes, strict=True)) / sum(sizes)
        worst = min(run.certainty for run in self.content)
        source = min((run.certainty for run in self.source), default=0.0)
        length = math.log(sum(sizes))
        return (content, worst, self.cue.certainty, source, self.link, self.pointed, float(not self.source), length)


def best_path(tags: Floats) -> list[int]:
    """Return the likeliest tag of each piece, where an inside tag may only follow its own role."""
    allowed = np.full((7, 7), -1e4)
    for before in range(7):
        for after in range(7):
            inside = after in (SOURCE + 1, CUE + 1, CONTENT + 1)
            if not inside or before in (after, after - 1):
                allowed[before, after] = 0.0
    count = len(tags)
    if not count:
        return []
    score = tags[0] + np.array([0, 0, -1e4, 0, -1e4, 0, -1e4])
    back = np.zeros((count, 7), dtype=np.int64)
    for i in range(1, count):
        total = score[:, None] + allowed
        back[i] = total.argmax(axis=0)
        score = total[back[i], np.arange(7)] + tags[i]
    path = [int(score.argmax())]
    for i in range(count - 1, 0, -1):
        path.append(int(back[i][path[-1]]))
    return path[::-1]


def read_runs(tags: Floats) -> list[Run]:
    """Return the runs of one role that the best path holds, in text order."""
    path = best_path(tags)
    runs: list[Run] = []
    start = 0
    for i in range(1, len(path) + 1):
        if i < len(path) and path[i] and path[i] % 2 == 0:
            continue
        if path[start]:
            certainty = float(np.mean([tags[j][path[j]] for j in range(start, i)]))
            runs.append(Run(start, i, path[start], certainty))
        start = i
    return runs


def cut_content(runs: Sequence[Run], seams: Sequence[int]) -> list[Run]:
    """Cut the content runs at the seams (piece numbers, sorted), so that each part can go to a cue of its own.

    The tags seldom mark where one content meets the next; the pointers know it better.
    """
    out: list[Run] = []
    for run in runs:
        inner = seams[bisect_right(seams, run.start) : bisect_left(seams, run.end)] if run.role == CONTENT else ()
        places = [run.start, *inner, run.end]
        out += [replace(run, start=a, end=b) for a, b in pairwise(places)]
    return out


def pointed_mass(
    run: Run,
    targets: Sequence[Run],
    windows: Sequence[tuple[int, int]],
    cores: Sequence[tuple[int, int]],
    pointers: Sequence[Floats],
) -> tuple[Floats, float]:
    """Return, for one run, the mean log-probability of its pieces pointing into each target run, and into none."""
    sums, none, count = np.zeros(len(targets)), 0.0, 0
    for (first, end), (core, core_end), matrix in zip(windows, cores, pointers, strict=True):
        low, high = max(run.start, core), min(run.end, core_end)
        if low >= high:
            continue
        rows = matrix[low - first : high - first]
        count += high - low
        none += float(np.log(rows[:, 0] + MINUTE).sum())
        for number, target in enumerate(targets):
            a, b = max(target.start, first), min(target.end, end)
            mass = rows[:, a - first + 1 : b - first + 1].sum(axis=1) if a < b else np.zeros(high - low)
            sums[number] += float(np.log(mass + MINUTE).sum())
    return sums / max(count, 1), none / max(count, 1)


def link_runs(runs: Sequence[Run], scores: Scores) -> tuple[list[Linked], list[Run]]:
    """Return the attributions that the pointers make of the runs, and the content runs that found no cue."""
    cues = [run for run in runs if run.role == CUE]
    sources = [run for run in runs if run.role == SOURCE]
    contents: list[list[tuple[Run, float]]] = [[] for _ in cues]
    orphans: list[Run] = []
    for run in runs:
        if run.role != CONTENT:
            continue
        mass, none = pointed_mass(run, cues, scores.windows, scores.cores, scores.links)
        best = int(mass.argmax()) if len(cues) else -1
        if best < 0 or (none > mass[best] and mass[best] < np.log(0.2)):
            orphans.append(run)
        else:
            contents[best].append((run, float(mass[best])))
    linked = []
    for cue, parts in zip(cues, contents, strict=True):
        if not parts:
            continue
        mass, none = pointed_mass(cue, sources, scores.windows, scores.cores, scores.sources)
        best = int(mass.argmax()) if len(sources) else -1
        has_source = best >= 0 and mass[best] >= none
        linked.append(
            Linked(
                cue,
                (sources[best],) if has_source else (),
                tuple(run for run, _ in parts),
                float(np.mean([value for _, value in parts])),
                float(mass[best]) if has_source else none,
            )
        )
    return linked, orphans
