"""Which place a text says that another lies in or beside: "Mansfield, La.", "the Yarmouk camp south of Damascus"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportedly.coding.places.gazetteer import Match
from reportedly.coding.places.index import OTHER
from reportedly.coding.places.toponyms import Toponym

LONGEST_GAP = 90  # characters between a place and the place it lies in
_POINT = r"(?:north|south|east|west)(?:-?(?:east|west))?"
_DIRECTION = rf"(?:far\s+)?(?:{_POINT}(?:ern)?|central|rural|upper|lower)"
_SORT = (
    r"(?:city|town|village|province|district|governorate|state|region|county|countryside|outskirts|suburbs?|neighbou?rhood|"
    r"municipality|department|area|camp)"
)
_DISTANCE = (
    r"(?:(?:about|around|some|roughly|nearly|just)\s+)?"
    r"(?:\d[\d.,]*\s?(?:kms?|kilomet(?:er|re)s?|miles?|met(?:er|re)s)\b(?:\s*\([^)]*\))?\s+)?"
)
_LEAD = "|".join((
    r",\s*",
    r"\s*\(\s*",
    r",?\s+(?:in|of|near|outside|inside|within|at)\s+",
    rf",?\s+{_DISTANCE}(?:to\s+the\s+)?{_POINT}\s+of\s+",
    r",?\s+on\s+the\s+(?:\w+\s+)?(?:outskirts|edge)\s+of\s+",
    rf",\s+an?\s+(?:[\w-]+\s+){{0,3}}?{_SORT}\s+(?:in|of|near|outside|on\s+the\s+outskirts\s+of|{_DISTANCE}{_POINT}\s+of)\s+",
))  # fmt: skip
# "in (the) (besieged) northern (Syrian) (city of)"
_REST = rf"(?:the\s+)?(?:{_DIRECTION}\s+)?(?:the\s+)?(?:(?:[\w-]+\s+){{0,3}}?{_SORT}\s+of\s+(?:the\s+)?)?(?:{_DIRECTION}\s+)?"
_WITHIN = re.compile(rf"(?:{_LEAD}){_REST}", re.IGNORECASE)
# The other way round: "Syria's Idlib", "Iraq's northern city of Mosul".
_LISTED = re.compile(r",\s*|,?\s+(?:and|or)\s+", re.IGNORECASE)
_HOLDS = re.compile(rf"[’']s\s+(?:[\w-]+\s+){{0,2}}?(?:{_SORT}\s+of\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Container:
    """The toponym (by index) that a text puts another in or beside; ``said`` by a preposition, not by a comma alone."""

    index: int
    said: bool


def find_containers(text: str, toponyms: Sequence[Toponym], matches: Mapping[str, tuple[Match, ...]]) -> list[Container | None]:
    """Text, its toponyms in order and what they may be -> for each the one that the text puts it in or beside."""
    found: list[Container | None] = [None] * len(toponyms)
    for i in range(len(toponyms) - 1):
        between = text[toponyms[i].end : toponyms[i + 1].start]
        if len(between) > LONGEST_GAP or "\n" in between:
            continue
        if between.strip() == "," and _equals(toponyms[i], toponyms[i + 1], matches):
            continue
        if _WITHIN.fullmatch(between):
            found[i] = Container(i + 1, said=between.strip() not in (",", "("))
        elif _HOLDS.fullmatch(between):
            found[i + 1] = Container(i, said=False)
    return found


def find_peers(text: str, toponyms: Sequence[Toponym], matches: Mapping[str, tuple[Match, ...]]) -> list[int | None]:
    """For each toponym the index of one that it is listed with: "Ohio, Oregon and Texas", "Turkey and Georgia"."""
    found: list[int | None] = [None] * len(toponyms)
    for i in range(len(toponyms) - 1):
        if _LISTED.fullmatch(text, toponyms[i].end, toponyms[i + 1].start) and _equals(toponyms[i], toponyms[i + 1], matches):
            found[i + 1] = i
            found[i] = i + 1 if found[i] is None else found[i]
    return found


def _equals(a: Toponym, b: Toponym, matches: Mapping[str, tuple[Match, ...]]) -> bool:
    """Two whole countries, or two well known divisions: a list, not a place and what it lies in."""

    def codes(t: Toponym) -> set[str]:
        known = (m.entry for m in matches.get(t.key, ()) if m.rank <= OTHER)
        return {entry.code for entry in known if entry.code == "PCL" or entry.population > 300_000}

    return bool(codes(a) & codes(b) & {"PCL", "ADM1"})


def resolve_containers(
    toponyms: Sequence[Toponym], chosen: Sequence[Match | None], containers: Sequence[Container | None]
) -> list[Match | None]:
    """For each toponym the nearest known place that the text puts it in, here or where else it is named."""
    wholes: list[Match | None] = []
    by_key: dict[str, Match] = {}
    for i, t in enumerate(toponyms):
        at, steps = containers[i], 0
        while at is not None and chosen[at.index] is None and steps < 4:  # "the hospital in the Shaar quarter of Aleppo"
            at, steps = containers[at.index], steps + 1
        whole = chosen[at.index] if at is not None and at.index != i else None
        wholes.append(whole)
        if whole is not None:
            by_key.setdefault(t.key, whole)
    return [whole or by_key.get(t.key) for whole, t in zip(wholes, toponyms, strict=True)]
