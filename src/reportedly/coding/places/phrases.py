"""Places that are spoken of without a name: "in the city", "at a hospital in the town", and which place they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc, Token

from reportedly.coding.places.words import words
from reportedly.record import Place, PlaceKind

NOT_NAMED = "not named"

_SETTLED = "city town village hamlet settlement"
_DIVIDED = "province governorate district county region state"
_BUILT = (
    "camp airport airbase base hospital clinic mosque church school market marketplace prison bridge dam checkpoint "
    "crossing square port "
    "refinery building compound university station stadium facility site tunnel factory headquarters barracks village "
    "house home street "
    "road river position building outpost warehouse bakery hotel court courthouse cafe shop restaurant"
)
_AROUND = "area neighbourhood neighborhood suburb outskirts countryside"
_BY_KIND: tuple[tuple[PlaceKind, str], ...] = (
    ("facility", _BUILT),
    ("city", _SETTLED),
    ("admin", _DIVIDED),
    ("region", _AROUND),
    ("country", "country"),
)
KINDS: Mapping[str, PlaceKind] = {word: kind for kind, group in _BY_KIND for word in group.split()}
_LOCATIVE = words("in at near inside outside around from to into toward towards on within")
_WIDE = words("city country")  # words that any place of the kind may be called by
REACH = 1000  # characters back to the name that a phrase may stand for
_DEFINITE = words("the this that")
_LEFT = words("amod compound nummod nmod advmod")


def find_place_phrases(doc: Doc, text: str, named: Sequence[Place]) -> list[Place]:
    """Doc, its text and its named places -> the places without a name, in text order.

    A definite phrase stands for the last place of its kind ("in the city"), one with "in" or "of" for the place it
    lies in ("a market in Idlib"); others say nothing of where they are and are left out. Only phrases after a
    preposition of place count, for what is struck or held is an actor ("shelled a hospital").
    """
    at = {i: place for place in named for i in _tokens(doc, place)}
    literal = [p for i, p in at.items() if p.geonameid is not None and doc[i].dep_ in ("pobj", "dobj", "appos", "conj")]
    found = []
    for token in doc:
        kind = KINDS.get(token.lemma_.lower()) if token.tag_ in ("NN", "NNS") else None
        if kind is None or token.i in at or token.dep_ != "pobj" or token.head.lower_ not in _LOCATIVE:
            continue
        first = _first(token, at)
        if first is None:
            continue
        place = Place(
            start=doc[first].idx,
            end=token.idx + len(token),
            text=text[doc[first].idx : token.idx + len(token)],
            kind=kind,
            reason=NOT_NAMED,
        )
        whole = _whole(token, at)
        if whole is not None:
            if kind in ("city", "admin", "country") or whole.precision is None or whole.precision > 4:
                continue  # "the town of Baiji" is Baiji; "hospitals in Syria" says no more than "Syria"
            found.append(_with(place, whole, max(2, whole.precision or 2), f"{NOT_NAMED}; it lies in or near {whole.name}"))
            continue
        if any(t.dep_ == "prep" and t.lower_ == "of" for t in token.rights):
            continue  # "in the area of the city of Baiji" is told by what follows
        definite = any(t.lower_ in _DEFINITE for t in token.lefts) and token.tag_ == "NN"
        before = [p for p in literal if place.start - REACH <= p.end <= place.start] if definite else []
        last = _last(token.lemma_.lower(), kind, before, text)
        if last is not None:
            found.append(_standing(place, last, kind))
    return found


def _tokens(doc: Doc, place: Place) -> range:
    span = doc.char_span(place.start, place.end, alignment_mode="expand")
    return range(span.start, span.end) if span is not None else range(0)


def _first(token: Token, at: Mapping[int, Place]) -> int | None:
    """First token of the phrase without its article; ``None`` if a named place is in it ("the Aleppo countryside")."""
    first = token.i
    for left in sorted(token.lefts, key=lambda t: -t.i):
        if left.i in at or left.tag_ in ("NNP", "NNPS"):
            return None
        if left.dep_ not in _LEFT or left.i != first - 1:
            break
        first = left.i
    while first > 1 and token.doc[first - 1].text in "-‐‑–":
        first -= 2  # "a rebel-held neighbourhood"
    return first


def _whole(token: Token, at: Mapping[int, Place]) -> Place | None:
    """The named place in the phrase's own "in ..." or "of ..."."""
    for prep in token.rights:
        if prep.dep_ == "prep" and prep.lower_ in ("in", "of", "near", "outside", "at"):
            for word in prep.rights:
                if word.dep_ == "pobj" and word.i in at and at[word.i].geonameid is not None:
                    return at[word.i]
    return None


def _last(word: str, kind: PlaceKind, before: Sequence[Place], text: str) -> Place | None:
    """The last place named before that the phrase may take up: of its kind, and called so where the word is a narrow one."""
    for place in sorted(before, key=lambda p: -p.end):
        if kind == "region":
            if place.kind == "city":
                return place
        elif place.kind == kind and (word in _WIDE or _called(word, place, text)):
            return place
    return None


def _called(word: str, place: Place, text: str) -> bool:
    """The report calls the place so: "the town of Karrada", "Karrada town"."""
    return place.text.lower().endswith(word) or text[: place.start].lower().endswith(
        (f"{word} of ", f"{word} of the ", f"{word} ")
    )


def _standing(place: Place, last: Place, kind: PlaceKind) -> Place:
    precision = max(2, last.precision or 2) if kind in ("region", "facility") else last.precision
    return _with(place, last, precision, f"{NOT_NAMED}; it stands for {last.text}")


def _with(place: Place, other: Place, precision: int | None, reason: str) -> Place:
    return Place(
        start=place.start, end=place.end, text=place.text, geonameid=other.geonameid, name=other.name, lat=other.lat,
        lon=other.lon, country=other.country, admin1=other.admin1, kind=place.kind, precision=precision, reason=reason,
    )  # fmt: skip
