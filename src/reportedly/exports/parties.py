"""Who did it and to whom, as those tell it who say that it happened; who is accused by some only is kept apart from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportedly.assessing.disputes import Version
from reportedly.assessing.standing import MUTUAL
from reportedly.assessing.struck_back import find_avenged, find_other_harm
from reportedly.exports.words import first_mention
from reportedly.record import ActorKind, Claim, CodedReport, Incident, Origin

STATE = frozenset(("GOV", "MIL", "COP", "SPY", "LEG", "JUD"))
REBEL = frozenset(("REB",))
ARMED = frozenset(("UAF", "PRM", "CRM", "SEP", "REB", "MIL", "COP", "SPY"))
FOREIGN = frozenset(("IGO",))
PEOPLE = frozenset(("CVL", "REF", "JRN", "MED", "EDU", "BUS", "LAB", "REL", "AGR", "NGO", "SET", "ELI"))


@dataclass(frozen=True)
class Party:
    """One party of an incident: registry id or name, country, role codes, and the origins that name it."""

    label: str
    id: str | None = None
    name: str = ""
    country: str | None = None
    roles: tuple[str, ...] = ()
    kind: ActorKind | None = None
    by: frozenset[str] = frozenset()

    @property
    def named(self) -> bool:
        """Whether it has a name of its own: a registry id, or a body with a capital inside the phrase, or of capitals only.

        "Armed gangs" at the head of a sentence is no name, "Orontes Front" and "FNL" are.
        """
        inside = any(word[:1].isupper() for word in self.name.split()[1:])
        return self.id is not None or (self.kind in ("organization", "group") and (inside or self.name.isupper()))

    @property
    def state(self) -> str | None:
        """Code of the state that an institution belongs to (``SYR`` of ``SYR-MIL``)."""
        country, dash, _ = (self.id or "").partition("-")
        return country if dash and len(country) == 3 and country.isupper() else None

    @property
    def acts(self) -> bool:
        """Whether it is somebody, and no thing struck."""
        return self.kind != "object"


@dataclass(frozen=True)
class Side:
    """One side of an incident. ``main`` is ``None`` where nobody is told, or where as many origins say one as say another.

    ``along`` are those named with it; ``rivals`` are those of whom other origins say that they did it instead: all who are
    accused, where there is no main one for that reason.
    """

    all: tuple[Party, ...] = ()
    main: Party | None = None
    along: tuple[Party, ...] = ()
    rivals: tuple[Party, ...] = ()


def find_sides(
    claims: Sequence[tuple[CodedReport, Claim]],
    incident: Incident | None,
    origin_of: Mapping[str, Origin],
    blamed: Sequence[Version] = (),
) -> tuple[Side, Side]:
    """Claims of an incident, the origins that they rest on, versions of who did it where disputed -> who and whom."""
    # Who killed the attackers is no doer of what they did, nor are they its victims: each doer goes with its own victims.
    other = find_avenged(claims) if incident else frozenset()
    other |= find_other_harm(claims) if incident and incident.act not in MUTUAL else frozenset()
    every, claims = claims, [one for one in claims if (one[0].report.id, one[1].id) not in other]
    who = _parties(claims, "who", incident.who if incident else (), origin_of)
    whom = _parties(claims, "whom", incident.whom if incident else (), origin_of)
    act = incident.act if incident else claims[0][1].act
    apart = {origin.name for origin in origin_of.values() if not origin.party}
    known = _parties(every, "who", (), origin_of, denials=True) if blamed else ()
    first = _accused(who, [version for version in blamed if version.by], apart, known)
    others = [party for party in whom if party.acts and not same_side(party, first.main)]
    if act in MUTUAL and not any(party.named for party in others):
        others = [party for party in who if party.named and not same_side(party, first.main)] + others
        if others and others[0] in first.along:
            first = Side(first.all, first.main, tuple(p for p in first.along if p is not others[0]), first.rivals)
    # Whom those name who are no party goes before whom the parties name: farmers, not the army's "12 militants".
    main = min(others, key=lambda p: (p.id is None, not p.named, not p.roles, -len(p.by & apart)), default=None)
    return first, Side(whom, main, tuple(p for p in others if p is not main))


def _parties(
    claims: Sequence[tuple[CodedReport, Claim]],
    side: str,
    labels: Sequence[str],
    origin_of: Mapping[str, Origin],
    *,
    denials: bool = False,
) -> tuple[Party, ...]:
    """Parties of one side in the order of the incident, those that only its claims name after them."""
    found: dict[str, Party] = {}
    by: dict[str, set[str]] = {}
    for coded, claim in claims:
        # A denial accuses nobody.
        stance = coded.attributions[claim.attribution].stance if claim.attribution is not None else None
        if not denials and (claim.status in ("denied", "negated") or stance in ("denies", "doubts", "withholds")):
            continue
        for index in getattr(claim, side):
            party = _party(coded, index)
            key = party.label if party.id else party.label.casefold()
            known = found.setdefault(key, party)
            if not known.roles and party.roles:
                found[key] = party
            if claim.id in origin_of:
                by.setdefault(key, set()).add(origin_of[claim.id].name)
    rank = {label.casefold(): n for n, label in enumerate(labels)} | {label: n for n, label in enumerate(labels)}
    for label in labels:
        if label not in found and label.casefold() not in found and not claims:
            found[label] = Party(label, name=label)
    ordered = sorted(found, key=lambda key: rank.get(key, len(rank)))
    return tuple(
        Party(p.label, p.id, p.name, p.country, p.roles, p.kind, frozenset(by.get(key, ())))
        for key in ordered
        for p in (found[key],)
    )


def _party(coded: CodedReport, index: int) -> Party:
    """Index of an actor -> the party that it is by its first mention."""
    own = coded.actors[index]
    first = coded.actors[first_mention(coded, index)]
    lead = own if own.id and not first.id else first
    name = lead.name or " ".join(lead.text.split())
    return Party(
        label=lead.id or name, id=lead.id, name=name, country=lead.country or own.country,
        roles=tuple(lead.roles or own.roles), kind=lead.kind,
    )  # fmt: skip


def same_side(party: Party, other: Party | None) -> bool:
    """Whether two parties are one, or institutions of one state."""
    if other is None:
        return False
    return party.label.casefold() == other.label.casefold() or (party.state is not None and party.state == other.state)


def _accused(parties: tuple[Party, ...], versions: Sequence[Version], apart: set[str], known: Sequence[Party] = ()) -> Side:
    """Parties of whom somebody says that they did it -> the main one; who is blamed by others instead is its rival.

    Of two versions the one that more origins tell that are no party is the main one; of two that as many tell, none is.
    ``known`` are all who are named, in denials as well: a version may go by the name that only a denial has.
    """
    able = [party for party in parties if party.acts]
    if len(versions) > 1:
        told = [(len(apart & set(version.by)), _find((*able, *known), version.value)) for version in versions]
        told.sort(key=lambda pair: -pair[0])
        rivals = tuple(party for _, party in told)
        if told[0][0] == told[1][0]:
            return Side(parties, None, (), rivals)
        main = rivals[0]
        along = tuple(p for p in able if p is not main and p.named and not any(_alike(p, rival) for rival in rivals[1:]))
        return Side(parties, main, along, rivals[1:])
    if not able:
        return Side(parties)
    named = [party for party in able if party.named]
    main = min(named, key=lambda p: p.id is None) if named else min(able, key=lambda p: not p.roles)
    return Side(parties, main, tuple(p for p in able if p is not main))


def _find(parties: Sequence[Party], name: str) -> Party:
    found = next((party for party in parties if party.name.casefold() == name.casefold()), None)
    return found or Party(name, name=name)


def _alike(party: Party, other: Party) -> bool:
    one, two = party.name.casefold(), other.name.casefold()
    return same_side(party, other) or one in two or two in one
