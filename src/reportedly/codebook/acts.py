"""The acts of the codebook: classes of events with their crosswalk, and the triggers that tell of them.

Tables: ``acts.csv`` (one row an act), ``triggers.csv`` (what tells of it, with the frame that says who did it to whom),
``classes.csv`` (word classes that conditions name), ``weapons.csv`` (a weapon makes a generic act finer) and
``speech.csv`` (what a promise, demand, refusal or threat becomes by what it is about). ``docs/acts.md`` says how to edit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportedly.codebook.table import Row, read_table
from reportedly.record import Acled

MODES: Mapping[str, frozenset[str]] = {
    name: frozenset(modes.split())
    for name, modes in {
        "AGREE": "",
        "CONSULT": "visit third-party multilateral phone",
        "SUPPORT": "",
        "CONCEDE": "",
        "COOPERATE": "",
        "AID": "",
        "RETREAT": "withdraw release disarm ceasefire access resign",
        "REQUEST": "assist change yield meet",
        "ACCUSE": "disapprove investigate allege",
        "REJECT": "assist change yield meet",
        "THREATEN": "restrict arrest relations expel territory violence",
        "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
        "SANCTION": "convict expel withdraw discontinue",
        "MOBILIZE": "troops weapons police militia",
        "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
        "ASSAULT": (
            "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
            "heavy-weapons crowd-control unconventional"
        ),
    }.items()
}
"""PLOVER's types and the modes of each (PLOVER manual, draft 2.0, 2021)."""

SUB_EVENTS: Mapping[str, tuple[str, ...]] = {
    "Battles": ("Government regains territory", "Non-state actor overtakes territory", "Armed clash"),
    "Protests": ("Excessive force against protesters", "Protest with intervention", "Peaceful protest"),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Explosions/Remote violence": (
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    ),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Strategic developments": (
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ),
}
"""ACLED's six event types and 25 sub-event types, as ACLED's codebook spells them."""

OTHER_NEWS = "other-news"
"""The act of what a report is about that tells of no other: for screening only, and no event. A codebook may do without it."""

TRAITS = ("force", "generic", "harm", "promise", "agree", "demand", "refuse", "threaten", "accuse", "approve", "meet")
SPEECH = ("promise", "agree", "demand", "refuse", "threaten")
TENSES = ("future",)
NEEDED = (
    *("light", "plan", "foil", "deny", "doubt", "sport", "business", "disaster", "plant", "explosive", "device"),
    *("person", "armed", "collective", "town", "building", "vehicle", "weapon-held"),
)
"""Word classes that coding itself asks for, beside those that triggers name."""
TESTS = ("+place", "+actor", "+person", "+state", "+nonstate", "+event", "+none", "+number", "+nationality", "+collective")
SITES = frozenset(
    (
        "subj", "obj", "iobj", "poss", "mod", "by", "of", "on", "in", "at", "against", "with", "to", "from", "for",
        "between", "among", "over", "about", "into", "near", "toward", "towards", "outside", "inside", "around", "upon",
        "along", "under", "through", "across", "off", "throughout", "behind", "out", "that", "beside", "alongside",
        "during"
    )
)  # fmt: skip
_WORDS = re.compile(r"\*|[^\s*-]+|-")


