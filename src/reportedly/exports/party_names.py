"""The parties of an incident in few words.

Claims of many reports name one party in many ways: "at least 14 people", "16 people" and "people"; "a crowded vegetable market"
and "the market"; "the Orontes Front" and "terrorists of the so-called Orontes Front". A summary names each once, by the fullest
words that do not count or judge; the claims below it keep all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

# How many there were stands beside the tolls, with who says so.
COUNTING = re.compile(
    r"^(?:(?:a|an|the|(?:its|his|her|their|our)(?: own)?|at least|at most|about|around|some|nearly|almost|up to|as many as|"
    r"(?:more|fewer|less) than|over|both|a number of|several|many|few|(?:\w+ )?(?:dozens|scores|hundreds|thousands) of|"
    r"(?:a|two) dozen|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|\d[\d,.]*)"
    r"(?: of (?:the|its|his|her|their|our) | |(?<=ty)-))+",  # "twenty-two men", but "a 22-year-old man"
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
# "Twenty Kurds" and "3 Israeli soldiers" are counted: the last word is in the plural, or in lower case.
PEOPLE = re.compile(r"(?:^\w+s|\b[a-z]\w*)$")
BELONGING = re.compile(r"\bof (?:the |an? )?(?:so-called |self-styled )?$")


def fold_parties(labels: Iterable[str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Registry ids and names of parties, names by registry id -> those to show, in their order, each with its words."""
    shown: dict[str, tuple[str, str]] = {}
    given = [label for label in labels if label and not label.startswith(("no ", "No "))]  # "killed no farmers": not them
    alone = {label.casefold() for label in given}
    for label in given:
        words = names.get(label) or _uncounted(label, alone)
        shown.setdefault(words.casefold(), (label, words))
    kept = [name for name in shown if shown[name][0] in names or not any(_says_no_more(name, other, shown) for other in shown)]
    return tuple(shown[name] for name in kept)


def _uncounted(label: str, alone: Collection[str]) -> str:
    """Words of a party, and what parties are called -> the words without the number before them, where any are left."""
    rest = COUNTING.sub("", label, count=1)
    # "14 February Coalition" is a name; "14 Palestinians" are some of those whom others call by that name alone.
    if rest[:1].isupper() and rest.casefold() not in alone and not PEOPLE.search(rest):
        return ARTICLE.sub("", label, count=1)
    return rest


def _says_no_more(name: str, other: str, shown: Mapping[str, tuple[str, str]]) -> bool:
    """Whether another party says all that this one does: "market" beside "vegetable market", fighters of a group beside it."""
    if name == other:
        return False
    mine, theirs = name.split(), other.split()
    if mine[-1] == theirs[-1] and set(mine) < set(theirs):
        return shown[name][1].islower() and "of" not in theirs
    label, words = shown[other]
    named = label != words or words[:1].isupper()
    return named and name.endswith(other) and BELONGING.search(name.removesuffix(other)) is not None
