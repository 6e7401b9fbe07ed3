"""Marks the parts of a report in which nothing is told: headline, byline, dateline, credit line, boilerplate.

Marks are spans laid over the text; the text itself is never changed, so every offset stays true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportedly.codebook.publishers import PublisherTable
from reportedly.reading.printed import FULL_DAY, find_printed
from reportedly.record import Mark, MarkKind

LONGEST_HEADLINE = 200
LONGEST_FURNITURE = 400

# "The post TITLE appeared first on PUBLISHER." - what syndicating blogs add to each feed entry.
_SYNDICATED = re.compile(r"The post .{1,300}? (?:appeared first|first appeared) on (?P<publisher>[^\n.]{2,80})\.?", re.S)

_BOILERPLATE = re.compile(
    r"""
    (?: read\ (?:more|also|next|the\ (?:rest|full\ (?:story|article)))\b | see\ also\b | related\ (?:articles?|stories|coverage)\b
      | follow\ (?:us|@|\S+(?:\ \S+){0,3}\ on\ (?:twitter|x|facebook|telegram|instagram)\b) | like\ us\ on\b | join\ us\ on\b
      | sign\ up\ (?:for|to)\b | subscribe\ (?:to|now|here|for)\b | click\ here\b | share\ (?:this|on)\b | advertisement\b
      | support\ (?:our|independent)\ journalism\b
      | (?:this\ (?:article|story|post)\ )?(?:was\ )?(?:first|originally)\ published\b
      | this\ (?:article|story)\ (?:first|originally)\ appeared\b | all\ rights\ reserved\b | copyright\b | ©
      | the\ views\ expressed\b
      | download\ our\ app\b | watch\ (?:live|the\ video)\b | (?:photo|image|picture)s?\s*(?:credit|by|:)
      | editor['’]s\ note\b | for\ more\ (?:news|stories)\b | leave\ a\ (?:comment|reply)\b )
    """,
    re.I | re.X,
)

_NAME = r"[A-Z][\w.'’-]+(?:\ (?:al-|el-|de|van|bin|[A-Z])[\w.'’-]*){0,4}"
_BYLINE = re.compile(
    rf"""
    (?: (?:BY|By)\ {_NAME}(?:(?:,|\ and|\ in|\ \||\ for)\ [^\n.]{{1,80}})?
      | {_NAME},\ (?:Associated\ Press|Reuters|Staff|Correspondent|Special\ Correspondent|Special\ to\ [^\n]{{2,40}}) )
    """,
    re.X,
)

_CREDIT = re.compile(
    r"""
    (?: (?:additional\ )?(?:reporting|writing|editing|compiled|edited|written)\ by\ [A-Z][^\n]{2,200}
      | (?:with|includes?)\ (?:additional\ )?(?:reporting|inputs?|material|files)\ (?:from|by)\ [A-Z][^\n]{2,120}
      | [A-Z][^\n]{2,120}\ contributed\ to\ this\ (?:report|story)\.?
      | (?:source|sources|agencies|via)\s*:\s*[A-Z][^\n]{1,80} )
    """,
    re.I | re.X,
)

# "BEIRUT, Sept 9 (Reuters) -", "Deir ez-Zor, SANA –", "GOMA, DR Congo (AP) —"
_DATELINE = re.compile(
    r"""
    (?P<place>[A-Z][A-Z.'’-]+(?:[ /-][A-Z][A-Z.'’-]+){0,3} | [A-Z][\w.'’-]+(?:[ -][\w.'’-]+){0,3})
    (?:,\ (?P<more>[A-Z][\w.'’]+(?:\ [A-Z][\w.'’]+){0,3}))?
    (?:,?\ (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\ )?
      (?P<day>(?:\d{1,2}\ )?[A-Z][a-z]{2,8}\.?(?:\ \d{1,2})?(?:,?\ \d{4})?))?
    \s*(?P<agency>\([A-Z][\w .&/'’-]{1,40}\))?
    \s*(?:—|–|--?)\s
    """,
    re.X,
)

# "RAWALAKOT: Villagers fled" - the form of South Asian papers; "ARMY: 22 dead" is a headline and short.
_PLACE_AND_COLON = re.compile(r"[A-Z][A-Z'’-]{2,}(?: [A-Z][A-Z'’-]+){0,2}:\s")
SHORTEST_LEAD = 80

# "... said on Sunday.--AFP", "(Reuters)" as the last words of a report.
_CLOSING = re.compile(r"(?:\(|--?\s?|—\s?|–\s?|\[)(?P<name>[A-Z][\w .&/'’-]{1,40}?)[\])]?\.?\s*\Z")


def find_marks(text: str, title: str | None, publishers: PublisherTable) -> tuple[Mark, ...]:
    """Text, the title its file states, and the known agencies -> marks in text order, none overlapping another."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"\S[^\r\n]*", text)]
    marks: list[Mark] = []
    for mark in _find(text, title, lines, publishers):
        if mark.end > mark.start and not any(m.start < mark.end and mark.start < m.end for m in marks):
            marks.append(mark)
    return tuple(sorted(marks, key=lambda m: (m.start, m.end)))


def publisher_named(text: str, marks: tuple[Mark, ...]) -> str | None:
    """Text and its marks -> the publisher that a syndication footer names, if there is one."""
    for mark in marks:
        if mark.kind == "boilerplate" and (found := _SYNDICATED.search(text, mark.start, mark.end)):
            return found["publisher"].strip()
    return None


def day_named(text: str, marks: tuple[Mark, ...]) -> str | None:
    """Text and its marks -> the day that the dateline gives in full, as written ("May 10, 2016"), ``None`` without a year."""
    for mark in marks:
        if mark.kind == "dateline" and (found := FULL_DAY.search(text, mark.start, mark.end)):
            return found.group()
    return None


def _find(text: str, title: str | None, lines: list[tuple[int, int]], publishers: PublisherTable) -> Iterator[Mark]:
    for found in _SYNDICATED.finditer(text):
        yield Mark(start=found.start(), end=found.end(), kind="boilerplate")
    printed = find_printed(text, lines)
    yield from printed
    lines = [line for line in lines if not any(mark.start <= line[0] < mark.end for mark in printed)]
    for start, end in lines:
        if end - start <= LONGEST_FURNITURE and (kind := _furniture(text[start:end])):
            yield Mark(start=start, end=start + len(text[start:end].rstrip()), kind=kind)
    if headline := _headline(text, title, lines):
        yield headline
    body = [line for line in lines if not (headline and line[0] < headline.end)]
    yield from _dateline(text, body, publishers)
    if lines and (closing := _CLOSING.search(text, max(lines[-1][0], lines[-1][1] - 60))) and publishers.find(closing["name"]):
        yield Mark(start=closing.start(), end=len(text.rstrip()), kind="credit")


def _furniture(line: str) -> MarkKind | None:
    """A whole line -> what it is, if it is no part of the story."""
    if _BYLINE.fullmatch(line.strip()):
        return "byline"
    if _CREDIT.fullmatch(line.strip().strip("()[]")):
        return "credit"
    return "boilerplate" if _BOILERPLATE.match(line.lstrip("([*•>-– ")) else None


def _headline(text: str, title: str | None, lines: list[tuple[int, int]]) -> Mark | None:
    """The first line, where it is the stated title or is short, has no full stop and is set off from what follows."""
    if len(lines) < 2:
        return None
    start, end = lines[0]
    line = text[start:end].rstrip()
    if title and line.casefold() == title.strip().casefold():
        return Mark(start=start, end=start + len(line), kind="headline")
    long_enough_after = lines[1][1] - lines[1][0] > len(line) or text[end : lines[1][0]].count("\n") > 1
    if len(line) <= LONGEST_HEADLINE and line[-1] not in ".,;!…" and long_enough_after and not _furniture(line):
        return Mark(start=start, end=start + len(line), kind="headline")
    return None


def _dateline(text: str, lines: list[tuple[int, int]], publishers: PublisherTable) -> Iterator[Mark]:
    """The opening of the first two paragraphs, where it is a place in capitals, a known agency or a day before a dash."""
    for start, end in lines[:2]:
        if end - start >= SHORTEST_LEAD and (found := _PLACE_AND_COLON.match(text, start, end)):
            yield Mark(start=start, end=start + len(found.group().rstrip()), kind="dateline")
            return
        found = _DATELINE.match(text, start, min(end, start + 120))
        if not found:
            continue
        # "Damascus, SANA –" names its agency without brackets.
        agency = (found["agency"] or found["more"] or "").strip("()")
        if found["place"].isupper() or found["day"] or publishers.find(agency):
            yield Mark(start=start, end=start + len(found.group().rstrip()), kind="dateline")
            return
