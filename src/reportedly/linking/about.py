"""Compares what two reports are about: the accounts that most of their claims tell of, by whole texts, people, streets, ages.

The weights are set by hand in steps that a reader can follow; which reasons there are, and about how heavy each must be, was
seen on development data (docs/linking.md has the figures).
"""

from __future__ import annotations

import math
from datetime import timedelta

from reportedly.linking.account import Account
from reportedly.linking.acts import MANNERS, family
from reportedly.linking.reason import Reason
from reportedly.linking.texts import Text, Texts

# What both reports are about is told of by both from beginning to end, and not in passing.
BOTH = 1.4
# Two reports of different things share about as much as this, and more than STEEP only where they share sentences.
CHANCE, STEEP = 0.05, 0.3
SLOPE, GENTLE, MOST = 24.0, 7.0, 7.0
ALIKE = 0.2
# Shorter texts are alike by chance more often; at this many words the likeness counts as it is.
USUAL = 250
FEW_WORDS = 21
OWN = -1.5
STREET, OTHER_STREET, OTHER_BLOCK, OTHER_AGES = 1.5, -1.5, -3.5, -1.5
# Whose age is told beside the name is whom it happened to, or who is said to have done it; others may be of another event.
PERSON, AGED_PERSON, MOST_PEOPLE = 0.6, 1.2, 1.8
DAY_LATER, WEEK_LATER = -0.25, -0.07
# Where it is not known when a report was printed, "on Friday" can seldom be read as a day, and only full dates can: these tell of
# what came before, or of when a page was printed, as often as of the event. So days told apart say less there.
UNDATED = -1.5
NAMED_AGAIN, PURSUED = -1.5, -4.0
# Like words are no reason against days: as much as they can speak for one event is taken off.
MOST_FOR_TEXT = -4.0


def compare_texts(a: Account, b: Account, texts: Texts) -> list[Reason]:
    """Two main accounts of different reports -> what their texts and the days they were printed say."""
    x, y = a.coded.report, b.coded.report
    one, other = texts.by_report[x.id], texts.by_report[y.id]
    # "Gunmen shot dead three traders" shares two of its seven words with any raid on traders.
    cosine = texts.cosine(x.id, y.id) * min(1.0, min(len(one.weights), len(other.weights)) / FEW_WORDS)
    value = min(MOST, SLOPE * (min(cosine, STEEP) - CHANCE) + GENTLE * max(0.0, cosine - STEEP))
    value += max(-1.0, min(1.0, math.log((min(one.length, other.length) + 20) / USUAL)))
    reasons = [
        Reason("about", BOTH, "what both reports are about"),
        Reason("text", round(value, 4), f"texts alike by {cosine:.2f}"),
        compare_people(a, b, texts),
        *_details(one, other),
        _printed(a, b),
    ]
    if x.publisher is not None and x.publisher == y.publisher:
        reasons.append(Reason("publisher", OWN, "an outlet tells one event like another"))
    return reasons


def alike(a: Account, b: Account, texts: Texts) -> bool:
    """Whether two reports name the same private person or house, or are alike by more than chance."""
    x, y = a.coded.report.id, b.coded.report.id
    return _named_again(texts.by_report[x], texts.by_report[y]) or texts.cosine(x, y) > ALIKE


def _named_again(one: Text, other: Text) -> bool:
    return bool(one.people & other.people or (one.streets & other.streets and one.blocks & other.blocks))


def days_apart(a: Account, b: Account, value: float, told: str, texts: Texts) -> Reason:
    """Two main accounts whose days are told apart by more than one -> how much that counts, and why.

    A town or a road is struck again and again in like words, so days decide; but not where the same private person or house is
    named, or a suspect arrested later: such a day is that of a death in hospital, an arrest or a trial.
    """
    one, other = texts.by_report[a.coded.report.id], texts.by_report[b.coded.report.id]
    # But of force days decide, dated or not.
    if None in (a.published, b.published) and not (family(a.claims[0]) == family(b.claims[0]) == "force"):
        return Reason("day", UNDATED, f"{told}, in a report that is not dated")
    if _named_again(one, other):
        return Reason("day", NAMED_AGAIN, f"{told}, of the same people or house")
    if pursued(a) != pursued(b):
        return Reason("day", PURSUED, f"{told}, one of them of an arrest")
    return Reason("day", value + MOST_FOR_TEXT, told)


def pursued(account: Account) -> bool:
    """Whether an account tells of an arrest or a raid for one."""
    return any(claim.act in MANNERS["arrested"] and claim.status == "asserted" for claim in account.claims)


def compare_people(a: Account, b: Account, texts: Texts) -> Reason:
    """Two accounts -> how much the private people named by both of their reports count."""
    if a.coded.report.id == b.coded.report.id:
        return Reason("people", 0.0, "one report")
    one, other = texts.by_report[a.coded.report.id], texts.by_report[b.coded.report.id]
    shared = sorted(one.people & other.people)
    if not shared:
        return Reason("people", 0.0, "no person named by both")
    value = sum(AGED_PERSON if name in one.aged & other.aged else PERSON for name in shared)
    return Reason("people", round(min(MOST_PEOPLE, value), 4), f"both name {', '.join(shared[:3])}")


def _details(one: Text, other: Text) -> tuple[Reason, Reason]:
    """Two texts -> what streets and ages say.

    Where both name the same private person, another street is where the suspect lives, and another age that of a witness.
    """
    street, age = _streets(one, other), _ages(one, other)
    if not one.people & other.people:
        return street, age
    return (
        street if street.value >= 0 else Reason("street", 0.0, f"{street.why}, of the same people"),
        age if age.value >= 0 else Reason("age", 0.0, f"{age.why}, and others that both name"),
    )


def _streets(one: Text, other: Text) -> Reason:
    if shared := sorted(one.streets & other.streets):
        return Reason("street", STREET, f"both name the street {shared[0]}")
    if one.blocks and other.blocks and not one.blocks & other.blocks:
        return Reason("street", OTHER_BLOCK, f"block {min(one.blocks)} and block {min(other.blocks)}")
    if one.streets and other.streets:
        return Reason("street", OTHER_STREET, f"the streets {min(one.streets)} and {min(other.streets)}")
    return Reason("street", 0.0, "no street named by both")


def _ages(one: Text, other: Text) -> Reason:
    if one.ages and other.ages and not one.ages & other.ages:
        return Reason("age", OTHER_AGES, f"people of {min(one.ages)} and of {min(other.ages)} years")
    return Reason("age", 0.0, "no ages that tell them apart")


def _printed(a: Account, b: Account) -> Reason:
    if a.published is None or b.published is None:
        return Reason("printed", 0.0, "not known when")
    apart = abs(a.published - b.published) // timedelta(1)
    value = DAY_LATER * min(apart, 7) + WEEK_LATER * max(0, min(apart, 60) - 7)
    return Reason("printed", round(value, 4), f"printed {apart} days apart")
