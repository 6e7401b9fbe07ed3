"""The words of the sentences in which an account's claims stand, and how alike two accounts are by them.

Two reports of one war share most of their words, and tell in passing of a dozen events each: whether they tell of the same one,
only the sentences about it say.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from reportedly.linking.texts import WORD, rarity
from reportedly.record import Claim

SENTENCE = re.compile(r"[.!?][\"'”’)]*\s|\n")
# A sentence ends somewhere, also in a text without stops.
LONGEST = 300


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Text and a span in it -> the bounds of its sentence, of at most :data:`LONGEST` characters on either side."""
    ends = [match.end() for match in SENTENCE.finditer(text, max(0, start - LONGEST), start)]
    close = SENTENCE.search(text, end, min(len(text), end + LONGEST))
    return (ends[-1] if ends else max(0, start - LONGEST), close.start() if close else min(len(text), end + LONGEST))


def passages(text: str, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Text and claims of it -> the sentences in which they stand, each once, in the order of the text."""
    return tuple(text[start:end] for start, end in sorted({sentence_around(text, *claim.trigger) for claim in claims}))


def weigh_words(sentences: Iterable[str], names: Iterable[str] = ()) -> Mapping[str, float]:
    """Sentences -> their words with their weights, of length 1 as a vector.

    ``names`` are those of places: where it was is a reason of its own, and in a city at war every sentence names it.
    """
    counts = Counter(word.lower() for sentence in sentences for word in WORD.findall(sentence))
    for word in {word.lower() for name in names for word in WORD.findall(name)}:
        counts.pop(word, None)
    raw = {word: (1 + math.log(n)) * rarity(word) for word, n in sorted(counts.items())}
    norm = math.sqrt(math.fsum(value * value for value in raw.values())) or 1.0
    return {word: value / norm for word, value in raw.items()}
