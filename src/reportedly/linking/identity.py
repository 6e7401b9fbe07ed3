"""Incidents keep their ids: what linking finds anew is matched with what it found before, claim by claim.

An id goes with its claims. It falls to the incident that now holds most of them; where several ids fall to one incident, the
one that brings most claims stays and the others redirect to it. An id whose claims are all gone redirects to nothing. A
redirect remembers the claims that its id had, so that a merge that is undone gives the id back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from reportedly.linking.naming import name_incident
from reportedly.record import ClaimRef, Incident, Record


class Redirect(Record, frozen=True, kw_only=True):
    """An id that is no incident's any more: the incident that took its claims (``None``: they are gone), and those claims."""

    id: str
    to: str | None = None
    claims: tuple[ClaimRef, ...] = ()


def _nothing_taken(_id: str) -> bool:
    return False


def keep_ids(
    previous: Iterable[Incident],
    incidents: Iterable[Incident],
    redirects: Iterable[Redirect] = (),
    taken: Callable[[str], bool] = _nothing_taken,
) -> tuple[tuple[Incident, ...], tuple[Redirect, ...]]:
    """Incidents of before, those of now, and the redirects of before -> those of now under kept ids, in order; all redirects.

    ``taken`` tells of an id whether it belongs to an incident or a redirect that is not given here (of a part of the
    collection that did not change). The order in which anything is given makes no difference.
    """
    before = sorted(previous, key=lambda one: one.id)
    now = sorted(incidents, key=lambda one: (one.id, one.claims[0].report, one.claims[0].claim))
    holder = {(ref.report, ref.claim): n for n, one in enumerate(now) for ref in one.claims}
    had = {one.id: one.claims for one in before}
    old = {one.id: one for one in sorted(redirects, key=lambda one: one.id) if one.id not in had}
    heirs = _heirs(had, holder)
    kept = _choose(heirs, {})
    # A redirect gives its id back only where no incident of before has a better right to it.
    kept = _choose(_heirs({one.id: one.claims for one in old.values()}, holder), kept)
    ids = _name(now, kept, lambda one: one in had or one in old or taken(one))
    final = tuple(one if one.id == ids[n] else msgspec.structs.replace(one, id=ids[n]) for n, one in enumerate(now))
    live = set(ids.values())
    ended = [
        Redirect(id=name, to=ids[heirs[name][0]] if name in heirs else None, claims=claims)
        for name, claims in had.items()
        if name not in live
    ]
    moved = {one.id: one.to for one in ended}
    for one in old.values():
        if one.id not in live:
            at = _heirs({one.id: one.claims}, holder).get(one.id)
            target = ids[at[0]] if at is not None else moved.get(one.to or "", one.to)
            ended.append(msgspec.structs.replace(one, to=target))
    return in_order(final), tuple(sorted(ended, key=lambda one: one.id))


def in_order(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Incidents by first day, then by id; those without a day last."""
    return tuple(sorted(incidents, key=lambda one: (one.from_ or "9999", one.id)))


def _heirs(had: Mapping[str, Sequence[ClaimRef]], holder: Mapping[tuple[str, str], int]) -> dict[str, tuple[int, int]]:
    """Claims by id, and the incident of now that holds each claim -> for each id the one that holds most, and how many."""
    heirs = {}
    for name, claims in had.items():
        votes = Counter(holder[key] for ref in claims if (key := (ref.report, ref.claim)) in holder)
        if votes:
            best = min(votes, key=lambda n: (-votes[n], n))
            heirs[name] = (best, votes[best])
    return heirs


def _choose(heirs: Mapping[str, tuple[int, int]], kept: Mapping[int, str]) -> dict[int, str]:
    """Ids with their heirs -> for each incident the id that brings most claims, the first by name of equals."""
    falling: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for name, (n, count) in heirs.items():
        falling[n].append((-count, name))
    return {n: min(names)[1] for n, names in falling.items()} | dict(kept)


def _name(now: Sequence[Incident], kept: Mapping[int, str], known: Callable[[str], bool]) -> dict[int, str]:
    """Give every incident without an id its own, or another where an id of that name is in use."""
    ids = dict(kept)
    used = set(ids.values())
    for n, one in enumerate(now):
        if n in ids:
            continue
        name, again = one.id, 0
        while name in used or known(name):
            again += 1
            name = name_incident(one.id, str(again))
        ids[n] = name
        used.add(name)
    return ids
