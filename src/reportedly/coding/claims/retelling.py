"""One event told twice by one source in a report is one claim: the headline and the lead, "the blast", "the attack"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from reportedly.codebook.acts import Act
from reportedly.codebook.names import word_list, word_set
from reportedly.coding.claims.ground import Ground
from reportedly.coding.claims.telling import Telling
from reportedly.record import Actor, Attribution, Span, Status

_BACK = word_set("the this that these those")
_KIN = (
    word_set(
        "attack armed-attack airstrike drone-strike shelling missile-attack bombing car-bombing roadside-bombing "
        "suicide-bombing grenade-attack killing battle-killing wounding shooting ambush clash assassination massacre "
        "attack-medical attack-school attack-aid-workers attack-press execution offensive"
    ),
    word_set("demonstration riot strike obstruction vandalism crowd-control crackdown"),
    word_set("territory-captured government-regains-territory rebels-overtake-territory offensive advance"),
    word_set("talks meeting summit visit mediation"),
    word_set("agreement treaty ceasefire pullback-announced"),
    word_set("arrest raid abduction fighters-captured"),
    word_set("siege-laid blockade siege-broken siege-lifted"),
)


_ATTACKS = word_set("attack armed-attack massacre ambush")
# "near Goma" and "in Kibumba" may be one place: only who is in or at a place is in no other.
_WHERE = word_list("in at")
_SHOTS = word_set("round shot bullet shell rocket missile bomb grenade mortar canister drone")
_FEW = 2
_REACH = 6
"""So many tellings back "the attack" may take one up."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its id: the telling it comes from and its slots as indices."""

    telling: Telling
    act: Act
    trigger: Span
    who: tuple[int, ...]
    whom: tuple[int, ...]
    where: tuple[int, ...]
    when: int | None
    weapon: Span | None
    tolls: tuple[int, ...]
    attribution: int | None
    status: Status


def merge_retold(
    drafts: Sequence[Draft], actors: Sequence[Actor], ground: Ground, attributions: Sequence[Attribution]
) -> list[Draft]:
    """Drafts in text order -> the same with retellings by the same source folded into the first telling."""
    kept: list[Draft] = []
    for draft in drafts:
        for n in range(len(kept) - 1, max(len(kept) - 13, -1), -1):
            if _same_event(kept[n], draft, actors, ground, attributions):
                kept[n] = _fold(kept[n], draft)
                break
        else:
            kept.append(_taken_up(draft, kept, actors, ground))
    return kept


def _taken_up(draft: Draft, kept: Sequence[Draft], actors: Sequence[Actor], ground: Ground) -> Draft:
    """Draft of another source or status -> the same with what "the attack", or its figure, takes up: parties, place and day.

    "The army denied the attack" denies the one just told; its toll stays with those who gave it.
    """
    for one in kept[: -_REACH - 1 : -1]:
        counted = _same_toll(one, draft, ground)
        if one.trigger > draft.trigger or not (counted or refers_back(draft.telling)) or _is_of_police(one, draft, actors):
            continue
        kin = one.act is draft.act or any(one.act.name in kin and draft.act.name in kin for kin in _KIN)
        apart = _differ(one.who, draft.who, actors) or (not counted and _differ(one.whom, draft.whom, actors))
        recounted = _differ_in_toll(one, draft, ground)  # another figure: whose it is, the words do not say
        if kin and not apart and not _differ_in_place(one, draft, ground) and not _differ_in_time(one, draft, ground):
            return replace(
                draft,
                act=_finer(draft, one),
                who=draft.who or tuple(i for i in one.who if i not in draft.whom),
                whom=draft.whom or (() if recounted else tuple(i for i in one.whom if i not in draft.who)),
                where=draft.where or one.where,
                when=draft.when if draft.when is not None else one.when,
            )
    return draft


def _same_event(one: Draft, other: Draft, actors: Sequence[Actor], ground: Ground, attributions: Sequence[Attribution]) -> bool:
    if one.status != other.status or _voice(one, actors, ground, attributions) != _voice(other, actors, ground, attributions):
        return False
    same_act = one.act is other.act
    if not same_act and not any(one.act.name in kin and other.act.name in kin for kin in _KIN):
        return False
    counted = _same_toll(one, other, ground)
    if _differ(one.who, other.who, actors) or _differ_in_place(one, other, ground) or _is_of_police(one, other, actors):
        return False
    if _differ_in_time(one, other, ground) or _differ_in_toll(one, other, ground) or _differ_in_shots(one, other):
        return False
    if counted:
        return True  # "killed 14 fighters ... fourteen members of the group were killed"
    if _differ(one.whom, other.whom, actors):
        return False
    if refers_back(other.telling):
        return True
    shared = _shared(one.who, other.who, actors) + _shared(one.whom, other.whom, actors) + _shared_place(one, other, ground)
    return same_act and shared >= 1 and (shared >= 2 or _is_headline(one, ground) or not other.who or not other.whom)


def _is_of_police(one: Draft, other: Draft, actors: Sequence[Actor]) -> bool:
    """Whether the first is what police did and the second "the attack", which in no report is the word for that."""
    attack = other.act.name in _ATTACKS and one.act is not other.act
    return attack and bool(one.who) and all("COP" in actors[i].roles for i in one.who)


