"""Which proposed pairs can be one event at all: a bound on their sum of reasons, for all pairs at once.

Rare words propose many pairs that tell days, towns or words apart. Comparing each by name costs fifty times what this bound
costs. It is never below the sum (tests hold it to that), so that what is linked does not depend on it.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from reportedly.linking import about, compare, where
from reportedly.linking.account import Account, Party
from reportedly.linking.acts import SAME_ACT, family, is_other_news
from reportedly.linking.days import DAYS_APART, WEEK_APART
from reportedly.linking.texts import SLOTS, Texts

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]
Pairs = NDArray[np.int64]

# What the bound may be off by rounding.
SLACK = 0.01
# The most that each reason can give; what depends on both accounts is looked at below.
PLACE, DAY, PARTY, TOLL, WEAPON = 3.5, 2.0, 1.0, 1.0, 0.5
NEAR_PLACE, AREA, UNTOLD_DAY, COPIED = 2.0, 0.5, 0.5, 3.0
OTHER_ACT, OTHER_COUNTRY, OTHER_TOWN = -3.0, -5.0, -6.0
# Kilometres by which two ways of computing a distance may differ.
KM = 0.5
AT_ONCE = 200_000


def can_be_one(accounts: Sequence[Account], pairs: Pairs, texts: Texts, copied: Collection[tuple[str, str]]) -> Pairs:
    """Accounts, rows of two positions of different reports, and pairs of reports that share text -> the rows worth comparing."""
    if not len(pairs):
        return pairs
    table = _Table(accounts, texts, copied)
    kept = [part[table.bound(part) >= compare.SAME - SLACK] for part in np.array_split(pairs, len(pairs) // AT_ONCE + 1)]
    return np.concatenate(kept)


def upper_bounds(accounts: Sequence[Account], pairs: Pairs, texts: Texts, copied: Collection[tuple[str, str]]) -> Floats:
    """As :func:`can_be_one` -> for each row at least the sum of its reasons, but for :data:`SLACK`."""
    return _Table(accounts, texts, copied).bound(pairs)


class _Table:
    """What the bound looks at, an array for each feature with a row for each account (or report)."""

    def __init__(self, accounts: Sequence[Account], texts: Texts, copied: Collection[tuple[str, str]]) -> None:
        reports = {name: n for n, name in enumerate(sorted({a.coded.report.id for a in accounts}))}
        self.report = np.array([reports[a.coded.report.id] for a in accounts], np.int64)
        self.main = np.array([a.main for a in accounts], np.bool_)
        self.other_news = np.array([is_other_news(a.claims[0]) for a in accounts], np.bool_)
        self.family = _numbers(family(a.claims[0]) for a in accounts)
        self.first = np.array([a.days[0].toordinal() if a.days else -1 for a in accounts], np.int64)
        self.last = np.array([a.days[1].toordinal() if a.days else -1 for a in accounts], np.int64)
        self.printed = np.array([a.published.toordinal() if a.published else -1 for a in accounts], np.int64)
        self.pursued = np.array([about.pursued(a) for a in accounts], np.bool_)
        towns = [a.town for a in accounts]
        resolved = [t is not None and t.lat is not None and t.lon is not None for t in towns]
        self.no_town = np.array([t is None for t in towns], np.bool_)
        self.resolved = np.array(resolved, np.bool_)
        self.lat = np.radians([t.lat if t and t.lat is not None and ok else 0.0 for t, ok in zip(towns, resolved, strict=True)])
        self.lon = np.radians([t.lon if t and t.lon is not None and ok else 0.0 for t, ok in zip(towns, resolved, strict=True)])
        self.exact = np.array([t is not None and t.exact and ok for t, ok in zip(towns, resolved, strict=True)], np.bool_)
        self.state = np.array([t is not None and t.kind == "country" for t in towns], np.bool_)
        self.gid = np.array([t.geonameid if t and t.geonameid is not None else -1 for t in towns], np.int64)
        self.country = _numbers(t.country if t else None for t in towns)
        self.own_place = np.array([a.town is a.place for a in accounts], np.bool_)
        self.who = _masks(_signs(a.who) for a in accounts)
        self.whom = _masks(_signs(a.whom) for a in accounts)
        self.tolls = _masks((f"{harm} {n}" for harm, figures in a.tolls.items() for n in figures) for a in accounts)
        self.weapons = _masks(a.weapons for a in accounts)
        self.targets = _masks(a.targets for a in accounts)
        own = [texts.by_report[name] for name in reports]
        self.people, self.streets = _masks(text.people for text in own), _masks(text.streets for text in own)
        self.length = np.array([text.length for text in own], np.float64)
        self.different = np.array([len(text.weights) for text in own], np.int64)
        self.words = [text.slots for text in own]
        publisher = {a.coded.report.id: a.coded.report.publisher for a in accounts}
        self.publisher = _numbers(publisher[name] for name in reports)
        self.copied = np.unique([reports[x] * len(reports) + reports[y] for x, y in copied if x in reports and y in reports])

    def bound(self, pairs: Pairs) -> Floats:
        """Rows of two positions, the smaller first -> at least the sum of the reasons of each."""
        a, b = pairs[:, 0], pairs[:, 1]
        x, y = self.report[a], self.report[b]
        people = (self.people[x] & self.people[y]) != 0
        street = (self.streets[x] & self.streets[y]) != 0
        cosine = self._cosines(x, y)
        total = np.where(people, about.MOST_PEOPLE, 0.0) + self._shared(a, b)
        own = (self.publisher[x] >= 0) & (self.publisher[x] == self.publisher[y])
        both = self.main[a] & self.main[b]
        alike = people | street | (cosine > about.ALIKE - SLACK)
        act = np.where(self.family[a] == self.family[b], SAME_ACT, OTHER_ACT)
        place, day = self._places(a, b), self._days(a, b)
        length = np.minimum(self.length[x], self.length[y]) + 20
        no_act = self.other_news[a] | self.other_news[b]
        place, day = (np.where(no_act & both, np.minimum(value, 0.0), value) for value in (place, day))
        main = total + about.BOTH + np.where(no_act, 0.0, np.where(act < 0, compare.OTHER_MAIN, act * compare.ACT_SHARE))
        main += np.where((place <= compare.PLACES_APART) & ~alike, place, place * compare.PLACE_SHARE)
        main += self._main_days(a, b, day, people | street) + np.where(street, about.STREET, 0.0)
        steep = about.SLOPE * (np.minimum(cosine, about.STEEP) - about.CHANCE)
        main += np.minimum(about.MOST, steep + about.GENTLE * np.maximum(0.0, cosine - about.STEEP))
        main += np.clip(np.log(length / about.USUAL), -1.0, 1.0)
        apart = np.where((self.printed[a] < 0) | (self.printed[b] < 0), 0, abs(self.printed[a] - self.printed[b]))
        main += about.DAY_LATER * np.minimum(apart, 7) + about.WEEK_LATER * np.maximum(0, np.minimum(apart, 60) - 7)
        main += np.where(own, about.OWN, 0.0)
        few = np.minimum(self.different[x], self.different[y]) / compare.ENOUGH_WORDS
        text = (cosine * np.minimum(1.0, few) - compare.BY_CHANCE) * compare.STEEPNESS
        text = np.clip(text, compare.LEAST_ALIKE, np.where(own, compare.MOST_ALIKE_OWN, compare.MOST_ALIKE))
        ordered = np.minimum(x, y) * len(self.length) + np.maximum(x, y)
        text = np.where(np.isin(ordered, self.copied), np.maximum(text, COPIED), text)
        result: Floats = np.where(both, main, total + act + place + day + text)
        return result

    def _shared(self, a: Indices, b: Indices) -> Floats:
        total = np.where(self.who[a] & self.who[b], PARTY, 0.0) + np.where(self.whom[a] & self.whom[b], PARTY, 0.0)
        total += np.where(self.tolls[a] & self.tolls[b], TOLL, 0.0) + np.where(self.weapons[a] & self.weapons[b], WEAPON, 0.0)
        total += np.where(self.targets[a] & self.targets[b], compare.TARGET, 0.0)
        return np.asarray(total, np.float64)

    def _places(self, a: Indices, b: Indices) -> Floats:
        h = np.sin((self.lat[b] - self.lat[a]) / 2) ** 2
        h += np.cos(self.lat[a]) * np.cos(self.lat[b]) * np.sin((self.lon[b] - self.lon[a]) / 2) ** 2
        km = 2 * where.EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
        near = self.resolved[a] & self.resolved[b]
        same = (self.gid[a] >= 0) & (self.gid[a] == self.gid[b])
        towns = self.exact[a] & self.exact[b]
        abroad = (self.country[a] >= 0) & (self.country[b] >= 0) & (self.country[a] != self.country[b])
        border = near & (km <= 2 * where.AREA_KM + KM) & ~self.state[a] & ~self.state[b]
        value = np.select(
            [same, abroad & ~border, abroad, towns & (km > where.AREA_KM + KM), towns & (km > where.NEAR_KM + KM), towns],
            [PLACE, OTHER_COUNTRY, 0.0, OTHER_TOWN, AREA, NEAR_PLACE], PLACE,
        )  # fmt: skip
        value = np.where(self.own_place[a] & self.own_place[b], value, value / 2)
        return np.where(self.no_town[a] | self.no_town[b], compare.UNTOLD, value)

    def _days(self, a: Indices, b: Indices) -> Floats:
        gap = np.maximum(self.first[b] - self.last[a], self.first[a] - self.last[b])
        widest = np.maximum(self.last[a] - self.first[a], self.last[b] - self.first[b])
        apart = (gap > 1) | ((gap == 1) & (widest > 1))
        value = np.where(apart, np.where(gap <= 3, DAYS_APART, WEEK_APART), DAY)
        return np.where((self.first[a] < 0) | (self.first[b] < 0), UNTOLD_DAY, value)

    def _main_days(self, a: Indices, b: Indices, day: Floats, named: Flags) -> Floats:
        against = np.where(self.pursued[a] != self.pursued[b], about.PURSUED, day + about.MOST_FOR_TEXT)
        against = np.where(named, about.NAMED_AGAIN, against)
        against = np.where((self.printed[a] < 0) | (self.printed[b] < 0), about.UNDATED, against)
        return np.where(day <= DAYS_APART, against, day * compare.DAY_SHARE)

    def _cosines(self, x: Indices, y: Indices) -> Floats:
        """Two reports of each pair -> at least the cosine of their weighted words."""
        found = np.zeros(len(x))
        dense = np.zeros(SLOTS)
        if len(np.unique(y)) < len(np.unique(x)):
            # One report with many others: it is laid out once.
            x, y = y, x
        order = np.argsort(x, kind="stable")
        bounds = np.flatnonzero(np.diff(x[order])) + 1
        for rows in np.split(order, bounds):
            if not len(rows):
                continue
            at, weights = self.words[x[rows[0]]]
            # Not set but added: two words of one text may share a slot, and the sum must not be below the cosine.
            np.add.at(dense, at, weights)
            others, back = np.unique(y[rows], return_inverse=True)
            sums = [own @ dense[slots] for slots, own in (self.words[other] for other in others.tolist())]
            found[rows] = np.array(sums)[back]
            dense[at] = 0.0
        return found


def _numbers(values: Iterable[str | None]) -> Indices:
    """Values -> a number for each, the same for the same; -1 for none."""
    known: dict[str, int] = {}
    return np.array([-1 if value is None else known.setdefault(value, len(known)) for value in values], np.int64)


def _masks(values: Iterable[Iterable[str]]) -> Indices:
    """Words of each row -> a mask of bits; rows that share a word share a bit, others seldom do."""
    known: dict[str, int] = {}
    rows = []
    for words in values:
        mask = 0
        for word in words:
            if word not in known:
                known[word] = 1 << (zlib.crc32(word.encode("utf-8", "replace")) % 62)
            mask |= known[word]
        rows.append(mask)
    return np.array(rows, np.int64)


def _signs(parties: Iterable[Party]) -> Iterable[str]:
    for party in parties:
        if party.id:
            yield f"id {party.id}"
        yield f"name {party.name.casefold()}"
        yield from (f"role {role}" for role in party.roles)
