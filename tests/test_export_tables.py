"""CSV, ACLED-, UCDP- and POLECAT-shaped tables and HXL, read back with pandas and libhxl."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from reportedly.cli.main import main
from reportedly.codebook.acts import MODES, OTHER_NEWS, SUB_EVENTS
from reportedly.codebook.book import load_codebook
from reportedly.exports import acled, claims, hxl, plover, ucdp
from reportedly.exports.crosswalk import DISORDER, INTER, QUADS, find_disorder, find_violence, fit_acled, load_countries
from reportedly.exports.output import RISKY, safe_cell, write_table
from reportedly.exports.parties import Party
from reportedly.exports.precision import GEO_PRECISION, TIME_PRECISION, date_precision, middle_day, prio_cell
from reportedly.exports.visible import make_visible
from reportedly.record import Acled

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def export(record_files, tmp_path_factory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("tables")

    def one(name: str, *, judged: bool = True) -> Path:
        path = folder / f"{name}-{judged}"
        if not path.exists():
            judgements = ["--judgements", str(record_files.judgements)] if judged else []
            call = ["export", name, str(record_files.coded), str(record_files.incidents), "-o", str(path), *judgements]
            done = CliRunner().invoke(main, call)
            assert done.exit_code == 0, done.output
        return path

    return one


def read(path: Path, separator: str = ",") -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def coded_claims(record_files) -> set[tuple[str, str]]:
    lines = [json.loads(line) for line in record_files.coded.read_bytes().splitlines()]
    return {(one["report"]["id"], claim["id"]) for one in lines for claim in one["claims"]}


# Ours: one row a claim


def test_every_claim_has_a_row_located_dated_linked_or_not(export, record_files):
    rows = read(export("csv", judged=False))
    assert {(row["report"], row["claim"]) for row in rows} == coded_claims(record_files)
    by_report = {row["report"]: row for row in rows}
    nowhere, plan = by_report["nowhere"], by_report["plan é/1"]
    assert (nowhere["where"], nowhere["from"], nowhere["country"], nowhere["killed_best"]) == ("", "", "", "3")
    assert (plan["incident"], plan["status"]) == ("", "planned")


def test_a_rejected_claim_is_in_no_row_and_a_corrected_one_says_by_whom(export, record_files):
    rows = read(export("csv"))
    assert coded_claims(record_files) - {(row["report"], row["claim"]) for row in rows} == {
        ref for ref in coded_claims(record_files) if ref[0] == "drill"
    }
    (corrected,) = [row for row in rows if row["report"] == "country"]
    assert corrected["killed_best"] == "6"
    assert corrected["judged"] == "correct toll.killed by Ana, 2024-01-03, without words of the report"
    assert corrected["toll_words"] == "", "no words of the report were given for the figure"
    assert [row["judged"] for row in rows if row["judged"].startswith("accept")] == ["accept by Ana, 2024-01-01"]


@pytest.mark.parametrize("name", ["acled", "ucdp-ged", "hxl", "plover", "geojson"])
def test_what_was_rejected_is_left_out_everywhere_and_counted(export, record_files, name, tmp_path):
    drill = {row["incident"] for row in read(export("csv", judged=False)) if row["report"] == "drill"}
    assert len(drill) == 1
    assert drill.pop() in export(name, judged=False).read_text(encoding="utf-8")
    call = ["export", name, str(record_files.coded), str(record_files.incidents), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(main, [*call, "--judgements", str(record_files.judgements)])
    assert "left out: claims that a person rejected (1)" in done.output
    assert "drill" not in (tmp_path / "out").read_text(encoding="utf-8")


def test_a_correction_reaches_the_figures_of_the_incident(export):
    before, after = ({row["relid"]: row for row in read(export("ucdp-ged", judged=judged))} for judged in (False, True))
    (mali,) = [name for name, row in after.items() if row["country"] == "Mali"]
    assert (before[mali]["best"], after[mali]["best"]) == ("4", "6")


def test_pandas_reads_the_claims_with_their_types(export):
    pandas = pytest.importorskip("pandas", reason="make readers")
    frame = pandas.read_csv(export("csv"))
    assert list(frame.columns) == list(claims.NAMES)
    assert frame["latitude"].dtype == "float64" and frame["killed_best"].dtype == "float64"
    assert frame["said_by"].notna().all()
    assert (frame["content"].dropna().str.len() > 0).all()


def test_no_cell_is_a_formula(export):
    for name, separator in (("csv", ","), ("acled", ","), ("ucdp-ged", ","), ("hxl", ","), ("plover", "\t")):
        for row in read(export(name), separator):
            for column, cell in row.items():
                number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (name, column, cell)
                assert "\u202e" not in cell
    (row,) = {row["title"]: row for row in read(export("csv")) if row["report"] == "formula"}.values()
    assert row["title"] == '\'=HYPERLINK("http://example.org","click")'
    assert row["publisher"] == "'+Daily‹U+202E›"


def plain_cell(cell):
    """A cell as it is read back -> the text that was written: without the apostrophe that makes it safe."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in RISKY else cell


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_made_safe_reads_back_as_it_was(text):
    cell = safe_cell(text)
    assert isinstance(cell, str)
    assert plain_cell(cell) == make_visible(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(
    st.lists(
        st.fixed_dictionaries({"a": st.text(st.characters(codec="utf-8")), "b": st.none() | st.integers(), "c": st.text()}),
        max_size=5,
    )
)
def test_a_table_holds_any_text(rows):
    stream = io.BytesIO()
    assert write_table(rows, ("a", "b", "c"), stream) == len(rows)
    back = list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8"), newline="")))
    assert [plain_cell(row["a"]) for row in back] == [make_visible(row["a"]) for row in rows]
    assert [row["b"] for row in back] == ["" if row["b"] is None else str(row["b"]) for row in rows]


def test_every_row_of_every_table_names_who_says_so(export):
    for name, column, separator in (
        ("csv", "said_by", ","), ("acled", "source", ","), ("ucdp-ged", "source_original", ","), ("plover", "Said By", "\t"),
    ):  # fmt: skip
        rows = read(export(name), separator)
        assert rows and all(row[column] for row in rows), name
        assert any("(party" in row[column] for row in rows), name


# Others' codes


def test_every_act_has_valid_classes_in_the_codebooks_of_others():
    for act in load_codebook().acts.acts.values():
        # Who says that they did it does no act of PLOVER's, and other news is none; it is in no such table.
        assert act.type in MODES or act.name in ("responsibility-claimed", OTHER_NEWS)
        assert act.mode is None or act.mode in MODES[act.type or ""], act.name
        assert act.type is None or QUADS[act.type]
        assert set(act.ucdp) <= {1, 2, 3}
        if act.acled:
            assert act.acled.sub_event_type in SUB_EVENTS[act.acled.event_type], act.name
            assert set(find_disorder(act.acled).split("; ")) <= set(DISORDER.values())
            for roles in (("MIL",), ("CVL",), ()):
                fitted = fit_acled(act.acled, Party("x", name="x", roles=roles))
                assert fitted.sub_event_type in SUB_EVENTS[fitted.event_type]
    assert set(QUADS) == set(MODES)
    assert set(DISORDER) == set(SUB_EVENTS)


def test_precisions_of_ucdp_become_those_of_acled():
    assert set(GEO_PRECISION) == set(range(1, 8)) and set(GEO_PRECISION.values()) == {1, 2, 3}
    assert set(TIME_PRECISION) == set(range(1, 6)) and set(TIME_PRECISION.values()) == {1, 2, 3}
    for mapping in (GEO_PRECISION, TIME_PRECISION):
        assert list(mapping.values()) == sorted(mapping.values()), "less sure is never more precise"


@pytest.mark.parametrize(
    ("first", "last", "precision", "middle"),
    [
        ("2016-05-10", "2016-05-10", 1, "2016-05-10"),
        ("2016-05-10", "2016-05-11", 2, "2016-05-10"),
        ("2016-05-02", "2016-05-08", 3, "2016-05-05"),
        ("2021-12-01", "2021-12-31", 4, "2021-12-16"),
        ("2021-01-01", "2021-12-31", 5, "2021-07-02"),
        ("2021-01-01", None, None, None),
        (None, "2021-01-01", None, None),
        (None, None, None, None),
        ("2021-01-02", "2021-01-01", None, None),
    ],
)
def test_days_and_how_sure_they_are(first, last, precision, middle):
    assert (date_precision(first, last), middle_day(first, last)) == (precision, middle)


def test_prio_cells_are_counted_from_the_lower_left_corner():
    assert prio_cell(-90, -180) == 1
    assert prio_cell(-89.6, 179.9) == 720
    assert prio_cell(34.53, 69.17) == 179779  # Kabul, as UCDP GED has it
    assert prio_cell(90, 180) == 259200
    assert prio_cell(None, 1.0) is None


def test_countries_have_the_numbers_and_regions_of_others():
    countries = load_countries()
    codes = {row.split(",")[0] for row in _lines(load_codebook().folder / "countries.csv")[1:]}
    assert codes <= set(countries), "a country of the codebook is missing"
    assert len({country.numeric for country in countries.values()}) == len(countries)
    for code, numeric, gwno, region, ucdp_region in (
        ("SYR", 760, 652, "Middle East", "Middle East"), ("MLI", 466, 432, "Western Africa", "Africa"),
        ("EGY", 818, 651, "Northern Africa", "Middle East"), ("GEO", 268, 372, "Caucasus and Central Asia", "Europe"),
        ("SSD", 728, 626, "Eastern Africa", "Africa"), ("COL", 170, 100, "South America", "Americas"),
    ):  # fmt: skip
        country = countries[code]
        assert (country.numeric, country.gwno, country.acled, country.ucdp) == (numeric, gwno, region, ucdp_region)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


ARMY, REBELS = Party("a", name="army", roles=("MIL",)), Party("r", name="rebels", roles=("REB",))
VILLAGERS, MARKET = Party("v", name="villagers", roles=("CVL",)), Party("m", name="market", kind="object", roles=("CVL",))
SOMEBODY = Party("s", name="somebody")


@pytest.mark.parametrize(
    ("kinds", "who", "whom", "found"),
    [
        ((1, 2, 3), [ARMY], [VILLAGERS], 3),
        ((1, 2, 3), [ARMY], [REBELS], 1),
        ((1, 2, 3), [REBELS], [ARMY], 1),
        ((1, 2), [REBELS], [REBELS], 2),
        ((3,), [REBELS], [ARMY], 1),
        ((3,), [ARMY], [], 3),
        ((1, 2, 3), [ARMY], [MARKET], None),
        ((1, 2, 3), [], [SOMEBODY], None),
        ((), [ARMY], [VILLAGERS], None),
        ((1, 2), [ARMY], [], 1),
        ((1, 2), [REBELS], [VILLAGERS], 3),
    ],
)
def test_parties_decide_between_types_of_violence(kinds, who, whom, found):
    main = next((party for party in whom if party.acts), None)
    assert find_violence(kinds, who, main, whom) == found


def test_violence_against_armed_people_is_a_battle_in_acleds_terms():
    attack = Acled(event_type="Violence against civilians", sub_event_type="Attack")
    assert fit_acled(attack, ARMY).event_type == "Battles"
    assert fit_acled(attack, VILLAGERS) == attack
    assert fit_acled(attack, None) == attack
    clash = Acled(event_type="Battles", sub_event_type="Armed clash")
    assert fit_acled(clash, VILLAGERS) == attack
    assert fit_acled(clash, SOMEBODY) == fit_acled(clash, REBELS) == fit_acled(clash, None) == clash


# ACLED


@pytest.fixture(scope="module")
def acled_rows(export) -> Mapping[str, dict[str, str]]:
    """Rows by place and kind of event, as hand-checked against the texts of the samples."""
    rows = read(export("acled"))
    assert list(rows[0]) == list(acled.COLUMNS) and len(acled.COLUMNS) == 31
    return {f"{row['location']} {row['event_date'][:7]} {row['tags'].split('act=')[1].split(';')[0]}": row for row in rows}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "Saraqib 2016-05 shelling",
            {"event_date": "2016-05-10", "time_precision": "1", "event_type": "Explosions/Remote violence", "country": "Syria",
             "sub_event_type": "Shelling/artillery/missile attack", "iso": "760", "region": "Middle East", "admin1": "Idlib",
             "geo_precision": "1", "fatalities": "19", "actor1": "Syrian Armed Forces", "actor2": "Civilians (Syria)",
             "inter2": "Civilians", "civilian_targeting": "Civilian targeting", "disorder_type": "Political violence"},
        ),
        (
            "Pūnch 2020-08 shooting",
            {"event_date": "2020-08-19", "event_type": "Battles", "sub_event_type": "Armed clash", "inter2": "State forces",
             "actor2": "Indian Armed Forces", "country": "India"},
        ),
        (
            "Latacunga 2021-06 shooting",
            {"event_date": "2021-06-16", "event_type": "Violence against civilians", "actor1": "police", "inter1": "State forces",
             "actor2": "Civilians (Ecuador)", "fatalities": "2", "latitude": "-0.93424", "admin1": "Cotopaxi"},
        ),
        (
            "Talata Mafara 2022-02 abduction",
            {"event_date": "2022-02-12", "sub_event_type": "Abduction/forced disappearance", "inter1": "Political militia",
             "actor1": "Unidentified Armed Group (Nigeria)", "country": "Nigeria", "region": "Western Africa"},
        ),
        (
            " 2021-12 abduction",
            {"event_date": "2021-12-16", "time_precision": "3", "latitude": "", "geo_precision": "", "country": "", "iso": "",
             "fatalities": ""},
        ),
        (
            "Saraqib 2016-05 weapons-deployment",
            {"event_date": "2016-05-05", "time_precision": "2", "event_type": "Strategic developments", "source": "SANA",
             "fatalities": "", "inter1": "Rebel group"},
        ),
        (
            "Idlib 2016-06 killing",
            {"geo_precision": "3", "admin1": "Idlib", "fatalities": "5", "actor1": "", "event_date": "2016-06-06"},
        ),
        (
            "Mali 2019-03 ambush",
            {"geo_precision": "3", "latitude": "", "longitude": "", "fatalities": "6", "event_type": "Battles",
             "event_date": "2019-03-01", "inter2": "State forces", "iso": "466"},
        ),
        (
            "Butig 2017-03 airstrike",
            {"actor1": "Philippine Armed Forces", "inter1": "State forces", "actor2": "Civilians (Philippines)"},
        ),
        (
            "Al-Hamdaniya 2014-06 ambush",
            {"event_type": "Violence against civilians", "sub_event_type": "Attack", "actor2": "Civilians (Iraq)",
             "actor1": "Unidentified Armed Group (Iraq)", "fatalities": "6"},
        ),
        (
            "  killing",
            {"event_date": "", "year": "", "time_precision": "", "country": "", "fatalities": "3",
             "actor1": "Unidentified Armed Group"},
        ),
        (
            "Ḩamāh 2018-03 shelling",
            {"fatalities": "2", "inter1": "Rebel group", "country": "Syria", "event_date": "2018-03-06"},
        ),
    ],
)  # fmt: skip
def test_rows_of_acled_say_what_the_reports_say(acled_rows, key, expected):
    assert key in acled_rows, sorted(acled_rows)
    row = acled_rows[key]
    assert {column: row[column] for column in expected} == expected


