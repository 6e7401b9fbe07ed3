"""Text that was taken over, and which report is the earlier."""

import random

import pytest

from reportedly.linking.copies import copy_groups, find_copies
from reportedly.record import Mark, Reading, Report, digest

STORY = (
    "Artillery shells struck a crowded vegetable market in the northern town of Saraqib on Tuesday, killing at least 14 "
    "people and wounding more than 30, a hospital director said. The shells landed at about 11 a.m., when the narrow lanes "
    "around the market were full of shoppers, residents said. They blamed the army, which holds a ridge nine kilometres to "
    "the east. There was no immediate comment from the government. The town is held by a rebel alliance that controls a "
    "string of towns along the highway. The alliance vowed to answer the attack."
)
OTHER = (
    "Farmers in the river province began to bring in the wheat harvest this week, a month later than usual, after rain that "
    "lasted into June. Millers expect prices to fall by a fifth before the end of the summer. The ministry of agriculture "
    "said that it would buy the whole crop at a fixed price, as it has done each year since the drought, and that it had "
    "hired four hundred lorries to carry the grain to the silos on the coast."
)


def reading(
    name: str, text: str, published: str | None = None, publisher: str | None = None, marks: tuple[Mark, ...] = ()
) -> Reading:
    report = Report(id=name, text=text, published=published, publisher=publisher, sha256=digest(text))
    return Reading(report=report, marks=marks)


REWORDED = STORY.replace("said.", "stated.").replace("about 11", "around 11").replace("people", "persons")
CASES = {
    "a new headline and a footer": ("Market hit\n" + STORY + "\nAll rights reserved by the Daily Courier.", True),
    "cut at the end": (STORY[: len(STORY) // 2], True),
    "a few words changed": (REWORDED, True),
    "inside a longer story": (OTHER + "\n" + STORY + "\n" + OTHER.upper(), True),
    "half of it inside a longer story": (OTHER + "\n" + STORY[: len(STORY) // 2] + "\n" + OTHER[::-1], True),
    "one formula in common": (OTHER + " There was no immediate comment from the government.", False),
    "another story": (OTHER, False),
}


@pytest.mark.parametrize(("text", "copied"), CASES.values(), ids=CASES)
def test_copy_is_found(text: str, copied: bool) -> None:
    found = find_copies([reading("a", STORY), reading("b", text)])
    assert bool(found) is copied


def test_spans_hold_the_same_words() -> None:
    one, other = reading("a", STORY, "2016-05-10"), reading("b", "News in brief. " + STORY + " More at ten.", "2016-05-11")
    (copy,) = find_copies([one, other])
    assert (copy.first, copy.second, copy.share) == ("a", "b", 1.0)
    for (s, e), (t, f) in zip(copy.spans_first, copy.spans_second, strict=True):
        assert one.report.text[s:e] == other.report.text[t:f]


def test_boilerplate_is_no_copy() -> None:
    footer = " ".join(f"word{i}" for i in range(80))
    pages = []
    for name, body in (("a", STORY), ("b", OTHER)):
        text = f"{body}\n{footer}"
        pages.append(reading(name, text, marks=(Mark(start=len(body) + 1, end=len(text), kind="boilerplate"),)))
    assert not find_copies(pages)


@pytest.mark.parametrize(
    ("a", "b", "first"),
    [
        (("a", STORY, "2016-05-11", "Daily"), ("b", STORY, "2016-05-10", "Post"), "b"),
        (("a", STORY + " (Levant Wire)", None, "Daily"), ("b", STORY, None, "Levant Wire"), "b"),
        (("a", STORY[:400], None, None), ("b", STORY, None, None), "b"),
    ],
)
def test_earlier_report(a: tuple[str, ...], b: tuple[str, ...], first: str) -> None:
    (copy,) = find_copies([reading(*a), reading(*b)])
    assert copy.first == first and copy.why


def test_background_a_year_later_is_no_copy() -> None:
    background = STORY[: len(STORY) // 2]
    later = reading("b", f"{OTHER} {background}", "2017-06-01")
    assert find_copies([reading("a", STORY, "2016-05-10"), reading("b", f"{OTHER} {background}", "2016-05-12")])
    assert not find_copies([reading("a", STORY, "2016-05-10"), later])


def test_order_makes_no_difference() -> None:
    readings = [reading(str(i), text) for i, (text, _) in enumerate(CASES.values())]
    expected = find_copies(readings)
    shuffled = readings[:]
    random.Random(4).shuffle(shuffled)
    assert find_copies(shuffled) == expected
    assert copy_groups(expected) == (("0", "1", "2", "3", "4", "5", "6"),)


def test_nothing_in_nothing_out() -> None:
    assert find_copies([]) == ()
    assert find_copies([reading("a", ""), reading("b", "Two words"), reading("c", "Two words")]) == ()
