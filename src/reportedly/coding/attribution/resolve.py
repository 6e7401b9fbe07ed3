"""From the source span of an attribution to the actor that it is and the kind of source that it makes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from reportedly.codebook.cues import KIND_OF_ROLE, SourceWord
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, SourceKind, Spans

_PERSONAL = frozenset({"he", "she", "him", "her", "his"})
_COLLECTIVE = frozenset({"they", "them", "their", "it", "its"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_PAST = frozenset({"former", "retired", "ex", "late", "one-time", "onetime", "ex-"})
_FAMILIAR = re.compile(
    r"\b(?:familiar with|close to|with knowledge of|briefed on|on condition of anonymity|anonymous|unnamed|unidentified|"
    r"who (?:declined|asked|refused) (?:not )?to be (?:named|identified))",
    re.IGNORECASE,
)
_SPEAKING = frozenset({"speak", "talk", "ask", "insist", "request", "decline", "refuse"})
_WAS_THERE = re.compile(r"\bwho (?:lives?|lived|fled|survived|saw|witnessed|escaped|lost)\b|\ba (?:father|mother) of\b")


@dataclass(frozen=True, slots=True)
class Source:
    """Who a source is: the index of an actor, as far as the report says, and what kind of source that makes."""

    actor: int | None
    kind: SourceKind


@dataclass
class SourceResolver:
    """Resolves the sources of one report in text order; remembers who spoke last, for "he", "it" and "the ministry"."""

    parsed: Parsed
    actors: Sequence[Actor]
    sources: Mapping[str, SourceWord]
    spoken: list[tuple[int, str, Source]] = field(default_factory=list)
    by_word: dict[str, Source] = field(default_factory=dict)
    by_actor: dict[int, Source] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._order = sorted(range(len(self.actors)), key=lambda i: self.actors[i].start)
        self._starts = [self.actors[i].start for i in self._order]

    def resolve(self, spans: Spans) -> Source:
        """Source spans -> actor and kind; no spans: nobody is named, so the source is unnamed."""
        if not spans:
            return Source(None, "unnamed")
        tokens = self.parsed.tokens(*spans[0])
        if not len(tokens):
            return Source(None, "other")
        head = tokens.root
        if head.lower_ in _RELATIVE and (above := _antecedent(head)) is not None:
            while above.dep_ == "appos" and above.head.i < above.i:
                above = above.head
            tokens = head.doc[above.left_edge.i : head.left_edge.i]
            head = above
        source = self._named(tokens, head)
        if source.actor is not None and source.kind != "other":
            source = self.by_actor.setdefault(source.actor, source)
        self.spoken.append((head.i, head.lemma_.lower(), source))
        if head.pos_ != "PRON":
            for token in (head, *_describing(head, tokens)):
                if token.i == head.i or token.dep_ in ("compound", "appos"):
                    self.by_word[token.lemma_.lower()] = source
        return source

    def _named(self, tokens: Tokens, head: Token) -> Source:
        actor = self._actor_at(tokens, head)
        if head.pos_ == "PRON" or head.lower_ in _PERSONAL | _COLLECTIVE:
            if head.lower_ in _PERSONAL and (unknown := self._unknown_before(head)) is not None:
                return unknown
            before = self._spoken_before(head)
            if actor is None:
                return before or Source(None, "unnamed" if head.lower_ not in _PERSONAL | _COLLECTIVE else "other")
            if before and (before.actor == actor or (head.lower_ in _PERSONAL and self.actors[actor].kind != "person")):
                return before
            first = self.parsed.tokens(self.actors[actor].start, self.actors[actor].end)
            return Source(actor, self.kind_of(first, first.root, actor) if len(first) else "other")
        kind = self.kind_of(tokens, head, actor)
        if actor is None and head.pos_ == "NOUN" and any(c.lower_ in ("the", "this") for c in head.lefts):
            again = self._named_before(head)
            if again is not None:
                return again if kind == "other" else Source(again.actor, kind if again.kind == "other" else again.kind)
        return Source(actor, kind)

    def _actor_at(self, tokens: Tokens, head: Token) -> int | None:
        """Find the actor that holds the head of the source, else one set right before it ("army spokesman")."""
        start, end = tokens.start_char, tokens.end_char
        n = bisect_left(self._starts, start)
        n = max(n - 1, 0)
        inside = []
        while n < len(self._order) and self.actors[self._order[n]].start < end:
            i = self._order[n]
            if self.actors[i].end > start and self.actors[i].kind != "object":
                inside.append(i)
            n += 1
        holding = [i for i in inside if self.actors[i].start <= head.idx < self.actors[i].end]
        if (not holding and head.pos_ == "PROPN") or (not holding and head.lemma_.lower() in self.sources):
            holding = [i for i in inside if self.actors[i].end <= head.idx and head.idx - self.actors[i].end < 4]
        if not holding:
            return None
        best = min(holding, key=lambda i: (self.actors[i].kind == "nationality", self.actors[i].end - self.actors[i].start))
        first = self.actors[best].same_as
        return best if first is None else first

    def _spoken_before(self, head: Token) -> Source | None:
        """Find who "he" or "it" is when the coreference layer says nothing: the last subject or speaker of that sort."""
        if head.lower_ in _PERSONAL and (subject := self._person_before(head)) is not None:
            return subject
        for at, word, source in reversed(self.spoken):
            if head.i - at > 120:
                return None
            if at >= head.i:
                continue
            if word in _PERSONAL and head.lower_ in _PERSONAL and word[0] != head.lower_[0]:
                continue
            if source.actor is None:
                continue
            kind = self.actors[source.actor].kind
            if (kind in ("person", "role")) == (head.lower_ in _PERSONAL):
                return source
        return None

    def _unknown_before(self, head: Token) -> Source | None:
        """Find the speaker of this paragraph whom no actor stands for: "he" is that one and nobody named earlier."""
        for at, word, source in reversed(self.spoken):
            if at < head.i and word not in _PERSONAL:
                apart = "\n" in self.parsed.text[head.doc[at].idx : head.idx]
                return source if source.actor is None and head.doc[at].pos_ in ("PROPN", "NOUN") and not apart else None
        return None

    def _person_before(self, head: Token) -> Source | None:
        """Find the last person in the paragraph or the one before who is the subject of a sentence or has spoken."""
        doc = head.doc
        for i in reversed(self._order[: bisect_left(self._starts, head.idx)]):
            actor = self.actors[i]
            if head.idx - actor.start > 500 or self.parsed.text.count("\n\n", actor.end, head.idx) > 1:
                return None
            if actor.kind != "person":
                continue
            root = self.parsed.tokens(actor.start, actor.end).root
            spoke = next((s for at, _, s in reversed(self.spoken) if at == root.i), None)
            if spoke is not None or (root.dep_ in ("nsubj", "nsubjpass") and root.i < head.i and doc[root.i].pos_ == "PROPN"):
                first = i if actor.same_as is None else actor.same_as
                tokens = self.parsed.tokens(actor.start, actor.end)
                return spoke or Source(first, self.kind_of(tokens, root, i))
        return None

    def _named_before(self, head: Token) -> Source | None:
        """Find the earlier source with the same head noun: "the ministry" after "the Russian Defence Ministry"."""
        return self.by_word.get(head.lemma_.lower())

    def kind_of(self, tokens: Tokens, head: Token, actor: int | None) -> SourceKind:
        """Source tokens, their head and actor -> kind of source, by head noun, the body it speaks for, and roles."""
        text = tokens.text
        if head.ent_type_ != "PERSON" and _FAMILIAR.search(_whole_phrase(tokens, head)):
            return "unnamed"
        past = any(t.lower_ in _PAST for t in tokens)
        word = self._word(head)
        if word is not None and word.word in _BROAD:
            about = [w for t in _describing(head, tokens) if (w := self._word(t)) is not None]
            # "the military's media wing" is of the military, whatever its business
            beside = next((w for w in about if w.kind != "media"), about[0] if about else None)
            return (beside.kind if beside else None) or self._kind_of_actor(actor) or word.kind
        if word is not None and not word.speaks_for:
            if word.kind == "party" and past:
                return "expert"
            return "official" if word.kind == "party" and head.lower_ in _AMBIGUOUS and not self._armed(tokens) else word.kind
        described = [w for t in _describing(head, tokens) if (w := self._word(t)) is not None]
        described.sort(key=lambda w: w.word in _BROAD)
        body = next((w for w in described if not w.speaks_for), None)
        if head.ent_type_ == "PERSON" and not described and _WAS_THERE.search(text):
            return "witness"
        if past and (body or word or described):
            return "expert" if (body or word or described[0]).kind in ("party", "expert") else "other"
        if body is not None:
            known = self.by_word.get(body.word) if body.word in _BROAD else None
            return known.kind if known else body.kind
        by_role = self._kind_of_actor(actor)
        if by_role is not None:
            return by_role
        if word is not None and word.kind != "other":
            return word.kind
        if described and described[0].kind != "other":
            return described[0].kind
        if head.ent_type_ in ("GPE", "NORP") or any(t.ent_type_ == "NORP" for t in tokens):
            return "official"
        return "organization" if head.ent_type_ == "ORG" else "other"

    def _word(self, token: Token) -> SourceWord | None:
        two = f"{token.doc[token.i - 1].lower_} {token.lemma_.lower()}" if token.i else ""
        return self.sources.get(two) or self.sources.get(token.lemma_.lower()) or self.sources.get(token.lower_)

    def _armed(self, tokens: Tokens) -> bool:
        return any((w := self._word(t)) is not None and w.kind == "party" for t in tokens)

    def _kind_of_actor(self, actor: int | None) -> SourceKind | None:
        if actor is None:
            return None
        roles = self.actors[actor].roles
        kinds = [KIND_OF_ROLE[role] for role in roles if role in KIND_OF_ROLE]
        if kinds:
            return kinds[0]
        return "official" if self.actors[actor].kind == "nationality" else None


_BROAD = frozenset(
    {"group", "organization", "organisation", "agency", "movement", "alliance", "network", "force", "wing", "command"}
)
"""Head nouns that any kind of body may have; the roles of the actor, where known, say more."""
_AMBIGUOUS = frozenset({"general", "major", "captain", "commander", "front", "wing", "division", "movement"})


def _whole_phrase(tokens: Tokens, head: Token) -> str:
    """Source tokens and their head -> the text of the noun phrase they are of, with what is set off behind it.

    "A senior officer, speaking on condition of anonymity, said": the wish belongs to the source, its span may not hold it.
    """
    last = tokens.end
    for child in head.rights:
        if child.lemma_.lower() in ("cite", "quote"):
            # "The Lantern, quoting an unnamed officer": it is the officer who is unnamed
            break
        if child.dep_ in ("acl", "relcl", "appos", "prep", "amod") and child.right_edge.i >= last:
            last = child.right_edge.i + 1
    verb = head.head
    if head.dep_ in ("nsubj", "nsubjpass"):
        for child in verb.children:
            # the parse may hang "speaking on condition of anonymity" on the verb of speech
            if child.dep_ == "advcl" and child.tag_ == "VBG" and child.lemma_.lower() in _SPEAKING:
                return f"{head.doc[tokens.start : last].text} {head.doc[child.left_edge.i : child.right_edge.i + 1].text}"
    return head.doc[tokens.start : last].text


def _antecedent(relative: Token) -> Token | None:
    """Relative pronoun -> the noun that its clause hangs on, through a preposition's clause too."""
    verb = relative.head
    for _ in range(4):
        if verb.dep_ in ("relcl", "acl"):
            return verb.head
        if verb.head.i == verb.i:
            return None
        verb = verb.head
    return None


def _describing(head: Token, tokens: Tokens) -> Iterable[Token]:
    """Head of a source -> the nouns that say what it is: titles, appositions, and the body it speaks for, nearest first."""
    near: list[Token] = []
    far: list[Token] = []
    for child in head.children:
        if child.dep_ in ("compound", "poss", "nmod"):
            near.append(child)
            near.extend(c for c in child.children if c.dep_ == "compound")
        elif child.dep_ == "acl":
            # "a statement issued by the ministry" is the ministry's
            far.extend(c for agent in child.children if agent.dep_ == "agent" for c in agent.children if c.dep_ == "pobj")
        elif child.dep_ == "appos":
            far.append(child)
            far.extend(_describing(child, tokens))
        elif child.dep_ == "prep" and child.lower_ in ("for", "of", "from", "with", "at", "in"):
            far.extend(c for c in child.children if c.dep_ == "pobj")
            for held in [c for c in child.children if c.dep_ == "pobj"]:
                far.extend(c for c in held.children if c.dep_ == "compound")
    return [*reversed(near), *far]
