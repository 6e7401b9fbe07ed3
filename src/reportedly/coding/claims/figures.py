"""Figures of harm that no word of violence tells, and figures that sum up a war or a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from spacy.tokens import Token

from reportedly.codebook.acts import Trigger
from reportedly.codebook.totals import over_period
from reportedly.coding.claims.dating import window_of
from reportedly.coding.claims.events import Found
from reportedly.coding.claims.ground import Ground, head_of, token_span
from reportedly.coding.claims.status import read_status
from reportedly.coding.claims.telling import Telling
from reportedly.coding.numerals import read_number
from reportedly.record import Harm, Status

_ACTS: dict[Harm, str] = {"killed": "killing", "injured": "wounding", "abducted": "abduction"}
_HABIT = re.compile(
    r"\b(?:in|over|for) (?:recent|the past|past|previous|the last) (?:few |several |two |three |ten )?(?:years|months|decades)\b"
    r"|\bover the years\b|\b(?:repeatedly|routinely|regularly|habitually)\b",
    re.IGNORECASE,
)
_TOLLS = frozenset({"toll", "number", "count", "tally"})
_SPAN = 31
"""A toll told with a time longer than so many days sums up more than an event."""


def find_untold(tellings: Sequence[Telling], ground: Ground, *, calm: bool) -> list[Telling]:
    """Tellings of one report -> one more for each figure that none of them has: "he had counted 11 bodies".

    Only in a report that tells of force: the dead of a flood are nobody's deed. Where a report tells of no event at all,
    a toll counts by itself ("The death toll was put at six") if it is ``calm``: no word of nature or mishap in it.
    """
    forced = any(t.has("force") and t.status not in ("planned", "possible") for t in tellings)
    if not forced and (tellings or not calm):
        return []
    taken = {i for t in tellings for i in t.tolls}
    spans = [(ground.tolls[i].start, ground.tolls[i].end, ground.tolls[i].harm) for i in taken]
    made = []
    for index, toll in enumerate(ground.tolls):
        name = _ACTS.get(toll.harm)
        if index in taken or name is None or (toll.best or 0) < 2:
            continue
        if any(toll.harm == harm and toll.start < end and start < toll.end for start, end, harm in spans):
            continue
        head = head_of(ground.parsed, token_span(ground.starts, toll.start, toll.end))
        word = _word(head)
        if not forced and word.lower_ not in _TOLLS:
            continue
        if head.i in ground.parsed.boilerplate or (row := _row(ground, name)) is None:
            continue
        status = read_status(word, ground.table.classes)
        found = Found(word, (word.i,), row, {})
        made.append(
            Telling(found=found, act=row.act, head=word, words=(word.i,), tolls=[index], status=status,
                    sentence=word.sent.start, untold=True)
        )  # fmt: skip
        spans.append((toll.start, toll.end, toll.harm))
    return made


def _word(head: Token) -> Token:
    """Head of a figure -> the word that tells it: the toll in "the death toll rose to seven", else the head itself."""
    if read_number(head.lower_) is None:
        return head
    return next((t for t in reversed(head.sent[: head.i - head.sent.start]) if t.lower_ in _TOLLS), head)


def _row(ground: Ground, name: str) -> Trigger | None:
    rows = (row for rows in ground.table.nouns.values() for row in rows if row.act.name == name)
    return next(rows, None)


def _days(telling: Telling, when: int, ground: Ground) -> int:
    first, last = window_of(telling, when, ground)
    if not first or not last:
        return _SPAN + 1
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days


def summed_status(telling: Telling, ground: Ground, when: int | None) -> Status:
    """Telling and its time -> ``historical`` where its figures, or its deed, are those of a war, a year or a habit.

    "280,000 killed since 2011", "gangs have killed hundreds of villagers in recent years"; a day of its own keeps a
    claim an event ("killed five on Monday, the third raid this year").
    """
    if not telling.has("force"):
        return "asserted"
    if when is not None and _days(telling, when, ground) <= _SPAN:
        return "asserted"
    text = ground.parsed.text
    if telling.tolls and all(over_period(text, ground.tolls[i]) for i in telling.tolls):
        return "historical"
    carrier = telling.head
    clause = text[carrier.left_edge.idx : carrier.right_edge.idx + len(carrier.right_edge)]
    return "historical" if carrier.pos_ == "VERB" and _HABIT.search(clause) else "asserted"
