"""Which attribution stands inside which: "The agency quoted a commander as saying that residents had reported ..."."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.coding.attribution.raw import RawAttribution
from reportedly.record import Spans


def find_parents(text: str, raws: Sequence[RawAttribution]) -> list[int | None]:
    """Attributions -> for each the index of the one that holds its cue (or source) in its content, the closest one.

    Of two with the same content ("the paper reported, citing two officials, that ...") the cited one lies inside.
    """
    citing = {n for n, raw in enumerate(raws) if raw.cue and text[slice(*raw.cue[-1])].lower() in CITING}
    parents = [_parent(n, raw, raws) for n, raw in enumerate(raws)]
    for n in citing:
        same = [other for other, raw in enumerate(raws) if raw.content == raws[n].content and other not in citing]
        if same:
            parents[n] = same[0]
    return parents


CITING = frozenset({"citing", "quoting"})


def _parent(n: int, raw: RawAttribution, raws: Sequence[RawAttribution]) -> int | None:
    at = anchor(raw)
    best: int | None = None
    for other, above in enumerate(raws):
        if other == n or not any(start <= at < end for start, end in above.content):
            continue
        if best is None or _size(above) < _size(raws[best]):
            best = other
    if best is None and raw.cue:
        # "was quoted as saying by the agency": both levels turn on one verb, the inner content lies in the outer
        for other, above in enumerate(raws):
            if other != n and _overlap(raw.cue, above.cue) and _within(raw.content, above.content):
                return other
    return best


def _overlap(some: Spans, others: Spans) -> bool:
    return any(start < stop and begin < end for start, end in some for begin, stop in others)


def _within(inner: Spans, outer: Spans) -> bool:
    return inner != outer and all(any(start <= s and e <= end for start, end in outer) for s, e in inner)


def anchor(raw: RawAttribution) -> int:
    """Attribution -> the offset that says where it stands: its cue, else its source, else its content."""
    return (raw.cue or raw.source or raw.content)[0][0]


def _size(raw: RawAttribution) -> int:
    return sum(end - start for start, end in raw.content)
