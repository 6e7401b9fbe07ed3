"""How a record is put into words for a reader: who says so, who, where, when, how many, how sure.

Everything here comes out as plain text and unescaped; what prints it makes it harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportedly.assessing.disputes import Dispute
from reportedly.assessing.figures import Part
from reportedly.assessing.tolls import SideToll
from reportedly.exports.spans import chain_attributions
from reportedly.record import Claim, CodedReport, IncidentPlace, Report, Spans, Standing, Toll

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

# In the past tense, since one form serves "a resident" and "residents".
STANCES = {
    "asserts": "said so", "confirms": "confirmed it", "denies": "denied it", "doubts": "doubted it", "asks": "asked",
    "orders": "ordered it", "hopes": "hoped so", "accuses": "accused", "threatens": "threatened it",
    "promises": "promised it", "fears": "feared it", "estimates": "estimated it", "withholds": "would not say",
    "believes": "believed it", "plans": "planned it", "supports": "supported it", "opposes": "opposed it",
}  # fmt: skip

SOURCE_KINDS = {
    "official": "official", "party": "party to the conflict", "organization": "organization", "witness": "witness",
    "media": "media", "expert": "expert", "unnamed": "not named", "other": "other",
}  # fmt: skip

STANDINGS: dict[Standing, str] = {
    "corroborated": "Two or more origins that are no party to it say so.",
    "single-origin": "One origin that is no party to it says so; any others are parties.",
    "parties-only": "Only parties to the conflict say so.",
    "disputed": "Origins contradict each other.",
    "unattributed": "No report says where it has this from.",
}

# UCDP's where_prec; a mark on the map is drawn as wide as what is known.
WHERE_PRECISION = {
    1: "the place itself", 2: "near the place, within about 25 km", 3: "somewhere in the district",
    4: "somewhere in the province", 5: "along a line or in a region without sharp edges", 6: "somewhere in the country",
    7: "at sea or in the air",
}  # fmt: skip

# What is disputed, as a question.
DISPUTED = {
    "status": "whether it happened", "who": "who did it", "whom": "who was killed", "where": "where it was",
    "when": "when it was",
}  # fmt: skip

# A report without a title is known by so many of its first words.
OPENING = 9
LONGEST_OPENING = 90

THE_REPORT = "the report itself"
NOT_COUNTED = "not counted"


RULES = {
    "most-origins-then-latest": (
        "range over all origins; best: the figure that most origins give that are no party; of a tie the latest, then the lower"
    ),
    "acled": "range over all origins; best: the lowest, as ACLED takes it",
    "ucdp": "range over all origins; best: the most reliable, as UCDP takes it",
}

HARMS: tuple[str, ...] = ("killed", "injured", "missing", "abducted", "detained", "displaced")


@dataclass(frozen=True, slots=True)
class Voice:
    """One link in the chain of who says so: the words of the source, whom they mean, what it does, what kind it is."""

    words: str
    name: str | None
    stance: str
    kind: str


def name_report(report: Report) -> str:
    """What a reader knows a report by: its title, else its first words, else (they are too long to be words) its id."""
    if report.title:
        return report.title
    opening = report.text[:400].split()[:OPENING]
    words = " ".join(opening)
    if not words or len(words) > LONGEST_OPENING:
        return report.id
    return words if len(report.text.split(None, OPENING)) <= OPENING else f"{words} …"


def join_spans(text: str, spans: Spans) -> str:
    """Text and spans of it -> their words, an ellipsis where they are broken."""
    return " … ".join(" ".join(text[start:end].split()) for start, end in spans)


def find_voices(coded: CodedReport, claim: Claim) -> list[Voice]:
    """Who says so: the source of the claim's attribution first, then those it came through; none when the report itself does."""
    text = coded.report.text
    voices = []
    for index in chain_attributions(coded, claim.attribution):
        attribution = coded.attributions[index]
        words = join_spans(text, attribution.source)
        actor = coded.actors[attribution.source_actor] if attribution.source_actor is not None else None
        if not words and actor is not None and not actor.text:
            words = name_actor(coded, attribution.source_actor or 0)  # named by a person, and not by the report
        if not words:
            cue = join_spans(text, attribution.cue)
            words = f"a source not named (“{cue}”)" if cue else "a source not named"
        name = None
        if attribution.source_actor is not None:
            name = name_actor(coded, attribution.source_actor)
            # "the ministry" and its full name differ; "Russia" beside "Russia" says nothing new.
            if name.casefold().removeprefix("the ") in words.casefold():
                name = None
        voices.append(Voice(words, name, attribution.stance, attribution.source_kind))
    return voices


def say_voices(voices: Sequence[Voice]) -> str:
    """Chain of voices -> ``commander (Ali Hasan), via the agency``; ``the report itself`` when there is none."""
    if not voices:
        return THE_REPORT
    return ", via ".join(f"{v.words} ({v.name})" if v.name else v.words for v in voices)


def say_stance(stance: str) -> str:
    """Stance of an attribution -> what a reader sees; a stance that has no words here stands as it is."""
    return STANCES.get(stance, stance)


def first_mention(coded: CodedReport, index: int) -> int:
    """Index of an actor -> that of its first mention, by ``same_as``."""
    seen = {index}
    while (first := coded.actors[index].same_as) is not None and first not in seen:
        seen.add(first)
        index = first
    return index


def name_actor(coded: CodedReport, index: int) -> str:
    """Index of an actor -> the words of its first mention, or its registry name where those are a bare pronoun or adjective."""
    actor = coded.actors[first_mention(coded, index)]
    words = " ".join(actor.text.split())
    return actor.name if actor.name and (actor.kind == "nationality" or words.islower() or not words) else words or actor.id or ""


