"""The registry: countries, peoples, named actors and role words, as one trie over folded words.

Tables (each may be edited; a line that cannot be read is an error that names file and line):

- ``countries.csv``  ISO 3166-1 alpha-3 codes with names, adjectives, nouns for people, and capitals
- ``peoples.csv``    peoples and faiths that are no nationality
- ``subdivisions.csv``  regions and cities that tell the country of an actor
- ``actors*.csv``    named organizations, groups and people, with dates; ``actors.local.csv`` is a user's overlay and goes first
- ``roles.csv``      words for what somebody is, with their role codes in the spelling of PLOVER
- ``given_names.csv`` given names of men and of women
- ``titles.csv``     forms of address before a name
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from reportedly.codebook.names import Match, Trie, Word, find_words, fold, is_acronym, word_list
from reportedly.codebook.table import Row, read_table
from reportedly.record import ActorKind

Sort = Literal["actor", "country", "adjective", "national", "capital", "people", "role", "modifier", "title", "region"]

AnyCase = Literal["none", "names", "all"]

ROLE_CODES = word_list("GOV MIL REB OPP PTY COP JUD SPY LEG PRM UAF CVL ELI JRN MED EDU BUS LAB REL REF AGR CRM NGO IGO MNC SET")
STATES = {"GOV": "Government of", "MIL": "Armed forces of", "COP": "Police of", "SPY": "Intelligence of",
          "LEG": "Parliament of", "JUD": "Courts of", "DEF": "Defence ministry of", "SEC": "Security forces of",
          "OPP": "Opposition of", "JRN": "Media of", "FOR": "Foreign ministry of", "INT": "Interior ministry of",
          "HEA": "Health ministry of", "PRE": "President's office of", "PMO": "Prime minister's office of"}  # fmt: skip
KINDS = ("person", "organization", "group", "role", "object")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a sequence of words may stand for.

    ``key`` is an actor id or a country code; ``weak`` words tell a role only where nothing before them tells one;
    ``state`` names the institution that the word is together with a country.
    """

    sort: Sort
    key: str
    kind: ActorKind = "role"
    country: str | None = None
    roles: tuple[str, ...] = ()
    capitals: bool = False
    plural: bool = False
    weak: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Tenure:
    """What a named actor was between two days (ISO dates or years, both inclusive; empty: open)."""

    kind: ActorKind
    country: str | None
    roles: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class NamedActor:
    """A named actor of the registry with its tenures, earliest first."""

    id: str
    name: str
    tenures: tuple[Tenure, ...]

    def on(self, day: str | None) -> Tenure:
        """Day (ISO, ``None``: the latest) -> the tenure that holds then, or else the nearest one before, or the first.

        Who has left an office is of the elite and no longer of the government (PLOVER, sector ELI).
        """
        if day is None:
            return self.tenures[-1]
        begun = [t for t in self.tenures if not t.start or t.start <= day]
        tenure = begun[-1] if begun else self.tenures[0]
        left = tenure.end and tenure.end < day[: len(tenure.end)]
        if left and tenure.kind == "person" and "GOV" in tenure.roles:
            return Tenure(tenure.kind, tenure.country, ("ELI",), tenure.start, tenure.end)
        return tenure


@dataclass(frozen=True)
class Registry:
    """All names and role words, and what they stand for."""

    trie: Trie[Term] = field(default_factory=Trie)
    actors: dict[str, NamedActor] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)

    def find(self, words: Sequence[Word], *, any_case: AnyCase = "none") -> Iterator[Match[Term]]:
        """Words -> the longest names and role words among them, left to right, none overlapping.

        ``any_case`` also takes names in lower case as people type them ("hezbollah"), or even acronyms ("isis").
        """
        first = 0
        while first < len(words):
            best = None
            for match in self.trie.at(words, first):
                terms = tuple(t for t in match.found if _takes(t, any_case) or _fits_case(t, words, match))
                if terms:
                    best = Match(match.first, match.last, terms)
                    break
            if best:
                yield best
                first = best.last + 1
            else:
                first += 1

    def state_name(self, country: str, state: str) -> str:
        """Country code and kind of institution -> its name: "Armed forces of Syria"."""
        return f"{STATES[state]} {self.countries.get(country, country)}"


def _takes(term: Term, any_case: AnyCase) -> bool:
    return any_case == "all" or (any_case == "names" and not term.capitals)


def _fits_case(term: Term, words: Sequence[Word], match: Match[Term]) -> bool:
    """Whether the capitals of the text allow the term: "is" is no group, nor is "who"; "IS" amid capitals is unsure."""
    if term.sort in ("role", "modifier"):
        return True
    raws = [w.raw for w in words[match.first : match.last + 1]]
    if term.capitals:
        if not raws[0].isupper():
            return False
        around = [w.raw for w in (*words[max(0, match.first - 2) : match.first], *words[match.last + 1 : match.last + 3])]
        long = [w for w in around if len(w) > 3]
        return len(words[match.first].key) > 3 or not (long and all(w.isupper() for w in long))
    return any(raw[0].isupper() for raw in raws)


