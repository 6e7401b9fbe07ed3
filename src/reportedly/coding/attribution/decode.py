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
MINUTE, INFINITE = 1e-9, 1e9
CLEAR = 0.7
"""By how much a part of a content must favour another cue than the whole does, to leave it (log-probability)."""
UNLIKELY = math.log(0.2)


@dataclass(frozen=True, slots=True)
class Scores:
    """Log-probabilities for all pieces of a text.

    `tags` is (pieces x 7). `windows` lists (first piece, end piece) and `links`, `sources` hold for each window
    the pointer probabilities of its pieces (rows) to none (column 0) and to each piece of the window (column 1 on).
    `states` is the encoder's last layer (pieces x 384), which other layers of coding put heads of their own on.
    """

    tags: Floats
    windows: Sequence[tuple[int, int]]
    links: Sequence[Floats]
    sources: Sequence[Floats]
    states: Floats | None = None


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
    score = [0.0, 0.0, -INFINITE, 0.0, -INFINITE, 0.0, -INFINITE]
    back: list[list[int]] = []
    for row in tags.tolist():
        best = max(range(7), key=score.__getitem__)
        before = [best] * 7
        for role in (SOURCE, CUE, CONTENT):
            before[role + 1] = role if score[role] >= score[role + 1] else role + 1
        if not back:
            before = list(range(7))
        back.append(before)
        score = [score[before[tag]] + row[tag] for tag in range(7)]
    path = [max(range(7), key=score.__getitem__)]
    for before in back[:0:-1]:
        path.append(before[path[-1]])
    return path[::-1] if back else []


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


def cut_run(run: Run, seams: Sequence[int]) -> list[Run]:
    """Cut a run at the seams (piece numbers, sorted) that lie inside it."""
    inner = seams[bisect_right(seams, run.start) : bisect_left(seams, run.end)]
    return [replace(run, start=start, end=end) for start, end in pairwise([run.start, *inner, run.end])]


class _Pointers:
    """One pointer's probabilities, summed so that the mass in any span of targets is a difference."""

    def __init__(self, scores: Scores, matrices: Sequence[Floats], targets: Sequence[Run]) -> None:
        self.parts = list(zip(scores.windows, matrices, strict=True))
        self.firsts = [first for first, _ in scores.windows]
        self.begin = np.array([run.start for run in targets], dtype=np.int64)
        self.end = np.array([run.end for run in targets], dtype=np.int64)

    def mass(self, run: Run) -> tuple[Floats, float]:
        """Return the mean log-probability of the run's pieces pointing into each target, and into none."""
        sums, none = np.zeros(len(self.begin)), 0.0
        place = bisect_right(self.firsts, run.start) - 1
        while place < len(self.parts) and self.firsts[place] < run.end:
            (first, end), matrix = self.parts[place]
            rows = matrix[max(run.start, first) - first : run.end - first]
            summed = np.hstack([np.zeros((len(rows), 1)), rows[:, 1:].cumsum(axis=1)])
            inside = summed[:, np.clip(self.end, first, end) - first] - summed[:, np.clip(self.begin, first, end) - first]
            sums += np.log(np.maximum(inside, 0.0) + MINUTE).sum(axis=0)
            none += float(np.log(rows[:, 0] + MINUTE).sum())
            place += 1
        return sums / (run.end - run.start), none / (run.end - run.start)


def link_runs(runs: Sequence[Run], scores: Scores, seams: Sequence[int] = ()) -> tuple[list[Linked], list[Run]]:
    """Return the attributions that the pointers make of the runs, and the content runs that found no cue.

    The tags seldom mark where one content meets the next, and the pointers know it better: at the seams a part of a
    content may go to a cue of its own.
    """
    cues = [run for run in runs if run.role == CUE]
    sources = [run for run in runs if run.role == SOURCE]
    to_cue, to_source = _Pointers(scores, scores.links, cues), _Pointers(scores, scores.sources, sources)
    contents: list[list[tuple[Run, float]]] = [[] for _ in cues]
    orphans: list[Run] = []
    for run in runs:
        if run.role != CONTENT:
            continue
        if not cues:
            orphans.append(run)
            continue
        whole, none = to_cue.mass(run)
        usual = int(whole.argmax())
        for part in cut_run(run, seams):
            mass, none_here = to_cue.mass(part)
            best = int(mass.argmax())
            best = best if mass[best] - mass[usual] >= CLEAR else usual
            held = best == usual and whole[usual] > none and (part.start, part.end) != (run.start, run.end)
            if none_here > mass[best] and mass[best] < UNLIKELY and not held:
                orphans.append(part)
            else:
                _add(contents[best], part, float(mass[best]))
    linked = []
    for cue, parts in zip(cues, contents, strict=True):
        if not parts:
            continue
        mass, none = to_source.mass(cue)
        best = int(mass.argmax()) if sources else -1
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


def _add(parts: list[tuple[Run, float]], part: Run, mass: float) -> None:
    """Add a part to a content, joined to the last one if they touch."""
    if parts and parts[-1][0].end == part.start:
        last, known = parts.pop()
        before, size = last.end - last.start, part.end - part.start
        part, mass = replace(last, end=part.end), (known * before + mass * size) / (before + size)
    parts.append((part, mass))
