"""Tells of an origin whether it is a party to the incident, or speaks for one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportedly.assessing.group import Group
from reportedly.assessing.names import MINISTER, fold, role_of
from reportedly.assessing.told import Told
from reportedly.record import Incident

STATE_ROLES = frozenset(("GOV", "MIL", "SPY"))
SIDES = frozenset(("GOV", "MIL", "SPY", "REB", "COP", "PRM", "UAF", "SEP", "CRM"))
# Those who march are party to what is done to their march, and so is who leads them.
MARCHING = re.compile(r"\b(?:protest\w*|demonstrat\w*|rally\w*|ralliers?|marchers?|strikers?|striking \w+)\b", re.I)


def is_party(group: Group, incident: Incident, told: Sequence[Told]) -> bool:
    """Whether an origin is one of those who did it or to whom it was done, or speaks for the same side."""
    if group.key[0] in ("media", "unnamed") and not group.lead.roles:
        return False
    ids = {t.source.id for t in group.told if t.source.id}
    named = {fold(t.source.name) for t in group.told if t.source.named}
    parties = {*incident.who, *incident.whom}
    armed = {role for t in group.told for role in t.source.roles} & SIDES
    # A rights group is none of those who did it, whatever stands before the verb.
    if ids & (parties if armed else set(incident.whom)) or any(
        re.search(rf"\b{re.escape(name)}\b", fold(party)) for name in named if name for party in parties
    ):
        return True
    if _marches(group, told):
        return True
    # An armed group that denies it speaks of its own men, whatever the others call those who did it.
    if any(t.denies and t.source.kind == "party" for t in group.told):
        return True
    countries = {t.source.country for t in group.told if t.source.country}
    roles = {role for t in group.told for role in t.source.roles} & SIDES
    if not roles or all(t.source.kind == "witness" for t in group.told):
        return False
    for one in told:
        for i in (*one.claim.who, *one.claim.whom):
            actor = one.coded.actors[i]
            side = set(actor.roles) & SIDES
            if not side or actor.kind == "person":
                continue
            # An army and a ministry of one country are one side; without a country only the same force is.
            if actor.country in countries and (side & roles or (side | roles) <= STATE_ROLES | {"COP"}):
                return True
            # A governor without a country in his title is one of the state whose army fights where he governs.
            place = incident.where.country if incident.where else None
            if not countries and "GOV" in roles and "MIL" in side and actor.country == place and place is not None:
                return True
            if actor.country and countries:
                continue
            # "The Interior Ministry" speaks for "police", "the government" for "soldiers", where no country is named.
            ministry = "GOV" in roles and any(
                role_of(t.source.words) == "GOV" or MINISTER.search(t.source.words) for t in group.told
            )
            if side & {"COP", "MIL"} and (side & roles or ministry):
                return True
    return False


def _marches(group: Group, told: Sequence[Told]) -> bool:
    """Whether an origin is of those who demonstrate, and the incident is about their demonstration."""
    # "A doctor and protest leaders said": of two sources the one that the claim is counted for may be the doctor.
    if not any(
        MARCHING.search(t.source.words) and " and " not in t.source.words for t in group.told if t.source.key[0] != "media"
    ):
        return False
    return any(
        MARCHING.search(t.coded.actors[i].text) or t.claim.act in ("demonstration", "riot")
        for t in told
        for i in (*t.claim.who, *t.claim.whom)
    )
