"""What a verb cue says: the clause, infinitive or object that it governs, or what stands beside it where the parse errs."""

from __future__ import annotations

from typing import TypeAlias

from spacy.tokens import Token

from reportedly.codebook.cues import Cue
from reportedly.coding.attribution.drafts import Family, Range, subtree

Complement: TypeAlias = tuple[tuple[Range, ...], tuple[int, ...], Family]
"""Ranges of the content, further tokens of the cue (a preposition), and the family of the rule."""

OBJECTS = frozenset({"dobj", "attr", "oprd"})
_TAKING_UP = frozenset({
    "charge", "claim", "allegation", "accusation", "assertion", "something", "report", "account", "version", "suggestion",
})  # fmt: skip
_AFTER_OBJECT = frozenset({"of", "for", "as", "with", "from", "over", "on"})


def find_complement(verb: Token, cue: Cue, extra: tuple[int, ...], subject: Token) -> Complement | None:
    """Verb, its cue, the cue's tokens beside the verb group, and its subject -> what the cue says, or ``None``."""
    return _verdict(verb, cue) or _between(verb, cue, subject) or _governed(verb, cue, extra) or _before(verb, cue, subject)


def _between(verb: Token, cue: Cue, subject: Token) -> Complement | None:
    """Find the content around the cue in "the bombing, which the army says killed only fighters"."""
    if verb.dep_ != "relcl" or "clause" not in cue.signs or verb.right_edge.i == verb.i:
        return None
    relative = verb.left_edge
    inner = next((c for c in verb.rights if c.dep_ in ("ccomp", "xcomp")), None)
    if relative.lower_ not in ("which", "that", "who") or relative.i >= subject.left_edge.i or inner is None:
        return None
    return ((relative.i, relative.i + 1), subtree(inner)), (), "clause"


def _before(verb: Token, cue: Cue, subject: Token) -> Complement | None:
    """Find the content of "Militants burned a church, a local official and residents said on Sunday".

    The parse may join the verb of speech to the last verb of the content ("killed", "burned" and "said").
    """
    start, comma = verb.sent.start, subject.left_edge.i - 1
    if "clause" not in cue.signs or cue.kind not in ("speech", "writing", "report") or subject.i > verb.i or comma <= start:
        return None
    before, after = verb.doc[start:comma], verb.doc[verb.i + 1 : verb.sent.end]
    told = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD", "VBN") for t in before)
    if verb.doc[comma].text != "," or not told or any(t.pos_ in ("VERB", "AUX") for t in after) or len(after) > 12:
        return None
    return ((start, comma),), (), "clause"


def verdict_noun(verb: Token) -> Token | None:
    """Verb -> the noun by which it takes up what was told before it: "..., a charge that Kyiv denied"."""
    noun = verb.head
    taken_up = verb.dep_ == "relcl" and noun.dep_ in ("appos", "npadvmod", "dobj", "attr", "dep", "oprd", "conj")
    if not taken_up or noun.lemma_.lower() not in _TAKING_UP or noun.left_edge.i == 0:
        return None
    return noun if verb.doc[noun.left_edge.i - 1].text in (",", "-", "–", "—") else None


def _verdict(verb: Token, cue: Cue) -> Complement | None:
    noun = verdict_noun(verb)
    if noun is None or not {"object", "clause"} & cue.signs:
        return None
    above = next((t for t in noun.ancestors if t.pos_ in ("VERB", "AUX")), None)
    if above is None:
        return None
    start, end = next((subtree(c) for c in above.children if c.dep_ == "ccomp"), subtree(above))
    if above.lemma_.lower() in ("accuse", "blame"):
        start = above.i + 1
    return ((start, min(end, noun.left_edge.i)),), (), "verdict"


