"""Reads one noun phrase: who it names, of which country, in which roles. Works on words alone, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from reportedly.codebook.book import Codebook
from reportedly.codebook.names import POSSESSIVE, Match, Word, find_words, word_set
from reportedly.codebook.registry import AnyCase, Registry, Term
from reportedly.record import Actor, ActorKind

Found: TypeAlias = Match[Term]

PREPOSITIONS = word_set("of in for from to at near with on by against inside outside across under around within among")
_CLAUSE = word_set("who which that whose loyal based operating fighting backed led allied linked belonging affiliated accused")
_ARTICLES = word_set("the a an")
# "pro-Iranian", "US-backed", "Kurdish-led": the country or group named is not that of the phrase.
_PREFIXES = word_set("pro anti counter non russo sino franco anglo indo")
_SUFFIXES = word_set(
    "backed led born based made held occupied controlled allied trained funded aligned dominated run linked affiliated "
    "inspired supported installed appointed speaking sponsored imposed brokered supplied style armed"
)
_FIGHTING = frozenset(("MIL", "REB", "UAF", "PRM"))
_ARMED = frozenset(("MIL", "REB", "UAF", "PRM", "COP", "SPY"))
_LEFT = word_set("former ex one-time onetime deposed ousted toppled exiled")
_TOGETHER = word_set(
    "member group unit force team cell squad brigade battalion supporter movement organization organisation network "
    "operative loyalist follower"
)
_PARTICLES = frozenset(("al", "el", "bin", "ibn"))
# Capitalised words before a surname that are no first name: they only begin the sentence.
_OPENERS = word_set(
    "a an the and but or for in on at by from with after before when while as if that this so then since until although "
    "because "
    "both even last like once only under what where why how is was did does has had will would said says today yesterday "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december president mr mrs of to not no yes he she it they we his her its their"
)
_SIDING = word_set("supporter follower sympathizer sympathiser backer critic opponent")
# "the Hezbollah movement", "the SANA news agency": the head only says what the name before it is.
_ITSELF = word_set(
    "group movement organization organisation party militia network front faction alliance coalition gang sect"
) | {
    "armed group", "militant group", "terrorist group", "news agency", "rebel group", "jihadist group", "terror group",
    "extremist group", "insurgent group", "separatist group", "monitoring group", "rebel alliance", "rights group",
    "human rights group", "aid group", "political party", "guerrilla group", "islamist group", "militia group", "cartel",
    "drug cartel", "armed gang",
    "criminal gang", "street gang", "guerrilla movement", "rebel movement", "armed faction", "terror network",
}  # fmt: skip
# Of several things that one word may stand for, the one that a head noun most likely is.
_AS_HEAD = ("actor", "role", "country", "national", "people", "adjective", "capital", "region", "modifier", "title")
_AS_MODIFIER = ("actor", "adjective", "country", "capital", "region", "people", "national", "modifier", "role", "title")


@dataclass(frozen=True, slots=True)
class Description:
    """What a phrase says of an actor; what it does not say is empty. ``rests_on`` tells the sort of its head term."""

    kind: ActorKind
    id: str | None = None
    name: str | None = None
    country: str | None = None
    roles: tuple[str, ...] = ()
    rests_on: str = ""
    head: str = ""
    weak: bool = False
    plural: bool = False


def term_of(match: Found, order: Sequence[str]) -> Term:
    """Match -> the one of its terms whose sort comes first in ``order``."""
    return min(match.found, key=lambda t: order.index(t.sort))


def pick_actor(registry: Registry, match: Found, on: str | None) -> Term:
    """Match that stands for one or more named actors, and a day -> the one that was active then ("President Bush")."""
    terms = [t for t in match.found if t.sort == "actor"]
    if len(terms) > 1 and on:
        for term in terms:
            tenures = registry.actors[term.key].tenures
            if any((not t.start or t.start <= on) and (not t.end or on[: len(t.end)] <= t.end) for t in tenures):
                return term
        return min(terms, key=lambda t: registry.actors[t.key].tenures[-1].end < on[:4])
    return terms[0]


def find_known(registry: Registry, words: Sequence[Word], *, any_case: AnyCase = "none") -> list[Found]:
    """Words -> names and role words that the registry knows, left to right, without surnames that are part of another name.

    "Kerry" is the former secretary of state; in "Kerry Washington" or "Bob Kerry" it is somebody the registry does not know.
    """
    found = list(registry.find(words, any_case=any_case))
    taken = {i for m in found for i in range(m.first, m.last + 1)}
    kept = []
    for match in found:
        lone = match.first == match.last and all(t.sort == "actor" and t.kind == "person" for t in match.found)
        at = match.first
        if lone and (_continues(words, at - 1, at, taken) or _continues(words, at, at + 1, taken)):
            continue
        kept.append(match)
    return kept


def _continues(words: Sequence[Word], one: int, two: int, taken: set[int]) -> bool:
    """Whether two neighbouring words are parts of one proper name, as far as capitals tell."""
    if one < 0 or two >= len(words):
        return False
    if words[one].key in _PARTICLES and one > 0 and one - 1 not in taken:
        return words[one - 1].raw[0].isupper() and words[one - 1].key not in _OPENERS  # "Ibrahim al-Assad"
    other = two if one in taken else one
    joined = words[two].start == words[one].end + 1 and words[two].key != POSSESSIVE
    return joined and other not in taken and words[other].raw[0].isupper() and words[other].key not in _OPENERS


def describe(
    registry: Registry,
    words: Sequence[Word],
    before: Sequence[Found],
    after: Sequence[Found] = (),
    *,
    name: str | None = None,
    kind: ActorKind = "person",
    on: str | None = None,
) -> Description | None:
    """Matches of a noun phrase -> its description; ``None`` where they name no actor.

    ``before`` are the matches up to the head noun, which is the last of them unless ``name`` (a proper name of ``kind``
    that the registry does not know) follows; ``after`` are those of its "of", "from" or "in" phrase.
    """
    rest = list(before)
    head: Term | None = None
    if name is None:
        if not rest:
            return None
        head = term_of(rest.pop(), _AS_HEAD)
    context = _Context.of(registry, words, rest, after, on)
    if head is None:
        return context.named(name or "", kind)
    if head.sort == "actor":
        return context.actor(pick_actor(registry, before[-1], on))
    if head.sort == "role":
        return context.role(head)
    if head.sort in ("country", "capital"):
        return context.state(head)
    if head.sort in ("national", "people", "adjective"):
        roles = head.roles or (("CVL",) if head.sort == "people" and head.plural else ())
        if context.roles and head.sort == "people":
            roles = context.roles
        country = head.country or context.country
        return Description("nationality", None, None, country, roles, head.sort, head.key, plural=head.plural)
    return None


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands around the head of a phrase; ``peoples``: a people or region stands there, so no institution of a state."""

    registry: Registry
    country: str | None
    groups: tuple[Term, ...]
    roles: tuple[str, ...]
    titles: tuple[str, ...]
    left: bool
    peoples: bool
    branch: str | None
    on: str | None

    @classmethod
    def of(
        cls, registry: Registry, words: Sequence[Word], mods: Sequence[Found], after: Sequence[Found], on: str | None
    ) -> _Context:
        country: str | None = None
        branch: str | None = None
        groups: list[Term] = []
        roles: list[str] = []
        titles: list[str] = []
        peoples = left = partial = False
        beside = -2
        for match in mods:
            if is_affixed(words, match):
                continue
            term = term_of(match, _AS_MODIFIER)
            if term.sort in ("adjective", "country", "national", "capital", "region"):
                # "Iraqi Turkmen", "Afghan Uzbek": side by side, the first is the country and the second the people.
                if not (term.sort == "adjective" and beside == match.first - 1):
                    country = term.country
                    branch = country if term.sort == "adjective" else None
                beside = match.last if term.sort == "adjective" else -2
                partial = term.sort == "region"
            elif term.sort == "people":
                peoples = True
                country = term.country or country
            elif term.sort == "actor":
                term = pick_actor(registry, match, on)
                tenure = registry.actors[term.key].on(on)
                if tenure.kind == "person":
                    country = tenure.country or country
                elif term.key.endswith("-GOV"):
                    country = tenure.country
                    roles.append("GOV")
                else:
                    groups.append(term)
            elif term.sort in ("role", "modifier", "title"):
                left = left or term.key in _LEFT or term.key.startswith("former ")
                roles.extend(r for r in term.roles if r not in roles)
                strong = next((t for t in match.found if t.sort == "role" and not t.weak and term.sort != "modifier"), None)
                titles[:0] = strong.roles if strong else term.roles if term.sort == "title" else ()
        for match in after:
            term = term_of(match, _AS_MODIFIER)
            if term.sort in ("country", "capital", "adjective", "region", "people", "national"):
                partial = partial or (not country and term.sort == "region")
                country = country or term.country
            elif term.sort == "actor":
                tenure = registry.actors[term.key].on(on)
                country = country or tenure.country
                if term.key.endswith("-GOV"):
                    roles.append("GOV")
                elif tenure.kind != "person":
                    groups.append(term)
            elif term.sort in ("role", "modifier"):
                roles.extend(r for r in term.roles if r not in roles)
        held = tuple(dict.fromkeys(titles))
        return cls(registry, country, tuple(groups), tuple(roles), held, left, peoples or partial, branch, on)

    def actor(self, head: Term) -> Description:
        known = self.registry.actors[head.key]
        tenure = known.on(self.on)
        roles = tenure.roles
        if tenure.kind == "person" and self.titles:
            roles = tuple(dict.fromkeys((*tenure.roles, *self.titles))) if "IGO" in tenure.roles else self.titles
        if self.left and tenure.kind == "person" and "GOV" in roles:
            roles = ("ELI",)
        country = tenure.country or self.country
        if tenure.kind != "person" and self.branch and "IGO" not in roles:
            country = self.branch  # "the Syrian Muslim Brotherhood" is a branch; the text knows better than the table
        return Description(tenure.kind, known.id, known.name, country, roles, "actor", head.key)

    def named(self, name: str, kind: ActorKind) -> Description:
        country, roles = self.country, self.titles or self.roles
        if self.groups:
            tenure = self.registry.actors[self.groups[-1].key].on(self.on)
            country = tenure.country or country
            roles = self.titles if self.titles and not set(self.titles) <= _FIGHTING else tenure.roles
        if self.left and "GOV" in roles:
            roles = ("ELI",)
        return Description(kind, None, name, country, roles, "name")

    def state(self, head: Term) -> Description:
        code = head.country or ""
        return Description("organization", *self.institution(code, "GOV"), code, ("GOV",), head.sort)

    def institution(self, code: str, state: str) -> tuple[str, str]:
        known = self.registry.actors.get(f"{code}-{state}")
        return f"{code}-{state}", known.name if known else self.registry.state_name(code, state)

    def role(self, head: Term) -> Description:
        country, roles = self.country, head.roles
        actor_id = actor_name = None
        many = head.plural or head.kind in ("group", "organization", "object")
        if self.groups:
            known = self.registry.actors[self.groups[-1].key]
            tenure = known.on(self.on)
            if head.key in _ITSELF and not head.plural:
                return self.actor(self.groups[-1])
            country = self.branch if "IGO" in tenure.roles else tenure.country or country  # "UN envoy to Syria" is of no country
            if head.weak or not roles or set(roles) <= _FIGHTING:
                peace = "IGO" in tenure.roles and set(roles) & _ARMED
                roles = tuple(dict.fromkeys((*tenure.roles, *roles))) if peace else tenure.roles
                if many and (not head.weak or head.key in _TOGETHER or head.kind == "object"):
                    actor_id, actor_name = known.id, known.name
            else:
                pair = (tenure.roles, roles) if "IGO" in tenure.roles else (roles, tenure.roles)
                roles = tuple(dict.fromkeys((*pair[0], *pair[1])))
        elif head.key in _SIDING and set(self.roles) <= {"GOV", "ELI"}:
            pass  # "supporters of the president" do not govern
        elif head.weak:
            roles = self.roles or (roles if country or head.kind == "role" else ())
        elif set(roles) <= _FIGHTING and set(self.roles) & {"REB", "UAF", "PRM", "OPP", "COP"}:
            roles = tuple(r for r in self.roles if r != "GOV")
        else:
            dropped = {"GOV", "CVL", "ELI"} if set(roles) & _ARMED else {"ELI"}
            if roles[:1] == ("GOV",):  # "the union home minister", "a liberal president"
                dropped |= {"LAB", "PTY", "CVL", "AGR", "BUS"}
            roles = tuple(dict.fromkeys((*roles, *(r for r in self.roles if r not in dropped))))
        if self.left and not many and "GOV" in roles:
            roles = ("ELI",)
        whole = country and many and not (self.groups or self.peoples or self.left)
        if whole and (state := self._state_of(head, roles)):
            actor_id, actor_name = self.institution(country or "", state)
        return Description(head.kind, actor_id, actor_name, country, roles, "role", head.key, head.weak, head.plural)

    def _state_of(self, head: Term, roles: tuple[str, ...]) -> str:
        """The institution that a head is together with a country: an army, and so are its soldiers and its warplanes."""
        state = head.state
        if not state and roles[:1] in (("MIL",), ("COP",)) and set(roles) <= _ARMED and (not head.weak or head.kind == "object"):
            state = roles[0]
        against = set(self.roles) & {"REB", "PRM", "UAF"}
        partial = state == "GOV" and self.roles not in ((), ("GOV",))
        return "" if against or partial else state


