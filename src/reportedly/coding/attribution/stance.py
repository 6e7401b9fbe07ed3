"""Stance of an attribution: what its source does with the content, by the cue, its complement and its negation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from reportedly.codebook.cues import Cue, CueKind, CueTable, Stance
from reportedly.coding.attribution.clauses import find_cue
from reportedly.coding.parse import Parsed
from reportedly.record import Span

NEGATED: Mapping[str, str] = {
    "believes": "doubts", "hopes": "doubts", "fears": "doubts", "estimates": "doubts", "plans": "denies",
    "supports": "opposes", "opposes": "supports", "doubts": "believes",
}  # fmt: skip
"""What a negated cue comes to; of all others a negation leaves that the source takes no position."""

WITHHOLDS = "withholds"
"""Stance of "declined to say", "did not confirm", "would neither confirm nor deny": no word of the source stands behind it."""

_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "no", "nobody", "none"})
_CARRYING = frozenset({"make", "issue", "give", "repeat", "voice", "express", "raise", "release", "have", "send", "deliver"})
_UNWILLING = frozenset({"decline", "refuse"})


@dataclass(frozen=True, slots=True)
class Stand:
    """Stance, and the row of the cue that gave it (``None``: no cue of the codebook, so the source is taken to assert)."""

    stance: str
    cue: Cue | None

    @property
    def kind(self) -> CueKind:
        """What the source does: speech where the cue is not known."""
        return self.cue.kind if self.cue else "speech"


def read_stance(parsed: Parsed, cue: Sequence[Span], content: Sequence[Span], cues: CueTable) -> Stand:
    """Cue and content spans -> stance. A cue that is none of the codebook's asserts."""
    tokens = [token for start, end in cue for token in parsed.tokens(start, end)]
    texts = [token.lower_ for token in tokens]
    negated = any(text in _NEGATIONS for text in texts) or any(_denied(token) for token in tokens)
    # the verb comes first ("denied allegations"), unless it only carries a noun ("issued a denial")
    verbs = [token for token in tokens if token.pos_ == "VERB" and token.lemma_.lower() not in _CARRYING]
    for token in (*reversed(verbs), *reversed(tokens)):
        found = _row(token, texts, cues)
        if found is None:
            continue
        stance: str = _by_frame(token, found, content) if found.pos == "verb" else found.stance
        if any(t.lemma_.lower() in _UNWILLING for t in tokens) and (len(tokens) > 1 or stance == "denies"):
            speaking = token.lemma_.lower() not in _UNWILLING or _opens_with_speech(parsed, content, cues)
            stance = WITHHOLDS if speaking else stance
        elif negated:
            stance = NEGATED.get(stance, WITHHOLDS)
        return Stand(stance, found)
    # "The ministry is to send two letters"
    plans = bool(content) and parsed.text[slice(*content[0])].lower().startswith("to ")
    return Stand("plans" if plans else "asserts", None)


def _denied(token: Token) -> bool:
    """Tell whether the negation stands apart from the cue: "neither confirmed nor denied", "No official has confirmed"."""
    if token.pos_ not in ("VERB", "AUX"):
        return False
    if any(t.lower_ in _NEGATIONS for t in token.doc[max(token.i - 2, token.sent.start) : token.i]):
        return True
    subjects = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(child.dep_ == "neg" for child in token.children) or any(
        subject.lower_ in _NEGATIONS or any(c.dep_ in ("det", "neg") and c.lower_ in _NEGATIONS for c in subject.children)
        for subject in subjects
    )


def _row(token: Token, texts: Sequence[str], cues: CueTable) -> Cue | None:
    lemma = token.lemma_.lower()
    if token.pos_ in ("VERB", "AUX"):
        found = find_cue(token, cues)
        if found:
            return found[0]
    if token.lower_ in cues.adverbs:
        return cues.adverbs[token.lower_]
    for cue in cues.prepositions.get(token.lower_, ()):
        if all(word in texts for word in cue.words):
            return cue
    if token.pos_ in ("NOUN", "PROPN") and (lemma in cues.phrases or lemma in cues.nouns):
        return cues.nouns.get(lemma) or cues.phrases[lemma][0]
    return cues.verbs.get(lemma) if token.pos_ in ("NOUN", "ADJ", "PROPN") and token.tag_ != "NN" else None


def _by_frame(verb: Token, cue: Cue, content: Sequence[Span]) -> Stance:
    def held(token: Token) -> bool:
        return any(start <= token.idx < end for start, end in content)

    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in cue.frames and child.i > verb.i:
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), child)
            if held(inner) and not any(c.dep_ == "dobj" and held(c) for c in verb.children):
                return cue.frames[child.lower_]
    for child in verb.children:
        if not held(child):
            continue
        names: tuple[str, ...] = ()
        if child.dep_ == "ccomp":
            infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in child.lefts)
            names = ("person-to", "to") if infinitive and child.i > verb.i else ("clause", "gerund")
        elif child.dep_ == "xcomp":
            names = ("person-to", "to", "gerund")
        elif child.dep_ == "dobj":
            names = ("object",)
        for name in names:
            if name in cue.frames:
                return cue.frames[name]
    return cue.stance


def _opens_with_speech(parsed: Parsed, content: Sequence[Span], cues: CueTable) -> bool:
    """Tell whether what is declined is to speak: "declined to comment", "refused to say who fired"."""
    for token in parsed.tokens(*content[0])[:3]:
        if token.pos_ == "VERB":
            cue = cues.verbs.get(token.lemma_.lower())
            return cue is not None and cue.kind in ("speech", "writing", "belief")
    return False
