"""Turns scored pairs of accounts into groups: the best pairs first, and a group must fit as a whole (average link)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reportedly.linking.compare import SAME

Pair = tuple[int, int]


def cluster(size: int, pairs: Iterable[Pair], score: Callable[[Pair], float]) -> list[list[int]]:
    """Number of accounts, proposed pairs of their indices, and what scores any pair -> groups of indices, each sorted.

    Joining one pair at a time and asking the mean of all pairs between two groups keeps two events of one day from
    being chained through a vague third. ``score`` is asked again for the same pair and for pairs that were not proposed.
    """
    group = list(range(size))
    members: dict[int, list[int]] = {i: [i] for i in group}
    proposed = [(pair, value) for pair in pairs if (value := score(pair)) >= SAME]
    for (i, j), _ in sorted(proposed, key=lambda one: (-one[1], one[0])):
        a, b = group[i], group[j]
        if a == b:
            continue
        between = [score((min(x, y), max(x, y))) for x in members[a] for y in members[b]]
        if sum(between) / len(between) < SAME:
            continue
        joined = sorted(members[a] + members.pop(b))
        members[a] = joined
        for x in joined:
            group[x] = a
    return sorted(members.values())
