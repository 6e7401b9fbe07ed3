"""Makes many coded reports of a few: the samples, with other places, days, names and wordings.

Only the samples are coded. A variation rewrites the text piece by piece and moves every span with it, so that each coded
report is what the coder might have given for its text, and passes the check of the contract. Reports of one event share their
variation (a copy stays a copy), reports of two events do not.

A project grows because time goes on: with new days come new names, and the towns are those of before. With a span of days
and a list of names that stay as they are, its reports would be more and more alike instead. So both grow with the number of
claims, and as much happens in a province in a week whatever the size. Names come again unevenly, a few of them often. What
does not grow is the wording, which is that of a few samples: its formulas are shared by more and more reports.
``crowded`` is the harder case: the days and names stay as few as 30,000 claims have, and more is told of the same towns in the
same weeks, as when publisher after publisher of one war is added.
"""

from __future__ import annotations

import datetime
import hashlib
import random
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from reportedly.record import Actor, Attribution, Claim, CodedReport, Place, Span, Time, Toll, check, digest

M = TypeVar("M", Actor, Place, Time, Toll)

PROVINCES, TOWNS_EACH = 240, 12
# Claims for one week, and for one invented name.
WEEK_OF, NAME_OF = 100, 7
CROWDED = 30_000
# So many of the words that are part of no mention are others in each variation: what two events share is formulas.
REWORDED = 0.8
SYLLABLES = ("ba", "dur", "kes", "lom", "mar", "nai", "ol", "pir", "qat", "rish", "sem", "tav", "ul", "ver", "yan", "zor")
WORDS = """
about above across after again along among around away because become before began behind believe below beside better
between beyond bridge bring broken brought build burned called calm came careful carried cattle caused centre chance
change charge child clear clinic close coast cold column come common corner cotton council count country course cover
crops crossing crowd customs daily damage dark daughter decade delay desert dinner direct distance doctor door doubt
dozen drive driver drought early eastern edge eight elder empty engine enough entrance evening every expect express
facing failed family famine farm father fence ferry field fifth figure finally fire first fled flood floor follow forced
forest former forward found fourth frame front fuel further garden gate gather given glass goods grain grave ground
guard habit half hall hand harbour hard harvest head hear heavy held help highway hill hold home hope horse hospital
hotel hour house houses hundred hurry inside island issue join journey judge keep kept kitchen known land lane large
late later lead leave left letter level light likely line listen little local long looked lorry lost lower main many
market marsh master matter mayor mean measure meeting member middle mile mill mine minute mission month moon moment
morning mosque most mother motor mountain move narrow nation near nearly neighbour never next night ninth noise noon
north notice number nurse object ocean offer office often older olive open orchard order other outer outside oven over
owner paper parcel parent park part party pass past patient pause people person phone place plain plant plaster platform
poor port post potato power prayer present press prison problem profit promise proper public pull quarter quiet radio
railway rain raise range rapid rather reach ready reason record refuse region remain repair reply rescue rest return
rice ridge river road roof room rough round route rubble rural safe sand school search season second sector seen seize
sell send seven several shade shallow shelter shepherd shop shore short shoulder side silent single sister sixth slope
slowly small smoke snow soil south space speak spend spring square stable stage stair stand station steel step stone
store storm story stove straight stream street strong student such sudden sugar summer supply surface table tailor tea
teacher tent tenth terrace thick third thousand timber time today together tomorrow towards tower town track trade train
travel tree trench truck tunnel turn twelve twice under until upper urgent valley vehicle village visit voice wagon wait
walk wall warm watch water week well west wheat wheel where while white whole widow wind window winter without witness
wood worker world yard year young
"""
VOCABULARY = tuple(WORDS.split())
WORD = re.compile(r"[^\W\d_]{4,}")
# Whole weeks, so that "on Tuesday" stays true.
WEEK = datetime.timedelta(7)


@dataclass(frozen=True)
class Variation:
    """What all reports of one event have in common: its place, its week, and the words that stand for others."""

    number: int
    towns: Sequence[tuple[str, int, float, float, str]]
    shift: datetime.timedelta
    seed: int
    names: int

    def word(self, word: str) -> str:
        """Word of a sample -> what stands in its place, in the same case."""
        own = random.Random(f"{self.seed}|{word.lower()}")
        if own.random() > REWORDED:
            return word
        listed = VOCABULARY[int(len(VOCABULARY) * own.random() ** 2)]
        made = invent("name", int(self.names * own.random() ** 2)) if own.random() < 0.15 else listed
        return made.capitalize() if word[0].isupper() else made


