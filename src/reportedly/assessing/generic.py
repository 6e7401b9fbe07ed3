"""Finds whom a report means by a general word: "officials say" in a headline, "a watchdog said" in a lead, "state television".

A report that says in its headline or first words that officials, a monitor or the state media say so names them below. The
general word is no further witness then, and its claims are those of the source that is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reportedly.assessing.names import BODY_WORDS, fold
from reportedly.assessing.sameness import Joiner, Key
from reportedly.assessing.told import Told
from reportedly.record import Incident

# General words by the kinds of sources that they bring in. Residents and witnesses are not among them: there are always more.
MONITORS = re.compile(
    r"^(?:\S+[ -]){0,4}?(?:watchdog|(?:war |rights |conflict )?monitor|monitoring (?:group|organi[sz]ation|service)"
    r"|(?:rights|activist|opposition|advocacy|documentation) (?:group|body|organi[sz]ation)|n\.?g\.?o\.?s?)$"
    r"|^(?:\S+-based )?(?:observatory|charity)$",
    re.I,
)
OFFICIALS = re.compile(
    r"^(?:(?:local|senior|state|provincial|regional|government|security|health|medical|hospital|police|military|army|several|some|top|city"
    r"|district|rescue|emergency)\s+)*(?:officials?|authorit(?:y|ies)|sources?)$",
    re.I,
)
# "A survivor said" in the lead is the one who is named below.
SINGLE = re.compile(r"^(?:an?|one) (?:survivor|(?:eye)?witness|resident|villager|relative|shopkeeper|driver|neighbou?r)$", re.I)
BARE = re.compile(r"^(?:army|military|armed forces|government|defen[cs]e ministry|air force|navy)$", re.I)
REPORTS = re.compile(r"^(?:(?:local|media|news|press|initial|early|first)\s+)*(?:reports?|media|sources?)$", re.I)
# How a chief and the body that he heads stand together: "observatory director Rami", "head of the Observatory, Rami".
CHIEF = r"(?:director|head|chief|chairman|chairwoman|president|founder|leader|coordinator|secretary[- ]general|commander)"
HEADS = re.compile(rf"\b(?:(?P<before>[\w-]+)(?:['’]s)? {CHIEF}\b|{CHIEF}\w* (?:of|at|for) (?:the )?(?P<after>[^,]+))", re.I)
# How much of a report its lead is, in characters after the headline.
LEAD = 420


def join_chiefs(joiner: Joiner, told: Sequence[Told], keys: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    """Join a person to the body that he is said to head, where that body is a source of the incident itself."""
    bodies = {
        key: one.source.name
        for one, key in zip(told, keys, strict=True)
        if key[0] in ("id", "name")
        and one.source.named
        and one.source.kind in ("organization", "party")
        and not HEADS.search(one.source.words)
    }
    for one, key in zip(told, keys, strict=True):
        found = HEADS.search(" ".join(one.source.words.split()))
        if found is None or key not in (("name", fold(one.source.name)), key) or key in bodies:
            continue
        # "Observatory director", "head of the UK-based Observatory": the noun must be one of bodies, and stand in the name.
        nouns = set(fold(" ".join(BODY_WORDS.findall(found["before"] or found["after"]))).split())
        meant = [body for body, name in bodies.items() if nouns & set(fold(name).split())]
        if len({joiner.find(body) for body in meant}) == 1 and joiner.join(meant[0], key):
            yield meant[0], f"{one.source.name} heads {bodies[meant[0]]}"


def join_bare(joiner: Joiner, told: Sequence[Told], keys: Sequence[Key], incident: Incident) -> Iterator[tuple[Key, str]]:
    """Join "the army" and "the government", of no country in their report, to the one state that speaks or acts in the incident.

    That state must be the one where it happened, and may not be whom the source blames.
    """
    country = incident.where.country if incident.where else None
    states = {
        actor.country
        for one in told
        for actor in one.coded.actors
        if actor.id and actor.country and actor.id.endswith(("-GOV", "-MIL", "-DEF", "-SEC"))
    }  # fmt: skip
    if country is None or states != {country}:
        return
    for one, key in zip(told, keys, strict=True):
        bare = one.source.id is None and one.source.key[0] in ("unnamed", "name") and BARE.match(one.source.name)
        blamed = {a.country for i in one.claim.who if (a := one.coded.actors[i]).country}
        if bare and one.source.country in (None, country) and not (one.asserts and country in blamed):
            joiner.join(("state", country), key)
            yield key, f"“{one.source.name}” is taken to be of {country}, the only state told of"


def join_general(
    joiner: Joiner, told: Sequence[Told], keys: Sequence[Key], copied: Mapping[str, str]
) -> Iterator[tuple[Key, str]]:
    """Join a general word in the headline or the lead to the one source, named in the same report or its copy, that it means."""
    for one, key in zip(told, keys, strict=True):
        # "NGO" and "British-based monitoring group" begin like names, and are none.
        if one.source.key[0] != "unnamed" and not (one.source.id is None and MONITORS.match(one.source.name)):
            continue
        family = copied.get(one.coded.report.id, one.coded.report.id)
        rest = [
            (other, own)
            for other, own in zip(told, keys, strict=True)
            if copied.get(other.coded.report.id, other.coded.report.id) == family
            and other.asserts
            and joiner.find(own) != joiner.find(key)
        ]
        meant = _meant(one, rest)
        if meant is not None and joiner.join(meant[1], key):
            where = " in the headline" if in_headline(one) else ""
            yield meant[1], f"“{one.source.name}”{where} is {meant[0].source.name}, whom {one.print} names"


def _meant(one: Told, rest: Sequence[tuple[Told, Key]]) -> tuple[Told, Key] | None:
    name, above = one.source.name, in_headline(one) or _in_lead(one)
    named = [
        (other, key)
        for other, key in rest
        if other.source.named and other.source.key[0] != "media" and not MONITORS.match(other.source.name)
    ]
    if MONITORS.match(name) and not name.lower().startswith(("another", "other")):
        fitting = [(o, k) for o, k in named if o.source.kind == "organization" and not o.source.roles_of_state]
        # All through a report "the monitor" is the one monitor that speaks in it.
        return fitting[0] if len({k for _, k in fitting}) == 1 else None
    if not above:
        return None
    if SINGLE.match(" ".join(one.source.words.split())):
        people = [(o, k) for o, k in named if o.source.kind in ("witness", "other", "unnamed") and " " in o.source.name]
        return people[0] if len({k for _, k in people}) == 1 else None
    if OFFICIALS.match(name):
        return next(((o, k) for o, k in named if o.source.kind in ("official", "party") or o.source.roles_of_state), None)
    if in_headline(one):
        # A headline is no witness: whoever is meant speaks in the report, by name or without.
        same = [(o, k) for o, k in rest if o.source.key[0] != "media" and not in_headline(o) and o.source.kind == one.source.kind]
        return same[0] if same else named[0] if named and REPORTS.match(name) else None
    return None


def in_headline(one: Told) -> bool:
    """Whether a claim stands in the headline of its report."""
    start = one.claim.trigger[0]
    return any(mark.kind == "headline" and mark.start <= start < mark.end for mark in one.coded.marks)


def _in_lead(one: Told) -> bool:
    first = max(
        (mark.end for mark in one.coded.marks if mark.kind in ("headline", "dateline", "byline") and mark.start < LEAD), default=0
    )
    return one.claim.trigger[0] < first + LEAD
