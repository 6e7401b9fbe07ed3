"""Groups the claims of an incident by what they ultimately rest on: their origins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportedly.assessing.names import MINISTER, fold, head, role_of
from reportedly.assessing.sameness import Joiner, join_people, join_quotes, join_titles
from reportedly.assessing.source import Key, Source, Sources
from reportedly.assessing.told import Told
from reportedly.codebook.book import Codebook
from reportedly.record import CodedReport, Incident, Origin

# Institutions of one state that speak with one voice about what its forces did. Police and courts speak for themselves.
ONE_VOICE = ("GOV", "MIL", "DEF", "SEC", "SPY")
STATE_ROLES = frozenset(("GOV", "MIL", "SPY"))
SIDES = frozenset(("GOV", "MIL", "SPY", "REB", "COP", "PRM", "UAF", "SEP", "CRM"))


@dataclass
class Group:
    """Claims that rest on one origin, while they are being gathered."""

    key: Key
    told: list[Told] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    name: str = ""
    party: bool = False
    counted: bool = True

    @property
    def lead(self) -> Source:
        """The source that names the group: a name before a description, a body before who speaks for it, the usual name."""
        names = [t.source.name for t in self.told]
        return max(
            (t.source for t in self.told),
            key=lambda s: (s.named, s.id is not None or " " in s.name, names.count(s.name), len(s.name.split()), s.name),
        )

    def origin(self) -> Origin:
        """The group as it stands in the record."""
        kinds = [t.source.kind for t in self.told if t.source.kind not in ("other", "unnamed")]
        return Origin(
            name=self.name,
            kind=max(sorted(set(kinds)), key=kinds.count) if kinds else self.lead.kind,
            party=self.party,
            claims=tuple(sorted({t.claim.id for t in self.told})),
            why="; ".join(dict.fromkeys(part for part in self.why if part)),
        )


def find_told(incident: Incident, coded: Mapping[str, CodedReport], book: Codebook) -> list[Told]:
    """Incident and the coded reports by id -> its claims with their sources, in the order of the incident."""
    sources = {report: Sources(coded[report], book) for report in dict.fromkeys(ref.report for ref in incident.claims)}
    by_id = {report: {c.id: c for c in coded[report].claims} for report in sources}
    return [
        Told(coded[ref.report], by_id[ref.report][ref.claim], sources[ref.report].of(by_id[ref.report][ref.claim]))
        for ref in incident.claims
    ]


def group_origins(incident: Incident, told: Sequence[Told]) -> list[Group]:
    """Claims with their sources -> groups of one origin each, by name."""
    copied = {report: group[0] for group in incident.copies for report in group}
    writers = {group[0]: _writer(group, told) for group in incident.copies}
    joiner = Joiner()
    keys: list[Key] = []
    whys: list[list[str]] = []
    for one in told:
        key, why = _key(one, copied, writers)
        keys.append(joiner.find(key))
        whys.append(why)
        for other in one.source.also:
            joiner.join(key, _state_key(other))
        if _is_police(one.source):
            # The police who speak about one incident are one body, whatever each report calls it.
            joiner.join(key, ("police",))
    reasons = [*join_people(joiner, told, keys), *join_titles(joiner, told, keys, copied), *join_quotes(joiner, told, keys)]
    groups: dict[Key, Group] = {}
    for one, key, why in zip(told, keys, whys, strict=True):
        group = groups.setdefault(joiner.find(key), Group(joiner.find(key)))
        group.told.append(one)
        group.why.extend(why)
    for key, why_joined in reasons:
        groups[joiner.find(key)].why.append(why_joined)
    found = list(groups.values())
    for group in found:
        group.party = is_party(group, incident, told)
        group.name = group.lead.name
        _explain(group)
    _count_media(found, told)
    _tell_apart(found)
    return sorted(found, key=lambda g: (not g.counted, g.name, g.key))


def _key(one: Told, copied: Mapping[str, str], writers: Mapping[str, str]) -> tuple[Key, list[str]]:
    source, report = one.source, one.coded.report.id
    why = [source.why]
    if source.key[0] == "media":
        if report not in copied or not (source.credited or "itself" in source.why):
            return source.key, why
        writer = writers[copied[report]]
        return ("media", fold(writer)), [f"{one.print} prints the text of {writer}"] if one.print != writer else []
    if source.key[0] == "unnamed":
        # Unnamed people in two reports are two witnesses, unless the one report is a copy of the other.
        if report in copied:
            why.append("the reports are copies of one another, so their unnamed source is one")
        return ("unnamed", copied.get(report, report), *source.key[1:]), why
    return _state_key(source.key), why


def _is_police(source: Source) -> bool:
    if source.key[0] == "media" or source.kind == "witness" or "GOV" in source.roles:
        return False
    return (source.id or "").endswith("-COP") or "COP" in source.roles or role_of(source.name) == "COP"


def _state_key(key: Key) -> Key:
    """Registry id of an institution that speaks for its state -> the key of the state; any other key as it is."""
    if key[0] == "id":
        country, _, institution = key[1].partition("-")
        if len(country) == 3 and country.isupper() and institution in ONE_VOICE:
            return ("state", country)
    return key


def _writer(group: Sequence[str], told: Sequence[Told]) -> str:
    """Reports of one text -> who wrote it: the agency that one of them credits, else the publisher of the earliest."""
    reports = sorted(
        {t.coded.report.id: t for t in told if t.coded.report.id in group}.values(),
        key=lambda t: (t.coded.report.published or "9999", t.coded.report.id),
    )
    credited = [t.source.name for t in told if t.coded.report.id in group and t.source.credited]
    if credited:
        return max(sorted(set(credited)), key=credited.count)
    return reports[0].print if reports else group[0]


def is_party(group: Group, incident: Incident, told: Sequence[Told]) -> bool:
    """Whether an origin is one of those who did it or to whom it was done, or speaks for the same side."""
    if group.key[0] in ("media", "unnamed") and not group.lead.roles:
        return False
    ids = {t.source.id for t in group.told if t.source.id}
    named = {fold(t.source.name) for t in group.told if t.source.named}
    parties = {*incident.who, *incident.whom}
    if ids & parties or any(re.search(rf"\b{re.escape(name)}\b", fold(party)) for name in named if name for party in parties):
        return True
    countries = {t.source.country for t in group.told if t.source.country}
    roles = {role for t in group.told for role in t.source.roles} & SIDES
    if not roles or all(t.source.kind == "witness" for t in group.told):
        return False
    for one in told:
        for i in (*one.claim.who, *one.claim.whom):
            actor = one.coded.actors[i]
            side = set(actor.roles) & SIDES
            if not side or actor.kind == "person":
                continue
            # An army and a ministry of one country are one side; without a country only the same force is.
            if actor.country in countries and (side & roles or (side | roles) <= STATE_ROLES | {"COP"}):
                return True
            if actor.country and countries:
                continue
            # "The Interior Ministry" speaks for "police", "the government" for "soldiers", where no country is named.
            ministry = "GOV" in roles and any(
                role_of(t.source.words) == "GOV" or MINISTER.search(t.source.words) for t in group.told
            )
            if side & {"COP", "MIL"} and (side & roles or ministry):
                return True
    return False


def _explain(group: Group) -> None:
    if group.lead.named:
        group.why = [why for why in group.why if not why.endswith(", not named")]
    through = sorted({name for t in group.told for name in t.source.through if name != group.name})
    if through:
        group.why.append(f"passed on by {', '.join(through)}")
    prints = sorted({t.print for t in group.told})
    if len(prints) > 1 and group.key[0] not in ("media", "unnamed"):
        group.why.append(f"one source, quoted in {len(prints)} reports ({', '.join(prints)})")
    ids = {t.source.name for t in group.told if t.source.id or t.source.country} - {group.name}
    if ids and group.key[0] == "state":
        group.why.append(f"{', '.join(sorted({group.name, *ids}))} speak for one government")
    if not any(group.why):
        group.why.append(f"named as the source in {prints[0]}")
    if group.party:
        group.why.append("a party to it")


def _count_media(groups: Sequence[Group], told: Sequence[Told]) -> None:
    """What an outlet tells in its own voice is no further witness where the same report names who told it."""
    sourced = {t.coded.report.id for t in told if not t.source.own and t.asserts}
    for group in groups:
        if all(t.source.own and t.coded.report.id in sourced for t in group.told):
            group.counted = False
            group.why.append("not counted: its report names its sources for this")


def _tell_apart(groups: Sequence[Group]) -> None:
    """Give unnamed origins of one name the publisher's beside it: "residents (Sahel Dispatch)"."""
    same: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        same[head(group.name) if group.key[0] == "unnamed" else group.name].append(group)
    for members in same.values():
        for n, group in enumerate(members if len(members) > 1 else ()):
            group.name = f"{group.name} ({group.told[0].print})"
            if any(g.name == group.name for g in members[:n]):
                group.name = f"{group.lead.name} ({group.told[0].coded.report.id}, {n + 1})"
