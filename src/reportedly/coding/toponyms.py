"""Finds the spans of a report that name places, before anything is said of which place each one names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from reportedly.coding.gazetteer import Match
from reportedly.coding.gazetteer_index import ABBREVIATION, BARE, DEMONYM, OTHER
from reportedly.coding.place_names import fold
from reportedly.coding.place_words import (
    ARTICLES,
    BETWEEN,
    BODIES,
    CLASS_WORDS,
    DIRECTIONS,
    DISEASES,
    FORE_WORDS,
    GROUPS,
    INNER,
    LOCATIVE,
    NO_PLACES,
    PAPERS,
    PART,
    SPOILERS,
    STRONG_LOCATIVE,
    SURE_LOCATIVE,
    TITLES,
    Sort,
)

LONGEST = 7  # tokens of a name: "Deir", "ez", "-", "Zor"; "Democratic", "Republic", "of", "the", "Congo"
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
Matches = Mapping[str, tuple[Match, ...]]


@dataclass(frozen=True, slots=True)
class Gram:
    """Tokens ``i`` to ``j`` (exclusive) that may be a name, and the key under which it is looked up."""

    i: int
    j: int
    key: str


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


def find_grams(doc: Doc, text: str) -> list[Gram]:
    """Doc and its text -> every run of tokens that could be a name, for one look-up of them all."""
    grams = [gram for i in range(len(doc)) if _can_start(doc, i) for gram in _grams_from(doc, text, i)]
    return [*grams, *(Gram(t.i, t.i + 1, fold(t.text.split("-")[0])) for t in doc if t.text.startswith(("U.S.-", "U.K.-", "E.U.-")))]


def placed_keys(doc: Doc, grams: Sequence[Gram]) -> set[str]:
    """Keys of the names that stand where a place stands: worth a second look-up that forgives spelling."""
    ends = {(ent.start, ent.end) for ent in doc.ents if ent.label_ in PLACE_LABELS}
    starts = {
        t.i + 1 for t in doc if t.lower_ in STRONG_LOCATIVE or (t.lower_ == "of" and t.i and doc[t.i - 1].lower_ in CLASS_WORDS)
    }
    return {
        g.key
        for g in grams
        if len(g.key) > 3
        and ((g.i, g.j) in ends or g.i in starts or (g.j < len(doc) and doc[g.j].lower_ in CLASS_WORDS))
        and doc[g.j - 1].tag_ in ("NNP", "NNPS")
        and doc[g.j - 1].ent_type_ not in ("DATE", "NORP", "CARDINAL", "TIME")
    }


def _capital(token: Token) -> bool:
    text = token.text
    return text[0].isupper() and any(c.isalpha() for c in text)


def _can_start(doc: Doc, i: int) -> bool:
    token = doc[i]
    if _capital(token):
        return token.lower_ != "the"
    # "al-Bab", "el-Geneina": the article is written small
    if token.lower_ in ARTICLES and i + 1 < len(doc) and not token.whitespace_:
        return any(_capital(t) for t in doc[i + 1 : i + 3])
    return "-" in token.text and token.lower_.split("-")[0] in ARTICLES and token.text.split("-")[1][:1].isupper()


def _grams_from(doc: Doc, text: str, i: int) -> Iterator[Gram]:
    first = doc[i]
    for j in range(i + 1, min(i + LONGEST, len(doc)) + 1):
        last = doc[j - 1]
        capital = _capital(last) or (j == i + 1) or (doc[j - 2].text == "-" and last.is_alpha)
        if capital:
            key = fold(text[first.idx : last.idx + len(last)])
            if key:
                yield Gram(i, j, key)
        elif last.lower_ not in INNER:
            return


class Finder:
    """Finds the toponyms of one doc; ``matches`` holds what the gazetteer and the codebook know under each gram's key."""

    def __init__(self, doc: Doc, text: str, matches: Matches) -> None:
        self.doc = doc
        self.text = text  # asked for once: a doc puts its text together anew each time
        self.matches = matches
        self.taken = [False] * len(doc)
        self.found: list[Toponym] = []
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
            if t.i and _capital(t) and (doc[t.i - 1].lower_ in SURE_LOCATIVE or (doc[t.i - 1].lower_ in STRONG_LOCATIVE and t.ent_type_ != "PERSON"))
        )
        for n, ent in enumerate(doc.ents):
            self.spans.append((*self._trim(ent.start, ent.end), ent.label_))
            for k in range(ent.start, ent.end):
                self.entity[k] = n

    def find(self, grams: Sequence[Gram]) -> list[Toponym]:
        """Grams -> toponyms in text order. Long names go before short ones, names of the parse before those of the list."""
        grams = sorted(grams, key=lambda g: (g.i - g.j, g.i))
        known = [g for g in grams if self._usable(g)]
        for gram in known:
            if not self._overlaps(gram.i, gram.j) and self._accept(gram):
                self._add(gram.i, gram.j, gram.key, sure=self._sure(gram))
        for start, end, label in self.spans:
            if label in PLACE_LABELS and start < end and not self._overlaps(start, end):
                self._add_unknown(start, end, label)
        self._add_named_by_class(known)
        self._add_listed(known)
        self._add_repeats(grams)
        self._add_prefixes()
        return sorted(self.found, key=lambda t: (t.start, t.end))

    def _overlaps(self, i: int, j: int) -> bool:
        return any(self.taken[i:j])

    def _trim(self, i: int, j: int) -> tuple[int, int]:
        """Entity tokens without a leading article and a trailing genitive or stop ("the Golan's" -> "Golan")."""
        doc = self.doc
        while i < j and (doc[i].lower_ in ("the", "a", "an", "near", "in", "outside") or not any(c.isalnum() for c in doc[i].text)):
            i += 1
        while i < j and (doc[j - 1].lower_ in ("'s", "’s", "s'") or not any(c.isalnum() for c in doc[j - 1].text)):
            j -= 1
        return i, j

    # -- which names count -------------------------------------------------------------------------------------------

    def _usable(self, gram: Gram) -> bool:
        """The name is known as a place, and is written as one (a two-letter country in capitals, an abbreviation after a comma)."""
        matches = self.matches.get(gram.key)
        if not matches or any(m.rank == DEMONYM for m in matches):
            return False
        doc, text = self.doc, self.doc[gram.i : gram.j].text
        bare = text.replace(".", "")
        first = matches[0].entry
        if self._abbreviation(gram):
            dotted = "." in text or (gram.j < len(doc) and doc[gram.j].text == ".")
            return self._after_place(gram.i) and (bare.isupper() or (dotted and len(bare) > 2))
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
        return (
            i > 1 and doc[i - 1].text in (",", "(") and _capital(doc[i - 2]) and doc[i - 2].ent_type_ not in ("PERSON", "ORG")
        )

    def _sure(self, gram: Gram) -> bool:
        """Nobody reading this name in a report would think of anything but the place."""
        best = max((m for m in self.matches[gram.key] if m.rank <= BARE), key=_weight, default=None)
        if best is None:
            return False
        entry = best.entry
        if entry.code in ("PCL", "CONT") or entry.id is None:
            return True
        if entry.code == "ADM1":
            return best.rank <= OTHER and (entry.population >= 300_000 and len(gram.key) > 4)
        if entry.code == "PPLC":
            return best.rank <= OTHER and entry.population >= 20_000
        return entry.population >= (200_000 if best.rank == 0 else 1_000_000) and len(gram.key) > 3

    def _accept(self, gram: Gram) -> bool:
        doc, i, j = self.doc, gram.i, gram.j
        number = self.entity[i]
        if number < 0 and self.entity[j - 1] >= 0:
            number = self.entity[j - 1]
        before = doc[i - 1].lower_ if i else ""
        proper = any(t.tag_ in ("NNP", "NNPS") for t in doc[i:j])
        if self._abbreviation(gram) or (self._heads_line(i, j) and self.entity[i] < 0):
            return True
        sure = self._sure(gram)
        if self._of_person(i, j, sure=sure) or (j < len(doc) and self._spoils(i, j)):
            return False
        if number < 0:
            if self._sure(gram) and proper:
                return not self._in_longer_name(i, j)
            return proper and not self._in_longer_name(i, j) and (before in STRONG_LOCATIVE or self._has_container(j))
        start, end, label = self.spans[number]
        whole = start >= i and end <= j
        if label in PLACE_LABELS:
            return whole or self._inside_place(gram, start, end)
        if label == "PERSON":
            return whole and (
                (self._sure(gram) and (before in LOCATIVE or self._important(gram)))
                or before in STRONG_LOCATIVE
                or self._has_container(j)
            )
        if label == "ORG":
            after = doc[j].lower_ if j < end else ""
            return self._sure(gram) or (proper and ((whole and before in STRONG_LOCATIVE) or (i == start and after in BODIES)))
        if label in ("DATE", "TIME", "MONEY", "QUANTITY", "CARDINAL", "LANGUAGE"):
            return False
        return self._sure(gram) and proper

    def _of_person(self, i: int, j: int, *, sure: bool = False) -> bool:
        """The word is a person's name: after a title, or part of a full name elsewhere, and nowhere after "in" or "near"."""
        doc = self.doc
        if i and doc[i - 1].lower_.rstrip(".") in TITLES:
            return True
        word = doc[j - 1].text if doc[i].lower_ in ARTICLES else doc[i].text if j - i == 1 else ""
        if word in self.surnames:
            return self.persons[word] > self.located[word] + (2 * self.placed[word] if sure else 0)
        return not sure and self.persons[word] > self.located[word] + self.placed[word]

    def _spoils(self, i: int, j: int) -> bool:
        """The word after it or before it makes another name of it: "Moscow Times", "West Nile virus", "United Russia"."""
        doc = self.doc
        if (doc[j].lower_ in PAPERS and _capital(doc[j])) or doc[j].lower_ in DISEASES:
            return True
        return i > 0 and doc[i - 1].text in SPOILERS and doc[i - 1].whitespace_ != "" and not doc[i].is_sent_start

    def _heads_line(self, i: int, j: int) -> bool:
        """A dateline: "TORRINGTON - The mayor ...", "Beirut (AFP) ..."."""
        doc = self.doc
        if not doc[i].is_sent_start or j >= len(doc) or not all(t.is_upper or not t.is_alpha for t in doc[i:j]):
            return False
        return doc[j].text in ("—", "–", "-", "--", "(", ":") and doc[j - 1].whitespace_ != ""

    def _important(self, gram: Gram) -> bool:
        return any(m.entry.code in ("PCL", "CONT") or m.entry.id is None for m in self.matches[gram.key] if m.rank <= OTHER)

    def _inside_place(self, gram: Gram, start: int, end: int) -> bool:
        """A shorter name in a place's span: "Tabqa" of "Tabqa Dam", each of "Sarmada, Syria", but not "Lincoln" of "Lincoln Park"."""
        doc, i, j = self.doc, gram.i, gram.j
        after = doc[j].text if j < end else ","
        before = doc[i - 1].text if i > start else ","
        if after in (",", "'s", "’s", "(") and (before in (",", "(") or before.islower() or before.lower() in CLASS_WORDS):
            return True
        if before.lower() in DIRECTIONS and j == end:
            return True
        if before in (",", "(") or i == start:
            if after in ("-", "–", "/", "and"):
                return self._sure(gram) or doc[j - 1].whitespace_ != ""
            return after.lower() in CLASS_WORDS or j == end
        return j == end and (before.islower() or before in ("-", "–", "/") or before.lower() in FORE_WORDS or self._sure(gram))

    def _in_longer_name(self, i: int, j: int) -> bool:
        """A capitalised neighbour that is no class word and no place of its own: "Jackson" of "Stonewall Jackson Lodge"."""
        doc = self.doc
        before = doc[i - 1] if i and doc[i - 1].whitespace_ and not doc[i].is_sent_start else None
        after = doc[j] if j < len(doc) and doc[j - 1].whitespace_ else None
        if before is not None and before.text.isupper() and doc[i].text.isupper() and len(before) > 1:
            return False  # a headline in capitals
        if before is not None and before.ent_type_ == "PERSON" and _capital(before):
            return True
        return after is not None and after.ent_type_ == "PERSON" and _capital(after) and self.entity[j] == self.entity[j - 1]

    def _has_container(self, j: int) -> bool:
        """The name is followed by a comma and a country or state: "Cottonport, La."."""
        doc = self.doc
        if j + 1 >= len(doc) or doc[j].text not in (",", "("):
            return False
        for k in range(min(j + 5, len(doc)), j + 1, -1):
            key = fold(self.text[doc[j + 1].idx : doc[k - 1].idx + len(doc[k - 1])])
            matches = self.matches.get(key, ())
            if any(m.entry.code in ("PCL", "ADM1") and m.rank <= ABBREVIATION for m in matches) and _capital(doc[j + 1]):
                return self._usable(Gram(j + 1, k, key))
        return False

    # -- names that the list lacks -----------------------------------------------------------------------------------

    def _add_unknown(self, start: int, end: int, label: str) -> None:
        """A place of the parse that no list knows: "Tharthar Barrage"; not an acronym, which is an organization as a rule."""
        doc = self.doc
        while end - start > 1 and doc[start].lower_ in CLASS_WORDS and doc[start + 1].lower_ == "of":
            start += 2
        while end - start > 1 and doc[start].lower_ in DIRECTIONS:
            start += 1  # "Eastern Homs": the name is Homs
        if start >= end or not any(_capital(t) for t in doc[start:end]):
            return
        key = fold(doc[start:end].text)
        if any(m.rank == DEMONYM for m in self.matches.get(key, ())):
            return
        if end - start == 1 and (doc[start].lower_ in NO_PLACES or (doc[start].text.isupper() and label != "FAC" and len(key) < 6)):
            return
        if doc[end - 1].lower_ in GROUPS or self._of_person(start, end) or any(c.isdigit() for c in doc[start].text[:1]):
            return
        if self._shown(start, end):
            self._add(start, end, key, sure=False)

    def _shown(self, i: int, j: int) -> bool:
        """Something beside the label of the parse says that it is a place: "in Xinmo", "Xinmo, Sichuan", "Xinmo village"."""
        doc = self.doc
        before = doc[i - 1].lower_ if i else ""
        if before == "the" and i > 1:
            before = doc[i - 2].lower_
        if before in STRONG_LOCATIVE or doc[i].text in self.located or self._has_container(j) or self._class_after(j)[1] is not None:
            return True
        words = {t.lower_ for t in doc[i:j]} if j - i > 1 else set()
        if words & CLASS_WORDS.keys() or doc[i].lower_ in FORE_WORDS:
            return True
        return i > 1 and before == "of" and doc[i - 2].lower_ in CLASS_WORDS

    def _add_named_by_class(self, known: list[Gram]) -> None:
        """Names that only their class word shows to be places: "the village of Tal Bajir", "Yarmouk camp", "Lake Tharthar"."""
        doc, by_start = self.doc, {g.i: g for g in reversed(known)}
        for k, token in enumerate(doc):
            word = token.lower_
            if word in FORE_WORDS and _capital(token) and k + 1 < len(doc) and _capital(doc[k + 1]) and not self._overlaps(k, k + 2):
                j = self._name_end(k + 1)
                if not any(t.ent_type_ == "PERSON" for t in doc[k:j]):
                    self._add(k, j, fold(doc[k:j].text), sort=FORE_WORDS[word])
            if word not in CLASS_WORDS or self.taken[k]:
                continue
            if k + 2 < len(doc) and doc[k + 1].lower_ == "of" and _can_start(doc, k + 2) and not self.taken[k + 2]:
                gram = by_start.get(k + 2)
                j = gram.j if gram and self._sure(gram) else self._name_end(k + 2)
                if not token.text[0].isupper() and not self._overlaps(k + 2, j) and CLASS_WORDS[word].kind != "facility":
                    key = fold(doc[k + 2 : j].text)
                    if not any(m.rank == DEMONYM for m in self.matches.get(key, ())):
                        self._add(k + 2, j, key, sort=CLASS_WORDS[word])
            elif CLASS_WORDS[word].kind in ("admin", "facility", "city") and k:
                i = self._name_start(k)
                if i < k and not self._overlaps(i, k) and not self._plain(i, k):
                    self._add(i, k, fold(doc[i:k].text))

    def _plain(self, i: int, k: int) -> bool:
        """What stands before the class word is no name: "Syrian city", "The hospital", "Three villages"."""
        doc = self.doc
        if any(m.rank == DEMONYM for m in self.matches.get(fold(doc[i:k].text), ())):
            return True
        labels = {t.ent_type_ for t in doc[i:k]}
        if labels & {"NORP", "DATE", "CARDINAL", "ORDINAL", "PERSON", "ORG"}:
            return True
        return all(t.tag_ not in ("NNP", "NNPS") or t.lower_ in NO_PLACES for t in doc[i:k])

    def _name_end(self, i: int) -> int:
        j = i + 1
        while j < len(self.doc) and j - i < LONGEST and (
            _capital(self.doc[j]) or (self.doc[j].lower_ in INNER - {"and", "of", "the"} and _joined(self.doc, j))
        ):
            j += 1
        return j

    def _name_start(self, k: int) -> int:
        i = k
        while i > 0 and k - i < LONGEST and not self.doc[i].is_sent_start and (
            _capital(self.doc[i - 1]) or (i < k and self.doc[i - 1].lower_ in ARTICLES | {"-", "–"} and _joined(self.doc, i - 1))
        ):
            i -= 1
        while i < k and (self.doc[i].lower_ in ("the", "a", "an", "in", "at", "this", "that") or self.doc[i].text in ("-", "–")):
            i += 1
        return i

    def _add_listed(self, known: list[Gram]) -> None:
        """Names in a row with places: "near Tabriz and Ahar"."""
        doc = self.doc
        for gram in sorted(known, key=lambda g: (g.i, -g.j)):
            i, j = gram.i, gram.j
            if self._overlaps(i, j) or any(t.ent_type_ in ("PERSON", "NORP", "DATE") for t in doc[i:j]):
                continue
            joined = i > 1 and doc[i - 1].lower_ in ("and", "or", ",", "/") and self.taken[i - 2]
            if joined and all(t.tag_ in ("NNP", "NNPS") or not _capital(t) for t in doc[i:j]) and not self._part_of_name(i, j):
                self._add(i, j, gram.key)

    def _part_of_name(self, i: int, j: int) -> bool:
        doc = self.doc
        return j < len(doc) and _capital(doc[j]) and doc[j - 1].whitespace_ != "" and doc[j].lower_ not in CLASS_WORDS

    def _add_prefixes(self) -> None:
        """Countries that the tokens do not set apart: "the U.S.-led coalition"."""
        for token in self.doc:
            part, hyphen, _ = token.text.partition("-")
            if hyphen and part in ("U.S.", "U.K.", "E.U.") and not self.taken[token.i]:
                self.found.append(Toponym(token.idx, token.idx + len(part), token.i, token.i + 1, fold(part), None, True))

    def _add_repeats(self, grams: Sequence[Gram]) -> None:
        """A name that is a place once is one wherever it stands, unless it is part of a person's name there."""
        keys = {t.key for t in self.found}
        for gram in grams:
            if gram.key in keys and not self._overlaps(gram.i, gram.j) and not self._in_person(gram):
                self._add(gram.i, gram.j, gram.key, sure=gram.key in self.matches and self._sure(gram))

    def _in_person(self, gram: Gram) -> bool:
        number = self.entity[gram.i]
        if number < 0:
            return self._in_longer_name(gram.i, gram.j)
        start, end, label = self.spans[number]
        return label == "PERSON" and not (gram.i <= start and end <= gram.j)

    # -- the span ----------------------------------------------------------------------------------------------------

    def _add(self, i: int, j: int, key: str, *, sure: bool = False, sort: Sort | None = None) -> None:
        """Take the name, and with it the class word that follows or precedes it."""
        doc = self.doc
        end, after = self._class_after(j)
        if after is not None and not self._overlaps(j, end):
            sort = sort or after
            if _plural(doc[end - 1].lower_) and i > 1 and doc[i - 1].lower_ in ("and", "or", ",") and self.found:
                last = next((n for n, t in enumerate(self.found) if t.j in (i - 1, i - 2)), None)
                if last is not None:  # "Camden and Charlton counties"
                    self.found[last] = replace(self.found[last], sort=after)
        else:
            end = j
        if sort is None:
            k = i - 2 if i > 1 and doc[i - 1].lower_ == "the" else i - 1
            if k > 0 and doc[k].lower_ == "of":
                k -= 1
            if k >= 0 and doc[k].lower_ in CLASS_WORDS and not self.taken[k] and (k < i - 1 or doc[k].text.islower()):
                sort = CLASS_WORDS[doc[k].lower_]  # "the town of Karrada", "his home town Baiji", not "Barzeh district of Damascus"
        if sort is PART and sure:
            sort = None  # "a suburb of Damascus" is not called Damascus
        for k in range(i, end):
            self.taken[k] = True
        last = doc[end - 1]
        self.found.append(Toponym(doc[i].idx, last.idx + len(last), i, j, key, sort, sure))

    def _other_name(self, j: int, end: int, sort: Sort) -> bool:
        """The class word begins a name of its own: "United States Department of State", "Florida Highway Patrol"."""
        doc, word = self.doc, self.doc[j]
        if not _capital(word):
            return word.lower_ in ("st", "st.", "rd", "ave")
        if end >= len(doc):
            return False
        if doc[end].lower_ == "of" and word.lower_ in ("department", "state", "region", "district", "port", "republic"):
            return True
        return _capital(doc[end]) and doc[end - 1].whitespace_ != "" and (sort.kind != "admin" or word.lower_ in ("state", "department"))

    def _class_after(self, j: int) -> tuple[int, Sort | None]:
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


def _plural(word: str) -> bool:
    return word.endswith("s") and word not in ("barracks", "headquarters", "plains", "hills", "mountains", "straits")


def _joined(doc: Doc, i: int) -> bool:
    """The token is tied to its neighbours as in "Deir ez-Zor" or "al-Bab"."""
    return i + 1 < len(doc) and (not doc[i].whitespace_ or _capital(doc[i + 1]))


def _weight(match: Match) -> tuple[bool, int]:
    return match.entry.code in ("PCL", "CONT") or match.entry.id is None, match.entry.population