def test_who_is_blamed_by_one_party_only_is_nobodys_ally(acled_rows):
    row = acled_rows["Saraqib 2016-05 shelling"]
    assert "Orontes Front" not in row["actor1"] + row["assoc_actor_1"]
    assert "Origins differ on who did it" in row["notes"]
    assert "Defence Ministry (party, denies it)" in row["source"]
    assert "disputed" in row["tags"]


def test_nothing_in_acleds_columns_is_outside_of_its_lists(acled_rows):
    for row in acled_rows.values():
        assert row["sub_event_type"] in SUB_EVENTS[row["event_type"]]
        assert {row["inter1"], row["inter2"]} <= {*INTER, ""}
        assert row["time_precision"] in ("1", "2", "3", "") and row["geo_precision"] in ("1", "2", "3", "")
        assert bool(row["latitude"]) == bool(row["longitude"])
        assert row["interaction"] == "" or all(part in INTER for part in row["interaction"].removesuffix(" only").split("-"))


def test_events_that_nobody_says_happened_are_counted_and_left_out(record_files, tmp_path):
    call = ["export", "acled", str(record_files.coded), str(record_files.incidents), "-o", str(tmp_path / "a.csv")]
    output = CliRunner().invoke(main, call).output
    assert re.search(r"left out: claims of no incident \(\d+\)", output)
    assert "plan é/1" not in (tmp_path / "a.csv").read_text(encoding="utf-8")


