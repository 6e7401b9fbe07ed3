"""An account: the claims of one report that tell of one event, with what they say together.

A report names the place and the day once ("in Saraqib on Tuesday") and then says "the shelling", "the attack", "the dead".
So claims are first brought together inside their report, in the order of the text, and the slots that one of them
fills stand for all. Only accounts are compared across reports.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from reportedly.linking.acts import MANNERS, act_score, family, is_event, is_other_news
from reportedly.linking.passage import passages, weigh_words
from reportedly.linking.quarters import find_quarters
from reportedly.linking.targets import find_targets
from reportedly.linking.where import EXACT, Where, far_apart, most_precise, place_of
from reportedly.record import Actor, Claim, CodedReport

# A claim of these alone makes no incident: what is planned has not happened, what is negated is told of as not having
# happened, and what is historical is told for background ("in 2015 an air raid killed seven children"). A negated or
# historical claim may join an incident that others tell of; a planned one never does.
FOUNDING = ("asserted", "denied", "possible")
JOINING = ("negated", "historical")
AHEAD = ("fears", "hopes", "plans", "promises", "threatens", "warns", "asks", "orders")

# What has no place and day of its own is of the event told just before, in the same paragraph, or else of the event that the
# report is about.
LEAD, NEXT, NEAR = 3.0, 4.0, 250
MONTH = 31
# No one event has killed or driven out so many without its day being told.
OF_WARS = {"killed": 20_000, "displaced": 500_000}
DEATH = re.compile(r"(?:dies|died|dying|succumbed)\b", re.IGNORECASE)

Days = tuple[date, date]
T = TypeVar("T")


@dataclass(frozen=True)
class Party:
    """What can be compared of an actor: registry id, folded name, country, role codes."""

    id: str | None
    name: str
    country: str | None
    roles: tuple[str, ...]

    @property
    def label(self) -> str:
        """Registry id if there is one, else the name."""
        return self.id or self.name


@dataclass(frozen=True)
class Account:
    """The claims of one report about one event. ``days`` is the span of days told, ``None`` when no claim tells it."""

    coded: CodedReport
    claims: tuple[Claim, ...]
    where: tuple[Where, ...]
    days: Days | None
    who: tuple[Party, ...]
    whom: tuple[Party, ...]
    tolls: Mapping[str, tuple[int, ...]]
    weapons: frozenset[str]
    setting: Where | None = None
    """The town that the report names most, for an account that names none of its own."""
    main: bool = False
    """Whether the report is about this: most of its claims tell of it."""
    latest: date | None = None
    """The latest single day that the report tells of: it was printed no earlier, whatever its date says."""
    spoken: bool = False
    """Whether it holds only words and papers, or other news, in a report that tells of nothing else."""
    passing: bool = False
    """Whether it is of no force, has neither place nor day of its own, and the report is about something else."""

    @cached_property
    def key(self) -> tuple[str, str]:
        """Report id and the id of the first claim: names the account, whatever the order of the input."""
        return (self.coded.report.id, self.claims[0].id)

    @cached_property
    def told_as(self) -> tuple[Claim, ...]:
        """One claim for each act that it is told as, with its type and mode: all that comparing acts asks for."""
        return tuple({(claim.act, claim.type, claim.mode): claim for claim in self.claims}.values())

    @cached_property
    def targets(self) -> frozenset[str]:
        """The kinds of targets that its claims of force tell."""
        text = self.coded.report.text
        return frozenset(kind for claim in self.claims if family(claim) == "force" for kind in find_targets(text, claim))

    @cached_property
    def words(self) -> Mapping[str, float]:
        """The words of the sentences in which its claims stand, without names of places, with their weights."""
        names = (place.text for place in self.coded.places)
        return weigh_words(passages(self.coded.report.text, self.claims), names)

    @cached_property
    def quarters(self) -> Mapping[str, str]:
        """The quarters of a city that these sentences name."""
        return find_quarters("\n".join(passages(self.coded.report.text, self.claims)))

    @cached_property
    def dying(self) -> bool:
        """Whether nothing but a death is told: "she died at home on Thursday" is of what was done to her the day before."""
        text = self.coded.report.text
        return all(DEATH.match(text, claim.trigger[0]) for claim in self.claims)

    @cached_property
    def deeds(self) -> frozenset[str]:
        """The different acts of the claims."""
        return frozenset(self.acts)

    @property
    def acts(self) -> tuple[str, ...]:
        """Acts of the claims, in the order of the text."""
        return tuple(claim.act for claim in self.claims)

    @cached_property
    def place(self) -> Where | None:
        """The most precise place that a claim names."""
        return most_precise(self.where)

    @cached_property
    def town(self) -> Where | None:
        """The place, or the report's town where none is told, or an area that the town may lie in."""
        place, setting = self.place, self.setting
        if place is None or setting is None or place.exact:
            return place or setting
        return setting if place.country in (None, setting.country) and place.admin1 in (None, setting.admin1) else place

    @cached_property
    def founding(self) -> bool:
        """Whether a claim of it says that something happened, or that force was used or may have been.

        What is told of months ("since September", "in 2015") is a course of events or a sum of them, and no incident.
        """
        if self.spoken or (self.days is not None and (self.days[1] - self.days[0]).days > MONTH):
            return False
        return any(claim.status in FOUNDING and (claim.status != "possible" or family(claim) == "force") for claim in self.claims)

    @cached_property
    def printed(self) -> date | None:
        """Day of publication, or a later one that the report tells of."""
        return max(self.published, self.latest) if self.published and self.latest else self.published

    @cached_property
    def published(self) -> date | None:
        """Day of publication."""
        return day_of(self.coded.report.published)


