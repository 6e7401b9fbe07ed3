"""The command line as a user meets it: real files, real processes."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportedly.cli.main import main

ROOT = Path(__file__).parents[1]
SHELLED = "Soldiers shelled the village of Exampleville on Monday, killing two people, a spokesman said.\n"


def run(*arguments, cwd=None, text=None):
    return subprocess.run(
        [sys.executable, "-m", "reportedly", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        input=text,
        timeout=120,
    )


def rows(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(SHELLED)
    (tmp_path / "broken.txt").write_bytes(b"\0\xff\0")
    (tmp_path / "c.jsonl").write_text(json.dumps({"text": SHELLED, "publisher": "The Example"}) + "\n")
    return tmp_path


def test_a_broken_file_is_one_line_and_the_run_goes_on(folder):
    done = run("code", folder, "-o", folder / "out.jsonl")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith(f"reportedly: {folder / 'broken.txt'}: ")
    assert "2 reports coded, 1 failed" in done.stderr
    assert "Traceback" not in done.stderr
    assert [r["report"]["publisher"] for r in rows(folder / "out.jsonl")] == [None, "The Example"]


@pytest.mark.slow
def test_one_and_two_workers_write_the_same_bytes_and_so_do_two_runs(folder, samples):
    for name, workers in (("one", 1), ("again", 1), ("two", 2)):
        assert run("code", samples, "-o", folder / name, "--workers", workers).returncode == 0
    assert (folder / "one").read_bytes() == (folder / "again").read_bytes() == (folder / "two").read_bytes()


def test_standard_input_and_output():
    done = run("code", "-", "--published", "2020-01-07", "--publisher", "The Example", text=SHELLED)
    record = json.loads(done.stdout)
    assert record["report"]["text"] == SHELLED
    assert (record["report"]["published"], record["report"]["publisher"]) == ("2020-01-07", "The Example")
    assert record["claims"]


def test_a_run_that_was_killed_goes_on_where_it_was(folder):
    (folder / "broken.txt").unlink()
    out = folder / "out.jsonl"
    assert run("code", folder, "-o", out).returncode == 0
    whole = out.read_bytes()
    first = whole.split(b"\n")[0]
    marked = first.replace(b'"confidence":', b'"confidence": ')  # the same record, told apart by its bytes
    out.unlink()
    (folder / "out.jsonl.part").write_bytes(marked + b"\n" + whole.split(b"\n")[1][:50])
    # the folder now holds the output too: name the inputs
    assert run("code", folder / "a.txt", folder / "c.jsonl", "-o", out).returncode == 0
    assert out.read_bytes().split(b"\n")[0] == marked, "the line of the first run was not kept"
    assert out.read_bytes().replace(b'"confidence": ', b'"confidence":') == whole
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "c.jsonl", "out.jsonl"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["code", "missing.txt"],
        ["code", "a.txt", "--published", "soon"],
        ["code", "a.txt", "--codebook", "nowhere"],
        ["code", "a.txt", "--model", "no_such_model"],
        ["code", "a.txt", "--workers", "0"],
        ["code"],
        ["link", "missing.jsonl"],
        ["link", "a.txt"],
        ["page", "a.txt", "a.txt", "-o", "out.html"],
        ["show", "missing.txt"],
        ["actors", "missing.txt"],
        ["codebook", "."],
        ["nonsense"],
    ],
)
def test_a_wrong_call_is_one_clear_line_and_exit_code_2(folder, arguments):
    done = run(*arguments, cwd=folder)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.strip() and not line.startswith(("Usage", "Try"))]) == 1


def test_a_file_name_cannot_steer_the_terminal(tmp_path):
    (tmp_path / "a\x1b[31m.txt").write_bytes(b"")
    done = run("code", tmp_path)
    assert done.returncode == 1
    assert "\x1b" not in done.stderr


def test_from_reports_to_a_page(tmp_path, samples):
    assert run("code", samples, "-o", tmp_path / "coded.jsonl").returncode == 0
    assert run("link", tmp_path / "coded.jsonl", "-o", tmp_path / "incidents.jsonl").returncode == 0
    assert run("page", tmp_path / "coded.jsonl", tmp_path / "incidents.jsonl", "-o", tmp_path / "record.html").returncode == 0
    page = (tmp_path / "record.html").read_text(encoding="utf-8")
    for incident in rows(tmp_path / "incidents.jsonl"):
        assert incident["id"] in page


def test_show_reads_a_report_and_a_coded_file_alike(tmp_path, folder):
    assert run("code", folder / "a.txt", "-o", tmp_path / "coded.jsonl").returncode == 0
    from_text, from_coded = run("show", folder / "a.txt"), run("show", tmp_path / "coded.jsonl")
    assert from_text.returncode == from_coded.returncode == 0
    assert from_text.stdout == from_coded.stdout
    assert "spokesman" in from_text.stdout


def test_actors_answers_each_line_in_order():
    phrases = [
        "the Syrian Arab Army",
        "American warplanes",
        "the Lebanese president's office",
        "ISIS",
        "four Saudi men",
        "",
        "Qwxyz",
    ]
    done = run("actors", "-", text="\n".join(phrases) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["text"] for a in answers] == phrases
    assert [a["country"] for a in answers[:3]] == ["SYR", "USA", "LBN"]
    assert "MIL" in answers[0]["roles"]
    assert "MIL" in answers[1]["roles"]
    assert "GOV" in answers[2]["roles"]
    assert answers[3]["id"]
    assert answers[4]["country"] == "SAU"
    assert answers[6] == {"text": "Qwxyz", "id": None, "name": None, "country": None, "roles": []}


def test_names_that_no_table_knows_are_ranked(tmp_path, samples):
    assert run("code", samples, "-o", tmp_path / "coded.jsonl").returncode == 0
    done = run("actors", tmp_path / "coded.jsonl", "--unknown")
    names = [json.loads(line) for line in done.stdout.splitlines()]
    assert "Orontes Front" in {n["name"] for n in names}
    assert [n["mentions"] for n in names] == sorted((n["mentions"] for n in names), reverse=True)


def test_the_codebook_can_be_copied_edited_and_named(folder):
    assert run("codebook", folder / "mine").returncode == 0
    table = folder / "mine" / "publishers.csv"
    table.write_text(table.read_text(encoding="utf-8") + "Bad Row,,nonsense,,,\n", encoding="utf-8")
    done = run("code", folder / "a.txt", "--codebook", folder / "mine")
    assert done.returncode == 2
    assert re.search(r"publishers\.csv, line \d+: kind is 'nonsense'", done.stderr)


def test_a_wrong_table_ends_the_call_and_not_each_report(folder):
    assert run("codebook", folder / "mine").returncode == 0
    table = folder / "mine" / "actors.csv"
    table.write_text(table.read_text(encoding="utf-8") + "x,X,,no such kind,,,,\n", encoding="utf-8")
    done = run("code", folder / "a.txt", folder / "c.jsonl", "--codebook", folder / "mine")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "actors.csv, line" in done.stderr


def test_a_stopped_run_leaves_no_worker_behind(tmp_path):
    (tmp_path / "many.jsonl").write_text("".join(json.dumps({"text": f"{SHELLED} {n}"}) + "\n" for n in range(5000)))
    command = [
        sys.executable,
        "-m",
        "reportedly",
        "code",
        str(tmp_path / "many.jsonl"),
        "--workers",
        "2",
        "-o",
        str(tmp_path / "out"),
    ]
    coding = subprocess.Popen(command, stderr=subprocess.PIPE)
    part = tmp_path / "out.part"
    for _ in range(600):
        if part.exists() and part.stat().st_size:
            break
        time.sleep(0.1)
    coding.terminate()
    # the pipe is at its end only when every worker that holds it has gone
    _, said = coding.communicate(timeout=60)
    assert coding.returncode == 130
    assert b"run the same command again" in said
    assert part.stat().st_size


def test_doctor_finds_everything_in_order():
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    assert "FAIL" not in done.stdout
    for word in ("en_core_web_sm", "codebook", "gazetteer", "attribution"):
        assert word in done.stdout


def test_doctor_says_in_plain_words_what_does_not_load():
    done = run("doctor", "--model", "nowhere")
    assert done.returncode == 1
    assert "FAIL  models" in done.stdout
    assert "'nowhere' is not installed" in done.stdout
    assert "Error:" not in done.stdout


def test_help_imports_nothing_heavy():
    code = (
        "import sys, reportedly.cli.main; heavy = ('spacy', 'numpy', 'onnxruntime', 'rich', 'jinja2', 'sqlalchemy', 'httpx', "
        "'reportedly.codebook.book', 'reportedly.coding.stamp', 'reportedly.coding.places.gazetteer');"
        "print([m for m in heavy if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_every_command_and_option_is_documented():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert f"## reportedly {name}" in page, f"{name} is not documented"
        section = page.split(f"## reportedly {name}")[1].split("\n## ")[0]
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else [parameter.make_metavar(None) or ""]:
                assert option.rstrip(".") in section, f"{name} {option} is not documented"
