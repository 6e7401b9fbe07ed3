"""Which quarter of a city was struck: "the Zahra neighbourhood", "the district of Jobar".

A city at war is struck in several quarters on one day, and few of them stand in a gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KIND = r"(?:neighbou?rhood|district|quarter|suburb)"
ARTICLES = ("al", "el", "ad", "ed", "an", "ar", "as", "ash", "at")
ARTICLE = rf"(?:{'|'.join(ARTICLES)})"
WORD = r"[A-Z][\w'’]+"
NAME = rf"(?:(?i:{ARTICLE})[- ])?{WORD}(?:[ -](?:{ARTICLE}-)?{WORD}){{0,2}}"
QUARTER = re.compile(rf"\b({NAME}) {KIND}s?\b|\b{KIND}s? of (?:the )?({NAME})")
# Words that tell a side or a part of a city, and no quarter of it.
PARTS = frozenset((
    "a", "the", "its", "this", "one", "in", "of", "rebel", "government", "opposition", "regime", "army", "security", "military",
    "held", "controlled", "sunni", "shiite", "shia", "christian", "kurdish", "alawite", "muslim", "east", "west", "north",
    "south",    "eastern", "western", "northern", "southern", "central", "old", "school", "business", "financial", "court", "us",
    "judicial",
))  # fmt: skip
VOWELS = re.compile(r"[aeiouyhw]|['’]")
DOUBLED = re.compile(r"(.)\1+")


def find_quarters(passage: str) -> Mapping[str, str]:
    """Sentences -> the quarters that they name, by their folded names: each newspaper spells Seif al-Dawla in its own way."""
    found = [match[1] or match[2] for match in QUARTER.finditer(passage)]
    return {folded: name for name in found if len(folded := _fold(name)) > 1}


def _fold(name: str) -> str:
    """Name -> its consonants: "al-Hamadaniyeh" and "Hamadaniya" are both "mdn"."""
    words = [word for word in re.split(r"[ -]", name.lower()) if word not in ARTICLES and word not in PARTS]
    bare = (VOWELS.sub("", word).replace("q", "k").replace("c", "k") for word in words)
    return "".join(DOUBLED.sub(r"\1", word) for word in bare)
