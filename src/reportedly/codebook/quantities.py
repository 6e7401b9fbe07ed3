"""Vague quantities, the words around a number, words of harm and nouns for people: four tables of the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from reportedly.codebook.table import Row, read_table
from reportedly.record import Harm

HARMS: tuple[Harm, ...] = ("killed", "injured", "detained", "abducted", "displaced", "missing")
Frame = Literal["object", "subject", "of", "count", "toll", "bearer"]
FRAMES: tuple[Frame, ...] = ("object", "subject", "of", "count", "toll", "bearer")
PARTS_OF_SPEECH = ("verb", "adjective", "noun")
PERSON_KINDS = ("one", "two", "group")


@dataclass(frozen=True)
class Count:
    """How many: the least, the likeliest and the most; ``None`` is unknown."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Vague:
    """A quantity word: its count, the figure ACLED puts in its place, and what a number before it is multiplied by."""

    count: Count
    acled: int | None
    noun: bool
    unit: int | None


@dataclass(frozen=True)
class Modifier:
    """Which bounds a number keeps after a word such as "at least"."""

    low: bool
    best: bool
    high: bool

    def bound(self, number: int) -> Count:
        """Number -> its count with the bounds that the word leaves open."""
        return Count(number if self.low else None, number if self.best else None, number if self.high else None)


@dataclass(frozen=True)
class HarmWord:
    """A word of harm: who is harmed (frame), and beside which words it means harm at all (empty: always)."""

    harm: Harm
    frame: Frame
    beside: frozenset[str]


@dataclass(frozen=True)
class Person:
    """A noun for people: how many the singular is (``None``: a group of unknown size)."""

    singular: bool
    count: int | None
    group: bool = False


@dataclass(frozen=True)
class QuantityTable:
    """The four tables by look-up key; words of several parts are keyed by their parts."""

    vague: Mapping[tuple[str, ...], Vague]
    modifiers: Mapping[tuple[str, ...], Modifier]
    harms: Mapping[tuple[str, str], tuple[HarmWord, ...]]
    harm_lemmas: frozenset[str]
    persons: Mapping[str, Person]


def load_quantities(folder: Path) -> QuantityTable:
    """Folder of a codebook -> its quantities. Raises ``UsageError`` naming file and line."""
    harms = _harms(folder / "harms.csv")
    return QuantityTable(
        vague=_vague(folder / "vague.csv"),
        modifiers=_modifiers(folder / "modifiers.csv"),
        harms=harms,
        harm_lemmas=frozenset(word for word, _ in harms),
        persons=_persons(folder / "persons.csv"),
    )


def _number(row: Row, column: str) -> int | None:
    if not row[column]:
        return None
    if not row[column].isdigit():
        raise row.wrong(f"{column} is {row[column]!r}; it must be a whole number or empty")
    return int(row[column])


def _vague(path: Path) -> dict[tuple[str, ...], Vague]:
    return {
        tuple(row["words"].lower().split()): Vague(
            Count(_number(row, "low"), _number(row, "best"), _number(row, "high")),
            _number(row, "acled"),
            row.one_of("kind", ("noun", "word")) == "noun",
            _number(row, "unit"),
        )
        for row in read_table(path, ("words", "kind", "low", "best", "high", "acled", "unit"))
    }


def _modifiers(path: Path) -> dict[tuple[str, ...], Modifier]:
    return {
        tuple(row["words"].lower().split()): Modifier(
            *(row.one_of(column, ("=", "")) == "=" for column in ("low", "best", "high"))
        )
        for row in read_table(path, ("words", "low", "best", "high"))
    }


def _harms(path: Path) -> dict[tuple[str, str], tuple[HarmWord, ...]]:
    found: dict[tuple[str, str], list[HarmWord]] = {}
    for row in read_table(path, ("word", "pos", "harm", "frame", "with")):
        word = HarmWord(
            cast(Harm, row.one_of("harm", HARMS)), cast(Frame, row.one_of("frame", FRAMES)), frozenset(row.many("with"))
        )
        found.setdefault((row["word"].lower(), row.one_of("pos", PARTS_OF_SPEECH)), []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def _persons(path: Path) -> dict[str, Person]:
    persons: dict[str, Person] = {}
    for row in read_table(path, ("one", "many", "kind")):
        kind, one = row.one_of("kind", PERSON_KINDS), row["one"].lower()
        for many in row.many("many") or (plural_of(one),):
            persons[many.lower()] = Person(False, None, kind == "group")
        if one not in persons or persons[one].singular:
            persons[one] = Person(True, {"one": 1, "two": 2, "group": None}[kind], kind == "group")
    return persons


def plural_of(noun: str) -> str:
    """Noun -> its regular plural ("family" -> "families", "bus" -> "buses")."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")