def find_accounts(coded: CodedReport) -> tuple[Account, ...]:
    """Coded report -> its accounts, in the order of their first claims."""
    drafts: list[Account] = []
    setting = find_setting(coded)
    for claim in sorted(coded.claims, key=lambda c: (c.trigger, c.id)):
        if not is_event(claim) or claim.status not in FOUNDING + JOINING or _ahead(coded, claim) or _sums_up(coded, claim):
            continue
        one = make_account(coded, (claim,))
        if claim.status == "denied" and one.days and one.published and (one.published - one.days[0]).days <= 2:
            # "on Thursday denied that its troops had fired": the day is that of the denial as often as not.
            one = replace(one, days=None)
        bare = not one.place and not one.days
        lead = next((i for i, draft in enumerate(drafts) if draft.place and draft.days), -1)
        best, at = 0.0, -1
        for i, draft in enumerate(drafts):
            score = _belongs(draft, one)
            if score > 0 and bare:
                score += LEAD if i == lead else NEXT if _follows(draft, claim) else 0.0
            if score > best:
                best, at = score, i
        if at < 0:
            drafts.append(one)
        else:
            drafts[at] = make_account(coded, (*drafts[at].claims, claim))
    if not any(draft.founding for draft in drafts):
        held = {claim.id for draft in drafts for claim in draft.claims}
        # Other news only says what the report is about, and does so when it tells of a plan, too.
        words = [c for c in coded.claims if c.id not in held and not is_event(c) and (c.status in FOUNDING or is_other_news(c))]
        if words:
            claims = tuple(sorted(words, key=lambda c: (c.trigger, c.id)))
            drafts.append(replace(make_account(coded, claims), spoken=True))
    main = max(range(len(drafts)), key=lambda i: (drafts[i].founding, drafts[i].spoken, len(drafts[i].claims), -i), default=-1)
    latest = _latest(drafts)
    return tuple(
        replace(draft, setting=setting, main=i == main, latest=latest, passing=i != main and _in_passing(draft))
        for i, draft in enumerate(drafts)
    )


def _latest(drafts: Iterable[Account]) -> date | None:
    told = (one.days for one in drafts if one.days and any(claim.status == "asserted" for claim in one.claims))
    return max((last for first, last in told if first == last), default=None)


def _in_passing(account: Account) -> bool:
    return account.days is None and account.place is None and family(account.claims[0]) != "force"


def is_founded(accounts: Iterable[Account]) -> bool:
    """Whether accounts make an incident: one says that something happened, or two reports do so in passing or tell of other news.

    "Both then signed an accord", in a report of a storm: of which, when and where only another report can tell.
    """
    held = list(accounts)
    if any(one.founding and not one.passing for one in held):
        return True
    return len({one.coded.report.id for one in held if one.spoken or (one.founding and one.passing)}) > 1


def _sums_up(coded: CodedReport, claim: Claim) -> bool:
    """Whether a claim is the sum of months: "90 people abducted since January" is none of the events that it counts.

    So is a figure that only a war reaches ("has killed more than 300,000 people"), unless its day is told.
    """
    days = _days(claim)
    long = days is not None and (days[1] - days[0]).days > MONTH
    if long and claim.status == "historical":
        return True
    figures = (coded.tolls[i] for i in claim.tolls)
    return (long or days is None) and any((toll.best or toll.low or 0) >= OF_WARS.get(toll.harm, math.inf) for toll in figures)


def _ahead(coded: CodedReport, claim: Claim) -> bool:
    """Whether a possible claim looks ahead: "diplomats fear that the army could attack the highway" tells of no event yet."""
    if claim.status != "possible" or claim.attribution is None:
        return False
    return coded.attributions[claim.attribution].stance in AHEAD


