"""Finds how many people a report says were harmed, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from spacy.tokens import Token

from reportedly.codebook.book import Codebook
from reportedly.codebook.quantities import Count, QuantityTable
from reportedly.codebook.totals import lists_of, same_victim
from reportedly.coding.parse import Parsed
from reportedly.coding.tolls.counts import Counted, phrase_start, read_counted
from reportedly.coding.tolls.numbers import number_span, numeric, read_modified
from reportedly.coding.tolls.parts import read_parts
from reportedly.coding.tolls.updates import find_buried, superseded
from reportedly.coding.tolls.victims import Harmed, find_harmed, maybe
from reportedly.record import Actor, ActorKind, Harm, Toll


def find_tolls(parsed: Parsed, codebook: Codebook, actors: Sequence[Actor]) -> tuple[tuple[Toll, ...], tuple[Actor, ...]]:
    """A parsed report and its actors -> its tolls in text order, and the actors (any the tolls add come at the end).

    A toll is one counted noun phrase under one word of harm; the parts of a list and the parts of a total ("including
    five children") are tolls of their own. Every toll has a best figure; plural nouns without a number make no toll.
    """
    table, silent = codebook.quantities, parsed.boilerplate
    places = _actor_tokens(parsed, actors)
    found: dict[tuple[int, Harm], tuple[Counted, Harmed]] = {}
    tokens = (token for token in parsed.doc if token.i not in silent)
    for harmed in find_harmed(tokens, table):
        counted = _count(harmed, table, places)
        if counted is None or (counted.count.best is None and not counted.numbered):
            continue  # "civilians were killed" counts nobody
        if maybe(harmed.trigger):
            # "as many as 60 may have died": nothing is sure but that there are no more
            counted = replace(counted, count=Count(0, 0, counted.count.high or counted.count.best))
        for one in (counted, *read_parts(counted, harmed.trigger, table)):
            found.setdefault((one.head.i, harmed.harm), (one, harmed))
    for counted, harmed in find_buried(parsed, table):
        found.setdefault((counted.head.i, harmed.harm), (counted, harmed))
    for counted, harmed in _toll_nouns(parsed, table):
        found.setdefault((counted.head.i, harmed.harm), (counted, harmed))
    dead = {i for i, harm in found if harm == "killed"}
    spans = {(c.start, c.end) for c, h in found.values() if h.harm == "killed"}
    kept = [
        (c, h)
        for (i, harm), (c, h) in found.items()
        if not (harm == "injured" and (i in dead or (c.start, c.end) in spans)) and not superseded(parsed.doc, c.start)
    ]
    return _records(parsed, table, kept, list(actors), places)


def _actor_tokens(parsed: Parsed, actors: Sequence[Actor]) -> dict[int, int]:
    """Token index -> the actor whose mention is the shortest one there."""
    places: dict[int, int] = {}
    for n in sorted(range(len(actors)), key=lambda n: actors[n].start - actors[n].end):
        if actors[n].kind != "object":
            for token in parsed.tokens(actors[n].start, actors[n].end):
                places[token.i] = n
    return places


def _count(harmed: Harmed, table: QuantityTable, places: dict[int, int]) -> Counted | None:
    head = harmed.head
    if harmed.counted:
        counted = read_counted(head, table, human=True)
        return counted if counted and (counted.numbered or _found_body(head)) else None
    return read_counted(head, table, human=head.i in places)


def _found_body(head: Token) -> bool:
    """Whether "a body" is one that was found; "shot in the upper body" and "his body" tell of nobody new."""
    if head.lemma_.lower() not in ("body", "corpse") or head.dep_ not in ("dobj", "nsubjpass", "nsubj"):
        return False
    if any(c.lower_ in ("his", "her", "their", "its") or c.dep_ == "compound" for c in head.children):
        return False
    return head.head.lemma_ in (
        "find",
        "discover",
        "recover",
        "pull",
        "retrieve",
        "locate",
        "see",
        "lie",
        "unearth",
        "dump",
        "wash",
    )


_TOLL_OF = {"dead": "killed", "deaths": "killed", "killed": "killed", "fatalities": "killed", "victims": "killed",
            "wounded": "injured", "injured": "injured", "injuries": "injured", "missing": "missing", "displaced": "displaced",
            "arrests": "detained", "detained": "detained", "detainees": "detained", "hostages": "abducted"}  # fmt: skip
_BEFORE_FIGURE = frozenset(
    (
        "to",
        "at",
        "of",
        "than",
        "least",
        "is",
        "was",
        "reached",
        "over",
        "above",
        "about",
        "nearly",
        "passed",
        "exceeded",
        ":",
        "hit",
        "topped",
    )
)


def _toll_nouns(parsed: Parsed, table: QuantityTable) -> list[tuple[Counted, Harmed]]:
    """Read "the death toll rose to 20", "a toll of at least 12", "the number of dead stands at 30"."""
    found: list[tuple[Counted, Harmed]] = []
    doc = parsed.doc
    for token in doc:
        if token.lower_ not in ("toll", "number", "count", "tally") or token.i == 0 or token.i in parsed.boilerplate:
            continue
        harm, first = _toll_harm(token)
        if harm is None:
            continue
        for i in range(first, min(first + 12, token.sent.end)):
            if numeric(doc[i]) and doc[i - 1].lower_ in _BEFORE_FIGURE:
                start, end = number_span(doc, i)
                read = read_modified(doc, start, end, table, ranges=False)
                after = doc[end].lower_ if end < len(doc) else ""
                if read and after not in ("%", "percent", "years", "days", "hours", "months"):
                    last = doc[end - 1]
                    found.append((Counted(last, read[0], end, read[1], True), Harmed(token, harm, last)))
                    break
    return found


def _toll_harm(token: Token) -> tuple[Harm | None, int]:
    """The word "toll" or "number" -> whose number it is, and where its figure may begin."""
    doc, i = token.doc, token.i
    if token.lower_ == "toll":
        named = doc[i - 1].lower_ in ("death", "the", "casualty", "fatality", "a", "its")
        return ("killed" if named else None), i + 1
    for k in range(i + 2, min(i + 6, len(doc))):
        if doc[i + 1].lower_ == "of" and doc[k].lower_ in _TOLL_OF:
            return cast(Harm, _TOLL_OF[doc[k].lower_]), k + 1
    return None, i + 1


def _records(
    parsed: Parsed, table: QuantityTable, kept: list[tuple[Counted, Harmed]], actors: list[Actor], places: dict[int, int]
) -> tuple[tuple[Toll, ...], tuple[Actor, ...]]:
    tolls: list[tuple[Toll, str]] = []
    for counted, harmed in sorted(kept, key=lambda pair: (pair[0].start, pair[0].end, pair[1].harm)):
        whom = places.get(counted.head.i)
        if whom is None and not harmed.counted and _names_people(counted.head, table):
            whom = _add_actor(parsed, counted.head, actors, places)
        span = parsed.doc[counted.start : counted.end]
        start, end = span.start_char, span.start_char + len(span.text.rstrip())
        tolls.append(
            (
                _toll(parsed, start, end, harmed.harm, counted.count, whom),
                harmed.trigger.lemma_.lower() if harmed.trigger.pos_ != "NOUN" else "",
            )
        )
    dead = [toll for toll, _ in tolls if toll.harm == "killed" and toll.best == 1]
    left = [
        toll
        for toll, trigger in tolls
        # who was shot and then died is counted among the dead alone; who was wounded is said to have lived
        if toll.harm != "injured" or trigger in _WOUNDING or not any(same_victim(toll, one, actors) for one in dead)
    ]
    return tuple(sorted((*left, *_list_totals(parsed, left)), key=lambda t: (t.start, -t.end, t.harm))), tuple(actors)


_WOUNDING = frozenset(("wound", "wounded", "injure", "injured", "hurt", "maim", "graze"))


def _toll(parsed: Parsed, start: int, end: int, harm: Harm, count: Count, whom: int | None) -> Toll:
    """Make a toll; where the words give no single number, best is the least that they allow (UCDP's cautious rule)."""
    best = next((n for n in (count.best, count.low, count.high) if n is not None), None)
    text = parsed.text[start:end]
    return Toll(start=start, end=end, text=text, harm=harm, low=count.low, best=best, high=count.high, whom=whom)


def _list_totals(parsed: Parsed, tolls: list[Toll]) -> list[Toll]:
    """Tolls -> one more for every list of them, over the whole list: "two women and a child" are three."""
    totals: list[Toll] = []
    for harm in dict.fromkeys(toll.harm for toll in tolls):
        for group in lists_of(parsed.text, [toll for toll in tolls if toll.harm == harm]):
            bests = [toll.best for toll in group if toll.best]
            if len(group) > 1 and len(bests) == len(group):
                low = sum(toll.low or 0 for toll in group) if all(toll.low is not None for toll in group) else None
                high = sum(toll.high or 0 for toll in group) if all(toll.high is not None for toll in group) else None
                totals.append(_toll(parsed, group[0].start, group[-1].end, harm, Count(low, sum(bests), high), None))
    return totals


def _names_people(head: Token, table: QuantityTable) -> bool:
    if (head.lower_,) in table.vague or numeric(head):
        return False
    return head.pos_ in ("NOUN", "PROPN") and head.lower_ not in ("toll", "life", "lives")


_AROUND = frozenset(
    ("more", "less", "fewer", "many", "few", "several", "least", "most", "other", "another", "dozen", "hundred", "thousand")
)


def _add_actor(parsed: Parsed, head: Token, actors: list[Actor], places: dict[int, int]) -> int:
    """Add the people counted as an actor of their own, without their number."""
    edge, first = phrase_start(head), head.i
    while first > edge and parsed.doc[first - 1].pos_ in ("NOUN", "PROPN", "ADJ", "VERB", "PUNCT", "PART"):
        before = parsed.doc[first - 1]
        if before.lower_ in _AROUND or numeric(before):
            break
        first -= 1
    while first < head.i and parsed.doc[first].is_punct:
        first += 1
    last = head
    for child in head.children:
        if head.tag_ == "NN" and child.dep_ == "appos" and child.ent_type_ == "PERSON" and child.left_edge.i == head.i + 1:
            last = child  # "her neighbour Jon Karu"
    span = parsed.doc[first : last.i + 1]
    kind: ActorKind = "person" if last.pos_ == "PROPN" and last.tag_ == "NNP" and last.ent_type_ != "NORP" else "role"
    actors.append(Actor(start=span.start_char, end=span.end_char, text=span.text, kind=kind))
    for token in span:
        places[token.i] = len(actors) - 1
    return len(actors) - 1
