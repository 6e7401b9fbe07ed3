"""Tolls: how many people were harmed, whom, and what a report says in all."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportedly.codebook.quantities import load_quantities
from reportedly.codebook.totals import over_period
from reportedly.coding.coder import Models
from reportedly.coding.parse import parse
from reportedly.coding.tolls.layer import find_tolls
from reportedly.errors import UsageError
from reportedly.record import Actor, Report, Toll

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "tolls.toml").read_text(encoding="utf-8"))["case"]


def tolls_of(models: Models, text: str, actors: tuple[Actor, ...] = ()) -> tuple[tuple[Toll, ...], tuple[Actor, ...]]:
    return find_tolls(parse(models.nlp, Report(id="t", text=text, sha256="")), models.codebook, actors)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_find_tolls(models: Models, case: dict[str, Any]) -> None:
    tolls, actors = tolls_of(models, case["text"])
    assert all(case["text"][one.start : one.end] == one.text for one in (*tolls, *actors))
    said = [[t.text, t.harm, *(-1 if n is None else n for n in (t.low, t.best, t.high))] for t in tolls]
    assert said == case["tolls"]


def test_find_tolls_points_to_the_actor_that_stands_there(models: Models) -> None:
    text = "The raid killed 40 Sila fighters."
    actor = Actor(start=19, end=32, text="Sila fighters", kind="group")
    tolls, actors = tolls_of(models, text, (actor,))
    assert [toll.whom for toll in tolls] == [0]
    assert actors == (actor,)


def test_find_tolls_adds_an_actor_for_people_that_nobody_named(models: Models) -> None:
    tolls, actors = tolls_of(models, "The raid killed three nurses.")
    assert [(toll.whom, actors[toll.whom or 0].text) for toll in tolls] == [(0, "nurses")]


def test_over_period(models: Models) -> None:
    text = "A mine killed two herders. So far this year, 31 people have died on the road."
    tolls, _ = tolls_of(models, text)
    assert [over_period(text, toll) for toll in tolls] == [False, True]


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("vague.csv", "heaps,noun,many,,,,", "whole number"),
        ("harms.csv", "kill,verb,slain,object,", "harm is 'slain'"),
        ("modifiers.csv", "at least,x,=,", "low is 'x'"),
        ("persons.csv", "nurse,,crowd", "kind is 'crowd'"),
    ],
)
def test_load_quantities_names_file_and_line(models: Models, tmp_path: Path, table: str, line: str, message: str) -> None:
    for path in models.codebook.folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / table).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(UsageError, match=message) as error:
        load_quantities(tmp_path)
    assert table in str(error.value)


@pytest.mark.parametrize("number", ["3,000,000,000", "99999999999999999999", "9" * 400, "two billion", "5 to 3,000,000,000"])
def test_more_than_a_billion_people_are_no_count(models: Models, number: str) -> None:
    tolls, _ = tolls_of(models, f"Gunmen killed {number} farmers in the valley on Monday. The raid killed three nurses.")
    assert [toll.best for toll in tolls if toll.best is not None] == [3]
    assert all((toll.high or 0) <= 10**9 for toll in tolls)
