"""The runs of tokens of a report that may be names of places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reportedly.coding.places.names import fold
from reportedly.coding.places.words import ARTICLES, CLASS_WORDS, INNER, STRONG_LOCATIVE, TAKEN_ON, TAKING

LONGEST = 7  # tokens of a name: "Deir", "ez", "-", "Zor"; "Democratic", "Republic", "of", "the", "Congo"
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})


@dataclass(frozen=True, slots=True)
class Gram:
    """Tokens ``i`` to ``j`` (exclusive) that may be a name, and the key under which it is looked up."""

    i: int
    j: int
    key: str
    genitive: bool = False  # a name that seems to have lost its apostrophe


def find_grams(doc: Doc, text: str) -> list[Gram]:
    """Doc and its text -> every run of tokens that could be a name, for one look-up of them all."""
    grams = [gram for i in range(len(doc)) if can_start(doc, i) for gram in _grams_from(doc, text, i)]
    grams += [  # "Aleppos southern countryside": scraped text has often lost its apostrophes
        Gram(t.i, t.i + 1, fold(t.text[:-1]), True)
        for t in doc
        if t.text.endswith("s") and len(t) > 4 and t.is_title and t.tag_ in ("NNP", "NNPS")
    ]
    tied = [t for t in doc if t.text.startswith(("U.S.-", "U.K.-", "E.U.-"))]  # "the U.S.-led coalition" is one token
    return [*grams, *(Gram(t.i, t.i + 1, fold(t.text.partition("-")[0])) for t in tied)]


def stands_as_place(doc: Doc, i: int) -> bool:
    """What stands before token ``i`` puts a place after it: "in", "as far as", "fired on", "the siege of", "captured"."""
    if not i:
        return False
    before, earlier = doc[i - 1].lower_, doc[i - 2].lower_ if i > 1 else ""
    if before in STRONG_LOCATIVE or before in TAKING:
        return True
    return (before == "as" and earlier == "far") or (before in ("on", "of", "for", "over", "against") and earlier in TAKEN_ON)


def heads_line(doc: Doc, i: int, j: int) -> bool:
    """A dateline: "TORRINGTON - The mayor ...", "Beirut (AFP) ..."."""
    if not doc[i].is_sent_start or j >= len(doc) or not all(t.is_upper or not t.is_alpha for t in doc[i:j]):
        return False
    if doc[j].text == "," and j + 1 < len(doc) and doc[j + 1].ent_type_ == "DATE":
        return True  # "SOUTH WAZIRISTAN, April 5 (APP)"
    return doc[j].text == ":" or (doc[j].text in ("—", "–", "-", "--", "(") and doc[j - 1].whitespace_ != "")


def placed_keys(doc: Doc, grams: Sequence[Gram]) -> set[str]:
    """Keys of the names that stand where a place stands: worth a second look-up that forgives spelling."""
    ends = {(ent.start, ent.end) for ent in doc.ents if ent.label_ in PLACE_LABELS}
    starts = {i for i in {g.i for g in grams} if stands_as_place(doc, i) or _follows_class_word(doc, i)}
    keys = set()
    for g in grams:
        if len(g.key) < 4:
            continue
        placed = (
            g.i in starts
            or (g.i, g.j) in ends
            or (g.j < len(doc) and doc[g.j].lower_ in CLASS_WORDS)
            or heads_line(doc, g.i, g.j)
        )
        if placed:
            last = doc[g.j - 1]
            proper = last.tag_ in ("NNP", "NNPS") or doc[g.i].is_upper
            if proper and last.ent_type_ not in ("DATE", "NORP", "CARDINAL", "TIME"):
                keys.add(g.key)
    return keys


def _follows_class_word(doc: Doc, i: int) -> bool:
    return i > 1 and doc[i - 1].lower_ == "of" and doc[i - 2].lower_ in CLASS_WORDS


def capital(token: Token) -> bool:
    """Whether a token begins with a capital letter."""
    text = token.text
    return text[0].isupper() and any(c.isalpha() for c in text)


def can_start(doc: Doc, i: int) -> bool:
    """Whether a name may begin with this token: a capital, or an Arabic article tied to one."""
    token = doc[i]
    if capital(token):
        return token.lower_ != "the"
    # "al-Bab", "el-Geneina": the article is written small
    if token.lower_ in ARTICLES and i + 1 < len(doc) and not token.whitespace_:
        return any(capital(t) for t in doc[i + 1 : i + 3])
    return "-" in token.text and token.lower_.split("-")[0] in ARTICLES and token.text.split("-")[1][:1].isupper()


def _grams_from(doc: Doc, text: str, i: int) -> Iterator[Gram]:
    first = doc[i]
    for j in range(i + 1, min(i + LONGEST, len(doc)) + 1):
        last = doc[j - 1]
        ends = capital(last) or (j == i + 1) or (doc[j - 2].text == "-" and last.is_alpha)
        if ends:
            key = fold(text[first.idx : last.idx + len(last)])
            if key:
                yield Gram(i, j, key)
        elif last.lower_ not in INNER:
            return


def joined(doc: Doc, i: int) -> bool:
    """The token is tied to its neighbours as in "Deir ez-Zor" or "al-Bab"."""
    return i + 1 < len(doc) and (not doc[i].whitespace_ or capital(doc[i + 1]))
