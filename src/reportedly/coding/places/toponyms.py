"""Finds the spans of a report that name places, before anything is said of which place each one names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from reportedly.coding.places.grams import PLACE_LABELS, Gram, can_start, capital, stands_as_place
from reportedly.coding.places.index import DEMONYM, OTHER
from reportedly.coding.places.names import fold
from reportedly.coding.places.reading import Matches, Reading
from reportedly.coding.places.words import (
    ARTICLES,
    CLASS_WORDS,
    DIRECTIONS,
    FORE_WORDS,
    GROUPS,
    NAMED_LIKE_PEOPLE,
    NO_PLACES,
    PART,
    Sort,
)


@dataclass(frozen=True, slots=True)
class Toponym:
    """A mention of a place: its span in characters, the tokens and key of the name in it, and what its class word says."""

    start: int
    end: int
    i: int
    j: int
    key: str
    sort: Sort | None = None
    sure: bool = False


class Finder(Reading):
    """Finds the toponyms of one doc; ``matches`` holds what the gazetteer and the codebook know under each gram's key."""

    def __init__(self, doc: Doc, text: str, matches: Matches, actors: Sequence[tuple[int, int]] = ()) -> None:
        """``actors`` are token spans of groups and people, in whose names no place is meant (Lake Assad is none of them)."""
        super().__init__(doc, text, matches)
        self.actors = actors
        self.nations: set[str] = set()  # keys of the nationality words of the report
        self.taken = [False] * len(doc)
        self.found: list[Toponym] = []

    def find(self, grams: Sequence[Gram]) -> list[Toponym]:
        """Grams -> toponyms in text order. Long names go before short ones, names of the parse before those of the list."""
        grams = sorted(grams, key=lambda g: (g.i - g.j, g.i))
        known = [g for g in grams if self.usable(g)]
        self.nations = {g.key for g in grams if any(m.rank == DEMONYM for m in self.matches.get(g.key, ())[-1:])}
        for gram in known:
            if not self._overlaps(gram.i, gram.j) and self.accept(gram):
                self._add(gram.i, gram.j, gram.key, sure=self.sure(gram))
        for start, end, label in self.spans:
            if label in PLACE_LABELS and start < end and not self._overlaps(start, end):
                self._add_unknown(start, end, label)
        self._add_named_by_class(known)
        self._add_listed(known)
        self._add_spoken_of(known)
        self._add_repeats(grams)
        return sorted(self.found, key=lambda t: (t.start, t.end))

    def _overlaps(self, i: int, j: int) -> bool:
        if any(self.taken[i:j]):
            return True
        return any(first < j and i < end and not (i <= first and end <= j and end - first < j - i) for first, end in self.actors)

    def _add_unknown(self, start: int, end: int, label: str) -> None:
        """A place of the parse that no list knows: "Tharthar Barrage"; not an acronym, which is an organization as a rule."""
        doc = self.doc
        while end - start > 1 and doc[start].lower_ in CLASS_WORDS and doc[start + 1].lower_ == "of":
            start += 2
        while end - start > 1 and doc[start].lower_ in DIRECTIONS:
            start += 1  # "Eastern Homs": the name is Homs
        if start >= end or not any(capital(t) for t in doc[start:end]):
            return
        key = fold(doc[start:end].text)
        if any(m.rank == DEMONYM for m in self.matches.get(key, ())):
            return
        if end - start == 1 and (
            doc[start].lower_ in NO_PLACES or (doc[start].text.isupper() and label != "FAC" and len(key) < 6)
        ):
            return
        if doc[end - 1].lower_ in GROUPS or self.of_person(start, end) or any(c.isdigit() for c in doc[start].text[:1]):
            return
        if self.shown(start, end) and not (end < len(doc) and self.spoils(start, end)):
            self._add(start, end, key, sure=False)

    def _add_named_by_class(self, known: list[Gram]) -> None:
        """Names that only their class word shows to be places: "the village of Tal Bajir", "Yarmouk camp", "Lake Tharthar"."""
        doc, by_start = self.doc, {g.i: g for g in reversed(known)}
        for k, token in enumerate(doc):
            word = token.lower_
            if (
                word in FORE_WORDS
                and capital(token)
                and k + 1 < len(doc)
                and capital(doc[k + 1])
                and not self._overlaps(k, k + 2)
            ):
                j = self.name_end(k + 1)
                if not any(t.ent_type_ == "PERSON" for t in doc[k:j]):
                    self._add(k, j, fold(doc[k:j].text), sort=FORE_WORDS[word])
            if word not in CLASS_WORDS or self.taken[k]:
                continue
            if CLASS_WORDS[word].kind in ("admin", "facility", "city") and k:
                j = self.class_start(k)
                i = self.name_start(j)
                if i < j and not self._overlaps(i, j) and not self.plain(i, j, k):
                    self._add(i, j, fold(doc[i:j].text))
            if k + 2 < len(doc) and doc[k + 1].lower_ == "of" and can_start(doc, k + 2) and not self.taken[k + 2]:
                gram = by_start.get(k + 2)
                j = gram.j if gram and self.sure(gram) else self.name_end(k + 2)
                if not token.text[0].isupper() and not self._overlaps(k + 2, j) and CLASS_WORDS[word].kind != "facility":
                    key = fold(doc[k + 2 : j].text)
                    if not any(m.rank == DEMONYM for m in self.matches.get(key, ())):
                        self._add(k + 2, j, key, sort=None if self.taken[k] else CLASS_WORDS[word])

    def _add_listed(self, known: list[Gram]) -> None:
        """Names in a row with places: "near Tabriz and Ahar"."""
        doc = self.doc
        for gram in sorted(known, key=lambda g: (g.i, -g.j)):
            i, j = gram.i, gram.j
            if self._overlaps(i, j) or any(t.ent_type_ in ("PERSON", "NORP", "DATE") for t in doc[i:j]):
                continue
            joined = i > 1 and doc[i - 1].lower_ in ("and", "or", ",", "/") and self.taken[i - 2]
            if joined and all(t.tag_ in ("NNP", "NNPS") or not capital(t) for t in doc[i:j]) and not self.part_of_name(j):
                self._add(i, j, gram.key)

    def _add_spoken_of(self, known: list[Gram]) -> None:
        """Towns of the countries that the report speaks of, which the parse takes for people: "raided Jenin and Tulkarm".

        Not in countries whose towns are called like English surnames (Lincoln, Jackson).
        """
        spoken = {
            match.entry.country
            for key in {t.key for t in self.found if t.sure} | self.nations
            for match in self.matches.get(key, ())[:1]
        } - NAMED_LIKE_PEOPLE
        for gram in sorted(known, key=lambda g: (g.j, g.j - g.i)) if spoken else ():
            if self._overlaps(gram.i, gram.j) or not self.may_be_town(gram):
                continue
            fits = any(
                m.rank <= OTHER and m.entry.country in spoken and (m.entry.population >= 10_000 or m.entry.code == "ADM1")
                for m in self.matches[gram.key]
            )
            if fits and (stands_as_place(self.doc, gram.i) or self._in_row(gram) or self.shown(gram.i, gram.j)):
                self._add(gram.i, gram.j, gram.key)

    def _in_row(self, gram: Gram) -> bool:
        """A place stands before or after it in a list: "Rafah, Khan Younis and ..."."""
        doc, i, j = self.doc, gram.i, gram.j
        if i > 1 and doc[i - 1].lower_ in ("and", "or", ",") and self.taken[i - 2]:
            return True
        return j + 1 < len(doc) and doc[j].lower_ in ("and", "or", ",") and self.taken[j + 1]

    def _add_repeats(self, grams: Sequence[Gram]) -> None:
        """A name that is a place once is one wherever it stands, unless it is part of a person's name there."""
        keys = {t.key for t in self.found}
        for gram in grams:
            if gram.key not in keys or self._overlaps(gram.i, gram.j) or self.in_person(gram):
                continue
            if gram.j == len(self.doc) or not self.spoils(gram.i, gram.j):
                self._add(gram.i, gram.j, gram.key, sure=gram.key in self.matches and self.sure(gram))

    def _introduces(self, k: int, i: int) -> bool:
        """Class word ``k`` belongs to the name at ``i``: "the (Syrian) town of Karrada", not "Barzeh district of Damascus"."""
        before = self.doc[k - 1] if k else None
        if self.taken[k] or (k == i - 1 and not self.doc[k].text.islower()):
            return False
        return before is None or not capital(before) or before.ent_type_ == "NORP" or bool(before.is_sent_start)

    def _add(self, i: int, j: int, key: str, *, sure: bool = False, sort: Sort | None = None) -> None:
        """Take the name, and with it the class word that follows or precedes it."""
        doc = self.doc
        end, after = self.class_after(j)
        if after is not None and not self._overlaps(j, end):
            sort = sort or after
            if _plural(doc[end - 1].lower_) and i > 1 and doc[i - 1].lower_ in ("and", "or", ",") and self.found:
                listed = next((n for n, t in enumerate(self.found) if t.j in (i - 1, i - 2)), None)
                if listed is not None:  # "Camden and Charlton counties"
                    self.found[listed] = replace(self.found[listed], sort=after)
        else:
            end = j
        if sort is None:
            k = i - 2 if i > 1 and doc[i - 1].lower_ == "the" else i - 1
            if k > 0 and doc[k].lower_ == "of":
                k -= 1
            if k >= 0 and doc[k].lower_ in CLASS_WORDS and self._introduces(k, i):
                # "the town of Karrada", "his home town Baiji"; but the port of Hodeidah is told by its town
                found = CLASS_WORDS[doc[k].lower_]
                sort = None if found.kind == "facility" else found
        if sort is PART and sure:
            sort = None  # "a suburb of Damascus" is not called Damascus
        first = i
        if i > 1 and doc[i - 1].text in ("-", "–") and doc[i - 2].lower_ in ARTICLES and not doc[i - 2].whitespace_:
            first = i - 2  # "al-Waer" where "Waer" is the name that is known
        for k in range(first, end):
            self.taken[k] = True
        last = doc[end - 1]
        if end - first == 1 and last.text.startswith(("U.S.-", "U.K.-", "E.U.-")):
            self.found.append(Toponym(last.idx, last.idx + len("U.S."), i, j, key, None, True))
            return
        self.found.append(Toponym(doc[first].idx, last.idx + len(last), i, j, key, sort, sure))


def _plural(word: str) -> bool:
    return word.endswith("s") and word not in ("barracks", "headquarters", "plains", "hills", "mountains", "straits")
