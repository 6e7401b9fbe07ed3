"""Reads the parts of a counted group that are told right after it."""

from __future__ import annotations

from spacy.tokens import Token

from reportedly.codebook.quantities import Count, QuantityTable
from reportedly.coding.numerals import read_number
from reportedly.coding.tolls.counts import Counted, numeric, person_of, read_counted


def read_parts(counted: Counted, table: QuantityTable) -> list[Counted]:
    """Counted phrase -> the parts of it told right after: "including a boy", "among them two nurses", "3 of them children"."""
    doc = counted.head.doc
    i, stop = counted.end, min(counted.end + 6, counted.head.sent.end)
    while i < stop and doc[i].lower_ in (",", "-", "–", "—", "(", "dead", "killed", "wounded", "injured"):
        i += 1
    if i + 2 >= stop:
        return []
    if doc[i].lower_ == "including" or (doc[i].lower_ == "among" and doc[i + 1].lower_ in ("them", "whom")):
        head = next((doc[k] for k in range(i + 1, min(i + 8, doc[i].sent.end)) if _ends_phrase(doc[k])), None)
        part = read_counted(head, table, human=False) if head is not None else None
        return [part] if part is not None and part.start > i else []
    if numeric(doc[i]) and doc[i + 1].lower_ == "of" and doc[i + 2].lower_ in ("them", "whom"):
        noun = next((doc[k] for k in range(i + 3, min(i + 7, len(doc))) if doc[k].pos_ == "NOUN"), None)
        number = read_number(doc[i].text)
        if noun is not None and number and person_of(noun, table) is not None:
            return [Counted(noun, i, noun.i + 1, Count(number, number, number), True)]
    return []


def _ends_phrase(token: Token) -> bool:
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return token.pos_ in ("NOUN", "PROPN") and (after is None or (after.pos_ not in ("NOUN", "PROPN") and after.text != "-"))
