"""Links coded reports: claims -> incidents, whatever the order of the reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportedly.judgement import pairs_judged
from reportedly.linking.account import Account, find_accounts, is_founded
from reportedly.linking.block import block_keys, candidate_pairs
from reportedly.linking.bound import can_be_one
from reportedly.linking.build import build_incident
from reportedly.linking.cluster import Pair, cluster, components
from reportedly.linking.compare import SAME, compare_accounts
from reportedly.linking.copies import Copy, find_copies
from reportedly.linking.identity import in_order
from reportedly.linking.judged import Verdicts, judged_accounts, lay_out
from reportedly.linking.reason import Comparison
from reportedly.linking.texts import Texts, weigh_texts
from reportedly.record import CodedReport, Incident, Judgement


@dataclass(frozen=True)
class Links:
    """What linking finds: the incidents, and the text that reports took over from each other."""

    incidents: tuple[Incident, ...]
    copies: tuple[Copy, ...]


def link(coded: Iterable[CodedReport], judgements: Iterable[Judgement] = ()) -> list[Incident]:
    """Coded reports, in any order -> incidents in order of day and id. Of two reports with one id the last counts.

    What people said to be the same event, or not the same, is obeyed (``judgements``).
    """
    return list(find_links(coded, judgements).incidents)


def find_links(coded: Iterable[CodedReport], judgements: Iterable[Judgement] = ()) -> Links:
    """Coded reports, in any order, and judgements on pairs of their claims -> incidents and copies."""
    graph = find_edges(coded, judgements)
    own_copies: dict[str, list[Copy]] = defaultdict(list)
    for copy in graph.copies.values():
        own_copies[copy.first].append(copy)
    incidents: list[Incident] = []
    for part in graph.parts():
        for group in graph.groups(part):
            told_in = sorted({account.coded.report.id for account in group})
            incidents.append(build_incident(group, [copy for report in told_in for copy in own_copies[report]]))
    return Links(in_order(incidents), tuple(graph.copies.values()))


@dataclass(frozen=True)
class Part:
    """Accounts that hang together, by position in the graph, with what holds them."""

    members: Sequence[int]
    edges: Mapping[Pair, float]
    joined: Sequence[Pair]


@dataclass(frozen=True)
class Graph:
    """Accounts of all reports, by key, and the pairs of their positions that compare as one event or were said to be one."""

    accounts: Sequence[Account]
    edges: Mapping[Pair, float]
    joined: Sequence[Pair]
    texts: Texts
    copies: Mapping[tuple[str, str], Copy]
    verdicts: Verdicts

    def parts(self) -> list[Part]:
        """Give the parts that have nothing to do with each other."""
        members = components(range(len(self.accounts)), (*self.edges, *self.joined))
        part_of = {i: n for n, part in enumerate(members) for i in part}
        edges: list[dict[Pair, float]] = [{} for _ in members]
        joined: list[list[Pair]] = [[] for _ in members]
        for pair, score in self.edges.items():
            edges[part_of[pair[0]]][pair] = score
        for pair in self.joined:
            joined[part_of[pair[0]]].append(pair)
        return [Part(*one) for one in zip(members, edges, joined, strict=True)]

    def groups(self, part: Part) -> list[list[Account]]:
        """Give the accounts of each incident of a part."""
        held = [self.accounts[i] for i in part.members]
        at = {i: k for k, i in enumerate(part.members)}
        edges = {(at[i], at[j]): score for (i, j), score in part.edges.items()}

        def score(pair: Pair) -> float:
            return compare_accounts(held[pair[0]], held[pair[1]], self.texts, self.copies).score

        groups = group_accounts(held, edges, score, self.verdicts, [(at[i], at[j]) for i, j in part.joined])
        found = ([held[i] for i in members] for members in groups)
        return [group for group in found if is_founded(group)]


def find_edges(coded: Iterable[CodedReport], judgements: Iterable[Judgement] = ()) -> Graph:
    """Coded reports, in any order, and judgements -> their accounts, compared where it is worth comparing."""
    reports = sorted({one.report.id: one for one in coded}.values(), key=lambda one: one.report.id)
    verdicts = lay_out(pairs_judged(judgements))
    copies = {copy.reports: copy for copy in find_copies(reports, least=0.0)}
    accounts = sorted((a for report in reports for a in judged_accounts(report, verdicts)), key=lambda a: a.key)
    texts = weigh_texts(reports)
    keys = (block_keys(account, texts.rare[account.coded.report.id]) for account in accounts)
    edges: dict[Pair, float] = {}
    for i, j in can_be_one(accounts, candidate_pairs(accounts, keys, copies), texts, copies).tolist():
        value = compare_accounts(accounts[i], accounts[j], texts, copies).score
        if value >= SAME:
            edges[i, j] = value
    return Graph(accounts, edges, join_classes(accounts, verdicts), texts, copies, verdicts)


def group_accounts(
    accounts: Sequence[Account],
    edges: Mapping[Pair, float],
    score: Callable[[Pair], float],
    verdicts: Verdicts,
    joined: Sequence[Pair],
) -> list[list[int]]:
    """Accounts that hang together, in order of key, the edges between their positions, and what scores any pair -> the groups.

    Groups in which nobody says that something happened are no incident (:func:`reportedly.linking.account.is_founded`).
    """
    if len(accounts) == 1:
        return [[0]]
    classes = [verdicts.classes_in(account) for account in accounts]

    def forbid(i: int, j: int) -> bool:
        return verdicts.forbid(classes[i], classes[j])

    def about(i: int) -> bool:
        """What reports are about is grouped first: their whole texts speak for it, and not one passage."""
        return accounts[i].main

    return cluster(len(accounts), edges, score, joined, forbid if any(classes) else None, about)


def join_classes(accounts: Sequence[Account], verdicts: Verdicts) -> list[tuple[int, int]]:
    """Accounts -> pairs of positions that somebody said to be of one event, each class in a row."""
    if not verdicts.class_of:
        return []
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, account in enumerate(accounts):
        for name in verdicts.classes_in(account):
            members[name].append(i)
    return sorted({(a, b) for found in members.values() for a, b in pairwise(found)})


def explain(a: CodedReport, b: CodedReport, claim_a: str, claim_b: str) -> Comparison | None:
    """Two coded reports and a claim of each -> the comparison of their accounts, ``None`` if a claim is in no account."""
    found = [
        next((x for x in find_accounts(coded) if any(c.id == claim for c in x.claims)), None)
        for coded, claim in ((a, claim_a), (b, claim_b))
    ]
    if found[0] is None or found[1] is None:
        return None
    copies = {copy.reports: copy for copy in find_copies((a, b), least=0.0)}
    return compare_accounts(found[0], found[1], weigh_texts((a, b)), copies)
