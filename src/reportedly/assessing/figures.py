"""Reads what one origin says of the people harmed: for each harm its figure, by side where the text tells, and its parts.

A part ("19 dead, four children among them") is kept and shown, and never added to the whole nor lost in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportedly.assessing.side import CIVILIANS, COMBATANTS, Side
from reportedly.assessing.told import Told
from reportedly.record import Harm, Span, Toll

Figure = tuple[int | None, int | None, int | None]
"""Low, best and high of a number of people."""

# A figure that is part of another is not added to it: "19 dead, four children among them".
SUBSET_BEFORE = re.compile(
    r"\b(?:among(?:st)?(?: them| the \w+| those (?:killed|dead|wounded|injured|held|detained))?|including|includes?d?|of them"
    r"|of whom|of which|of those|among whom|counting)"
    r"[\s,:]*(?:were |was |are |is |at least |about |around |some |also )*$",
    re.I,
)
SUBSET_AFTER = re.compile(
    r"^(?:\s+of (?:them|whom|those|the (?:dead|killed|wounded|injured|victims|casualties|\w+ (?:dead|killed|wounded)))\b"
    r"|[^.;,\n0-9]{0,30}\b(?:(?:is|are|was|were) (?:also |reported |said to be |counted )?among (?!them)"
    r"|among (?:the (?:\d+ |\w+ )?(?:dead|killed|wounded|injured|victims|casualties|detained|detainees)|those (?:killed|who))\b"
    r"|among (?:them|whom)(?=\s*(?:[.,;:)”\"’']|and\b|$))))",
    re.I,
)
# "22 people, six of them civilians"; "five were brought in and one of them died" has no other figure of the dead.
OF_THEM = re.compile(r"\bof (?:them|whom|those|which)\b", re.I)
# "Five of the wounded died overnight" is no toll of its own, and no new one.
OF_WOUNDED = re.compile(r"\bof (?:the|those) (?:\w+ )?(?:wounded|injured|hurt)\b", re.I)
# What stands between two figures of one list: "nine civilians and two soldiers".
LISTED = re.compile(r"[^.;0-9]{0,60}(?:\band\b|,|&)[^.;0-9]{0,25}")
FURTHER = re.compile(r"\b(?:another|others?|further|more|additional|separately)\b", re.I)


OF_ATTACKERS = "of the attackers, not added to those whom they harmed"
"""Why a figure of dead attackers is kept apart."""


@dataclass(frozen=True)
class Part:
    """A figure of an origin that is not added to its whole: a part of it, or a second figure that the text does not add up.

    ``span`` are the words in the text of ``report``; ``why`` says what keeps it apart; ``side`` is who they are, where told.
    """

    origin: str
    harm: Harm
    words: str
    figure: Figure
    report: str
    span: Span
    why: str
    side: Side | None = None

    @property
    def noun(self) -> str:
        """The last of its words: "children" of "four children"; empty for a person's figure, which has no words."""
        return "".join(self.words.casefold().split()[-1:])


@dataclass(frozen=True)
class Count:
    """What an origin says of one harm: the whole, what of it is of which side, its parts, and the day it was printed."""

    whole: Figure
    sides: Mapping[Side, Figure]
    parts: tuple[Part, ...]
    day: str
    open: bool = True
    """Whether the whole is more than the sides that are told of: it holds a figure of people of whom no side is told."""


def count_harmed(
    origin: str, told: Sequence[Told], sides: Mapping[tuple[str, Span], Side | None], others: Collection[Harm] = ()
) -> dict[Harm, Count]:
    """Name and claims of one origin, and the side of each toll by report and span -> for each harm its last count.

    ``others``: harms of which claims tell that are not of dead attackers; the attackers are none of those harmed so then.

    What was printed last supersedes ("the toll has risen to 19" its 14). Within one day's reports the larger figure is the
    whole ("seven after three more bodies were found"); figures of sides that exclude each other are added up. A later
    count of one side alone leaves the earlier ones of the others standing.
    """
    days: dict[Harm, dict[str, list[Count]]] = defaultdict(lambda: defaultdict(list))
    for one in told:
        if one.claim.status not in ("asserted", "possible") or (one.denies and not one.asserts):
            continue
        tolls = [one.coded.tolls[i] for i in one.claim.tolls]
        for harm in sorted({t.harm for t in tolls}):
            if not _is_apart(one, harm, told, others):
                days[harm][one.published[:10]].append(_count(origin, one, [t for t in tolls if t.harm == harm], sides))
    last: dict[Harm, Count] = {}
    for harm, by_day in days.items():
        for _, counts in sorted(by_day.items()):
            told_now = merge_counts(counts)
            if told_now is not None:
                last[harm] = _after(last.get(harm), told_now)
    return last


