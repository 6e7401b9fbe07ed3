"""Proposes the pairs of accounts that are worth comparing: near in place and day, or alike in rare words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from reportedly.linking.account import Account
from reportedly.linking.acts import family
from reportedly.linking.texts import Texts

Key = tuple[object, ...]

CELL = 0.5  # degrees; two places within half a cell share one of four shifted grids
WINDOW = 10  # a window of more days than this is no day
CROWD = 400  # a block of rare words this large is no block: the words were not rare


def candidate_pairs(accounts: Sequence[Account], texts: Texts, copied: set[tuple[str, str]]) -> list[tuple[int, int]]:
    """Accounts -> pairs of their indices from different reports, of one family of acts, in order.

    ``copied`` are pairs of report ids (sorted) that share text: their accounts are always compared.
    """
    blocks: dict[Key, list[int]] = defaultdict(list)
    for i, account in enumerate(accounts):
        for key in dict.fromkeys(_keys(account, texts)):
            blocks[key].append(i)
    pairs: set[tuple[int, int]] = set()
    for key, members in blocks.items():
        if key[0] in ("words", "day") and len(members) > CROWD:
            continue
        for i, j in combinations(members, 2):
            if accounts[i].coded.report.id != accounts[j].coded.report.id:
                pairs.add((i, j))
    if copied:
        by_report: dict[str, list[int]] = defaultdict(list)
        for i, account in enumerate(accounts):
            by_report[account.coded.report.id].append(i)
        for a, b in copied:
            pairs.update(tuple(sorted((i, j))) for i in by_report[a] for j in by_report[b])  # type: ignore[misc]
    return sorted((i, j) for i, j in pairs if family(accounts[i].claims[0]) == family(accounts[j].claims[0]))


def _keys(account: Account, texts: Texts) -> Iterator[Key]:
    kind = family(account.claims[0])
    days = list(_day_keys(account))
    place = account.place
    if place is not None and place.lat is not None and place.lon is not None and place.exact:
        for dx in (0.0, CELL / 2):
            for dy in (0.0, CELL / 2):
                cell = (dx, dy, int((place.lat + 90 + dy) / CELL), int((place.lon + 180 + dx) / CELL))
                yield from (("cell", kind, cell, day) for day in days)
    if place is not None and place.admin1:
        yield from (("area", kind, place.country, place.admin1, day) for day in days)
    elif place is not None and place.geonameid is None:
        yield from (("name", kind, place.name.casefold(), day) for day in days)
    if place is None or not place.exact:
        # An account without a town may be of any town's event on that day.
        yield from (("day", kind, day) for day in days)
    # Accounts without a day or a place of their own are found by what their reports share.
    weeks = sorted({day.toordinal() // 7 + shift for day in _printed(account) for shift in (0, 1)}) or [-1]
    for word in texts.rare[account.coded.report.id]:
        yield from (("words", kind, word, week) for week in weeks)


def _day_keys(account: Account) -> Iterator[date]:
    if account.days is None or (account.days[1] - account.days[0]).days > WINDOW:
        return
    first, last = account.days
    # One day more, so that accounts a day apart meet.
    for n in range((last - first).days + 2):
        yield first + timedelta(n)


def _printed(account: Account) -> Iterator[date]:
    if account.published is not None:
        yield account.published
    elif account.days is not None:
        yield account.days[1]
