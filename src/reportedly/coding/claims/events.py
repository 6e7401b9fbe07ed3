"""Finds the words that tell of an event and decides in which sense they are meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reportedly.codebook.acts import Act, Condition, Trigger
from reportedly.codebook.names import word_set
from reportedly.coding.claims.arguments import Sites, core, is_nominal, read_sites
from reportedly.coding.claims.ground import Ground

_SKIPPED = word_set("DET ADJ NUM ADV PRON AUX PART")
_GAP = 8
_STAVES = word_set("lathi baton cane stick")
_NOMINAL = word_set("NOUN PROPN")
_IRREGULAR = {
    "retook": "retake",
    "overthrew": "overthrow",
    "overthrown": "overthrow",
    "retaken": "retake",
    "overran": "overrun",
    "cordone": "cordon",
    "shelle": "shell",
    "beseige": "besiege",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A trigger in its sentence: its head word, all its words, the row of the codebook that it met, and its arguments."""

    head: Token
    words: tuple[int, ...]
    trigger: Trigger
    sites: Sites

    @property
    def act(self) -> Act:
        """The act of the row that it met."""
        return self.trigger.act


def lemma_of(token: Token) -> str:
    """Token -> its lemma in lower case; for names in plural, as headlines have them, without the plural's s."""
    lemma = (token.lemma_ or token.text).lower()
    if lemma == "charge" and token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ in _STAVES:
        return "lathicharge"
    return _IRREGULAR.get(lemma, lemma)


def lemmas_of(token: Token) -> tuple[str, ...]:
    """Head of a phrase -> the words it may be known by: lemma, lower-case form, and each with the noun before it."""
    lemma, lower = lemma_of(token), token.lower_
    if token.pos_ == "PROPN" and lower.endswith("men"):
        lemma = f"{lower[:-3]}man"
    words = [lemma] if lemma == lower else [lemma, lower]
    if token.pos_ == "PROPN" and lower.endswith("s"):
        words.append(lower[:-1])
    if token.i:
        before = token.nbor(-1)
        if before.head == token and before.dep_ in ("compound", "amod", "nmod"):
            words += [f"{lemma_of(before)} {word}" for word in words]
            words += [f"{before.lower_} {lemma}"]
    return tuple(words)


def find_triggers(ground: Ground) -> list[Found]:
    """The layers of one report -> the triggers that meet a row of the codebook, in text order; none in boilerplate."""
    silent = ground.parsed.boilerplate
    doc = ground.parsed.doc
    taken: set[int] = set()
    found: list[Found] = []
    near: set[str] = set()
    for token in doc:
        if token.is_sent_start:
            near = {word for other in token.sent for word in (other.lower_, lemma_of(other))}
        if token.i in silent or token.i in taken or token.is_space or token.is_punct:
            continue
        for candidate in _candidates(token, ground, near):
            if not taken.isdisjoint(candidate.words):
                continue
            taken.update(candidate.words)
            found.append(candidate)
            break
    inside = _inside_phrases(found)
    return [f for f in found if f.trigger.pos == "verb" or f.head.i not in inside]


def _candidates(token: Token, ground: Ground, near: set[str]) -> Iterator[Found]:
    table = ground.table
    rows: list[Trigger] = []
    if token.pos_ in ("VERB", "AUX") or token.tag_ in ("VBN", "VBG", "VBD"):
        rows += table.verbs.get(lemma_of(token), ())
    if token.pos_ not in ("AUX", "ADP", "DET", "PRON"):
        for word in _noun_keys(token):
            rows += table.nouns.get(word, ())
    cache: dict[int, Sites] = {}
    for row in sorted(rows, key=lambda r: -r.weight) if len(rows) > 1 else rows:
        if len(row.words) > 1 and not all(word in near or word == "*" for word in row.words):
            continue
        words = _match_verb(token, row.words) if row.pos == "verb" else _match_noun(token, row.words)
        if words is None:
            continue
        head = token if row.pos == "verb" else _noun_head(token.doc, words)
        if row.pos == "noun" and _in_name(head, ground):
            continue
        if not _fits_pos(head, row.pos):
            continue
        if head.i not in cache:
            cache[head.i] = read_sites(head, table.classes["light"])
        whole = sites = cache[head.i]
        if len(words) > 1 and row.pos == "verb":
            sites = {place: rest for place, heads in whole.items() if (rest := [t for t in heads if t.i not in words])}
        # "detonated his vest": the object that decides the sense may be a word of the trigger itself
        if _holds(row, head, sites, words, ground) or (sites is not whole and _holds(row, head, whole, words, ground)):
            yield Found(head, words, row, sites)


def _noun_keys(token: Token) -> Iterable[str]:
    lemma, lower = lemma_of(token), token.lower_
    yield lemma
    if lower != lemma:
        yield lower
    if token.pos_ == "PROPN" and lower.endswith("s"):
        yield lower[:-1]


def _in_name(head: Token, ground: Ground) -> bool:
    """Whether a noun is part of a name: the accord in "Government of National Accord" is none."""
    index = ground.actor_at.get(head.i)
    return head.pos_ == "PROPN" and (
        (index is not None and ground.actors[index].kind == "organization") or head.i in ground.place_at
    )


