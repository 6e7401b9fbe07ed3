"""Links what is new, and what it touches, into what was linked before: the result is what linking everything anew would give.

Adding a report opens the blocks of its keys and nothing else. A block that grows over its cap, or shrinks below it, changes which
pairs are proposed in it; those pairs are looked at again. Of a report that was there before, and was judged since, only the
accounts that compare otherwise than before are compared again. Then the groups that lost or gained an edge are clustered anew
(:mod:`reportedly.linking.regroup`), and their incidents take the place of those that held their claims.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from reportedly.judgement import pairs_judged, ref_key
from reportedly.linking import block, copies
from reportedly.linking.account import Account
from reportedly.linking.acts import family
from reportedly.linking.compare import SAME
from reportedly.linking.copies import FEWEST, Copy, compare_wordings
from reportedly.linking.identity import Redirect, keep_ids
from reportedly.linking.judged import changed_claims, judged_accounts, lay_out
from reportedly.linking.kept import keep_accounts, same_text
from reportedly.linking.known import KnownReports
from reportedly.linking.opened import TEXT, Opened
from reportedly.linking.regroup import Regrouping, refs_of
from reportedly.linking.shelf import Edge, Member, ReportPair, Shelf
from reportedly.record import ClaimRef, CodedReport, Incident, Judgement

# So many members close any block.
CLOSED = max(copies.COMMON, block.CROWD) + 1


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


def relink(
    new: Iterable[CodedReport],
    removed: Iterable[str],
    shelf: Shelf,
    judgements: Iterable[Judgement] = (),
    known: KnownReports | None = None,
) -> Relinked:
    """Add or replace reports, take others away (by id), obey the judgements, and bring the shelf up to date.

    ``judgements`` are all there are (those on pairs of claims count here). A report with a claim that was rejected or corrected
    is given among ``new`` with its judgements laid over. Many reports in one call cost less than many calls. ``known`` is what
    an earlier call read of the same reports. Gives what changed; the incidents on the shelf are then those of
    :func:`reportedly.linking.linker.link` for its reports and these judgements, under ids that were kept.
    """
    pairs, before = pairs_judged(judgements), shelf.pairs()
    verdicts, old_verdicts = lay_out(pairs), lay_out(before)
    spoken = changed_claims(old_verdicts, verdicts) if pairs != before else frozenset()
    touched = {name for name, _ in spoken}
    given = {one.report.id: one for one in new}
    taken = set(removed) - given.keys()
    there = shelf.reports({*given, *taken, *touched})
    arriving = {name: one for name, one in given.items() if name in touched or there.get(name) != one}
    arriving |= {name: there[name] for name in touched if name in there and name not in taken and name not in given}
    opened = Opened(shelf, arriving, verdicts, known or KnownReports())
    staying = {name for name, one in arriving.items() if name in there and same_text(there[name], one)}
    copied = {name for copy in shelf.copies(staying) for name in copy.reports}
    kept = [
        keep_accounts(judged_accounts(there[name], old_verdicts), opened.accounts(name), spoken, name in copied)
        for name in sorted(staying)
    ]
    anew = sorted(arriving.keys() - staying)
    leaving = {name for name in (*anew, *taken) if name in there}
    left = [account for name in sorted(leaving) for account in judged_accounts(there[name], old_verdicts)]
    left += chain.from_iterable(one.left for one in kept)
    own = [account.key for one in kept for account in one.own]
    own += [account.key for name in anew for account in opened.accounts(name)]
    parted = _part(left, shelf)
    change = _move(own, anew, [account.key for account in left], leaving, shelf, opened)
    shelf.drop_reports(sorted(taken & there.keys()))
    shelf.put_reports(list(arriving.values()))
    shelf.put_pairs(pairs)
    wording = _copies_again(anew, change, shelf, opened)
    seeds = {*own, *chain.from_iterable(one.retold for one in kept)}
    seeds |= _edges_again(own, change, wording, shelf, opened)
    seeds |= {account.key for pair in wording for name in pair for account in opened.accounts(name)}
    mates = {key for account in left for name in old_verdicts.classes_in(account) for key in old_verdicts.classes[name]}
    seeds |= {member for key in mates if (member := opened.holder(*key)) is not None}
    found = Regrouping(shelf, opened).regroup(seeds, left, parted)
    claims = refs_of(left) | refs_of(opened.account(member) for member in found.members)
    return _replace(sorted(claims, key=ref_key), found.made, shelf)


# -- blocks


@dataclass(frozen=True)
class _Change:
    """Blocks that were moved in or out of: their sizes now, and, of those that closed by it, the members before."""

    sizes: Mapping[str, int]
    closed: Mapping[str, Sequence[Member]]
    opened: frozenset[str]


def _is_open(key: str, size: int) -> bool:
    return size <= (copies.COMMON if key.startswith(TEXT) else block.CROWD)


def _part(left: Collection[Account], shelf: Shelf) -> set[Member]:
    """Drop the edges of accounts that leave -> the accounts that stay at their other ends."""
    gone = {account.key for account in left}
    edges = shelf.edges(gone)
    shelf.drop_edges([(one, other) for one, other, _ in edges])
    return {member for edge in edges for member in edge[:2]} - gone


def _move(
    own: Sequence[Member], anew: Sequence[str], left: Collection[Member], leaving: Collection[str], shelf: Shelf, opened: Opened
) -> _Change:
    """Move accounts that are new out of their blocks and in, and likewise reports whose text is; drop the copies of these."""
    gone = {*left, *((name, "") for name in leaving)}
    out = {row for row in shelf.rows({name for name, _ in gone}) if row[1] in gone}
    rows = [(key, (name, "")) for name in anew for key in opened.text_keys(name)]
    rows += [(key, member) for member in own for key in opened.block_keys(member)]
    change = Counter(key for key, _ in rows)
    change.subtract(key for key, _ in out)
    # Who would be over the cap before and after this is counted no further.
    before = shelf.sizes(change.keys(), CLOSED + max(map(abs, change.values()), default=0))
    sizes = {key: before.get(key, 0) + n for key, n in change.items()}
    flipped = {key for key in sizes if _is_open(key, sizes[key]) != _is_open(key, before.get(key, 0))}
    closed = shelf.members({key for key in flipped if not _is_open(key, sizes[key])})
    still = {key: [member for member in members if member not in gone] for key, members in closed.items()}
    shelf.drop_copies([copy.reports for copy in shelf.copies(leaving)])
    shelf.leave(out.difference(rows))
    shelf.join([row for row in rows if row not in out])
    return _Change(sizes, still, frozenset(key for key in flipped if _is_open(key, sizes[key])))


def _company(keys: Collection[str], change: _Change, shelf: Shelf) -> Mapping[str, Sequence[Member]]:
    """Keys -> the members of those blocks that are open and hold more than one."""
    return shelf.members({key for key in keys if change.sizes[key] > 1 and _is_open(key, change.sizes[key])})


# -- copies


def _copies_again(arriving: Sequence[str], change: _Change, shelf: Shelf, opened: Opened) -> frozenset[ReportPair]:
    """Find the copies of new texts -> pairs of other reports that are copies now, or no longer, because a block changed."""
    shared: Counter[ReportPair] = Counter()
    known = frozenset(arriving)
    keys = {name: opened.text_keys(name) for name in arriving}
    company = _company([key for own in keys.values() for key in own], change, shelf)
    for name, own in keys.items():
        for other, _ in chain.from_iterable(company.get(key, ()) for key in own):
            if other != name and (other not in known or name < other):
                shared[min(name, other), max(name, other)] += 1
    worth = [pair for pair, count in shared.items() if count >= FEWEST]
    # Other reports meet in a block that has opened, and part in one that has closed.
    meeting = {
        (a[0], b[0])
        for members in shelf.members({key for key in change.opened if key.startswith(TEXT)}).values()
        for a, b in combinations(sorted(members), 2)
        if a[0] not in known and b[0] not in known
    }
    parting = {name for key, members in change.closed.items() if key.startswith(TEXT) for name, _ in members}
    held = {copy.reports: copy for copy in shelf.copies(parting | {name for pair in meeting for name in pair})}
    again = {pair for pair in held if parting.issuperset(pair)} | meeting
    opened.load({name for pair in (*worth, *again) for name in pair})
    sizes = shelf.sizes({key for pair in again for name in pair for key in opened.text_keys(name)}, CLOSED) if again else {}
    meets = {pair for pair in again if _share(pair, sizes, opened) >= FEWEST}
    found = [copy for pair in sorted({*worth, *(meets - held.keys())}) if (copy := _copy(pair, opened)) is not None]
    lost = again & held.keys() - meets
    shelf.drop_copies(lost)
    shelf.put_copies(found)
    return frozenset(lost) | {copy.reports for copy in found if known.isdisjoint(copy.reports)}


def _share(pair: ReportPair, sizes: Mapping[str, int], opened: Opened) -> int:
    """How many open blocks of 5-grams two reports share."""
    return sum(_is_open(key, sizes[key]) for key in set(opened.text_keys(pair[0])) & set(opened.text_keys(pair[1])))


def _copy(pair: ReportPair, opened: Opened) -> Copy | None:
    return compare_wordings(opened.wording(pair[0]), opened.wording(pair[1]))


# -- edges


def _edges_again(
    own: Sequence[Member], change: _Change, wording: Collection[ReportPair], shelf: Shelf, opened: Opened
) -> set[Member]:
    """Compare accounts that are new, and others that meet or part because a block changed -> all others whose edges changed."""
    arriving = frozenset(own)
    reports = {name for name, _ in own}
    opened.know_copies({*reports, *(name for pair in wording for name in pair)})
    fresh = {*_meeting(own, change, shelf, opened), *_copied(arriving, reports, opened)}
    by_key = shelf.members({key for key in change.opened if not key.startswith(TEXT)})
    fresh |= {
        (a, b) for members in by_key.values() for a, b in combinations(sorted(members), 2) if a[0] != b[0]
    }  # fmt: skip
    parting = {member for key, members in change.closed.items() if not key.startswith(TEXT) for member in members}
    opened.load({name for pair in wording for name in pair})
    reworded = {pair for told in wording for pair in _accounts_of(told, opened)}
    # An account that is new has no edges yet.
    others = {pair for pair in fresh | reworded if arriving.isdisjoint(pair)}
    held = {edge[:2]: edge.score for edge in shelf.edges(parting.union(*others))}
    doubtful = {pair for pair in held if parting.issuperset(pair)} | reworded - fresh
    opened.load({member[0] for pair in (*fresh, *doubtful) for member in pair})
    opened.know_copies({member[0] for pair in (*others, *doubtful) for member in pair})
    asked = {key for pair in doubtful for member in pair for key in opened.block_keys(member)}
    sizes = shelf.sizes(asked, CLOSED) if asked else {}
    fresh |= {pair for pair in doubtful if _is_proposed(pair, sizes, opened)}
    scores = {pair: score for pair in opened.worth(fresh) if (score := opened.score(*pair)) >= SAME}
    put = [Edge(*pair, score) for pair, score in scores.items() if held.get(pair) != score]
    drop = [pair for pair in sorted(doubtful | fresh & held.keys()) if pair in held and pair not in scores]
    shelf.drop_edges(drop)
    shelf.put_edges(put)
    return {member for pair in (*drop, *(edge[:2] for edge in put)) for member in pair if arriving.isdisjoint(pair)}


def _meeting(own: Sequence[Member], change: _Change, shelf: Shelf, opened: Opened) -> Iterator[tuple[Member, Member]]:
    """New accounts -> the pairs that they make with others in open blocks."""
    keys = {member: opened.block_keys(member) for member in own}
    company = _company([key for found in keys.values() for key in found], change, shelf)
    for member, found in keys.items():
        for other in set(chain.from_iterable(company.get(key, ()) for key in found)):
            if other[0] != member[0]:
                yield (min(member, other), max(member, other))


def _copied(arriving: Collection[Member], reports: Collection[str], opened: Opened) -> Iterator[tuple[Member, Member]]:
    """New accounts -> the pairs that they make with those of reports that share text with theirs."""
    told = {copy.reports for name in reports for copy in opened.copies_with(name)}
    opened.load({name for pair in told for name in pair})
    for pair in chain.from_iterable(_accounts_of(one, opened) for one in told):
        if pair[0] in arriving or pair[1] in arriving:
            yield pair


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
