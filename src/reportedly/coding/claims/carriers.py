"""Finds the verb that carries a noun of an event ("launched a wave of attacks"), and participles that tell what it led to."""

from __future__ import annotations

from spacy.tokens import Token

from reportedly.codebook.names import word_set

_EFFECTS = word_set("kill wound injure leave maim displace")
COLLECTIVE = word_set(
    "round series wave string spate campaign act number kind spiral escalation outbreak series day week month hour bout burst"
)


def host(noun: Token) -> Token | None:
    """Noun -> the verb whose subject, object or prepositional phrase it is, if any."""
    head = noun
    for _ in range(4):
        if head.dep_ == "conj" and head.head.pos_ not in ("VERB", "AUX"):
            head = head.head
        elif head.dep_ == "pobj" and head.head.lower_ == "of" and head.head.head.lemma_ in COLLECTIVE:
            head = head.head.head  # "launched a wave of attacks"
    if head.dep_ in ("dobj", "nsubj", "nsubjpass", "attr") and head.head.pos_ in ("VERB", "AUX"):
        return head.head
    if head.dep_ == "pobj" and head.head.head.pos_ in ("VERB", "AUX"):
        return head.head.head
    return None


def carried_by(verb: Token, words: frozenset[str]) -> bool:
    """Say whether a verb, alone or with its particle or preposition, is one of the words ("carry out", "take part in")."""
    lemma = verb.lemma_.lower()
    if lemma in words:
        return True
    return any(
        f"{lemma} {child.lower_}" in words for child in verb.children if child.dep_ in ("prt", "prep", "advmod", "acomp", "agent")
    ) or any(
        f"{lemma} {child.lower_} {part.lower_}" in words
        for child in verb.children
        if child.dep_ in ("dobj", "acomp", "prt", "attr")
        for part in child.children
        if part.dep_ in ("prep", "agent")
    )


def is_effect(verb: Token) -> bool:
    """Whether a participle tells what a deed led to: "hit a clinic before dawn killing two nurses", whatever it hangs on."""
    return verb.tag_ == "VBG" and verb.lemma_ in _EFFECTS and any(c.dep_ in ("dobj", "ccomp") for c in verb.children)
