"""Which tolls of a report are the members of a list, the same victim, or the sum of a war or a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportedly.record import Actor, Toll

_LIST = re.compile(
    r"(?:\s*,\s*(?:aged?\s+)?\d{1,3})?\s*(?:,|;|&|and|plus|along with|as well as|together with|"
    r",\s*(?:and|as well as|along with|plus))\s*(?:also\s+)?"
    r"(?:(?:his|her|their|the)\s+)?(?:\d{1,3}-year-old\s+)?",
)
_AND = re.compile(r"&|\b(?:and|plus|along|together|well)\b")
_OF_THEM = re.compile(r"\bof (?:them|whom|those)\b", re.IGNORECASE)
_OTHER = re.compile(r"(?:another|a second|a third|the other|other|one other|second)\b|.*\bother\b", re.IGNORECASE)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_PERIOD = re.compile(
    r"\b(?:since then\b|since \w+ (?:conflict|war|uprising|revolt|revolution|invasion)"
    rf"|since (?:the|its|19\d\d|20\d\d|{_MONTHS})|so far(?: this year)?|"
    r"(?:this|last|each|every|per|that|previous) (?:year|month|decade)"
    r"|(?:in|during) (?:19|20)\d\d\b|a year\b|annually|nationwide|years? (?:of|ago)\b|to date|civil war|homicides? (?:in|of) "
    r"|(?:over|in|during|for|within) the (?:past|last|previous) (?:\w+ )?(?:years?|months?|weeks?|decades?)"
    r"|(?:in|of|over|during) (?:\w+ )?(?:years|decades|months) of"
    r"|(?:conflict|war|uprising|insurgency) (?:that |which )?(?:has|have|had) (?:\w+ )?(?:killed|claimed|left|cost|displaced))",
    re.IGNORECASE,
)
_OFFENDERS = frozenset(("suspect", "gunman", "robber", "attacker", "shooter", "intruder", "assailant", "bomber", "burglar"))
_POLICE = frozenset(("officer", "deputy", "trooper", "policeman", "cop", "constable", "guard", "soldier"))
_SENTENCE = re.compile(r"[.!?][\"”’']?\s|\n")
_MALE = frozenset((
    "man", "boy", "male", "father", "son", "brother", "husband", "uncle", "nephew", "grandfather", "grandson",
    "boyfriend", "he", "him", "himself", "dad", "policeman", "gunman", "businessman",
))  # fmt: skip
_FEMALE = frozenset((
    "woman", "girl", "female", "mother", "daughter", "sister", "wife", "aunt", "niece", "grandmother",
    "granddaughter", "girlfriend", "she", "her", "herself", "mom", "policewoman",
))  # fmt: skip


def lists_of(text: str, tolls: Sequence[Toll]) -> Iterator[list[Toll]]:
    """Tolls of one harm in text order -> the lists that they form ("two women", "and a child"), single ones included.

    What only spells out the first figure is no list: "nine people, two soldiers and seven civilians", "8, 3 of them boys".
    """
    group: list[Toll] = []
    joined = spelled = False
    for toll in (*sorted(tolls, key=lambda t: (t.start, t.end)), None):
        gap = text[group[-1].end : toll.start] if group and toll is not None and toll.start >= group[-1].end else "."
        if toll is not None and group and _LIST.fullmatch(gap) and not _OF_THEM.search(toll.text):
            joined = joined or _AND.search(gap) is not None
            spelled = spelled or (len(group) == 1 and not joined)
            group.append(toll)
            continue
        if joined and not (spelled and sum(t.best or 0 for t in group[1:]) == group[0].best):
            yield group
        else:
            yield from ([one] for one in group)
        group, joined, spelled = [toll] if toll is not None else [], False, False


def over_period(text: str, toll: Toll) -> bool:
    """Whether a toll sums up more than an event: "22 homicides this year", "70,000 dead in nine years of war"."""
    if (toll.best or toll.low or 0) < 2:
        return False
    start = max(
        (m.end() for m in _SENTENCE.finditer(text, max(0, toll.start - 300), toll.start)), default=max(0, toll.start - 300)
    )
    stop = _SENTENCE.search(text, toll.end)
    return _PERIOD.search(text[start : stop.start() if stop else toll.end + 300]) is not None


def _among(name: tuple[str, str], people: set[tuple[str, str]]) -> bool:
    return any(last == name[1] and (first == name[0] or not first or not name[0]) for first, last in people)


def _name(toll: Toll, actors: Sequence[Actor]) -> tuple[str, str]:
    """Toll -> first and last name of its victim as far as they are told, empty where it has no name."""
    if toll.whom is None:
        return "", ""
    actor = actors[toll.whom]
    first = actors[actor.same_as] if actor.same_as is not None else actor
    for one in (first, actor):
        if one.kind == "person":
            words: list[str] = re.findall(r"[^\W\d_]{2,}", one.name or one.text)
            words = [word for word in words if word.lower() not in ("jr", "sr", "ii", "iii")]
            if words and words[-1][0].isupper():
                given = words[-2].lower() if len(words) > 1 and words[-2][0].isupper() else ""
                return given, words[-1].lower()
    return "", ""


def _gender(toll: Toll) -> str:
    words = set(re.findall(r"[a-z]+", toll.text.lower()))
    return "m" if words & _MALE else "f" if words & _FEMALE else ""


def same_victim(hit: Toll, dead: Toll, actors: Sequence[Actor]) -> bool:
    """Whether the one person hit and the one person dead are surely the same: by name, or "a man" taken up by "he"."""
    if hit.best != 1 or dead.best != 1 or _OTHER.match(hit.text) or _OTHER.match(dead.text):
        return False
    one, other = _name(hit, actors), _name(dead, actors)
    if one[1] and other[1]:
        return _among(one, {other})
    if not (_same_kind(_gender(hit), _gender(dead)) and _same_kind(_side(hit), _side(dead))) or abs(hit.start - dead.start) > 900:
        return False
    new = [not _name(toll, actors)[1] and re.match(r"an?\b", toll.text, re.IGNORECASE) is not None for toll in (hit, dead)]
    # two people that are both introduced ("a guard", "a driver") are two; one that is taken up again is one
    return not all(new) or re.sub(r"\W*\d+-year-old\W*", " ", hit.text.lower()).split()[-1:] == dead.text.lower().split()[-1:]


def _same_kind(one: str | int, other: str | int) -> bool:
    return not one or not other or one == other


def _side(toll: Toll) -> int:
    """Toll -> 1 for police and guards, 2 for attackers, 0 for others."""
    words = set(re.findall(r"[a-z]+", toll.text.lower()))
    return 1 if words & _POLICE else 2 if words & _OFFENDERS else 0
