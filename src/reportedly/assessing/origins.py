"""Groups the claims of an incident by what they ultimately rest on: their origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportedly.assessing.generic import join_bare, join_chiefs, join_general
from reportedly.assessing.group import Group
from reportedly.assessing.names import fold
from reportedly.assessing.parties import is_party
from reportedly.assessing.police import find_police
from reportedly.assessing.reasons import count_media, explain, keep_apart, tell_other
from reportedly.assessing.sameness import Joiner, join_people, join_quotes, join_titles
from reportedly.assessing.source import Key
from reportedly.assessing.sources import Sources
from reportedly.assessing.struck_back import find_struck_back
from reportedly.assessing.told import Told
from reportedly.codebook.book import Codebook
from reportedly.record import CodedReport, Incident

# Institutions of one state that speak with one voice about what its forces did. Police and courts speak for themselves.
ONE_VOICE = ("GOV", "MIL", "DEF", "SEC", "SPY")


def find_told(incident: Incident, coded: Mapping[str, CodedReport], book: Codebook) -> list[Told]:
    """Incident and the coded reports by id -> its claims with their sources, in the order of the incident."""
    sources = {report: Sources(coded[report], book) for report in dict.fromkeys(ref.report for ref in incident.claims)}
    by_id = {report: {c.id: c for c in coded[report].claims} for report in sources}
    claims = [(coded[ref.report], by_id[ref.report][ref.claim]) for ref in incident.claims]
    back = find_struck_back(claims)
    voices = {report: tuple(s.key if s else None for s in own.settled) for report, own in sources.items()}
    return [
        Told(own, claim, sources[own.report.id].of(claim), (own.report.id, claim.id) in back, voices[own.report.id])
        for own, claim in claims
    ]


def group_origins(incident: Incident, told: Sequence[Told]) -> list[Group]:
    """Claims with their sources -> groups of one origin each, by name."""
    copied = {report: group[0] for group in incident.copies for report in group}
    writers = {group[0]: _writer(group, told) for group in incident.copies}
    joiner = Joiner()
    keys: list[Key] = []
    whys: list[list[str]] = []
    police = find_police(told)
    apart = len(set(police.values())) > 1
    for i, one in enumerate(told):
        key, why = _key(one, copied, writers)
        if i in police:
            # The registry has one police a country; where two cities' police speak, its id makes them none the same.
            key = police[i] if apart else key
            joiner.join(key, police[i])
        keys.append(joiner.find(key))
        whys.append(why)
        for other in one.source.also:
            if not (apart and i in police and other[0] == "id"):
                joiner.join(key, _scoped(_state_key(other), one, copied))
        if one.source.key[0] == "unnamed" and one.source.via is not None:
            # Outlets that print what somebody told an agency have it from the agency.
            joiner.join(key, ("unnamed", f"told to {one.source.via}", *one.source.key[1:]))
    reasons = [
        *join_people(joiner, told, keys), *join_chiefs(joiner, told, keys), *join_titles(joiner, told, keys, copied),
        *join_bare(joiner, told, keys, incident), *join_general(joiner, told, keys, copied), *join_quotes(joiner, told, keys),
    ]  # fmt: skip
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
        explain(group, copied)
        tell_other(group, incident)
    count_media(found, told)
    keep_apart(found)
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
        return ("unnamed", copied.get(report, report), *source.key[1:]), why
    return _state_key(source.key), why


def _scoped(key: Key, one: Told, copied: Mapping[str, str]) -> Key:
    """Key of an unnamed source as one report has it -> the same among the reports; any other key as it is."""
    report = one.coded.report.id
    return ("unnamed", copied.get(report, report), *key[1:]) if key[0] == "unnamed" else key


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
