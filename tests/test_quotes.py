"""Quotations found by their marks, layouts that attribute without a verb, and the repair of contents."""

from __future__ import annotations

from time import process_time

import pytest

from reportedly.coding.attribution.layouts import find_signed, find_turns
from reportedly.coding.attribution.quotations import find_quotations
from reportedly.coding.attribution.quote_repair import Draft, repair_quotes


def quoted(text: str, depth: int = 0) -> list[str]:
    return [text[slice(*q.inner)] for q in find_quotations(text) if q.depth == depth]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“They shelled Tarim at dawn,” the mayor said.", ["They shelled Tarim at dawn,"]),
        ('"They shelled Tarim at dawn," the mayor said.', ["They shelled Tarim at dawn,"]),
        ("''They shelled Tarim at dawn,'' the mayor said.", ["They shelled Tarim at dawn,"]),
        ("``They shelled Tarim at dawn,'' the mayor said.", ["They shelled Tarim at dawn,"]),
        ("«They shelled Tarim at dawn», the mayor said.", ["They shelled Tarim at dawn"]),
        ("„They shelled Tarim at dawn“, the mayor said.", ["They shelled Tarim at dawn"]),
        ("‘They shelled Tarim at dawn,’ the mayor said.", ["They shelled Tarim at dawn,"]),
        ("The army's 'liberators' burned the soldiers' homes in '94.", ["liberators"]),
        ("Villagers' goats don't cross the army's line; they're shot at.", []),
        ("It's the rebels' third raid, the aid workers' union said.", []),
        ("Rock 'n' roll played while they took 'em away.", []),
        ('A 6" shell lay in the yard.', []),
        ("He called it “a massacre” and “a crime”.", ["a massacre", "a crime"]),
        ('He called it "a massacre"; she said "a crime".', ["a massacre", "a crime"]),
        ('The group ("the Front") said so.', ["the Front"]),
        ('He spoke of "hell—"and fell silent.', ["hell—"]),
    ],
)
def test_quotations_marks(text: str, inner: list[str]) -> None:
    assert quoted(text) == inner


def test_quotations_nested() -> None:
    text = "“The colonel told us, ‘Leave by noon,’ and they left,” said Idris."
    assert quoted(text) == ["The colonel told us, ‘Leave by noon,’ and they left,"]
    assert quoted(text, depth=1) == ["Leave by noon,"]


def test_quotations_over_paragraphs_reopened() -> None:
    text = "“We buried nine people,” he said. “It went on all night.\n\n“Nobody came to help us.\n\n“We are alone.”"
    found = find_quotations(text)
    assert [(q.opened, q.closed, q.continues) for q in found] == [
        (True, True, False), (True, False, False), (True, False, True), (True, True, True),
    ]  # fmt: skip


def test_quotations_over_paragraphs_not_reopened() -> None:
    text = "“It went on all night.\n\nNobody came to help us,” he said."
    first, second = find_quotations(text)
    assert not first.closed
    assert (second.opened, second.closed, second.continues) == (False, True, True)
    assert text[slice(*second.inner)] == "Nobody came to help us,"


def test_quotations_never_cross_a_line() -> None:
    text = '"We will answer.\nThe road was quiet on Monday.'
    assert quoted(text) == ["We will answer."]


