"""Turns scored pairs of accounts into groups: the best pairs first, and a group must fit as a whole (average link).

Edges fall into parts that have nothing to do with each other (:func:`components`); each part is clustered by itself
(:func:`cluster`), so that what is added to one leaves the others as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import isqrt
from typing import TypeVar

from reportedly.linking.compare import SAME

T = TypeVar("T")
Pair = tuple[int, int]

# Scores have four decimals. Sums of whole numbers do not depend on the order of adding.
UNIT = 10_000
# Of larger groups the mean is taken over so many pairs, of the accounts that come first by key: a thousand reports of one battle
# are not compared each with each. It also bounds how deep sums are made of sums.
ENOUGH = 512
# Two groups of so many accounts are two events of one kind where each holds together far better than the two with each other:
# what is between them must be half as far above SAME as what holds the looser one.
GROUP, NEARLY = 3, 0.5


def components(names: Iterable[T], edges: Iterable[tuple[T, T]]) -> list[list[T]]:
    """Names and the edges between them -> the connected parts, each in the order of ``names``, by their first."""
    above: dict[T, T] = {name: name for name in names}

    def find(name: T) -> T:
        while (up := above[name]) != name:
            above[name] = name = above[up]
        return name

    for a, b in edges:
        one, other = find(a), find(b)
        if one != other:
            above[other] = one
    parts: dict[T, list[T]] = defaultdict(list)
    for name in above:
        parts[find(name)].append(name)
    return list(parts.values())


def cluster(
    size: int,
    edges: Mapping[Pair, float],
    score: Callable[[Pair], float],
    joined: Iterable[Pair] = (),
    forbid: Callable[[int, int], bool] | None = None,
    first: Callable[[int], bool] | None = None,
) -> list[list[int]]:
    """Number of accounts, the proposed pairs that compare as one event, and what scores any pair -> groups, each sorted.

    Joining one pair at a time and asking the mean of all pairs between two groups keeps two events of one day from
    being chained through a vague third. ``score`` is asked once for pairs that were not proposed. Accounts ``joined`` by a person
    are one group whatever their score; accounts that a person said to be apart (``forbid``) never come together. Pairs of
    accounts that are both to come ``first`` are joined before all others.
    """
    groups = _Groups(size, edges, score)
    # What a person joined is one incident in the end, with all that the machine holds to be of either; until then the two are
    # compared with others each by itself, or one foreign account would drive the rest of its incident away.
    bound = _Joined(size)
    for a, b in sorted(joined):
        bound.join(a, b)
    later = {pair: first is not None and not (first(pair[0]) and first(pair[1])) for pair in edges}
    for i, j in sorted(edges, key=lambda pair: (later[pair], -edges[pair], pair)):
        a, b = groups.of[i], groups.of[j]
        if a == b or not groups.fit(a, b):
            continue
        if forbid and bound.of[i] != bound.of[j] and bound.any_pair(bound.of[i], bound.of[j], forbid):
            continue
        groups.join(i, j)
        bound.join(i, j)
    return sorted(members for members in bound.members.values())


class _Joined:
    """Accounts that were joined to groups, each group by a number of its own."""

    def __init__(self, size: int) -> None:
        self.of = list(range(size))
        self.members: dict[int, list[int]] = {i: [i] for i in range(size)}
        self._next = size

    def join(self, i: int, j: int) -> None:
        """Put the groups of two accounts together."""
        a, b = self.of[i], self.of[j]
        if a == b:
            return
        both = sorted(self.members.pop(a) + self.members.pop(b))
        self.members[self._next] = both
        for x in both:
            self.of[x] = self._next
        self._next += 1

    def any_pair(self, a: int, b: int, told: Callable[[int, int], bool]) -> bool:
        """Whether something is told of any pair between two groups."""
        return any(told(x, y) for x in self.members[a] for y in self.members[b])


class _Groups(_Joined):
    """Groups, and the sums of the scores between and inside them as far as they were asked."""

    def __init__(self, size: int, edges: Mapping[Pair, float], score: Callable[[Pair], float]) -> None:
        super().__init__(size)
        self._parts: dict[int, Pair] = {}
        self._sums: dict[Pair, int] = {pair: round(value * UNIT) for pair, value in edges.items()}
        # The sum over all pairs inside a group.
        self._inside: dict[int, float] = dict.fromkeys(range(size), 0.0)
        self._score = score

    def join(self, i: int, j: int) -> None:
        """Put the groups of two accounts together."""
        a, b = self.of[i], self.of[j]
        if a == b:
            return
        between = self._between(a, b) * len(self.members[a]) * len(self.members[b])
        self._inside[self._next] = self._inside[a] + self._inside[b] + between
        self._parts[self._next] = (a, b)
        super().join(i, j)

    def fit(self, a: int, b: int) -> bool:
        """Whether the mean over all pairs between two groups says that they are one event, and holds them as their own does."""
        between = self._between(a, b)
        if between < SAME * UNIT:
            return False
        own = min(self._held(a), self._held(b))
        return between - SAME * UNIT >= NEARLY * (own - SAME * UNIT)

    def _held(self, a: int) -> float:
        """The mean over all pairs inside a group, ``SAME`` for one that is too small to tell."""
        size = len(self.members[a])
        return SAME * UNIT if size < GROUP else self._inside[a] / (size * (size - 1) / 2)

    def _between(self, a: int, b: int) -> float:
        """The mean over all pairs between two groups."""
        one, other = self.members[a], self.members[b]
        if len(one) * len(other) > ENOUGH:
            one, other = sorted((one, other), key=len)
            one = one[: isqrt(ENOUGH)]
            other = other[: ENOUGH // len(one)]
            total = sum(self._sum(*sorted((x, y))) for x in one for y in other)
        else:
            total = self._sum(*sorted((a, b)))
        return total / (len(one) * len(other))

    def _sum(self, a: int, b: int) -> int:
        """Two groups of now or before, the older first -> the sum of the scores between them; each is added up once."""
        known = self._sums.get((a, b))
        if known is None:
            if (parts := self._parts.get(b)) is not None:
                known = sum(self._sum(*sorted((a, part))) for part in parts)
            elif (parts := self._parts.get(a)) is not None:
                known = sum(self._sum(*sorted((b, part))) for part in parts)
            else:
                known = round(self._score((a, b)) * UNIT)
            self._sums[a, b] = known
        return known
