"""Attributions whose cue is no verb with a speaker: according to, reportedly, the claim that, news came in that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Token

from reportedly.codebook.cues import Cue, CueTable
from reportedly.coding.attribution.clauses import SHOWING, find_subject, source_range
from reportedly.coding.attribution.drafts import Draft, Range, subtree, trimmed

_NAMING = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC"})
_STANDARDS = frozenset({"plan", "schedule", "rule", "need", "law", "size", "index", "measure", "custom", "type", "age"})
"""What things are done "according to" without anybody saying so."""
_MISREAD = frozenset({"npadvmod", "acl", "amod", "dobj", "appos", "ROOT", "xcomp", "pobj", "compound", "dep", "conj"})
_CLAUSE_DEPS = frozenset({"ccomp", "advcl", "relcl", "acl", "conj", "ROOT", "pcomp", "parataxis"})


def find_phrases(doc: Doc, cues: CueTable, skip: frozenset[int] | set[int]) -> Iterator[Draft]:
    """Parse, cues and tokens to pass over -> drafts of prepositions, adverbs, cue nouns and hearsay phrases, in order."""
    for token in doc:
        if token.i in skip:
            continue
        lower, pos = token.lower_, token.pos_
        draft: Draft | None = None
        if lower in cues.prepositions:
            draft = _preposition(token, cues.prepositions[lower], cues)
        elif pos == "ADV" and lower in cues.adverbs:
            draft = _adverb(token)
        elif pos in ("NOUN", "PRON", "PROPN"):
            lemma = token.lemma_.lower()
            if lemma in cues.phrases:
                draft = _hearsay(token, cues.phrases[lemma])
            elif lemma in SHOWING and pos == "NOUN":
                draft = _footage(token)
            if draft is None and pos == "NOUN" and lemma in cues.nouns:
                draft = _noun(token, cues.nouns[lemma])
        if draft:
            yield draft


def _preposition(token: Token, cues: tuple[Cue, ...], table: CueTable) -> Draft | None:
    doc = token.doc
    for cue in cues:
        end = token.i + len(cue.words)
        if tuple(t.lower_ for t in doc[token.i : end]) != cue.words:
            continue
        named = _object_of(doc, token.i, end)
        if named is None:
            return None
        held, source = named
        if held.lemma_.lower() in _STANDARDS or (
            cue.words[0] in ("citing", "quoting") and not is_source_like(held, table.sources)
        ):
            return None
        head = token.head
        while head.i in range(token.i, end) and head.head.i != head.i:
            head = head.head
        own = set(range(token.i, source[1]))
        content = clause_around(head, own, token)
        return Draft(source, tuple(range(token.i, end)), content, "citing" if cue.words[0] in ("citing", "quoting")
                     else "according", token.i) if content else None  # fmt: skip
    return None


def _object_of(doc: Doc, start: int, end: int) -> tuple[Token, Range] | None:
    for token in doc[start:end]:
        for child in token.children:
            if child.dep_ in ("pobj", "dobj") and child.i >= end:
                source = trimmed(doc, subtree(child))
                return (child, source) if source else None
    return None


def is_source_like(token: Token, sources: Mapping[str, object]) -> bool:
    """Tell whether a noun can be one who says something: a name of a person or body, or a head noun of the table."""
    return token.ent_type_ in _NAMING or token.lemma_.lower() in sources


def clause_around(head: Token, own: set[int], at: Token) -> tuple[Range, ...]:
    """Token that a cue hangs on -> the ranges of its clause without the cue's own tokens.

    The clause reaches up to the main verb, for an "according to" at the end of a sentence covers all of it; it stops
    below a verb of another clause's content ("said that, according to ...").
    """
    clause = head
    while clause.head.i != clause.i and clause.dep_ not in ("ROOT", "ccomp"):
        if clause.dep_ in _CLAUSE_DEPS and clause.pos_ in ("VERB", "AUX") and _embraces(clause, at):
            break
        clause = clause.head
    start, end = subtree(clause)
    if clause.dep_ == "ROOT":
        start, end = clause.sent.start, clause.sent.end
    return tuple(runs_without(start, end, own))


def _embraces(clause: Token, at: Token) -> bool:
    """Tell whether the cue stands before the verb of its clause: "..., where, according to the mayor, 20 died"."""
    return clause.left_edge.i <= at.i < clause.i


def runs_without(start: int, end: int, own: set[int]) -> Iterator[Range]:
    """Range and tokens to leave out -> the ranges that remain."""
    begin = None
    for i in range(start, end):
        if i in own:
            if begin is not None:
                yield begin, i
            begin = None
        elif begin is None:
            begin = i
    if begin is not None:
        yield begin, end


def _adverb(token: Token) -> Draft | None:
    head = token.head
    if head.pos_ in ("VERB", "AUX"):
        start, end = subtree(head)
        if head.dep_ in ("conj", "relcl", "acl") and head.dep_ != "ROOT":
            start = max(start, min((c.left_edge.i for c in head.lefts), default=head.i))
        if head.dep_ == "xcomp" or (head.dep_ in ("acl", "conj") and head.tag_ == "VBN"):
            start = token.i
        return Draft(None, (token.i,), tuple(runs_without(start, end, {token.i})), "hearsay", token.i)
    if head.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "ADP", "SCONJ"):
        return Draft(None, (token.i,), tuple(runs_without(token.i + 1, max(head.right_edge.i + 1, token.i + 2), set())),
                     "hearsay", token.i)  # fmt: skip
    return None


def _hearsay(noun: Token, cues: tuple[Cue, ...]) -> Draft | None:
    """Find "news came in that ...", "it emerged that ...": nobody is named, so there is no source."""
    doc, stop = noun.doc, noun.sent.end
    for cue in cues:
        verb = next((t for t in doc[noun.i + 1 : min(noun.i + 5, stop)] if t.lemma_.lower() == cue.words[1]), None)
        if verb is None or any(c.dep_ in ("poss", "compound", "amod") for c in noun.children if c.ent_type_ in _NAMING):
            continue
        end = verb.i + 1
        for word in cue.words[2:]:
            if end < stop and doc[end].lower_ == word:
                end += 1
        that = next((t for t in doc[end : min(end + 8, stop)] if t.lower_ in ("that", "of")), None)
        clause = next((c for c in verb.rights if c.dep_ == "ccomp"), None)
        if that is None and clause is None:
            continue
        start = that.i if that is not None else clause.left_edge.i if clause is not None else end
        last = verb.right_edge.i + 1
        return Draft(None, tuple(range(noun.i, end)), ((start, last),), "hearsay", noun.i)
    return None


def _footage(noun: Token) -> Draft | None:
    """Find "a video posted online showed ..." where the parse does not see a subject in the picture."""
    stop = noun.sent.end
    for i in range(noun.i + 1, min(noun.i + 9, stop)):
        token = noun.doc[i]
        if token.text in (".", ";", ":") or token.lower_ in ("that", "which"):
            return None
        if token.lower_ in ("showed", "shows", "show", "showing") and token.dep_ in _MISREAD:
            first = i - 2 if noun.doc[i - 2].lower_ in ("appeared", "appears", "seemed", "purported") else i
            source = trimmed(noun.doc, (noun.left_edge.i, first))
            end = stop - 1 if noun.doc[stop - 1].is_space else stop
            return Draft(source, tuple(range(first, i + 1)), ((i + 1, end),), "clause", i) if end > i + 1 else None
    return None


def _noun(noun: Token, cue: Cue) -> Draft | None:
    clause = next((c for c in noun.rights if c.dep_ in ("acl", "ccomp", "relcl") and _that(c)), None)
    content: tuple[Range, ...]
    more: tuple[int, ...] = ()
    if clause is not None and "clause" in cue.frames:
        content = (subtree(clause),)
    else:
        prep = next((c for c in noun.rights if c.dep_ == "prep" and c.lower_ in cue.frames), None)
        held = next((c for c in prep.children if c.dep_ in ("pobj", "pcomp")), None) if prep is not None else None
        if prep is None or held is None or cue.kind not in ("speech", "report"):
            return None
        content, more = ((held.left_edge.i, held.right_edge.i + 1),), (prep.i,)
    if any(c.lower_ in ("no", "any", "neither") for c in noun.lefts):
        return None
    source = noun_source(noun)
    first = noun.i
    return Draft(source, (first, *more), content, "noun", noun.i)


def _that(clause: Token) -> bool:
    """Tell a clause that says what was claimed from one that says something about it: "a charge that Kyiv denied"."""
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.children)


def noun_source(noun: Token) -> Range | None:
    """Cue noun -> whose it is: "the army's claim", "claims by rebels", "Russian claims", "he made the claim"."""
    for child in noun.children:
        if child.dep_ == "poss":
            start, end = subtree(child)
            return trimmed(noun.doc, (start, end))
        if child.dep_ == "prep" and child.lower_ in ("by", "from") and child.i > noun.i:
            held = next((c for c in child.children if c.dep_ == "pobj"), None)
            if held is not None and held.ent_type_ not in ("DATE", "TIME"):
                return trimmed(noun.doc, subtree(held))
    if noun.dep_ == "dobj" and noun.head.lemma_.lower() in ("make", "issue", "repeat", "voice", "give", "release"):
        subject, _ = find_subject(noun.head)
        return source_range(subject, noun.head) if subject is not None else None
    for child in noun.lefts:
        if child.dep_ in ("compound", "amod") and child.ent_type_ in ("ORG", "NORP", "PERSON"):
            return trimmed(noun.doc, subtree(child))
    return None
