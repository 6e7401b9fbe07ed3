"""Slots: who did it to whom, where, when, with what and with what toll, from the trigger's own clause only."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportedly.record import Claim, CodedReport

Code = Callable[..., CodedReport]
CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "arguments.toml").read_text(encoding="utf-8"))[
    "case"
]


def first(found: CodedReport, act: str) -> Claim:
    return next(claim for claim in found.claims if claim.act == act)


def heads(found: CodedReport, indices: tuple[int, ...]) -> list[str]:
    return [found.actors[i].text for i in indices]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_attach_arguments(code: Code, case: dict[str, Any]) -> None:
    found = code(case["text"], "2016-05-11")
    claim = first(found, case["act"])
    for slot in ("who", "whom"):
        if slot in case:
            said = heads(found, getattr(claim, slot))
            assert all(any(want in text for text in said) for want in case[slot]), (slot, said)
    if "where" in case:
        assert [found.places[i].text for i in claim.where] == case["where"]
    if "when" in case:
        assert claim.when is not None
        assert found.times[claim.when].text == case["when"]
    assert not set(case.get("who_not", ())) & set(heads(found, claim.who))
    if case.get("no_when"):
        assert claim.when is None
    if "weapon" in case:
        assert claim.weapon is not None
        assert found.report.text[slice(*claim.weapon)] == case["weapon"]
    if "tolls" in case:
        assert [[found.tolls[i].harm, found.tolls[i].best] for i in claim.tolls] == case["tolls"]


def test_nothing_is_taken_from_another_sentence(code: Code) -> None:
    found = code("Rebels hold the hills around Sake. A market was shelled on Monday.")
    claim = first(found, "shelling")
    assert claim.who == ()
    assert claim.where == ()


def test_the_place_of_another_clause_is_not_taken(code: Code) -> None:
    found = code("The mayor, who was born in Aleppo, was kidnapped in Homs.")
    assert [found.places[i].text for i in first(found, "abduction").where] == ["Homs"]


def test_a_missing_day_stays_missing(code: Code) -> None:
    claim = first(code("Rebels seized the town of Bunagana.", "2016-05-11"), "rebels-overtake-territory")
    assert (claim.when, claim.from_, claim.to) == (None, None, None)


def test_the_day_of_the_clause_is_that_of_the_event(code: Code) -> None:
    claim = first(code("Rebels seized the town of Bunagana on Monday.", "2016-05-11"), "rebels-overtake-territory")
    assert (claim.from_, claim.to) == ("2016-05-09", "2016-05-09")


def test_what_went_on_since_a_day_went_on_until_the_report(code: Code) -> None:
    claim = first(code("Since Saturday 68 civilians have been killed in air strikes on Al Bab.", "2016-05-11"), "airstrike")
    assert (claim.from_, claim.to) == ("2016-05-07", "2016-05-11")


def test_where_a_span_begins_is_no_day_of_another_event(code: Code) -> None:
    found = code("Rebels shelled a quarter of Aleppo that the army has held since 2011.", "2016-05-11")
    assert first(found, "shelling").status == "asserted"
