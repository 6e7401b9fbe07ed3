"""Groups the claims of an incident by what they ultimately rest on: their origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reportedly.assessing.source import Source, Sources, fold
from reportedly.codebook.book import Codebook
from reportedly.record import Claim, CodedReport, Incident, Origin

# Institutions of one state that speak with one voice about what its forces did. Police and courts speak for themselves.
ONE_VOICE = ("GOV", "MIL", "DEF", "SEC", "SPY")
DENYING = ("denies", "doubts")
STATE_ROLES = frozenset(("GOV", "MIL", "SPY"))
ARMED = frozenset(("MIL", "REB", "COP", "SPY", "PRM", "UAF", "SEP", "CRM"))


@dataclass(frozen=True)
class Told:
    """A claim of the incident with the report that it stands in and the source that it rests on there."""

    coded: CodedReport
    claim: Claim
    source: Source

    @property
    def asserts(self) -> bool:
        """Whether its source says that it happened."""
        return self.claim.status == "asserted" and self.stance not in DENYING

    @property
    def denies(self) -> bool:
        """Whether its source says that it did not happen, or not so."""
        return self.claim.status in ("denied", "negated") or self.stance == "denies"

    @property
    def stance(self) -> str | None:
        """Stance of the attribution; ``None`` where the report itself says so."""
        index = self.claim.attribution
        return self.coded.attributions[index].stance if index is not None else None

    @property
    def published(self) -> str:
        """When the report was printed, for putting figures in order; unknown days go first."""
        return self.coded.report.published or ""


@dataclass
class Group:
    """Claims that rest on one origin, while they are being gathered."""

    key: tuple[str, ...]
    told: list[Told] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    name: str = ""
    party: bool = False
    counted: bool = True

    @property
    def lead(self) -> Source:
        """The source that names the group: the one with a registry id, else the fullest name."""
        sources = [t.source for t in self.told]
        return max(sources, key=lambda s: (s.id is not None, s.named, len(s.name.split()), s.name))

    def origin(self) -> Origin:
        """The group as it stands in the record."""
        return Origin(
            name=self.name,
            kind=self.lead.kind,
            party=self.party,
            claims=tuple(sorted({t.claim.id for t in self.told})),
            why="; ".join(dict.fromkeys(self.why)),
        )


def find_told(incident: Incident, coded: Mapping[str, CodedReport], book: Codebook) -> list[Told]:
    """Incident and the coded reports by id -> its claims with their sources, in the order of the incident."""
    sources = {ref.report: Sources(coded[ref.report], book) for ref in incident.claims}
    by_id = {report: {c.id: c for c in coded[report].claims} for report in sources}
    return [
        Told(coded[ref.report], by_id[ref.report][ref.claim], sources[ref.report].of(by_id[ref.report][ref.claim]))
        for ref in incident.claims
    ]


def group_origins(incident: Incident, told: Sequence[Told]) -> list[Group]:
    """Claims with their sources -> groups of one origin each, by name."""
    copied = {report: group[0] for group in incident.copies for report in group}
    origin_of_copy = {group[0]: _first(group, told) for group in incident.copies}
    groups: dict[tuple[str, ...], Group] = {}
    people = _people(told)
    states = {t.source.country for t in told if _speaks_for_state(t.source)}
    for one in told:
        key, why = _key(one, copied, origin_of_copy, people, states)
        group = groups.setdefault(key, Group(key))
        group.told.append(one)
        group.why.extend(why)
    found = _joined(groups)
    for group in found:
        group.party = is_party(group, incident, told)
        group.name = group.lead.name
        _explain(group)
    _count_media(found, told)
    _tell_apart(found)
    return sorted(found, key=lambda g: (not g.counted, g.name, g.key))


def _key(
    one: Told,
    copied: Mapping[str, str],
    origin_of_copy: Mapping[str, str],
    people: Mapping[str, str],
    states: Iterable[str | None],
) -> tuple[tuple[str, ...], list[str]]:
    source, report = one.source, one.coded.report.id
    family = copied.get(report, report)
    why = [source.why] if source.why else []
    if source.kind == "media" and source.key[0] == "media":
        if report in copied:
            printed = origin_of_copy[family]
            return ("media", fold(printed)), [f"{one.coded.report.publisher or report} prints the text of {printed}"]
        return source.key, why
    if _speaks_for_state(source) and source.country in states:
        return ("state", source.country or ""), why
    if source.id:
        return ("id", source.id), why
    if source.named:
        name = people.get(source.key[1], source.key[1])
        return ("name", name), why
    # Unnamed people in two reports are two witnesses, unless the one report is a copy of the other.
    if report in copied:
        why.append("the reports are copies of one another, so their unnamed source is one")
    return ("unnamed", family, source.key[1]), why


def _first(group: Sequence[str], told: Sequence[Told]) -> str:
    """Reports of one text -> who wrote it: the agency that one of them credits, else the publisher of the earliest."""
    reports = sorted(
        {t.coded.report.id: t.coded for t in told if t.coded.report.id in group}.values(),
        key=lambda c: (c.report.published or "9999", c.report.id),
    )
    sources = {t.coded.report.id: t.source for t in told if t.source.key[0] == "media"}
    voices = [sources[c.report.id] for c in reports if c.report.id in sources]
    credited = [source.name for source in voices if source.credited]
    if credited:
        return max(sorted(set(credited)), key=credited.count)
    return next((c.report.publisher for c in reports if c.report.publisher), reports[0].report.id if reports else group[0])


def _speaks_for_state(source: Source) -> bool:
    if not source.country:
        return False
    if source.id:
        country, _, institution = source.id.partition("-")
        return country == source.country and institution in ONE_VOICE
    return False


def _people(told: Sequence[Told]) -> dict[str, str]:
    """Folded names -> the fullest name that ends in the same words: "hallak" is "anwar hallak" if nobody else is."""
    names = sorted({t.source.key[1] for t in told if t.source.named and t.source.key[0] == "name"})
    full: dict[str, str] = {}
    for name in names:
        longer = [n for n in names if n != name and n.split()[-1:] == name.split()[-1:] and set(name.split()) < set(n.split())]
        full[name] = longer[0] if len(longer) == 1 else name
    return full


def _joined(groups: Mapping[tuple[str, ...], Group]) -> list[Group]:
    """Groups -> the same, with "the director" joined to the one named person whom a report calls the director."""
    people = [g for g in groups.values() if g.key[0] == "name"]
    kept: list[Group] = []
    for group in groups.values():
        if group.key[0] == "unnamed" and len(group.told) and group.told[0].source.description.lower().startswith("the "):
            noun = group.key[-1].split()[-1]
            named = [p for p in people if noun in _titles(p)]
            if len(named) == 1:
                named[0].told.extend(group.told)
                named[0].why.append(f"“{group.told[0].source.name}” is taken to be {named[0].lead.name}, who is called so")
                continue
        kept.append(group)
    return kept


def _titles(group: Group) -> set[str]:
    """Words that stand around the name of a person where he is brought in: "Dr. Anwar Hallak, the director of the clinic"."""
    words: set[str] = set()
    for one in group.told:
        text, surname = one.coded.report.text, one.source.name.split()[-1]
        at = text.find(surname)
        while at >= 0:
            before, after = text[max(0, at - 60) : at].split(". ")[-1], text[at + len(surname) : at + 70]
            if after.startswith(","):
                words.update(w.rstrip("s") for w in fold(after[1:].split(",")[0].split(".")[0]).split())
            if before.rstrip().endswith(",") or "," in before:
                words.update(w.rstrip("s") for w in fold(before.split(".")[-1]).split())
            at = text.find(surname, at + 1)
    return words - {"the", "a", "of", "in", "said"}


def is_party(group: Group, incident: Incident, told: Sequence[Told]) -> bool:
    """Whether an origin is one of those who did it or to whom it was done, or speaks for the same side."""
    lead = group.lead
    if lead.kind == "media" or (not lead.id and not lead.country and not lead.named):
        return False
    ids = {t.source.id for t in group.told if t.source.id}
    named = {fold(t.source.name) for t in group.told}
    if ids & {*incident.who, *incident.whom} or named & {fold(n) for n in (*incident.who, *incident.whom)}:
        return True
    state = any(set(t.source.roles) & STATE_ROLES for t in group.told)
    for one in told:
        for i in (*one.claim.who, *one.claim.whom):
            actor = one.coded.actors[i]
            side = set(actor.roles) & (ARMED | STATE_ROLES)
            if state and side and actor.country and actor.country == lead.country and side & (STATE_ROLES | {"COP"}):
                return True
    return False


def _explain(group: Group) -> None:
    through = sorted({name for t in group.told for name in t.source.through if name != group.name})
    if through:
        group.why.append(f"passed on by {', '.join(through)}")
    prints = sorted({t.coded.report.publisher or t.coded.report.id for t in group.told})
    if len(prints) > 1 and group.key[0] not in ("media", "unnamed"):
        group.why.append(f"one source, quoted in {len(prints)} reports ({', '.join(prints)})")
    others = {t.source.name for t in group.told} - {group.name}
    if others and group.key[0] == "state":
        group.why.append(f"{', '.join(sorted({group.name, *others}))} speak for one government")
    if not group.why:
        unnamed = group.key[0] == "unnamed"
        group.why.append(f"an unnamed source of {prints[0]}" if unnamed else f"named as the source in {prints[0]}")
    if group.party:
        group.why.append("a party to it")


def _count_media(groups: Sequence[Group], told: Sequence[Told]) -> None:
    """What an outlet tells in its own voice is no further witness where the same report names who told it."""
    sourced = {t.coded.report.id for t in told if t.source.key[0] != "media" and t.asserts}
    for group in groups:
        if group.key[0] == "media" and all(t.coded.report.id in sourced for t in group.told):
            group.counted = False
            group.why.append("not counted: its report names its sources for this")


def _tell_apart(groups: Sequence[Group]) -> None:
    """Give unnamed origins of one name the publisher's beside it: "residents (Sahel Dispatch)"."""
    same: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        same[group.name].append(group)
    for name, members in same.items():
        for n, group in enumerate(members if len(members) > 1 else ()):
            report = group.told[0].coded.report
            group.name = f"{name} ({report.publisher or report.id})"
            if any(g.name == group.name for g in members[:n]):
                group.name = f"{name} ({report.id}, {n + 1})"