def load_registry(folder: Path) -> Registry:
    """Folder of the codebook -> registry. Raises ``UsageError`` that names the table and line that cannot be read."""
    registry = Registry()
    trie = registry.trie
    for row in read_table(folder / "countries.csv", ("code", "name", "names", "adjectives", "people", "capitals")):
        _add_country(registry, row)
    for path in sorted(folder.glob("actors*.csv"), key=lambda p: (p.name != "actors.local.csv", p.name)):
        for row in read_table(path, ("name", "kind", "country", "roles", "aliases", "from", "to")):
            _add_actor(registry, row)
    for row in read_table(folder / "peoples.csv", ("name", "words", "country", "roles")):
        country = _country(registry, row)
        for word in row.many("words"):
            for form, plural in ((word, False), (plural_of(word), True)):
                trie.add(form, Term("people", row["name"], "nationality", country, _roles(row), plural=plural))
    for row in read_table(folder / "given_names.csv", ("gender", "names")):
        gender = row.one_of("gender", ("m", "f"))
        registry.genders.update((fold(name), gender) for name in row.many("names"))
    for row in read_table(folder / "subdivisions.csv", ("country", "names")):
        country = _country(registry, row)
        for name in row.many("names"):
            trie.add(name, Term("region", name, "organization", country))
    for row in read_table(folder / "roles.csv", ("words", "plural", "roles", "kind", "weight", "state")):
        _add_role(trie, row)
    for row in read_table(folder / "titles.csv", ("words", "roles")):
        for word in row.many("words"):
            trie.add(word, Term("title", word, "person", None, _roles(row)))
    return registry


def _add_country(registry: Registry, row: Row) -> None:
    code = row["code"]
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise row.wrong(f"code is {code!r}; it must be three capital letters (ISO 3166-1 alpha-3)")
    if not row["name"]:
        raise row.wrong("name is empty")
    registry.countries[code] = row["name"]
    add = registry.trie.add
    for name in (row["name"], *row.many("names")):
        add(name, Term("country", code, "organization", code, ("GOV",), capitals=is_acronym(name), state="GOV"))
    for word in row.many("adjectives"):
        add(word, Term("adjective", code, "nationality", code, capitals=is_acronym(word)))
        if word[-1:] in "nikotlc" and not word.endswith(("sh", "ch", "ese")) and not is_acronym(word):
            add(plural_of(word), Term("national", code, "nationality", code, ("CVL",), plural=True))
    for noun in row.many("people"):
        if noun not in row.many("adjectives"):
            add(noun, Term("national", code, "nationality", code, ("CVL",)))
        add(plural_of(noun), Term("national", code, "nationality", code, ("CVL",), plural=True))
    for city in row.many("capitals"):
        add(city, Term("capital", code, "organization", code, ("GOV",), state="GOV"))


def _add_actor(registry: Registry, row: Row) -> None:
    name = row["name"]
    if not name:
        raise row.wrong("name is empty")
    kind: ActorKind = row.one_of("kind", KINDS[:3])  # type: ignore[assignment]
    for column in ("from", "to"):
        if row[column] and not _DATE.match(row[column]):
            raise row.wrong(f"{column} is {row[column]!r}; it must be a year or a day (2014, 2014-06 or 2014-06-29)")
    tenure = Tenure(kind, _country(registry, row), _roles(row), row["from"], row["to"])
    actor_id = row["id"] or "-".join(w.key for w in find_words(name))
    known = registry.actors.get(actor_id)
    tenures = _by_start(*(known.tenures if known else ()), tenure)
    registry.actors[actor_id] = NamedActor(actor_id, known.name if known else name, tenures)
    term = Term("actor", actor_id, kind, tenure.country, tenure.roles)
    for alias in dict.fromkeys((name, *row.many("aliases"))):
        if known and alias == known.name:
            continue
        words = find_words(alias)
        if not words:
            raise row.wrong(f"the alias {alias!r} holds no word")
        registry.trie.add(alias, Term(term.sort, actor_id, kind, tenure.country, tenure.roles, capitals=is_acronym(alias)))


def _by_start(*tenures: Tenure) -> tuple[Tenure, ...]:
    return tuple(sorted(tenures, key=lambda t: t.start))


def _add_role(trie: Trie[Term], row: Row) -> None:
    kind: ActorKind = row.one_of("kind", KINDS)  # type: ignore[assignment]
    weight = row.one_of("weight", ("strong", "weak", "modifier"))
    if row["state"] and row["state"] not in STATES:
        raise row.wrong(f"state is {row['state']!r}; it must be one of: {', '.join(STATES)}")
    roles = _roles(row)
    for word in row.many("words"):
        if weight == "modifier":
            trie.add(word, Term("modifier", word, kind, None, roles))
            continue
        trie.add(word, Term("role", word, kind, None, roles, weak=weight == "weak", state=row["state"]))
        many = row["plural"] or plural_of(word)
        if many != word:
            trie.add(many, Term("role", word, kind, None, roles, plural=True, weak=weight == "weak", state=row["state"]))


def _country(registry: Registry, row: Row) -> str | None:
    code = row["country"]
    if code and code not in registry.countries:
        raise row.wrong(f"country is {code!r}, which is no code of countries.csv")
    return code or None


def _roles(row: Row) -> tuple[str, ...]:
    for code in row.many("roles"):
        if code not in ROLE_CODES:
            raise row.wrong(f"{code!r} is no role code; use: {' '.join(ROLE_CODES)}")
    return row.many("roles")


def plural_of(noun: str) -> str:
    """English noun (phrase) -> its regular plural; "head of state" -> "heads of state"."""
    head, of, rest = noun.partition(" of ")
    if of:
        return f"{plural_of(head)} of {rest}"
    for one, many in (("woman", "women"), ("man", "men"), ("person", "people")):
        if head.endswith(one) and fold(head) not in ("german", "roman", "human", "ottoman", "talisman"):
            return head[: -len(one)] + many
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        return head[:-1] + "ies"
    return head + ("es" if head.endswith(("s", "x", "ch", "sh")) else "s")
