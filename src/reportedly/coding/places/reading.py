"""Judges whether a run of tokens names a place: what it is known as, how it is written, and what stands around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from spacy.tokens import Doc

from reportedly.coding.places.gazetteer import Match
from reportedly.coding.places.grams import LONGEST, PLACE_LABELS, Gram, capital, heads_line, joined, stands_as_place
from reportedly.coding.places.index import ABBREVIATION, BARE, DEMONYM, OTHER
from reportedly.coding.places.names import fold
from reportedly.coding.places.words import (
    ARTICLES,
    BETWEEN,
    BODIES,
    CLASS_WORDS,
    DIRECTIONS,
    DISEASES,
    FIELD,
    FIELD_BETWEEN,
    FIGHTERS,
    FORE_WORDS,
    GROUPS,
    INNER,
    LOCATIVE,
    NO_PLACES,
    PAPERS,
    SETTLED,
    SPOILERS,
    STRONG_LOCATIVE,
    SURE_LOCATIVE,
    TITLES,
    Sort,
)

Matches = Mapping[str, tuple[Match, ...]]


TIES = ARTICLES | {"-", "–", "e", "i"}  # "Dasht-e-Barchi", "Khan al-Assal"


class Reading:
    """One doc with what the gazetteer and the codebook know under each gram's key."""

    def __init__(self, doc: Doc, text: str, matches: Matches) -> None:
        self.doc = doc
        self.text = text  # asked for once: a doc puts its text together anew each time
        self.matches = matches
        self.entity = [-1] * len(doc)
        self.spans: list[tuple[int, int, str]] = []
        self.persons = Counter(t.text for ent in doc.ents if ent.label_ == "PERSON" for t in ent)
        self.placed = Counter(t.text for ent in doc.ents if ent.label_ in PLACE_LABELS for t in ent)
        self.surnames = {
            t.text
            for ent in doc.ents
            if ent.label_ == "PERSON" and len(ent) > 1 and not any(t.lower_ in BODIES or t.lower_ in TITLES for t in ent)
            for t in ent
        }
        self.located = Counter(
            t.text
            for t in doc
            if t.i and capital(t) and doc[t.i - 1].lower_ in (SURE_LOCATIVE if t.ent_type_ == "PERSON" else STRONG_LOCATIVE)
        )
        for n, ent in enumerate(doc.ents):
            self.spans.append((*self.trim(ent.start, ent.end), ent.label_))
            for k in range(ent.start, ent.end):
                self.entity[k] = n

    def trim(self, i: int, j: int) -> tuple[int, int]:
        """Entity tokens without a leading article or preposition and a trailing genitive ("the Golan's" -> "Golan")."""
        doc = self.doc
        while i < j and (
            doc[i].lower_ in ("the", "a", "an", "near", "in", "outside") or not any(c.isalnum() for c in doc[i].text)
        ):
            i += 1
        while i < j and (doc[j - 1].lower_ in ("'s", "’s", "s'") or not any(c.isalnum() for c in doc[j - 1].text)):
            j -= 1
        return i, j

    def usable(self, gram: Gram) -> bool:
        """The name is known as a place, and written as one: "US" in capitals, "La." after a comma."""
        matches = self.matches.get(gram.key)
        if not matches or any(m.rank == DEMONYM for m in matches):
            return False
        if gram.genitive and (not self.sure(gram) or fold(self.doc[gram.i].text) in self.matches):
            return False
        doc, text = self.doc, self.doc[gram.i : gram.j].text
        bare = text.replace(".", "")
        first = matches[0].entry
        if self._abbreviation(gram):
            dotted = "." in text or (gram.j < len(doc) and doc[gram.j].text == ".")
            return self._after_place(gram.i) and (bare.isupper() or dotted)
        if len(bare) <= 3 and (first.code == "PCL" or first.id is None) and first.name != text:
            return bare.isupper()
        if len(bare) == 2:
            return False
        return gram.j - gram.i > 1 or doc[gram.i].lower_ not in NO_PLACES

    def _abbreviation(self, gram: Gram) -> bool:
        """All that is known under the key is a division's abbreviation, or what else there is has two letters as well."""
        matches = self.matches[gram.key]
        short = len(gram.key) == 2 and not any(m.entry.code == "PCL" or m.entry.id is None for m in matches)
        return all(m.rank == ABBREVIATION for m in matches) or (short and any(m.rank == ABBREVIATION for m in matches))

    def _after_place(self, i: int) -> bool:
        """After a town and a comma ("Melville, Sask.", not "J. Smith, M.D."), or in brackets, or after "in" ("in B.C.")."""
        doc = self.doc
        if i and doc[i - 1].lower_ in STRONG_LOCATIVE:
            return "." in doc[i].text
        return i > 1 and doc[i - 1].text in (",", "(") and capital(doc[i - 2]) and doc[i - 2].ent_type_ not in ("PERSON", "ORG")

    def sure(self, gram: Gram) -> bool:
        """Nobody reading this name in a report would think of anything but the place."""
        best = max((m for m in self.matches[gram.key] if m.rank <= BARE), key=_weight, default=None)
        if best is None:
            return False
        entry = best.entry
        if entry.great:
            return True
        if entry.code == "ADM1":
            return best.rank <= OTHER and (entry.population >= 300_000 and len(gram.key) > 4)
        if entry.code == "PPLC":
            return best.rank <= OTHER and entry.population >= 20_000
        if " " in gram.key:
            return entry.population >= 100_000
        return entry.population >= (200_000 if best.rank == 0 else 1_000_000) and len(gram.key) > 3

    def accept(self, gram: Gram) -> bool:
        """Whether a known name stands for a place here: by the label of the parse, else by its fame and where it stands."""
        doc, i, j = self.doc, gram.i, gram.j
        number = self.entity[i]
        if number < 0 and self.entity[j - 1] >= 0:
            number = self.entity[j - 1]
        before, placed = doc[i - 1].lower_ if i else "", stands_as_place(doc, i)
        proper = any(t.tag_ in ("NNP", "NNPS") for t in doc[i:j])
        if self._abbreviation(gram) or (heads_line(doc, i, j) and self.entity[i] < 0):
            return True
        sure = self.sure(gram)
        if self.of_person(i, j, sure=sure) or (j < len(doc) and self.spoils(i, j)):
            return False
        if number < 0:
            if self.sure(gram) and proper:
                return not self._in_longer_name(i, j)
            return proper and not self._in_longer_name(i, j) and (placed or self._has_container(j))
        start, end, label = self.spans[number]
        whole = start >= i and end <= j
        if label in PLACE_LABELS:
            return whole or self._inside_place(gram, start, end)
        if label == "PERSON":
            return whole and (
                (self.sure(gram) and (before in LOCATIVE or self._important(gram))) or placed or self._has_container(j)
            )
        if label == "ORG":
            after = doc[j].lower_ if j < end else ""
            if (
                i > start
                and j == end
                and not self._important(gram)
                and capital(doc[i - 1])
                and doc[i - 1].whitespace_
                and doc[i - 1].lower_ not in DIRECTIONS
            ):
                return False  # "Real Madrid", and people whom the parse takes for a body
            return self.sure(gram) or (proper and ((whole and placed) or (i == start and after in BODIES)))
        if label in ("DATE", "TIME", "MONEY", "QUANTITY", "CARDINAL", "LANGUAGE"):
            # "in Manbij", "MOSCOW, March 3 - Russia said", which the parse takes for dates
            return label == "DATE" and proper and ((whole and placed) or self._important(gram))
        return self.sure(gram) and proper

    def may_be_town(self, gram: Gram) -> bool:
        """A run of proper nouns that is a whole name, and no person that speaks or has a title."""
        doc, i, j = self.doc, gram.i, gram.j
        if not all(t.tag_ in ("NNP", "NNPS") or not capital(t) for t in doc[i:j]) or self.part_of_name(j):
            return False
        if (i and capital(doc[i - 1]) and doc[i - 1].whitespace_ and not doc[i].is_sent_start) or self._speaks(j):
            return False
        if i and doc[i - 1].lower_.rstrip(".") in TITLES:
            return False
        number = self.entity[i]
        start, end, _ = self.spans[number] if number >= 0 else (i, j, "")
        return i <= start and end <= j

    def _speaks(self, j: int) -> bool:
        return j < len(self.doc) and self.doc[j].lower_ in ("said", "says", "told", "added", "who", "whose", "wrote", "tweeted")

    def of_person(self, i: int, j: int, *, sure: bool = False) -> bool:
        """The word is a person's name: after a title, or part of a full name elsewhere, and nowhere after "in" or "near"."""
        doc = self.doc
        if i and doc[i - 1].lower_.rstrip(".") in TITLES:
            return True
        word = doc[j - 1].text if doc[i].lower_ in ARTICLES else doc[i].text if j - i == 1 else ""
        if word in self.surnames:
            return self.persons[word] > self.located[word] + (2 * self.placed[word] if sure else 0)
        return not sure and self.persons[word] > self.located[word] + self.placed[word]

    def spoils(self, i: int, j: int) -> bool:
        """The word after it or before it makes another name of it: "Moscow Times", "West Nile virus", "United Russia"."""
        doc = self.doc
        if (doc[j].lower_ in PAPERS and capital(doc[j])) or doc[j].lower_ in DISEASES:
            return True
        if doc[j].lower_ in FIGHTERS and capital(doc[j]) and doc[j - 1].whitespace_:
            known = self.matches.get(fold(doc[i:j].text), ())
            return not any(m.entry.code == "PCL" and m.rank <= OTHER for m in known)  # "Orontes Front", not "US Army"
        if i > 1 and doc[i - 1].text == "The" and not doc[i - 1].is_sent_start and doc[i - 2].text.islower():
            known = self.matches.get(fold(doc[i:j].text), ())  # a paper ("on The Duran"), not The Hague
            return not any(m.entry.great or m.entry.population >= 200_000 for m in known)
        return i > 0 and doc[i - 1].text in SPOILERS and doc[i - 1].whitespace_ != "" and not doc[i].is_sent_start

    def _important(self, gram: Gram) -> bool:
        return any(m.entry.great or m.entry.code == "ADM1" for m in self.matches[gram.key] if m.rank <= OTHER)

    def _inside_place(self, gram: Gram, start: int, end: int) -> bool:
        """A name in a place's longer span: "Tabqa" of "Tabqa Dam", both of "Sarmada, Syria", not "Lincoln" of "Lincoln Park"."""
        doc, i, j = self.doc, gram.i, gram.j
        after = doc[j].text if j < end else ","
        before = doc[i - 1].text if i > start else ","
        if after in (",", "'s", "’s", "(") and (before in (",", "(") or before.islower() or before.lower() in CLASS_WORDS):
            return True
        if before.lower() in DIRECTIONS and j == end:
            return True
        if before in (",", "(") or i == start:
            if after in ("-", "–", "/", "and"):
                return self.sure(gram) or doc[j - 1].whitespace_ != ""
            return after.lower() in CLASS_WORDS or j == end
        return j == end and (before.islower() or before in ("-", "–", "/") or before.lower() in FORE_WORDS or self.sure(gram))

    def _in_longer_name(self, i: int, j: int) -> bool:
        """A capitalised neighbour that is no class word and no place of its own: "Jackson" of "Stonewall Jackson Lodge"."""
        doc = self.doc
        before = doc[i - 1] if i and doc[i - 1].whitespace_ and not doc[i].is_sent_start else None
        after = doc[j] if j < len(doc) and doc[j - 1].whitespace_ else None
        if before is not None and before.text.isupper() and doc[i].text.isupper() and len(before) > 1:
            return False  # a headline in capitals
        if before is not None and before.ent_type_ == "PERSON" and capital(before):
            return True
        return after is not None and after.ent_type_ == "PERSON" and capital(after) and self.entity[j] == self.entity[j - 1]

    def _has_container(self, j: int) -> bool:
        """The name is followed by a comma and a country or state: "Cottonport, La."."""
        doc = self.doc
        if j + 1 >= len(doc) or doc[j].text not in (",", "("):
            return False
        for k in range(min(j + 5, len(doc)), j + 1, -1):
            key = fold(self.text[doc[j + 1].idx : doc[k - 1].idx + len(doc[k - 1])])
            matches = self.matches.get(key, ())
            if any(m.entry.code in ("PCL", "ADM1") and m.rank <= ABBREVIATION for m in matches) and capital(doc[j + 1]):
                return self.usable(Gram(j + 1, k, key))
        return False

    def shown(self, i: int, j: int) -> bool:
        """Something beside the label of the parse says that it is a place: "in Xinmo", "Xinmo, Sichuan", "Xinmo village"."""
        doc = self.doc
        first = i - 1 if i > 1 and doc[i - 1].lower_ == "the" else i
        if (
            stands_as_place(doc, first)
            or doc[i].text in self.located
            or self._has_container(j)
            or self.class_after(j)[1] is not None
        ):
            return True
        words = {t.lower_ for t in doc[i:j]} if j - i > 1 else set()
        if words & CLASS_WORDS.keys() or doc[i].lower_ in FORE_WORDS:
            return True
        return first > 1 and doc[first - 1].lower_ == "of" and doc[first - 2].lower_ in CLASS_WORDS

    def class_after(self, j: int) -> tuple[int, Sort | None]:
        """Token after a name -> the end of a class word that follows it, over "'s" and "military" where need be."""
        doc, k, genitive = self.doc, j, False
        if k < len(doc) and doc[k].lower_ in ("'s", "’s"):
            k, genitive = k + 1, True
        first = k
        while k < len(doc) and k - first < 3:
            word = doc[k].lower_
            pair = f"{word} {doc[k + 1].lower_}" if k + 1 < len(doc) else ""
            for phrase, size in ((pair, 2), (word, 1)):
                sort = CLASS_WORDS.get(phrase)
                if sort is not None and (k == first or sort.kind == "facility") and (not genitive or sort.kind == "facility"):
                    if self._other_name(j, k + size, sort):
                        return j, None
                    return k + size, sort
            if word not in BETWEEN:
                return j, None
            k += 1
        return j, None

    def _other_name(self, j: int, end: int, sort: Sort) -> bool:
        """The class word begins a name of its own: "United States Department of State", "Florida Highway Patrol"."""
        doc, word = self.doc, self.doc[j]
        if not capital(word):
            return word.lower_ in ("st", "st.", "rd", "ave")
        if end >= len(doc):
            return False
        if doc[end].lower_ == "of" and word.lower_ in ("department", "state", "region", "district", "port", "republic"):
            return True
        return (
            capital(doc[end])
            and doc[end - 1].whitespace_ != ""
            and (sort.kind != "admin" or word.lower_ in ("state", "department"))
        )

    def in_person(self, gram: Gram) -> bool:
        """The name is part of a person's longer name."""
        number = self.entity[gram.i]
        if number < 0:
            return self._in_longer_name(gram.i, gram.j)
        start, end, label = self.spans[number]
        return label == "PERSON" and not (gram.i <= start and end <= gram.j)

    def class_start(self, k: int) -> int:
        """Last word of what a place is called -> the first: "air base", "military airport", "refugee camp"."""
        doc, j = self.doc, k
        while j > 1 and k - j < 3 and doc[j - 1].lower_ in FIELD_BETWEEN and doc[j - 1].text.islower():
            j -= 1
        return j

    def plain(self, i: int, j: int, k: int) -> bool:
        """What stands before the class word ``k`` is no name: "Syrian city", "The hospital", "Three villages"."""
        doc, word = self.doc, self.doc[k].lower_
        if any(m.rank == DEMONYM for m in self.matches.get(fold(doc[i:j].text), ())):
            return True
        labels = {t.ent_type_ for t in doc[i:j]}
        if labels & {"NORP", "DATE", "CARDINAL", "ORDINAL"}:
            return True
        # "the Dasht-e-Barchi neighbourhood", "Mirdash dam" are places whatever the parse takes the name for
        field = (word in FIELD or doc[k - 1].lower_ == "air") and doc[k].text.islower() and doc[j - 1].lower_ not in GROUPS
        named = word in SETTLED or field
        if labels & {"PERSON", "ORG"} and (not named or (i and doc[i - 1].lower_.rstrip(".") in TITLES)):
            return True
        return all(t.tag_ not in ("NNP", "NNPS") or t.lower_ in NO_PLACES for t in doc[i:j])

    def part_of_name(self, j: int) -> bool:
        """A name that ends before token ``j`` goes on with a capitalised word."""
        doc = self.doc
        return j < len(doc) and capital(doc[j]) and doc[j - 1].whitespace_ != "" and doc[j].lower_ not in CLASS_WORDS

    def name_end(self, i: int) -> int:
        """First token of a name -> the token after its last."""
        j = i + 1
        while (
            j < len(self.doc)
            and j - i < LONGEST
            and (capital(self.doc[j]) or (self.doc[j].lower_ in INNER - {"and", "of", "the"} and joined(self.doc, j)))
        ):
            j += 1
        return j

    def name_start(self, k: int) -> int:
        """Class word -> the first token of the name before it (the class word itself where there is none)."""
        i = k
        while (
            i > 0
            and k - i < LONGEST
            and not self.doc[i].is_sent_start
            and (capital(self.doc[i - 1]) or (i < k and self.doc[i - 1].lower_ in TIES and joined(self.doc, i - 1)))
            and not (
                self.doc[i - 1].lower_ in ("at", "as", "an", "am") and self.doc[i - 1].whitespace_
            )  # "Omar at Hosni airport"
        ):
            i -= 1
        while i < k and (self.doc[i].lower_ in ("the", "a", "an", "in", "at", "this", "that") or self.doc[i].text in ("-", "–")):
            i += 1
        return i


def _weight(match: Match) -> tuple[bool, int]:
    return match.entry.great, match.entry.population
