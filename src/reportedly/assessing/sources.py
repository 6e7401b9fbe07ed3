"""What one claim of one report rests on: its innermost source, and the body that the source speaks for.

"The army shelled the market, a spokesman for the ministry, Brigadier Sahloul, told SANA" rests on the ministry: the
spokesman speaks for it and the agency prints it. What no source is given for rests on the publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from reportedly.assessing.names import (
    ANY_BODY,
    BODIES,
    CAPITALS,
    CHIEF,
    CORRESPONDENT,
    CREDITING,
    MINISTER,
    NOBODY,
    OF_STATE,
    OUTLET,
    PAPERS,
    POSSESSIVES,
    PRONOUNS,
    STATE_ID,
    STATE_MEDIA,
    STATED_TO,
    TOLD_TO,
    VOICE,
    body_in,
    clean,
    fold,
    head,
    person_in,
    role_of,
    short,
    spoken_for,
)
from reportedly.assessing.source import Key, Source, is_person
from reportedly.codebook.book import Codebook
from reportedly.codebook.publishers import Publisher
from reportedly.record import Actor, Attribution, Claim, CodedReport, SourceKind


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
        found = [source for index in self._chain(claim.attribution) if (source := self.settled[index])]
        if not found:
            return self.publisher
        # The innermost source is whose words they are; an agency around it only passes them on.
        first = next((source for source in found if source.kind != "media"), found[0])
        return replace(first, through=tuple(source.name for source in found if source is not first))

    @cached_property
    def publisher(self) -> Source:
        """The report's own voice: the agency whose words it prints, where it says so, or else its publisher."""
        agency = self.agency
        name = agency or self.coded.report.publisher
        if name is None:
            title = self.coded.report.title
            name = f"the report “{short(title)}”" if title else f"report {self.coded.report.id}"
        known = self.book.publishers.find(name)
        if known is not None and known.voice_of:
            return replace(self._printer(known), own=True)
        name = known.name if known else name
        why = f"printed under the name of {name}" if agency else "the report says so itself, without a source"
        return Source(("media", fold(name)), name, "media", True, credited=bool(agency), own=True, why=why)

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

    @cached_property
    def settled(self) -> tuple[Source | None, ...]:
        """For each attribution its source, with what the rest of the report tells of it; ``None`` where none can be told."""
        raw = [self._source(attribution) for attribution in self.coded.attributions]
        settled: list[Source | None] = []
        for i, source in enumerate(raw):
            if source is not None and source.id is None and head(source.name) in PAPERS:
                # "the statement" is that of whoever issued one above.
                before = next((s for s in reversed(raw[:i]) if s is not None and s.id), None)
                if before is not None:
                    source = replace(source, also=(*source.also, before.key), called=short(clean(source.words)))
            settled.append(self._placed(source, i, raw) if source is not None else None)
        # "Danlami said" speaks for the police as "police spokesman Mustapha Danlami" did above.
        also: dict[Key, tuple[Key, ...]] = {}
        for known in settled:
            if known is not None:
                also[known.key] = tuple(dict.fromkeys((*also.get(known.key, ()), *known.also)))
        return tuple(replace(known, also=also[known.key]) if known is not None else None for known in settled)

    def _chain(self, index: int) -> Iterator[int]:
        seen: set[int] = set()
        at: int | None = index
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            at = self.coded.attributions[at].parent

    def _source(self, attribution: Attribution) -> Source | None:
        words = " ".join(self.text[s:e] for s, e in attribution.source)
        actor = self._named(attribution.source_actor) if attribution.source_actor is not None else None
        if (not words and actor is None) or NOBODY.match(words):
            return None
        if actor is not None and (not words or words.casefold() in PRONOUNS):
            # "He said" is said by "Interior Minister Gonzalo Tamayo".
            words = actor.text
        if actor is not None and not actor.text:
            # Who judges a claim may name a source that the report does not, or calls something else.
            words = actor.name or ""
        printed = self._publisher_in(words) or (self.book.publishers.find(actor.text) if actor else None)
        if printed is not None:
            return self._printer(printed)
        if STATE_MEDIA.search(words) and (country := self._state_of(attribution, actor)) is not None:
            said = short(clean(words))
            state = ("id", f"{country}-GOV")
            return Source(
                state, said, "official", False, state[1], country, ("GOV",), words=words,
                why=f"{said} is the voice of a government",
            )  # fmt: skip
        kind = attribution.source_kind
        person = (
            person_in(words)
            or self._person_inside(attribution)
            or (actor.text if actor is not None and actor.kind == "person" else None)
        )
        body = self._body(attribution, words, actor)
        if body is not None:
            source = self._known(body, kind, words)
            spoken = short(clean(words)) if fold(words) != fold(body.text) else ""
            return replace(source, also=(("name", fold(person)),) if person else (), speaker=spoken)
        if person is not None:
            name = clean(person)
            spoken_of = spoken_for(words) if VOICE.search(words) else None
            if spoken_of and role_of(spoken_of) and re.search(r"\b[A-Z]", spoken_of):
                # "Jamal Stanekzai, the spokesman of the Kandahar police": a body that only its spokesman names.
                return Source(
                    ("name", fold(spoken_of)), spoken_of, kind, True, None, actor.country if actor else None,
                    actor.roles if actor else (), also=(("name", fold(name)),), words=words, speaker=short(clean(words)),
                )  # fmt: skip
            known = actor if actor is not None and actor.kind == "person" else None
            key: Key = ("id", known.id) if known and known.id else ("name", fold(name))
            return Source(
                key, (known.name if known and known.id else None) or name, kind, True, known.id if known else None,
                actor.country if actor else None, actor.roles if actor else (), words=words,
            )  # fmt: skip
        if named := body_in(words):
            return Source(("name", fold(named)), named, kind, True, words=words)
        if actor is not None and (actor.id or (actor.kind in BODIES and (actor.text or actor.name or "")[:1].isupper())):
            return self._known(actor, kind, words)
        label = clean(words.split(",")[0]) or (clean(actor.text) if actor else "")
        if not label or label.casefold() in PRONOUNS:
            return None
        if re.fullmatch(rf"{CAPITALS}(?: {CAPITALS})+", label):
            return Source(("name", fold(label)), label, kind, True, words=words)
        to = self._told_to(attribution)
        if to is not None and to.voice_of and kind in ("official", "party", "unnamed", "other") and OF_STATE.search(words):
            # "A source at the police command told SANA": an official without a name is the voice of the state that prints him.
            return replace(self._printer(to), words=words, called=short(clean(words)))
        kind = kind if kind != "other" else "unnamed"
        return Source(
            ("unnamed", head(label)), label, kind, False, None, actor.country if actor else None,
            actor.roles if actor else (), words=words, via=to.name if to else self.agency,
        )  # fmt: skip

    def _person_inside(self, attribution: Attribution) -> str | None:
        """The full name that ends the words of a source: "President of the Coalition Anas Abdah"."""
        return next(
            (
                " ".join(a.text.split())
                for a in self.coded.actors
                if a.kind == "person" and " " in a.text and any(s < a.start and a.end == e for s, e in attribution.source)
            ),
            None,
        )

    def _told_to(self, attribution: Attribution) -> Publisher | None:
        """The agency or state outlet that the source of an attribution told it; ``None`` where the report names none."""
        for start, end in attribution.source:
            for found in (TOLD_TO.match(self.text, end), STATED_TO.search(self.text[max(0, start - 60) : start])):
                known = self._printed_as(found["to"]) if found else None
                if known is not None and (known.voice_of or known.kind == "agency"):
                    return known
        return None

    def _printed_as(self, name: str) -> Publisher | None:
        """Capitals in a row -> the publisher that the first of them name: "SANA's correspondent", "AFP"."""
        words = name.split()
        return next(
            (p for n in range(len(words), 0, -1) if (p := self.book.publishers.find(" ".join(words[:n]).removesuffix("'s")))),
            None,
        )

    def _state_of(self, attribution: Attribution, actor: Actor | None) -> str | None:
        """The country of state media: that of the actor or the adjective in their name, else of the only state told of."""
        if actor is not None and actor.country:
            return actor.country
        inside = {
            a.country for s, e in attribution.source for a in self.coded.actors if a.country and s <= a.start and a.end <= e
        }  # fmt: skip
        states = inside or {a.country for a in self.coded.actors if a.id and a.country and STATE_ID.fullmatch(a.id)}
        return next(iter(states)) if len(states) == 1 else None

    def _publisher_in(self, words: str) -> Publisher | None:
        """Words of a source -> the publisher that they are or name: "Syria's official SANA news agency" -> SANA."""
        if whole := self.book.publishers.find(clean(words)):
            return whole
        if not OUTLET.search(words) and not CORRESPONDENT.search(words):
            return None
        names = re.findall(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*", words)
        return next((known for name in names if (known := self.book.publishers.find(name))), None)

    def _known(self, actor: Actor, kind: SourceKind, words: str) -> Source:
        name = actor.name if actor.id and actor.name else self._full(actor)
        key: Key = ("id", actor.id) if actor.id else ("name", fold(name))
        return Source(key, name, kind, True, actor.id, actor.country, actor.roles, words=words)

    def _full(self, actor: Actor) -> str:
        """Mention -> the name with the capitals that go before it: "Voces del Paramo" where only "Paramo" was found."""
        if not actor.text:
            return actor.name or ""
        line = self.text[max(0, actor.start - 60) : actor.start].split("\n")[-1]
        found = re.search(r"(?:[A-Z][\w'’-]+ (?:(?:of|del|de|la|al|for|and|the) )*)+$", line)
        before = found[0] if found and actor.text[:1].isupper() and not found[0].startswith("The ") else ""
        return clean(before + actor.text.split(",")[0])

    def _printer(self, publisher: Publisher) -> Source:
        """A state agency speaks for its state; any other publisher is a medium."""
        if publisher.voice_of:
            state = publisher.voice_of if "-" in publisher.voice_of else f"{publisher.voice_of}-GOV"
            return Source(
                ("id", state), publisher.name, "official", True, state, publisher.country, ("GOV",),
                why=f"{publisher.name} is the voice of a government",
            )  # fmt: skip
        return Source(("media", fold(publisher.name)), publisher.name, "media", True, why="reported by another outlet")

    def _named(self, index: int) -> Actor:
        """Index of a mention -> the best mention of the same actor: one with a registry id, else the fullest name."""
        root = self._root(index)
        if not self.coded.actors[root].text:
            return self.coded.actors[root]  # named by a person
        same = [a for i, a in enumerate(self.coded.actors) if self._root(i) == root]
        with_id = [a for a in same if a.id]
        if with_id:
            return with_id[0]
        named = [a for a in same if a.kind in ("person", *BODIES) and a.text[:1].isupper()] or [self.coded.actors[index]]
        return max(named, key=lambda a: (len(clean(a.text).split()), -a.start))

    def _root(self, index: int) -> int:
        seen = {index}
        while (nxt := self.coded.actors[index].same_as) is not None and nxt not in seen:
            seen.add(nxt)
            index = nxt
        return index

    def _body(self, attribution: Attribution, words: str, actor: Actor | None) -> Actor | None:
        """The body that a spokesman or a statement speaks for, ``None`` for a source that speaks for itself."""
        if not VOICE.search(words):
            return None
        inside = [
            best
            for start, end in attribution.source
            for i, mention in enumerate(self.coded.actors)
            if start <= mention.start and mention.end <= end
            for best in (self._named(i),)
            if best.id or best.kind in BODIES
        ]
        if actor is not None and actor.id:
            inside.append(actor)
        return next((a for a in inside if a.id), None) or next((a for a in inside if not VOICE.search(a.text)), None)

    def _placed(self, source: Source, index: int, raw: Sequence[Source | None]) -> Source:
        """A source that the registry does not know -> the same with the keys of the one in this report that it must be.

        "the Army" is the Indian Army where that is the only army that speaks, "a spokesman for the ministry" speaks for
        the Defence Ministry, and a ministry without a country is that of the only state of which the report tells.
        """
        if source.id or source.key[0] == "media":
            return source
        others = [
            s for s in raw if s is not None and s.named and s.key != source.key and s.key[0] != "media" and not is_person(s)
        ]
        person = person_in(source.words)
        body = spoken_for(source.words) if VOICE.search(source.words) else None
        if minister := MINISTER.search(source.words):
            body = f"{minister['of']} ministry"
        if chief := CHIEF.match(clean(source.words)):
            # "Observatory director Rami Abdel Rahman" is the Observatory, where the report has it speak.
            heads = {s.key: s for s in others if chief["body"].casefold() in fold(s.name).split()}
            return self._joined(source, *heads.values()) if len(heads) == 1 else source
        if body is None and (person is not None or source.kind == "witness"):
            return source
        if body is not None and body.casefold() in POSSESSIVES:
            # "Its spokesman" is that of whoever was the source before.
            before = next((s for s in reversed(raw[:index]) if s is not None and s.kind != "witness"), None)
            return self._joined(source, before) if before else source
        other = self._meant(head(body or source.name), role_of(body or source.name), others, raw[:index])
        if other is None and body is not None and ANY_BODY.fullmatch(head(body)):
            # "The group's spokesman" is that of the group that spoke before.
            other = next((s for s in reversed(raw[:index]) if s in others and s.kind == "party" and not s.roles_of_state), None)
        if other is None and body is not None:
            # "A spokesman for the governor" is of "the provincial governor's office", which speaks here without a name.
            noun = head(body).split()[-1:]
            bare = [
                s
                for s in raw
                if s is not None and s.key[0] == "unnamed" and s.kind != "witness" and noun and noun[0] in _nouns(s.name)
            ]
            if len({s.key for s in bare}) == 1:
                return replace(source, also=(*source.also, bare[0].key), speaker=short(clean(source.words)))
        return self._joined(source, other if other.id else self._stated(other)) if other else self._stated(source)

    def _meant(self, name: str, role: str | None, others: Sequence[Source], before: Sequence[Source | None]) -> Source | None:
        """Name of a body -> the source of this report that it must be, ``None`` where none or several may be meant.

        A bare noun ("the ministry", "the group") is the nearest such body that spoke before, else the only one; with a
        word before it ("the Defence Ministry") it is no other ministry, but may be the only army that speaks.
        """
        exact = {s.key: s for s in others if head(s.name) == name}
        if not exact and name and " " not in name:
            fitting = [s for s in others if name in head(s.name).split()[-1:] or name in fold(s.words).split()]
            near = next((s for s in reversed(before) if s in fitting), None)
            exact = {near.key: near} if near else {s.key: s for s in fitting}
        if len(exact) != 1 and role is not None:
            exact = {s.key: s for s in others if s.id and role in s.roles}
        return next(iter(exact.values())) if len(exact) == 1 else None

    def _joined(self, source: Source, other: Source) -> Source:
        said = short(clean(source.words or source.name))
        speaks = is_person(source)
        return replace(
            source, name=other.name, named=True, id=other.id, country=other.country, roles=other.roles or source.roles,
            also=(*source.also, other.key, *other.also),
            speaker=said if speaks else "", called="" if speaks else said,
        )  # fmt: skip

    def _stated(self, source: Source) -> Source:
        """A ministry or army without a country -> the same as that of the only state told of, unless it blames that state."""
        if role_of(source.name) not in ("GOV", "MIL") or source.country is not None:
            return source
        states = {a.country for a in self.coded.actors if a.id and a.country and STATE_ID.fullmatch(a.id)}
        # Of two states told of, it is that which it does not blame; the only one it may blame as well as be.
        states -= self._blamed(source)
        if len(states) != 1:
            return source
        (country,) = states
        own = replace(source, country=country, also=(*source.also, ("state", str(country))))
        return replace(own, why=own.why or f"no other state is told of than {country}")

    def _blamed(self, source: Source) -> set[str | None]:
        """Countries of those of whom a source says that they did it."""
        own = [self._source(attribution) for attribution in self.coded.attributions]
        said = {i for i, other in enumerate(own) if other is not None and fold(other.words) == fold(source.words)}
        return {
            self._named(i).country
            for claim in self.coded.claims
            if claim.attribution in said and claim.status == "asserted"
            for i in claim.who
        }


def _nouns(name: str) -> set[str]:
    """Name of a source -> its words, without the endings of a genitive or plural."""
    return {re.sub(r"(?:['’]s?|s)$", "", word) for word in name.casefold().split()}
