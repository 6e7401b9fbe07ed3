"""Overlapping spans of a report laid flat: the text cut wherever a span begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reportedly.record import CodedReport

Kind = Literal[
    "actor", "place", "time", "toll", "trigger", "weapon", "source", "cue", "content",
    "dateline", "byline", "credit", "boilerplate", "headline",
]  # fmt: skip

LETTERS: dict[Kind, str] = {
    "actor": "a", "place": "p", "time": "t", "toll": "n", "trigger": "c", "weapon": "w",
    "source": "s", "cue": "u", "content": "q",
}  # fmt: skip

# Of spans with one extent, the one that says most about its place in the report comes first.
KINDS: tuple[Kind, ...] = (
    "headline", "boilerplate", "dateline", "byline", "credit", "content", "source", "cue", "trigger", "toll", "actor",
    "place", "time", "weapon",
)  # fmt: skip
ORDER = {kind: n for n, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Layer:
    """One span of a report: its kind, and the index of its mention, attribution, claim or mark."""

    start: int
    end: int
    kind: Kind
    index: int

    @property
    def key(self) -> str:
        """Letter of the kind and index: what evidence is named by (``a3``: the fourth actor)."""
        return f"{LETTERS.get(self.kind, 'm')}{self.index}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text in which no span begins or ends, and the spans that cover it, longest first."""

    start: int
    end: int
    layers: tuple[Layer, ...]


def find_layers(coded: CodedReport) -> list[Layer]:
    """Coded report -> all its spans that hold at least one character of the text, in no order."""
    layers: list[Layer] = []
    for kind, mentions in (
        ("actor", coded.actors), ("place", coded.places), ("time", coded.times), ("toll", coded.tolls),
    ):  # fmt: skip
        layers += (Layer(m.start, m.end, kind, i) for i, m in enumerate(mentions))  # type: ignore[arg-type,attr-defined]
    for i, attribution in enumerate(coded.attributions):
        layers += (Layer(start, end, "source", i) for start, end in attribution.source)
        layers += (Layer(start, end, "cue", i) for start, end in attribution.cue)
        layers += (Layer(start, end, "content", i) for start, end in attribution.content)
    for i, claim in enumerate(coded.claims):
        layers.append(Layer(*claim.trigger, "trigger", i))
        if claim.weapon:
            layers.append(Layer(*claim.weapon, "weapon", i))
    layers += (Layer(mark.start, mark.end, mark.kind, i) for i, mark in enumerate(coded.marks))
    size = len(coded.report.text)
    return [layer for layer in layers if 0 <= layer.start < layer.end <= size]


def cut_segments(start: int, end: int, layers: Sequence[Layer], cuts: Iterable[int] = ()) -> Iterator[Segment]:
    """Span of a text, layers on it, offsets to cut at besides -> its segments in order; together they are exactly the span."""
    edges: dict[int, tuple[list[Layer], list[Layer]]] = {start: ([], []), end: ([], [])}
    for cut in cuts:
        if start < cut < end:
            edges.setdefault(cut, ([], []))
    for layer in layers:
        first, last = max(layer.start, start), min(layer.end, end)
        if first < last:
            edges.setdefault(first, ([], []))[0].append(layer)
            edges.setdefault(last, ([], []))[1].append(layer)
    here: dict[Layer, None] = {}
    points = sorted(edges)
    for point, following in pairwise(points):
        opening, closing = edges[point]
        for layer in closing:
            here.pop(layer, None)
        here.update(dict.fromkeys(opening))
        covering = sorted(here, key=lambda layer: (layer.start - layer.end, layer.start, ORDER[layer.kind], layer.index))
        yield Segment(point, following, tuple(covering))


def find_evidence(coded: CodedReport, number: int) -> frozenset[str]:
    """Index of a claim -> the keys of all layers that it rests on, the sources of its attribution's parents included."""
    claim = coded.claims[number]
    keys = {f"c{number}"}
    if claim.weapon:
        keys.add(f"w{number}")
    keys |= {f"a{i}" for i in (*claim.who, *claim.whom)}
    keys |= {f"p{i}" for i in claim.where}
    keys |= {f"n{i}" for i in claim.tolls}
    if claim.when is not None:
        keys.add(f"t{claim.when}")
    for index in chain_attributions(coded, claim.attribution):
        keys |= {f"s{index}", f"u{index}"}
    if claim.attribution is not None:
        keys.add(f"q{claim.attribution}")
    return frozenset(keys)


def chain_attributions(coded: CodedReport, index: int | None) -> list[int]:
    """Index of an attribution -> it and those that it is nested in, innermost first; a ring of parents ends where it closes."""
    chain: list[int] = []
    while index is not None and index not in chain and 0 <= index < len(coded.attributions):
        chain.append(index)
        index = coded.attributions[index].parent
    return chain