# UCDP


@pytest.fixture(scope="module")
def ged_rows(export) -> Mapping[str, dict[str, str]]:
    rows = read(export("ucdp-ged"))
    assert list(rows[0]) == list(ucdp.COLUMNS) and len(ucdp.COLUMNS) == 49
    return {f"{row['where_coordinates']} {row['date_start'][:7]}": row for row in rows}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "Saraqib 2016-05",
            {"type_of_violence": "3", "side_b": "Civilians", "best": "19", "low": "9", "high": "19", "where_prec": "1",
             "date_prec": "1", "country_id": "652", "region": "Middle East", "event_clarity": "1", "adm_1": "Idlib",
             "geom_wkt": "POINT (36.80591 35.86447)", "date_start": "2016-05-10", "date_end": "2016-05-10"},
        ),
        (
            "Pūnch 2020-08",
            {"type_of_violence": "1", "side_a": "Government of Pakistan", "side_b": "Government of India", "gwnoa": "770",
             "gwnob": "750", "dyad_name": "Government of Pakistan - Government of India", "low": "1"},
        ),
        ("Latacunga 2021-06", {"type_of_violence": "3", "side_b": "Civilians", "best": "2", "low": "1"}),
        ("Talata Mafara 2022-02", {"type_of_violence": "3", "side_b": "Civilians", "low": "7", "high": "11"}),
        ("Butig 2017-03", {"type_of_violence": "3", "side_b": "Civilians", "best": "7", "deaths_civilians": "7", "high": "15"}),
        ("Al-Hamdaniya 2014-06", {"type_of_violence": "3", "side_b": "Civilians", "best": "6"}),
        ("Idlib 2016-06", {"where_prec": "4", "geom_wkt": "", "priogrid_gid": "", "best": "5", "deaths_civilians": "5"}),
        ("Mali 2019-03", {"where_prec": "6", "geom_wkt": "", "type_of_violence": "1", "best": "6", "country_id": "432"}),
        ("Ḩamāh 2018-03", {"type_of_violence": "1", "best": "2", "where_prec": "1"}),
        (" ", {"where_prec": "", "date_prec": "", "year": "", "event_clarity": "", "best": "3", "country": ""}),
    ],
)  # fmt: skip
def test_rows_of_ged_say_what_the_reports_say(ged_rows, key, expected):
    assert key in ged_rows, sorted(ged_rows)
    row = ged_rows[key]
    assert {column: row[column] for column in expected} == expected


