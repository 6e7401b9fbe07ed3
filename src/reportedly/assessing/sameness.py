"""Finds that two sources are one: the same person under two names, the same words quoted, the title of somebody named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reportedly.assessing.names import clean, fold, head
from reportedly.assessing.told import Told

Key = tuple[str, ...]

# So many words in a row, quoted by two reports, were said once.
SAME_WORDS = 8
WORD = re.compile(r"\w+")
# A title before a name says what somebody is: "a doctor" is "Dr. Rosa Espinel".
TITLES = {"dr": "doctor", "prof": "professor", "gen": "general", "col": "colonel", "capt": "captain", "brig": "brigadier"}


# Words that bring in anybody: that two are called so makes them none the same.
ANYBODY = frozenset(("source", "official", "people", "person", "member", "resident", "witness", "activist", "local"))
# The end of a sentence, and not the point of "Dr." or "Lt. Col.".
STOP = re.compile(r"(?<![A-Z][a-z])(?<!Prof|Brig|Capt)[.!?]\s+(?=[A-Z])|\n")
NO_TITLE = frozenset(("the", "a", "an", "of", "in", "said", "told", "who", "say"))


class Joiner:
    """Union-find over keys. The smallest key of a set stands for it, so the order of joining makes no difference."""

    def __init__(self) -> None:
        self.above: dict[Key, Key] = {}

    def find(self, key: Key) -> Key:
        """Key -> the key that stands for its set."""
        while (up := self.above.get(key, key)) != key:
            key = up
        return key

    def join(self, a: Key, b: Key) -> bool:
        """Put two sets together; tells whether they were two and now are one. Two states never become one.

        A state or registry id stands for its set before a name does.
        """
        a, b = self.find(a), self.find(b)
        if a == b or (a[0] == b[0] == "state"):
            return False
        first, second = sorted((a, b), key=_rank)
        self.above[second] = first
        return True


def _rank(key: Key) -> tuple[int, Key]:
    return ({"state": 0, "id": 1, "name": 2, "media": 4}.get(key[0], 3), key)


def join_people(joiner: Joiner, told: Sequence[Told], keys: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    """Join "hallak" to "anwar hallak" if nobody else of that surname speaks."""
    names = sorted({key[1] for one, key in zip(told, keys, strict=True) if key[0] == "name" and one.source.named})
    for name in names:
        longer = [n for n in names if n != name and n.split()[-1:] == name.split()[-1:] and set(name.split()) < set(n.split())]
        if len(longer) == 1:
            joiner.join(("name", name), ("name", longer[0]))
    yield from ()


def join_quotes(joiner: Joiner, told: Sequence[Told], keys: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    """Join sources whose words are the same: quoted ones whatever each report calls the source ("the Army", "a statement").

    Told indirectly, the same words join only unnamed sources that are called the same: a paragraph taken over from an agency.
    """
    seen: dict[tuple[str, ...], int] = {}
    for i, one in enumerate(told):
        for gram in sorted(_words(one)):
            first = seen.setdefault(gram, i)
            if first != i and told[first].coded.report.id != one.coded.report.id and joiner.join(keys[first], keys[i]):
                yield keys[i], f"{told[first].print} and {one.print} have the same words of it"


def _words(one: Told) -> set[tuple[str, ...]]:
    """A claim's words in its attribution, in rows of :data:`SAME_WORDS`, with the source before them where it may not differ."""
    if one.claim.attribution is None:
        return set()
    attribution = one.coded.attributions[one.claim.attribution]
    before: tuple[str, ...] = ()
    if attribution.manner == "indirect":
        if one.source.key[0] != "unnamed":
            return set()
        before = one.source.key
    text = one.coded.report.text
    words = [w.lower() for s, e in attribution.content for w in WORD.findall(text[s:e])]
    return {(*before, *words[i : i + SAME_WORDS]) for i in range(len(words) - SAME_WORDS + 1)}


def join_titles(
    joiner: Joiner, told: Sequence[Told], keys: Sequence[Key], copied: Mapping[str, str]
) -> Iterator[tuple[Key, str]]:
    """Join "the director" to the one named person whom a report calls the director.

    A definite title may be of a person named in another report of the incident ("the chairman of the council"); an indefinite one
    ("a hospital director said", in the lead) only of one named in the same report or its copy.
    """
    people: dict[str, tuple[Key, Told]] = {}
    bodies: dict[str, str] = {}
    for one, key in zip(told, keys, strict=True):
        if one.source.key[0] == "name" and one.source.named and " " in one.source.key[1]:
            people.setdefault(one.source.key[1], (key, one))
            bodies.setdefault(one.source.key[1], clean(one.source.name).split()[-1])
        elif one.source.key[0] == "id" and one.source.kind == "organization":
            people.setdefault(one.source.key[1], (key, one))
            bodies.setdefault(one.source.key[1], clean(one.source.words.split(",")[0]))
    titles = {name: _titles(bodies[name], told) for name in sorted(people)}
    for one, key in zip(told, keys, strict=True):
        if one.source.key[0] != "unnamed":
            continue
        definite = one.source.words.lower().startswith("the ")
        nouns = {head(part).split()[-1] for part in re.split(r"\band\b|,", one.source.name) if head(part)} - ANYBODY
        family = copied.get(one.coded.report.id, one.coded.report.id)
        named = [
            name
            for name, by_report in titles.items()
            if any(nouns & words and (definite or copied.get(r, r) == family) for r, words in by_report.items())
        ]
        if len(named) == 1 and joiner.join(people[named[0]][0], key):
            yield key, f"“{one.source.name}” is taken to be {people[named[0]][1].source.name}, who is called so"


def _titles(name: str, told: Sequence[Told]) -> dict[str, set[str]]:
    """Surname or name of a body -> for each report the words that bring it in: "Dr. Hallak, the director of the clinic"."""
    found: dict[str, set[str]] = {}
    surname = re.compile(rf"\b{re.escape(name)}\b", re.I)
    for report, text in {t.coded.report.id: t.coded.report.text for t in told}.items():
        words: set[str] = set()
        for match in surname.finditer(text):
            before = STOP.split(text[max(0, match.start() - 70) : match.start()])[-1]
            after = text[match.end() : match.end() + 70]
            if after.startswith(","):
                words.update(fold(after[1:].split(",")[0].split(".")[0]).split())
            if "," in before:
                words.update(fold(before.split(",")[-2]).split())
            words.update(TITLES.get(w, w) for w in re.findall(r"\w+", before.split(",")[-1].lower())[-3:])
        if words:
            found[report] = {re.sub(r"(?<=\w\w)s$", "", w) for w in words} - NO_TITLE
    return found
