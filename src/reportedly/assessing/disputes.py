"""Finds what origins contradict each other in: whether it happened, who did it, to whom, where and when; and who says which."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Literal

from reportedly.assessing.accusing import find_accused
from reportedly.assessing.group import Group
from reportedly.assessing.names import fold
from reportedly.assessing.side import ARMED, CIVIL, OF_STATE
from reportedly.assessing.standing import MUTUAL
from reportedly.assessing.told import Told
from reportedly.record import Actor, Incident, Place

Field = Literal["status", "who", "whom", "where", "when"]

# Words for a death or an attack that say nothing of how it was done.
BARE_ACTS = ("killing", "attack", "wounding", "battle-killing")
STATE = OF_STATE | {"GOV"}
REBEL = frozenset(("REB", "SEP"))
# Two points nearer than this may be one place told twice; told as "near" a place, it may be a day's walk away.
NEAR_KM = {True: 5.0, False: 30.0}
# An alliance may be any of the states in it.
ALLIED = re.compile(r"\b(?:coalition|alliance|allied|joint)\b|-(?:led|backed)\b", re.I)
# "Bombers" may be men or planes.
CRAFT = re.compile(
    r"\b(?:(?:long-range|fighter)[ -]?)?(?:bombers?|warplanes?|aircraft|planes?|jets?|helicopters?|drones?)\b", re.I
)
TOWNS = ("city", "facility", "other")


@dataclass(frozen=True)
class Version:
    """One of the versions of what is disputed: the value, the origins that say so, and those that deny it."""

    value: str
    by: tuple[str, ...]
    denied_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispute:
    """What origins contradict each other in. ``when`` has ISO days as values, ``who`` and ``whom`` registry names or words.

    ``status`` is the deed itself: that it happened.
    """

    field: Field
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class _Party:
    """Who is said to have done it: its key and name, its state, and whether it fights for a state or against one."""

    key: str
    name: str
    country: str | None
    kinds: frozenset[str]
    generic: bool

    def may_be(self, other: _Party) -> bool:
        """Whether the two can be one: the army and the army of Syria, rebels and a rebel front; not soldiers and rebels."""
        if self.key == other.key or (self.country and self.country == other.country):
            return True
        if self.kinds and other.kinds and not self.kinds & other.kinds:
            return False
        if ALLIED.search(self.name) or ALLIED.search(other.name):
            return True
        if self.generic or other.generic:
            return not (self.country and other.country)
        one, two = fold(self.name), fold(other.name)
        return one in two or two in one


def list_disputes(incident: Incident, groups: Sequence[Group]) -> tuple[Dispute, ...]:
    """Incident and its origins -> what they contradict each other in. Differing tolls are a range, and no dispute."""
    found = (_who(incident, groups), _status(groups), _whom(incident, groups), _where(incident, groups), _when(incident, groups))
    return tuple(dispute for dispute in found if dispute is not None)


def is_disputed(disputes: Sequence[Dispute], *fields: Field) -> bool:
    """Whether anything is disputed, or one of the fields given."""
    return any(not fields or dispute.field in fields for dispute in disputes)


def _who(incident: Incident, groups: Sequence[Group]) -> Dispute | None:
    """Who did it: two origins blame parties that cannot be one, or one denies that it was the party that is blamed.

    Only claims of one kind of act are held against each other: a shelling by rebels does not gainsay an air raid of the army.
    Who names the parties of both contradicts nobody.
    """
    blamed: dict[str, list[tuple[Told, _Party]]] = {}
    cleared: dict[str, list[_Party]] = {}
    for group in groups:
        for one in group.told:
            parties = [party for i in one.claim.who if (party := _party(one, i)) is not None]
            if (
                parties
                and one.asserts
                and group.counted
                and not one.struck_back
                and one.claim.act not in MUTUAL
                and one.claim.type in (incident.type, "ASSAULT")
            ):
                blamed.setdefault(group.name, []).extend((one, party) for party in parties)
            elif parties and one.denies:
                cleared.setdefault(group.name, []).extend(parties)
    # "The mayor blamed the Front" matters where somebody speaks for the Front.
    cleared_all = [party for own in cleared.values() for party in own]
    for group in groups:
        for one, actor, name in find_accused(group.told) if group.counted and cleared_all else ():
            party = _Party(actor.id or fold(name), name, None, frozenset(), False)
            if group.name not in cleared and any(party.may_be(other) for other in cleared_all):
                blamed.setdefault(group.name, []).append((one, party))
    apart = [pair for pair in combinations(sorted(blamed), 2) if _contradict(blamed[pair[0]], blamed[pair[1]])]
    if not cleared and not apart:
        return None
    # Who is in no contradiction is shown only where it says the same as somebody who is.
    involved = [p for name in {n for pair in apart for n in pair} for _, p in blamed[name]] + [
        p for own in cleared.values() for p in own
    ]
    shown = {
        name: parties
        for name, own in blamed.items()
        if (parties := [p for _, p in own if any(_same(p, q) for q in involved)] if name not in cleared else [p for _, p in own])
    }
    return Dispute("who", _versions(shown, cleared))


def _agree(a: Sequence[_Party], b: Sequence[_Party]) -> bool:
    return any(one.may_be(other) for one in a for other in b)


def _contradict(a: Sequence[tuple[Told, _Party]], b: Sequence[tuple[Told, _Party]]) -> bool:
    if any(p.may_be(q) for _, p in a for _, q in b):
        return False
    return any(_comparable(one, other) for one, _ in a for other, _ in b)


def _comparable(one: Told, other: Told, loose: bool = False) -> bool:
    """Whether two claims tell of one deed, as far as act and place say: a shelling and a shelling, not in two towns.

    ``loose``: any two ways of bombing may be one, and a death told without its cause is by whichever way.
    """
    a, b = one.claim, other.claim
    alike = a.act == b.act or (a.acled is not None and a.acled == b.acled)
    if loose and not alike:
        bare = a.act in BARE_ACTS or b.act in BARE_ACTS
        alike = bare or (a.acled is not None and b.acled is not None and a.acled.event_type == b.acled.event_type)
    if not alike:
        return False
    here, there = ([c.coded.places[i] for i in c.claim.where] for c in (one, other))
    return not here or not there or any(not _apart(p, q) for p in here for q in there)


def _versions(blamed: dict[str, list[_Party]], cleared: dict[str, list[_Party]]) -> tuple[Version, ...]:
    """Parties by the origins that blame and clear them -> each party once, by its fullest name."""
    names = [party for parties in (*blamed.values(), *cleared.values()) for party in parties]
    # A bare name goes before a description that holds it: "Orontes Front", not "terrorists of the so-called Orontes Front".
    names.sort(key=lambda p: (p.generic, p.country is None, p.name[:1].islower(), -len(p.name.split()), p.name))
    lead: list[_Party] = []
    for party in names:
        if not any(_same(known, party) for known in lead):
            lead.append(party)
    versions = []
    for party in lead:
        by = tuple(sorted(name for name, own in blamed.items() if any(_first(lead, p) is party for p in own)))
        against = tuple(sorted(name for name, own in cleared.items() if any(_first(lead, p) is party for p in own)))
        versions.append(Version(party.name, by, against))
    return tuple(versions)


def _same(known: _Party, party: _Party) -> bool:
    return known.may_be(party) and (known.kinds == party.kinds or not party.kinds or known.country == party.country)


def _first(lead: Sequence[_Party], party: _Party) -> _Party:
    return next((known for known in lead if _same(known, party)), party)


def _party(one: Told, index: int) -> _Party | None:
    """Index of an actor -> the party; ``None`` for a person, a thing, or people of whom it is not said whose they are."""
    actor, seen = one.coded.actors[index], {index}
    first = actor
    while actor.id is None and actor.same_as is not None and actor.same_as not in seen:
        seen.add(actor.same_as)
        actor = one.coded.actors[actor.same_as]
    actor = actor if actor.id else first
    if actor.kind in ("person", "object"):
        return None
    if _own(actor) and one.source.key[0] != "media" and (one.source.country or one.source.id) and one.source.kind != "witness":
        # "Our units did not fire": those of whoever says so.
        country = one.source.country
        state = one.source.roles_of_state
        key = f"state:{country}" if country and state else one.source.id or fold(one.source.name)
        return _Party(key, one.source.name, country if state else None, frozenset(("state",) if state else ("rebel",)), False)
    roles = set(actor.roles)
    kinds = frozenset(("state",) if roles & STATE else ("rebel",) if roles & REBEL else ())
    if actor.kind == "nationality" and actor.country:
        kinds = frozenset(("state",))
    if (not kinds and not (actor.id and roles & ARMED)) or (not actor.id and CRAFT.search(actor.text)):
        return None
    country = actor.country if "state" in kinds else None
    named = bool(actor.id) or (actor.kind in ("organization", "group") and any(w[:1].isupper() for w in actor.text.split()[-2:]))
    key = f"state:{country}" if country else actor.id or fold(actor.text or actor.name or "")
    return _Party(key, actor.name or " ".join(actor.text.split()), country, kinds, not named)


def _own(actor: Actor) -> bool:
    return actor.text.lower().split()[:1] in (["our"], ["its"], ["their"])


def _status(groups: Sequence[Group]) -> Dispute | None:
    """The deed itself: an origin denies it without a word of who is said to have done it."""
    deniers = [g.name for g in groups if any(t.denies and not any(_party(t, i) for i in t.claim.who) for t in g.told)]
    if not deniers:
        return None
    by = tuple(g.name for g in groups if g.counted and g.name not in deniers and any(t.asserts for t in g.told))
    return Dispute("status", (Version("it happened", by, tuple(deniers)),))


def _whom(incident: Incident, groups: Sequence[Group]) -> Dispute | None:
    """Whom it killed: an origin tells of fighters alone, another of civilians alone."""
    if incident.act in MUTUAL:
        return None
    kinds: dict[str, set[str]] = defaultdict(set)
    told: dict[str, list[Told]] = defaultdict(list)
    blamed: dict[str, list[_Party]] = defaultdict(list)
    for group in groups:
        for one in group.told:
            if not group.counted or not one.asserts or one.claim.act in MUTUAL or one.struck_back:
                continue
            blamed[group.name] += [party for i in one.claim.who if (party := _party(one, i)) is not None]
            if found := set(_killed(one)):
                kinds[group.name] |= found
                told[group.name].append(one)
    parties = {group.name for group in groups if group.party}
    pairs = [
        (fighters, civilians)
        for fighters, civilians in permutations(kinds, 2)
        if kinds[fighters] == {"fighters"}
        and kinds[civilians] == {"civilians"}
        # Two parties that blame each other tell each of its own dead.
        and (
            not {fighters, civilians} <= parties
            or not (blamed[fighters] and blamed[civilians])
            or _agree(blamed[fighters], blamed[civilians])
        )
        and any(_comparable(a, b, True) for a in told[fighters] for b in told[civilians])
    ]
    if not pairs:
        return None
    civil, armed = sorted({c for _, c in pairs}), sorted({f for f, _ in pairs})
    return Dispute("whom", (Version("civilians", tuple(civil)), Version("fighters", tuple(armed))))


def _killed(one: Told) -> Iterator[str]:
    for toll in (one.coded.tolls[i] for i in one.claim.tolls):
        if toll.harm != "killed" or toll.best == 0:
            continue
        actor = one.coded.actors[toll.whom] if toll.whom is not None else None
        if actor is not None and {"REB", "UAF", "MIL", "SEP", "PRM"} & set(actor.roles):
            yield "fighters"
        elif CIVIL.search(toll.text):
            yield "civilians"


def _where(incident: Incident, groups: Sequence[Group]) -> Dispute | None:
    """Where: two origins put the same deed in towns that are no part of one another; who names both contradicts nobody."""
    told: dict[str, list[Place]] = defaultdict(list)
    for group, one in _deeds(incident, groups):
        told[group.name] += _towns(one)
    told = {name: own for name, own in told.items() if own}
    named = {group.name: [p for one in group.told if one.asserts for p in _towns(one)] for group in groups}
    if not any(
        all(_apart(p, q) for p in told[a] for q in named[b]) and all(_apart(p, q) for p in named[a] for q in told[b])
        for a, b in combinations(told, 2)
    ):
        return None
    towns: list[tuple[Place, set[str]]] = []
    for name, own in told.items():
        for place in own:
            near = next((by for town, by in towns if not _apart(town, place)), None)
            if near is None:
                towns.append((place, near := set()))
            near.add(name)
    if len(towns) < 2:
        return None
    versions = [Version(place.name or place.text, tuple(sorted(by))) for place, by in towns]
    return Dispute("where", tuple(sorted(versions, key=lambda one: one.value)))


def _towns(one: Told) -> list[Place]:
    return [p for i in one.claim.where if (p := one.coded.places[i]).lat is not None and p.kind in TOWNS]


def _apart(a: Place, b: Place) -> bool:
    if (a.geonameid is not None and a.geonameid == b.geonameid) or None in (a.lat, a.lon, b.lat, b.lon):
        return False
    exact = (a.precision or 1) == (b.precision or 1) == 1
    return _km(a.lat or 0, a.lon or 0, b.lat or 0, b.lon or 0) > NEAR_KM[exact]


def _km(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Two points in degrees -> kilometres between them (haversine, mean radius of the Earth)."""
    p, q = math.radians(lat), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h))


