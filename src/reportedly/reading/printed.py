"""Lines that a browser, or a news page, prints around a report: addresses with page numbers, the time of printing, the day.

A page saved as PDF has "5/3/2021, 10:12 AM  Title" above each page and "https://... 1/2" below; nothing of it is told. A line
of its own that holds a place and a full day ("Goma, 5 March 2021") says when the report was published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from reportedly.record import Mark

_DAY_LINES = 6
"""So many lines from the top, those of printing left out, the day of publication may stand."""
LONGEST_DAY_LINE = 120
_FEWEST_OF_TITLE, _MOST_OF_TITLE = 3, 40
"""A line of so many words may be the title that a browser prints above a page."""

_ADDRESS = r"(?:https?://|www\.)\S+"
_PAGE = r"(?:(?:page\s*)?\d{1,3}\s*(?:/|of)\s*\d{1,3}|page\s+\d{1,3})"
_FOOTER = re.compile(rf"(?:{_ADDRESS}(?:\s+{_PAGE})?|{_PAGE}(?:\s+{_ADDRESS})?)", re.I)
_NUMBERED = re.compile(rf"{_ADDRESS}\s+{_PAGE}|{_PAGE}\s+{_ADDRESS}", re.I)
# "05/03/2021, 10:12", "3/5/21, 10:12 AM", "05.03.21, 10:12": the time of printing, and the title beside it.
_PRINTED_AT = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}),?\s+\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?", re.I
)
_TITLE_AND_ADDRESS = re.compile(rf"\S.{{0,200}}?\s{_ADDRESS}")

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
FULL_DAY = re.compile(
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d", re.I
)
_PLACE = r"[A-Z][\w.'’-]*(?:[ -](?:of |the |al-|el-|de |la )?[A-Z][\w.'’-]*){0,3}"
_TIME = r"(?:at )?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s?\(?[A-Z]{2,4}\)?)?"
_DAY_LINE = re.compile(
    rf"(?:(?:published|posted|date)(?:\ on)?:?\ |(?-i:(?:{_PLACE},\ ){{1,2}}|{_PLACE}\ [|·—–-]\ ))?"
    rf"(?:{_WEEKDAY},?\ )?(?:{FULL_DAY.pattern})(?:(?:,|\ [|·—–-])?\ {_TIME})?\.?",
    re.I,
)


def find_printed(text: str, lines: Sequence[tuple[int, int]]) -> list[Mark]:
    """Text and its lines -> what the printing of a page put there, and the line that gives place and day."""
    told = [text[start:end].strip() for start, end in lines]
    often = Counter(told)
    titles = {line.rstrip(".") for line in told} if any(_NUMBERED.fullmatch(line) for line in told) else set()
    days = {line for line in told if len(line) <= LONGEST_DAY_LINE and _DAY_LINE.fullmatch(line)}
    marks = []
    seen = 0
    for (start, _), line in zip(lines, told, strict=True):
        end = start + len(line)
        if len(line) <= 2_000 and _is_of_printing(line, often[line] > 1, titles):
            marks.append(Mark(start=start, end=end, kind="boilerplate"))
            continue
        seen += 1
        if seen <= _DAY_LINES and days == {line}:  # a chronicle has many such lines, and none is its own day
            marks.append(Mark(start=start, end=end, kind="dateline"))
    return marks


def _is_of_printing(line: str, repeated: bool, titles: Collection[str]) -> bool:
    """Whether a line is one that printing puts around a page; beside a time or an address a title has to be told again.

    Printed pages have the same time and title each; a single one has its title in the text, too. A log of incidents begins its
    lines with a time as well, printed or not: "05/03/2021, 10:12 Shelling reported in Donetsk".
    """
    if _FOOTER.fullmatch(line):
        return True
    if found := _PRINTED_AT.match(line):
        return found.end() == len(line) or repeated or _begins_with_one(line[found.end() :].split(), titles)
    return repeated and _TITLE_AND_ADDRESS.fullmatch(line) is not None


def _begins_with_one(words: Sequence[str], titles: Collection[str]) -> bool:
    """Words beside the time of printing -> whether they, or all but what follows a title ("- The Example"), are a line alone."""
    most = min(len(words), _MOST_OF_TITLE)
    return any(" ".join(words[:n]).rstrip(".") in titles for n in range(_FEWEST_OF_TITLE, most + 1))