def find_setting(coded: CodedReport) -> Where | None:
    """Coded report -> the town that it names twice or more and more often than any other, ``None`` where there is none.

    Bylines and boilerplate do not count ("published from Rawalakot"); the dateline does, for it says where the news is from.
    """
    silent = [(m.start, m.end) for m in coded.marks if m.kind in ("byline", "credit", "boilerplate")]
    towns = [
        place_of(place)
        for place in coded.places
        if place.kind in EXACT and place.geonameid is not None and not any(s <= place.start < e for s, e in silent)
    ]
    votes = Counter(towns).most_common(2)
    if not votes or votes[0][1] < 2 or (len(votes) > 1 and votes[1][1] == votes[0][1]):
        return None
    return votes[0][0]


def _follows(account: Account, claim: Claim) -> bool:
    """Whether a claim stands in the paragraph of the account's last claim, and near it."""
    last = max(other.trigger[1] for other in account.claims)
    return claim.trigger[0] - last <= NEAR and "\n" not in account.coded.report.text[last : claim.trigger[0]]


def _belongs(account: Account, one: Account) -> float:
    """How well a claim fits an account of its own report; 0 when it tells of something else."""
    claim = one.claims[0]
    if family(claim) != family(account.claims[0]):
        return 0.0
    if account.days and one.days and not _can_be_one(account.days, one.days):
        return 0.0
    if account.place and one.place and far_apart(account.place, one.place):
        return 0.0
    historical = claim.status == "historical"
    if historical != all(c.status == "historical" for c in account.claims) and not (one.days and account.days):
        return 0.0
    acts = max(act_score(claim, other) for other in account.claims)
    if acts < 0:
        return 0.0
    told = bool(one.days and account.days) + bool(one.place and account.place)
    return 1.0 + acts + told + 0.01 * len(account.claims)


def _can_be_one(a: Days, b: Days) -> bool:
    """Whether two windows share a day, and not the one a day and the other months.

    "more than 1,900 times this year" is a sum of events and not the event of Wednesday.
    """
    short, long = sorted(((a[1] - a[0]).days, (b[1] - b[0]).days))
    return a[0] <= b[1] and b[0] <= a[1] and not (short <= 7 and long >= 60)


def make_account(coded: CodedReport, claims: tuple[Claim, ...]) -> Account:
    """Coded report and claims of it, in the order of the text -> the account that they make, without a setting."""
    sure = [claim for claim in claims if claim.status != "denied"] or claims
    # Arrests and charges have days of their own: "arrested on Friday over the shooting" does not tell when the shooting was.
    deeds = [claim for claim in sure if claim.act not in MANNERS["arrested"]] or sure
    days = [d for d in (_days(claim) for claim in deeds) if d]
    tolls: dict[str, set[int]] = {}
    for claim in claims:
        for toll in (coded.tolls[i] for i in claim.tolls):
            best = toll.best if toll.best is not None else toll.low
            if best is not None:
                tolls.setdefault(toll.harm, set()).add(best)
    return Account(
        coded=coded,
        claims=claims,
        where=_unique(place_of(coded.places[i]) for claim in claims for i in _places(coded, claim)),
        # What most claims say; of two the narrower window: "on Tuesday" says more than "this week".
        days=min(days, key=lambda d: (-days.count(d), d[1] - d[0], d)) if days else None,
        who=_unique(party_of(coded.actors, i) for claim in claims for i in claim.who),
        whom=_unique(party_of(coded.actors, i) for claim in claims for i in claim.whom),
        tolls={harm: tuple(sorted(figures)) for harm, figures in sorted(tolls.items())},
        weapons=frozenset(coded.report.text[claim.weapon[0] : claim.weapon[1]].casefold() for claim in claims if claim.weapon),
    )


def _places(coded: CodedReport, claim: Claim) -> tuple[int, ...]:
    """Claim -> the indices of its places, without those of the dateline where it has others: news is sent from elsewhere."""
    datelines = [(m.start, m.end) for m in coded.marks if m.kind == "dateline"]
    told = tuple(i for i in claim.where if not any(s <= coded.places[i].start < e for s, e in datelines))
    return told or claim.where


def _unique(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))


def party_of(actors: tuple[Actor, ...], index: int) -> Party:
    """Actors of a report and the index of one -> the party, named as its first mention that has a registry id or name."""
    chain, seen = [actors[index]], {index}
    while (nxt := chain[-1].same_as) is not None and nxt not in seen:
        seen.add(nxt)
        chain.append(actors[nxt])
    named = next((a for a in chain if a.id), None) or next((a for a in chain if a.name), chain[-1])
    country = named.country or next((a.country for a in chain if a.country), None)
    roles = named.roles or next((a.roles for a in chain if a.roles), ())
    return Party(named.id, named.name or " ".join(named.text.split()), country, tuple(roles))


def _days(claim: Claim) -> Days | None:
    first, last = day_of(claim.from_), day_of(claim.to)
    first, last = first or last, last or first
    return (first, last) if first and last and first <= last else None


def day_of(written: str | None) -> date | None:
    """ISO 8601 day or time -> the day, ``None`` for anything else."""
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError:
        return None
