"""How alike two reports are as texts: the cosine of their weighted words, and the names that both have.

How rare a word is stands in a table that ships with the package (``training/words/README.md``), so what two reports share does
not depend on which others are linked with them: a report that is added changes no pair of others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from operator import mul
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from reportedly.linking.details import find_ages, find_blocks, find_streets
from reportedly.linking.people import find_aged, find_people
from reportedly.record import CodedReport

# As in training/words/build.py.
WORD = re.compile(r"[^\W\d_]{3,}|\d+")
SILENT = ("boilerplate", "byline", "credit")
# By so many of its words a report is found; so many fill its blocks without making them large.
RARE = 24
# A word that is not in the table: a name, most often. The logarithm of one over the share of texts that have it.
UNSEEN = 8.0
# Words less rare than this make no name of a person or street.
TELLING = 3.0
# So many numbers for words that few of the words of two texts have one number by chance.
SLOTS = 1 << 16
# What a report is about stands in its headline and in this many characters of its beginning: its words count again.
LEAD = 600


@dataclass(frozen=True)
class Text:
    """What is compared of one report's text.

    ``weights`` are its words with their weights (of length 1 as a vector), ``rare`` those that weigh most;
    ``aged`` are those of ``people`` beside whose name an age stands; ``length`` counts words.
    """

    weights: Mapping[str, float]
    rare: tuple[str, ...]
    people: frozenset[str]
    aged: frozenset[str]
    streets: frozenset[str]
    blocks: frozenset[str]
    ages: frozenset[int]
    length: int

    @cached_property
    def slots(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Its words as numbers below :data:`SLOTS`, and their weights. Two words may have one number, so it makes a bound."""
        at = [crc32(word.encode("utf-8", "replace")) % SLOTS for word in self.weights]
        return np.array(at, np.int64), np.fromiter(self.weights.values(), np.float64, len(self.weights))


@dataclass(frozen=True)
class Texts:
    """Texts by report id; ``rare`` are the rare words of each."""

    by_report: Mapping[str, Text]
    rare: Mapping[str, tuple[str, ...]]
    _cosines: dict[tuple[str, str], float] = field(default_factory=dict, repr=False, compare=False)

    def cosine(self, a: str, b: str) -> float:
        """Two report ids -> cosine of their weighted words, 0 to 1. Several accounts of two reports ask for it."""
        pair = (a, b) if a < b else (b, a)
        known = self._cosines.get(pair)
        if known is None:
            known = self._cosines[pair] = cosine_of(self.by_report[a].weights, self.by_report[b].weights)
        return known


def cosine_of(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Two vectors of length 1, by word -> their cosine."""
    shared = one.keys() & other.keys()
    # fsum: the sum must not depend on the order of the words.
    return math.fsum(map(mul, map(one.__getitem__, shared), map(other.__getitem__, shared)))


def weigh_texts(reports: Iterable[CodedReport]) -> Texts:
    """Reports -> what is compared of their texts."""
    return join_texts({coded.report.id: read_text(coded) for coded in reports})


def join_texts(by_report: Mapping[str, Text]) -> Texts:
    """Texts by report id, read now or kept from another time -> texts that can be compared."""
    return Texts(by_report, {report: text.rare for report, text in by_report.items()})


def read_text(coded: CodedReport) -> Text:
    """One report -> what is compared of its text. Boilerplate, bylines and credits do not count."""
    told = " ".join(_spoken(coded))
    title = coded.report.title or ""
    front = Counter(word.lower() for word in WORD.findall(f"{title} {told[:LEAD]}"))
    counts = Counter(word.lower() for word in WORD.findall(f"{title} {told}"))
    length = counts.total()
    weights = _weigh(counts + front)
    aged = frozenset(name for name in find_aged(f"{title}\n{told}") if _telling(name))
    return Text(
        weights=weights,
        rare=tuple(sorted(weights, key=lambda word: (-weights[word], word))[:RARE]),
        people=aged | frozenset(name for name in find_people(coded) if _telling(name)),
        aged=aged,
        streets=frozenset(name for name in find_streets(told) if _telling(name)),
        blocks=find_blocks(told),
        ages=find_ages(f"{title}\n{told}"),
        length=length,
    )


def _telling(name: str) -> bool:
    """Whether a name is one: "Criminal Court" is no street, and "Crime Stoppers" nobody."""
    return all(rarity(word) >= TELLING for word in name.split())


def _weigh(counts: Counter[str]) -> dict[str, float]:
    raw = {word: (1 + math.log(n)) * rarity(word) for word, n in sorted(counts.items())}
    norm = math.sqrt(math.fsum(value * value for value in raw.values())) or 1.0
    return {word: value / norm for word, value in raw.items()}


@cache
def _table() -> Mapping[str, float]:
    lines = (files("reportedly.linking") / "tables" / "rarity.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {word: int(level) / 10 for level, words in rows for word in words.split(" ")}


def rarity(word: str) -> float:
    """Word in lower case -> how rare it is: the logarithm of one over the share of texts that have it, 0 to 8."""
    return _table().get(word, UNSEEN)


def _spoken(coded: CodedReport) -> Iterator[str]:
    """Report -> its text without boilerplate, bylines and credits, in pieces."""
    text, at = coded.report.text, 0
    for start, end in sorted((m.start, m.end) for m in coded.marks if m.kind in SILENT):
        yield text[at:start]
        at = max(at, end)
    yield text[at:]
