"""Proposes the pairs of accounts that are worth comparing: near in place and day, or alike in rare words.

An account stands in the blocks of its keys. Two accounts of different reports are proposed when they share an open block. A block
is open as long as it has no more members than its cap; which blocks are open depends on what is in them now and on nothing else.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from reportedly.linking.account import Account
from reportedly.linking.acts import family
from reportedly.linking.texts import RARE
from reportedly.linking.where import Where

CELL = 0.5  # degrees; two places within half a cell share one of four shifted grids
FEWER = 12  # of its rarest words, by which what a report tells in passing is found
RAREST = 6  # of its words, by which a dated report stands beside those that nothing dates
SEASON = 16  # days in which reports of one event are printed, half of them at least
WINDOW = 10  # a window of more days than this is no day
CROWD = 400  # a block this large is no block: rare words were not rare, a day was one on which much happened


def is_open(size: int) -> bool:
    """Whether a block of so many members proposes its pairs."""
    return size <= CROWD


def block_keys(account: Account, rare: Iterable[str]) -> tuple[str, ...]:
    """Account and the rare words of its report -> the keys of its blocks. All begin with the kind of act."""
    return tuple(dict.fromkeys(_keys(account, rare)))


def _keys(account: Account, rare: Iterable[str]) -> Iterator[str]:
    kind = family(account.claims[0])
    days = list(_day_keys(account))
    place = account.place
    if place is not None and place.exact:
        yield from (f"{kind}|cell|{cell}|{day}" for cell in _cells(place) for day in days)
    if place is not None and place.admin1:
        yield from (f"{kind}|area|{place.country}|{place.admin1}|{day}" for day in days)
    elif place is not None and place.geonameid is None:
        yield from (f"{kind}|name|{place.name.casefold()}|{day}" for day in days)
    if place is None or not place.exact:
        # An account without a town may be of any town's event on that day.
        yield from (f"{kind}|day|{day}" for day in days)
    # Accounts without a day or a place of their own are found by what their reports share.
    if account.main:
        # What reports are about is compared whatever words each has for the act, and for longer: arrests and trials come later.
        times = _times(account, SEASON)
        yield from (f"main|words|{word}|{time}" for word in rare for time in times)
        # What nothing dates may be of any time, so what is dated stands beside it too, by its rarest words; but not the note of
        # a sentence, whose words ("gunmen killed") are those of any other.
        if len(words := list(rare)) >= RARE:
            yield from (f"main|ever|{word}" for word in (words[:RAREST] if account.published else words))
    weeks = _times(account, 7)
    words = list(rare)[:FEWER]
    yield from (f"{kind}|words|{word}|{week}" for word in words for week in weeks)


def _cells(place: Where) -> Iterator[str]:
    if place.lat is None or place.lon is None:
        return
    for dx in (0.0, CELL / 2):
        for dy in (0.0, CELL / 2):
            yield f"{dx:g}|{dy:g}|{int((place.lat + 90 + dy) / CELL)}|{int((place.lon + 180 + dx) / CELL)}"


def _day_keys(account: Account) -> Iterator[date]:
    if account.days is None or (account.days[1] - account.days[0]).days > WINDOW:
        return
    first, last = account.days
    # One day more, so that accounts a day apart meet.
    for n in range((last - first).days + 2):
        yield first + timedelta(n)


def _times(account: Account, length: int) -> list[int]:
    """The spans of so many days in which an account's report was printed, or in which it tells; -1 for what is not dated.

    An undated report that tells a day stands with those that tell none too: nothing says that it was printed at another time.
    """
    times = sorted({day.toordinal() // length + shift for day in _printed(account) for shift in (0, 1)})
    return times if account.published is not None else [-1, *times]


def _printed(account: Account) -> Iterator[date]:
    if account.published is not None:
        yield account.published
    elif account.days is not None:
        yield account.days[1]


def candidate_pairs(
    accounts: Sequence[Account], keys: Iterable[Iterable[str]], copied: Iterable[tuple[str, str]]
) -> NDArray[np.int64]:
    """Accounts, the block keys of each, and the pairs of report ids that share text -> proposed pairs of indices, in order.

    Rows of two, the smaller index first. Accounts of reports that share text are proposed whatever their blocks.
    """
    # Keys are numbered and sorted, for millions of lists of members would be looked through again and again for what is garbage.
    named: dict[str, int] = {}
    counts: list[int] = []
    every_key: array[int] = array("q")
    for own in keys:
        before = len(every_key)
        every_key.extend([named.setdefault(key, len(named)) for key in own])
        counts.append(len(every_key) - before)
    named.clear()
    held = np.frombuffer(every_key, np.int64) if every_key else np.zeros(0, np.int64)
    order = np.argsort(held, kind="stable")
    members = np.repeat(np.arange(len(counts)), counts)[order]
    starts = np.flatnonzero(np.diff(held[order], prepend=-1))
    sizes = np.diff(starts, append=len(held))
    numbers: dict[str, int] = {}
    report = np.array([numbers.setdefault(a.coded.report.id, len(numbers)) for a in accounts], np.int64)
    total = len(accounts)
    found: list[NDArray[np.int64]] = []
    for size in np.unique(sizes).tolist():
        if size < 2 or not is_open(size):
            continue
        table = members[starts[sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        pairs = np.unique((table[:, left] * total + table[:, right]).ravel())
        found.append(pairs[report[pairs // total] != report[pairs % total]])
    found.append(_copied_pairs(accounts, copied))
    every = np.unique(np.concatenate(found))
    return np.stack((every // max(total, 1), every % max(total, 1)), axis=1)


def _copied_pairs(accounts: Sequence[Account], copied: Iterable[tuple[str, str]]) -> NDArray[np.int64]:
    by_report: dict[str, list[int]] = defaultdict(list)
    for i, account in enumerate(accounts):
        by_report[account.coded.report.id].append(i)
    kinds = [family(account.claims[0]) for account in accounts]
    pairs = [
        min(i, j) * len(accounts) + max(i, j)
        for a, b in copied
        for i in by_report[a]
        for j in by_report[b]
        if kinds[i] == kinds[j]
    ]
    return np.array(pairs, np.int64)
