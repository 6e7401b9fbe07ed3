"""Says why two claims are, or are not, in one incident: by which reasons, through whom, and what people said of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportedly.errors import UsageError
from reportedly.judgement import in_force, ref_key
from reportedly.linking.account import Account
from reportedly.linking.build import build_incident
from reportedly.linking.cluster import Pair
from reportedly.linking.compare import compare_accounts
from reportedly.linking.linker import Graph, Part, find_edges
from reportedly.linking.reason import Comparison
from reportedly.record import ClaimRef, CodedReport, Judgement


@dataclass(frozen=True)
class Step:
    """One link of the chain that holds two accounts together; ``score`` is ``None`` where a person joined the two."""

    first: Account
    second: Account
    score: float | None


@dataclass(frozen=True)
class Why:
    """Why two claims are in one incident, or in two.

    ``incidents`` are the ids of their incidents, ``None`` for a claim that is in none. ``comparison`` is ``None`` where one
    account of a report holds both. ``chain`` leads from the one account to the other where their incident is one; it has one
    step where the two hold by themselves. ``mean`` is the mean over all pairs of the two incidents, where these are two.
    ``linked`` says whether the two were proposed to be compared and came out as one event.
    """

    accounts: tuple[Account, Account]
    incidents: tuple[str | None, str | None]
    comparison: Comparison | None
    judged: tuple[Judgement, ...]
    chain: tuple[Step, ...] = ()
    mean: float | None = None
    linked: bool = True

    @property
    def together(self) -> bool:
        """Whether both are in one incident."""
        return self.incidents[0] is not None and self.incidents[0] == self.incidents[1]


def find_claim(words: str, coded: Iterable[CodedReport]) -> ClaimRef:
    """``CLAIM`` or ``REPORT:CLAIM``, each whole or the beginning of one, and coded reports -> the claim that is meant.

    Raises :class:`UsageError` when there is none, or more than one.
    """
    report, _, claim = words.rpartition(":")
    refs = [ClaimRef(report=one.report.id, claim=c.id) for one in coded for c in one.claims]
    fits = [ref for ref in refs if ref.claim.startswith(claim) and ref.report.startswith(report)]
    whole = [ref for ref in fits if ref.claim == claim and report in ("", ref.report)]
    found = sorted(set(whole or fits), key=ref_key)
    if not claim or not found:
        raise UsageError(f"{words!r}: no claim of these reports has this id")
    if len(found) > 1:
        few = ", ".join(f"{ref.report}:{ref.claim}" for ref in found[:3])
        raise UsageError(
            f"{words!r} is the beginning of {len(found)} claims ({few}{', ...' * (len(found) > 3)}); give more of it"
        )
    return found[0]


def find_why(a: ClaimRef, b: ClaimRef, coded: Iterable[CodedReport], judgements: Iterable[Judgement] = ()) -> Why:
    """Two claims, all coded reports and judgements -> why the two are in one incident, or in two.

    Raises :class:`UsageError` for a claim that takes no part in linking (a plan, a speech, or one that is not there).
    """
    rows = in_force(judgements)
    graph = find_edges(coded, rows)
    at = {(account.coded.report.id, claim.id): i for i, account in enumerate(graph.accounts) for claim in account.claims}
    for ref in (a, b):
        if ref_key(ref) not in at:
            raise UsageError(f"{ref.report}:{ref.claim} takes no part in linking: it tells of no event (a plan, words alone)")
    i, j = at[ref_key(a)], at[ref_key(b)]
    one, other = graph.accounts[i], graph.accounts[j]
    parts = [part for part in graph.parts() if i in part.members or j in part.members]
    groups = [group for part in parts for group in graph.groups(part)]
    held = [next((group for group in groups if account in group), None) for account in (one, other)]
    ids = [build_incident(group, ()).id if group else None for group in held]
    why = Why(
        accounts=(one, other),
        incidents=(ids[0], ids[1]),
        comparison=None if i == j else compare_accounts(one, other, graph.texts, graph.copies),
        judged=tuple(row for row in rows if _speaks_of(row, one, other)),
        linked=(min(i, j), max(i, j)) in graph.edges,
    )
    if i == j:
        return why
    if why.together and held[0] is not None:
        return replace(why, chain=_chain(i, j, graph, parts[0], held[0]))
    return replace(why, mean=_mean(held[0] or [one], held[1] or [other], graph))


def _speaks_of(row: Judgement, one: Account, other: Account) -> bool:
    """Whether a judgement is on a pair of claims of two accounts."""
    if row.verdict not in ("same", "not-same"):
        return False
    left, right = ({(a.coded.report.id, c.id) for c in a.claims} for a in (one, other))
    said = ({ref_key(ref) for ref in row.claims}, {ref_key(ref) for ref in row.others})
    return any(left & x and right & y for x, y in (said, said[::-1]))


def _chain(i: int, j: int, graph: Graph, part: Part, group: Sequence[Account]) -> tuple[Step, ...]:
    """Two accounts of one incident -> the steps between them, over the strongest links that there are."""
    said = set(part.joined)
    if (min(i, j), max(i, j)) in (said | part.edges.keys()):
        return (_step(i, j, graph, said),)
    inside = {n for n in part.members if graph.accounts[n] in group}
    links: list[tuple[float, Pair]] = [(float("-inf"), pair) for pair in part.joined]
    links += [(-score, pair) for pair, score in part.edges.items()]
    near: dict[int, list[int]] = defaultdict(list)
    above = {n: n for n in inside}

    def find(n: int) -> int:
        while above[n] != n:
            above[n] = n = above[above[n]]
        return n

    for _, (x, y) in sorted(links):
        if x in inside and y in inside:
            near[x].append(y)
            near[y].append(x)
            above[find(y)] = find(x)
            if find(i) == find(j):
                break
    return tuple(_step(x, y, graph, said) for x, y in pairwise(_path(i, j, near)))


def _step(x: int, y: int, graph: Graph, joined: set[Pair]) -> Step:
    pair = (min(x, y), max(x, y))
    return Step(graph.accounts[x], graph.accounts[y], None if pair in joined else graph.edges[pair])


def _path(start: int, end: int, near: Mapping[int, Sequence[int]]) -> list[int]:
    """The shortest way from one position to another, empty where there is none."""
    before = {start: start}
    queue = deque([start])
    while queue and end not in before:
        at = queue.popleft()
        for to in sorted(near.get(at, ())):
            if to not in before:
                before[to] = at
                queue.append(to)
    if end not in before:
        return []
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return path[::-1]


def _mean(one: Sequence[Account], other: Sequence[Account], graph: Graph) -> float:
    scores = [compare_accounts(x, y, graph.texts, graph.copies).score for x in one for y in other]
    return sum(scores) / len(scores)
