"""Fills the slots of tellings: words become actors, places, times, tolls and weapons of the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from reportedly.codebook.names import word_set
from reportedly.coding.claims.arguments import Sites, core, spread
from reportedly.coding.claims.carriers import is_effect
from reportedly.coding.claims.events import Found, lemma_of, lemmas_of
from reportedly.coding.claims.ground import Ground, head_of, token_span
from reportedly.coding.claims.telling import LOCATIVE, Owners, Telling, climb, path
from reportedly.record import Actor, ActorKind

_DOER = {"+actor", "+person", "+state", "+nonstate", "+collective"}
_CARRIERS = word_set(
    "fire attack strike bomb bomber attacker round shell shot vest belt blast explosion bombing raid projectile gas agent device"
)
_SKIPPED = word_set("who which that whom this these those it they he she them him her itself themselves what there i we you us")
_INNER = word_set("poss compound amod nmod prep pobj appos acl conj agent pcomp dobj relcl xcomp ccomp nsubj nsubjpass")
_OWNERS = word_set("poss compound amod nmod")
_NO_PARTIES = word_set("DATE TIME MONEY PERCENT QUANTITY ORDINAL CARDINAL LAW EVENT LANGUAGE")
MUTUAL = word_set(
    "clash talks meeting agreement ceasefire prisoner-exchange summit cooperation joint-exercise phone-talks treaty"
)
_BLASTS = word_set("suicide-bombing car-bombing roadside-bombing grenade-attack chemical-attack")
_FINER = {
    "bombing": _BLASTS,
    "car-bombing": word_set("suicide-bombing"),
    "roadside-bombing": word_set("suicide-bombing"),
    "missile-attack": word_set("airstrike drone-strike chemical-attack"),
    "shelling": word_set("chemical-attack airstrike"),
    "airstrike": word_set("chemical-attack drone-strike"),
    "shooting": word_set("chemical-attack airstrike shelling missile-attack"),
}
_GROUP_WORDS = word_set("side group faction movement tribe clan community coalition alliance")
_HARMS = {
    "killed": ("ASSAULT",), "injured": ("ASSAULT", "PROTEST"), "detained": ("COERCE", "ASSAULT", "SANCTION", "RETREAT"),
    "abducted": ("ASSAULT", "COERCE", "RETREAT"), "displaced": ("COERCE", "ASSAULT"), "missing": ("ASSAULT",),
}  # fmt: skip


class Actors:
    """The actors of a report, with those that claims add at the end; indices of the given ones never move."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.all = list(ground.actors)
        self._at = dict(ground.actor_at)

    def index(self, token: Token, *, things: bool) -> int | None:
        """Head of a phrase -> the actor it is, added when it names people or (``things``) something struck."""
        token = core(token)
        if token.i in self.ground.parsed.boilerplate:
            return None  # "RAWALAKOT: ...": what a dateline names is no party
        if token.i in self._at:
            return self._at[token.i]
        kind = self._kind(token, things)
        if kind is None:
            return None
        start, end = phrase(token)
        text = self.ground.parsed.text[start:end]
        place = self.ground.place_at.get(token.i)
        known = self.ground.places[place] if place is not None and kind == "nationality" else None
        self.all.append(
            Actor(
                start=start,
                end=end,
                text=text,
                kind=kind,
                name=known.name if known else None,
                country=known.country if known else None,
            )
        )
        self._at[token.i] = len(self.all) - 1
        return len(self.all) - 1

    def first(self, index: int) -> int:
        """Index of an actor -> the first mention of what it names."""
        before = self.all[index].same_as
        return index if before is None else before

    def _kind(self, token: Token, things: bool) -> ActorKind | None:
        classes, words = self.ground.table.classes, lemmas_of(token)
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM") or token.lower_ in _SKIPPED:
            return None
        if token.ent_type_ in _NO_PARTIES and (token.pos_ != "NOUN" or classes["person"].isdisjoint(words)):
            return None
        if token.ent_type_ == "PERSON":
            return "person"
        if not classes["armed"].isdisjoint(words) and token.pos_ != "PROPN":
            return "group"
        if not classes["person"].isdisjoint(words):
            return "role"
        if not classes["collective"].isdisjoint(words) and token.pos_ != "PROPN":
            return "group" if token.lemma_ in _GROUP_WORDS else "organization"
        if things and any(not classes[name].isdisjoint(words) for name in ("building", "vehicle", "weapon-held")):
            return "object"
        if token.i in self.ground.place_at and self.ground.places[self.ground.place_at[token.i]].kind == "country":
            return "nationality"
        if token.ent_type_ == "NORP":
            return "nationality"
        if token.ent_type_ == "GPE" and token.pos_ == "PROPN":
            return "nationality"
        if token.ent_type_ == "ORG" and token.pos_ == "PROPN":
            return "organization"
        return None


