"""How alike two reports are as texts: TF-IDF cosine over their words.

The weights come from the reports that are linked together, so the figure of a pair depends on the collection but not on
its order.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportedly.record import CodedReport

WORD = re.compile(r"[^\W\d_]{3,}|\d+")
NAME = re.compile(r"\b[A-Z][a-z'’-]+(?:[ \n]+(?:[A-Z]\.|[A-Z][a-z'’-]+))+")
# A name that more reports than this have is that of a town or a president.
FEW = 12
SILENT = ("boilerplate", "byline", "credit")
RARE = 16
# A few reports do not tell which words are common, so every collection starts as if it held this many others, in half
# of which the words below stand and in none of which any other word does.
BEFORE = 50
COMMON = frozenset(
    re.findall(
        r"\w+",
        """the and that was were for with from has have had not but they their them his her she him who which when where
        been after before said says told its also this those these there than then one two three more most other others
        some about into over under out off against between during while since until according reported report people
        killed wounded injured dead attack forces army police government group military would could will may might are
        being did does all any each both many much such only just very what how why can should still again near around
        spokesman official officials statement monday tuesday wednesday thursday friday saturday sunday year years day
        days week last first town city area region country state""",
    )
)


@dataclass(frozen=True)
class Texts:
    """Weighted words of reports by report id.

    ``rare`` holds the words that tell each report from the others best, ``names`` the names of two words or more that
    few reports have, with their weights.
    """

    weights: Mapping[str, Mapping[str, float]]
    rare: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Mapping[str, float]]

    def cosine(self, a: str, b: str) -> float:
        """Two report ids -> cosine of their weighted words, 0 to 1."""
        one, other = self.weights[a], self.weights[b]
        if len(one) > len(other):
            one, other = other, one
        # fsum: the sum must not depend on which report is the shorter or on the order of its words.
        return math.fsum(weight * other[word] for word, weight in one.items() if word in other)

    def shared_names(self, a: str, b: str) -> tuple[float, tuple[str, ...]]:
        """Two report ids -> the weight of the names that both have, and the names, the rarest first."""
        one, other = self.names[a], self.names[b]
        shared = sorted(one.keys() & other.keys(), key=lambda name: (-one[name], name))
        return math.fsum(one[name] for name in shared), tuple(shared)


def weigh_texts(reports: Sequence[CodedReport]) -> Texts:
    """Reports -> their weighted words. Boilerplate, bylines and credits do not count; the title does, twice."""
    counts = {coded.report.id: _words(coded) for coded in reports}
    spread = Counter(word for words in counts.values() for word in words)
    total = len(counts)
    weights: dict[str, dict[str, float]] = {}
    rare: dict[str, tuple[str, ...]] = {}
    for report, words in counts.items():
        raw = {w: (1 + math.log(n)) * _rarity(w, spread[w], total) for w, n in sorted(words.items())}
        norm = math.sqrt(math.fsum(v * v for v in raw.values())) or 1.0
        weights[report] = {word: value / norm for word, value in raw.items()}
        shared = [word for word in raw if spread[word] > 1]
        rare[report] = tuple(sorted(shared, key=lambda w: (-raw[w], w))[:RARE])
    called = {coded.report.id: _called(coded) for coded in reports}
    held = Counter(name for names in called.values() for name in names)
    names = {
        report: {name: math.log((total + BEFORE) / held[name]) for name in sorted(found) if 1 < held[name] <= FEW}
        for report, found in called.items()
    }
    return Texts(weights, rare, names)


def _called(coded: CodedReport) -> set[str]:
    """Pairs of capitalised words in a row: "Wilmer Chiluisa", "Central Clinic"."""
    text = coded.report.text
    silent = [(m.start, m.end) for m in coded.marks if m.kind in SILENT]
    pairs: set[str] = set()
    for match in NAME.finditer(text):
        if not any(s <= match.start() < e for s, e in silent):
            words = match.group().split()
            pairs.update(" ".join(pair) for pair in pairwise(words))
    return pairs


def _rarity(word: str, reports: int, total: int) -> float:
    return math.log((total + BEFORE + 1) / (reports + (BEFORE / 2 if word in COMMON else 0) + 0.5))


def _words(coded: CodedReport) -> Counter[str]:
    text = coded.report.text
    silent = sorted((m.start, m.end) for m in coded.marks if m.kind in SILENT)
    words: Counter[str] = Counter()
    at = 0
    for start, end in (*silent, (len(text), len(text))):
        words.update(word.lower() for word in WORD.findall(text[at:start]))
        at = max(at, end)
    if coded.report.title:
        words.update(word.lower() for word in WORD.findall(coded.report.title))
    return words
