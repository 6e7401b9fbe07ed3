"""Places: which words name one, which one it is, how exactly it is known, and why not. The cases are in cases/places.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportedly.record import CodedReport, Place

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "places.toml").read_text(encoding="utf-8"))["case"]
Code = Callable[..., CodedReport]


def found(places: tuple[Place, ...], text: str) -> Place:
    here = [p for p in places if p.text == text]
    assert here, f"{text!r} is not among {[p.text for p in places]}"
    return here[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_places_of_a_sentence(case: dict[str, Any], code: Code) -> None:
    places = code(case["text"], published="2017-09-09").places
    for wanted in case["places"]:
        place = found(places, wanted["text"])
        for field, value in wanted.items():
            # TOML has no null: 0 stands for a field that must be empty.
            assert getattr(place, field) == (None if value == 0 else value), (field, place)
    assert not {p.text for p in places} & set(case.get("none", ()))


def test_places_stand_in_text_order(code: Code) -> None:
    places = code("Idlib, Hama and Homs in Syria were shelled from Latakia; the city was dark.").places
    assert list(places) == sorted(places, key=lambda p: (p.start, p.end))


def test_the_publisher_s_country_is_evidence(code: Code) -> None:
    text = "Police closed the road to Victoria after a crash near Hamilton."
    assert {p.country for p in code(text, publisher="hamiltonherald.example.nz").places if p.text == "Hamilton"} == {"NZL"}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Al-", "the", "ez-Zor", "’s", "U.S.-", "IN", "Deir", "🚀 Aleppo 🚀"])
def test_odd_texts_do_no_harm(text: str, code: Code) -> None:
    if text.strip():
        for place in code(text).places:
            assert text[place.start : place.end] == place.text
