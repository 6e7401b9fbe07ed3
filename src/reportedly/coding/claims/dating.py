"""Finds when an event was: the time in its own clause, or the one day told in its sentence, never that of who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from reportedly.codebook.names import word_set
from reportedly.coding.claims.events import lemma_of
from reportedly.coding.claims.ground import Ground, head_of, token_span
from reportedly.coding.claims.telling import Telling, path
from reportedly.record import Attribution, Span, Time

_SINCE = re.compile(r"\bsince (?:the |early |late |mid-|about )?$", re.IGNORECASE)
_APART = word_set("after before since until following")
_UNREAD = word_set("night day evening morning afternoon week month year hour weekend")
_SHIFTS = word_set("before after earlier later previous following next")


def find_when(telling: Telling, ground: Ground, held: Attribution | None, said: Sequence[Span]) -> int | None:
    """Telling, the attribution that holds it and the spans of all sources and cues -> index of its time.

    The time in the trigger's clause comes first; else the one day named in its sentence. That day is not taken when it is
    the day of the saying ("denied on Thursday that ..."), when another clause puts the event before or after it ("were buried
    on Sunday after gunmen attacked the town"), or when a relative clause tells the event.
    """
    times = telling.times
    if telling.is_noun and telling.head.tag_ in ("NN", "NNP"):
        # "the worst raid since 2019" tells of the last one, whenever it was
        times = [i for i in times if not is_since(ground.times[i], ground)]
    if times:
        return min(times, key=lambda i: abs(ground.times[i].start - telling.head.idx))
    if (described := _described_time(telling, ground)) is not None:
        return described
    if telling.times or telling.untold or telling.head.dep_ == "relcl" or _has_unread_time(telling.head):
        return None  # "today news came of the base that they have held for years"
    sent = telling.head.sent
    near = [
        i
        for i, time in enumerate(ground.times)
        if time.type in ("DATE", "TIME")
        and time.from_
        and not is_since(time, ground)
        and sent.start_char <= time.start < sent.end_char
    ]
    if len(near) != 1:
        return None
    start = ground.times[near[0]].start
    if any(s <= start < e for s, e in said) or (held is not None and not any(s <= start < e for s, e in held.content)):
        return None
    head = head_of(ground.parsed, token_span(ground.starts, start, ground.times[near[0]].end))
    return None if head.i in ground.parsed.boilerplate or _is_apart(telling.head, head, ground) else near[0]


def is_since(time: Time, ground: Ground) -> bool:
    """Whether a time is only where a span begins: "in rebel hands since 2011", "68 people killed since Saturday"."""
    return _SINCE.search(ground.parsed.text, max(0, time.start - 16), time.start) is not None


def window_of(telling: Telling, when: int | None, ground: Ground) -> tuple[str | None, str | None]:
    """Telling and its time -> its first and last day; what went on since a day went on until the report was published.

    Only a time in the clause itself begins such a span: "the worst raid since 2019, when 17 people died" dates the 17.
    """
    if when is None:
        return None, None
    time, published = ground.times[when], ground.parsed.report.published
    if time.from_ and time.to and published and when in telling.times and is_since(time, ground):
        return time.from_, max(time.to, published[:10])
    return time.from_, time.to


def _described_time(telling: Telling, ground: Ground) -> int | None:
    """The time that a clause with "when" describes: "the worst raid since 2019, when gunmen killed 17 people"."""
    for child in telling.head.children:
        if child.lower_ == "when" and child.i > child.sent.start:
            before = child.nbor(-1)
            if before.is_punct and before.i > child.sent.start:
                before = before.nbor(-1)
            return ground.time_at.get(before.i)
    return None


def _has_unread_time(head: Token) -> bool:
    """Whether a clause has a time of its own that cannot be read: "attacked the town the night before"."""
    for child in head.children:
        if child.dep_ == "npadvmod" and child.lemma_.lower() in _UNREAD and any(c.lower_ in _SHIFTS for c in child.children):
            return True
    return False


def _is_apart(trigger: Token, time: Token, ground: Ground) -> bool:
    """Whether the time belongs to a clause that the event came before or after, and that tells of no violence itself."""
    above = {t.i for t in path(time)}
    for step in path(trigger):
        if step.i in above:
            return False
        clause = step.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in _APART for c in step.children)
        if clause or (step.dep_ == "prep" and step.lower_ in _APART):
            rows = ground.table.verbs.get(lemma_of(step.head), ())
            return not any("force" in row.act.traits for row in rows if len(row.words) == 1)
    return False
