"""Find the quotations of a text from their marks alone.

News types quotation marks in many ways: curly, straight, two apostrophes or two grave accents (agency style),
guillemets, single marks for a quotation inside another or in headlines. A quotation over several paragraphs opens
its mark again in each paragraph and closes it only in the last one; some texts leave out the second opening mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"[\"\u201c\u201d\u201e\u201f\u00ab\u00bb]|''|``|['\u2018\u2019\u201a\u2039\u203a`]")
_OPENS = frozenset("\u201e\u201f\u00ab")
_BEFORE_OPENING = frozenset("([{\u2014\u2013-/:\u2026<>*")
_ELISIONS = re.compile(r"(?:em|til|till|cause|tis|twas|n|round|bout|\d\ds?)\b", re.IGNORECASE)
Width = Literal["double", "single"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation within one paragraph.

    `start`/`end` are code-point offsets, end exclusive, marks included; `inner` is the same without the marks.
    `opened`/`closed` say whether the mark itself stands there; `continues` that it carries on the quotation
    that the paragraph before left open; `depth` is 0 for an outermost quotation, 1 for one inside another.
    """

    start: int
    end: int
    inner: tuple[int, int]
    width: Width
    opened: bool
    closed: bool
    continues: bool
    depth: int


@dataclass(slots=True)
class _Open:
    start: int
    mark: int
    opened: bool
    continues: bool


def find_quotations(text: str) -> list[Quotation]:
    """Return the quotations of `text` in order of their start, outer before inner.

    A quotation never crosses a line end: one left open there ends there, and the next paragraph's, if it goes on,
    has `continues`. Apostrophes, leading ones ('em, '90s) too, are no marks; a single mark opens a quotation only
    if its partner stands in the same paragraph.
    """
    found: list[Quotation] = []
    left_open = False
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        in_line, left_open = _in_line(text, line.start(), line.end(), left_open)
        found.extend(in_line)
    return sorted(found, key=lambda quotation: (quotation.start, -quotation.end))


def _in_line(text: str, start: int, end: int, left_open: bool) -> tuple[list[Quotation], bool]:
    marks = list(_marks(text, start, end))
    double = [mark for mark in marks if mark[2] == "double"]
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    found: list[Quotation] = []
    current: _Open | None = None
    if left_open and double and double[0][3] == "close":
        current = _Open(first, 0, opened=False, continues=True)
    for at, size, _, way in double:
        if current is None and way != "close":
            current = _Open(at, size, opened=True, continues=left_open and at == first)
        elif current is not None and way != "open":
            found.append(_close(current, at, at + size, closed=True))
            current = None
        # A mark that opens inside an open quotation is nested, or the first was never closed: it is quoted either way.
    if current is not None:
        last = start + len(text[start:end].rstrip())
        found.append(_close(current, last, last, closed=False))
    outer = list(found)
    found.extend(_single(text, end, [mark for mark in marks if mark[2] == "single"], outer))
    return found, bool(outer) and not outer[-1].closed


def _close(opening: _Open, inner_end: int, end: int, closed: bool) -> Quotation:
    begin = opening.start + opening.mark
    return Quotation(
        opening.start,
        max(end, begin),
        (begin, max(inner_end, begin)),
        "double",
        opening.opened,
        closed,
        opening.continues,
        0,
    )


def _marks(text: str, start: int, end: int) -> Iterator[tuple[int, int, Width, str]]:
    """Yield (offset, length, width, "open" | "close" | "either") of every mark that can be one."""
    odd = text.count('"', start, end) % 2 == 1
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[match.end()] if match.end() < end else " "
        free_left = before.isspace() or before in _BEFORE_OPENING or before in "\u201c\u2018\"'`\u00ab"
        free_right = after.isspace() or not after.isalnum()
        if mark in _OPENS or mark == "``":
            yield at, len(mark), "double", "open"
        elif mark == "\u201c":
            closes = not free_left and not after.isalnum()  # the German pair closes with it
            yield at, 1, "double", "close" if closes else "open"
        elif mark in "\u201d\u00bb":
            # A closing mark that stands free on the left and touches a word on the right was meant to open.
            wrong_way = before.isspace() and after.isalnum()
            yield at, 1, "double", "open" if wrong_way else "close"
        elif mark in ('"', "''"):
            if before.isdigit() and mark == '"' and after.isspace() and odd:
                continue
            yield at, len(mark), "double", _straight(before, after, free_left, free_right)
        elif mark in "'\u2018\u201a\u2039`\u2019\u203a":
            opens = free_left and after.isalnum() and not _ELISIONS.match(text, match.end())
            closes = not before.isspace() and free_right
            if opens and mark not in "\u2019\u203a":
                yield at, 1, "single", "open"
            elif closes and mark not in "\u2018\u201a\u2039`":
                yield at, 1, "single", "close"


def _straight(before: str, after: str, free_left: bool, free_right: bool) -> str:
    """Say which way a straight mark points, by what stands on its two sides."""
    if before.isspace():
        return "either" if after.isspace() else "open"
    touching_end = before in ".,!?;" or (free_right and not free_left)
    return "close" if after.isspace() or free_right or touching_end else "either"


def _single(text: str, end: int, marks: list[tuple[int, int, Width, str]], outer: list[Quotation]) -> list[Quotation]:
    """Pair the single marks of a paragraph that ends at ``end``: each opening one with the first closing one that is sure.

    Places are looked up from the right by bisection, so that a text of nothing but apostrophes takes no longer.
    """
    # A plural's apostrophe ("the soldiers' homes") looks like a closing mark; one after punctuation is surer.
    closing = [mark[0] for mark in marks if mark[3] == "close"]
    sure = [place for place in closing if text[place - 1] in ",.!?" or text[place + 1 : place + 2] in ",.:;?!"]
    starts = [quotation.start for quotation in outer]
    found: list[Quotation] = []
    for at, _, _, way in marks:
        if way != "open" or (found and at < found[-1].end):
            continue
        n = bisect_right(starts, at)
        around = outer[n - 1] if n and outer[n - 1].start < at < outer[n - 1].end else None
        limit = around.inner[1] if around else starts[n] if n < len(starts) else end
        surely = _next(sure, at, limit)
        place = surely if surely is not None else _next(closing, at, limit)
        if place is None or (text[at] == "'" and surely is None and place - at > 200):
            continue
        found.append(Quotation(at, place + 1, (at + 1, place), "single", True, True, False, 1 if around else 0))
    return found


def _next(places: list[int], at: int, limit: int) -> int | None:
    """Places in order -> the first one behind ``at`` that is not behind ``limit``."""
    n = bisect_right(places, at)
    return places[n] if n < len(places) and places[n] <= limit else None