def span(text: str, part: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(part, at + 1)
    return at, at + len(part)


def draft(text: str, source: str, cue: str, *content: str) -> Draft:
    return Draft((span(text, source),), (span(text, cue),), tuple(span(text, part) for part in content), 0.9)


def contents(text: str, drafts: list[Draft]) -> list[list[str]]:
    return [[text[s:e] for s, e in one.content] for one in drafts]


def test_repair_takes_the_whole_quotation() -> None:
    text = "“We lost four men at the bridge, and we will not forget it,” the commander said."
    cut = draft(text, "the commander", "said", "lost four men at the bridge")
    assert contents(text, repair_quotes(text, [cut])) == [["“We lost four men at the bridge, and we will not forget it,”"]]


def test_repair_joins_a_quotation_broken_by_its_cue() -> None:
    text = "“We lost four men,” Colonel Harun said on Friday. “The bridge is still ours, whatever they claim.”"
    first = draft(text, "Colonel Harun", "said", "“We lost four men,”")
    assert contents(text, repair_quotes(text, [first])) == [
        ["“We lost four men,”", "“The bridge is still ours, whatever they claim.”"]
    ]


def test_repair_carries_on_over_paragraphs() -> None:
    text = "“They came at night,” said Amal. “They took the boys from the school.\n\n“Nobody has seen them since that day.”"
    first = draft(text, "Amal", "said", "“They came at night,”", "They took the boys from the school")
    (one,) = repair_quotes(text, [first])
    assert "Nobody has seen them since that day.”" in text[one.content[-1][0] : one.content[-1][1]]


def test_repair_leaves_a_new_speaker_alone() -> None:
    text = "“They came at night,” said Amal.\n\n“Our men were not in the town that night,” said Captain Weir."
    both = [
        draft(text, "Amal", "said", "“They came at night,”"),
        Draft((span(text, "Captain Weir"),), (span(text, "said", 1),), (span(text, "Our men were not in the town"),), 0.9),
    ]
    assert contents(text, repair_quotes(text, both)) == [
        ["“They came at night,”"], ["“Our men were not in the town that night,”"],
    ]  # fmt: skip


def test_repair_leaves_what_is_attributed_inside_to_a_second_reading() -> None:
    text = "“The rebels told us that the road was mined and closed,” the driver said."
    outer = draft(text, "the driver", "said", "The rebels told us")
    inner = draft(text, "The rebels", "told", "that the road was mined")
    assert contents(text, repair_quotes(text, [outer, inner])) == [["“The rebels told us that the road was mined and closed,”"]]


def test_repair_does_not_widen_to_a_scare_quote() -> None:
    text = "The ministry said the “terrorists” had fled the valley."
    one = draft(text, "The ministry", "said", "the “terrorists” had fled the valley")
    assert contents(text, repair_quotes(text, [one])) == [["the “terrorists” had fled the valley"]]


def test_signed_quotations() -> None:
    text = "“We will hold this town until the last of us is gone.”\n— Samir Adel, fighter\n\nThe road was quiet — for now."
    (one,) = find_signed(text, find_quotations(text))
    assert [text[slice(*spans[0])] for spans in (one.source, one.cue, one.content)] == [
        "Samir Adel", "—", "“We will hold this town until the last of us is gone.”",
    ]  # fmt: skip


def test_turns_of_a_transcript() -> None:
    text = (
        "HOST: What happened at the crossing on Sunday morning?\n\n"
        "IDRIS: We heard two blasts and then shots from the hill.\n\n"
        "HOST: Who was firing, in your view, at that time?"
    )
    turns = find_turns(text)
    assert [text[slice(*one.source[0])] for one in turns] == ["HOST", "IDRIS", "HOST"]
    assert text[slice(*turns[1].content[0])] == "We heard two blasts and then shots from the hill."


def test_a_table_is_no_transcript() -> None:
    assert find_turns("Killed: 12\nWounded: 30\nKilled: 4 on Monday\nPlace: the northern road near the old mill by Tarim") == []


def cost(text: str) -> float:
    """CPU seconds, best of three, to find the quotations and to repair one draft every twenty characters."""
    drafts = [Draft((), ((at, at + 3),), ((at + 5, at + 15),), 0.5) for at in range(0, len(text) - 20, 20)]
    times = []
    for _ in range(3):
        began = process_time()
        find_quotations(text)
        repair_quotes(text, drafts)
        times.append(process_time() - began)
    return min(times)


@pytest.mark.parametrize(
    "unit",
    ["'a ", "'a' ", "‘a b’s ", "“a ", "“a b c d e f.” ", '"a b c d e f," said x. ', '5" a ', "``a ''b "],
)
def test_a_text_twice_as_long_takes_about_twice_as_long(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert cost(text) < 4 * cost(text[: len(text) // 2]) + 0.05
