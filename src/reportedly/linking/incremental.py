"""Links what is new, and what it touches, into what was linked before: the result is what linking everything anew would give.

Adding a report opens the blocks of its keys and nothing else. A block that grows over its cap, or shrinks below it, changes which
pairs are proposed in it; those pairs are looked at again. Then the parts of the graph that lost or gained an edge are clustered
anew, and the incidents of these parts take the place of those that held their claims.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

from reportedly.judgement import pairs_judged
from reportedly.linking import block, copies
from reportedly.linking.account import Account
from reportedly.linking.acts import family
from reportedly.linking.build import build_incident
from reportedly.linking.cluster import components
from reportedly.linking.compare import SAME
from reportedly.linking.copies import FEWEST, Copy, compare_wordings
from reportedly.linking.identity import Redirect, keep_ids
from reportedly.linking.judged import changed_reports, judged_accounts, lay_out
from reportedly.linking.linker import group_accounts, join_classes
from reportedly.linking.opened import TEXT, Opened
from reportedly.linking.shelf import Edge, Member, ReportPair, Shelf
from reportedly.linking.texts import join_texts
from reportedly.record import ClaimRef, CodedReport, Incident, Judgement


@dataclass(frozen=True)
class Relinked:
    """What a call of :func:`relink` changed. An id in ``gone`` that is not in ``made`` is among ``redirects``.

    ``gone`` are incidents as they were, ``made`` as they are now; one that keeps its id and changes is in both. ``redirects`` are
    those that are new or lead elsewhere, ``returned`` the ids of redirects that are incidents again.
    """

    gone: tuple[Incident, ...] = ()
    made: tuple[Incident, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    returned: tuple[str, ...] = ()


def relink(new: Iterable[CodedReport], removed: Iterable[str], shelf: Shelf, judgements: Iterable[Judgement] = ()) -> Relinked:
    """Add or replace reports, take others away (by id), obey the judgements, and bring the shelf up to date.

    ``judgements`` are all there are (those on pairs of claims count here). A report with a claim that was rejected or corrected
    is given among ``new`` with its judgements laid over. Many reports in one call cost less than many calls. Gives what
    changed; the incidents on the shelf are then those of :func:`reportedly.linking.linker.link` for its reports and these
    judgements, under ids that were kept.
    """
    pairs, before = pairs_judged(judgements), shelf.pairs()
    verdicts, old_verdicts = lay_out(pairs), lay_out(before)
    touched = changed_reports(old_verdicts, verdicts) if pairs != before else frozenset()
    given = {one.report.id: one for one in new}
    taken = set(removed) - given.keys()
    there = shelf.reports({*given, *taken, *touched})
    arriving = {name: one for name, one in given.items() if name in touched or there.get(name) != one}
    arriving |= {name: there[name] for name in touched if name in there and name not in taken and name not in given}
    leaving = {name for name in (*arriving, *taken) if name in there}
    left = [account for name in sorted(leaving) for account in judged_accounts(there[name], old_verdicts)]
    opened = Opened(shelf, arriving, verdicts)
    stirred = _neighbours(left, shelf, leaving)
    mates = {key for account in left for name in old_verdicts.classes_in(account) for key in old_verdicts.classes[name]}
    change = _move(arriving, leaving, shelf, opened)
    shelf.put_pairs(pairs)
    wording = _copies_again(arriving, change, shelf, opened)
    own = [account.key for name in sorted(arriving) for account in opened.accounts(name)]
    stirred |= _edges_again(own, change, wording, shelf, opened)
    stirred |= {member for key in mates if (member := opened.holder(*key)) is not None}
    stirred |= {account.key for pair in wording for name in pair if name not in arriving for account in opened.accounts(name)}
    parts = _parts({*own, *stirred}, shelf, opened)
    made = [incident for part in parts for incident in _incidents(part, shelf, opened)]
    accounts = chain(left, (opened.account(member) for part in parts for member in part.members))
    return _replace(_refs(accounts), made, shelf)


# -- blocks


@dataclass(frozen=True)
class _Change:
    """Blocks that were moved in or out of: their sizes now, and, of those that closed by it, the members before."""

    sizes: Mapping[str, int]
    closed: Mapping[str, Sequence[Member]]
    opened: frozenset[str]


def _is_open(key: str, size: int) -> bool:
    return size <= (copies.COMMON if key.startswith(TEXT) else block.CROWD)


def _neighbours(left: Collection[Account], shelf: Shelf, leaving: Collection[str]) -> set[Member]:
    """Drop the edges of accounts that leave -> the accounts at their other ends."""
    edges = shelf.edges([account.key for account in left])
    shelf.drop_edges([(one, other) for one, other, _ in edges])
    return {member for edge in edges for member in edge[:2] if member[0] not in leaving}


def _move(arriving: Mapping[str, CodedReport], leaving: Collection[str], shelf: Shelf, opened: Opened) -> _Change:
    """Move reports out of their blocks, and in."""
    rows: list[tuple[str, Member]] = []
    for name in sorted(arriving):
        rows += [(key, (name, "")) for key in opened.text_keys(name)]
        rows += [(key, account.key) for account in opened.accounts(name) for key in opened.block_keys(account.key)]
    change = Counter(key for key, _ in rows)
    change.subtract(key for key, _ in shelf.rows(leaving))
    before = shelf.sizes(change.keys())
    sizes = {key: before.get(key, 0) + n for key, n in change.items()}
    flipped = {key for key in sizes if _is_open(key, sizes[key]) != _is_open(key, before.get(key, 0))}
    closed = shelf.members({key for key in flipped if not _is_open(key, sizes[key])})
    shelf.drop_copies([copy.reports for copy in shelf.copies(leaving)])
    shelf.leave(leaving)
    shelf.drop_reports([name for name in leaving if name not in arriving])
    shelf.put_reports(list(arriving.values()))
    shelf.join(rows)
    still = {key: [member for member in members if member[0] not in leaving] for key, members in closed.items()}
    return _Change(sizes, still, frozenset(key for key in flipped if _is_open(key, sizes[key])))


def _company(keys: Collection[str], change: _Change, shelf: Shelf) -> Mapping[str, Sequence[Member]]:
    """Keys -> the members of those blocks that are open and hold more than one."""
    return shelf.members({key for key in keys if change.sizes[key] > 1 and _is_open(key, change.sizes[key])})


# -- copies


def _copies_again(arriving: Mapping[str, CodedReport], change: _Change, shelf: Shelf, opened: Opened) -> frozenset[ReportPair]:
    """Find the copies of what arrives -> pairs of other reports that are copies now, or no longer, because a block changed."""
    shared: Counter[ReportPair] = Counter()
    keys = {name: opened.text_keys(name) for name in arriving}
    company = _company([key for own in keys.values() for key in own], change, shelf)
    for name, own in keys.items():
        for other, _ in chain.from_iterable(company.get(key, ()) for key in own):
            if other != name and (other not in arriving or name < other):
                shared[min(name, other), max(name, other)] += 1
    worth = [pair for pair, count in shared.items() if count >= FEWEST]
    # Other reports meet in a block that has opened, and part in one that has closed.
    meeting = {
        (a[0], b[0])
        for members in shelf.members({key for key in change.opened if key.startswith(TEXT)}).values()
        for a, b in combinations(sorted(members), 2)
        if a[0] not in arriving and b[0] not in arriving
    }
    parting = {name for key, members in change.closed.items() if key.startswith(TEXT) for name, _ in members}
    held = {copy.reports: copy for copy in shelf.copies(parting | {name for pair in meeting for name in pair})}
    again = {pair for pair in held if parting.issuperset(pair)} | meeting
    opened.load({name for pair in (*worth, *again) for name in pair})
    sizes = shelf.sizes({key for pair in again for name in pair for key in opened.text_keys(name)}) if again else {}
    meets = {pair for pair in again if _share(pair, sizes, opened) >= FEWEST}
    found = [copy for pair in sorted({*worth, *(meets - held.keys())}) if (copy := _copy(pair, opened)) is not None]
    lost = again & held.keys() - meets
    shelf.drop_copies(lost)
    shelf.put_copies(found)
    opened.copies.update((copy.reports, copy) for copy in found)
    return frozenset(lost) | {copy.reports for copy in found if not arriving.keys() & set(copy.reports)}


def _share(pair: ReportPair, sizes: Mapping[str, int], opened: Opened) -> int:
    """How many open blocks of 5-grams two reports share."""
    return sum(_is_open(key, sizes[key]) for key in set(opened.text_keys(pair[0])) & set(opened.text_keys(pair[1])))


def _copy(pair: ReportPair, opened: Opened) -> Copy | None:
    return compare_wordings(opened.wording(pair[0]), opened.wording(pair[1]))


# -- edges


def _edges_again(
    own: Sequence[Member], change: _Change, wording: Collection[ReportPair], shelf: Shelf, opened: Opened
) -> set[Member]:
    """Compare the accounts that arrive, and others that meet or part because a block changed -> all whose edges changed."""
    arriving = {name for name, _ in own}
    keys = {member: opened.block_keys(member) for member in own}
    company = _company([key for found in keys.values() for key in found], change, shelf)
    fresh = {
        (min(member, other), max(member, other))
        for member, found in keys.items()
        for key in found
        for other in company.get(key, ())
        if other[0] != member[0]
    }
    by_key = shelf.members({key for key in change.opened if not key.startswith(TEXT)})
    fresh |= {
        (a, b) for members in by_key.values() for a, b in combinations(sorted(members), 2) if a[0] != b[0]
    }  # fmt: skip
    opened.load({name for pair in wording for name in pair} | {name for pair in opened.copies for name in pair})
    fresh |= set(chain.from_iterable(_accounts_of(pair, opened) for pair in opened.copies))
    parting = {member for key, members in change.closed.items() if not key.startswith(TEXT) for member in members}
    reworded = {pair for reports in wording for pair in _accounts_of(reports, opened)}
    near = parting | {member for pair in fresh | reworded for member in pair if member[0] not in arriving}
    held = {edge[:2]: edge.score for edge in shelf.edges(near)}
    doubtful = {pair for pair in held if parting.issuperset(pair)} | reworded - fresh
    opened.load({member[0] for pair in (*fresh, *doubtful) for member in pair})
    others = {name for pair in (*fresh, *doubtful) for name in (pair[0][0], pair[1][0]) if name not in arriving}
    if change.opened or doubtful:
        opened.copies.update((copy.reports, copy) for copy in shelf.copies(others))
    sizes = shelf.sizes({key for pair in doubtful for member in pair for key in opened.block_keys(member)}) if doubtful else {}
    fresh |= {pair for pair in doubtful if _is_proposed(pair, sizes, opened)}
    scores = {pair: opened.score(*pair) for pair in sorted(fresh)}
    put = [Edge(*pair, score) for pair, score in scores.items() if score >= SAME and held.get(pair) != score]
    drop = [pair for pair in {*doubtful, *scores} if pair in held and scores.get(pair, -1.0) < SAME]
    shelf.drop_edges(drop)
    shelf.put_edges(put)
    return {member for pair in (*drop, *(edge[:2] for edge in put)) for member in pair}


def _accounts_of(pair: ReportPair, opened: Opened) -> Iterator[tuple[Member, Member]]:
    """Two reports -> the pairs of their accounts that are of one kind."""
    for a in opened.accounts(pair[0]):
        for b in opened.accounts(pair[1]):
            if family(a.claims[0]) == family(b.claims[0]):
                yield a.key, b.key


def _is_proposed(pair: tuple[Member, Member], sizes: Mapping[str, int], opened: Opened) -> bool:
    one, other = pair
    if (one[0], other[0]) in opened.copies:
        return True
    return any(_is_open(key, sizes[key]) for key in set(opened.block_keys(one)) & set(opened.block_keys(other)))


# -- incidents


@dataclass
class _Part:
    """Accounts that hang together, by key, with the edges between them."""

    members: list[Member]
    edges: dict[tuple[Member, Member], float] = field(default_factory=dict)


def _parts(seeds: Collection[Member], shelf: Shelf, opened: Opened) -> list[_Part]:
    """Accounts -> the whole parts of the graph that they are in."""
    known: set[Member] = set()
    edges: dict[tuple[Member, Member], float] = {}
    joined: set[tuple[Member, Member]] = set()
    frontier = set(seeds)
    while frontier:
        known |= frontier
        reached: set[Member] = set()
        for edge in shelf.edges(frontier):
            edges[edge[:2]] = edge.score
            reached.update(edge[:2])
        opened.load({name for name, _ in frontier | reached})
        for member, together in opened.mates(frontier).items():
            joined.update((member, other) for other in together)
            reached |= together
        frontier = reached - known
    parts = [_Part(members) for members in components(sorted(known), (*edges, *joined))]
    part_of = {member: part for part in parts for member in part.members}
    for pair, score in edges.items():
        part_of[pair[0]].edges[pair] = score
    return parts


def _incidents(part: _Part, shelf: Shelf, opened: Opened) -> Iterator[Incident]:
    """A part of the graph -> its incidents."""
    accounts = [opened.account(member) for member in part.members]
    reports = {name for name, _ in part.members}
    near: Mapping[ReportPair, Copy] = {copy.reports: copy for copy in shelf.copies(reports)}
    texts = join_texts({name: opened.text(name) for name in reports} if len(accounts) > 1 else {})
    at = {member: i for i, member in enumerate(part.members)}
    edges = {(at[one], at[other]): score for (one, other), score in part.edges.items()}
    own: dict[str, list[Copy]] = defaultdict(list)
    for copy in near.values():
        own[copy.first].append(copy)
    joined = join_classes(accounts, opened.verdicts)
    for group in group_accounts(accounts, edges, texts, near, opened.verdicts, joined):
        yield build_incident(group, [c for name in sorted({a.coded.report.id for a in group}) for c in own[name]])


def _refs(accounts: Iterable[Account]) -> list[ClaimRef]:
    refs = {(account.coded.report.id, claim.id) for account in accounts for claim in account.claims}
    return [ClaimRef(report=report, claim=claim) for report, claim in sorted(refs)]


def _replace(claims: Sequence[ClaimRef], made: Sequence[Incident], shelf: Shelf) -> Relinked:
    """Put incidents in the place of those that hold any of these claims."""
    old = {one.id: one for one in shelf.incidents(claims)}
    every = list({*claims, *(ref for one in old.values() for ref in one.claims)})
    redirects = {one.id: one for one in shelf.redirects(every, list(old))}
    # Incidents that stay as they are, but may have a right to an id that redirects.
    held = {ref for one in made for ref in one.claims}
    others = {
        one.id: one
        for one in shelf.incidents([ref for redirect in redirects.values() for ref in redirect.claims if ref not in held])
        if one.id not in old
    }
    kept, led = keep_ids((*old.values(), *others.values()), (*made, *others.values()), redirects.values(), shelf.is_known)
    now = {one.id: one for one in kept if one.id not in others}
    gone = tuple(one for name, one in sorted(old.items()) if now.get(name) != one)
    fresh = tuple(one for one in kept if one.id in now and old.get(one.id) != one)
    moved = tuple(one for one in led if redirects.get(one.id) != one)
    returned = tuple(sorted(redirects.keys() - {one.id for one in led}))
    shelf.drop_incidents([one.id for one in gone])
    shelf.put_incidents(fresh)
    shelf.drop_redirects(returned)
    shelf.put_redirects(moved)
    return Relinked(gone, fresh, moved, returned)
