"""``link`` with judgements and kept ids, and ``why``, as a user meets them: real files, real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reportedly.judgement import make_judgement
from reportedly.record import ClaimRef, to_json


def run(*arguments: object, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportedly", *map(str, arguments)], capture_output=True, text=True, input=text, timeout=120
    )


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("coded") / "coded.jsonl"
    done = run("code", Path(__file__).parents[1] / "samples", "-o", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def linked(coded: Path) -> Path:
    path = coded.with_name("incidents.jsonl")
    assert run("link", coded, "-o", path).returncode == 0
    return path


@pytest.fixture(scope="module")
def incidents(linked: Path) -> list[dict[str, Any]]:
    """The incidents of the samples, the largest first."""
    return sorted(map(json.loads, linked.read_text().splitlines()), key=lambda one: (-len(one["claims"]), one["id"]))


def refs(incident: dict[str, Any]) -> list[ClaimRef]:
    return [ClaimRef(**ref) for ref in incident["claims"]]


def test_judgements_merge_and_their_undoing_gives_the_same_bytes(
    coded: Path, linked: Path, incidents: list[dict[str, Any]], tmp_path: Path
) -> None:
    before, merged, after = linked, tmp_path / "merged.jsonl", tmp_path / "after.jsonl"
    led, rows = tmp_path / "led.jsonl", tmp_path / "rows.jsonl"
    row = make_judgement("same", "Ana", claims=refs(incidents[0]), others=refs(incidents[1]), why="one day")
    rows.write_bytes(to_json(row) + b"\n")
    done = run("link", coded, "--judgements", rows, "--previous", before, "--redirects", led, "-o", merged)
    assert (done.returncode, done.stderr) == (0, "")
    found = {one["id"]: one for one in map(json.loads, merged.read_text().splitlines())}
    assert incidents[0]["id"] in found and incidents[1]["id"] not in found
    (redirect,) = map(json.loads, led.read_text().splitlines())
    assert (redirect["id"], redirect["to"]) == (incidents[1]["id"], incidents[0]["id"])
    rows.write_bytes(to_json(row) + b"\n" + to_json(make_judgement("undo", "Bo", undoes=row.id)) + b"\n")
    done = run("link", coded, "--judgements", rows, "--previous", merged, "--redirects", led, "-o", after)
    assert (done.returncode, done.stderr) == (0, "")
    assert after.read_bytes() == before.read_bytes() and led.read_bytes() == b""


def test_a_rejected_claim_is_in_no_incident(coded: Path, incidents: list[dict[str, Any]], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    gone, kept = refs(incidents[0])[:2]
    vain = make_judgement("note", "Ana", claims=[ClaimRef(report="nowhere", claim="none")], why="?")
    rows.write_bytes(to_json(make_judgement("reject", "Ana", claims=[gone])) + b"\n" + to_json(vain))
    done = run("link", coded, "--judgements", rows)
    assert gone.claim not in done.stdout and kept.claim in done.stdout
    assert done.stderr.count("\n") == 1 and "1 of 2 judgements name claims that are not in these reports" in done.stderr
    assert "was rejected" in run("why", gone.claim, kept.claim, coded, "--judgements", rows).stderr


def test_reports_come_by_standard_input(coded: Path, incidents: list[dict[str, Any]]) -> None:
    done = run("link", "-", text=coded.read_text(encoding="utf-8"))
    assert done.returncode == 0
    assert {one["id"] for one in map(json.loads, done.stdout.splitlines())} == {one["id"] for one in incidents}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("link", "INCIDENTS"), "line 1: this is an incident; make coded reports with: reportedly code"),
        (("link", "CODED", "--judgements", "CODED"), "line 1: this is a coded report; make judgements with: reportedly judge"),
        (("link", "CODED", "--previous", "CODED"), "line 1: this is a coded report; make incidents with: reportedly link"),
        (("link", "CODED", "--redirects", "led.jsonl"), "--redirects needs --previous"),
        (("why", "zzz", "zzz", "CODED"), "no claim of these reports has this id"),
        (("why", "nowhere:a", "a", "CODED"), "no claim of these reports has this id"),
        (("why", "a", "b", "CODED"), "give more of it"),
        (("why", "a", "b", "INCIDENTS"), "this is an incident"),
    ],
)
def test_what_is_wrong_is_one_line(coded: Path, linked: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run(*({"CODED": coded, "INCIDENTS": linked}.get(one, one) for one in arguments))
    assert done.returncode == 2 and done.stdout == ""
    assert says in done.stderr and done.stderr.count("\n") == 1


def test_why_names_every_reason_and_their_sum(coded: Path, incidents: list[dict[str, Any]]) -> None:
    first = refs(incidents[0])
    one, other = first[0], next(ref for ref in first if ref.report != first[0].report)
    done = run("why", one.claim, f"{other.report[:9]}:{other.claim[:12]}", coded)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    end = next(i for i, line in enumerate(lines) if line[:1] == ["sum"])
    values = [float(line[1]) for line in lines[3:end]]
    names = [line[0] for line in lines[3:end]]
    # Both reports are about it, so their whole texts are compared too.
    assert names[:11] == ["act", "place", "day", "who", "whom", "toll", "weapon", "target", "quarter", "about", "text"]
    assert set(names[11:]) >= {"people", "street", "age", "printed"}
    (total,) = (float(line[1]) for line in lines if line[:1] == ["sum"])
    assert total == pytest.approx(sum(values), abs=0.05)
    assert f"in one incident, {incidents[0]['id']}" in done.stdout
    apart = run("why", one.claim, refs(incidents[1])[0].claim, coded)
    assert "in two incidents" in apart.stdout and incidents[1]["id"] in apart.stdout


def test_why_says_what_people_said(coded: Path, incidents: list[dict[str, Any]], tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    one, other = refs(incidents[0])[0], refs(incidents[1])[0]
    rows.write_bytes(to_json(make_judgement("same", "Ana", claims=[one], others=[other], why="the mayor told me")))
    done = run("why", one.claim, other.claim, coded, "--judgements", rows)
    assert "by Ana" in done.stdout and "the mayor told me" in done.stdout
    assert "because a person said so" in done.stdout
    # Others of the two incidents meet only through the pair that was judged.
    far, away = refs(incidents[0])[-1], refs(incidents[1])[-1]
    assert far.report != one.report and away.report != other.report
    through = run("why", far.claim, away.claim, coded, "--judgements", rows)
    assert "joined through others" in through.stdout and "a person said so" in through.stdout
