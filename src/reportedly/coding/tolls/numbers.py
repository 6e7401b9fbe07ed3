"""Reads the number before a noun, with what bounds it: "at least 12", "between 10 and 15", "two dozen"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reportedly.codebook.quantities import Count, QuantityTable
from reportedly.coding.numerals import WORDS, read_number
from reportedly.coding.times.patterns import MONTHS

# Nobody counts more people harmed in one event than this; what is written as more is a slip or no count of people.
MOST_PEOPLE = 10**9
DASHES = frozenset("-‐‑–—")


def numeric(token: Token) -> bool:
    """Whether a token is part of a cardinal number."""
    lower = token.lower_
    return lower in WORDS or (lower[0].isdigit() and (lower.isdigit() or read_number(lower) is not None))


def number_span(doc: Doc, i: int) -> tuple[int, int]:
    """Index of a number token -> the token span of the whole number ("two hundred and five", "twenty-three")."""
    start, end = i, i + 1
    while start > 0:
        if numeric(doc[start - 1]) and not doc[start - 1].lower_.isdigit() | doc[start].lower_.isdigit():
            start -= 1
        elif start > 1 and (doc[start - 1].text in DASHES or doc[start - 1].lower_ == "and") and _joined(doc, start):
            start -= 2
        else:
            break
    while end < len(doc):
        if numeric(doc[end]) and not doc[end].lower_.isdigit():
            end += 1
        elif end + 1 < len(doc) and (doc[end].text in DASHES or doc[end].lower_ == "and") and _joined(doc, end + 1):
            end += 2
        else:
            break
    return start, end


def _joined(doc: Doc, i: int) -> bool:
    """Whether the number word at i goes on with the one two tokens before it, over a hyphen or "and"."""
    left, right = doc[i - 2], doc[i]
    if not (numeric(left) and numeric(right)) or left.lower_.isdigit() or right.lower_.isdigit():
        return False
    if doc[i - 1].lower_ == "and":
        return left.lower_ in ("hundred", "thousand", "million")
    return left.lower_.endswith("ty") and not right.lower_.endswith("ty")


def read_modified(doc: Doc, start: int, end: int, table: QuantityTable, ranges: bool = True) -> tuple[int, Count] | None:
    """Token span of a number -> where its modifiers begin, and its count ("at least 12", "between 10 and 15", "3 to 5")."""
    value = read_number(doc[start:end].text)
    if value is None:
        return None
    if end < len(doc) and (unit := table.vague.get((doc[end].lower_,))) is not None and unit.unit:
        value *= unit.unit  # "two dozen", "three score"
    for words, divisor in _FRACTIONS.items():
        # "a quarter of a million", "half a million"
        if tuple(t.lower_ for t in doc[max(0, start - len(words)) : start]) == words and value % divisor == 0:
            value, start = value // divisor, start - len(words)
            break
    if value > MOST_PEOPLE:
        return None
    earlier = _range_start(doc, start) if ranges else None
    if earlier is not None and earlier[1] <= MOST_PEOPLE:
        first, low = earlier
        return first, Count(low, low, value)
    return bounded(doc, start, value, table)


_FRACTIONS = {("a", "quarter", "of", "a"): 4, ("quarter", "of", "a"): 4, ("half", "a"): 2}


def bounded(doc: Doc, start: int, value: int, table: QuantityTable) -> tuple[int, Count]:
    """Where a number begins, and the number -> where its modifier begins, and the count that it bounds ("at least")."""
    for width in range(min(4, start), 0, -1):
        modifier = table.modifiers.get(tuple(token.lower_ for token in doc[start - width : start]))
        if modifier is not None:
            return start - width, modifier.bound(value)
    return start, Count(value, value, value)


def _range_start(doc: Doc, start: int) -> tuple[int, int] | None:
    if (
        start < 2
        or not (doc[start - 1].lower_ in ("to", "and", "or") or doc[start - 1].text in DASHES)
        or not numeric(doc[start - 2])
    ):
        return None
    first = number_span(doc, start - 2)[0]
    if _ends_date(doc, first):
        return None  # "GOMA, March 4 - Eight people": the day of a dateline and the first word of the report
    between = first > 0 and doc[first - 1].lower_ in ("between", "from")
    if doc[start - 1].lower_ == "and" and not between:
        return None
    low = read_number(doc[first : start - 1].text)
    return None if low is None else (first - between, low)


def _ends_date(doc: Doc, i: int) -> bool:
    """Whether the number at i is the day or the year of a date: "March 4", "Mar. 4", "March 4, 2020"."""
    before = [token.lower_.rstrip(".") for token in doc[max(0, i - 4) : i] if not token.is_punct]
    if before and before[-1] in MONTHS:
        return doc[i - 1].text[0].isupper() or doc[i - 1].is_punct  # not "may 4 or 5": the verb is in lower case
    return len(before) > 1 and before[-1].isdigit() and before[-2] in MONTHS and doc[i].is_digit and len(doc[i]) == 4
