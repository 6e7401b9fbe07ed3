"""What speaks for one namesake against another: country and region of a report, neighbours in the text, containment, people."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reportedly.coding.places.features import feature_kind
from reportedly.coding.places.gazetteer import Entry, Match
from reportedly.coding.places.index import ABBREVIATION, LOOSE
from reportedly.coding.places.words import PART, Sort

# Weights of what speaks for a candidate. They were set on news of small towns and of the world alike.
INSIDE = 6.0  # the text says what the place lies in ("Mansfield, La.")
COUNTRY = 2.6
DIVISION = 1.8
NEARBY = 2.2
NEAR_KM = 150.0
FAR_KM = 120.0  # from the town that a small place is said to lie in or beside
GREAT = 7.5  # a whole country, continent or listed region
RANKS = {0: 0.0, 1: -0.2, 2: -0.3, ABBREVIATION: 0.0, LOOSE: -0.8}
KNOWN = 3.4  # prior from which a place is known the world over
RIVAL = 3.0
PEOPLE = 0.7  # for each tenfold in population
POWER = 0.4  # weight of the vote of a name that the report never uses as a place
PEER = 2.0  # it is listed with one of its kind ("Turkey and Georgia")
FOREIGN, LEADING = 0.5, 1.5  # votes below which a country is not spoken of, and from which another clearly is
OBSCURE = -0.7  # another name of a small place: as a rule an old or foreign one; English has its own names for large ones
EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Named:
    """A toponym as the resolver sees it: what it may be, what its class word says, and the entry that the text puts it in."""

    key: str
    start: int
    matches: tuple[Match, ...]
    sort: Sort | None
    sure: bool
    container: int | None = None  # index of the toponym that the text says it lies in
    said: bool = False  # by a preposition, not by a comma alone
    peer: int | None = None  # index of one that it is listed with
    scene: bool = True  # the text speaks of it as a place ("in Russia"), not only as a power ("Russia said")


def kilometres(a: Entry, b: Entry) -> float | None:
    """Two entries -> their distance, ``None`` where one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def lies_in(entry: Entry, whole: Entry) -> bool:
    """An entry lies in another: by its country, its divisions, or (regions, towns) within reach of its point."""
    if entry == whole:
        return False
    if whole.code == "PCL":
        return entry.country == whole.country
    if whole.code == "ADM1":
        return entry.admin1 == whole.id
    if whole.code == "ADM2":
        return entry.admin2 == whole.id
    if whole.code == "CONT" or entry.code == "PCL":
        return False
    if whole.code.startswith("PPL") and not (entry.code.startswith("PPL") or feature_kind(entry.code)):
        return False
    away = kilometres(entry, whole)
    return away is not None and away < (60 if whole.code.startswith("PPL") else 300)


def choose(named: Sequence[Named], countries: Mapping[str, float], extra: Sequence[tuple[Match, ...]] = ()) -> list[Match | None]:
    """Toponyms of one report in text order, votes for countries, names from outside the text (publisher, title) -> their places.

    ``None`` where no candidate fits what the text says of the place.
    """
    support = _Support(named, countries, extra)
    first = [_best(n, i, support, None) for i, n in enumerate(named)]
    picked = [first[n.container] if n.container is not None else None for n in named]
    second = [_best(n, i, support, picked[i], first, named) for i, n in enumerate(named)]
    agreed = _one_sense(named, second)
    for i in reversed(range(len(named))):  # what a place lies in stands after it as a rule, and is settled first
        match = agreed[i]
        if match is not None and not _likely(named[i], i, match, support, agreed, named):
            agreed[i] = _next(named[i], i, support, agreed, named)
    return agreed


def _next(n: Named, index: int, support: _Support, agreed: Sequence[Match | None], named: Sequence[Named]) -> Match | None:
    """The best of the candidates that may be meant at all, once the first is not."""
    likely = tuple(m for m in n.matches if m.rank <= LOOSE and _likely(n, index, m, support, agreed, named))
    whole = agreed[n.container] if n.container is not None else None
    return _best(replace(n, matches=likely), index, support, whole, agreed, named)


