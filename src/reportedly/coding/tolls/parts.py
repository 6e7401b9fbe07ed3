"""Reads the parts of a counted group that are told right after it."""

from __future__ import annotations

from spacy.tokens import Token

from reportedly.codebook.quantities import Count, QuantityTable
from reportedly.coding.numerals import read_number
from reportedly.coding.tolls.counts import Counted, person_of, read_counted
from reportedly.coding.tolls.numbers import MOST_PEOPLE, numeric
from reportedly.coding.tolls.victims import conjuncts


def read_parts(counted: Counted, trigger: Token, table: QuantityTable) -> list[Counted]:
    """Counted phrase and its word of harm -> the parts of it told right after either, or after the place and day that follow.

    "killed six, including a boy", "78 people were detained, among them four journalists", "3 of them children".
    """
    found = _parts_at(counted.end, counted, table)
    if not found:
        # a comma opens the part: "were killed in Gao on Monday, including two boys"; a new clause or list closes the search
        first = max(counted.end, trigger.i + 1)
        stop = min(first + 14, counted.head.sent.end)
        for i in range(first, stop):
            token = counted.head.doc[i]
            if (token.pos_ in ("VERB", "AUX") and token.lower_ != "including") or token.lower_ in ("who", "which", "when"):
                break
            if token.lower_ in ("including", "among") or (numeric(token) and token.nbor(-1).text == ","):
                return _parts_at(i, counted, table)
    return found


def _parts_at(i: int, counted: Counted, table: QuantityTable) -> list[Counted]:
    doc = counted.head.doc
    stop = min(i + 6, counted.head.sent.end)
    while i < stop and doc[i].lower_ in (",", "-", "–", "—", "(", "dead", "killed", "wounded", "injured"):
        i += 1
    if i + 2 >= stop:
        return []
    if doc[i].lower_ == "including" or (doc[i].lower_ == "among" and doc[i + 1].lower_ in ("them", "whom")):
        head = next((doc[k] for k in range(i + 1, min(i + 8, doc[i].sent.end)) if _ends_phrase(doc[k])), None)
        if head is None:
            return []
        counts = (read_counted(one, table, human=False) for one in conjuncts(head))
        return [part for part in counts if part is not None and part.start > i and (part.numbered or part.count.best is not None)]
    if numeric(doc[i]) and doc[i + 1].lower_ == "of" and doc[i + 2].lower_ in ("them", "whom"):
        noun = next((doc[k] for k in range(i + 3, min(i + 7, len(doc))) if doc[k].pos_ == "NOUN"), None)
        number = read_number(doc[i].text)
        if noun is not None and number and number <= MOST_PEOPLE and person_of(noun, table) is not None:
            return [Counted(noun, i, noun.i + 1, Count(number, number, number), True)]
    return []


def _ends_phrase(token: Token) -> bool:
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return token.pos_ in ("NOUN", "PROPN") and (after is None or (after.pos_ not in ("NOUN", "PROPN") and after.text != "-"))
