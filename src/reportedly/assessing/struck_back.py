"""Tells the harm done to attackers from the harm that they did.

"13 civilians were killed in the attack, a monitor said; the army said that it had killed four of the attackers": both may stand
in one incident. They are tolls of opposite sides: the army did not kill the civilians, its four are none of the 13, and neither
gainsays the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportedly.assessing.side import ARMED, CIVIL, OF_STATE, UNARMED
from reportedly.assessing.standing import MUTUAL
from reportedly.record import Actor, Claim, CodedReport

Told = tuple[CodedReport, Claim]
Place = tuple[str, str]
"""A claim: the ids of its report and its own."""

# Words for people by what they did in the deed itself.
ATTACKERS = re.compile(r"\b(?:attackers?|assailants?|raiders?|ambushers?|perpetrators?|(?:suicide )?bombers?|intruders?)\b", re.I)
REMOTE = "Explosions/Remote violence"
PEOPLE = UNARMED | {"CVL"}


def find_struck_back(claims: Sequence[Told]) -> frozenset[Place]:
    """Claims of an incident -> those of harm done to the attackers alone, where other claims tell of the harm that they did.

    Who did it must not be blamed for the other harm as well: an army that calls its victims attackers contradicts those who
    call them civilians.
    """
    return frozenset(_place(one) for one, others in _opposed(claims) if _of_attackers(one, others))


def find_avenged(claims: Sequence[Told]) -> frozenset[Place]:
    """Claims of an incident -> those of harm to the attackers alone, where other claims tell of soldiers whom they harmed.

    Both are tolls of one fight; but who killed the attackers did not kill the soldiers.
    """
    told = [one for one in claims if one[1].status in ("asserted", "possible") and one[1].type == "ASSAULT"]
    soldiers = [one for one in told if _hurt(one) and _victims(one) and all(set(a.roles) & OF_STATE for a in _victims(one))]
    return frozenset(
        _place(one)
        for one in told
        if soldiers and one not in soldiers and _kinds(one) == {"armed"} and one[1].act not in MUTUAL
        if not _doers([one]) & _doers(soldiers) and _of_attackers(one, soldiers)
    )


def find_other_harm(claims: Sequence[Told]) -> frozenset[Place]:
    """Claims of an incident -> those that tell of killed fighters alone and so say nothing of who harmed the civilians in it.

    Wider than :func:`find_struck_back`: whose deed the civilians' deaths were is not told by "the army killed four militants".
    Two claims of bombs, shells or strikes may be of one blow, and are kept together.
    """
    return find_struck_back(claims) | frozenset(
        _place(one)
        for one, others in _opposed(claims)
        if not any(_remote(one) and _remote(other) for other in others)
        # Soldiers and civilians may well have been struck by one and the same side.
        and not any(set(actor.roles) & OF_STATE for actor in _victims(one))
    )


def _opposed(claims: Sequence[Told]) -> Iterator[tuple[Told, list[Told]]]:
    """Claims of harm to armed people alone, each with the claims of harm to people without arms; not where both have one doer."""
    told = [one for one in claims if one[1].status in ("asserted", "possible")]
    civil = [one for one in told if _kinds(one) == {"civilians"} and one[1].type == "ASSAULT" and _hurt(one)]
    for one in told:
        if not civil or _kinds(one) != {"armed"} or one[1].type != "ASSAULT" or one[1].act in MUTUAL:
            continue
        if not _doers([one]) & _doers(civil):
            yield one, civil


def _doers(claims: Sequence[Told]) -> set[str]:
    return {key for one in claims for i in one[1].who for key in _keys(one[0], i)}


def _of_attackers(one: Told, others: Sequence[Told]) -> bool:
    """Whether those struck did what the other claims tell of: by the word for them, or because they are blamed for it."""
    return any(ATTACKERS.search(actor.text) for actor in _victims(one)) or _blamed(one, others)


def _hurt(one: Told) -> bool:
    return any(one[0].tolls[i].harm in ("killed", "injured", "abducted") for i in one[1].tolls)


def _blamed(one: Told, others: Sequence[Told]) -> bool:
    """Whether those struck are those of whom the other claims say that they did it."""
    struck = {key for _, i in _struck(one) for key in (*_keys(one[0], i), *_nouns(one[0], i))}
    return bool(struck & {key for other in others for i in other[1].who for key in (*_keys(other[0], i), *_nouns(other[0], i))})


def _nouns(coded: CodedReport, index: int) -> Iterator[str]:
    """The noun of armed people without a name who are no soldiers: "militants" did it, and "four militants" were killed."""
    actor = coded.actors[index]
    if actor.kind == "role" and set(actor.roles) & ARMED - OF_STATE and not set(actor.roles) & OF_STATE:
        yield from (actor.text or actor.name or "").casefold().split()[-1:]


def _kinds(one: Told) -> set[str]:
    """Of what kinds those harmed are: armed, civilians; things and people of whom nothing is told are of none."""
    coded, claim = one
    kinds = {"civilians" for i in claim.tolls if CIVIL.search(coded.tolls[i].text)}
    for actor in _victims(one):
        roles = set(actor.roles)
        if roles & ARMED or ATTACKERS.search(actor.text):
            kinds.add("armed")
        elif CIVIL.search(actor.text) or roles & PEOPLE:
            kinds.add("civilians")
    return kinds


def _victims(one: Told) -> list[Actor]:
    return [actor for actor, _ in _struck(one)]


def _struck(one: Told) -> Iterator[tuple[Actor, int]]:
    """Those whom a claim or its tolls name as harmed, with their index; no things and no places."""
    coded, claim = one
    tolls = [toll for i in claim.tolls if (toll := coded.tolls[i]).best != 0]
    counted = [toll.whom for toll in tolls if toll.whom is not None]
    # Where the tolls say who was harmed, what else was struck (a village, a name) is no victim.
    for index in dict.fromkeys(counted or claim.whom):
        actor = coded.actors[_first(coded, index)]
        own = coded.actors[index]
        if own.kind != "object":
            yield (actor if actor.roles and not own.roles else own), index


def _keys(coded: CodedReport, index: int) -> Iterator[str]:
    """What an actor is known by: registry id, the state whose force it is, its words."""
    for actor in (coded.actors[index], coded.actors[_first(coded, index)]):
        if actor.id:
            yield actor.id
            country, dash, _ = actor.id.partition("-")
            if dash and len(country) == 3:
                yield f"{country}-"
        words = " ".join((actor.name or actor.text).casefold().split()).removeprefix("the ")
        if words not in ("it", "they", "we", "he", "she"):
            yield words


def _first(coded: CodedReport, index: int) -> int:
    seen = {index}
    while (above := coded.actors[index].same_as) is not None and above not in seen:
        seen.add(above)
        index = above
    return index


def _remote(one: Told) -> bool:
    return one[1].acled is not None and one[1].acled.event_type == REMOTE


def _place(one: Told) -> Place:
    return one[0].report.id, one[1].id
