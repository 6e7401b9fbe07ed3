"""The commands on a project as a user meets them: the story of an edited article, judgements, and calls that go wrong."""

import json
import re
import sqlite3

import pytest
from click.testing import CliRunner

from reportedly.cli.main import main

FIRST = {
    "id": "wire-1",
    "title": "Shelling kills five in Saraqib",
    "published": "2016-05-10",
    "publisher": "The Example",
    "text": "Syrian government forces shelled the market in Saraqib on Tuesday, killing five people, a spokesman said. "
    "Gunmen abducted two aid workers near Idlib on Monday.",
}
EDITED = FIRST | {
    "title": "Shelling kills seven in Saraqib",
    "text": "Update: the toll rose. Syrian government forces shelled the market in Saraqib on Tuesday, killing seven people, "
    "a spokesman said. Rebels shelled Fua on Wednesday.",
}


# The database is no matter of the commands: the first test goes through them on both, the others on one.
on_sqlite = pytest.mark.parametrize("where", ["sqlite"], indirect=True)


@pytest.fixture
def run(where, monkeypatch, tmp_path):
    """Run a command on the project of the variable; give what it printed, and what it said beside that."""
    monkeypatch.setenv("REPORTEDLY_PROJECT", where)
    monkeypatch.setenv("USER", "ann")
    monkeypatch.chdir(tmp_path)

    def one(*arguments, code=0):
        done = CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.stdout if code == 0 else done.stderr

    return one


@pytest.fixture
def article(tmp_path):
    def write(*reports):
        path = tmp_path / "article.jsonl"
        path.write_text("".join(json.dumps(report) + "\n" for report in reports))
        return path

    return write


def incidents(where):
    from reportedly.store import open_project

    with open_project(where) as project:
        return list(project.incidents())


def test_the_story_of_an_edited_article(run, article, where):
    assert "a new project" in run("init")
    out = run("add", article(FIRST))
    assert "1 new report, 0 new versions, 0 known" in out
    assert "1 report coded" in out
    before = incidents(where)
    assert "0 new reports, 0 new versions, 1 known" in run("add", article(FIRST)), "the same file adds nothing"
    assert incidents(where) == before

    out = run("add", article(EDITED))
    assert "0 new reports, 1 new version, 0 known" in out
    told = run("changes", "--since", "all")
    for words in (
        "report wire-1: changed by its publisher: version 2 (Shelling kills seven in Saraqib)",
        "killed raised: 5 -> 7",
        "a claim withdrawn: Gunmen abduction",
        "a claim more: Rebels shelling Fua",
        "incident",
    ):
        assert words in told
    rows = [json.loads(line) for line in run("changes", "--since", "2000-01-01", "--json").splitlines()]
    raised = next(row for row in rows if row["kind"] == "toll raised" and row["report"])
    assert (raised["report"], raised["version"], raised["field"], raised["before"], raised["after"]) == (
        "wire-1", 2, "toll.killed", 5, 7,
    )  # fmt: skip
    assert len(told.splitlines()) == len(rows)
    assert run("changes", "--since", "2999-01-01") == ""

    claim = raised["claim"]
    out = run("judge", "correct", claim[:8], "--field", "toll.killed", "--to", "8", "--why", "the hospital's list", "--by", "Bob")
    judgement = out.splitlines()[0].removeprefix("judgement ")
    assert "incident " in out
    assert 8 in [toll.best for one in incidents(where) for toll in one.assessment.tolls.values()]
    told = run("changes", "--since", "all")
    assert f"judged, killed: 7 -> 8 by Bob (judgement {judgement})" in told
    assert "killed, the figure that the toll rule gives for all its reports together: 7 -> 8" in told
    run("judge", "undo", judgement[:10])
    assert 8 not in [toll.best for one in incidents(where) for toll in one.assessment.tolls.values()]

    status = run("status")
    for name, what in (("reports", "1 in 2 versions"), ("coded", "1"), ("judgements", "2"), ("last change", "20")):
        assert re.search(rf"^ *{name} +{what}", status, re.MULTILINE), status
    counts = json.loads(run("status", "--json"))
    assert (counts["reports"], counts["versions"], counts["judgements"], counts["outdated"]) == (1, 2, 2, 0)


@on_sqlite
def test_from_a_project_to_the_ids_that_judge_and_why_take(run, article):
    other = FIRST | {
        "id": "wire-2",
        "publisher": "Another",
        "text": "Shells killed four people in the market of Saraqib on Tuesday.",
    }
    run("init")
    run("add", article(FIRST, other))
    out = run("show", "--ids")
    assert "report wire-1" in out
    ids = re.findall(r"^  ([0-9a-f]{8,}|wire-\d:[0-9a-f]+)  \w", out, re.MULTILINE)
    assert len(ids) == len(set(ids)) >= 3
    assert "sum" in run("why", ids[0], ids[-1]) or "one event" in run("why", ids[0], ids[-1])
    assert "judgement" in run("judge", "accept", ids[0])
    out = run("show", "--incidents", "--ids")
    assert "incident " in out
    assert ids[0] in out
    assert "--project" in run("show", "--incidents", "x.jsonl", code=2)


