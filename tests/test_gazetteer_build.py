"""A gazetteer made from a GeoNames dump: what goes in, what coding finds with it, and every way a file can be wrong."""

from __future__ import annotations

import sqlite3
import string
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import reportedly
from reportedly.cli.gazetteer import gazetteer as group
from reportedly.cli.main import main
from reportedly.codebook.book import load_codebook
from reportedly.coding.places import dump as module
from reportedly.coding.places.dump import build_gazetteer, read_rows
from reportedly.coding.places.features import CODES, feature_key
from reportedly.coding.places.gazetteer import Gazetteer, load_gazetteer
from reportedly.coding.places.index import MAIN, OTHER
from reportedly.desk.deciding import Decision, decide
from reportedly.errors import UsageError
from reportedly.record import ClaimRef
from reportedly.store import Project
from reportedly.suggesting import suggest

# Facts of GeoNames: Aleppo (it comes with the package), its province.
ALEPPO, PROVINCE, SYRIA = 170063, 170062, 163843
# geonameid, name, alternatenames, latitude, longitude, class, code, country, admin1, admin2, population
INVENTED = [
    (90000001, "Tall Zahīyah", "Tal Zahiyah,Tell Zahiya,تل زهية", 36.31, 37.02, "P", "PPL", "SY", "09", "", 0),
    (90000002, "Kafr Mirdash", "Kafar Mirdash", 36.35, 37.11, "P", "PPL", "SY", "09", "", 120),
    (90000003, "Zahiya Military Airport", "Matar Zahiya", 36.29, 37.05, "S", "AIRP", "SY", "09", "", 0),
    (90000004, "Nahr al Qasrūn", "Qasrun River", 36.40, 37.30, "H", "STM", "SY", "09", "", 0),
    (90000005, "Jabal Mirdāsh", "Mount Mirdash", 36.45, 37.25, "T", "MT", "SY", "09", "", 0),
    (90000006, "Mukhayyam an Nasīmah", "Nasima Camp", 36.22, 37.18, "S", "CMPRF", "SY", "09", "", 0),
    (90000007, "Hotel Zahiya Palace", "", 36.2, 37.1, "S", "HTL", "SY", "09", "", 0),
    (90000008, "Zahiya Shop", "", 36.2, 37.1, "S", "RET", "SY", "09", "", 0),
    (90000009, "Mirdash Historic", "", 36.2, 37.1, "P", "PPLH", "SY", "09", "", 0),
    (90000010, "Qarrat Nahiyah", "", 36.5, 37.4, "A", "ADM3", "SY", "09", "", 9000),
    (90000011, "Kafr Mirdash", "", 30.1, 31.2, "P", "PPL", "EG", "11", "", 50),
    (ALEPPO, "Renamed", "Renamed", 0.0, 0.0, "P", "PPLA", "SY", "09", "", 5),
    (PROVINCE, "Muḩāfaz̧at Ḩalab", "", 36.0, 37.0, "A", "ADM1", "SY", "09", "", 5),
    (SYRIA, "Syria renamed", "", 0.0, 0.0, "A", "PCLI", "SY", "00", "", 5),
]


def line(geonameid, name, others, lat, lon, sort, code, country, admin1, admin2, population) -> str:
    ascii_name = name.encode("ascii", "ignore").decode()
    cells = [geonameid, name, ascii_name, others, lat, lon, sort, code, country, "", admin1, admin2, "", "", population]
    return "\t".join(map(str, [*cells, "", 300, "Asia/Damascus", "2021-05-04"]))


LINES = [line(*row) for row in INVENTED]


def pack(path: Path, lines: list[str], member: str = "allCountries.txt") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, "".join(one + "\n" for one in lines))
    return path


def build(dump: Path, output: Path) -> module.Built:
    return build_gazetteer(dump, output, lambda done, total: None)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("dump with a space #1")
    build(pack(folder / "allCountries.zip", LINES), folder / "mine.sqlite")
    return load_gazetteer(folder / "mine.sqlite")


