"""Groups anew what a change can have touched, and nothing else of the part of the graph that hangs together.

Clustering joins pair after pair, the best first, and asks of each only the two groups that its ends are in at that time. So a
group of before stays as it was as long as nothing new joins it. What has changed (the *core*) is clustered together with
the groups beside it (the *rim*), to which an edge leads. Where the rim comes out as it went in, everything behind it would
too, for no pair of the rest meets other groups than it met before. Where a group of the rim does not, it is of the core, and
the next try has a wider rim. So the outcome is that of clustering the whole part, of which one look-alike report a day makes
a chain through years.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TypeAlias

from reportedly.linking.account import Account, is_founded
from reportedly.linking.build import build_incident
from reportedly.linking.cluster import Pair, components
from reportedly.linking.linker import group_accounts, join_classes
from reportedly.linking.opened import Opened
from reportedly.linking.shelf import Member, Shelf
from reportedly.record import ClaimRef, Incident

Unit: TypeAlias = frozenset[Member]
MemberPair: TypeAlias = tuple[Member, Member]
# So often the rim is widened step by step; then all that the core reaches is taken into it at once.
STEPS = 4


@dataclass(frozen=True)
class Regrouped:
    """The accounts that were grouped anew, and the incidents that they make."""

    members: Unit
    made: tuple[Incident, ...]


class Regrouping:
    """The groups that were on a shelf, and the edges that are there now.

    A *unit* is a group as it was: the accounts whose claims an incident holds. Groups that made no incident are not written down;
    their unit is all accounts of no incident that hang together, which is one such group or several.
    """

    def __init__(self, shelf: Shelf, opened: Opened) -> None:
        self._shelf, self._opened = shelf, opened
        self._edges: dict[Member, dict[Member, float]] = {}
        self._homes: dict[Member, tuple[Incident, ...]] = {}
        self._units: dict[Member, Unit] = {}
        self._grouped: dict[Unit, list[Unit]] = {}

    def regroup(self, seeds: Collection[Member], left: Sequence[Account], parted: Collection[Member]) -> Regrouped:
        """Accounts whose edges or claims are others, accounts that are gone, and what they had edges with -> what it makes.

        The edges of the shelf must be those of now, its incidents those of before.
        """
        orphans = {member for one in self._shelf.incidents(list(refs_of(left))) for member in self._members(one)}
        self._find_homes(parted)
        lonely = {member for member in parted if not self._homes[member]}
        core = set().union(*self._find_units({*seeds, *orphans, *lonely}))
        step = 0
        while True:
            step += 1
            rim = set(self._find_units({other for some in self._find_edges(core) for other in some} - core))
            groups = self._group(core.union(*rim))
            of = {member: group for group in groups for member in group}
            moved = [unit for unit in rim if step > STEPS or not self._is_kept(unit, {of[member] for member in unit})]
            if not moved:
                return self._build(core, [group for group in groups if group <= core])
            core.update(*moved)

    def _is_kept(self, unit: Unit, groups: Collection[Unit]) -> bool:
        """Whether nothing has joined a unit of the rim. Where it holds an incident it is one group, else perhaps several."""
        if any(self._homes[member] for member in unit):
            return len(groups) == 1 and unit in groups
        return all(group <= unit for group in groups)

    def _build(self, core: Collection[Member], groups: Iterable[Unit]) -> Regrouped:
        opened = self._opened
        made = []
        for group in groups:
            accounts = [opened.account(member) for member in sorted(group)]
            if is_founded(accounts):
                made.append(build_incident(accounts, opened.copies_of({report for report, _ in group})))
        return Regrouped(frozenset(core), tuple(made))

    def _group(self, members: Collection[Member]) -> list[Unit]:
        """Accounts -> the groups that clustering makes of them and the edges between them."""
        ordered = sorted(members)
        self._opened.know_copies({report for report, _ in ordered})
        accounts = [self._opened.account(member) for member in ordered]
        joined = [(ordered[i], ordered[j]) for i, j in join_classes(accounts, self._opened.verdicts)]
        edges = zip(ordered, self._find_edges(ordered), strict=True)
        pairs = {(one, other): score for one, some in edges for other, score in some.items() if one < other and other in members}
        parts = components(ordered, (*pairs, *joined))
        part_of = {member: n for n, part in enumerate(parts) for member in part}
        held: list[tuple[dict[MemberPair, float], list[MemberPair]]] = [({}, []) for _ in parts]
        for pair, score in pairs.items():
            held[part_of[pair[0]]][0][pair] = score
        for pair in joined:
            held[part_of[pair[0]]][1].append(pair)
        return [group for part, own in zip(parts, held, strict=True) for group in self._cluster(part, *own)]

    def _cluster(self, part: Sequence[Member], edges: Mapping[MemberPair, float], joined: Sequence[MemberPair]) -> list[Unit]:
        """A part of what is at hand -> its groups; a part that was met before is not clustered again."""
        name = frozenset(part)
        if name not in self._grouped:
            opened = self._opened
            at = {member: i for i, member in enumerate(part)}

            def score(pair: Pair) -> float:
                return opened.score(part[pair[0]], part[pair[1]])

            found = group_accounts(
                [opened.account(member) for member in part],
                {(at[one], at[other]): value for (one, other), value in edges.items()},
                score,
                opened.verdicts,
                [(at[one], at[other]) for one, other in joined],
            )
            self._grouped[name] = [frozenset(part[i] for i in group) for group in found]
        return self._grouped[name]

    # -- what was there

    def _find_edges(self, members: Iterable[Member]) -> list[Mapping[Member, float]]:
        """Accounts -> for each the accounts at the other ends of its edges."""
        wanted = list(members)
        unknown = {member for member in wanted if member not in self._edges}
        if unknown:
            self._edges.update((member, {}) for member in unknown)
            for one, other, score in self._shelf.edges(unknown):
                for a, b in ((one, other), (other, one)):
                    if a in unknown:
                        self._edges[a][b] = score
        return [self._edges[member] for member in wanted]

    def _find_homes(self, members: Iterable[Member]) -> None:
        """See to it that the incidents are known that held claims of these accounts."""
        unknown = [member for member in members if member not in self._homes]
        if not unknown:
            return
        self._opened.load({report for report, _ in unknown})
        accounts = {member: self._opened.account(member) for member in unknown}
        held = {ref: one for one in self._shelf.incidents(list(refs_of(accounts.values()))) for ref in one.claims}
        for member, account in accounts.items():
            homes = {one.id: one for ref in refs_of((account,)) if (one := held.get(ref)) is not None}
            self._homes[member] = tuple(homes.values())

    def _members(self, incident: Incident) -> set[Member]:
        """An incident of before -> the accounts of now that have a claim of it."""
        self._opened.load({ref.report for ref in incident.claims})
        found = (self._opened.holder(ref.report, ref.claim) for ref in incident.claims)
        return {member for member in found if member is not None}

    def _find_units(self, members: Collection[Member]) -> Iterable[Unit]:
        """Accounts -> the units that they are of."""
        known: set[Member] = set()
        seen: set[str] = set()
        links: list[MemberPair] = []
        frontier = {member for member in members if member not in self._units}
        while frontier:
            known |= frontier
            self._find_homes(frontier)
            homes = {one.id: one for member in frontier for one in self._homes[member] if one.id not in seen}
            seen |= homes.keys()
            self._opened.load({ref.report for one in homes.values() for ref in one.claims})
            found = [pair for one in homes.values() for pair in pairwise(sorted(self._members(one)))]
            found += ((member, other) for member, mates in self._opened.mates(frontier).items() for other in mates)
            lonely = sorted(member for member in frontier if not self._homes[member])
            beside = dict(zip(lonely, self._find_edges(lonely), strict=True))
            self._find_homes(set(chain.from_iterable(beside.values())))
            found += ((member, other) for member, others in beside.items() for other in others if not self._homes[other])
            links += found
            frontier = {member for pair in found for member in pair} - known
        for part in components(known, links):
            unit = frozenset(part)
            self._units.update(dict.fromkeys(unit, unit))
        return {self._units[member] for member in members}


def refs_of(accounts: Iterable[Account]) -> set[ClaimRef]:
    """Accounts -> the references to their claims."""
    return {ClaimRef(report=account.coded.report.id, claim=claim.id) for account in accounts for claim in account.claims}
