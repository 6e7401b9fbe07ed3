"""Says of an origin in plain sentences what made its claims one, what keeps it apart, and why it is counted or not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from reportedly.assessing.group import Group
from reportedly.assessing.names import fold, head
from reportedly.assessing.told import Told
from reportedly.codebook.acts import OTHER_NEWS
from reportedly.record import Incident

# A sentence of this many names says it all; the rest is counted.
MOST = 4
# What join_titles says of a title that is somebody's.
TITLE = re.compile(r"“(?P<title>[^”]+)” is taken to be ")


def explain(group: Group, copied: Mapping[str, str]) -> None:
    """Put the sentences of a group that has its name into its ``why``, in the order in which a reader asks."""
    others = [why for why in dict.fromkeys(group.why) if not TITLE.match(why)]
    titles = sorted({found["title"] for why in group.why if (found := TITLE.match(why))} - {group.name})
    if titles:
        others.insert(
            0, f"{listed(titles, True)} {'is' if len(titles) == 1 else 'are'} taken to be {group.name}, whom a report calls so"
        )
    group.why = [sentence(part) for part in (*_meant(group), *others, *_printed(group, copied)) if part]
    if not group.why and group.key[0] == "media":
        group.why.append("The report says so itself, without a source.")
    if not group.why:
        group.why.append(f"Named as the source in {group.told[0].print}.")
    if group.party:
        group.why.append("A party to it, or speaks for one.")


def tell_other(group: Group, incident: Incident) -> None:
    """Say of an origin that asserts something beside the act of the incident, and not that act, what it tells of."""
    told = [t for t in group.told if t.asserts]
    if told and all(t.struck_back for t in told):
        group.why.append("Not counted as asserting it: tells of what was done to the attackers.")
    elif told and incident.act != OTHER_NEWS and all(t.claim.act == OTHER_NEWS for t in told):
        group.counted = False
        group.why.append("Not counted as asserting it: the report is about it and tells of no act.")
    elif told and not any(t.claim.act == incident.act or t.claim.acled == incident.acled for t in told):
        acts = sorted({t.claim.act.replace("-", " ") for t in told})
        group.why.append(f"Tells of {listed(acts)}, not of {incident.act.replace('-', ' ')} itself.")


def sentence(words: str) -> str:
    """A clause -> a sentence."""
    words = words.strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '.”')) else '.'}"


def listed(words: Sequence[str], quoted: bool = False) -> str:
    """Words -> ``a, b and c``; of many the first ones and how many more there are."""
    every = [f"“{one}”" if quoted else one for one in dict.fromkeys(words)]
    if len(every) > MOST:
        every = [*every[: MOST - 1], f"{len(every) - MOST + 1} more"]
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"


def _meant(group: Group) -> Iterator[str]:
    """Who speaks for it, and by what other names the reports call it."""
    speak = sorted({t.source.speaker for t in group.told if t.source.speaker and fold(group.name) not in fold(t.source.speaker)})
    called = sorted({t.source.called for t in group.told if t.source.called and fold(t.source.called) != fold(group.name)})
    if speak:
        yield f"{listed(speak, True)} {'speaks' if len(speak) == 1 else 'speak'} for {group.name}"
    if called:
        yield f"{group.name} is also called {listed(called, True)} here"
    if group.key[0] == "state":
        voices = sorted({t.source.name for t in group.told if t.source.id or t.source.country} - {group.name})
        if voices:
            yield f"{listed([group.name, *voices])} speak with one voice, that of one government"


def _printed(group: Group, copied: Mapping[str, str]) -> Iterator[str]:
    """Through whom it came and where it stands in print."""
    through = sorted({name for t in group.told for name in t.source.through if name != group.name})
    if through:
        yield f"passed on by {listed(through)}"
    prints = sorted({t.print for t in group.told})
    reports = len({t.coded.report.id for t in group.told})
    if group.key[0] == "media":
        return
    if not group.lead.named:
        yield f"not named, in {listed(prints)}" + ("" if reports > 1 else "; nothing makes it one with another source")
        if reports > 1 and len({copied.get(t.coded.report.id, "") for t in group.told}) == 1:
            yield "these reports are copies of one text, so it is one"
        elif reports > 1 and (via := {t.source.via for t in group.told if t.source.via}):
            yield f"the reports have it from {listed(sorted(via))}, so it is one"
    elif reports > 1:
        yield f"quoted in {reports} reports ({listed(prints)}) and counted once"


def keep_apart(groups: Sequence[Group]) -> None:
    """Give origins of one name the publisher's beside it, "residents (Sahel Dispatch)", and say that they are kept apart."""
    same: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        same[head(group.name) if group.key[0] == "unnamed" else group.name].append(group)
    for members in same.values():
        for n, group in enumerate(members if len(members) > 1 else ()):
            group.name = f"{group.name} ({group.told[0].print})"
            if any(g.name == group.name for g in members[:n]):
                group.name = f"{group.lead.name} ({group.told[0].coded.report.id}, {n + 1})"
        for group in members if len(members) > 1 else ():
            others = [other.name for other in members if other is not group]
            why = "unnamed people in reports of their own" if group.key[0] == "unnamed" else "another source of the same name"
            group.why.append(f"Kept apart from {listed(others)}: {why}.")


def count_media(groups: Sequence[Group], told: Sequence[Told]) -> None:
    """What an outlet tells in its own voice is no further witness where the same report names who told it."""
    sourced = {t.coded.report.id for t in told if not t.source.own and t.asserts}
    for group in groups:
        if all(t.source.own and t.coded.report.id in sourced for t in group.told):
            group.counted = False
            group.why.append("Not counted: the report names its sources for this.")