class _Support:
    """How many names of the report could lie in each country and each division: rare names count more than common ones."""

    def __init__(self, named: Sequence[Named], countries: Mapping[str, float], extra: Sequence[tuple[Match, ...]]) -> None:
        self.country: dict[str, float] = defaultdict(float, countries)
        self.division: dict[int, float] = defaultdict(float)
        self.own: dict[str, tuple[dict[str, float], dict[int, float]]] = {}
        names = {n.key: n.matches for n in named if n.matches}
        scenes = {n.key for n in named if n.scene}
        for n in named:
            if n.key in self.own:
                continue
            self.own[n.key] = self._vote(names.get(n.key, ()), 1.0 if n.key in scenes else POWER)
        for matches in extra:
            self._vote(matches, 1.0)

    def _vote(self, matches: Sequence[Match], weight: float) -> tuple[dict[str, float], dict[int, float]]:
        usable = [m for m in matches if m.rank <= LOOSE]
        if any(m.entry.great and m.rank <= 1 for m in usable):  # the fifty towns called Lebanon do not outvote the country
            usable = [m for m in usable if m.entry.great or (m.entry.code == "ADM1" and m.rank == 0)]
        shares = [math.exp(prior(m)) for m in usable]
        total = sum(shares) or 1.0
        by_country: dict[str, float] = defaultdict(float)
        by_division: dict[int, float] = defaultdict(float)
        for m, share in zip(usable, shares, strict=True):
            if m.entry.country:
                by_country[m.entry.country] += weight * share / total * (2.0 if m.entry.code == "PCL" else 1.0)
            if m.entry.admin1:
                by_division[m.entry.admin1] += weight * share / total * (1.5 if m.entry.code == "ADM1" else 1.0)
        for c, v in by_country.items():
            self.country[c] += v
        for d, v in by_division.items():
            self.division[d] += v
        return by_country, by_division

    def votes(self, key: str, country: str | None) -> float:
        """The report's votes for a country without those of one name."""
        return self.country.get(country or "", 0.0) - self.own.get(key, ({}, {}))[0].get(country or "", 0.0)

    def leading(self, key: str) -> float:
        """The most votes that any country has without those of one name."""
        return max((self.votes(key, country) for country in self.country), default=0.0)

    def of(self, key: str, entry: Entry, *, seat: bool = False) -> float:
        """The report's support for an entry's country and division, without what its own name gave."""
        own_division = self.own.get(key, ({}, {}))[1]
        score = COUNTRY * _saturate(self.votes(key, entry.country))
        if entry.admin1 and entry.code != "PCL":
            division = _saturate(self.division.get(entry.admin1, 0.0) - own_division.get(entry.admin1, 0.0))
            if (
                entry.code == "ADM1" and not seat
            ) or entry.code == "PPLC":  # known wherever their country is spoken of, no town need be named beside them
                division = max(division, 0.6 * _saturate(self.votes(key, entry.country)))
            score += DIVISION * division
        return score


def _likely(
    n: Named, index: int, match: Match, support: _Support, chosen: Sequence[Match | None], named: Sequence[Named]
) -> bool:
    """Whether a small place may be meant at all in a report on somewhere else ("the town of Minian" in news of Aleppo)."""
    entry = match.entry
    if entry.great:
        return True
    whole = chosen[n.container] if n.container is not None else None
    if whole is not None and lies_in(entry, whole.entry):
        return True
    if whole is not None and n.said and whole.entry.country and entry.country != whole.entry.country:
        return False  # "Mansoura in rural Aleppo" is not the one in Egypt
    if whole is not None and n.said and prior(match) < KNOWN and _far(entry, whole.entry):
        return False  # nor the one in Raqqa
    if n.sort is PART and not _close(match, index, chosen, named):
        return False
    if prior(match) - (0.5 if match.rank == 1 else 0.0) >= KNOWN:
        return True
    country = support.votes(n.key, entry.country)
    return country >= FOREIGN or support.leading(n.key) < LEADING


def _far(entry: Entry, whole: Entry) -> bool:
    away = kilometres(entry, whole)
    return away is not None and away > FAR_KM and whole.code.startswith(("PPL", "ADM2"))


def _close(match: Match, index: int, chosen: Sequence[Match | None], named: Sequence[Named]) -> bool:
    """Another town of the report is the one, or lies within reach of it."""
    for j, other in enumerate(chosen):
        if j != index and other is not None and named[j].key != named[index].key and other.entry.code not in ("PCL", "CONT"):
            away = kilometres(match.entry, other.entry)
            if away is not None and away < 60:
                return True
    return False


