"""Finds words of harm in the parse, and for each the noun phrases that name whom it harmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from reportedly.codebook.quantities import HarmWord, QuantityTable
from reportedly.coding.tolls.counts import person_of
from reportedly.coding.tolls.numbers import numeric
from reportedly.record import Harm

_POS = {"VERB": "verb", "AUX": "verb", "ADJ": "adjective", "NOUN": "noun", "PROPN": "noun"}
_UNREAL_AUXILIARIES = frozenset(
    ("would", "could", "can", "may", "might", "should", "must", "will", "shall", "'ll", "’ll", "wo", "ca")
)
_UNREAL_HEADS = frozenset((
    "try", "attempt", "want", "threaten", "plan", "plot", "vow", "intend", "aim", "seek", "hope", "order",
    "wish", "conspire", "prepare", "refuse", "avoid", "prevent", "risk", "pledge", "swear", "promise", "decide",
    "urge",
))  # fmt: skip


@dataclass(frozen=True)
class Harmed:
    """A word of harm and the head of one noun phrase that it harms; ``counted`` where the word itself is the noun."""

    trigger: Token
    harm: Harm
    head: Token
    counted: bool = False


def find_harmed(doc_tokens: Iterator[Token], table: QuantityTable) -> Iterator[Harmed]:
    """Tokens of a report -> every harmed noun phrase, conjuncts one by one, in the order of the words of harm."""
    for token in doc_tokens:
        if token.lemma_.lower() not in table.harm_lemmas and token.lower_ not in table.harm_lemmas:
            continue
        words = words_of(token, table)
        for word in words:
            if word.beside and not _beside(token, word.beside):
                continue
            if negated(token) or unreal(token):
                break
            heads = list(_heads(token, word)) or _surface(token, word, table)
            if heads:
                yield from (Harmed(token, word.harm, head, head is token) for head in heads)
                break


def _surface(token: Token, word: HarmWord, table: QuantityTable) -> list[Token]:
    """Whom a participle harms where the parse tells nobody: the noun for people right before it ("25 civilians killed")."""
    if word.frame not in ("object", "subject") or token.tag_ not in ("VBN", "VBD", "JJ"):
        return []
    i = token.i - 1
    while i > 0 and (token.doc[i].is_space or token.doc[i].lower_ in _BETWEEN) and person_of(token.doc[i], table) is None:
        i -= 1
    before = token.doc[i] if i >= 0 else token
    return [before] if before.pos_ in ("NOUN", "PROPN") and person_of(before, table) is not None else []


def words_of(token: Token, table: QuantityTable) -> tuple[HarmWord, ...]:
    """Token -> the rows of the codebook that it can be, by its part of speech (a participle may be tagged as adjective)."""
    lemma, lower = token.lemma_.lower(), token.lower_
    pos = _POS.get(token.pos_, "")
    found = table.harms.get((lemma, pos)) or table.harms.get((lower, pos))
    if found:
        return found
    if pos in ("adjective", "noun") and lower.endswith("ed"):
        # headlines: "12 killed in raid", "5 injured" are often tagged as adjectives or nouns
        for stem in (lower[:-2], lower[:-1], lower[:-3]):
            if (stem, "verb") in table.harms:
                return table.harms[(stem, "verb")]
    if lower in ("slain", "shot", "hurt", "found") and (
        stem := {"slain": "slay", "shot": "shoot", "hurt": "hurt", "found": "find"}[lower]
    ):
        return table.harms.get((stem, "verb"), ()) if token.tag_ in ("VBN", "VBD", "JJ", "VB") else ()
    if lower in ("kill", "kills") and token.i + 1 < len(token.doc) and numeric(token.nbor(1)):
        return table.harms.get(("kill", "verb"), ())  # headlines: "Three Attacks Kill 50"
    if lower in ("dead", "missing"):
        return table.harms.get((lower, "adjective"), ())
    return ()


def _beside(token: Token, words: frozenset[str]) -> bool:
    for child in token.children:
        if (child.lemma_.lower() in words or child.lower_ in words) and child.lower_ != "back":
            return True  # "hit back" is no blow on the back
        if child.dep_ in (
            "prep",
            "dobj",
            "oprd",
            "agent",
            "advmod",
            "ccomp",
            "xcomp",
            "prt",
            "acomp",
            "nsubj",
            "dative",
            "advcl",
        ):
            for inner in child.children:
                if inner.lemma_.lower() in words or inner.lower_ in words:
                    return True
    return False


def negated(token: Token) -> bool:
    """Whether a word of harm is denied in its own clause: "was not injured"."""
    for word in (token, token.head):
        if any(child.dep_ == "neg" and child.lower_ != "only" for child in word.children):
            return word is token or token.dep_ in ("acomp", "attr", "xcomp", "conj", "oprd", "auxpass")
    return any(child.lower_ in ("never", "nearly", "almost") and child.i == token.i - 1 for child in token.children)


def maybe(token: Token) -> bool:
    """Whether the harm is told as a guess about the past: "may have died"."""
    auxiliaries = [child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass")]
    return "have" in auxiliaries and ("may" in auxiliaries or "might" in auxiliaries)


def unreal(token: Token) -> bool:
    """Whether the harm is only possible, planned, tried or feared: "threatened to kill", "could have killed"."""
    auxiliaries = [child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass", "mark")]
    if maybe(token):
        return False
    if any(word in _UNREAL_AUXILIARIES or word in ("if", "unless", "whether") for word in auxiliaries):
        return True
    if token.dep_ in ("xcomp", "advcl", "acl") and "to" in auxiliaries:
        return (
            token.head.lemma_ in _UNREAL_HEADS
            or token.dep_ == "acl"
            or token.dep_ == "advcl"
            or token.head.lemma_ in ("order", "force")
        )
    if (
        token.dep_ == "pcomp"
        and token.head.lower_ in ("of", "at", "from", "against")
        and token.head.head.lemma_ in ("dream", "attempt", "risk", "threat", "prevent", "speak")
    ):
        return True
    if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX") and token.head.i < token.i and token.tag_ == "VB":
        return unreal(token.head)
    return False


_THE_HARMED = frozenset(("dead", "wounded", "injured", "killed", "missing", "victims", "detained", "arrested"))


def _heads(token: Token, word: HarmWord) -> Iterator[Token]:
    if token.lower_ in _THE_HARMED and token.head.lemma_ in ("include", "be", "among"):
        yield from _listed(token)
    if word.frame == "object":
        yield from _objects(token)
    elif word.frame == "subject":
        yield from _subjects(token)
    elif word.frame == "of":
        yield from _possessed(token)
    elif word.frame == "count":
        yield token
    elif word.frame == "bearer" and token.dep_ == "pobj" and token.head.lower_ == "with" and token.head.head.pos_ == "NOUN":
        yield from conjuncts(token.head.head)  # "15 people with gunshot wounds"


def _objects(token: Token) -> Iterator[Token]:
    """Whom a transitive verb harms: its object, the subject of its passive, the noun that its participle hangs on."""
    found = [c for c in token.children if c.dep_ in ("dobj", "obj") and c.tag_ not in ("WP", "WDT")]
    if found and numeric(found[0]) and found[0].i + 1 < len(token.doc) and token.doc[found[0].i + 1].lower_ in _THE_HARMED:
        # headlines without commas: "25 civilians killed 80 injured"
        found = [c for c in token.children if c.dep_ == "nsubj"]
    passive = [c for c in token.children if c.dep_ == "nsubjpass"]
    number = number_at(token)
    if token.is_sent_start and (
        fronted := [d for c in token.children if c.dep_ == "auxpass" for d in c.children if d.dep_ == "attr"]
    ):
        passive = fronted  # "Killed were 11 soldiers"
    if passive:
        found = passive
    elif found:
        pass
    elif number is not None and not any(c.dep_ == "nsubj" and c.i < number.i and c.ent_type_ != "DATE" for c in token.children):
        found = [number]
    elif token.dep_ in ("acl", "amod") and token.tag_ in ("VBN", "JJ", "VBD"):
        subjects = [c for c in token.children if c.dep_ == "nsubj" and c.tag_ not in ("WP", "WDT")]
        found = subjects or [token.head]
    elif (
        not found
        and token.tag_ in ("VBN", "VBD")
        and token.dep_ in ("conj", "ccomp", "oprd", "advcl", "ROOT", "dep", "appos", "xcomp", "parataxis", "pcomp")
    ):
        found = _shared(token)
    if not found and token.lower_ in ("kill", "kills") and token.i + 1 < len(token.doc) and numeric(token.nbor(1)):
        ahead = token.nbor(1)
        found = [ahead.head if ahead.dep_ == "nummod" and ahead.head.i > ahead.i else ahead]
    for head in found:
        yield from conjuncts(antecedent(head))
    if found:
        yield from _together(token)


def _together(token: Token) -> Iterator[Token]:
    """Who shared the harm: "was killed along with two of his bodyguards"."""
    for child in token.children:
        if child.dep_ in ("prep", "advmod") and child.lower_ in ("along", "together"):
            for inner in child.children:
                if inner.dep_ == "prep" and inner.lower_ == "with":
                    for last in inner.children:
                        if last.dep_ == "pobj":
                            yield from conjuncts(last)


def _listed(token: Token) -> Iterator[Token]:
    """Whom "the dead included two women and a child" and "Among the injured were five students" tell of."""
    verb = token.head
    if verb.lemma_ == "include" and token.dep_ in ("nsubj", "nsubjpass"):
        for child in verb.children:
            if child.dep_ == "dobj":
                yield from conjuncts(child)
    elif token.dep_ == "pobj" and verb.lower_ == "among" and verb.head.lemma_ == "be":
        for child in verb.head.children:
            # "among the dead were 22 children", "two nurses are among the dead"
            if child.dep_ in ("nsubj", "attr"):
                yield from conjuncts(child)
    elif (
        verb.lemma_ == "be"
        and token.i < verb.i
        and token.dep_ in ("acomp", "csubj", "advcl", "nsubj")
        and token.i == token.left_edge.i
    ):
        for child in verb.children:
            if child.i > verb.i and child.dep_ in ("nsubj", "attr"):
                yield from conjuncts(child)


_BETWEEN = frozenset((
    "were", "was", "others", "more", "seriously", "badly", "critically", "slightly", "lightly", "reported",
    "reportedly", "left", "confirmed", "feared", "also", "are", "have", "been", "still", "now", "listed", "is",
    "later", "shot", "found", "already",
))  # fmt: skip


def number_at(token: Token) -> Token | None:
    """Word of harm -> the bare number that stands right before it: "14 dead", "and 30 wounded", "12 others injured"."""
    i = token.i - 1
    if token.dep_ == "amod" and token.head.i > token.i:
        return None  # "six injured civilians"
    while i > 0 and (token.doc[i].is_space or token.doc[i].lower_ in _BETWEEN):
        i -= 1
    before = token.doc[i]
    if i < 0 or not (numeric(before) or before.lower_ in _VAGUE_NUMBERS):
        return None
    return before


_VAGUE_NUMBERS = frozenset(("dozens", "scores", "hundreds", "thousands", "several", "many"))


def _headline(token: Token, subject: Token) -> bool:
    """Whether a participle stands for a passive: "12 people killed in raid" does, "a boy shot and killed his sister" not."""
    if any(c.dep_ in ("dobj", "aux", "ccomp") or (c.dep_ == "prep" and c.lower_ == "at") for c in token.children):
        return False
    if any(c.dep_ == "conj" and any(d.dep_ == "dobj" for d in c.children) for c in token.children):
        return False
    return token.tag_ == "VBN" or not (subject.pos_ == "PRON" or any(c.dep_ == "det" for c in subject.children))


def _shared(token: Token) -> list[Token]:
    """Whom a participle without arguments of its own harms: "was shot and killed", "12 killed", "left three wounded"."""
    subjects = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")]
    if subjects:
        return subjects if _headline(token, subjects[0]) else []
    if token.dep_ == "pcomp" and any(c.lower_ == "being" for c in token.children) and token.head.head.pos_ in ("VERB", "AUX"):
        # "he was charged after being shot": the clause lends its subject
        return [c for c in token.head.head.children if c.dep_ in ("nsubj", "nsubjpass")]
    if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX", "ADJ"):
        first = token.head
        passive = [c for c in first.children if c.dep_ == "nsubjpass"]
        if passive:
            return passive
        if first.dep_ in ("acl", "amod", "relcl") and first.tag_ == "VBN":
            return [first.head]
        objects = [c for c in token.children if c.dep_ == "dobj"] or [c for c in first.children if c.dep_ == "dobj"]
        later = [c for c in token.head.children if c.dep_ == "dobj" and c.i > token.i]
        return (
            later or (objects if first.tag_ == token.tag_ else []) or _shared(first) if first.dep_ == "conj" else later or objects
        )
    return []


def _subjects(token: Token) -> Iterator[Token]:
    """Who died, is dead, is missing: the subject, or the noun that the adjective stands at."""
    heads = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")]
    number = number_at(token) if token.pos_ not in ("VERB", "AUX") else None
    if number is not None:
        heads = [number]
    if not heads and token.dep_ in ("amod", "acl"):
        heads = [token.head]
    if not heads and token.dep_ in ("acomp", "attr", "oprd", "xcomp", "advcl", "prep", "ccomp"):
        owner = token.head
        heads = [c for c in owner.children if c.dep_ in ("dobj",)] if token.dep_ == "oprd" else []
        if not heads and owner.lemma_ not in ("feel", "seem"):
            heads = [c for c in owner.children if c.dep_ in ("nsubj", "nsubjpass")]
    if not heads and token.dep_ in ("conj",):
        heads = [c for c in token.head.children if c.dep_ in ("nsubj", "nsubjpass")] if token.head.pos_ in ("VERB", "AUX") else []
    for head in heads:
        if head is not token:
            yield from conjuncts(antecedent(head))
    if heads:
        yield from _together(token)


def _possessed(token: Token) -> Iterator[Token]:
    """Whom a noun of harm is of: "the death of three nurses", "their commander's murder", "claimed the lives of 12"."""
    if token.pos_ in ("VERB", "AUX"):
        for child in token.children:
            if child.dep_ == "dobj" and child.lemma_.lower() == "life":
                if any(c.lower_ == "own" for c in child.children):
                    yield from _subjects(token)  # "took his own life"
                elif any(numeric(c) for c in child.children):
                    yield child
                else:
                    yield from _possessed(child)
        return
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "against") and child.i > token.i:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from conjuncts(antecedent(inner))
        elif child.dep_ == "poss" and child.lower_ not in ("his", "her", "its", "their", "my", "our", "your"):
            yield from conjuncts(child)


def antecedent(head: Token) -> Token:
    """Head -> the noun that a relative pronoun stands for ("40 leaders who all perished"), else the head itself.

    The people of "dozens of people" stand for the dozens.
    """
    if head.dep_ == "pobj" and head.head.lower_ == "of" and (head.head.head.lower_ in _VAGUE_NUMBERS or numeric(head.head.head)):
        return head.head.head
    if head.tag_ in ("WP", "WDT", "WP$") or head.lower_ in ("who", "that", "which", "all", "whom"):
        verb = head.head
        for _ in range(3):
            if verb.dep_ == "relcl":
                return verb.head
            verb = verb.head
    return head


def conjuncts(head: Token) -> Iterator[Token]:
    """Head -> itself, the nouns that "and" joins to it ("two women and a child"), and the parts of it that are named."""
    first = head.left_edge.i
    if first > 1 and head.doc[first - 1].text == "," and any(c.dep_ == "conj" for c in head.children):
        before = head.doc[first - 2]
        if before.head.i == head.head.i and before.pos_ in ("NOUN", "PROPN"):
            yield before  # "a teacher, a nurse and four pupils died": the parse may cut the first member off
    yield head
    for child in head.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "ADJ"):
            yield from conjuncts(child)
        elif child.dep_ == "prep" and child.i > head.i and child.lower_ in ("including", "along", "plus", "with"):
            for inner in child.children:
                if inner.dep_ == "pobj" and child.lower_ in ("including", "plus"):
                    yield from conjuncts(inner)
                elif inner.dep_ == "prep" and inner.lower_ == "with" and child.lower_ == "along":
                    for last in inner.children:
                        if last.dep_ == "pobj":
                            yield from conjuncts(last)