def _count(origin: str, one: Told, tolls: Sequence[Toll], sides: Mapping[tuple[str, Span], Side | None]) -> Count:
    """Figures of one harm in one claim -> their sum where they are listed or of different sides, else the largest."""
    text, report = one.coded.report.text, one.coded.report.id
    every = sorted({(t.start, t.end): t for t in tolls}.values(), key=lambda t: (t.start, t.end))
    # "seven farmers and no fighter" is seven.
    every = [t for t in every if t.best != 0] or every
    # "nine civilians and two soldiers" is one figure of eleven, and the two that it is made of.
    rows = [t for t in every if not any(_holds(outer, t) for outer in every)]

    def side(toll: Toll) -> Side | None:
        return sides.get((report, (toll.start, toll.end)))

    def part(toll: Toll, why: str) -> Part:
        words = " ".join(toll.text.split())
        return Part(origin, toll.harm, words, _figure(toll), report, (toll.start, toll.end), why, side(toll))

    parts = {
        (t.start, t.end): part(t, "a part of the toll, not added")
        for t in rows
        if is_subset(text, t) or (len(rows) > 1 and OF_THEM.search(t.text))
    }
    parts |= {
        (t.start, t.end): part(t, "died of wounds, and not added")
        for t in rows
        if t.harm == "killed" and OF_WOUNDED.search(t.text)
    }
    whole = [t for t in rows if (t.start, t.end) not in parts]
    # "A toll of 22, including 6 civilians and a child": what is listed with a part is a part as well.
    for before, after in pairwise(rows):
        between = text[before.end : after.start]
        if (before.start, before.end) in parts and after in whole and len(whole) > 1 and LISTED.fullmatch(between):
            parts[after.start, after.end] = part(after, "a part of the toll, not added")
            whole.remove(after)
    if not whole:
        return Count((None, None, None), {}, tuple(parts.values()), one.published[:10], False)
    listed = all(LISTED.fullmatch(text, a.end, b.start) for a, b in pairwise(whole))
    known = [side(t) for t in whole]
    apart = len(set(known)) == len(known) and all(known)
    further = all(FURTHER.search(text[a.end : b.end]) for a, b in pairwise(whole))
    if len(whole) > 1 and (listed or apart or further) and all(t.best is not None for t in whole):
        figure = add_figures(_figure(t) for t in whole)
    else:
        largest = max(whole, key=lambda t: weigh(_figure(t)))
        figure = _figure(largest)
        parts |= {
            (t.start, t.end): part(t, "told beside it, and not added")
            for t in whole
            if t is not largest and weigh(_figure(t))[0] != weigh(figure)[0]
        }
        whole = [largest]
    by_side: dict[Side, Figure] = {}
    made_of = [t for outer in whole for t in every if _holds(outer, t)]
    for toll in [*(t for t in whole if not any(_holds(t, inner) for inner in made_of)), *made_of]:
        if (of := side(toll)) is not None:
            by_side[of] = add_figures((by_side[of], _figure(toll))) if of in by_side else _figure(toll)
    return Count(figure, by_side, tuple(parts.values()), one.published[:10], any(side(t) is None for t in made_of or whole))


def count_attackers(origin: str, told: Sequence[Told], others: Collection[Harm]) -> Iterator[Part]:
    """Name and claims of an origin, harms of which claims of the other side tell -> its figures of dead attackers."""
    for one in told:
        for toll in (one.coded.tolls[i] for i in one.claim.tolls):
            if _is_apart(one, toll.harm, told, others):
                words, span = " ".join(toll.text.split()), (toll.start, toll.end)
                yield Part(origin, toll.harm, words, _figure(toll), one.coded.report.id, span, OF_ATTACKERS)


