"""Figures that a later one replaces, and the dead who are told by their burial."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from reportedly.codebook.quantities import QuantityTable
from reportedly.coding.parse import Parsed
from reportedly.coding.tolls.counts import Counted, read_counted
from reportedly.coding.tolls.victims import Harmed, conjuncts

_OLDER = frozenset(("earlier", "previous", "initial", "preliminary", "former", "prior", "original"))
_FIGURES = frozenset(("figure", "toll", "count", "estimate", "tally", "number", "total", "report"))
_CHANGES = frozenset(
    ("up", "down", "rise", "rose", "risen", "rising", "raise", "raised", "revised", "increased", "climbed", "fell")
)
_ABOUT = frozenset(
    ("of", "that", "at", "least", "about", "some", "as", "many", "more", "than", "around", "nearly", "a", "an", "the")
)
_DEADLY = frozenset((
    "attack", "raid", "kill", "massacre", "bombing", "bomb", "shelling", "shell", "airstrike", "strike", "shooting", "shoot",
    "gunman", "clash", "blast", "explosion", "ambush", "bombardment", "murder", "violence",
))  # fmt: skip
_UNDER = frozenset(("under", "beneath", "alive", "underneath"))


def superseded(doc: Doc, start: int) -> bool:
    """Whether the figure that starts at a token is one given up: "an earlier figure of 12", "up from 12"."""
    i = start - 1
    while i >= 0 and doc[i].lower_ in _ABOUT:
        i -= 1
    if i < 1:
        return False
    if doc[i].lower_ == "from":
        return doc[i - 1].lower_ in _CHANGES
    figure = doc[i].lemma_.lower() in _FIGURES
    return figure and any(t.lower_ in _OLDER for t in doc[max(0, i - 3) : i])


def find_buried(parsed: Parsed, table: QuantityTable) -> Iterator[tuple[Counted, Harmed]]:
    """Read "Eleven people were buried after gunmen attacked the town": who is buried after violence died of it.

    Who is buried under rubble may live, and a burial beside which no violence is told is none of ours.
    """
    for token in parsed.doc:
        if token.lemma_ != "bury" or token.pos_ != "VERB" or token.i in parsed.boilerplate:
            continue
        if any(child.lower_ in _UNDER for child in token.children) or not _told_with_violence(token):
            continue
        for child in token.children:
            if child.dep_ in ("nsubjpass", "dobj"):
                for head in conjuncts(child):
                    counted = read_counted(head, table, human=False)
                    if counted is not None and counted.numbered and (counted.count.best or 0) > 1:
                        yield counted, Harmed(token, "killed", head)


def _told_with_violence(token: Token) -> bool:
    return any(other.lemma_.lower() in _DEADLY for other in token.sent)