def vary(groups: Sequence[Sequence[CodedReport]], claims: int, seed: int = 1, crowded: bool = False) -> Iterator[CodedReport]:
    """Coded samples by event, and a number of claims -> at least so many claims in coded reports, event by event."""
    dice = random.Random(seed)
    size = CROWDED if crowded else claims
    weeks, names = max(1, size // WEEK_OF), max(1, size // NAME_OF)
    towns = _towns(random.Random(seed + 1))
    made = number = 0
    while made < claims:
        group = groups[number % len(groups)]
        province = dice.randrange(PROVINCES)
        own = towns[province * TOWNS_EACH : (province + 1) * TOWNS_EACH]
        variation = Variation(number, own, WEEK * (dice.randrange(weeks) - weeks // 2), dice.randrange(2**32), names)
        for coded in group:
            one = vary_report(coded, variation)
            made += len(one.claims)
            yield one
        number += 1


def vary_report(coded: CodedReport, variation: Variation) -> CodedReport:
    """Coded report and a variation -> the same report of another place and time, in other words."""
    places = {place.name or place.text: place for place in coded.places}
    town = {name: variation.towns[i % len(variation.towns)] for i, name in enumerate(sorted(places))}
    edits = _edits(coded, variation, town)
    text, move = rewrite(coded.report.text, edits)
    name = f"{coded.report.id}-{variation.number}"

    def at(mention: M, **changed: Any) -> M:
        start, end = move(mention.start), move(mention.end)
        return msgspec.structs.replace(mention, start=start, end=end, text=text[start:end], **changed)

    def place(one: Place) -> Place:
        new, geonameid, lat, lon, admin1 = town[one.name or one.text]
        if one.lat is None or one.kind == "country":
            return at(one)
        return at(one, geonameid=geonameid, name=new if one.kind != "admin" else admin1, lat=lat, lon=lon, admin1=admin1)

    def span(one: Span) -> Span:
        return (move(one[0]), move(one[1]))

    def attribution(one: Attribution) -> Attribution:
        moved = {key: tuple(span(s) for s in getattr(one, key)) for key in ("source", "cue", "content")}
        return msgspec.structs.replace(one, **moved)

    def claim(n: int, one: Claim) -> Claim:
        return msgspec.structs.replace(
            one, id=hashlib.sha256(f"{name}|{n}|{one.id}".encode()).hexdigest()[:16], trigger=span(one.trigger),
            weapon=span(one.weapon) if one.weapon else None, from_=_day(one.from_, variation), to=_day(one.to, variation),
        )  # fmt: skip

    report = msgspec.structs.replace(
        coded.report, id=name, text=text, sha256=digest(text), published=_day(coded.report.published, variation)
    )
    return check(
        msgspec.structs.replace(
            coded, report=report,
            marks=tuple(msgspec.structs.replace(m, start=move(m.start), end=move(m.end)) for m in coded.marks),
            actors=tuple(at(a, name=a.name if a.id or not a.name else text[move(a.start) : move(a.end)]) for a in coded.actors),
            places=tuple(place(p) for p in coded.places),
            times=tuple(at(t, from_=_day(t.from_, variation), to=_day(t.to, variation)) for t in coded.times),
            tolls=tuple(at(t) for t in coded.tolls), attributions=tuple(attribution(a) for a in coded.attributions),
            claims=tuple(claim(n, c) for n, c in enumerate(coded.claims)),
        )
    )  # fmt: skip


def rewrite(text: str, edits: Sequence[tuple[int, int, str]]) -> tuple[str, Callable[[int], int]]:
    """Text and what takes the place of some of its pieces, in order -> the new text, and where an offset has gone."""
    pieces, starts, shifts, at, shift = [], [0], [0], 0, 0
    for start, end, new in edits:
        pieces += [text[at:start], new]
        shift += len(new) - (end - start)
        starts.append(end)
        shifts.append(shift)
        at = end
    inside = {offset: edit for edit in edits for offset in range(edit[0] + 1, edit[1])}

    def move(offset: int) -> int:
        if offset in inside:
            start, end, new = inside[offset]
            return move(start) + max(1, min(len(new), round(len(new) * (offset - start) / (end - start))))
        return offset + shifts[bisect_right(starts, offset) - 1]

    return "".join((*pieces, text[at:])), move


def _edits(
    coded: CodedReport, variation: Variation, town: dict[str, tuple[str, int, float, float, str]]
) -> list[tuple[int, int, str]]:
    """Report -> what to put where: other towns for its towns, other words for names of people and words of no meaning here."""
    kept: list[Span] = [(m.start, m.end) for m in coded.times] + [(m.start, m.end) for m in coded.tolls]
    kept += [(m.start, m.end) for m in coded.marks if m.kind != "headline"]
    kept += [claim.trigger for claim in coded.claims] + [cue for one in coded.attributions for cue in one.cue]
    kept += [(a.start, a.end) for a in coded.actors if a.id or a.kind != "person"]
    edits: dict[int, tuple[int, int, str]] = {}
    for place in coded.places:
        new = place.text if place.lat is None or place.kind == "country" else town[place.name or place.text][0]
        edits.setdefault(place.start, (place.start, place.end, new))
    kept += [(start, end) for start, end, _ in edits.values()]
    for match in WORD.finditer(coded.report.text):
        start, end = match.span()
        if not any(s < end and start < e for s, e in kept):
            new = variation.word(match.group())
            if new != match.group():
                edits[start] = (start, end, new)
    found, reach = [], 0
    for edit in sorted(edits.values()):
        if edit[0] >= reach:
            found.append(edit)
            reach = edit[1]
    return found


def _day(written: str | None, variation: Variation) -> str | None:
    if written is None or len(written) < 10:
        return written
    return (datetime.date.fromisoformat(written[:10]) + variation.shift).isoformat() + written[10:]


def invent(kind: str, number: int) -> str:
    """Kind and number of a name -> the name, the same each time; few numbers have the name of another."""
    return _name(random.Random(f"{kind} {number}"), 3 + (number >= 500))


def _name(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(syllables))


def _towns(dice: random.Random) -> list[tuple[str, int, float, float, str]]:
    """Invented towns: name, id, latitude, longitude, province; a dozen to a province, 10 to 100 km apart."""
    towns = []
    for province in range(PROVINCES):
        lat, lon, name = dice.uniform(-30, 45), dice.uniform(-20, 60), _name(dice, 3).capitalize()
        for n in range(TOWNS_EACH):
            there = (lat + dice.uniform(-0.6, 0.6), lon + dice.uniform(-0.6, 0.6))
            number = province * TOWNS_EACH + n
            towns.append((invent("town", number).capitalize(), 10**8 + number, *there, f"{name} {province}"))
    return towns
