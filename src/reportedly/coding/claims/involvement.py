"""Words of involvement: who had a hand in an event, or denies it.

"The army denied any role in the raid", "officials denied that the gang was involved", "accused the militia of involvement in
the massacre". Where the event is not named beside them, the words take up the last event of force that the report has told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from reportedly.codebook.acts import Trigger
from reportedly.codebook.names import word_set
from reportedly.coding.claims.arguments import core, objects, read_sites, spread, subjects
from reportedly.coding.claims.events import Found
from reportedly.coding.claims.ground import Ground
from reportedly.coding.claims.status import is_negated, read_status
from reportedly.coding.claims.telling import Telling

_NOUNS = word_set("involvement role hand responsibility complicity participation part")
_STATES = word_set("involved responsible complicit")
_CHARGES = word_set("accusation allegation charge claim report suggestion assertion insinuation")
_REFUTING = word_set("deny reject dismiss refute dispute")
_LINKS = word_set("in for of behind")
_ACCUSING = word_set("accuse suspect convict")
_AUTHORS = word_set("mastermind perpetrator author architect organiser organizer ringleader")
_BLAMING = word_set("blame criticise criticize condemn convict sentence punish denounce")
_HOLDING = word_set("accuse suspect charge try arrest detain jail indict prosecute imprison question summon wanted")
_FOR = word_set("for of over with in after")


def read_involvement(tellings: Sequence[Telling], ground: Ground) -> list[Telling]:
    """Tellings of one report -> the same with the doers that words of involvement name, and one more for each bare denial."""
    told = list(tellings)
    by_head = {t.head.i: t for t in tellings}
    for telling in tellings:
        _read_blame(telling)
    for token in ground.parsed.doc:
        lower = token.lower_
        named_so = lower in _NOUNS or token.lemma_.lower() in _AUTHORS
        if token.i in ground.parsed.boilerplate or not (lower in _STATES or (named_so and token.pos_ == "NOUN")):
            continue
        if token.i in by_head or not (doers := _doers(token)):
            continue
        event, named = _event(token, by_head)
        if event is not None:
            event.who = event.who or [t for t in doers if t not in event.whom]
        elif not named and read_status(token, ground.table.classes) == "denied":
            told.append(_bare(token, doers, tellings, ground))
    told += _denied_charges(tellings, ground)
    return sorted(told, key=lambda t: min(t.words))


def _denied_charges(tellings: Sequence[Telling], ground: Ground) -> Iterator[Telling]:
    """Read "the group denied the accusation": a denial of the deed told last, and of whose deed it was said to be.

    Where the words before name nobody, it was laid to the one who denies it. What is denied in so many words ("the
    accusation that ...", "accusations of killing") is told there.
    """
    for token in ground.parsed.doc:
        if token.lemma_.lower() not in _CHARGES or token.i in ground.parsed.boilerplate or _is_said_what(token):
            continue
        if token.dep_ not in ("dobj", "nsubjpass") or token.head.lemma_.lower() not in _REFUTING:
            continue
        before = [t for t in tellings if t.has("force") and t.head.i < token.i]
        denier = subjects(token.head) or read_sites(token.head, frozenset()).get("by", [])
        if before and denier and not is_negated(token.head):
            yield _bare(token, [] if before[-1].who else denier, tellings, ground)


def _is_said_what(noun: Token) -> bool:
    return any(c.dep_ in ("acl", "relcl", "ccomp") or (c.dep_ == "prep" and c.lower_ in ("of", "about")) for c in noun.children)


def _read_blame(telling: Telling) -> None:
    """Read "blamed the army for the killing", "two officers were tried for the murder of the nuns": who is said to have done it.

    Whom a court or the police only hold for a deed may have done it; whoever is blamed or convicted did, in that voice.
    """
    noun = telling.head
    if not telling.is_noun or telling.who or not telling.has("force") or noun.dep_ != "pobj" or noun.head.lower_ not in _FOR:
        return
    verb = noun.head.head
    if noun.head.lower_ in ("after", "in", "with") and verb.lemma_ != "charge":
        return
    held = verb.lemma_ in _HOLDING
    if held or verb.lemma_ in _BLAMING:
        telling.who = [t for t in objects(verb) if t not in telling.whom]
        if held and telling.who and telling.status == "asserted":
            telling.status = "possible"


def _doers(token: Token) -> list[Token]:
    """Whose hand it is: the possessor, the subject of the state, or the one who denies it or is accused of it."""
    if token.lower_ in _STATES:
        carrier = token if token.pos_ == "VERB" else token.head
        if token.dep_ in ("amod", "compound"):
            return []
        return objects(carrier) or subjects(carrier)
    if token.lemma_.lower() in _AUTHORS:
        return subjects(token.head) if token.dep_ == "attr" else [token]
    owned = [t for c in token.children if c.dep_ == "poss" for t in spread(core(c))]
    if owned:
        return owned
    if token.dep_ == "dobj" or (token.dep_ == "conj" and token.head.dep_ == "dobj"):
        verb = token.head if token.dep_ == "dobj" else token.head.head
        return subjects(verb)
    if token.dep_ == "pobj" and token.head.head.lemma_ in _ACCUSING:
        return objects(token.head.head)
    return []


def _event(token: Token, by_head: dict[int, Telling]) -> tuple[Telling | None, bool]:
    """The event that the word is followed by, if it is one of force, and whether anything is named there at all."""
    preps = [c for c in token.children if c.dep_ == "prep" and c.lower_ in _LINKS]
    if not preps and token.lower_ in _STATES and token.pos_ != "VERB":
        preps = [c for c in token.head.children if c.dep_ == "prep" and c.lower_ in _LINKS and c.i > token.i]
    heads = [t for prep in preps for c in prep.children if c.dep_ in ("pobj", "pcomp") for t in (c, *spread(core(c)))]
    for head in heads:
        if (event := by_head.get(head.i)) is not None and event.has("force"):
            return event, True
    return None, bool(heads)


def _bare(token: Token, doers: Sequence[Token], tellings: Sequence[Telling], ground: Ground) -> Telling:
    before = [t for t in tellings if t.has("force") and t.head.i < token.i]
    row = before[-1].found.trigger if before else _attack(ground)
    act = before[-1].act if before else row.act
    return Telling(
        found=Found(token, (token.i,), row, {}), act=act, head=token, words=(token.i,), who=list(doers), status="denied",
        sentence=token.sent.start, back=True,
    )  # fmt: skip


def _attack(ground: Ground) -> Trigger:
    return next(row for row in ground.table.nouns["attack"] if row.act.name == "attack")
