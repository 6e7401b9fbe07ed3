"""Turns scored pairs of accounts into groups: the best pairs first, and a group must fit as a whole (average link)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportedly.linking.account import Account
from reportedly.linking.compare import SAME

# What a pair counts that was not proposed for comparison: nothing speaks for it.
UNSEEN = -1.0


def cluster(accounts: Sequence[Account], scores: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Accounts and the scores of pairs of their indices -> groups of indices, each sorted, in order of their first.

    Two accounts of one report stay apart: coding told them apart inside the report. Joining one pair at a time and
    asking the mean of all pairs between two groups keeps two events of one day from being chained through a vague third.
    """
    group = list(range(len(accounts)))
    members: dict[int, list[int]] = {i: [i] for i in group}
    for (i, j), score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
        if score < SAME:
            break
        a, b = group[i], group[j]
        if a == b:
            continue
        if {accounts[x].coded.report.id for x in members[a]} & {accounts[y].coded.report.id for y in members[b]}:
            continue
        between = [scores.get((min(x, y), max(x, y)), UNSEEN) for x in members[a] for y in members[b]]
        if sum(between) / len(between) < SAME:
            continue
        joined = sorted(members[a] + members.pop(b))
        members[a] = joined
        for x in joined:
            group[x] = a
    return sorted(members.values())
