"""Finds actor mentions and says what the registry and their own words tell of them.

A mention is a noun phrase without its article: modifiers, possessors and titles before the head belong to it, and so does an
"of" phrase that says whose ("commander of the presidential guard"). Mentions do not overlap; the longest is kept. A group or
country that only modifies another noun ("the Hezbollah offensive", "Syrian shelling") is a mention by itself, since it may be
the who of an act.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Token

from reportedly.codebook.book import Codebook
from reportedly.codebook.names import POSSESSIVE, Word, find_words, word_set
from reportedly.codebook.registry import AnyCase, Registry
from reportedly.coding.actors.acronyms import leave_out_namesakes, settle_acronyms
from reportedly.coding.actors.home import at_home, is_furniture
from reportedly.coding.actors.phrases import Description, Found, describe, find_known, is_affixed, looks_like_body, term_of
from reportedly.coding.actors.spans import TAKEN_UP, Chunk, find_chunks, is_location, is_struck, speaks, stands_for_government
from reportedly.coding.parse import Parsed
from reportedly.record import Actor, ActorKind, Place

_HEAD_ORDER = ("actor", "role", "national", "country", "people", "adjective", "capital", "region", "modifier", "title")
_WITH_FOR = word_set("minister secretary envoy representative commissioner spokesman spokeswoman spokesperson adviser director")
_BARE_WEAK = word_set("official leader officer spokesman spokeswoman spokesperson commander adviser aide personnel staff")
# Last words of names that the model takes for organizations and that are acts, papers or places.
_NO_BODY = word_set(
    "agreement accord accords treaty act law laws protocol convention communique resolution summit conference war operation plan "
    "process talks initiative day week cessation hostilities conflict charter constitution award prize cup twitter facebook "
    "instagram youtube internet room hall street road gate bridge dam airport river mountain project programme program strip "
    "briefing edt gmt report statement covid"
)
# First words of Arabic place names ("Kafr Zita", "Tal Abyad", "Bab al-Hawa").
_TOPONYMIC = word_set(
    "kafr kfar tal tall tell tel bab deir umm beit bait jabal jebel wadi ain ayn jisr qalat qalaat bustan masaken"
)
_INSIDE_NAMES = frozenset(("of", "the", "for", "al", "and", POSSESSIVE))
_JOINED = frozenset(("and", "or"))


def find_actors(parsed: Parsed, codebook: Codebook, places: Sequence[Place]) -> tuple[Actor, ...]:
    """A parsed report and its places -> its actor mentions, in text order, none overlapping."""
    return tuple(_Finder(parsed, codebook.registry, places).run())


class _Finder:
    """One pass over the chunks of a report; what is found is kept by its start."""

    def __init__(self, parsed: Parsed, registry: Registry, places: Sequence[Place]) -> None:
        self.parsed = parsed
        self.registry = registry
        self.text = parsed.text
        self.on = parsed.report.published
        self.words: list[Word] = find_words(parsed.text)
        self.word_starts = [w.start for w in self.words]
        any_case: AnyCase = "names" if _is_lower(parsed.text) else "none"
        known = [m for m in find_known(registry, self.words, any_case=any_case) if self._is_nominal(m)]
        known = leave_out_namesakes(registry, known, self.words, parsed.text)
        self.found: list[Found] = settle_acronyms(registry, known, {p.country for p in places if p.country})
        self.place_at = {p.start: p for p in places}
        self.places = {(p.start, p.end) for p in places}
        self.place_starts, self.place_ends = [p.start for p in places], [p.end for p in places]
        # regions and words such as "UAV" that the model takes for organizations
        silent = (m for m in self.found if all(t.sort in ("region", "modifier") and not t.roles for t in m.found))
        self.silent = {self.words[m.first].start for m in silent}
        self.actors: dict[int, Actor] = {}
        self.taken_to = 0

    def run(self) -> list[Actor]:
        """Chunks in text order -> actors."""
        chunks = find_chunks(self.parsed, [(self.words[m.first].start, self.words[m.last].end) for m in self.found])
        matches = _deal(self.found, self.words, chunks)
        for i, chunk in enumerate(chunks):
            if chunk.start < self.taken_to or is_furniture(self.text, chunk.start):
                continue
            self._read_chunk(chunk, matches[i], chunks[i + 1 : i + 4], matches[i + 1 : i + 4])
        return at_home([self.actors[start] for start in sorted(self.actors)], self.parsed, list(self.place_at.values()))

    def _read_chunk(self, chunk: Chunk, found: list[Found], nexts: Sequence[Chunk], their: Sequence[list[Found]]) -> None:
        name, kind = self._trailing_name(chunk, found)
        if name is None and not (found and self.words[found[-1].last].end >= chunk.head_start):
            self._read_inside(chunk, found)
            return
        if name is not None:
            found = [m for m in found if self.words[m.last].end <= name[0]]
        first = self._split_joined(chunk, found)
        found = [m for m in found if self.words[m.first].start >= first]
        after, end = self._complement(chunk, found, nexts, their) if name is None else ([], chunk.end)
        reading = describe(
            self.registry, self.words, found, after, name=self.text[name[0] : name[1]] if name else None, kind=kind, on=self.on
        )
        if reading is None or not self._is_actor(reading, chunk, found):
            self._read_inside(chunk, found)
            return
        if reading.rests_on == "role" and reading.name is None and reading.kind in ("organization", "group"):
            reading = replace(reading, name=self._proper_name(first, end))
        self._keep(first, end, reading)

    def _proper_name(self, start: int, end: int) -> str | None:
        """The name in a phrase such as "rebel Army of the Dawn": its capitalised end, if that says more than a role word."""
        words = self.words[self._word_at(start) : self._word_at(end)]
        begin = len(words)
        while begin and (words[begin - 1].raw[0].isupper() or words[begin - 1].key in _INSIDE_NAMES):
            begin -= 1
        while begin < len(words) and not words[begin].raw[0].isupper():
            begin += 1
        named = words[begin:]
        known = {i for m in self.found for i in range(m.first, m.last + 1)} if len(named) > 1 else set()
        first = self._word_at(start) + begin
        fresh = [w for n, w in enumerate(named, first) if n not in known and w.raw[0].isupper()]
        return " ".join(self.text[named[0].start : named[-1].end].split()) if fresh and len(named) > 1 else None

    def _is_actor(self, reading: Description, chunk: Chunk, found: Sequence[Found]) -> bool:
        said = bool(reading.country or reading.id or len(found) > 1)
        if reading.rests_on == "actor" and reading.kind != "person" and (chunk.start, chunk.end) in self.places:
            return stands_for_government(self._head(chunk), capital=False)
        if reading.rests_on in ("country", "capital"):
            return stands_for_government(self._head(chunk), capital=reading.rests_on == "capital")
        if reading.rests_on == "role":
            if chunk.root.pos_ not in ("NOUN", "PROPN", "ADJ") and chunk.root.tag_ not in ("NN", "NNS"):
                return False
            if reading.kind == "object":
                moves = said and (reading.roles[:1] == ("MIL",) or reading.weak)
                return moves or is_struck(chunk.root)
            if reading.weak and reading.kind == "group":
                alone = chunk.start == chunk.head_start
                taken_up = (alone and reading.head in TAKEN_UP) or (not alone and chunk.root.dep_ == "nsubj")
                return bool(reading.id or reading.country or reading.roles) or taken_up
            if reading.weak and not reading.roles and not said:
                return reading.head in _BARE_WEAK or chunk.root.dep_ in ("nsubj", "nsubjpass")
        return True

    def _trailing_name(self, chunk: Chunk, found: Sequence[Found]) -> tuple[tuple[int, int] | None, ActorKind]:
        """The proper name at the end of a chunk that the registry does not know, and its kind."""
        last = found[-1] if found else None
        closed = last is not None and self.words[last.last].end >= chunk.head_end
        if last and closed and term_of(last, _HEAD_ORDER).sort not in ("title", "region", "country", "capital"):
            return None, "person"
        for start, end, label in chunk.names:
            if label == "PERSON" and not self._is_person(start, end):
                label = "ORG" if self._is_body(start, end, chunk) else ""
            if closed and last and (label != "PERSON" or start >= self.words[last.first].start):
                continue
            if end >= chunk.head_end and not self._is_place(start, end):
                inside = [m for m in found if self.words[m.first].start >= start and self.words[m.last].end <= end]
                if label == "PERSON" and (inside or not (is_location(chunk.root) or self._is_owned(chunk))):
                    titles = [m for m in inside if term_of(m, _HEAD_ORDER).sort in ("title", "role")]
                    start = max([start, *(self.words[m.last].end for m in titles)])
                    while start < end and not self.text[start].isalpha():
                        start += 1
                    if start < end and self.text[start].isupper():
                        return (start, end), "person"
                elif label == "ORG" and self._is_body(start, end, chunk):
                    return (start, end), "organization"
        if not closed and chunk.root.pos_ == "PROPN" and self.text.startswith("Abu ", chunk.start):
            return (chunk.start, chunk.head_end), "person"
        if last and not closed and chunk.root.pos_ == "PROPN":
            term = term_of(last, _HEAD_ORDER)
            tail = [w for w in self.words[last.last + 1 :][:6] if w.end <= chunk.head_end]
            titled = term.sort == "title" or (term.sort == "role" and term.kind == "role" and not term.plural)
            if tail and titled and all(w.raw[0].isupper() or len(w.raw) < 4 for w in tail) and tail[0].key != POSSESSIVE:
                return (tail[0].start, tail[-1].end), "person"
        named = not last and chunk.root.pos_ == "PROPN" and self.text[chunk.start].isupper()
        named = named and speaks(chunk.root) and not self._is_place(chunk.start, chunk.end)
        if named and self._is_person(chunk.start, chunk.head_end):
            return (chunk.start, chunk.head_end), "person"
        if not closed and chunk.root.pos_ == "PROPN" and looks_like_body(self.text[chunk.head_start : chunk.head_end]):
            words = [w for w in self.words[self._word_at(chunk.start) :][:8] if w.end <= chunk.head_end]
            if len(words) > 1 and all(w.raw[0].isupper() or w.key in ("of", "the", "al") for w in words):
                return (chunk.start, chunk.head_end), "organization"
        return None, "person"

    def _complement(
        self, chunk: Chunk, found: Sequence[Found], nexts: Sequence[Chunk], their: Sequence[list[Found]]
    ) -> tuple[list[Found], int]:
        """What an "of" (or "for") phrase after the chunk adds, and where the mention ends then; "in" adds a country only."""
        head = term_of(found[-1], _HEAD_ORDER)
        after: list[Found] = []
        end = chunk.end
        if head.sort not in ("role", "national", "people"):
            return after, end
        for near, matches in zip(nexts, their, strict=True):
            link = self.text[end : near.start].strip().split()
            if link[:2] == ["loyal", "to"]:
                after.extend(matches)
                break
            if not link or link[0] not in ("of", "for", "in", "from") or not set(link[1:]) <= {"the", "a", "an"}:
                break
            place = self.place_at.get(near.start)
            known = bool(matches) or place is not None or near.root.pos_ == "PROPN"
            whose = head.sort == "role" if link[0] == "of" else link[0] == "for" and head.key in _WITH_FOR
            if whose and known:
                after.extend(matches)
                end = near.end
            elif link[0] == "in" or (link[0] == "from" and head.kind == "role"):
                after.extend(m for m in matches if term_of(m, _HEAD_ORDER).sort in ("country", "capital", "region"))
                break
            else:
                break
        return after, end

    def _split_joined(self, chunk: Chunk, found: Sequence[Found]) -> int:
        """As in "Syrian and Russian forces": keep "Syrian" as a mention with the roles of the head; -> start of what is left."""
        first = chunk.start
        head = found[-1] if found else None
        for one, two in pairwise(found[:-1]):
            between = self.words[one.last + 1 : two.first]
            pair = [term_of(m, _HEAD_ORDER).sort in ("adjective", "country", "people", "actor") for m in (one, two)]
            gap = self.text[self.words[one.last].end : self.words[two.first].start].strip()
            if head and all(pair) and (gap == "," or (len(between) == 1 and between[0].key in _JOINED)):
                reading = describe(self.registry, self.words, [one, head], on=self.on)
                if reading:
                    self._keep(self.words[one.first].start, self.words[one.last].end, reading, kind="nationality")
                first = self.words[two.first].start
        return first

    def _read_inside(self, chunk: Chunk, found: Sequence[Found]) -> None:
        """The actors that only modify the head of a chunk: possessors, groups and nationality words."""
        run: list[Found] = []
        for n, match in enumerate(found):
            run.append(match)
            after = found[n + 1] if n + 1 < len(found) else None
            if after and after.first == match.last + 1:
                continue
            self._keep_run(run, chunk)
            run = []
        for start, end, label in chunk.names:
            if label in ("PERSON", "ORG") and start >= self.taken_to and not self._is_place(start, end):
                person = label == "PERSON" and self._is_person(start, end)
                kind: ActorKind = "person" if person else "organization"
                if kind == "organization" and not self._is_body(start, end, chunk):
                    continue
                self._keep(start, end, Description(kind, None, self.text[start:end]))

    def _keep_run(self, run: list[Found], chunk: Chunk) -> None:
        while run:
            if is_affixed(self.words, run[-1]) and not any(t.sort == "actor" for t in run[-1].found):
                run = run[:-1]
                continue
            term = term_of(run[-1], _HEAD_ORDER)
            start, end = self.words[run[0].first].start, self.words[run[-1].last].end
            named = term.sort in ("actor", "adjective", "national", "people")
            owner = self.text[end : end + 1] in ("'", "’")
            whose = term.sort in ("country", "role") and owner and not self._is_place(chunk.head_start, chunk.head_end)
            role = term.sort == "role" and not term.weak and term.kind in ("organization", "role", "group")
            adjectival = any(t.sort == "adjective" for t in run[-1].found)
            state = adjectival or (whose and term.sort == "country")
            if state or ((named or whose or (role and self._is_noun(end))) and not self._is_place(start, end)):
                reading = describe(self.registry, self.words, run, on=self.on)
                if reading:
                    self._keep(start, end, reading)
                return
            if len(run) == 1:
                return
            run = run[:-1]

    def _is_nominal(self, match: Found) -> bool:
        """As in "major", "forces" and "heads" are no role words where the parse has an adjective or a verb."""
        if match.first != match.last or any(t.sort not in ("role", "modifier") for t in match.found):
            return True
        word = self.words[match.first]
        tokens = self.parsed.tokens(word.start, word.end)
        pos = tokens[0].pos_ if len(tokens) else "X"
        if pos == "ADJ" and tokens[0].dep_ in ("amod", "acomp"):
            return any(t.sort == "modifier" for t in match.found)
        return pos not in ("VERB", "ADV", "AUX", "ADP", "DET", "SCONJ")

    def _head(self, chunk: Chunk) -> Token:
        """The token that holds a phrase's place in its sentence: of "Republic of Korea", the first."""
        tokens = self.parsed.tokens(chunk.start, chunk.end)
        return next((t for t in tokens if t.head.i < tokens.start or t.head.i >= tokens.end), chunk.root)

    def _is_noun(self, end: int) -> bool:
        tokens = self.parsed.tokens(end - 1, end)
        return bool(len(tokens)) and tokens[-1].pos_ in ("NOUN", "PROPN")

    def _keep(self, start: int, end: int, reading: Description, kind: ActorKind | None = None) -> None:
        tokens = self.parsed.tokens(start, end)
        if start >= end or start < self.taken_to or (len(tokens) and tokens[-1].i in self.parsed.boilerplate):
            return
        self.actors[start] = Actor(
            start=start, end=end, text=self.text[start:end], kind=kind or reading.kind, id=reading.id,
            name=reading.name, country=reading.country, roles=reading.roles,
        )  # fmt: skip
        self.taken_to = max(self.taken_to, end)

    def _is_body(self, start: int, end: int, chunk: Chunk) -> bool:
        """Whether what the model takes for an organization may be one: a body's name, an acronym, or a name that acts."""
        words = self.text[start:end].split()
        last = words[-1].strip(".,'’")
        if last.lower() in _NO_BODY or not words[0][0].isupper() or any(m in self.silent for m in range(start, end)):
            return False
        acts = chunk.root.dep_ in ("nsubj", "agent", "poss") and end >= chunk.head_end
        return len(words) > 1 or last.isupper() or looks_like_body(last) or acts

    def _is_person(self, start: int, end: int) -> bool:
        """Whether what the model takes for a person may be one: not "the Observatory", "Tags Aleppo" or "Mi-1630"."""
        name = self.text[start:end]
        words = find_words(name)
        tokens = self.parsed.tokens(start, end)
        article = len(words) == 1 and tokens.start > 0 and tokens[0].nbor(-1).tag_ == "DT"
        if not words or any(c.isdigit() for c in name) or article or words[0].key in _TOPONYMIC:
            return False
        last = self.words[self._word_at(start) + len(words) - 1].start
        return last not in self.silent or (len(words) > 1 and words[0].key in self.registry.genders)

    def _is_owned(self, chunk: Chunk) -> bool:
        """As in "its ancient Zawra": what somebody has is not a person, unless a role word says so."""
        return self.text[chunk.start : chunk.start + 6].split(" ")[0].lower() in ("its", "their", "our")

    def _is_place(self, start: int, end: int) -> bool:
        """Whether a found place covers the span, article and all."""
        at = bisect_right(self.place_starts, start) - 1
        return at >= 0 and end <= self.place_ends[at]

    def _word_at(self, start: int) -> int:
        """Offset -> position of the first word that begins there or later."""
        return bisect_left(self.word_starts, start)


def _is_lower(text: str) -> bool:
    """Whether a text is written without capitals, as some archives are, so that names cannot be told by them."""
    start = text[:2000]
    return len(text) > 200 and sum(c.isupper() for c in start) * 150 < sum(c.islower() for c in start)


def _deal(found: Sequence[Found], words: Sequence[Word], chunks: Sequence[Chunk]) -> list[list[Found]]:
    """Matches in order -> those inside each chunk."""
    dealt: list[list[Found]] = [[] for _ in chunks]
    at = 0
    for i, chunk in enumerate(chunks):
        while at < len(found) and words[found[at].first].start < chunk.start:
            at += 1
        while at < len(found) and words[found[at].last].end <= chunk.end:
            dealt[i].append(found[at])
            at += 1
    return dealt