def phrase(head: Token) -> tuple[int, int]:
    """Head of a noun phrase -> its span without articles, numbers and what follows the head but a name's own parts."""
    first = head
    for child in head.lefts:
        if child.dep_ in ("compound", "amod", "nmod", "poss"):
            left = child.left_edge
            if any(c.dep_ == "cc" for c in child.children):
                continue
            if all(
                t.pos_ not in ("VERB", "PUNCT", "SPACE") or t.tag_ in ("VBN", "VBG") or t.text in "-'"
                for t in head.doc[left.i : head.i]
            ):
                first = left
                break
    while first.i < head.i and (first.pos_ in ("DET", "NUM", "PRON") or first.lower_ in ("a", "an", "the")):
        first = first.nbor(1)
    return first.idx, head.idx + len(head.text)


def read_arguments(telling: Telling, ground: Ground) -> None:
    """Telling -> the same with the words of its parties and places, from the frame of its trigger."""
    row, sites = telling.found.trigger, telling.found.sites
    telling.who = _doers(row.who, sites, telling.found, ground)
    telling.whom = [t for t in _first(row.whom, sites, telling.words) if t not in telling.who]
    telling.where = [t for place in row.where for t in sites.get(place, ()) if t.i in ground.place_at or _is_town(t, ground)]
    if telling.who and telling.whom and lemma_of(telling.head) == "leave" and _are_of_them(telling, ground):
        telling.who, telling.whom = [], telling.who
    telling.beside = [t for t in sites.get("beside", ()) if ground.tests(t) & _DOER or t.i in ground.place_at]
    headline = telling.has("harm") and not telling.is_noun and lemma_of(telling.head) != "be"
    if headline and telling.who and not telling.whom:
        telling.who, telling.whom = [], telling.who  # "two patients killed in a raid": headlines leave "were" out
    if telling.act.name in MUTUAL and not telling.whom and len(telling.who) > 1:
        telling.who, telling.whom = telling.who[:1], telling.who[1:]


def _are_of_them(telling: Telling, ground: Ground) -> bool:
    """Whether "leaving four of them dead" is about the subject: "Recruits came under fire, leaving four of them dead".

    Not where other people are told of on the way: "Militants ambushed the recruits, leaving two of them dead".
    """
    if not any(t.lower_ in ("them", "us") for t in telling.whom):
        return False
    between = telling.head.doc[telling.who[0].i + 1 : telling.head.i]
    return not any("+person" in ground.tests(t) and t.pos_ in ("NOUN", "PROPN", "PRON") for t in between)


def _first(places: Sequence[str], sites: Sites, words: Sequence[int]) -> list[Token]:
    for place in places:
        if found := [t for t in sites.get(place, ()) if t.i not in words]:
            return found
    return []


