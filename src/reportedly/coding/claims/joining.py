"""Joins the tellings of one event within a sentence: the harm and the act that caused it, the act and its instrument."""

from __future__ import annotations

from spacy.tokens import Token

from reportedly.codebook.names import word_set
from reportedly.coding.claims.carriers import host, is_effect
from reportedly.coding.claims.telling import Owners, Telling, is_state, path

_CAUSES = word_set("in by during from with along due when as after amid under")
_FINEST = word_set("suicide-bombing car-bombing roadside-bombing grenade-attack chemical-attack drone-strike")
_BLASTS = _FINEST | {"bombing"}
_BESIDE = word_set("of on against at")
_LINKS = word_set("nsubj agent pobj prep advcl acl relcl conj dobj pcomp nsubjpass ccomp npadvmod")


def join_events(tellings: list[Telling], owners: Owners) -> list[Telling]:
    """Tellings in text order -> the same with the tellings of one event in one sentence joined.

    "A bomb exploded, killing three", "killed in clashes", "the raid left ten dead", "was hit by shelling".
    """
    gone: set[int] = set()
    for telling in tellings:
        if id(telling) in gone or not telling.has("force"):
            continue
        other = _above(telling, owners) or _beside(telling, owners)
        if other is None or other is telling or id(other) in gone or not other.has("force"):
            continue
        if _one_event(telling, other):
            _absorb(other, telling, owners)
            gone.add(id(telling))
    return [t for t in tellings if id(t) not in gone]


def _above(telling: Telling, owners: Owners) -> Telling | None:
    steps = list(path(telling.head))
    described = False
    effect = is_effect(telling.head)
    for i, above in enumerate(steps[1:8], 1):
        below = steps[i - 1]
        described |= below.dep_ == "relcl" and above.i not in owners
        if below.dep_ not in _LINKS:
            return None
        if below.dep_ == "prep" and below.lower_ not in _CAUSES and below.lower_ not in _BESIDE and not effect:
            return None
        owner = owners.get(above.i)
        if owner is not None and is_state(owner):
            continue  # "hit a village controlled by rebels killing two": who controls it did not kill
        if owner is not None and owner is not telling:
            # "the death of leaders who perished ..." is one event, "the militia that held the town killed ..." are two
            return owner if not described or (owner.has("harm") and telling.has("harm")) else None
        if owner is None and above.pos_ == "VERB":
            return None
    return None


def _beside(telling: Telling, owners: Owners) -> Telling | None:
    """Find "the attack caused three deaths": both nouns hang on one verb that tells nothing itself."""
    if not telling.is_noun or (verb := host(telling.head) or _cause_of(telling.head)) is None:
        return None
    for child in verb.children:
        owner = owners.get(child.i)
        if owner is not None and owner is not telling and child.dep_ in ("nsubj", "dobj", "nsubjpass"):
            return owner
    return None


def _cause_of(noun: Token) -> Token | None:
    """Noun -> the verb that it is given as the cause beside: "40 deaths were due to shelling", "resulted from a raid"."""
    for step, above in enumerate(path(noun)):
        if above.pos_ in ("VERB", "AUX") and step:
            return above
        if step > 4 or above.dep_ not in ("pobj", "prep", "pcomp", "acomp", "amod", "advmod"):
            return None
    return None


def _one_event(one: Telling, other: Telling) -> bool:
    if is_state(one) or is_state(other):
        return False
    if one.has("harm") or other.has("harm"):
        if one.act.type != other.act.type:
            return False  # "300 died under the siege"
        return _close(one, other)
    # "was hit by shelling", "attacked with rockets", "a bomb went off in a blast"
    if one.act.name in _BLASTS and other.act.name in _BLASTS and one.is_noun != other.is_noun:
        return True
    return one.act is other.act or (one.is_noun != other.is_noun and (one.has("generic") or other.has("generic")))


def _close(one: Telling, other: Telling) -> bool:
    """Two deaths told with different parties in coordination are two events: "rebels shot a farmer and soldiers killed a boy"."""
    apart = bool(one.who and other.who) and {t.i for t in one.who}.isdisjoint(t.i for t in other.who)
    later, earlier = (one, other) if one.head.i > other.head.i else (other, one)
    # "two men were stabbed to death and the police fired in the air": the deed that follows is another's
    apart |= earlier.has("harm") and not later.has("harm") and bool(later.who) and not later.is_noun and not earlier.who
    return not (apart and later.head.dep_ == "conj")


def _absorb(into: Telling, telling: Telling, owners: Owners) -> None:
    finer, coarse = (into, telling) if _grade(into) >= _grade(telling) else (telling, into)
    harmed, cause = (into, telling) if into.has("harm") else (telling, into)
    if telling.is_noun and not telling.whom and into.found.trigger.pos == "verb":
        # "killed in an airstrike on a market": the parse may hang the target on the verb
        telling.whom = [t for place in telling.found.trigger.whom for t in into.found.sites.get(place, ()) if t not in into.where]
        cause = telling if cause is telling else cause
    noise = {into.head.i, telling.head.i}
    into.whom = list(dict.fromkeys(t for t in (*harmed.whom, *cause.whom) if t.i not in noise))
    into.who = [t for t in (finer.who or coarse.who) if t.i not in noise] or [
        t for t in (*into.who, *telling.who) if t.i not in noise
    ]
    into.where = [*into.where, *(t for t in telling.where if t not in into.where)]
    if cause is not harmed:
        into.where += [t for t in cause.whom if t not in into.whom and t not in into.where]
    into.beside += telling.beside
    into.act = finer.act
    into.heads += [telling.head, *telling.heads]
    into.weapon = into.weapon or telling.weapon
    if min(telling.words) < min(into.words):
        into.words = telling.words
    for i, owner in owners.items():
        if owner is telling:
            owners[i] = into


def _grade(telling: Telling) -> int:
    """How much an act says: what was done over that it was done, and both over the harm alone."""
    if telling.act.name in ("wounding", "destruction", "arson"):
        return 0
    if telling.has("harm"):
        return 1
    if telling.has("generic"):
        return 2
    return 4 if telling.act.name in _FINEST else 3
