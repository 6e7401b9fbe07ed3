"""The gazetteer: keys on which spellings meet, look-ups, threads, processes, and an index that cannot be read."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from reportedly.codebook.book import default_folder
from reportedly.codebook.regions import load_regions
from reportedly.coding.places.gazetteer import Gazetteer, load_gazetteer
from reportedly.coding.places.index import MAIN, OTHER, Row, write_index
from reportedly.coding.places.names import fold, loosen
from reportedly.errors import UsageError

SPELLINGS = [
    ("Deir ez-Zor", "Dayr az-Zawr", "Deir al-Zour", "Deir ez Zor"),
    ("Raqqa", "Ar-Raqqah", "al-Raqqa", "Rakka", "Raqqeh"),
    ("Hodeidah", "Al Hudaydah", "Hudaida", "al-Hodeida"),
    ("Khan Sheikhoun", "Khan Shaykhun"),
    ("Qamishli", "Al-Qamishli", "Kamishly"),
    ("Tell Abyad", "Tal Abyad", "Tall Abyad"),
    ("Kafr Zita", "Kafar Zita", "Kafr Zeita"),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize("names", SPELLINGS, ids=lambda names: names[0])
def test_spellings_of_one_name_meet(names: tuple[str, ...]) -> None:
    assert len({loosen(fold(name)) for name in names}) == 1


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("U.S.", "us"), ("São Tomé", "sao tome"), ("Dar‘ā", "dara"), ("the Gambia", "gambia"), ("St. Paul", "st paul"),
        ("Saint-Denis", "st denis"), ("Łódź", "lodz"), ("N'Djamena", "ndjamena"), ("", ""), ("The", "the"),
    ],
)  # fmt: skip
def test_fold(name: str, key: str) -> None:
    assert fold(name) == key


def test_two_names_that_only_share_consonants_stay_apart() -> None:
    assert loosen(fold("Homs")) != loosen(fold("Hama"))
    assert loosen("al") == ""


def test_a_strict_match_is_preferred_to_a_loose_one(gazetteer: Gazetteer) -> None:
    found = gazetteer.look_up({"aleppo", "hawija", "no such place"}, loose={"aleppo", "hawija"})
    assert {m.rank for m in found["aleppo"]} <= {MAIN, OTHER}
    assert found["hawija"][0].entry.country == "IRQ"
    assert "no such place" not in found


def test_countries_have_code_and_point(gazetteer: Gazetteer) -> None:
    best = gazetteer.look_up({"syria"})["syria"][0].entry
    assert (best.code, best.country, best.lat, best.lon) == ("PCL", "SYR", 35.0, 38.0)


def test_an_entry_by_its_id(gazetteer: Gazetteer) -> None:
    entry = gazetteer.entry(170794)
    assert entry is not None and entry.name == "Deir ez-Zor"
    assert gazetteer.entry(-1) is None


def _name(gazetteer: Gazetteer) -> str:
    return gazetteer.look_up({"kyiv"})["kyiv"][0].entry.name


def test_threads_and_processes_share_it(gazetteer: Gazetteer) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(_name, [gazetteer] * 16)) == {"Kyiv"}
    with get_context("fork").Pool(2) as processes:
        assert set(processes.map(_name, [gazetteer] * 4)) == {"Kyiv"}
    with get_context("spawn").Pool(1) as processes:
        assert processes.map(_name, [gazetteer]) == ["Kyiv"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    row = Row(1, "Tal Zahiya", 35.0, 36.5, "SYR", None, None, "PPL", 900, {"Tal Zahiya": MAIN}, loose=True)
    for name in ("a", "b"):
        write_index(tmp_path / name, [row], source="a test", version="1")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    found = load_gazetteer(tmp_path / "a").look_up({"tall zahiyah"}, loose={"tall zahiyah"})
    assert [m.entry.id for m in found["tall zahiyah"]] == [1]


def test_an_index_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_bytes(b"no database at all" * 100)
    for name in ("missing.sqlite", "broken.sqlite"):
        with pytest.raises(UsageError, match=name):
            load_gazetteer(tmp_path / name)


def test_opening_is_quick(gazetteer: Gazetteer) -> None:
    start = time.process_time()
    fresh = Gazetteer(gazetteer.path, gazetteer.version)
    fresh.look_up({f"name {n}" for n in range(100)})
    assert time.process_time() - start < 0.1
    assert gazetteer.path.stat().st_size < 31_000_000


def test_regions_load_and_are_unique() -> None:
    regions = load_regions(default_folder())
    assert len(regions) > 400
    names = [fold(name) for region in regions for name in dict.fromkeys(map(fold, region.names))]
    double = {name for name in names if names.count(name) > 1}
    assert not double


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Nowhere,,region,north,0,,5", "lat is 'north'"), ("Nowhere,,region,91,0,,5", "between -90 and 90"),
        ("Nowhere,,planet,0,0,,5", "kind is 'planet'"), (",,region,0,0,,5", "name is missing"),
    ],
)  # fmt: skip
def test_a_wrong_line_of_the_table_is_named(line: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text("name,aliases,kind,lat,lon,country,precision\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"regions.csv, line 2: .*{wrong}"):
        load_regions(tmp_path)
