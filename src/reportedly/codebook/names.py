"""Words of a text in the form in which names are looked up, and a trie of names over such words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

# "U.S." and "U.N." are one word; so are "Sana'a" and "Shi'ite", but the "'s" of "Israel's" is a word of its own.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|['’]s\b|[^\W_]+(?:['’ʼ`‘](?!s\b)[^\W_]+)*")
_DROPPED = re.compile(r"['’ʼ`‘.]")
POSSESSIVE = "'s"


def word_list(words: str) -> tuple[str, ...]:
    """Words separated by space -> the words."""
    return tuple(words.split())


def word_set(words: str) -> frozenset[str]:
    """Words separated by space -> the set of them."""
    return frozenset(words.split())


class Word(NamedTuple):
    """A word of a text: code-point offsets, look-up form, the characters as they stand, and whether a hyphen joins it on."""

    start: int
    end: int
    key: str
    raw: str
    joined: bool


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Word -> its look-up form: lower case, without accents, apostrophes and dots ("Da'esh" -> "daesh")."""
    if word in ("'s", "’s"):
        return POSSESSIVE
    plain = word if word.isascii() else "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return _DROPPED.sub("", plain).casefold()


def find_words(text: str) -> list[Word]:
    """Text -> its words in order; hyphens and other punctuation part words and are not kept."""
    return [
        Word(m.start(), m.end(), fold(m.group()), m.group(), text[m.start() - 1 : m.start()] in ("-", "‑", "–"))
        for m in _WORD.finditer(text)
    ]


def is_acronym(name: str) -> bool:
    """Name -> whether it is written in capitals only, so that its letters in lower case are another word ("IS", "WHO")."""
    return name.isupper() and " " not in name and len(name.replace(".", "")) <= 7


class Match(NamedTuple, Generic[T]):
    """Words ``first`` to ``last`` (inclusive) and everything the trie holds under them."""

    first: int
    last: int
    found: tuple[T, ...]


class Trie(Generic[T]):
    """Names as sequences of folded words; a look-up costs one dictionary step a word."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, name: str, value: T) -> None:
        """Hold ``value`` under the words of ``name``; several values may share a name, in the order they were added."""
        node = self._root
        for word in find_words(name):
            node = node.setdefault(word.key, {})
        held = node.setdefault("", [])
        if value not in held:
            held.append(value)

    def at(self, words: Sequence[Word], first: int) -> Iterator[Match[T]]:
        """Words and a position -> the names that begin there, longest first."""
        node: dict[str, Any] = self._root
        found: list[Match[T]] = []
        for last in range(first, len(words)):
            key = words[last].key
            below = node.get(key)
            if below is None and key.endswith("s") and len(key) > 4 and words[last].raw[0].isupper():
                # "Syrias second city": the apostrophe is lost in many a scraped text
                below = node.get(key[:-1])
                if below and "" in below:
                    found.append(Match(first, last, tuple(below[""])))
                break
            if below is None:
                break
            node = below
            if "" in node:
                found.append(Match(first, last, tuple(node[""])))
        return reversed(found)