def _fits_pos(head: Token, pos: str) -> bool:
    if pos == "verb":
        return head.dep_ not in ("amod", "compound", "case") and not is_nominal(head)
    if head.dep_ in ("compound", "amod", "nmod", "advmod", "npadvmod") or head.ent_type_ in ("DATE", "TIME", "EVENT", "LAW"):
        return False
    return (
        head.pos_ in _NOMINAL
        or is_nominal(head)
        or (head.pos_ == "ADJ" and head.lower_ in ("dead",) and head.dep_ in ("pobj", "nsubj", "dobj"))
    )


def _match_verb(token: Token, words: Sequence[str]) -> tuple[int, ...] | None:
    """Match a verb and what follows it: the words in order, with articles and modifiers between; ``*``: up to eight words."""
    if len(words) == 1:
        return (token.i,)
    doc, end = token.doc, token.sent.end
    taken, i, gap = [token.i], token.i + 1, False
    for word in words[1:]:
        if word == "*":
            gap = True
            continue
        limit = min(end, i + (_GAP if gap else 4))
        while i < limit and not _is_word(doc[i], word):
            if not gap and doc[i].pos_ not in _SKIPPED:
                return None
            if gap and doc[i].is_punct and doc[i].text not in "\"'“”’‘":
                return None
            i += 1
        if i >= limit:
            return None
        taken.append(i)
        i += 1
        gap = False
    return tuple(taken)


def _match_noun(token: Token, words: Sequence[str]) -> tuple[int, ...] | None:
    doc, i, gap = token.doc, token.i, False
    taken = [i]
    i += 1
    for word in words[1:]:
        if word == "*":
            gap = True
            continue
        while gap and i < len(doc) and i < token.i + _GAP and not _is_word(doc[i], word):
            i += 1
        if i >= len(doc) or not _is_word(doc[i], word):
            return None
        taken.append(i)
        i += 1
    return tuple(taken)


def _is_word(token: Token, word: str) -> bool:
    return token.lower_ == word or lemma_of(token) == word


def _noun_head(doc: Doc, words: Sequence[int]) -> Token:
    span = set(words)
    for i in words:
        if doc[i].head.i not in span or doc[i].head.i == i:
            return doc[i]
    return doc[words[-1]]


def _tells_of_one(head: Token) -> bool:
    """Whether a verb is a clause that says of one named person where from they speak: "Amina Deng, who fled, said"."""
    whose = head.head
    return head.dep_ == "relcl" and whose.tag_ == "NNP" and whose.ent_type_ == "PERSON" and not any(whose.conjuncts)


def _holds(row: Trigger, head: Token, sites: Sites, words: Sequence[int], ground: Ground) -> bool:
    if row.pos == "verb" and row.act.name == "displacement" and "subj" in row.whom and _tells_of_one(head):
        return False
    if row.unless and _barred(row, head, sites, words):
        return False
    doers = row.who if row.pos == "noun" else ("subj", "by", *row.who)
    if row.subject is not None and not _meets(row.subject, _at(sites, doers), ground):
        return False
    if row.object is None:
        return True
    if _meets(row.object, _at(sites, (*row.whom, *row.where) if row.pos == "noun" else ("obj",)), ground):
        return True
    if row.pos == "verb" and "obj" not in sites:
        return _meets(row.object, _at(sites, (*row.whom, *row.where)), ground)
    return False


def _at(sites: Sites, places: Sequence[str]) -> list[Token]:
    return [token for place in places for token in sites.get(place, ())]


def _barred(row: Trigger, head: Token, sites: Sites, words: Sequence[int]) -> bool:
    for place in ("subj", "obj", "by", *row.who, *row.whom):
        for token in sites.get(place, ()):
            if token.i not in words and not row.unless.isdisjoint(lemmas_of(token)):
                return True
    unless = row.unless
    if any(word[0] == "~" and any(lemma_of(t) == word[1:] for t in head.sent) for word in unless):
        return True
    for child in head.children:
        beside = child.dep_ in ("compound", "amod", "nmod", "advmod", "npadvmod", "poss", "oprd", "acomp")
        if beside and child.i not in words and not unless.isdisjoint(lemmas_of(child)):
            return True
    # "court battle line": what the noun itself modifies
    return head.dep_ == "compound" and lemma_of(head.head) in unless


def _meets(condition: Condition, heads: Sequence[Token], ground: Ground) -> bool:
    if not heads:
        return "+none" in condition.tests
    for head in heads[:4]:
        known = lemmas_of(core(head))
        if not condition.barred.isdisjoint(known):
            continue
        if not condition.words.isdisjoint(known):
            return True
        if condition.tests:
            tests = ground.tests(head)
            if "+event" in condition.tests and any(
                "force" in row.act.traits for row in ground.table.nouns.get(known[0], ()) if len(row.words) == 1
            ):
                tests.add("+event")
            if tests & condition.tests and not tests & condition.barred:
                return True
        elif not condition.words:
            return True
    return False


def _inside_phrases(found: Sequence[Found]) -> set[int]:
    """Find the nouns that decide the sense of their verb: in "lifted the siege" the siege is no event of its own."""
    inside: set[int] = set()
    for verb in found:
        condition = verb.trigger.object
        about = "accuse" in verb.act.traits or verb.act.name == "responsibility-claimed"  # who is blamed, or claims it, did it
        if verb.trigger.pos == "verb" and condition is not None and not about:
            for token in _at(verb.sites, ("obj", *verb.trigger.whom)):
                if "+event" in condition.tests or not condition.words.isdisjoint(lemmas_of(token)):
                    inside.add(token.i)
    return inside