def is_affixed(words: Sequence[Word], match: Found) -> bool:
    """Whether a name is only part of a compound: "Iran-backed", "rebel-held", "UK based", "pro-Russian"."""
    before = words[match.first - 1] if match.first else None
    after = words[match.last + 1] if match.last + 1 < len(words) else None
    joined_after = after is not None and after.key in _SUFFIXES and (after.joined or after.key in ("backed", "led"))
    joined_before = before is not None and before.key in _PREFIXES and words[match.first].joined
    return joined_after or joined_before


def resolve_phrase(text: str, codebook: Codebook, on: date | str | None = None) -> Actor:
    """One phrase ("a senior Lebanese army officer") and a day (a string is ISO, ``None``: the latest) -> the actor it names.

    The span is the whole phrase. Where nothing is known of it, id, country and roles are empty. Needs no language model.
    """
    registry = codebook.registry
    words = find_words(text)
    found = find_known(registry, words, any_case="all" if text == text.lower() else "names")
    reading = _read_phrase(registry, words, found, on.isoformat() if isinstance(on, date) else on)
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if reading is not None and not (reading.id or reading.country or reading.roles):
        reading = replace(reading, name=None)  # a phrase of which nothing is known names nobody
    if reading is None:
        reading = Description("organization" if any(looks_like_body(w.raw) for w in words) else "person")
    return Actor(
        start=start, end=max(end, start), text=text[start:end], kind=reading.kind, id=reading.id, name=reading.name,
        country=reading.country, roles=reading.roles,
    )  # fmt: skip