def test_what_goes_in(built: Gazetteer) -> None:
    entry = built.entry(90000001)
    assert entry is not None
    assert (entry.country, entry.admin1, entry.code, entry.lat) == ("SYR", PROVINCE, "PPL", 36.31)
    airport = built.entry(90000003)
    assert airport is not None and airport.code == "S.AIRP"
    assert [built.entry(i) for i in (90000007, 90000008, 90000009)] == [None] * 3, "shops, hotels and what is no more stay out"


def test_what_comes_with_the_package_stays_on_top(built: Gazetteer) -> None:
    shipped = load_gazetteer()
    for geonameid in (ALEPPO, PROVINCE, SYRIA):
        assert built.entry(geonameid) == shipped.entry(geonameid)
    assert built.look_up({"aleppo", "syria"}) == shipped.look_up({"aleppo", "syria"})
    assert "renamed" not in built.look_up({"renamed"})


def test_who_judges_looks_places_up_in_the_gazetteer_of_the_project(built: Gazetteer, project: Project) -> None:
    coded = next(one for one in project.reports() if one.claims)
    ref = ClaimRef(report=coded.report.id, claim=coded.claims[0].id)
    project.gazetteer = built.path
    decide(project, Decision("correct", (ref,), field="where", value="Tall Zahiyah", seen=...), "Ana")
    call = [
        "judge",
        "correct",
        f"{ref.report}:{ref.claim}",
        "--project",
        project.where,
        "--field",
        "where",
        "--to",
        "Tall Zahiyah",
    ]
    for more in (["--gazetteer", str(built.path)], []):
        assert CliRunner().invoke(main, [*call, *more, "--by", "Ana"]).exit_code == 0
    found = [row.after[0] for row in project.judgements()]  # type: ignore[index]
    assert [one["geonameid"] for one in found[:2]] == [90000001] * 2
    assert found[2] == "Tall Zahiyah"
    assert "#90000001" in suggest(coded, "where", "tall zah", load_codebook(), gazetteer=built.path)[0].value


def test_names_and_their_ranks(built: Gazetteer) -> None:
    found = built.look_up({"tall zahiyah", "tell zahiya", "kafr mirdash", "zahiya military airport"}, loose={"tel zahiyeh"})
    assert [(m.entry.id, m.rank) for m in found["tall zahiyah"]] == [(90000001, MAIN)]
    assert [(m.entry.id, m.rank) for m in found["tell zahiya"]] == [(90000001, OTHER)]
    assert {m.entry.country for m in found["kafr mirdash"]} == {"SYR", "EGY"}
    assert found["tel zahiyeh"][0].entry.id == 90000001
    assert "zahiya military airport" not in found, "an airport is asked for by its own key"


@pytest.mark.parametrize(
    ("written", "kind", "key"),
    [
        ("Zahiya Military Airport", "facility", "+ zahiya airport"), ("Zahiya air base", "facility", "+ zahiya airport"),
        ("Camp Bucca", "facility", "+ bucca camp"), ("Mukhayyam an Nasīmah", "facility", "+ nasimah camp"),
        ("Khabur River", "region", "+ khabur"), ("Nahr al Khābūr", "region", "+ khabur"), ("Mount Hermon", "region", "+ hermon"),
        ("the airport", "facility", ""), ("Airport", "facility", ""), ("", "region", ""), ("River", "region", "+ river"),
    ],
)  # fmt: skip
def test_the_key_of_a_feature(written: str, kind, key: str) -> None:
    assert feature_key(written, kind) == key


