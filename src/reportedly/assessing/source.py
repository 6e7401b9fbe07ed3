"""What one claim of one report rests on: its innermost source, and the body that the source speaks for.

"The army shelled the market, a spokesman for the ministry, Brigadier Sahloul, told SANA" rests on the ministry: the
spokesman speaks for it and the agency prints it. What no source is given for rests on the publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from reportedly.codebook.book import Codebook
from reportedly.codebook.publishers import Publisher
from reportedly.record import Actor, Attribution, Claim, CodedReport, SourceKind, Span

# Nouns of people and papers through which a body speaks: what they say is the body's word.
VOICE = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|statement|communiqu[eé]|press release|press service|media wing|press office"
    r"|information office|media office|public relations|mouthpiece)\b",
    re.I,
)
TITLE = re.compile(
    r"^(?:(?:dr|mr|mrs|ms|miss|prof|gen|general|maj|major|lt|lieutenant|col|colonel|capt|captain|sgt|brig|brigadier|sir"
    r"|minister|president|professor|doctor|naik|sepoy)\.?\s+)+",
    re.I,
)
COUNTED = re.compile(
    r"^(?:the|a|an|some|several|many|most|other|two|three|four|five|six|seven|eight|nine|ten|dozens? of|one of the|\d+)\s+", re.I
)
PLACE_TAIL = re.compile(r"\s+(?:in|from|at|near|of|on|who|that|with)\s.*$", re.I | re.S)
CREDITING = re.compile(
    r"^\W*(?:sources?|via|by|with|reporting by)\b[\s:]*|\s+contributed to this (?:report|story)\.?$", re.I
)
# How far from a name the words stand that say whom somebody speaks for ("spokesman for the ministry, Brigadier ...").
REACH = 90


@dataclass(frozen=True)
class Source:
    """What a claim rests on. Equal ``key``: one origin within this report.

    ``name`` is for the reader; ``id``, ``country`` and ``roles`` are the registry's where it knows the body or person;
    ``named`` tells a name from a description ("residents"); ``through`` names who prints or passes it on.
    """

    key: tuple[str, str]
    name: str
    kind: SourceKind
    named: bool
    id: str | None = None
    country: str | None = None
    roles: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    description: str = ""
    credited: bool = False
    why: str = ""


class Sources:
    """Finds the sources of the claims of one report."""

    def __init__(self, coded: CodedReport, book: Codebook) -> None:
        self.coded = coded
        self.book = book
        self.text = coded.report.text

    def of(self, claim: Claim) -> Source:
        """Claim of this report -> its source."""
        if claim.attribution is None:
            return self.publisher
        chain = list(self._chain(claim.attribution))
        found = [source for attribution in chain if (source := self._source(attribution))]
        if not found:
            return self.publisher
        # The innermost source is whose words they are; an agency around it only passes them on.
        first = next((source for source in found if source.kind != "media"), found[0])
        through = tuple(source.name for source in found if source is not first)
        return replace(first, through=through)

    @cached_property
    def publisher(self) -> Source:
        """The report's own voice: the agency whose words it prints, where it says so, or else its publisher."""
        agency = self.agency
        name = agency or self.coded.report.publisher or self.coded.report.id
        known = self.book.publishers.find(name)
        if known is not None and known.voice_of:
            return self._printer(known)
        name = known.name if known else name
        why = f"printed under the name of {name}" if agency else "the report says so itself, without a source"
        return Source(("media", fold(name)), name, "media", True, credited=bool(agency), why=why)

    @cached_property
    def agency(self) -> str | None:
        """The agency that the dateline, a credit line or the byline names; ``None`` where none does."""
        for mark in self.coded.marks:
            words = self.text[mark.start : mark.end]
            if mark.kind == "dateline" and (found := re.search(r"\(([^()]+)\)", words)):
                return found[1].strip()
            if mark.kind in ("credit", "byline"):
                name = CREDITING.sub("", words.strip(" ().[]-–—")).strip(" .")
                known = self.book.publishers.find(name)
                if known is not None and "agency" in known.kind:
                    return known.name
                if mark.kind == "credit" and name and len(name.split()) <= 4 and name != words.strip("()"):
                    return name
        return None

    def _chain(self, index: int) -> Iterator[Attribution]:
        seen: set[int] = set()
        at: int | None = index
        while at is not None and at not in seen:
            seen.add(at)
            yield self.coded.attributions[at]
            at = self.coded.attributions[at].parent

    def _source(self, attribution: Attribution) -> Source | None:
        spans = attribution.source
        words = " ".join(self.text[s:e] for s, e in spans)
        actor = self._named(attribution.source_actor) if attribution.source_actor is not None else None
        if not words and actor is None:
            return None
        body = self._body(attribution, actor)
        if body is not None:
            why = f"{_short(words)} speaks for {body.name or body.text}" if words else "speaks for the body"
            return self._known(body, attribution.source_kind, why)
        printed = self.book.publishers.find(clean(words)) or (self.book.publishers.find(actor.text) if actor else None)
        if printed is not None:
            return self._printer(printed)
        if actor is not None and (actor.id or actor.kind in ("person", "organization", "group")):
            return self._known(actor, attribution.source_kind, "", description=words)
        label = clean(words) or (clean(actor.text) if actor else "")
        if not label or label.casefold() in PRONOUNS:
            return None
        kind = attribution.source_kind if attribution.source_kind != "other" else "unnamed"
        return Source(
            ("unnamed", head(label)), label, kind, named=False, country=actor.country if actor else None,
            roles=actor.roles if actor else (), description=words, why=f"{_short(words)}, not named",
        )  # fmt: skip

    def _known(self, actor: Actor, kind: SourceKind, why: str, description: str = "") -> Source:
        name = actor.name or clean(actor.text)
        key = ("id", actor.id) if actor.id else ("name", fold(name))
        kind = kind if kind not in ("other", "unnamed") else "party" if set(actor.roles) & {"MIL", "REB", "UAF"} else kind
        return Source(key, name, kind, True, actor.id, actor.country, actor.roles, description=description, why=why)

    def _printer(self, publisher: Publisher) -> Source:
        """A state agency speaks for its state; any other publisher is a medium."""
        if publisher.voice_of:
            country = publisher.voice_of if publisher.voice_of in self.book.registry.countries else publisher.country
            return Source(
                ("id", _state(publisher.voice_of, country)), publisher.name, "official", True,
                _state(publisher.voice_of, country), country, ("GOV",), why=f"{publisher.name} is the voice of a government",
            )  # fmt: skip
        return Source(("media", fold(publisher.name)), publisher.name, "media", True, why="reported by another outlet")

    def _named(self, index: int) -> Actor:
        """Index of a mention -> the best mention of the same actor: one with a registry id, else the fullest name."""
        root = self._root(index)
        same = [a for i, a in enumerate(self.coded.actors) if self._root(i) == root]
        with_id = [a for a in same if a.id]
        if with_id:
            return with_id[0]
        people = [a for a in same if a.kind in ("person", "organization", "group")] or same
        return max(people, key=lambda a: (len(clean(a.text).split()) if a.text[:1].isupper() or " " in a.text else 0, -a.start))

    def _root(self, index: int) -> int:
        seen = {index}
        while (nxt := self.coded.actors[index].same_as) is not None and nxt not in seen:
            seen.add(nxt)
            index = nxt
        return index

    def _body(self, attribution: Attribution, actor: Actor | None) -> Actor | None:
        """The body that a spokesman or a statement speaks for, ``None`` for a source that speaks for itself."""
        for start, end in attribution.source:
            if VOICE.search(self.text, start, end) and (found := self._body_near((start, end))):
                return found
        if actor is None or actor.kind not in ("person", "role"):
            return None
        root = self._root(attribution.source_actor) if attribution.source_actor is not None else None
        for i, mention in enumerate(self.coded.actors):
            if self._root(i) != root:
                continue
            window = self._sentence(mention.start, mention.end)
            if VOICE.search(self.text, *window) and (found := self._body_near(window)):
                return found
        return None

    def _body_near(self, window: Span) -> Actor | None:
        """The organization next to the word for a voice: "a spokesman for the ministry", "Police spokesman Danlami"."""
        voices = [m.span() for m in VOICE.finditer(self.text, *window)]
        bodies = []
        for i, actor in enumerate(self.coded.actors):
            if not (window[0] <= actor.start and actor.end <= window[1]) or actor.kind not in ("organization", "group", "role"):
                continue
            best = self._named(i)
            if best.kind not in ("organization", "group") and not best.id:
                continue
            gap = min(max(s - actor.end, actor.start - e, 0) for s, e in voices)
            if gap <= 25:
                bodies.append((gap, actor.start, best))
        return min(bodies, key=lambda body: body[:2])[2] if bodies else None

    def _sentence(self, start: int, end: int) -> Span:
        first, last = max(0, start - REACH), min(len(self.text), end + REACH)
        left = max(self.text.rfind(stop, first, start) + 1 for stop in (". ", "\n"))
        stops = [at for stop in (". ", "\n") if (at := self.text.find(stop, end, last)) >= 0]
        return max(left, first), min(stops, default=last)


PRONOUNS = frozenset("he she it they who we i this that those these one others someone somebody".split())  # noqa: SIM905


def clean(words: str) -> str:
    """Words of a source -> without the article and what follows the name in commas."""
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(words.split()).strip(" ,.;:\"“”"), flags=re.I)


def fold(name: str) -> str:
    """Name -> what two spellings of it share: no title, article or case."""
    name = TITLE.sub("", clean(name))
    return re.sub(r"[^\w\s]", "", name.casefold().replace("-", " ")).strip()


def head(label: str) -> str:
    """Description of unnamed people -> its core: "three residents of the town" and "residents" are one in one report."""
    label = PLACE_TAIL.sub("", COUNTED.sub("", clean(label).split(",")[0]))
    return label.casefold().rstrip("s") or label.casefold()


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:57].rstrip() + "..."


def _state(voice_of: str, country: str | None) -> str:
    return f"{voice_of}-GOV" if voice_of == country else voice_of
