"""Times: what is found, what it means against the day of publication, and what stays unknown without one."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reportedly.coding.coder import Models
from reportedly.coding.numerals import read_number, read_year
from reportedly.coding.parse import parse
from reportedly.coding.times.layer import find_anchor, find_times
from reportedly.coding.times.values import days_of, easter, islamic, moved, precision_of
from reportedly.record import Report, Time

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "times.toml").read_text(encoding="utf-8"))["case"]


def times_of(models: Models, text: str, published: str | None) -> tuple[Time, ...]:
    return find_times(parse(models.nlp, Report(id="t", text=text, sha256="", published=published)))


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_find_times(models: Models, case: dict[str, Any]) -> None:
    found = times_of(models, case["text"], case["published"] or None)
    assert all(case["text"][time.start : time.end] == time.text for time in found)
    said = [[t.text, t.type, t.value or "", t.from_ or "", t.to or "", t.precision or 0] for t in found]
    assert said == case["times"]


def test_find_times_without_publication_date_gives_no_days() -> None:
    unanchored = [case for case in CASES if not case["published"]]
    assert unanchored
    for case in unanchored:
        for text, _, value, first, *_ in case["times"]:
            assert not first or value[:4].isdigit(), text


@pytest.mark.parametrize("published", ["2017-09-09", "2017-09-09T10:00:00Z", "not a day", ""])
def test_find_times_takes_any_publication_date(models: Models, published: str) -> None:
    (today,) = times_of(models, "The road was opened today.", published)
    assert today.from_ == ("2017-09-09" if published.startswith("2017") else None)


def test_find_times_are_ordered_and_do_not_overlap(models: Models) -> None:
    text = "Late on Friday, 8 September 2017, at about 6.30 p.m. on the last day of the three-day truce, it began again."
    found = times_of(models, text, "2017-09-09")
    assert found
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("text", "published", "anchor"),
    [
        ("BENNA, 3 March 2015 -- Shelling resumed.", None, "2015-03-03"),
        ("BENNA, 3 March 2015 -- Shelling resumed.", "2015-03-07", "2015-03-03"),
        ("Tue Mar 3 2015 Shelling resumed in Benna.", "2019-01-01", "2015-03-03"),
        ("Published March 3, 2015\nShelling resumed.", "2019-01-01", "2015-03-03"),
        ("BENNA, 3 March 2015 -- Shelling resumed.", "2019-01-01", "2019-01-01"),
        ("Shelling resumed on 3 March 2015 in Benna.", "2015-03-07", "2015-03-07"),
        ("Shelling resumed in Benna.", None, None),
        ("30 February 2015 -- Shelling resumed.", None, None),
    ],
)
def test_find_anchor(text: str, published: str | None, anchor: str | None) -> None:
    found = find_anchor(text, date.fromisoformat(published) if published else None)
    assert (found.isoformat() if found else None) == anchor


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14", 14), ("1,200", 1200), ("twenty-three", 23), ("a hundred and five", 105), ("two hundred thousand", 200_000),
        ("2.5 million", 2_500_000), ("two lakh", 200_000), ("several", None), ("forties", None), ("1.5", None),
    ],
)  # fmt: skip
def test_read_number(text: str, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "year"),
    [("nineteen ninety-six", 1996), ("two thousand and four", 2004), ("twenty seventeen", 2017), ("two hundred", None)],
)
def test_read_year(text: str, year: int | None) -> None:
    assert read_year(text) == year


@pytest.mark.parametrize(
    ("value", "first", "last", "precision"),
    [
        ("2016-02", "2016-02-01", "2016-02-29", 4),
        ("2016-W05", "2016-02-01", "2016-02-07", 3),
        ("2016-W05-WE", "2016-02-06", "2016-02-07", 2),
        ("2016-WI", "2016-12-01", "2017-02-28", 5),
        ("2016-Q3", "2016-07-01", "2016-09-30", 5),
        ("2016-03-05TNI", "2016-03-05", "2016-03-05", 1),
        ("2016-03-05/2016-03-08", "2016-03-05", "2016-03-08", 2),
        ("199", "1990-01-01", "1999-12-31", 5),
    ],
)
def test_days_of(value: str, first: str, last: str, precision: int) -> None:
    days = days_of(value)
    assert days is not None
    assert (days[0].isoformat(), days[1].isoformat(), precision_of(*days)) == (first, last, precision)


@pytest.mark.parametrize("value", ["XXXX-03-05", "P3Y", "PAST_REF", "2016-02-30", ""])
def test_days_of_names_no_day(value: str) -> None:
    assert days_of(value) is None


def test_calendars() -> None:
    assert easter(2016) == date(2016, 3, 27)
    assert islamic(1438, 9, 1) == date(2017, 5, 27)
    assert moved(date(2017, 3, 31), "month", -1) == "2017-02"
    assert moved(date(2017, 9, 9), "year", -9000) is None
