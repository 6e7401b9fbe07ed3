"""Reads how many a noun phrase counts: "at least 12 people", "dozens of refugees", "two of the guards", "a boy"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from reportedly.codebook.quantities import Count, Person, QuantityTable
from reportedly.coding.times.patterns import MONTHS, WEEKDAYS
from reportedly.coding.tolls.numbers import DASHES, bounded, number_span, numeric, read_modified

PRONOUNS_ONE = frozenset(("he", "she", "him", "her", "himself", "herself", "someone", "somebody", "i", "me"))
NOBODY = frozenset(("nobody", "none", "no-one"))
# nouns that stand for the people counted in their of-phrase: "a group of 12 hikers", "a total of 40 people"
HOLDERS = frozenset((
    "group", "total", "quarter", "number", "family", "crowd", "team", "convoy", "crew", "gang", "band", "list", "rest",
    "maximum", "minimum", "batch", "delegation",
))  # fmt: skip
UNITS = frozenset((
    "percent", "per", "%", "year", "month", "week", "day", "hour", "minute", "second", "mile", "kilometer",
    "kilometre", "km", "meter", "metre", "foot", "dollar", "pound", "euro", "shot", "round", "bullet",
    "gunshot", "time", "bomb", "rocket", "missile", "shell", "grenade", "gun", "rifle", "pistol", "weapon",
    "vehicle", "car", "truck", "bus", "house", "home", "building", "count", "charge", "wound", "injury",
    "village", "town", "city", "attack", "incident", "explosion", "blast", "point", "degree", "ton", "block",
    "sheep", "cattle", "cow", "goat", "camel", "horse", "buffalo", "dog", "bird", "animal", "livestock", "chicken",
    "donkey", "pig", "helicopter", "plane", "aircraft", "warplane", "jet", "airplane", "aeroplane", "drone", "ship", "boat",
    "vessel", "tank", "convoy",
))  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """A counted noun phrase: its head, the token span of its mention, its count, and whether a number stands in it."""

    head: Token
    start: int
    end: int
    count: Count
    numbered: bool


def person_of(token: Token, table: QuantityTable) -> Person | None:
    """Noun token -> how the codebook counts it, ``None`` for what is no noun for people."""
    lower = token.lower_
    person = table.persons.get(lower)
    if person is None and token.i > 1 and token.nbor(-1).text == "-":
        person = table.persons.get(f"{token.nbor(-2).lower_}-{lower}")  # "passer-by" is three tokens
    return person


def read_counted(head: Token, table: QuantityTable, human: bool) -> Counted | None:
    """Head of a noun phrase -> how many it counts.

    ``human`` tells that an actor mention stands there; without it the noun must be one of the codebook's nouns for
    people, a name, or the bare number itself. ``None`` for what cannot be counted as people.
    """
    doc, lower = head.doc, head.lower_
    if lower in PRONOUNS_ONE:
        return Counted(head, head.i, head.i + 1, Count(1, 1, 1), False)
    if lower in NOBODY or (lower == "one" and head.i and doc[head.i - 1].lower_ == "no"):
        return Counted(head, head.i - (lower == "one"), head.i + 1, Count(0, 0, 0), True)
    if lower == "another":
        return Counted(head, head.i, head.i + 1, Count(1, 1, 1), False)
    if lower == "old" and head.i > 3 and doc[head.i - 2].lower_ == "year":
        # "a 15-year-old was shot": the age alone stands for one person
        return Counted(head, phrase_start(head), head.i + 1, Count(1, 1, 1), False)
    if head.pos_ == "PRON" and not numeric(head):
        return None
    if (
        lower in ("several", "many", "dozens", "scores", "hundreds", "thousands")
        and _of_object(head) is None
        and (lower,) in table.vague
    ):
        start, count = _vague_noun(head, table)
        return Counted(head, start, head.i + 1, count, True)
    inner = _of_object(head)
    if inner is not None and (lower in HOLDERS or (lower,) in table.vague or numeric(head)):
        return _partitive(head, inner, table, human)
    if numeric(head):
        return _bare_number(head, table)
    return _plain(head, table, human)


def _of_object(head: Token) -> Token | None:
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "among") and child.i > head.i:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    return inner
    return None


def _partitive(head: Token, inner: Token, table: QuantityTable, human: bool) -> Counted | None:
    """Count "dozens of refugees", "two of the guards", "a group of 12 hikers", "a family of five"."""
    doc, lower = head.doc, head.lower_
    if numeric(head):
        if inner.tag_ != "VBN" and (inner.lower_ in UNITS or inner.lemma_.lower() in UNITS):
            return None
        start, end = number_span(doc, head.i)
        read = read_modified(doc, start, end, table)
        return Counted(inner if inner.pos_ != "PRON" else head, read[0], inner.i + 1, read[1], True) if read else None
    if lower in HOLDERS and lower != "number":
        counted = read_counted(inner, table, human)
        if counted is None or not counted.numbered:
            return None
        return Counted(counted.head, min(head.left_edge.i, counted.start), counted.end, counted.count, True)
    if inner.lemma_.lower() in UNITS or not (_people(inner, table) or human):
        return None
    if lower == "number" and any(c.lower_ == "the" for c in head.children):
        return None  # "the number of people killed rose to 40"
    start, count = _vague_noun(head, table)
    return Counted(inner, start, inner.i + 1, count, True)


def _vague_noun(head: Token, table: QuantityTable) -> tuple[int, Count]:
    doc, start = head.doc, head.i
    words: tuple[str, ...] = (head.lower_,)
    for width in (3, 2):
        if head.i + 1 >= width and (longer := tuple(t.lower_ for t in doc[head.i + 1 - width : head.i + 1])) in table.vague:
            words, start = longer, head.i + 1 - width
            break
    else:
        # "tens of thousands": the head may be the first of the words
        ahead = tuple(t.lower_ for t in doc[head.i : head.i + 3])
        words = ahead if ahead in table.vague else words
    vague = table.vague[words]
    if start and doc[start - 1].lower_ in ("a", "an", "the"):
        start -= 1
    return start, vague.count


def _bare_number(head: Token, table: QuantityTable) -> Counted | None:
    """Count "killing 14", "30 others": the number stands for people that the words before have named."""
    doc = head.doc
    start, end = number_span(doc, head.i)
    after = doc[end].lower_ if end < len(doc) else ""
    before = doc[start - 1].text if start else ""
    if (
        before in ("$", "£", "€", "#", "No.")
        or after in ("%", "percent", "p.m.", "a.m.", "-", "am", "pm", "/", ":")
        or "." in head.text
    ):
        return None
    measured = head.ent_type_ in ("TIME", "MONEY", "PERCENT", "QUANTITY") or (head.ent_type_ == "DATE" and len(head.text) == 4)
    if measured and not any(t.ent_type_ == "CARDINAL" for t in doc[start:end]):
        return None
    if head.lower_ in ("one", "1") and before.lower() in ("no", "this", "that", "the", "each", "every", "any"):
        return None
    read = read_modified(doc, start, end, table)
    if read is None:
        return None
    if end < len(doc) and doc[end].lower_ in ("others", "more", "other"):
        end += 1
    return Counted(head, read[0], end, read[1], True)


def _people(token: Token, table: QuantityTable) -> bool:
    return person_of(token, table) is not None or token.ent_type_ in ("PERSON", "NORP") or token.lower_.endswith(_PEOPLE_ENDINGS)


_PEOPLE_ENDINGS = ("ians", "ists", "men", "ees", "ers", "ants", "iers", "ites", "ese", "anis", "eris", "inis", "ors")


_DETERMINERS = frozenset(("the", "all", "his", "her", "their", "its", "another", "other", "these", "those"))


def _plain(head: Token, table: QuantityTable, human: bool) -> Counted | None:
    doc = head.doc
    person = person_of(head, table)
    lower_name = head.lower_
    # a name that the language model does not know is one where it stands bare as the one harmed
    name = head.pos_ == "PROPN" and (
        head.ent_type_ == "PERSON" or (not head.ent_type_ and head.tag_ == "NNP" and head.text.istitle())
    )
    name = (
        name
        and person is None
        and lower_name not in MONTHS
        and lower_name not in WEEKDAYS
        and not any(c.dep_ == "det" for c in head.children)
    )
    plural = head.tag_ in ("NNS", "NNPS") or (person is not None and not person.singular)
    if (
        person is None
        and not name
        and not human
        and head.ent_type_ != "NORP"
        and not (plural and head.lower_.endswith(_PEOPLE_ENDINGS))
    ):
        return None
    if head.lemma_.lower() in UNITS or (
        head.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "GPE", "LOC", "FAC", "ORG") and person is None
    ):
        return None
    start, end = phrase_start(head), head.i + 1
    if name:
        return Counted(head, start, end, Count(1, 1, 1), False)
    left = [child for child in head.children if child.i < head.i]
    numbers = [
        c
        for c in left
        if c.dep_ in ("nummod", "quantmod", "amod", "compound", "advmod", "det") and numeric(c) and not _age(c) and not _dated(c)
    ]
    number = numbers[-1] if numbers else None
    if number is None:
        number = _number_before(head, left)
    if number is not None:
        if not plural and number.lower_ not in ("one", "1"):
            return None  # "block 14 resident": a number over one beside a singular is no count of it
        first, last = number_span(doc, number.i)
        if last + 1 < head.i and doc[last].lower_ in ("and", "to", "or", "-", "–") and numeric(doc[last + 1]):
            first, last = number_span(doc, last + 1)  # "between 20 and 25 people"
        read = read_modified(doc, first, last, table)
        if read is None:
            return None
        start = read[0]
        while start > 0 and doc[start - 1].lower_ in _DETERMINERS:
            start -= 1
        if person is not None and person.group:
            # "3,000 families": at least so many people, and nobody knows how many
            return Counted(head, start, end, Count(read[1].low or read[1].best, None, None), True)
        return Counted(head, start, end, read[1], True)
    return _unnumbered(head, left, person, plural, start, end, table)


def _number_before(head: Token, left: list[Token]) -> Token | None:
    """Find a number that the parse hangs elsewhere: "12 Syrian army soldiers" where it goes with "army"."""
    i = min((c.left_edge.i for c in left), default=head.i)
    for j in range(head.i - 1, i - 1, -1):
        token = head.doc[j]
        if (
            numeric(token)
            and not _dated(token)
            and not _age(token)
            and (j + 1 >= len(head.doc) or head.doc[j + 1].text not in ("-", "st", "nd", "rd", "th"))
        ):
            return token
    i -= 1
    while i > 0 and head.doc[i].is_space and head.doc[i].text.count("\n") < 2:
        i -= 1  # a hard-wrapped line ends between "about 50" and "peasants"
    before = head.doc[i] if i >= 0 else None
    if (
        before is not None
        and numeric(before)
        and not _age(before)
        and not _dated(before)
        and before.ent_type_ != "MONEY"
        and (before.head.i == head.i or head.tag_ in ("NNS", "NNPS") or head.lower_ == "people")
    ):
        return before
    return None


def _dated(token: Token) -> bool:
    """Whether a number is part of a date or a clock time: "on July 15 civilians were killed"."""
    near = token.doc[max(0, token.i - 2) : token.i + 3]
    if token.ent_type_ not in ("DATE", "TIME"):
        return False
    year = len(token.text) == 4 and token.text.isdigit()
    return year or any(t.lower_.rstrip(".") in MONTHS or ":" in t.text for t in near)


def _age(token: Token) -> bool:
    """Whether a number is an age or part of a compound: "a 22-year-old man", "the 12-man crew"."""
    doc, i = token.doc, token.i
    return i + 1 < len(doc) and (doc[i + 1].text in DASHES and not (i + 2 < len(doc) and numeric(doc[i + 2])))


def _unnumbered(
    head: Token, left: list[Token], person: Person | None, plural: bool, start: int, end: int, table: QuantityTable
) -> Counted | None:
    words = {child.lower_ for child in left}
    if words & {"no", "any"}:
        return Counted(head, start, end, Count(0, 0, 0), True) if "no" in words else None
    if words & {"every", "each", "neither"}:
        return None
    for child in left:
        vague = table.vague.get((child.lower_,))
        if vague is not None and vague.unit and any(t.lower_ == "half" for t in head.doc[max(0, child.i - 2) : child.i]):
            half = vague.unit // 2
            return Counted(head, max(0, child.i - 2), end, Count(half, half, half), True)
        if vague is not None and vague.unit:
            first = child.i - (child.i > 0 and head.doc[child.i - 1].lower_ == "a")
            first, count = bounded(head.doc, first, vague.unit, table)  # "more than a dozen fighters"
            return Counted(head, first, end, count, True)
        if vague is not None and plural:
            return Counted(head, start, end, vague.count, True)
    if plural:
        return Counted(head, start, end, Count(2, None, None), False)
    meant = person.count if person is not None else 1
    return Counted(head, start, end, Count(meant, meant, meant) if meant else Count(1, None, None), False)


def phrase_start(head: Token) -> int:
    """Head of a noun phrase -> index of its first token that belongs to the mention (its left edge, without a clause)."""
    start = head.i
    for child in head.children:
        if child.i < start and child.dep_ in (
            "det",
            "amod",
            "compound",
            "nummod",
            "poss",
            "nmod",
            "quantmod",
            "advmod",
            "predet",
        ):
            start = min(start, child.left_edge.i)
    return start