def _saturate(votes: float) -> float:
    return 1.0 - math.exp(-max(0.0, votes) / 1.2)


def prior(match: Match) -> float:
    """What speaks for a candidate before any context: whole countries, then people, then the form of the name."""
    entry, people = match.entry, math.log10(match.entry.population + 10)
    obscure = OBSCURE if match.rank == 1 and entry.population < 100_000 else 0.0
    if entry.great:
        return GREAT + RANKS[match.rank]
    if entry.code == "ADM1":
        return 0.45 * people + 0.5 + RANKS[match.rank]
    if entry.code.startswith("ADM"):
        return 0.4 * people - 0.4 + RANKS[match.rank]
    return PEOPLE * people + (0.8 if entry.code == "PPLC" else 0.0) + RANKS[match.rank] + obscure


def fits(match: Match, sort: Sort | None) -> float:
    """What the class word says for or against a candidate ("Aleppo province" is no town)."""
    if sort is None:
        return 0.0
    entry = match.entry
    if entry.id is None:  # a region of the codebook
        return 1.0 if sort.kind in ("region", "facility") else 0.0
    if any(entry.code.startswith(code) for code in sort.codes):
        return 3.0 - 1.5 * next(i for i, code in enumerate(sort.codes) if entry.code.startswith(code))
    return -3.0 if sort.kind in ("admin", "city") else -1.0


def _best(
    n: Named,
    index: int,
    support: _Support,
    whole: Match | None,
    picked: Sequence[Match | None] = (),
    named: Sequence[Named] = (),
) -> Match | None:
    best, top = None, -math.inf
    for match in n.matches:
        if match.rank > LOOSE:
            continue
        score = prior(match) + fits(match, n.sort) + support.of(n.key, match.entry, seat=_has_seat(match, n.matches))
        if match.entry.code == "PCL" and _rivalled(match.entry, n.matches):
            score -= RIVAL
        if whole is not None and lies_in(match.entry, whole.entry):
            score += INSIDE
        peer = picked[n.peer] if picked and n.peer is not None else None
        if peer is not None and peer.entry.code == match.entry.code:
            score += PEER
        if picked and match.entry.code not in ("PCL", "CONT"):
            score += _neighbours(match, index, picked, named)
        if score > top:
            best, top = match, score
    return best


def _has_seat(division: Match, matches: Sequence[Match]) -> bool:
    """A division is called after a town in it: "Istanbul" is the town unless it is called a province."""
    if division.entry.code != "ADM1":
        return False
    towns = (m for m in matches if m.entry.code.startswith("PPL") and m.rank <= division.rank)
    return any(m.entry.admin1 == division.entry.id and m.entry.population > 20_000 for m in towns)


def _rivalled(country: Entry, matches: Sequence[Match]) -> bool:
    """A division elsewhere is as large as the country of that name: Georgia."""
    return any(
        m.entry.code == "ADM1"
        and m.rank == 0
        and m.entry.country != country.country
        and 2 * m.entry.population > country.population
        for m in matches
    )


def _neighbours(match: Match, index: int, picked: Sequence[Match | None], named: Sequence[Named]) -> float:
    """The nearest place among those named around it, less the farther off it is mentioned."""
    best = 0.0
    for j in range(max(0, index - 8), min(len(picked), index + 9)):
        other = picked[j]
        if other is None or named[j].key == named[index].key or other.entry.code in ("PCL", "CONT", "ADM1"):
            continue
        away = kilometres(match.entry, other.entry)
        if away is not None:
            best = max(best, math.exp(-away / NEAR_KM) / (1 + 0.1 * abs(index - j)))
    return NEARBY * best


def _one_sense(named: Sequence[Named], picked: list[Match | None]) -> list[Match | None]:
    """One name is one place throughout a report, that which the text explains; a class word or a container overrides."""
    explained: dict[str, Match] = {}
    for n, match in zip(named, picked, strict=True):
        whole = picked[n.container] if n.container is not None else None
        if match is not None and whole is not None and lies_in(match.entry, whole.entry):
            explained.setdefault(n.key, match)
    result: list[Match | None] = []
    for n, match in zip(named, picked, strict=True):
        other = explained.get(n.key)
        if other is not None and match is not None and n.container is None and n.sort is None:
            match = other
        result.append(match)
    return result