def say_actors(coded: CodedReport, indices: Iterable[int]) -> list[str]:
    """Indices of actors -> their names, each once."""
    return list(dict.fromkeys(name_actor(coded, i) for i in indices))


def say_places(coded: CodedReport, claim: Claim, countries: Mapping[str, str] | None = None) -> list[str]:
    """Where a claim puts its event -> ``Deir ez-Zor, SYR``; an unresolved toponym stands as it was written.

    ``countries`` gives the names of countries by their codes, where the reader is to see those.
    """
    said = []
    for index in claim.where:
        place = coded.places[index]
        words = place.name or " ".join(place.text.split())
        own = place.kind == "country" or not place.country
        said.append(words if own else f"{words}, {(countries or {}).get(place.country or '', place.country)}")
    return list(dict.fromkeys(said))


def say_place(place: IncidentPlace | None, countries: Mapping[str, str]) -> str | None:
    """Place of an incident -> its name with that of the country; ``None`` where it is not known."""
    if place is None:
        return None
    country = countries.get(place.country, place.country) if place.country else None
    if place.name and country and place.precision != 6 and place.name != country:
        return f"{place.name}, {country}"
    return place.name or country


def say_day(day: str) -> str:
    """ISO day, month or year -> ``9 September 2017``; anything else as it stands."""
    parts = day.split("-")
    if not all(part.isdecimal() for part in parts) or not 1 <= len(parts) <= 3 or len(parts[0]) != 4:
        return day
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return day
    month = [MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    return " ".join([*(str(int(part)) for part in parts[2:]), *month, parts[0]])


def say_days(first: str | None, last: str | None, *, iso: bool = False) -> str | None:
    """First and last day -> ``7 to 9 September 2017`` or, ``iso``, ``2017-09-07/2017-09-09``; ``None`` when neither is known."""
    if first is None and last is None:
        return None
    if iso:
        return first if first == last and first else f"{first or '?'} to {last or '?'}"
    if first == last and first:
        return say_day(first)
    if first is None or last is None:
        return f"until {say_day(last)}" if last else f"from {say_day(first or '')}"
    one, two = say_day(first).split(), say_day(last).split()
    shared = 0
    while len(one) == len(two) and shared < len(one) - 1 and one[-1 - shared] == two[-1 - shared]:
        shared += 1
    return f"{' '.join(one[: len(one) - shared])} to {' '.join(two)}"


def say_range(low: int | None, best: int | None, high: int | None) -> str | None:
    """Low, best and high -> ``12``, ``10–14, best 14``, ``at least 10``, ``up to 14``; ``None`` when nothing is counted."""
    ends = [n for n in (low, high) if n is not None]
    if not ends:
        return f"{best:,}" if best is not None else None
    if low is not None and low == high:
        return f"{low:,}"
    if low is not None and high is not None:
        middle = f", best {best:,}" if best is not None else ""
        return f"{low:,}–{high:,}{middle}"
    exact = best is not None and best not in ends
    edge = f"at least {low:,}" if low is not None else f"up to {high:,}"
    return f"{edge}, best {best:,}" if exact else edge


def say_toll(toll: Toll) -> str:
    """Toll -> ``12 killed``, ``at least 10 killed``; where nothing is counted, its own words: ``dozens (killed)``."""
    count = say_range(toll.low, toll.best, toll.high)
    return f"{count} {toll.harm}" if count else f"{toll.harm} (“{' '.join(toll.text.split())}”)"


def say_rule(rule: str) -> str:
    """Name of the rule by which figures were brought together -> what it does; a rule without words here stands as it is."""
    return RULES.get(rule, rule)


def say_names(names: Sequence[str]) -> str:
    """Names -> ``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def say_versions(dispute: Dispute) -> list[str]:
    """What is disputed -> a line for each version of it: the version, who says so, and who denies it."""
    lines = []
    for version in dispute.versions:
        value = say_day(version.value) if dispute.field == "when" else version.value
        said = [f"said by {say_names(version.by)}"] if version.by else []
        said += [f"denied by {say_names(version.denied_by)}"] if version.denied_by else []
        lines.append(f"{value} ({'; '.join(said)})")
    return lines


def say_part(part: Part) -> str:
    """Figure that is not added to its whole -> its words, whose figure it is and why it is not added."""
    said = f"“{' '.join(part.words.split())}”" if part.words else say_range(*part.figure) or NOT_COUNTED
    return f"{said}: {part.why} ({part.origin})"


def say_sides(sides: Iterable[SideToll], harm: str) -> str | None:
    """Tolls by side -> those of one harm in one line: ``9 civilians; 3 Government of Syria; 2 not told who they were``."""
    own = [one for one in sides if one.harm == harm]
    if not any(one.side.id != "unknown" for one in own):
        return None
    return "; ".join(f"{one.side.name} {say_range(one.toll.low, one.toll.best, one.toll.high)}" for one in own)


def rank_harm(harm: str) -> tuple[int, str]:
    """Harm -> its place in the order in which harms are shown, the gravest first."""
    return (HARMS.index(harm) if harm in HARMS else len(HARMS), harm)


def say_tolls(coded: CodedReport, claim: Claim) -> list[str]:
    """The tolls of a claim in words, each once."""
    return list(dict.fromkeys(say_toll(coded.tolls[i]) for i in claim.tolls))


def say_act(act: str) -> str:
    """Name of an act in the codebook -> the words in it."""
    return act.replace("_", " ").replace("-", " ")


def count_words(number: int, one: str, many: str | None = None) -> str:
    """Number and noun -> ``1 report``, ``7 reports``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