def _doers(places: Sequence[str], sites: Sites, found: Found, ground: Ground) -> list[Token]:
    for place in places:
        heads = []
        for token in sites.get(place, ()):
            if (token.i in found.words and place != "mod") or token.pos_ in ("PUNCT", "ADP", "SYM", "ADV", "VERB"):
                continue
            if place == "in" and (token.i in ground.place_at or token.ent_type_ in ("GPE", "LOC", "FAC")):
                continue  # "deaths in police firing" has its doer there, "the killing of two nurses in Bunia" its place
            if ground.tests(token) & _DOER or (place != "mod" and (token.i in ground.place_at or token.lower_ in _SKIPPED)):
                if place != "mod" or token.i in ground.actor_at or (token.i not in ground.place_at and token.pos_ != "ADJ"):
                    heads.append(token)
            elif place != "mod":
                # "Russian warplanes", "the group's shelling": whose thing it is
                heads += [
                    t
                    for t in token.children
                    if t.dep_ in ("amod", "poss", "compound", "nmod") and ground.tests(t) & {"+actor", "+state", "+nonstate"}
                ][:1]
        if heads:
            return heads
    return []


def _is_town(token: Token, ground: Ground) -> bool:
    return not ground.table.classes["town"].isdisjoint(lemmas_of(token))


def inner_party(token: Token, ground: Ground, barred: Iterable[int], links: frozenset[str] = _INNER) -> Token | None:
    """Head of a phrase that is no party -> the first party named inside it ("a call by the opposition")."""
    shut, queue = set(barred), [token]
    for _ in range(24):
        if not queue:
            return None
        word = queue.pop(0)
        named = word.i in ground.actor_at or word.ent_type_ in ("NORP", "GPE", "PERSON", "ORG")
        nominal = word.pos_ in ("NOUN", "PROPN", "ADJ") and word.i not in ground.time_at
        if named and nominal and word.i not in shut and word != token:
            return word
        queue += [c for c in word.children if c.dep_ in links]
    return None


