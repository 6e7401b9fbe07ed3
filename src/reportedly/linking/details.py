"""What a text tells that few others do: streets, house numbers of blocks, ages."""

from __future__ import annotations

import re

# A capitalised word or an ordinal, once to three times, before a word for a street: "Elm Street", "South 5th Ave.".
WAY = (
    r"Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Boulevard|Blvd|Lane|Ln|Court|Ct|Place|Pl|Way|Circle|Parkway|Pkwy|Highway|Hwy|Terrace"
    r"|Trail|Pike|Square"
)
WORDS = r"(?:[A-Z][\w'-]*|\d+(?:st|nd|rd|th))"
STREET = re.compile(rf"\b({WORDS}(?:[ \n]{WORDS}){{0,2}})[ \n](?:{WAY})\b")
BLOCK = re.compile(r"\b(\d{1,3}00)[ -]+block\b", re.IGNORECASE)
AGE = re.compile(r"\b(\d{1,2})[- ]years?[- ]old\b|,\s(\d{1,2}),|\b(?:age|aged)\s(\d{1,2})\b", re.IGNORECASE)
# "South Elm Street" and "Elm Street" are one; "the East" is none.
DIRECTIONS = frozenset((
    "north", "south", "east", "west", "n", "s", "e", "w", "ne", "nw", "se", "sw", "northeast", "northwest", "southeast",
    "southwest", "the", "in", "on", "at", "of",
))  # fmt: skip
# Ages told further down are those of relatives and of people in other events.
FRONT = 2500


def find_streets(text: str) -> frozenset[str]:
    """Text -> names of streets without their kind and direction, in lower case: "elm" of "South Elm Street"."""
    found = ([word.lower() for word in match[1].split() if word.lower() not in DIRECTIONS] for match in STREET.finditer(text))
    return frozenset(words[-1] for words in found if words)


def find_blocks(text: str) -> frozenset[str]:
    """Text -> the numbers of blocks: "1200" of "the 1200 block of Elm Street"."""
    return frozenset(match[1] for match in BLOCK.finditer(text))


def find_ages(text: str) -> frozenset[int]:
    """Text -> ages of people told in its first part: 19 of "a 19-year-old", "Kalle Berg, 19," and "aged 19"."""
    return frozenset(int(match[match.lastindex or 1]) for match in AGE.finditer(text[:FRONT]))