@dataclass(frozen=True, slots=True)
class Act:
    """One class of event: PLOVER type and mode, CAMEO code, ACLED event, UCDP types of violence (1, 2, 3), traits."""

    name: str
    definition: str
    type: str | None
    mode: str | None
    cameo: str | None
    acled: Acled | None
    ucdp: tuple[int, ...]
    traits: frozenset[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """What the head of an argument must be: one of the words or tests, and none of the barred ones."""

    words: frozenset[str]
    tests: frozenset[str]
    barred: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trigger:
    """One way of telling an act: its words, the conditions that decide the sense, and where the parties stand."""

    words: tuple[str, ...]
    pos: str
    act: Act
    subject: Condition | None
    object: Condition | None
    who: tuple[str, ...]
    whom: tuple[str, ...]
    where: tuple[str, ...]
    unless: frozenset[str]
    weight: int


@dataclass(frozen=True)
class ActTable:
    """Acts by name; triggers by part of speech and first word, the most special first; word classes; weapons; speech."""

    acts: Mapping[str, Act]
    verbs: Mapping[str, tuple[Trigger, ...]]
    nouns: Mapping[str, tuple[Trigger, ...]]
    classes: Mapping[str, frozenset[str]]
    weapons: Mapping[str, Act]
    speech: Mapping[str, tuple[tuple[str, str, Act], ...]]

    @property
    def deeds(self) -> frozenset[str]:
        """Nouns that alone tell of violence: attack, ambush, killing."""
        force = (row for rows in self.nouns.values() for row in rows if "force" in row.act.traits)
        return frozenset(row.words[0] for row in force if len(row.words) == 1)

    def spoken(self, speech: str, act: Act) -> Act | None:
        """Speech (as in speech.csv) and the act spoken of -> the act that the speech is, if any."""
        for name in (speech, "promise") if speech == "future" else (speech,):
            for kind, mode, becomes in self.speech.get(name, ()):
                if (not kind or kind in (act.type, act.name)) and (not mode or mode == act.mode):
                    return becomes
        return None


@cache
def load_acts(folder: Path) -> ActTable:
    """Folder -> its acts and triggers. Raises :class:`UsageError` naming file and line of the first error."""
    acts = {
        act.name: act for act in map(_read_act, _unique(folder / "acts.csv", "act", ("definition", "type", "sub_event_type")))
    }
    classes = _read_classes(folder / "classes.csv")
    verbs: dict[str, list[Trigger]] = defaultdict(list)
    nouns: dict[str, list[Trigger]] = defaultdict(list)
    for row in read_table(
        folder / "triggers.csv", ("trigger", "pos", "act", "subject", "object", "who", "whom", "where", "unless")
    ):
        for trigger in _read_triggers(row, acts, classes):
            (verbs if trigger.pos == "verb" else nouns)[trigger.words[0]].append(trigger)
    return ActTable(
        acts=acts,
        verbs=_by_weight(verbs),
        nouns=_by_weight(nouns),
        classes=classes,
        weapons=_read_weapons(folder / "weapons.csv", acts),
        speech=_read_speech(folder / "speech.csv", acts),
    )


def _unique(path: Path, key: str, columns: Iterable[str]) -> Iterable[Row]:
    seen: dict[str, int] = {}
    for row in read_table(path, (key, *columns)):
        if not row[key]:
            raise row.wrong(f"{key} is empty")
        if row[key] in seen:
            raise row.wrong(f"{key} {row[key]!r} stands in line {seen[row[key]]} already")
        seen[row[key]] = row.line
        yield row


def _read_act(row: Row) -> Act:
    kind = row.one_of("type", ("", *MODES))
    mode = row.one_of("mode", ("", *sorted(MODES[kind]))) if kind else row.one_of("mode", ("",))
    event = row.one_of("event_type", ("", *SUB_EVENTS))
    sub_event = row.one_of("sub_event_type", SUB_EVENTS[event] if event else ("",))
    for trait in row.many("traits"):
        if trait not in TRAITS:
            raise row.wrong(f"trait {trait!r} is unknown; traits are: {', '.join(TRAITS)}")
    if not all(part in ("1", "2", "3") for part in row.many("ucdp")):
        raise row.wrong(f"ucdp is {row['ucdp']!r}; it must be 1 (state-based), 2 (non-state), 3 (one-sided) or several with |")
    if row["cameo"] and not re.fullmatch(r"(0[1-9]|1\d|20)\d{0,2}", row["cameo"]):
        raise row.wrong(f"cameo is {row['cameo']!r}; a CAMEO code has two to four digits and begins with 01 to 20")
    return Act(
        name=row["act"],
        definition=row["definition"],
        type=kind or None,
        mode=mode or None,
        cameo=row["cameo"] or None,
        acled=Acled(event_type=event, sub_event_type=sub_event) if event else None,
        ucdp=tuple(int(part) for part in row.many("ucdp")),
        traits=frozenset(row.many("traits")),
    )


def _read_classes(path: Path) -> dict[str, frozenset[str]]:
    classes: dict[str, frozenset[str]] = {}
    for row in _unique(path, "class", ("words",)):
        words: set[str] = set()
        for word in row.many("words"):
            if not word.startswith("@"):
                words.add(word.lower())
            elif word[1:] in classes:
                words |= classes[word[1:]]
            else:
                raise row.wrong(f"class {word[1:]!r} is not defined above this line")
        classes[row["class"]] = frozenset(words)
    for name in NEEDED:
        if name not in classes:
            raise Row({}, path, 1).wrong(f"class {name!r} is missing; coding needs it")
    return classes


def _read_triggers(row: Row, acts: Mapping[str, Act], classes: Mapping[str, frozenset[str]]) -> Iterable[Trigger]:
    pos = row.one_of("pos", ("verb", "noun"))
    if row["act"] not in acts:
        raise row.wrong(f"act {row['act']!r} is not in acts.csv")
    subject, object_ = (_read_condition(row, column, classes) for column in ("subject", "object"))
    standard = (("subj", "by"), ("obj",), ()) if pos == "verb" else (("poss", "by", "mod", "subj"), ("of", "on", "against"), ())
    who, whom, where = (_read_sites(row, column, usual) for column, usual in zip(("who", "whom", "where"), standard, strict=True))
    if not row.many("trigger"):
        raise row.wrong("trigger is empty")
    for phrase in row.many("trigger"):
        words = tuple(_WORDS.findall(phrase.lower()))
        if words[0] in "*-":
            raise row.wrong(f"trigger {phrase!r} must begin with a word")
        weight = 4 * sum(word not in "*-" for word in words) + 3 * (subject is not None) + 3 * (object_ is not None)
        yield Trigger(
            words=words,
            pos=pos,
            act=acts[row["act"]],
            subject=subject,
            object=object_,
            who=who,
            whom=whom,
            where=where,
            unless=_read_words(row, "unless", classes),
            weight=weight,
        )


def _read_sites(row: Row, column: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    sites = row.many(column)
    for site in sites:
        if site != "-" and site not in SITES:
            raise row.wrong(f"{column} names the place {site!r}; places are: {', '.join(sorted(SITES))}")
    return usual if not sites else tuple(site for site in sites if site != "-")


def _read_condition(row: Row, column: str, classes: Mapping[str, frozenset[str]]) -> Condition | None:
    words: set[str] = set()
    tests: set[str] = set()
    barred: set[str] = set()
    for part in row.many(column):
        name = part.removeprefix("!")
        into = barred if part.startswith("!") else words
        if name.startswith("@"):
            into |= _class(row, name, classes)
        elif name.startswith("+"):
            if name not in TESTS:
                raise row.wrong(f"{column} names the test {name!r}; tests are: {', '.join(TESTS)}")
            (barred if part.startswith("!") else tests).add(name)
        else:
            into.add(name.lower())
    return Condition(frozenset(words), frozenset(tests), frozenset(barred)) if row[column] else None


def _read_words(row: Row, column: str, classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    words: set[str] = set()
    for part in row.many(column):
        words |= _class(row, part, classes) if part.startswith("@") else {part.lower()}
    return frozenset(words)


def _class(row: Row, name: str, classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if name[1:] not in classes:
        raise row.wrong(f"class {name!r} is not in classes.csv")
    return classes[name[1:]]


def _by_weight(found: Mapping[str, list[Trigger]]) -> dict[str, tuple[Trigger, ...]]:
    return {word: tuple(sorted(triggers, key=lambda t: -t.weight)) for word, triggers in found.items()}


def _read_weapons(path: Path, acts: Mapping[str, Act]) -> dict[str, Act]:
    weapons: dict[str, Act] = {}
    for row in read_table(path, ("words", "act")):
        if row["act"] not in acts:
            raise row.wrong(f"act {row['act']!r} is not in acts.csv")
        for word in row.many("words"):
            weapons.setdefault(word.lower(), acts[row["act"]])
    return weapons


def _read_speech(path: Path, acts: Mapping[str, Act]) -> dict[str, tuple[tuple[str, str, Act], ...]]:
    speech: dict[str, list[tuple[str, str, Act]]] = defaultdict(list)
    for row in read_table(path, ("speech", "of", "act")):
        kind, _, mode = row["of"].partition(".")
        if (kind and kind not in MODES and kind not in acts) or (mode and mode not in MODES.get(kind, ())):
            raise row.wrong(f"of is {row['of']!r}; it must be a PLOVER type, type.mode, or an act of acts.csv")
        if row["act"] not in acts:
            raise row.wrong(f"act {row['act']!r} is not in acts.csv")
        speech[row.one_of("speech", (*SPEECH, *TENSES))].append((kind, mode, acts[row["act"]]))
    return {name: tuple(rows) for name, rows in speech.items()}