def _governed(verb: Token, cue: Cue, extra: tuple[int, ...]) -> Complement | None:
    """Find the clause, infinitive, gerund or object that the parse hangs on the verb."""
    frames = cue.signs
    taken = set(extra)
    if verb.dep_ in ("parataxis", "intj") and verb.head.i != verb.i and "clause" in frames:
        own = set(range(*subtree(verb)))
        whole = set(range(*subtree(verb.head)))
        if verb.head.pos_ in ("VERB", "AUX") and whole - own:
            return (subtree(verb.head),), (), "clause"
    person = next((c for c in verb.rights if c.dep_ in ("dobj", "dative")), None)
    for child in verb.children:
        if child.i in taken or (child.i < verb.i and _is_semicolon_after(child)):
            # "The opposition says 20 were killed; the government says four": two statements, not one in the other
            continue
        if child.dep_ == "ccomp":
            infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in child.lefts)
            if infinitive and child.i > verb.i:
                if frames & {"to", "person-to", "object"}:
                    return (subtree(child),), (), "infinitive"
            elif "clause" in frames or ("whether" in frames and child.left_edge.lower_ in ("whether", "if")):
                return (subtree(child),), (), "clause"
            elif ("object" in frames and child.i > verb.i) or ("gerund" in frames and child.tag_ == "VBG"):
                return (subtree(child),), (), "object"
        elif child.dep_ == "xcomp" and child.i > verb.i:
            if child.tag_ == "VBG" and "gerund" in frames:
                return (subtree(child),), (), "object"
            infinitive = child.tag_ == "VB" or any(c.dep_ == "aux" and c.lower_ == "to" for c in child.lefts)
            if infinitive and frames & {"to", "person-to"}:
                start = person.left_edge.i if person is not None and person.i < child.i else child.left_edge.i
                return ((start, child.right_edge.i + 1),), (), "infinitive"
            if child.pos_ in ("ADJ", "NOUN", "PROPN") and "object" in frames:
                start = person.left_edge.i if person is not None and person.i < child.i else child.left_edge.i
                return ((start, child.right_edge.i + 1),), (), "object"
    if verb.dep_ == "pcomp" and "clause" in frames:
        # "was quoted as saying by the agency that the town had fallen": the parse hangs the clause on the agency
        for child in verb.children:
            held = next((c for c in child.children if c.dep_ == "pobj"), None) if child.lower_ == "by" else None
            hung = next((c for c in held.rights if c.dep_ in ("relcl", "acl")), None) if held is not None else None
            if hung is not None and hung.left_edge.lower_ == "that":
                return (subtree(hung),), (), "clause"
    if "clause" in frames and verb.pos_ == "VERB" and (apart := _apart(verb)):
        return (apart,), (), "clause"
    if taken and (by_noun := _held_by_noun(verb, frames, taken)):
        return by_noun
    if taken and cue.words[0] in ("deny", "claim"):
        # "the group has denied involvement": nothing hangs on the noun, so the noun is what is denied
        return ((min(taken), max(taken) + 1),), (), "object"
    return _nominal(verb, cue, taken, person)


def _apart(verb: Token) -> Range | None:
    """Find the clause of "predicted at the meeting in Gao that ..." where the parse hangs it on another word."""
    for token in verb.doc[verb.i + 1 : min(verb.i + 16, verb.sent.end)]:
        if token.lower_ == "that" and token.dep_ == "mark":
            if verb.doc[token.i - 1].head.i == verb.i and verb.doc[token.i - 1].dep_ in OBJECTS:
                return None
            return token.i, max(token.head.right_edge.i + 1, token.i + 2)
        if token.pos_ in ("VERB", "AUX") or token.text in (",", ";", ":"):
            return None
    return None


def _held_by_noun(verb: Token, frames: frozenset[str], taken: set[int]) -> Complement | None:
    """Find the content that hangs on the noun of a light verb: "claimed responsibility for the bombing"."""
    for i in sorted(taken):
        for child in verb.doc[i].rights:
            if child.dep_ == "prep" and child.lower_ in frames:
                held = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
                if held is not None:
                    return (subtree(held),), (child.i,), "object"
            if child.dep_ in ("acl", "ccomp", "relcl") and "clause" in frames:
                return (subtree(child),), (), "clause"
    return None


def _nominal(verb: Token, cue: Cue, taken: set[int], person: Token | None) -> Complement | None:
    frames = cue.signs
    for child in verb.rights:
        if child.i in taken:
            continue
        if child.dep_ in OBJECTS and "object" in frames and child.lower_ not in ("himself", "herself", "themselves"):
            end = child.right_edge.i + 1
            for later in verb.rights:
                beside = later.left_edge.i == end or (later.left_edge.i == end + 1 and verb.doc[end].is_quote)
                counted = cue.stance == "estimates" and later.lower_ in ("at", "to")
                prep = later.dep_ == "prep" and (later.lower_ in _AFTER_OBJECT or counted)
                if later.i > child.i and beside and (prep or later.dep_ in ("oprd", "xcomp", "attr")):
                    end = later.right_edge.i + 1
            while end - 1 > child.i and verb.doc[end - 1].dep_ in ("cc", "punct") and not verb.doc[end - 1].is_quote:
                end -= 1
            return ((child.left_edge.i, end),), (), "object"
        if child.dep_ == "prep" and child.lower_ in frames and child.lower_ != "to":
            held = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if held is None:
                continue
            if child.lower_ == "as":
                start = person.left_edge.i if person is not None and person.i < child.i else child.i
                return ((start, child.right_edge.i + 1),), (), "object"
            more = tuple(range(verb.i + 1, child.i + 1)) if child.i - verb.i < 3 else (child.i,)
            return (subtree(held),), more, "object"
    return None


def _is_semicolon_after(token: Token) -> bool:
    """Whether a semicolon follows the phrase of a token; a crossing parse may put its edge at the end of the text."""
    after = token.right_edge.i + 1
    return after < len(token.doc) and token.doc[after].text == ";"
