"""The formats of other programs, read back with these: geopandas, pyarrow, followthemoney, a JSON-LD processor, zip."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportedly import record
from reportedly.cli.exporting import FORMATS as NAMES
from reportedly.cli.main import main
from reportedly.codebook.book import load_codebook
from reportedly.corrections import TOLL_FIELDS
from reportedly.errors import UsageError
from reportedly.exports import acled, claims, hxl, plover, ucdp
from reportedly.exports.formats import FORMATS, write_export
from reportedly.exports.geojson import PINNED
from reportedly.exports.holdings import Files, Holdings
from reportedly.exports.webanno import CONTEXT, load_context
from reportedly.judgement import make_judgement

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def export(record_files, tmp_path_factory) -> Callable[..., Path]:
    folder = tmp_path_factory.mktemp("exports")
    made: dict[str, Path] = {}

    def one(name: str) -> Path:
        if name not in made:
            path = folder / f"out{FORMATS[name].ending}.{name}"
            call = ["export", name, str(record_files.coded), str(record_files.incidents), "-o", str(path)]
            done = CliRunner().invoke(main, [*call, "--judgements", str(record_files.judgements)])
            assert done.exit_code == 0, done.output
            made[name] = path
        return made[name]

    return one


def test_the_command_knows_all_formats():
    assert tuple(FORMATS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_same_record_gives_the_same_bytes(export, record_files, tmp_path, name):
    held = Holdings(Files((record_files.coded,), record_files.incidents, record_files.judgements), load_codebook())
    assert write_export(name, held, tmp_path / "again").rows > 0
    assert (tmp_path / "again").read_bytes() == export(name).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


@pytest.mark.parametrize("name", NAMES)
def test_an_export_that_fails_leaves_no_file(record_files, tmp_path, name):
    broken = tmp_path / "incidents.jsonl"
    broken.write_bytes(record_files.incidents.read_bytes() + b'{"id": "half a li')
    call = ["export", name, str(record_files.coded), str(broken), "-o", str(tmp_path / "out"), "--judgements"]
    done = CliRunner().invoke(main, [*call, str(record_files.judgements)])
    if name in ("webanno", "claimreview"):  # these read no incidents
        assert done.exit_code == 0
        return
    assert done.exit_code == 2
    lines = len(record_files.incidents.read_bytes().splitlines())
    assert f"incidents.jsonl, line {lines + 1}: no incident" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["incidents.jsonl"]


def test_what_a_call_gets_wrong_is_one_line(record_files, tmp_path):
    coded, incidents, out = (str(path) for path in (record_files.coded, record_files.incidents, tmp_path / "out"))
    for call, said in (
        ([coded], "CODED... INCIDENTS"),
        ([], "--project"),
        ([coded, str(tmp_path / "nothing")], "cannot be read"),
        ([coded, coded], "holds no incident, only coded reports"),
        ([incidents, incidents], "holds no coded report"),
        ([coded, incidents, "--title", "T"], "belong to the format bundle"),
        ([coded, incidents, "--judgements", str(tmp_path / "nothing")], "cannot be read"),
    ):
        done = CliRunner().invoke(main, ["export", "csv", *call, "-o", out], env={"REPORTEDLY_PROJECT": None})
        assert done.exit_code == 2 and said in done.output, (call, done.output)
        assert not Path(out).exists()
    done = CliRunner().invoke(main, ["export", "csv", coded, incidents, "-o", str(tmp_path / "no" / "out")])
    assert done.exit_code == 2 and "cannot be written" in done.output
    with pytest.raises(UsageError, match="is no format"):
        write_export("xlsx", Holdings(Files((Path(coded),), Path(incidents)), load_codebook()), tmp_path / "out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(record_files, tmp_path):
    out = tmp_path / "out.csv"
    (tmp_path / "out.csv.part").symlink_to("/dev/full")
    done = CliRunner().invoke(main, ["export", "csv", str(record_files.coded), str(record_files.incidents), "-o", str(out)])
    assert done.exit_code == 2 and "No space left" in done.output
    assert not out.exists()


def test_every_column_is_documented():
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"## {name}" in page, name
    for name, columns in (
        ("csv", claims.NAMES), ("acled", acled.COLUMNS), ("ucdp-ged", ucdp.COLUMNS), ("plover", plover.COLUMNS),
        ("hxl", tuple(hxl.TAGS.values())),
    ):  # fmt: skip
        section = page.split(f"## {name}")[1].split("\n## ")[0]
        for column in columns:
            harm = next((harm for harm in record.Harm.__args__ if column.startswith((f"{harm}_", f"#affected+{harm}"))), None)
            shown = column.replace(harm, "HARM", 1) if harm else column
            assert f"`{shown}`" in section, f"{name}: {column} is not documented"


# The record itself


def test_jsonl_comes_back_in(export, record_files, tmp_path):
    path = export("jsonl")
    lines = path.read_bytes().splitlines()
    given = [line for file in (record_files.coded, record_files.incidents, record_files.judgements)
             for line in file.read_bytes().splitlines()]  # fmt: skip
    assert lines == given
    again = tmp_path / "again.csv"
    done = CliRunner().invoke(main, ["export", "csv", str(path), str(path), "--judgements", str(path), "-o", str(again)])
    assert done.exit_code == 0, done.output
    assert again.read_bytes() == export("csv").read_bytes()


# GeoJSON


def test_geopandas_reads_the_features(export):
    geopandas = pytest.importorskip("geopandas", reason="make readers")
    frame = geopandas.read_file(export("geojson"))
    told = json.loads(export("geojson").read_bytes())["features"]
    assert len(frame) == len(told)
    pinned = frame[frame.geometry.notna()]
    assert len(pinned) and (pinned.geometry.geom_type == "Point").all()
    assert (pinned["where_prec"] <= PINNED).all()


def test_no_area_is_a_pin(export):
    features = json.loads(export("geojson").read_bytes())["features"]
    assert {1, 4, 6, None} <= {feature["properties"]["where_prec"] for feature in features}
    areas = {told["report"]: one["properties"]["area"] for one in features for told in one["properties"]["claims"]}
    for feature in features:
        precision, area = feature["properties"]["where_prec"], feature["properties"]["area"]
        assert (feature["geometry"] is not None) == (precision is not None and precision <= PINNED)
        if precision is not None and precision > PINNED:
            assert area["kind"] and area["name"]
        if feature["geometry"]:
            lon, lat = feature["geometry"]["coordinates"]
            assert -180 <= lon <= 180 and -90 <= lat <= 90
        assert feature["properties"]["said_by"]
    area = areas["province"]
    assert (area["kind"], area["name"], area["country"]) == ("province", "Idlib", "SYR")


def test_features_have_one_id_each_and_name_their_claims(export, record_files):
    features = json.loads(export("geojson").read_bytes())["features"]
    assert len({feature["id"] for feature in features}) == len(features)
    told = {(claim["report"], claim["claim"]) for feature in features for claim in feature["properties"]["claims"]}
    rows = list(csv.DictReader(export("csv").open(encoding="utf-8", newline="")))
    assert told == {(row["report"], row["claim"]) for row in rows}


# Parquet


def test_parquet_holds_what_csv_holds_with_its_types(export):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install 'reportedly[parquet]'")
    table = parquet.read_table(export("parquet"))
    assert table.column_names == list(claims.NAMES)
    sorts = {"text": "string", "whole": "int64", "number": "double", "flag": "bool"}
    for column in claims.COLUMNS:
        if column.sort == "list":
            assert str(table.schema.field(column.name).type) in ("list<element: string>", "list<item: string>")
    for column in claims.COLUMNS:
        if column.sort != "list":
            assert str(table.schema.field(column.name).type) == sorts[column.sort]
        assert table.schema.field(column.name).metadata[b"meaning"].decode() == column.meaning
    rows = table.to_pylist()
    printed = list(csv.DictReader(export("csv").open(encoding="utf-8", newline="")))
    assert [(row["report"], row["claim"]) for row in rows] == [(row["report"], row["claim"]) for row in printed]
    nowhere = next(row for row in rows if row["report"] == "nowhere")
    assert (nowhere["latitude"], nowhere["from"], nowhere["where"], nowhere["killed_best"]) == (None, None, [], 3)


def test_pandas_reads_parquet(export):
    pandas = pytest.importorskip("pandas", reason="make readers")
    frame = pandas.read_parquet(export("parquet"))
    assert frame["killed_best"].sum() > 0 and frame["said_by"].notna().all()


# FollowTheMoney


def test_followthemoney_takes_every_statement(export):
    ftm = pytest.importorskip("followthemoney", reason="make readers")
    from followthemoney.statement import Statement
    from followthemoney.statement.serialize import read_json_statements

    with export("ftm").open("rb") as stream:
        statements = list(read_json_statements(stream))
    entities: dict[str, list[Statement]] = {}
    order = []
    for statement in statements:
        if not order or order[-1] != statement.entity_id:
            order.append(statement.entity_id)
        entities.setdefault(statement.entity_id, []).append(statement)
    assert len(order) == len(entities), "the statements of an entity stand together"
    targets = set(entities)
    for name, own in entities.items():
        schema = ftm.model.get(own[0].schema)
        assert schema is not None and {one.schema for one in own} == {schema.name}
        assert name in {one.value for one in own if one.prop == "id"}
        for one in own:
            assert one.id == one.generate_key()
            if one.prop == "id":
                continue
            prop = schema.get(one.prop)
            assert prop is not None, (schema.name, one.prop)
            assert prop.type.validate(one.value), (one.prop, one.value)
            assert prop.type.clean(one.value) == one.value, (one.prop, one.value)
            if prop.type.name == "entity":
                assert one.value in targets, (one.prop, one.value)
                (aim,) = {other.schema for other in entities[one.value]}
                assert ftm.model.get(aim).is_a(prop.range), (one.prop, aim)
    kinds = {own[0].schema for own in entities.values()}
    assert {"Event", "Article", "Documentation", "PublicBody"} <= kinds
    said = [one for one in statements if one.schema == "Documentation" and one.prop == "summary"]
    assert all(one.value.startswith("Said by ") and one.origin for one in said)
    assert any("(party)" in one.value for one in said)


def test_followthemoney_builds_entities_of_the_statements(export):
    pytest.importorskip("followthemoney", reason="make readers")
    from followthemoney.dataset import Dataset
    from followthemoney.statement import StatementEntity
    from followthemoney.statement.serialize import read_json_statements

    with export("ftm").open("rb") as stream:
        statements = [one for one in read_json_statements(stream) if one.schema == "Event"]
    data = Dataset.make({"name": "reportedly", "title": "reportedly"})
    names = list(dict.fromkeys(one.entity_id for one in statements))
    events = [StatementEntity.from_statements(data, [one for one in statements if one.entity_id == name]) for name in names]
    assert any(event.first("country") == "ml" and event.caption.startswith("Ambush") for event in events)
    assert any(not event.get("country") and not event.get("date") and not event.get("startDate") for event in events)


# JSON-LD


def offline(url: str, _options: object) -> dict[str, object]:
    """Documents as a JSON-LD processor asks for them: the one context there is, and no network."""
    assert url == CONTEXT, f"{url} would be fetched"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": load_context()}


def test_every_annotation_expands_offline_with_its_selectors(export, record_files):
    jsonld = pytest.importorskip("pyld.jsonld", reason="make readers")
    page = json.loads(export("webanno").read_bytes())
    (expanded,) = jsonld.expand(page, {"documentLoader": offline})
    oa = "http://www.w3.org/ns/oa#"
    assert expanded["@type"] == ["http://www.w3.org/ns/activitystreams#OrderedCollectionPage"]
    items = expanded["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert len(items) == len(page["items"]) > 100
    texts = {}
    for line in record_files.coded.read_bytes().splitlines():
        report = record.read_coded(line).report
        texts[report.url or f"urn:reportedly:{report.id}:text"] = report.text
    checked = 0
    for item in items:
        assert item["@type"] == [f"{oa}Annotation"]
        assert item[f"{oa}motivatedBy"][0]["@id"].startswith(oa)
        assert item[f"{oa}hasBody"] and item[f"{oa}hasTarget"]
        for target in item[f"{oa}hasTarget"]:
            if f"{oa}hasSelector" not in target:
                continue
            selectors = {one["@type"][0]: one for one in target[f"{oa}hasSelector"]}
            where, quote = selectors[f"{oa}TextPositionSelector"], selectors[f"{oa}TextQuoteSelector"]
            start, end = (where[f"{oa}{name}"][0]["@value"] for name in ("start", "end"))
            text = texts.get(target[f"{oa}hasSource"][0]["@id"])
            if text is None:  # the id of a report that is no plain word is quoted in its URN
                continue
            exact, prefix, suffix = (quote.get(f"{oa}{n}", [{"@value": ""}])[0]["@value"] for n in ("exact", "prefix", "suffix"))
            assert text[start:end] == exact
            assert text[:start].endswith(prefix) and text[end:].startswith(suffix)
            checked += 1
    assert checked > 100


def test_no_term_of_an_annotation_is_lost_to_a_processor(export):
    jsonld = pytest.importorskip("pyld.jsonld", reason="make readers")
    page = json.loads(export("webanno").read_bytes())
    back = jsonld.compact(jsonld.expand(page, {"documentLoader": offline}), CONTEXT, {"documentLoader": offline})

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | set().union(*(keys(part) for part in value.values()))
        return set().union(*(keys(part) for part in value)) if isinstance(value, list) else set()

    assert keys(page) == keys(back)


def test_judgements_are_annotations_of_their_own(export):
    items = json.loads(export("webanno").read_bytes())["items"]
    judged = [item for item in items if item["motivation"] == "assessing"]
    assert {item["creator"]["name"] for item in judged} == {"Ana", "Ben"}
    names = {item["id"] for item in items}
    assert any(target in names for item in judged for target in item["target"])
    (corrected,) = [item for item in judged if item["body"][0]["value"].startswith("correct")]
    assert "the judgement is the evidence" in corrected["body"][-1]["value"]
    quotes = [one["exact"] for item in items for target in item["target"] if isinstance(target, dict)
              for one in target["selector"] if one["type"] == "TextQuoteSelector"]  # fmt: skip
    assert all(quotes), "what nobody picked words for quotes none"


@pytest.fixture(scope="module")
def judged_alone(record_files, tmp_path_factory) -> Path:
    """Judgements that correct everything that can be without words of the report, and one that no longer fits."""
    values = {"who": ["Somebody New"], "whom": ["a man"], "where": ["No Such Town"], "when": "2020-01-02", "source": "Some One",
              **dict.fromkeys(TOLL_FIELDS), "toll.killed": 3, "toll.injured": {"low": 2}, "act": "gone"}  # fmt: skip
    path = tmp_path_factory.mktemp("alone") / "judged.jsonl"
    coded = [record.read_coded(line) for line in record_files.coded.read_bytes().splitlines()]
    rows = [
        make_judgement("correct", "Ana", claims=[record.ClaimRef(report=one.report.id, claim=claim.id)], field=field, after=after)
        for one in coded for claim in one.claims for field, after in values.items()
    ]  # fmt: skip
    path.write_bytes(b"".join(record.to_json(row) + b"\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def linked_alone(record_files, judged_alone) -> Path:
    """The incidents under these judgements."""
    linked = judged_alone.with_name("linked.jsonl")
    done = CliRunner().invoke(main, ["link", str(record_files.coded), "--judgements", str(judged_alone), "-o", str(linked)])
    assert done.exit_code == 0, done.output
    assert "no longer fit the codebook or the report" in done.output
    return linked


@pytest.mark.parametrize("name", NAMES)
def test_what_rests_on_judgements_alone_is_exported_and_quotes_no_trigger(
    record_files, judged_alone, linked_alone, tmp_path, name
):
    linked, out = linked_alone, tmp_path / "out"
    call = ["export", name, str(record_files.coded), str(linked), "--judgements", str(judged_alone), "-o", str(out)]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    if name == "csv":
        with out.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                assert (row["who"], row["whom"], row["when"], row["toll_words"]) == ("Somebody New", "a man", "", "")
                assert (row["said_by"].removesuffix(" (party)"), row["source"]) == ("Some One", "")
                assert row["judged"].count("without words of the report") == 7


def test_the_words_that_were_picked_for_a_correction_are_its_target(record_files, tmp_path):
    coded = [record.read_coded(line) for line in record_files.coded.read_bytes().splitlines()]
    one = next(one for one in coded if one.claims)
    row = make_judgement("correct", "Ana", claims=[record.ClaimRef(report=one.report.id, claim=one.claims[0].id)],
                         field="source", after="The council", span=(0, 4))  # fmt: skip
    judged, out = tmp_path / "judged.jsonl", tmp_path / "out"
    judged.write_bytes(record.to_json(row) + b"\n")
    call = [
        "export",
        "webanno",
        str(record_files.coded),
        str(record_files.incidents),
        "--judgements",
        str(judged),
        "-o",
        str(out),
    ]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    (found,) = [item for item in json.loads(out.read_bytes())["items"] if item["motivation"] == "assessing"]
    assert found["target"][-1]["selector"][0]["exact"] == one.report.text[:4]
    call[1] = "csv"
    assert CliRunner().invoke(main, call).exit_code == 0
    with out.open(encoding="utf-8", newline="") as stream:
        (told,) = [
            line for line in csv.DictReader(stream) if (line["report"], line["claim"]) == (one.report.id, one.claims[0].id)
        ]
    assert told["source"] == one.report.text[:4]
    assert "The council" in told["said_by"]


def test_reviews_are_of_judged_claims_only(export, record_files):
    jsonld = pytest.importorskip("pyld.jsonld", reason="make readers")
    page = json.loads(export("claimreview").read_bytes())

    def refuse(url: str, _options: object) -> dict[str, object]:
        raise AssertionError(f"{url} would be fetched")

    expanded = jsonld.expand(page, {"documentLoader": refuse})
    assert {one["@type"][0] for one in expanded} == {"https://schema.org/ClaimReview"}
    reviews = page["@graph"]
    ratings = sorted(one["reviewRating"]["alternateName"] for one in reviews)
    rows = [json.loads(line) for line in record_files.judgements.read_bytes().splitlines()]
    rejected = len(rows[1]["claims"])
    assert ratings == ["Accepted", "Corrected", *["Rejected"] * rejected], "what was undone is no review"
    corrected = next(one for one in reviews if one["reviewRating"]["alternateName"] == "Corrected")
    assert corrected["reviewBody"].startswith("toll.killed: ") and corrected["author"] == {"@type": "Person", "name": "Ana"}
    assert all(one["itemReviewed"]["author"]["name"] and one["claimReviewed"] for one in reviews)


def test_without_judgements_there_is_no_review(record_files, tmp_path):
    held = Holdings(Files((record_files.coded,), record_files.incidents), load_codebook())
    assert write_export("claimreview", held, tmp_path / "out").rows == 0
    assert json.loads((tmp_path / "out").read_bytes())["@graph"] == []


# The bundle


def test_a_bundle_is_whole_and_says_what_is_in_it(record_files, tmp_path, export):
    path = tmp_path / "war.zip"
    call = ["export", "bundle", str(record_files.coded), str(record_files.incidents), "-o", str(path)]
    call += ["--judgements", str(record_files.judgements), "--title", 'The "odd" war', "--author", "Ana Ruiz", "--author", "B: C"]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert set(sums) == set(names) - {"SHA256SUMS"}
    assert all(hashlib.sha256(files[name]).hexdigest() == digest for name, digest in sums.items())
    for name, own in (("csv", "claims.csv"), ("geojson", "incidents.geojson"), ("jsonl", "record.jsonl")):
        assert files[f"data/{own}"] == export(name).read_bytes()
    for table in load_codebook().folder.glob("*.csv"):
        assert files[f"codebook/{table.name}"] == table.read_bytes()
    versions = json.loads(files["VERSIONS.json"])
    assert versions["codebook in this bundle"] == load_codebook().version
    assert sum(made["reports"] for made in versions["coded with"]) == len(record_files.coded.read_bytes().splitlines())
    described = list(csv.DictReader(io.StringIO(files["data/claims.columns.csv"].decode())))
    assert [row["column"] for row in described] == list(claims.NAMES)
    assert 'title: "The \\"odd\\" war"' in files["CITATION.cff"].decode()
    assert '  - name: "B: C"' in files["CITATION.cff"].decode()
    assert "Nothing here is a fact because it was printed" in files["README.md"].decode()


# Size


@pytest.mark.slow
def test_a_large_record_is_written_without_being_held(record_files, tmp_path):
    """Twenty times the incidents do not need twenty times the memory: only ids are held."""
    line = record_files.incidents.read_bytes().splitlines()
    many = tmp_path / "many.jsonl"
    with many.open("wb") as stream:
        for n in range(4000):
            one = json.loads(line[n % len(line)])
            stream.write(json.dumps(one | {"id": f"{n:016x}"}).encode() + b"\n")
    size = "import resource,sys; from reportedly.cli.main import main\ntry: main()\n"
    size += "except SystemExit: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"

    def peak(incidents: Path) -> int:
        call = ["export", "hxl", str(record_files.coded), str(incidents), "-o", str(tmp_path / "out.csv")]
        done = subprocess.run([sys.executable, "-c", size, *call], capture_output=True, text=True, check=True)
        return int(done.stdout)

    few = peak(record_files.incidents)
    assert peak(many) < few + 40, "MB"
    assert len((tmp_path / "out.csv").read_bytes().splitlines()) > 4000
