"""What a report's places tell of its officials, and the lines of a web page that name nobody."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from reportedly.codebook.names import word_set
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, Place

_CIVIL = frozenset(("GOV", "COP", "JUD"))
_LOCAL = word_set("regional provincial local district municipal town city village county departmental governorate state")
_HEADS = word_set("governor mayor prefect administrator sheriff councillor councilor")
_OFFICERS = word_set("officer officers")
_FURNITURE = re.compile(
    r"(?:tags?|labels?|categor(?:y|ies)|filed under|posted (?:on|by|in|at)|share (?:this|on|via)|tweet|retweet|subscribe|sign up|"
    r"follow us|read more|read also|related (?:articles|stories|topics|posts)|leave a (?:comment|reply)|print this|email this|"
    r"click here|topics|more on this story)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Scene:
    """Places with a country and the sentences of a report."""

    starts: Sequence[int]
    told: Sequence[tuple[int, str]]

    def country_near(self, at: int) -> str | None:
        """The one country of the places in the sentence of an offset."""
        here = bisect_right(self.starts, at)
        found = {country for start, country in self.told if bisect_right(self.starts, start) == here}
        return found.pop() if len(found) == 1 else None


def at_home(actors: Sequence[Actor], parsed: Parsed, places: Sequence[Place]) -> list[Actor]:
    """Actors and places of a report -> the same actors, with the country of civil officials who are told without one.

    "Regional authorities", "the governor" and "police" are of the one country that all places and parties of the report belong
    to; local ones, of the one country of the places in their own sentence. Bare "officers" beside police are police.
    """
    scene = _Scene([s for s, _ in parsed.sentences], [(p.start, p.country) for p in places if p.country])
    countries = {country for _, country in scene.told} | {a.country for a in actors if a.country}
    only = next(iter(countries)) if len(countries) == 1 and scene.told else None
    roles = {role for a in actors for role in a.roles}
    homed = []
    for actor in actors:
        words = actor.text.lower().split()
        if (
            words[-1] in _OFFICERS
            and len(words) < 3
            and actor.roles == ("MIL",)
            and "COP" in roles
            and not _has_army(actors, actor)
        ):
            actor = msgspec.structs.replace(actor, roles=("COP",))
        if _is_civil(actor):
            local = not _LOCAL.isdisjoint(words[:-1]) or words[-1] in _HEADS
            country = only or (scene.country_near(actor.start) if local else None)
            actor = msgspec.structs.replace(actor, country=country)
        homed.append(actor)
    return homed


def _is_civil(actor: Actor) -> bool:
    if actor.country or actor.id or actor.name or actor.kind not in ("role", "organization", "group"):
        return False
    return bool(actor.roles) and actor.roles[0] in _CIVIL


def _has_army(actors: Sequence[Actor], officer: Actor) -> bool:
    return any("MIL" in a.roles and a.text.lower().split()[-1] not in _OFFICERS for a in actors if a is not officer)


def is_furniture(text: str, start: int) -> bool:
    """Whether a phrase stands in a line of a web page that names nobody: "Tags: Gao, rebels", "Share on", "Posted by"."""
    begin = text.rfind("\n", 0, start) + 1
    line = text[begin : begin + 160].split("\n")[0].strip()
    found = _FURNITURE.match(line)
    if found is None:
        return False
    # a line with a sentence in it is furniture only in its first words
    return not line.endswith((".", "!", "?", "”", '"')) or start - begin <= found.end() + 1
