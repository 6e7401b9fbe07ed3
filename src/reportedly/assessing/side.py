"""Tells on which side people harmed were: of a party, civilians, or combatants of whom it is not told for whom they fought."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportedly.assessing.told import Told
from reportedly.codebook.book import Codebook
from reportedly.record import Actor, CodedReport, Span, Toll

# Whoever bears arms for a state is of its side: UCDP's "Government of X" holds army, police and intelligence alike.
OF_STATE = frozenset(("MIL", "COP", "SPY"))
ARMED = OF_STATE | {"REB", "PRM", "UAF", "SEP", "CRM"}
UNARMED = frozenset(("MED", "EDU", "JRN", "AGR", "BUS", "REL", "LAB", "NGO", "REF", "LEG", "JUD", "ELI", "SET"))
# Words that say of people that they bore no arms; "people", "others" and "bodies" say nothing of it.
CIVIL = re.compile(
    r"\b(?:civilians?|non-?combatants?|wom[ae]n|child(?:ren)?|girls?|boys?|bab(?:y|ies)|infants?|toddlers?|residents?|villagers?"
    r"|townspeople|passers-?by|bystanders?|shoppers?|worshipp?ers?|passengers?|commuters?|protest[eo]rs?|demonstrators?|students?"
    r"|pupils?|teachers?|nurses?|doctors?|medics?|paramedics?|patients?|journalists?|reporters?|aid workers?|farmers?|herders?"
    r"|traders?|vendors?|drivers?|workers?|refugees?|displaced|famil(?:y|ies)|mourners?|pilgrims?|mother|father|daughter|son|wife"
    r"|husband|brother|sister|neighbours?|neighbors?|uncle|aunt|cousin|grandmother|grandfather|elderly|tourists?)\b",
    re.I,
)
OWN = re.compile(r"\b(?:our|its|their|his|her)(?: own)?\b", re.I)
OPPOSED = re.compile(
    r"\b(?:rebels?|insurgents?|militants?|terrorists?|jihad\w+|guerrillas?|fighters?|gunm[ae]n|militiam[ae]n)\b", re.I
)


@dataclass(frozen=True, order=True)
class Side:
    """A side of an incident. ``id`` is a registry id (of a state that of its government), ``civilians`` or ``combatants``."""

    id: str
    name: str = field(compare=False)


CIVILIANS = Side("civilians", "civilians")
COMBATANTS = Side("combatants", "combatants")


def side_of_state(country: str, book: Codebook) -> Side:
    """ISO code of a state -> its side: the government, for whom army and police fight."""
    return Side(f"{country}-GOV", book.registry.state_name(country, "GOV"))


def side_of(actor: Actor, book: Codebook) -> Side | None:
    """Mention of an actor who bears arms -> the side it is on; ``None`` where the mention alone does not tell."""
    roles = set(actor.roles)
    if actor.country and roles & OF_STATE and "REB" not in roles:
        return side_of_state(actor.country, book)
    if actor.kind == "nationality" and actor.country:
        return side_of_state(actor.country, book)
    if actor.id and roles & ARMED:
        return Side(actor.id, actor.name or actor.text)
    return None


def find_sides(told: Sequence[Told], book: Codebook) -> dict[tuple[str, Span], Side | None]:
    """Claims of an incident -> for each toll of theirs, by report and span, the side of those harmed."""
    parties = sorted({side for one in told for actor in _parties(one) if (side := side_of(actor, book))})
    rebels = sorted({side for one in told for a in _parties(one) if "REB" in a.roles and (side := side_of(a, book))})
    states = [side for side in parties if side.id.endswith("-GOV")]
    found: dict[tuple[str, Span], Side | None] = {}
    for one in told:
        struck = {side for i in one.claim.who if (side := side_of(_root(one.coded, i), book))}
        for toll in (one.coded.tolls[i] for i in one.claim.tolls):
            place = (one.coded.report.id, (toll.start, toll.end))
            if found.get(place) is None:
                found[place] = _side(one, toll, book, [s for s in states if s not in struck], rebels)
    return found


def _side(one: Told, toll: Toll, book: Codebook, states: Sequence[Side], rebels: Sequence[Side]) -> Side | None:
    text = one.coded.report.text
    harmed = _harmed(one.coded, toll)
    # "two soldiers and a boy" is one mention of an actor: only the words of the toll itself count.
    words = f"{toll.text} {text[toll.end : toll.end + 24].split('.')[0]}" if toll.text.isalnum() else toll.text
    words = words if harmed is None else f"{toll.text} {harmed.text}"
    roles = set(harmed.roles) if harmed is not None else set()
    if roles & ARMED:
        if harmed is not None and (known := side_of(harmed, book)):
            return known
        if roles & OF_STATE:
            if OWN.search(words) and one.source.country:
                return side_of_state(one.source.country, book)
            return states[0] if len(states) == 1 else COMBATANTS
        return rebels[0] if "REB" in roles and len(rebels) == 1 else COMBATANTS
    if CIVIL.search(words) or roles & UNARMED:
        return CIVILIANS
    if OPPOSED.search(words):
        return rebels[0] if len(rebels) == 1 else COMBATANTS
    return None


def _harmed(coded: CodedReport, toll: Toll) -> Actor | None:
    """The actor who is harmed: as the toll names it, else one whose mention overlaps the toll's."""
    if toll.whom is not None:
        return _root(coded, toll.whom)
    return next((_root(coded, i) for i, a in enumerate(coded.actors) if a.start < toll.end and toll.start < a.end), None)


def _root(coded: CodedReport, index: int) -> Actor:
    """Index of a mention -> the mention itself, or one of the same actor that the registry knows."""
    actor, seen = coded.actors[index], {index}
    while actor.id is None and actor.same_as is not None and actor.same_as not in seen:
        seen.add(actor.same_as)
        actor = coded.actors[actor.same_as]
    return actor if actor.id or actor.roles else coded.actors[index]


def _parties(one: Told) -> Iterator[Actor]:
    if one.claim.status in ("asserted", "denied", "possible"):
        yield from (_root(one.coded, i) for i in (*one.claim.who, *one.claim.whom))
        yield from (_root(one.coded, t.whom) for i in one.claim.tolls if (t := one.coded.tolls[i]).whom is not None)
