"""Tells force from its metaphors: sport, business and parliament attack, bombard and besiege as well."""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Token

from reportedly.codebook.names import word_set
from reportedly.coding.claims.carriers import host
from reportedly.coding.claims.events import lemma_of, lemmas_of
from reportedly.coding.claims.ground import Ground
from reportedly.coding.claims.telling import Telling

_TERROR = word_set("militant rebel terrorist insurgent suicide bomber gunman jihadist attack extremist")
_SETTLED = 2
"""So many words of sport or business in a sentence make its attack a metaphor."""
_SPORTING = 4
"""So many different words of sport, and one in so many words, make a whole report one about sport."""
_DENSITY = 50
_PRONOUNS = word_set("they it he she we i them him her us who that which")
_SPEAKERS = word_set(
    "leader minister politician lawmaker senator deputy mp candidate president premier chancellor governor mayor party "
    "opposition spokesman spokeswoman critic columnist newspaper editor bishop archbishop unionist speaker secretary"
)
_TARGETS = word_set(
    "government policy party minister president premier opposition cabinet budget plan proposal bill law court judge media "
    "press record handling decision leader leadership critic rival opponent candidate administration coalition bank "
    "commission parliament congress senate reform deal agreement speech report newspaper"
)
_BITING = word_set(
    "sharp scathing verbal blistering withering stinging furious bitter vitriolic veiled outspoken rhetorical personal strong "
    "fierce angry stark public"
)
_SAYING = word_set("say accuse call describe claim argue blame tell charge warn label brand denounce allege")
_LAUNCHING = word_set("launch mount make renew deliver open unleash lead step")


def read_moods(ground: Ground) -> dict[int, frozenset[str]]:
    """The layers of one report -> by sentence, which of sport, business and disaster it is about; sport of a whole report."""
    classes, doc = ground.table.classes, ground.parsed.doc
    moods: dict[int, frozenset[str]] = {}
    seen: set[str] = set()
    told = words = 0
    for sent in doc.sents:
        lemmas = {lemma_of(t) for t in sent if not t.is_punct}
        pairs = {f"{lemma_of(a)} {lemma_of(b)}" for a, b in pairwise(sent)}
        words += len(sent)
        found = {name: classes[name] & (lemmas | pairs) for name in ("sport", "business")}
        seen |= found["sport"]
        told += len(found["sport"])
        about = {name for name, some in found.items() if len(some) >= _SETTLED}
        about |= {name for name in ("disaster", "plant") if classes[name] & (lemmas | pairs)}
        if about & {"disaster", "plant"} and (_TERROR & lemmas or classes["explosive"] & lemmas):
            about.add("armed")
        if about:
            moods[sent.start] = frozenset(about)
    if len(seen) >= _SPORTING and told * _DENSITY >= words:
        moods = {sent.start: moods.get(sent.start, frozenset()) | {"sport", "match"} for sent in doc.sents}
    return moods


def is_armed(telling: Telling, ground: Ground) -> bool:
    """Whether a telling shows arms: a weapon outside the trigger, or a party that bears them; a pronoun shows nothing."""
    if telling.weapon and not set(telling.weapon) & set(telling.words):
        return True
    return any(ground.tests(t) & {"+state", "+nonstate"} for t in (*telling.who, *telling.whom) if t.lower_ not in _PRONOUNS)


def is_sporting(telling: Telling, mood: frozenset[str], ground: Ground) -> bool:
    """Whether force, or a strike, is that of a match: the sentence or the whole report tells of one, and nobody is armed.

    In a report about a match not even a missile is one ("fired a missile of a shot"): only a party that bears arms counts.
    """
    if "match" in mood:
        parties = [t for t in (*telling.who, *telling.whom) if t.lower_ not in _PRONOUNS]
        armed = any(ground.tests(t) & {"+state", "+nonstate"} for t in parties)
        return not armed and not telling.tolls and (telling.has("force") or telling.act.type in ("PROTEST", "THREATEN"))
    return telling.has("force") and bool(mood & {"sport", "business"}) and not is_armed(telling, ground)


def is_spoken(telling: Telling, ground: Ground) -> bool:
    """Whether an attack is one of words: "the leader launched a sharp attack on the government, saying that ..."."""
    head = telling.head
    if not telling.is_noun or telling.act.name not in ("attack", "armed-attack") or telling.weapon or telling.tolls:
        return False
    classes = ground.table.classes
    if any(not classes["armed"].isdisjoint(lemmas_of(t)) for t in (*telling.who, *telling.whom)):
        return False
    spoken = any(not _SPEAKERS.isdisjoint(_words(t)) for t in telling.who)
    meant = any(not _TARGETS.isdisjoint(_words(t)) for t in telling.whom)
    biting = any(c.dep_ == "amod" and c.lemma_.lower() in _BITING for c in head.children)
    carrier = host(head)
    saying = (
        carrier is not None
        and carrier.lemma_ in _LAUNCHING
        and (
            any(c.dep_ == "advcl" and c.tag_ == "VBG" and c.lemma_ in _SAYING for c in carrier.children)
            or any(c.dep_ == "prep" and c.lower_ == "over" for word in (head, carrier) for c in word.children)
        )
    )
    return (spoken or meant) and (biting or saying) and (spoken or not telling.who or saying)


def _words(token: Token) -> set[str]:
    """Head of a name or phrase -> its lemmas: "Opposition leader Prem Raina" is a leader."""
    return {lemma_of(t) for t in (token, *(c for c in token.children if c.dep_ in ("compound", "amod", "appos", "nmod")))}
