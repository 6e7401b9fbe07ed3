"""Status: what is asserted, and what is denied, negated, possible, planned or long past; the weaker reading wins."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from reportedly.coding.claims.status import weaker
from reportedly.record import CodedReport

CASES: list[list[str]] = tomllib.loads((Path(__file__).parent / "cases" / "status.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize(("kind", "status", "text"), CASES, ids=[text for *_, text in CASES])
def test_read_status(code: Callable[..., CodedReport], kind: str, status: str, text: str) -> None:
    found = code(text, "2016-05-11")
    assert [claim.status for claim in found.claims if claim.type == kind][:1] == [status]


def test_the_weaker_reading_wins() -> None:
    assert weaker("asserted", "possible") == "possible"
    assert weaker("possible", "denied", "planned") == "denied"
    assert weaker() == "asserted"


def test_a_condition_tells_of_nothing(code: Callable[..., CodedReport]) -> None:
    assert not [c for c in code("If rebels attack the convoy, the truce is over.").claims if c.status == "asserted"]


def test_who_denies_an_accusation_denies_the_deed_it_was_about(code: Callable[..., CodedReport]) -> None:
    found = code("The ministry accused the militia of killing six farmers in Bunia on Monday. The militia denied the charge.")
    denial = next(claim for claim in found.claims if claim.status == "denied")
    assert denial.attribution is not None
    assert found.attributions[denial.attribution].stance == "denies"
    assert [found.actors[i].text for i in denial.who] == ["militia"]
    assert [found.actors[i].text for i in denial.whom] == ["six farmers"]
    assert [found.places[i].text for i in denial.where] == ["Bunia"]


def test_an_accusation_told_in_so_many_words_is_denied_once(code: Callable[..., CodedReport]) -> None:
    found = code("Rebels shelled Goma on Monday. The army rejected accusations of killing civilians in Bunia.")
    assert [(claim.act, claim.status) for claim in found.claims if claim.status == "denied"] == [("killing", "denied")]


def test_a_denial_of_an_accusation_denies_nothing_where_nothing_was_told(code: Callable[..., CodedReport]) -> None:
    assert not [claim for claim in code("The group denied the accusation.").claims if claim.type == "ASSAULT"]
