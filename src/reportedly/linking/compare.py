"""Compares two accounts of different reports by named reasons; their sum says whether they tell of one event."""

from __future__ import annotations

from collections.abc import Mapping

from reportedly.linking.about import alike, compare_people, compare_texts, days_apart
from reportedly.linking.account import Account
from reportedly.linking.acts import GENERIC, SAME_ACT, act_score, family, go_together, is_other_news, manners_of
from reportedly.linking.copies import Copy
from reportedly.linking.days import DAYS_APART, compare_days
from reportedly.linking.reason import Comparison, Reason
from reportedly.linking.sides import compare_who, compare_whom
from reportedly.linking.texts import Texts, cosine_of
from reportedly.linking.where import place_score
from reportedly.record import Span, Spans

# Accounts with at least this sum are taken for one event.
SAME = 3.0
# Two notes of one sentence are alike by chance: below this many different words the likeness counts for less.
ENOUGH_WORDS = 40
TOLD_APART = -2.0
UNTOLD = -1.0
PLACES_APART = -5.0
LEAST_ALIKE, MOST_ALIKE = -3.0, 6.0
# A cosine of 0.08 is what two reports of one war share; of 0.16 upwards what two reports of one event do.
BY_CHANCE, STEEPNESS = 0.13, 30.0
# An outlet tells one attack like another, so its own reports are alike anyway.
MOST_ALIKE_OWN = 3.0
TARGET, OTHER_TARGET, FEW_TARGETS = 0.5, -4.0, 2
OTHER_QUARTER, OTHER_QUARTERS = -3.0, -1.0
OTHER_TOLL = -1.5
# The sentences of two accounts that share less than this by weight (of one outlet, which tells each attack like another: than the
# second) tell of two things, however like the rest of their reports are.
OTHER_WORDS, OTHER_WORDS_OWN, SENTENCES = 0.03, 0.15, 25.0
# Of what reports are about, their whole texts tell more than the act and place of one claim.
ACT_SHARE, PLACE_SHARE, DAY_SHARE, OTHER_MAIN = 0.25, 0.4, 0.6, -1.0
NO_FORCE = -3.0


def compare_accounts(a: Account, b: Account, texts: Texts, copies: Mapping[tuple[str, str], Copy]) -> Comparison:
    """Two accounts -> why they are, or are not, about one event. Which is given first makes no difference."""
    if a.key > b.key:
        a, b = b, a
    if a.main and b.main and a.coded.report.id != b.coded.report.id:
        return _compare_main(a, b, texts)
    return Comparison((
        _act(a, b),
        _place(a, b),
        compare_days(a, b),
        compare_who(a, b),
        compare_whom(a, b),
        _tolls(a, b),
        _weapons(a, b),
        _targets(a, b),
        _quarters(a, b),
        _text(a, b, texts, copies),
        compare_people(a, b, texts),
    ))  # fmt: skip


def _compare_main(a: Account, b: Account, texts: Texts) -> Comparison:
    """What two reports are about: whole texts speak, and act and place, of which a report tells several, less than elsewhere."""
    act, place, day = _act(a, b), _place(a, b), compare_days(a, b)
    act = Reason("act", OTHER_MAIN if act.value < 0 else act.value * ACT_SHARE, act.why)
    if is_other_news(a.claims[0]) or is_other_news(b.claims[0]):
        # No act is told that would be one in a town on a day: a match, a vote and an attack are told of there. Words decide,
        # but who writes of an attack has a word for it.
        force = "force" in (family(a.claims[0]), family(b.claims[0]))
        act = Reason("act", NO_FORCE if force else 0.0, f"{a.claims[0].act} and {b.claims[0].act}")
        place, day = (reason if reason.value <= 0 else Reason(reason.name, 0.0, reason.why) for reason in (place, day))
    if day.value <= DAYS_APART:
        day = days_apart(a, b, day.value, day.why, texts)
    # A quarter's name is often that of a town elsewhere: where the texts say that it is one event, two towns count for less.
    sure = place.value <= PLACES_APART and not alike(a, b, texts)
    return Comparison((
        act,
        place if sure else Reason("place", round(place.value * PLACE_SHARE, 4), place.why),
        Reason("day", round(day.value * DAY_SHARE, 4) if day.value > 0 else day.value, day.why),
        compare_who(a, b),
        compare_whom(a, b),
        _tolls(a, b),
        _weapons(a, b),
        _targets(a, b),
        _quarters(a, b),
        *compare_texts(a, b, texts),
    ))  # fmt: skip


