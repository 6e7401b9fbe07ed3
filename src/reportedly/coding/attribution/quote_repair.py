"""Repair of content spans by the structure of quotations.

A tagger reads a few sentences at a time and blurs where a quotation begins and ends; the marks say it exactly. What is
done here, in this order: a quotation that somebody outside it is said to have spoken belongs to that attribution
whole; what is attributed inside it is left to a second reading of it; a quotation without a speaker of its own goes to
the speaker of the quotation before, where the page shows that it goes on; pieces parted by nothing are joined.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
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
    repair = _Repair(text, quotations, drafts)
    for number in range(len(quotations)):
        repair.give(number)
    return sorted((draft for draft in repair.finish() if draft.content), key=lambda draft: (draft.content, draft.cue))


def _whole(text: str, quotation: Quotation) -> bool:
    """Say whether a quotation can be content by itself: it is long, or a sentence cut off by its cue."""
    inner = text[slice(*quotation.inner)].strip()
    return len(inner.split()) >= LEAST_WORDS or (inner[:1].isupper() and inner[-1:] in (",", ".", "!", "?"))


def _overlap(spans: Iterable[Span], start: int, end: int) -> int:
    return sum(max(0, min(end, e) - max(start, s)) for s, e in spans)


class _Repair:
    """Quotations, the drafts that touch each of them, and what every draft holds so far.

    Outermost quotations never overlap, so that giving one away changes nothing for the others: each needs to look only
    at the drafts that touched it from the start, however long the text.
    """

    def __init__(self, text: str, quotations: Sequence[Quotation], drafts: Sequence[Draft]) -> None:
        self.text, self.quotations, self.drafts = text, quotations, drafts
        self.contents = [list(draft.content) for draft in drafts]
        self.given: list[list[Span]] = [[] for _ in drafts]
        self.owners: dict[int, int] = {}
        self.touching: list[list[int]] = [[] for _ in quotations]
        self.cues = sorted((start, end, number) for number, draft in enumerate(drafts) for start, end in draft.cue)
        ends = [quotation.end for quotation in quotations]
        for number, draft in enumerate(drafts):
            touched: set[int] = set()
            for start, end in (*draft.cue, *draft.content):
                n = bisect_right(ends, start)
                while n < len(quotations) and quotations[n].start < end:
                    touched.add(n)
                    n += 1
            for n in touched:
                self.touching[n].append(number)

    def give(self, n: int) -> None:
        """Give quotation ``n`` to one draft, if any has a claim to it, and take it from all others."""
        quotation = self.quotations[n]
        owner = self.owner(n)
        if owner is None and (before := self.owners.get(n - 1)) is not None:
            owner = before if self.goes_on(n, before) else None
        if owner is None:
            return
        self.owners[n] = owner
        self.given[owner].append((quotation.start, quotation.end))
        for number in self.touching[n]:
            content = self.contents[number]
            if number == owner:
                continue
            if not _overlap(self.drafts[number].cue, quotation.start, quotation.end):
                self.contents[number] = _without(content, quotation.start, quotation.end)
            elif not self.given[number] and all(quotation.start <= s and e <= quotation.end for s, e in content):
                self.contents[number] = []

    def owner(self, n: int) -> int | None:
        """Return the draft that has most of the quotation as its content and its cue outside, if there is one."""
        quotation, best, most = self.quotations[n], None, 0
        for number in self.touching[n]:
            if _overlap(self.drafts[number].cue, quotation.start, quotation.end):
                continue
            shared = _overlap(self.contents[number], *quotation.inner)
            if shared > most:
                best, most = number, shared
        return best

    def goes_on(self, n: int, owner: int) -> bool:
        """Say whether the page shows that a quotation without a speaker carries on the one before it."""
        before, quotation = self.quotations[n - 1], self.quotations[n]
        first = bisect_left(self.cues, (before.end, 0, 0))
        between = self.cues[max(first - 1, 0) : bisect_left(self.cues, (quotation.start, 0, 0))]
        speaking = {number for start, end, number in between if start < quotation.start and before.end < end}
        if speaking - {owner}:
            return False
        gap = self.text[before.end : quotation.start]
        if "\n" not in gap:
            return owner in speaking
        if gap.strip():
            return False
        line_end = self.text.find("\n", quotation.end)
        return quotation.continues or not self.text[quotation.end : line_end if line_end >= 0 else None].strip()

    def finish(self) -> Iterator[Draft]:
        """Yield the drafts with what they hold now."""
        for draft, content, given in zip(self.drafts, self.contents, self.given, strict=True):
            yield replace(draft, content=_joined(self.text, (*content, *given)))


def _union(spans: Iterable[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _without(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    parts = [part for s, e in spans for part in ((s, min(e, start)), (max(s, end), e))]
    return sorted({(s, e) for s, e in parts if s < e})


def _joined(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans between which nothing but space stands; drop those without a word."""
    out: list[Span] = []
    for start, end in _union(span for span in spans if any(c.isalnum() for c in text[slice(*span)])):
        if out and not text[out[-1][1] : start].strip():
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)