@on_sqlite
def test_the_status_of_an_empty_project_loads_no_model(run, article):
    run("init")
    assert "0 in 0 versions" in run("status", "--model", "nowhere")
    run("add", article(FIRST))
    assert "nowhere" in run("status", "--model", "nowhere", code=2)


@on_sqlite
def test_reports_wait_until_they_are_coded(run, article):
    run("init")
    assert "coded" not in run("add", article(FIRST), "--no-code")
    assert "waiting" in run("status")
    assert "1 report coded" in run("add")
    assert "waiting" not in run("status")


@on_sqlite
def test_what_is_not_english_is_counted_and_coded_when_that_is_wanted(run, article):
    spanish = FIRST | {"text": "Cinco personas murieron el martes en la ciudad, dijo un portavoz.", "language": "es"}
    run("init")
    out = run("add", article(spanish))
    assert "1 new report, 0 new versions, 0 known; 1 of them not English: kept, not coded (--any-language codes them)" in out
    assert "0 reports coded" in out
    assert "not English" not in run("add", article(spanish)), "what is known is not counted again"
    assert "1 report coded" in run("add", article(spanish), "--any-language")


@on_sqlite
def test_what_another_codebook_coded_is_counted_and_coded_again(run, article, tmp_path):
    run("init")
    run("add", article(FIRST))
    run("codebook", tmp_path / "mine")
    table = tmp_path / "mine" / "publishers.csv"
    table.write_text(table.read_text() + "The Example,,outlet,SYR,,\n")
    assert "by another coder" in run("status", "--codebook", tmp_path / "mine")
    run("add", "--codebook", tmp_path / "mine")
    assert "by another coder" in run("status"), "the project keeps to the codebook that it was last given"
    assert "1 report coded" in run("add", "--recode")
    assert "by another coder" not in run("status")


@on_sqlite
def test_a_report_that_fails_is_one_line_and_counted(run, article, tmp_path):
    run("init")
    (tmp_path / "broken.txt").write_bytes(b"\0\xff\0")
    said = run("add", article(FIRST), tmp_path / "broken.txt", code=1)
    assert "broken.txt" in said
    assert "1 report failed" in said


@on_sqlite
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status"], "reportedly init"),
        (["add", "nowhere.txt"], "reportedly init"),
        (["changes", "--since", "all"], "reportedly init"),
        (["judge", "accept", "abc"], "reportedly init"),
        (["init", "--codebook", "nowhere"], "no such codebook folder"),
    ],
)
def test_what_needs_a_project_says_how_to_make_one(run, arguments, said):
    error = run(*arguments, code=2)
    assert said in error
    assert len(error.splitlines()) == 1


@on_sqlite
def test_wrong_calls_are_one_clear_line(run, article, where):
    run("init")
    run("add", article(FIRST))
    claim = incidents(where)[0].incident.claims[0].claim
    for arguments, said in (
        (["init"], "is a project already"),
        (["changes", "--since", "soon"], "is no date"),
        (["judge", "accept", "nothing"], "no claim has such an id"),
        (["judge", "undo", "nothing"], "no such judgement"),
        (["judge", "same", claim], "takes two claims"),
        (["judge", "correct", claim], "--field and --to"),
        (["judge", "correct", claim, "--field", "colour", "--to", "red"], "cannot be corrected"),
        (["judge", "correct", claim, "--field", "act", "--to", "no-such-act"], "no-such-act"),
        (["judge", "correct", claim, "--field", "act", "--to", "slay"], "near it: battle-killing, killing"),
        (["judge", "correct", claim, "--field", "act", "--to", "killng"], "killing"),
        (["judge", "correct", claim, "--field", "toll.killed", "--to", "8", "--span", "0:99999"], "goes beyond the report"),
        (["judge", "correct", claim, "--field", "toll.killed", "--to", "many"], "toll.killed must be"),
        (["judge", "correct", claim, "--field", "toll.killed", "--to", "8", "--span", "x"], "is no span"),
        (["judge", "accept", ""], "reportedly show --ids --project"),
    ):
        error = run(*arguments, code=2)
        assert said in error
        assert len(error.splitlines()) == 1
    assert json.loads(run("status", "--json"))["judgements"] == 0


def test_a_file_of_something_else_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    for arguments in (["init"], ["status"]):
        done = CliRunner().invoke(main, [*arguments, "--project", str(path)])
        assert done.exit_code == 2
        assert len(done.stderr.splitlines()) == 1
