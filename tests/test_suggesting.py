"""What people type of a place, a party, a source or an act, and what they are taken to mean by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import api
from reportedly.codebook.book import Codebook
from reportedly.corrections import FIELDS, check_value
from reportedly.errors import UsageError
from reportedly.record import CodedReport
from reportedly.suggesting import MOST, settle_value, suggest


def test_a_place_is_looked_up_in_the_report_and_then_in_the_gazetteer(wire: CodedReport) -> None:
    given_names = ["Saraqib", "Latacunga", "Mosul", "Mosul #9166649", "No Such Town"]
    settled = settle_value(wire, "where", given_names)
    assert isinstance(settled, list)
    check_value("where", settled)
    saraqib, latacunga, town, district, nowhere = settled
    assert (saraqib["geonameid"], saraqib["kind"], saraqib["precision"], saraqib["country"]) == (164816, "city", 1, "SYR")
    assert (latacunga["kind"], latacunga["country"]) == ("city", "ECU")
    assert (town["kind"], district["geonameid"], district["kind"], district["precision"]) == ("city", 9166649, "admin", 3)
    assert nowhere == "No Such Town"


def test_what_is_told_in_full_or_picked_by_its_words_alone_stays_as_it_is(wire: CodedReport) -> None:
    told = [{"name": "Saraqib", "kind": "city", "precision": 2}, {"span": [3, 9]}]
    assert settle_value(wire, "where", told) == told
    assert settle_value(wire, "who", ["Saraqib"]) == ["Saraqib"]
    (named,) = settle_value(wire, "where", [{"name": "Saraqib", "span": [3, 9]}])  # type: ignore[misc]
    assert (named["geonameid"], named["span"]) == (164816, [3, 9])


def test_a_name_of_many_places_and_a_number_of_none_are_asked_about(wire: CodedReport) -> None:
    with pytest.raises(UsageError, match=r"24 places: Springfield #\d+ \(city, .*, USA\); .* add the number"):
        settle_value(wire, "where", ["Springfield"])
    with pytest.raises(UsageError, match="#99999999 is no place"):
        settle_value(wire, "where", ["Springfield #99999999"])


def test_of_two_places_of_one_name_in_a_report_the_words_picked_say_which(tmp_path: Path) -> None:
    text = (
        "Militants shelled Tripoli, Libya, on Monday and killed three soldiers, a doctor said. "
        "A day later gunmen shot dead two traders in Tripoli, Lebanon, the army said."
    )
    (tmp_path / "two.txt").write_text(text)
    (coded,) = api.code(api.read(tmp_path / "two.txt"))
    start = text.rindex("Tripoli")
    there = [place.geonameid for place in coded.places if place.text == "Tripoli"]
    assert there == [2210247, 266826]

    def settled(value: object, span: tuple[int, int] | None = None) -> tuple[int, object]:
        (one,) = settle_value(coded, "where", [value], span=span)  # type: ignore[misc]
        return one["geonameid"], one.get("span")

    assert settled({"name": "Tripoli", "span": [start, start + 7]}) == (266826, [start, start + 7])
    assert settled("Tripoli", (start, start + 7)) == (266826, None)
    assert settled("Tripoli", (start, start + len("Tripoli, Lebanon"))) == (266826, None)
    assert settled({"name": "Tripoli", "span": [18, 25]}, (start, start + 7)) == (2210247, [18, 25])
    assert settled("Tripoli #266826") == (266826, None)
    with pytest.raises(
        UsageError, match=r"2 places in the report: Tripoli #2210247 \(city, .*LBY\); Tripoli #266826 .*add the number"
    ):
        settled("Tripoli")


def test_what_the_report_has_is_offered_first(wire: CodedReport, book: Codebook) -> None:
    assert suggest(wire, "where", "sar", book)[0].value == "Saraqib #164816"
    assert "in the report" in suggest(wire, "where", "sar", book)[0].label
    assert all("report" in one.label for one in suggest(wire, "source", "", book))
    assert "hezbollah" in [one.value for one in suggest(wire, "who", "hizbollah", book)]
    assert "SYR-MIL" in [one.value for one in suggest(wire, "whom", "armed forces of syr", book)]


def test_an_act_is_found_by_its_name_and_by_its_words(wire: CodedReport, book: Codebook) -> None:
    assert suggest(wire, "act", "shell", book)[0].value == "shelling"
    assert "airstrike" in [one.value for one in suggest(wire, "act", "bomb", book)]
    assert [one.value for one in suggest(wire, "stance", "den", book)] == ["denies"]


@settings(deadline=None, max_examples=60)
@given(field=st.sampled_from(FIELDS), words=st.text(max_size=12))
def test_whatever_is_typed_what_is_offered_holds_it_and_can_be_saved(
    wire: CodedReport, book: Codebook, field: str, words: str
) -> None:
    offered = suggest(wire, field, words, book)
    assert len(offered) <= MOST or field in ("stance", "source_kind")
    assert len({one.value for one in offered}) == len(offered)
    typed = " ".join(words.split()).casefold()
    for one in offered:
        assert typed in f"{one.value} {one.label}".casefold()
        value = [one.value] if field in ("who", "whom", "where") else one.value
        check_value(field, settle_value(wire, field, value))