TEXTS = [
    ("Rebels in Syria captured the village of Tal Zahiya in Aleppo province on Monday.", "Tal Zahiya", 90000001, "city", 1),
    ("Syrian warplanes bombed Kafr Mirdash, north of Aleppo, killing two people.", "Kafr Mirdash", 90000002, "city", 1),
    (
        "Shells hit the Qasrun dam and the Zahiya airport near Aleppo, residents of Syria said on Monday.",
        "Zahiya airport", 90000003, "facility", 1,
    ),
    ("Two soldiers died at Zahiya air base near Aleppo, a Syrian officer said.", "Zahiya air base", 90000003, "facility", 1),
    ("Rockets struck Zahiya military airport near Aleppo.", "Zahiya military airport", 90000003, "facility", 1),
    ("Syrian troops crossed the Qasrun river east of Aleppo.", "Qasrun river", 90000004, "region", 5),
    ("Shells hit Nasima refugee camp near Aleppo in Syria, aid workers said.", "Nasima refugee camp", 90000006, "facility", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mention", "geonameid", "kind", "precision"), TEXTS, ids=lambda v: str(v)[:20])
def test_a_report_is_coded_with_it(text, mention, geonameid, kind, precision, built: Gazetteer) -> None:
    coded = reportedly.code(text, published="2020-01-07", gazetteer=built.path)
    places = {place.text: place for place in coded.places}
    assert mention in places, places
    place = places[mention]
    assert (place.geonameid, place.kind, place.precision, place.reason) == (geonameid, kind, precision, None)
    assert place.admin1 == "Ḩalab"
    assert coded.coder.models["gazetteer"] == built.version
    without = {p.text: p.geonameid for p in reportedly.code(text, published="2020-01-07").places}
    assert without.get(mention) != geonameid


def test_the_same_dump_gives_the_same_bytes_and_another_one_another_version(tmp_path: Path, built: Gazetteer) -> None:
    again = build(pack(tmp_path / "allCountries.zip", LINES), tmp_path / "again.sqlite")
    assert (tmp_path / "again.sqlite").read_bytes() == built.path.read_bytes()
    other = build(pack(tmp_path / "SY.zip", LINES[:3], "SY.txt"), tmp_path / "other.sqlite")
    assert again.version == built.version != other.version
    assert again.entries == load_size(built) == other.entries + 5


def load_size(gazetteer: Gazetteer) -> int:
    with sqlite3.connect(gazetteer.path) as connection:
        return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def test_the_variable_names_a_default(built: Gazetteer, monkeypatch) -> None:
    monkeypatch.setenv("REPORTEDLY_GAZETTEER", str(built.path))
    assert load_gazetteer() == built
    assert reportedly.code(TEXTS[0][0]).coder.models["gazetteer"] == built.version
    monkeypatch.delenv("REPORTEDLY_GAZETTEER")
    assert not load_gazetteer().has_features


def broken_line(column: int, cell: str) -> list[str]:
    cells = LINES[1].split("\t")
    cells[column] = cell
    return [LINES[0], "\t".join(cells)]


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([LINES[0], "one\ttwo"], "line 2: 2 columns, not 19"),
        (broken_line(0, "x1"), "line 2: geonameid is 'x1'"),
        (broken_line(4, "north"), "line 2: latitude is 'north'"),
        (broken_line(4, "nan"), "line 2: latitude"),
        (broken_line(5, "181"), "line 2: longitude is '181'"),
        (broken_line(14, "-4"), "line 2: population is '-4'"),
        ([LINES[0], "x" * 300_000], "line 2: too long"),
        ([], "no place in it"),
        ([LINES[6]], "no place in it"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_left(lines: list[str], wrong: str, tmp_path: Path) -> None:
    dump = pack(tmp_path / "allCountries.zip", lines)
    with pytest.raises(UsageError, match="^[^\n]*" + wrong.replace("(", r"\(") + "[^\n]*$"):
        build(dump, tmp_path / "out.sqlite")
    assert [p.name for p in tmp_path.iterdir()] == ["allCountries.zip"]


def _no_table(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "of no use")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("allCountries.txt", b"0" * 40_000_000)


def _damaged(path: Path) -> None:
    pack(path, LINES * 40)
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (lambda path: None, "not there"), (lambda path: path.write_bytes(b"no zip"), "no zip file"),
        (lambda path: path.mkdir(), "no zip file"), (_no_table, "no allCountries.txt in it"),
        (_bomb, "40,000,000 bytes unpacked"),
        (_damaged, "damaged"), (lambda path: path.write_bytes(b""), "no zip file"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_dump(make, wrong: str, tmp_path: Path) -> None:
    make(tmp_path / "dump.zip")
    done = CliRunner().invoke(main, ["gazetteer", "build", str(tmp_path / "dump.zip"), "-o", str(tmp_path / "out.sqlite")])
    assert done.exit_code == 2
    assert wrong in done.output
    assert len(done.output.splitlines()) == 1
    assert {p.name for p in tmp_path.iterdir()} <= {"dump.zip"}


def test_an_interrupted_run_leaves_what_was_there(tmp_path: Path, monkeypatch) -> None:
    dump = pack(tmp_path / "allCountries.zip", LINES)
    (tmp_path / "out.sqlite").write_text("what was there")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_insert", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(dump, tmp_path / "out.sqlite")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["allCountries.zip", "out.sqlite"]
    assert (tmp_path / "out.sqlite").read_text() == "what was there"


@pytest.mark.slow
def test_the_command_and_its_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    pack(tmp_path / "allCountries.zip", LINES)
    done = CliRunner().invoke(main, ["gazetteer", "build", "allCountries.zip"])
    assert done.exit_code == 0, done.output
    assert "give --gazetteer gazetteer.sqlite" in done.output
    (tmp_path / "a.txt").write_text(TEXTS[0][0])
    for workers in ("1", "2"):
        arguments = ["code", "a.txt", "--gazetteer", "gazetteer.sqlite", "-o", f"{workers}.jsonl", "--workers", workers]
        assert CliRunner().invoke(main, arguments).exit_code == 0
        assert '"geonameid":90000001' in (tmp_path / f"{workers}.jsonl").read_text()
        wrong = CliRunner().invoke(main, ["code", "a.txt", "--gazetteer", "a.txt", "--workers", workers])
        assert wrong.exit_code == 2
        assert "a.txt: the gazetteer cannot be read" in wrong.output
    assert CliRunner().invoke(main, ["doctor", "--gazetteer", "gazetteer.sqlite"]).exit_code == 0
    assert CliRunner().invoke(main, ["doctor", "--gazetteer", "missing.sqlite"]).exit_code == 1


def test_every_sub_command_and_option_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "commands.md").read_text(encoding="utf-8")
    section = page.split("## reportedly gazetteer")[1].split("\n## ")[0]
    for name, command in group.commands.items():
        assert f"reportedly gazetteer {name}" in section
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else [parameter.make_metavar(None) or ""]:
                assert option in section


cell = st.text(string.printable.replace("\t", "").replace("\n", "").replace("\r", "") + "éتْ,\x00中ʼ", max_size=12)
kinds = st.sampled_from([("P", "PPL"), ("A", "ADM1"), ("A", "ADM2"), *[tuple(code.split(".")) for code in sorted(CODES)]])


@given(
    cells=st.lists(cell, min_size=19, max_size=19), kind=kinds, number=st.one_of(cell, st.integers(0, 10**13).map(str)),
    point=st.tuples(st.one_of(cell, st.floats(-200, 200).map(str)), st.one_of(cell, st.floats(-200, 200).map(str))),
    country=st.sampled_from(["SY", "US", "", "ZZ"]), people=st.sampled_from(["", "0", "12", "-1", "many"]),
)  # fmt: skip
def test_an_odd_row_is_read_or_named(cells, kind, number, point, country, people) -> None:
    cells[0], (cells[4], cells[5]), (cells[6], cells[7]), cells[8], cells[14] = number, point, kind, country, people
    try:
        rows = list(read_rows([(7, "\t".join(cells).encode())], {}, "dump.zip"))
    except UsageError as error:
        assert "dump.zip, line 7: " in str(error)
        assert len(str(error).splitlines()) == 1
        return
    connection = sqlite3.connect(":memory:")
    connection.executescript(module.SCHEMA + "ATTACH ':memory:' AS staged; CREATE TABLE staged.name (key, entry, rank);")
    module._insert(connection, rows)
    (row,) = rows
    assert connection.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    assert -90 <= row.lat <= 90 and -180 <= row.lon <= 180
    assert row.country in ("SYR", "USA", None)