def _is_apart(one: Told, harm: Harm, told: Sequence[Told], others: Collection[Harm]) -> bool:
    """Whether a claim of dead attackers is kept from the toll: who tells of both sides has them added up."""
    return one.struck_back and harm in others and not any(harm in harms_of(own) for own in told if not own.struck_back)


def harms_of(one: Told) -> set[Harm]:
    """Claim -> the harms that it tells a toll of."""
    return {one.coded.tolls[i].harm for i in one.claim.tolls}


def merge_counts(counts: Sequence[Count]) -> Count | None:
    """Counts of one harm by one origin on one day -> one: the largest whole, or the sum of the sides where that is more.

    ``None`` where only parts are told of.
    """
    whole = [count for count in counts if count.whole != (None, None, None)]
    parts = tuple({(p.report, p.span): p for count in counts for p in count.parts}.values())
    if not whole:
        return None
    sides: dict[Side, Figure] = {}
    for count in whole:
        for side, figure in count.sides.items():
            sides[side] = max(sides.get(side, (0, 0, 0)), figure, key=weigh)
    largest = max(whole, key=lambda count: weigh(count.whole))
    figure, day = largest.whole, max(count.day for count in counts)
    if len(sides) > 1 and weigh(total := add_sides(sides)) > weigh(figure):
        figure = total
    return Count(figure, sides, parts, day, all(count.open for count in whole) or (figure == largest.whole and largest.open))


def _after(earlier: Count | None, later: Count) -> Count:
    """An earlier and a later count -> what holds now: the later; of sides of which only the earlier tells, those too."""
    if earlier is None:
        return later
    # "Four children among them" supersedes "three children among them", and says nothing of the nurses.
    told_of = {part.noun for part in later.parts}
    earlier = replace(earlier, parts=tuple(part for part in earlier.parts if part.noun not in told_of))
    missing = {side: figure for side, figure in earlier.sides.items() if side not in later.sides}
    if later.open or not missing or earlier.open:
        return Count(
            later.whole, later.sides, (*later.parts, *(p for p in earlier.parts if p not in later.parts)), later.day, later.open
        )
    sides = {**missing, **later.sides}
    return Count(add_sides(sides), sides, (*earlier.parts, *later.parts), later.day, False)


def _holds(outer: Toll, inner: Toll) -> bool:
    return outer is not inner and outer.start <= inner.start and inner.end <= outer.end


def _figure(toll: Toll) -> Figure:
    return (toll.low, toll.best, toll.high)


def add_figures(figures: Iterable[Figure]) -> Figure:
    """Figures -> their sum; without an upper end where one of them has none."""
    rows = list(figures)
    highs = [high for _, _, high in rows]
    return (
        sum(low if low is not None else best or 0 for low, best, _ in rows),
        sum(best if best is not None else low or 0 for low, best, _ in rows),
        None if None in highs else sum(high or 0 for high in highs),
    )


def add_sides(sides: Mapping[Side, Figure]) -> Figure:
    """Figures by side -> their sum; "two soldiers" of no side told of may be those of a side that is, and are not added to it."""
    named = [figure for side, figure in sides.items() if side not in (CIVILIANS, COMBATANTS)]
    armed = max(add_figures(named), sides.get(COMBATANTS, (0, 0, 0)), key=weigh)
    return add_figures([armed, *([sides[CIVILIANS]] if CIVILIANS in sides else [])])


def is_vague(figure: Figure) -> bool:
    """Whether a figure is that of words ("dozens": 24 to 99) and not of a number ("more than 30" is one)."""
    low, best, high = figure
    return best is None or (low is not None and high is not None and high - low > max(2, low // 2))


def weigh(figure: Figure) -> tuple[int, int, int]:
    """Figure -> what the larger of two is told by."""
    low, best, high = figure
    return (best if best is not None else low if low is not None else -1, high if high is not None else -1, low or -1)


def is_subset(text: str, toll: Toll) -> bool:
    """Whether the words around a figure make it part of another: "among them", "are among the dead"."""
    before = text[max(0, toll.start - 40) : toll.start]
    after = text[toll.end : toll.end + 60]
    return bool(SUBSET_BEFORE.search(before) or SUBSET_AFTER.match(after))
