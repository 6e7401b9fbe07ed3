"""Brings the figures of the origins together: low, best and high by a named rule, each origin's own figure beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportedly.assessing.figures import Count, Figure, Part, count_attackers, count_harmed, harms_of, is_vague
from reportedly.assessing.group import Group
from reportedly.assessing.side import CIVILIANS, COMBATANTS, Side
from reportedly.record import Harm, OriginToll, Span, TollRange

UNKNOWN = Side("unknown", "not told who they were")
# How near the events those who speak are, for UCDP's "most reliable": who counts the dead by trade goes first.
RELIABILITY = {"organization": 3, "expert": 3, "official": 2, "witness": 2, "party": 1, "media": 1, "unnamed": 0, "other": 1}


@dataclass(frozen=True)
class OriginCount:
    """What one origin says of one harm."""

    group: Group
    count: Count

    @property
    def figure(self) -> Figure:
        """Low, best and high of the whole."""
        return self.count.whole


@dataclass(frozen=True)
class SideToll:
    """People of one side harmed, by the rule; ``side`` is ``unknown`` for those of whom no origin says who they were."""

    side: Side
    harm: Harm
    toll: TollRange


Rule = Callable[[Sequence[OriginCount]], int | None]


def most_origins_then_latest(rows: Sequence[OriginCount]) -> int | None:
    """The figure that most origins give that are no party; of two, the one printed last, then the lower."""
    rows = [row for row in rows if not is_vague(row.figure)] or [row for row in rows if row.figure[1] is not None]
    apart = [row for row in rows if not row.group.party] or rows
    votes = Counter(best for row in apart if (best := row.figure[1]) is not None)
    if not votes:
        return None
    latest = {best: max(row.count.day for row in apart if row.figure[1] == best) for best in votes}
    most = max(votes.values())
    tied = [best for best in votes if votes[best] == most]
    last = max(latest[best] for best in tied)
    return min(best for best in tied if latest[best] == last)


def acled(rows: Sequence[OriginCount]) -> int | None:
    """The lowest figure of any origin, of a vague one its lower end.

    ACLED's codebook: if source reports differ or a vague estimate is provided, the most conservative estimate available is used.
    """
    exact = [row for row in rows if not is_vague(row.figure)]
    return min((n for row in exact or rows if (n := _conservative(row.figure)) is not None), default=None)


def _conservative(figure: Figure) -> int | None:
    low, best, _ = figure
    return low if is_vague(figure) and low is not None else best if best is not None else low


def ucdp(rows: Sequence[OriginCount]) -> int | None:
    """The figure of the most reliable origin, of origins as reliable as each other the lowest.

    UCDP's definitions: the best estimate is that of the most reliable source; where no such distinction can be made, the lower
    figure is given. Who is no party is the more reliable here; then a named source, then by kind (:data:`RELIABILITY`).
    """
    rows = [row for row in rows if not is_vague(row.figure)] or [row for row in rows if row.figure[1] is not None]
    if not rows:
        return None
    top = max(_reliable(row.group) for row in rows)
    return min(best for row in rows if _reliable(row.group) == top and (best := row.figure[1]) is not None)


def _reliable(group: Group) -> tuple[bool, bool, bool, int]:
    origin = group.origin()
    return (group.counted, not origin.party, group.lead.named and origin.kind != "media", RELIABILITY[origin.kind])


RULES: dict[str, Rule] = {"most-origins-then-latest": most_origins_then_latest, "acled": acled, "ucdp": ucdp}
DEFAULT_RULE = "most-origins-then-latest"


def count_by_origin(groups: Sequence[Group], sides: Mapping[tuple[str, Span], Side | None]) -> dict[Harm, list[OriginCount]]:
    """Origins of an incident -> for each harm what each of them says of it, those that count first.

    An outlet's own figure is that of the sources it names, and stands only where none of them gives one.
    """
    by_harm: dict[Harm, list[OriginCount]] = defaultdict(list)
    others = find_main_harms(groups)
    for group in sorted(groups, key=lambda g: not g.counted):
        reports = {t.coded.report.id for t in group.told}
        for harm, count in sorted(count_harmed(group.name, group.told, sides, others).items()):
            given = {t.coded.report.id for row in by_harm[harm] for t in row.group.told}
            if group.counted or not given & reports:
                by_harm[harm].append(OriginCount(group, count))
    return {harm: rows for harm, rows in sorted(by_harm.items()) if rows}


def find_main_harms(groups: Sequence[Group]) -> set[Harm]:
    """Origins of an incident -> the harms of which somebody tells who does not tell of dead attackers alone."""
    return {harm for group in groups for one in group.told if one.asserts and not one.struck_back for harm in harms_of(one)}


def combine_tolls(counts: Mapping[Harm, Sequence[OriginCount]], rule: str = DEFAULT_RULE) -> dict[str, TollRange]:
    """What the origins say of each harm -> the range over them, best by ``rule``. Raises ``KeyError`` for an unknown rule."""
    return {harm: _range(rows, rule) for harm, rows in counts.items()}


def _range(rows: Sequence[OriginCount], rule: str) -> TollRange:
    # "dozens" or "the shoppers" widens no range that figures give.
    told = [row for row in rows if not is_vague(row.figure)] or rows
    lows = [n for row in told if (n := row.figure[0] if row.figure[0] is not None else row.figure[1]) is not None]
    highs = [n for row in told if (n := row.figure[2] if row.figure[2] is not None else row.figure[1]) is not None]
    own = tuple(
        OriginToll(origin=row.group.name, low=row.figure[0], best=row.figure[1], high=row.figure[2])
        for row in rows
    )  # fmt: skip
    best = RULES[rule](rows)
    return TollRange(low=min(lows, default=None), best=best, high=max(highs, default=None), rule=rule, by_origin=own)


def find_parts(counts: Mapping[Harm, Sequence[OriginCount]], groups: Sequence[Group] = ()) -> tuple[Part, ...]:
    """What the origins say of each harm -> the figures that are not added to their wholes, each once for each origin."""
    seen: dict[tuple[str, Harm, Figure, str], Part] = {}
    others = find_main_harms(groups)
    for group in groups:
        for part in count_attackers(group.name, group.told, others):
            seen.setdefault((part.origin, part.harm, part.figure, part.words.casefold()), part)
    for rows in counts.values():
        for row in rows:
            for part in row.count.parts:
                if part.figure[1] == row.figure[1]:
                    continue  # the whole, told once more
                # A copy prints the same part again.
                seen.setdefault((part.origin, part.harm, part.figure, part.words.casefold()), part)
    return tuple(seen.values())


def split_tolls(counts: Mapping[Harm, Sequence[OriginCount]], rule: str = DEFAULT_RULE) -> tuple[SideToll, ...]:
    """What the origins say of each harm -> the same for each side that a text names, and for those of whom none is named.

    A part counts for its side ("22 people, six civilians among them": six civilians). ``unknown`` is what is left of the best
    figure of all when the best figures of the sides are taken from it; its low and high are left empty.
    """
    return tuple(one for harm, rows in counts.items() for one in _split(harm, rows, rule))


def _split(harm: Harm, rows: Sequence[OriginCount], rule: str) -> Iterator[SideToll]:
    full: dict[Side, list[OriginCount]] = defaultdict(list)
    some: dict[Side, list[OriginCount]] = defaultdict(list)
    for row in rows:
        armed = [side for side in row.count.sides if side not in (CIVILIANS, COMBATANTS)]
        for side, figure in row.count.sides.items():
            if side == COMBATANTS and armed:
                continue  # "two soldiers", told once with and once without whose they were
            full[side].append(OriginCount(row.group, Count(figure, {}, (), row.count.day)))
        for side in {part.side for part in row.count.parts if part.side is not None and part.figure[1] is not None}:
            # Children among civilians are no further people: of one side the largest part holds.
            part = max((p for p in row.count.parts if p.side == side), key=lambda p: p.figure[1] or 0)
            # "Four children among them" are four civilians at least, "six civilians among them" are all of them.
            every = side != CIVILIANS or "civilian" in part.words.lower()
            figure = part.figure if every else (part.figure[0], part.figure[1], None)
            (full if every else some)[side].append(OriginCount(row.group, Count(figure, {}, (), row.count.day)))
    sides = {side: _range(full.get(side) or some[side], rule) for side in sorted({*full, *some})}
    yield from (SideToll(side, harm, toll) for side, toll in sides.items())
    whole = RULES[rule](rows)
    left = (whole or 0) - sum(toll.best or 0 for toll in sides.values())
    if left > 0:
        yield SideToll(UNKNOWN, harm, TollRange(best=left, rule=rule))