def find_parties(telling: Telling, actors: Actors) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Telling and the actors of its report -> indices of who and whom."""
    ground, force = actors.ground, telling.act.type in ("ASSAULT", "COERCE")
    who = _unique(actors.index(t, things=False) for t in (*telling.who, *telling.beside))
    taken = {t.i for t in telling.who}
    whom: list[int | None] = []
    for token in (part for head in telling.whom for part in (head, *_included(head))):
        known = ground.actor_at.get(token.i)
        if force and token.i in ground.place_at and (known is None or ground.actors[known].kind == "object"):
            continue
        index = actors.index(token, things=force)
        if index is None and not (force and _is_town(token, ground)):
            inner = inner_party(token, ground, taken, _OWNERS if force else _INNER)
            index = actors.index(inner, things=False) if inner is not None else None
        whom.append(index)
    # nobody does to themselves what a clause tells of two parties: "demonstrators ... the protesters"
    doers = {actors.first(i) for i in who}
    found = [i for i in _unique(whom) if i not in who and actors.first(i) not in doers]
    return tuple(who), tuple(found)


def _included(head: Token) -> list[Token]:
    """Head of a phrase -> those that it is said to include: "killed six of them, including the rector and two women"."""
    return [t for c in head.children if c.dep_ == "prep" and c.lower_ == "including" for p in c.children for t in spread(core(p))]


def _unique(indices: Iterable[int | None]) -> list[int]:
    return list(dict.fromkeys(i for i in indices if i is not None))


def attach_layers(tellings: Sequence[Telling], owners: Owners, ground: Ground) -> None:
    """Tellings of one report -> the same with the places, times, tolls and weapons of their clauses."""
    starts = ground.starts
    doc, silent = ground.parsed.doc, ground.parsed.boilerplate
    for index, place in enumerate(ground.places):
        head = head_of(ground.parsed, token_span(starts, place.start, place.end))
        if (
            head.i not in silent
            and _is_locative(head, ground)
            and (owner := climb(head, owners)) is not None
            and index not in owner.places
        ):
            owner.places.append(index)
    for index, time in enumerate(ground.times):
        if time.type in ("DATE", "TIME") or (time.type == "DURATION" and time.from_):
            head = head_of(ground.parsed, token_span(starts, time.start, time.end))
            if head.i not in silent and (owner := climb(head, owners)) is not None:
                owner.times.append(index)
    for index, toll in enumerate(ground.tolls):
        head = head_of(ground.parsed, token_span(starts, toll.start, toll.end))
        owner = climb(head, owners, frozenset({"ccomp"}))
        if owner is not None and owner.act.type in _HARMS[toll.harm]:
            owner.tolls.append(index)
            continue
        sentence = doc[head.i].sent.start
        near = [t for t in tellings if t.sentence == sentence and t.has("force") and t.act.type in _HARMS[toll.harm]]
        if len(near) == 1:
            near[0].tolls.append(index)
    for telling in tellings:
        if is_effect(telling.head) and not telling.places and not telling.where:
            # "a helicopter was shot down near the town, killing all five on board"
            above = next((owners[t.i] for t in path(telling.head) if t.i in owners and owners[t.i] is not telling), None)
            telling.places = list(above.places) if above is not None else []
    weapons, before = ground.table.weapons, ""
    for token in doc:
        lemma = lemma_of(token)
        if lemma in weapons or f"{before} {lemma}" in weapons:
            _attach_weapon(token, owners, ground)
        before = lemma


def _is_locative(head: Token, ground: Ground) -> bool:
    """Whether a place is told as where something is, not as whose: "in Sana", "the city of Sana", not "Yemen's army"."""
    steps = list(path(head))[:6]
    if head.i + 2 < len(head.doc) and head.nbor(1).text in "-‐‑–" and head.nbor(2).tag_ in ("VBN", "VBD", "JJ"):
        return False  # "US-led", "Gaza-based"
    for above in steps:
        if above.dep_ == "poss":
            return False
        if above.dep_ in ("pobj",):
            return above.head.lower_ in LOCATIVE
        if above.dep_ in ("dobj", "nsubjpass", "appos", "npadvmod", "advmod"):
            return True
        if above.dep_ in ("compound", "amod", "nmod"):
            if head.i in ground.actor_at and head.pos_ == "ADJ":
                return False
            continue
        if above.dep_ == "conj":
            continue
        return above.dep_ == "nsubj" and head.i not in ground.actor_at
    return False


def _wielded(token: Token, owner: Telling) -> bool:
    """Whether a weapon does the deed: as subject, after by, with or from, or in the trigger; not in "a plane crash"."""
    for above in path(token):
        if above.i in owner.words or above == owner.head or above in owner.heads:
            return True
        if above.dep_ in ("compound", "amod", "nmod") and above.head.i not in owner.words and above.head not in owner.heads:
            if lemma_of(above.head) not in _CARRIERS and not any(t == above.head for t in (*owner.who, *owner.whom)):
                return False
        elif above.dep_ not in (
            "nsubj",
            "agent",
            "pobj",
            "prep",
            "dobj",
            "compound",
            "amod",
            "conj",
            "acl",
            "pcomp",
            "nsubjpass",
            "advcl",
            "appos",
        ):
            return False
    return False


def _attach_weapon(token: Token, owners: Owners, ground: Ground) -> None:
    owner = climb(token, owners)
    if owner is None or not owner.has("force") or (owner.weapon and not set(owner.weapon) & set(owner.words)):
        return
    if not _wielded(token, owner):
        return
    if token in owner.whom and token.dep_ in ("dobj", "nsubjpass"):
        return
    words: tuple[int, ...] = (token.i,)
    key = lemma_of(token)
    if key == "bomber" and (index := ground.actor_at.get(token.i)) is not None and ground.actors[index].roles:
        return  # the man, not the aircraft
    if token.i and (pair := f"{lemma_of(token.nbor(-1))} {key}") in ground.table.weapons:
        key, words = pair, (token.i - 1, token.i)
    act = ground.table.weapons.get(key)
    if act is None:
        return
    owner.weapon = words
    if owner.has("generic") or act.name in _FINER.get(owner.act.name, ()):
        owner.act = act