def test_deaths_by_side_are_together_the_best_figure(ged_rows):
    for row in ged_rows.values():
        parts = [row[f"deaths_{side}"] for side in ("a", "b", "civilians", "unknown")]
        assert (sum(map(int, parts)) == int(row["best"])) if row["best"] else parts == [""] * 4
        assert not row["best"] or int(row["low"] or 0) <= int(row["best"])


def test_the_sources_of_ged_stand_in_one_order(ged_rows):
    for row in ged_rows.values():
        assert len({row[f"source_{part}"].count(";") for part in ("article", "office", "date", "headline")}) == 1


def test_ids_of_ged_are_whole_numbers_that_every_reader_holds(ged_rows):
    numbers = [int(row["id"]) for row in ged_rows.values()]
    assert len(set(numbers)) == len(numbers) and max(numbers) < 2**53


# POLECAT and HXL


def test_polecat_rows_hold_what_is_planned_and_say_so(export):
    rows = read(export("plover"), "\t")
    assert list(rows[0]) == list(plover.COLUMNS)
    assert all(row["Event Type"] in MODES or row["CAMEO"] == "015" for row in rows)
    assert all(row["Event Mode"] in {*MODES.get(row["Event Type"], ()), ""} for row in rows)
    plans = [row for row in rows if row["Status"] == "planned"]
    assert plans and all(row["Of An Incident"] == "no" for row in plans)
    assert all(row["Contexts"] == "" for row in rows)


def test_libhxl_reads_the_hashtags_and_finds_nothing_wrong(export):
    reader = pytest.importorskip("hxl", reason="make readers")
    path = export("hxl")
    data = reader.data(str(path), reader.InputOptions(allow_local=True))
    assert data.display_tags == list(hxl.TAGS.values())
    rows = list(data)
    assert len(rows) == len(read(path)) - 1  # the csv module takes the hashtags for a row
    assert {row.get("#meta+geo+precision") for row in rows} >= {"1", "4", "6", None}
    for row in rows:
        assert bool(row.get("#geo+lat")) == (row.get("#meta+geo+precision") in ("1", "2"))
        assert row.get("#meta+source+list")
    found: list[object] = []
    reader.schema(None, found.append).validate(reader.data(str(path), reader.InputOptions(allow_local=True)))
    # "Possible numeric outlier" is no mistake: one shelling killed more than the others.
    assert [report.message for report in found if report.rule.severity != "info"] == []
