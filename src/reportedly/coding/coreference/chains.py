"""The chains of mentions of one report: which mention goes back to which."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from spacy.tokens import Token

from reportedly.coding.parse import Parsed
from reportedly.record import Actor

_PHRASE_END = re.compile(r"\s(?:of|for|in|from)\s")


@dataclass
class Chains:
    """Mentions of one report in text order, and for each the mention that it goes back to."""

    parsed: Parsed
    actors: list[Actor]
    first: list[int] = field(default_factory=list)
    heads: list[Token] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        starts = [s for s, _ in self.parsed.sentences]
        for i, actor in enumerate(self.actors):
            self.first.append(i)
            self.heads.append(self._head(actor))
            self.sentences.append(bisect_right(starts, actor.start))

    def _head(self, actor: Actor) -> Token:
        """The token that holds the mention's place in its sentence: the one whose own head lies outside it."""
        tokens = self.parsed.tokens(actor.start, actor.end)
        return next((t for t in tokens if t.head.i < tokens.start or t.head.i >= tokens.end or t.head.i == t.i), tokens[-1])

    def root(self, i: int) -> int:
        """Mention -> the first mention of what it names."""
        while self.first[i] != i:
            i = self.first[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Take two mentions for one actor; the earlier chain keeps its first mention."""
        a, b = sorted((self.root(i), self.root(j)))
        self.first[b] = a

    def head_word(self, i: int) -> str:
        """Mention -> the last word before its "of" phrase, in lower case."""
        return _PHRASE_END.split(self.actors[i].text)[0].split()[-1].strip("'’\".,").lower()