def _act(a: Account, b: Account) -> Reason:
    if family(a.claims[0]) != family(b.claims[0]):
        return Reason("act", -3.0, f"{a.claims[0].act} and {b.claims[0].act} are different kinds of act")
    ways, others = manners_of(a.deeds), manners_of(b.deeds)
    if not go_together(ways, others):
        # "killed" goes with every manner, and joins no gas attack to a car bomb.
        return Reason("act", -3.0, f"{min(ways)} and {min(others)} are not words for one thing")
    shared = a.deeds & b.deeds
    if shared - GENERIC or (shared and not (ways and others)):
        return Reason("act", SAME_ACT, f"both {max(shared - GENERIC or shared)}")
    value, one, other = max((act_score(x, y), x.act, y.act) for x in a.told_as for y in b.told_as)
    if value < 0:
        return Reason("act", -3.0, f"{one} and {other} are not words for one thing")
    return Reason("act", value, f"both {one}" if one == other else f"{one} and {other}")


def _place(a: Account, b: Account) -> Reason:
    one, other = a.town, b.town
    value, why = place_score(one, other)
    if one is not None and other is not None and _everywhere(a, b):
        # "300 have been killed in the country": a sum of many events, if anything.
        return Reason("place", min(value, UNTOLD), f"{why}; no day and no more than a country is told")
    if one is a.place and other is b.place and one is not None and other is not None:
        return Reason("place", value, why)
    if one is None or other is None:
        return Reason("place", UNTOLD, why)
    # A town that only the report is about, and not the claim, is half a reason.
    return Reason("place", value / 2, f"{why} (the report's town, where a claim tells none)")


def _everywhere(a: Account, b: Account) -> bool:
    return any(x.days is None and x.place is not None and x.place.kind == "country" and not x.main for x in (a, b))


def _quarters(a: Account, b: Account) -> Reason:
    """A quarter of a city; who tells of several sums up, and may tell of either."""
    if a.quarters and b.quarters and not a.quarters.keys() & b.quarters.keys():
        few = max(len(a.quarters), len(b.quarters)) <= FEW_TARGETS
        why = f"{max(a.quarters.values())} and {max(b.quarters.values())}"
        return Reason("quarter", OTHER_QUARTER if few else OTHER_QUARTERS, why)
    return Reason("quarter", 0.0, "no quarters that tell them apart")


def _tolls(a: Account, b: Account) -> Reason:
    best = Reason("toll", 0.0, "no harm told by both")
    worst: Reason | None = None
    for harm in sorted(a.tolls.keys() & b.tolls.keys()):
        same = set(a.tolls[harm]) & set(b.tolls[harm])
        x, y = max(a.tolls[harm]), max(b.tolls[harm])
        if same and max(same) > 1:
            best = Reason("toll", 1.0, f"both {max(same)} {harm}")
        elif max(x, y) > 4 * min(x, y) + 4 and worst is None:
            worst = Reason("toll", OTHER_TOLL, f"{x} and {y} {harm}")
    return best if best.value or worst is None else worst


def _weapons(a: Account, b: Account) -> Reason:
    shared = a.weapons & b.weapons
    return Reason("weapon", 0.5, f"both {min(shared)}") if shared else Reason("weapon", 0.0, "not told by both")


def _targets(a: Account, b: Account) -> Reason:
    """What was struck; who tells of several targets sums up, and may tell of either."""
    if shared := a.targets & b.targets:
        return Reason("target", TARGET, f"both tell of a {min(shared)}")
    if a.targets and b.targets and max(len(a.targets), len(b.targets)) <= FEW_TARGETS:
        return Reason("target", OTHER_TARGET, f"a {min(a.targets)} and a {min(b.targets)}")
    return Reason("target", 0.0, "not told by both")


def _text(a: Account, b: Account, texts: Texts, copies: Mapping[tuple[str, str], Copy]) -> Reason:
    x, y = a.coded.report.id, b.coded.report.id
    if x == y:
        # A report that tells of two events says so; only what other reports tell can bring its accounts together.
        return Reason("text", TOLD_APART, "told apart in one report")
    copy = copies.get((min(x, y), max(x, y)))
    if copy is not None:
        spans = {copy.first: copy.spans_first, copy.second: copy.spans_second}
        for claim in a.claims:
            at = _within(claim.trigger, spans[x])
            if at is not None and any(_within(other.trigger, spans[y]) == at for other in b.claims):
                return Reason("text", 3.0, "told in a passage that both have")
    cosine = texts.cosine(x, y) * min(1.0, min(len(texts.by_report[x].weights), len(texts.by_report[y].weights)) / ENOUGH_WORDS)
    own = a.coded.report.publisher is not None and a.coded.report.publisher == b.coded.report.publisher
    most = MOST_ALIKE_OWN if own else MOST_ALIKE
    value = max(LEAST_ALIKE, min(most, (cosine - BY_CHANCE) * STEEPNESS))
    told = cosine_of(a.words, b.words)
    capped = max(0.0, (told - (OTHER_WORDS_OWN if own else OTHER_WORDS)) * SENTENCES)
    if capped < value:
        return Reason("text", round(capped, 4), f"texts alike by {cosine:.2f}, the sentences about it by {told:.2f}")
    return Reason("text", round(value, 4), f"texts alike by {cosine:.2f}")


def _within(trigger: Span, spans: Spans) -> int | None:
    return next((i for i, (start, end) in enumerate(spans) if start <= trigger[0] and trigger[1] <= end), None)