def _voice(draft: Draft, actors: Sequence[Actor], ground: Ground, attributions: Sequence[Attribution]) -> str:
    if draft.attribution is None:
        return ""
    held = attributions[draft.attribution]
    if held.source_actor is not None:
        return _name(held.source_actor, actors)
    return "|".join(ground.parsed.text[s:e].lower() for s, e in held.source) or "?"


def _name(index: int, actors: Sequence[Actor]) -> str:
    actor = actors[index]
    if actor.same_as is not None:
        actor = actors[actor.same_as]
    return actor.id or (actor.name or actor.text).lower()


def _names(indices: Sequence[int], actors: Sequence[Actor]) -> set[str]:
    return {_name(i, actors) for i in indices}


def _shared(one: Sequence[int], other: Sequence[int], actors: Sequence[Actor]) -> int:
    return int(bool(_names(one, actors) & _names(other, actors)))


def _differ(one: Sequence[int], other: Sequence[int], actors: Sequence[Actor]) -> bool:
    return bool(one) and bool(other) and not _names(one, actors) & _names(other, actors)


def _spots(draft: Draft, ground: Ground) -> set[str]:
    return {str(ground.places[i].geonameid or ground.places[i].text.lower()) for i in draft.where}


def _shared_place(one: Draft, other: Draft, ground: Ground) -> int:
    return int(bool(_spots(one, ground) & _spots(other, ground)))


def _differ_in_place(one: Draft, other: Draft, ground: Ground) -> bool:
    """Two towns are two places; a town and its region or country may be one."""
    towns = [
        {
            str(ground.places[i].geonameid or ground.places[i].text.lower())
            for i in d.where
            if ground.places[i].kind in ("city", "facility")
        }
        for d in (one, other)
    ]
    if towns[0] and towns[1]:
        return not towns[0] & towns[1]
    named = (_named_spots(one, ground), _named_spots(other, ground))
    return bool(named[0]) and bool(named[1]) and not named[0] & named[1]


def _named_spots(draft: Draft, ground: Ground) -> set[str]:
    """Names of where a draft is, known to the gazetteer or not: "in Saleera", "in the Saleera area".

    Papers name quarters and villages that no gazetteer has, and readers know them apart by name.
    """
    doc, sites = draft.telling.head.doc, draft.telling.found.sites
    inner = [
        p for i in draft.telling.words for c in doc[i].children if c.dep_ == "prep" and c.lower_ in _WHERE for p in c.children
    ]
    heads = [*inner, *(t for place in _WHERE for t in sites.get(place, ()))]
    words = [w for t in heads for w in (t, *(c for c in t.children if c.dep_ in ("compound", "appos")))]
    return {w.lower_ for w in words if w.pos_ == "PROPN" and w.i not in ground.time_at and w.i not in ground.actor_at}


def _differ_in_time(one: Draft, other: Draft, ground: Ground) -> bool:
    if one.when is None or other.when is None:
        return False
    a, b = ground.times[one.when], ground.times[other.when]
    if a.from_ is None or b.from_ is None or a.to is None or b.to is None:
        return a.text.lower() != b.text.lower()
    return a.to < b.from_ or b.to < a.from_


def _differ_in_toll(one: Draft, other: Draft, ground: Ground) -> bool:
    for i in one.tolls:
        for j in other.tolls:
            a, b = ground.tolls[i], ground.tolls[j]
            if a.harm == b.harm and a.best is not None and b.best is not None and a.best != b.best and i != j:
                return True
    return False


def _differ_in_shots(one: Draft, other: Draft) -> bool:
    """Whether both count what was fired, and not alike: "fired 45 rounds ... fired ten rounds"."""
    shots = [
        {n.lower_ for t in d.telling.found.sites.get("obj", ()) if t.lemma_ in _SHOTS for n in t.children if n.dep_ == "nummod"}
        for d in (one, other)
    ]
    return bool(shots[0]) and bool(shots[1]) and not shots[0] & shots[1]


def _same_toll(one: Draft, other: Draft, ground: Ground) -> bool:
    """Whether both tell one figure of more than two, which no two events of one report share by chance."""
    figures = [
        {(ground.tolls[i].harm, ground.tolls[i].best) for i in d.tolls if (ground.tolls[i].best or 0) > _FEW}
        for d in (one, other)
    ]
    return bool(figures[0] & figures[1])


def refers_back(telling: Telling) -> bool:
    """Whether the trigger is a noun that points back: "the blast", "this attack"."""
    if telling.back:
        return True
    # "the blast"; "a guard was killed in the blast"
    nouns = (telling.head.doc[telling.words[-1]], *telling.heads)
    return any(
        noun.pos_ == "NOUN" and noun.i <= max(telling.words[-1], telling.head.i + 8) and _is_definite(noun) for noun in nouns
    )


def _is_definite(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in _BACK for c in noun.children)


def _is_headline(draft: Draft, ground: Ground) -> bool:
    return any(m.kind == "headline" and m.start <= draft.trigger[0] < m.end for m in ground.parsed.marks)


def _fold(one: Draft, other: Draft) -> Draft:
    return replace(
        one,
        act=_finer(one, other),
        who=one.who or other.who,
        whom=one.whom or other.whom,
        where=one.where or other.where,
        when=one.when if one.when is not None else other.when,
        weapon=one.weapon or other.weapon,
        tolls=(*one.tolls, *(i for i in other.tolls if i not in one.tolls)),
    )


def _finer(one: Draft, other: Draft) -> Act:
    finer = "generic" in one.act.traits and "generic" not in other.act.traits and other.act.type == one.act.type
    return other.act if finer else one.act
