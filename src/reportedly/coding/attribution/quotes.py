"""Repair of content spans by the structure of quotations.

A tagger reads a few sentences at a time and blurs where a quotation begins and ends; the marks say it exactly. What is
done here, in this order: a quotation that somebody outside it is said to have spoken belongs to that attribution
whole; what is attributed inside it is left to a second reading of it; a quotation without a speaker of its own goes to
the speaker of the quotation before, where the page shows that it goes on; pieces parted by nothing are joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportedly.coding.attribution.quotations import Quotation, find_quotations
from reportedly.coding.attribution.raw import Span

LEAST_WORDS = 5
"""A quotation of fewer words is a phrase inside a clause: what is attributed there is the clause, not the phrase."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution under repair; spans are code-point offsets, end exclusive."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float


def repair_quotes(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with their contents repaired, in order of content; some may be gone, none is new.

    Spans outside every quotation stay as they are.
    """
    quotations = [q for q in find_quotations(text) if q.depth == 0 and _whole(text, q)]
    drafts = list(drafts)
    owners: dict[int, int] = {}
    for number, quotation in enumerate(quotations):
        owner = _owner(quotation, drafts)
        if owner is None and number and (before := owners.get(number - 1)) is not None:
            owner = before if _goes_on(text, quotations[number - 1], quotation, drafts, before) else None
        if owner is None:
            continue
        owners[number] = owner
        drafts = _give(quotation, drafts, owner)
    kept = (replace(draft, content=_joined(text, draft.content)) for draft in drafts)
    return sorted((draft for draft in kept if draft.content), key=lambda draft: (draft.content, draft.cue))


def _whole(text: str, quotation: Quotation) -> bool:
    """Say whether a quotation can be content by itself: it is long, or a sentence cut off by its cue."""
    inner = text[slice(*quotation.inner)].strip()
    return len(inner.split()) >= LEAST_WORDS or (inner[:1].isupper() and inner[-1:] in (",", ".", "!", "?"))


def _overlap(spans: Iterable[Span], start: int, end: int) -> int:
    return sum(max(0, min(end, e) - max(start, s)) for s, e in spans)


def _owner(quotation: Quotation, drafts: Sequence[Draft]) -> int | None:
    """Return the draft that has most of the quotation as its content and its cue outside, if there is one."""
    best, most = None, 0
    for number, draft in enumerate(drafts):
        if _overlap(draft.cue, quotation.start, quotation.end):
            continue
        shared = _overlap(draft.content, *quotation.inner)
        if shared > most:
            best, most = number, shared
    return best


def _goes_on(text: str, before: Quotation, quotation: Quotation, drafts: Sequence[Draft], owner: int) -> bool:
    """Say whether the page shows that a quotation without a speaker carries on the one before it."""
    gap = text[before.end : quotation.start]
    if any(_overlap(draft.cue, before.end, quotation.start) for i, draft in enumerate(drafts) if i != owner):
        return False
    if "\n" not in gap:
        return bool(_overlap(drafts[owner].cue, before.end, quotation.start))
    if gap.strip():
        return False
    rest = text[quotation.end :].split("\n", 1)[0]
    return quotation.continues or not rest.strip()


def _give(quotation: Quotation, drafts: Sequence[Draft], owner: int) -> list[Draft]:
    """Give the quotation to one draft, and take it from all others."""
    out = []
    for number, draft in enumerate(drafts):
        if number == owner:
            spans = _union([*draft.content, (quotation.start, quotation.end)])
            out.append(replace(draft, content=spans))
        elif _overlap(draft.cue, quotation.start, quotation.end):
            inside = all(quotation.start <= s and e <= quotation.end for s, e in draft.content)
            out.append(replace(draft, content=()) if inside else draft)
        else:
            out.append(replace(draft, content=_without(draft.content, quotation.start, quotation.end)))
    return out


def _union(spans: Iterable[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _without(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    parts = [part for s, e in spans for part in ((s, min(e, start)), (max(s, end), e))]
    return tuple(sorted({(s, e) for s, e in parts if s < e}))


def _joined(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans between which nothing but space stands; drop those without a word."""
    out: list[Span] = []
    for start, end in _union(span for span in spans if any(c.isalnum() for c in text[slice(*span)])):
        if out and not text[out[-1][1] : start].strip():
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)