def _read_phrase(registry: Registry, words: Sequence[Word], found: Sequence[Found], on: str | None) -> Description | None:
    cut = _first_break(words, found)
    before = [m for m in found if m.last < cut]
    after = [m for m in found if m.first > cut]
    last = before[-1].last if before else -1
    tail = [w for w in words[last + 1 : cut] if w.key not in _ARTICLES]
    if before and tail and tail[0].key == POSSESSIVE:
        tail = tail[1:]
    name = None
    if tail and all(w.raw[0].isupper() or w.key in ("al", "bin", "de", "van", "von", "el", "ibn", "da") for w in tail):
        name = " ".join(w.raw for w in tail)
    if not before and name is None:
        return describe(registry, words, after, on=on) if after else None
    reading = describe(registry, words, before, after, name=name, on=on)
    if name and reading and not (before and term_of(before[-1], _AS_MODIFIER).sort in ("role", "modifier", "title")):
        reading = replace(reading, kind="organization" if any(looks_like_body(w.raw) for w in tail) else reading.kind)
    return reading


def _first_break(words: Sequence[Word], found: Sequence[Found]) -> int:
    """Words -> the position of the first preposition or clause that is no part of a name ("-backed" is none either)."""
    inside = {i for m in found for i in range(m.first, m.last + 1)}
    for i, word in enumerate(words):
        if i and i not in inside and not word.joined and (word.key in PREPOSITIONS or word.key in _CLAUSE):
            return i
    return len(words)


_BODY = re.compile(
    r"(?i)(front|army|brigades?|movement|party|union|league|council|committee|organi[sz]ation|forces?|battalion|group|commission|"
    r"agency|association|foundation|alliance|coalition|company|corporation|bank|university|institute|ministry|court|congress)s?$"
)


def looks_like_body(word: str) -> bool:
    """Last word of an unknown name -> whether it is that of an organization ("... Front", "... Committee")."""
    return bool(_BODY.match(word))
