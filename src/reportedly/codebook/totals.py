"""Makes one figure a harm out of the many tolls of a report or of a claim: the rule that the codebook documents.

The parts of a list ("two women and a child") are added. The parts of a total ("15 people, including five children") are
not. Of several totals the largest counts, for a report repeats its figure in parts. Single victims are counted by who
they are: names that differ are different people, a victim without a name is taken to be one that was named. Who died is
no longer injured, so "five people were shot, two of them fatally" leaves three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportedly.codebook.quantities import Count
from reportedly.record import Actor, Harm, Toll

_LIST = re.compile(
    r"(?:\s*,\s*(?:aged?\s+)?\d{1,3})?\s*(?:,|;|&|and|plus|along with|as well as|together with|"
    r",\s*(?:and|as well as|along with|plus))\s*(?:also\s+)?"
    r"(?:(?:his|her|their|the)\s+)?(?:\d{1,3}-year-old\s+)?",
)
_AND = re.compile(r"&|\b(?:and|plus|along|together|well)\b")
_OF_THEM = re.compile(r"\bof (?:them|whom|those)\b", re.IGNORECASE)
_HIT = re.compile(r"\W*(?:\w+\W+){0,4}?(?:shot|stabbed|struck|hit|taken|transported|rushed|airlifted|flown)\b", re.IGNORECASE)
_HITTING = re.compile(r"\b(?:shot|stabbed|shooting|stabbing|hit|opened fire on)\s(?:at least\s|more than\s)?$", re.IGNORECASE)
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
_OWNERS = frozenset(
    ("homeowner", "clerk", "employee", "owner", "resident", "driver", "passenger", "bystander", "neighbor", "neighbour")
)
_SENTENCE = re.compile(r"[.!?][\"”’']?\s|\n")
_MALE = frozenset((
    "man", "boy", "male", "father", "son", "brother", "husband", "uncle", "nephew", "grandfather", "grandson",
    "boyfriend", "he", "him", "himself", "dad", "policeman", "gunman", "businessman",
))  # fmt: skip
_FEMALE = frozenset((
    "woman", "girl", "female", "mother", "daughter", "sister", "wife", "aunt", "niece", "grandmother",
    "granddaughter", "girlfriend", "she", "her", "herself", "mom", "policewoman",
))  # fmt: skip


def total_of(text: str, tolls: Sequence[Toll], actors: Sequence[Actor]) -> dict[Harm, Count]:
    """Text and tolls of a report (or some of them) with its actors -> one count a harm; no harm without a toll is in it."""
    totals: dict[Harm, Count] = {}
    killed = [toll for toll in tolls if toll.harm == "killed"]
    dead = _people(killed, actors)
    if killed:
        totals["killed"] = _total(text, killed, actors)
    for harm in dict.fromkeys(toll.harm for toll in tolls if toll.harm != "killed"):
        some = [toll for toll in tolls if toll.harm == harm]
        if harm == "injured" and dead:
            some = [toll for toll in some if not _later_died(text, toll, killed, dead, actors)]
        if some:
            totals[harm] = _total(text, some, actors)
    hurt, lost = totals.get("injured"), totals.get("killed")
    if hurt and lost and hurt.best and lost.best and hurt.best > 1:
        totals["injured"] = _without_dead(text, [t for t in tolls if t.harm == "injured"], hurt, lost.best)
    return totals


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


def _total(text: str, tolls: list[Toll], actors: Sequence[Actor]) -> Count:
    own = [toll for toll in tolls if not over_period(text, toll)]
    best, low, high = 0, 0, 0
    known = False
    for group in lists_of(text, own or tolls):
        bests = [t.best for t in group if t.best is not None]
        known = known or bool(bests)
        best = max(best, sum(bests))
        low = max(low, sum(t.low or 0 for t in group))
        high = max(high, sum(t.high or 0 for t in group))
    best = max(best, _singles(tolls, actors))
    low = max(low, best if all(t.low is not None for t in tolls) else low)
    return Count(low or (0 if known else None), best if known else None, max(high, best) if known and high else None)


def _singles(tolls: Sequence[Toll], actors: Sequence[Actor]) -> int:
    """Tolls -> how many people the single ones must be: by name, by gender, or as the sides of one fight."""
    singles = [toll for toll in tolls if toll.best == 1]
    unnamed = [toll for toll in singles if not _name(toll, actors)[1]]
    words = [set(re.findall(r"[a-z]+", toll.text.lower())) for toll in unnamed]
    genders = {_gender(toll) for toll in unnamed} - {""}
    sides = sum(any(w & side for w in words) for side in (_OFFENDERS, _POLICE, _OWNERS))
    return max(len(_named(_people(singles, actors))), len(genders), sides, bool(singles))


def _people(tolls: Sequence[Toll], actors: Sequence[Actor]) -> set[tuple[str, str]]:
    """Tolls -> who they are, as first and last names; a bare last name is one of those with a first name."""
    people = {_name(toll, actors) for toll in tolls if toll.best == 1}
    full = {last for first, last in people if first}
    return {(first, last) for first, last in people if first or last not in full}


def _named(people: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {person for person in people if person[1]}


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


def _later_died(text: str, toll: Toll, killed: list[Toll], dead: set[tuple[str, str]], actors: Sequence[Actor]) -> bool:
    """Whether a single injured person is taken to be one of those who died."""
    if toll.best != 1 or _OTHER.match(toll.text):
        return False
    name, named = _name(toll, actors), _named(dead)
    if name[1] and (named or not _HIT.match(text[toll.end : toll.end + 60])):
        return _among(name, dead)
    if named and len(named) == len(dead) and _side(toll) == 1:
        return False
    for other in killed:
        if other.best == 1 and _same_kind(_gender(toll), _gender(other)) and _same_kind(_side(toll), _side(other)):
            near = text[min(toll.end, other.end) : max(toll.start, other.start)]
            # "one man died and a neighbour was wounded" tells of two people in one sentence
            return not (len(near) < 160 and not _SENTENCE.search(near) and " and " in near and toll.start > other.end)
    return False


def _same_kind(one: str | int, other: str | int) -> bool:
    return not one or not other or one == other


def _side(toll: Toll) -> int:
    """Toll -> 1 for police and guards, 2 for attackers, 0 for others."""
    words = set(re.findall(r"[a-z]+", toll.text.lower()))
    return 1 if words & _POLICE else 2 if words & _OFFENDERS else 0


def _without_dead(text: str, injured: list[Toll], hurt: Count, dead: int) -> Count:
    """Take the dead out of those hit: "five people were shot, two of them fatally"."""
    largest = max(injured, key=lambda t: t.best or 0)
    total = largest.best or 0
    hit = _HIT.match(text[largest.end : largest.end + 60]) or _HITTING.search(text[max(0, largest.start - 24) : largest.start])
    if total != hurt.best or total <= dead or not hit:
        return hurt
    sums = [sum(t.best or 0 for t in group) for group in lists_of(text, [t for t in injured if t is not largest])]
    best = max((n for n in sums if 1 < n <= total - dead), default=total - dead)
    return Count(min(hurt.low or best, best), best, hurt.high)