def _when(incident: Incident, groups: Sequence[Group]) -> Dispute | None:
    """When: two origins name different days for the same deed."""
    told: dict[str, set[str]] = defaultdict(set)
    for group, one in _deeds(incident, groups):
        told[group.name] |= _days(one)
    told = {name: own for name, own in told.items() if own}
    # "Two were killed on Wednesday; one of them died on Thursday": who names the day of the others as well contradicts nobody.
    named = {group.name: {day for one in group.told if one.asserts for day in _days(one)} for group in groups}
    if not any(not told[a] & named[b] and not named[a] & told[b] for a, b in combinations(told, 2)):
        return None
    values: dict[str, set[str]] = defaultdict(set)
    for name, own in told.items():
        for day in own:
            values[day].add(name)
    return Dispute("when", tuple(Version(value, tuple(sorted(by))) for value, by in sorted(values.items())))


def _days(one: Told) -> set[str]:
    claim = one.claim
    return {claim.from_} if claim.when is not None and claim.from_ and claim.from_ == claim.to else set()


def _deeds(incident: Incident, groups: Sequence[Group]) -> Iterator[tuple[Group, Told]]:
    """The claims that tell of the deed itself, and not of what came after it or of another word for a death.

    An outlet's own voice counts where no source of its report says so much: the days and places of a report are its sources'.
    """
    sourced: set[str] = set()
    for group in sorted(groups, key=lambda g: not g.counted):
        for one in group.told:
            if not one.asserts or not (one.claim.act == incident.act or (one.claim.acled and one.claim.acled == incident.acled)):
                continue
            if group.counted:
                sourced.add(one.coded.report.id)
            if group.counted or one.coded.report.id not in sourced:
                yield group, one
