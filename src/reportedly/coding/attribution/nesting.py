"""Which attribution stands inside which: "The agency quoted a commander as saying that residents had reported ..."."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.coding.attribution.raw import RawAttribution
from reportedly.record import Spans

CITING = frozenset({"citing", "quoting"})


def find_parents(text: str, raws: Sequence[RawAttribution]) -> list[int | None]:
    """Attributions -> for each the index of the one that holds its cue (or source) in its content, the closest one.

    Of two with the same content ("the paper reported, citing two officials, that ...") the cited one lies inside. Of two
    that turn on one verb ("was quoted as saying by the agency") the one whose content lies in the other's does.
    """
    parents = _holders(raws)
    by_cue: dict[int, int] = {}
    by_content: dict[Spans, int] = {}
    for n, raw in enumerate(raws):
        for start, _ in raw.cue:
            other = by_cue.setdefault(start, n)
            if other != n and parents[n] is None and _within(raw.content, raws[other].content):
                parents[n] = other
            elif other != n and parents[other] is None and _within(raws[other].content, raw.content):
                parents[other] = n
        if not is_citing(text, raw):
            by_content.setdefault(raw.content, n)
    for n, raw in enumerate(raws):
        if is_citing(text, raw):
            parents[n] = by_content.get(raw.content, parents[n])
    return _without_circles(parents)


def _without_circles(parents: list[int | None]) -> list[int | None]:
    """Cut the chain where two contents hold each other's cue, which no text means and a wrong parse may give."""
    for n in range(len(parents)):
        seen, above = {n}, parents[n]
        while above is not None and above not in seen:
            seen.add(above)
            above = parents[above]
        if above is not None:
            parents[n] = None
    return parents


def is_citing(text: str, raw: RawAttribution) -> bool:
    """Tell whether the cue is "citing" or "quoting": its content is what the one who cites tells."""
    return bool(raw.cue) and text[slice(*raw.cue[-1])].lower() in CITING


def _holders(raws: Sequence[RawAttribution]) -> list[int | None]:
    """Sweep over the text with the contents that are open at each place; few ever are at once."""
    spans = sorted((start, end, n) for n, raw in enumerate(raws) for start, end in raw.content)
    parents: list[int | None] = [None] * len(raws)
    live: list[tuple[int, int, int]] = []
    following = 0
    for at, n in sorted((anchor(raw), n) for n, raw in enumerate(raws)):
        while following < len(spans) and spans[following][0] <= at:
            live.append(spans[following])
            following += 1
        live = [span for span in live if span[1] > at]
        holding = [(_size(raws[other]), other) for _, _, other in live if other != n]
        parents[n] = min(holding)[1] if holding else None
    return parents


def anchor(raw: RawAttribution) -> int:
    """Attribution -> the offset that says where it stands: its cue, else its source, else its content."""
    return (raw.cue or raw.source or raw.content)[0][0]


def _size(raw: RawAttribution) -> int:
    return sum(end - start for start, end in raw.content)


def _within(inner: Spans, outer: Spans) -> bool:
    return inner != outer and all(any(start <= s and e <= end for start, end in outer) for s, e in inner)
