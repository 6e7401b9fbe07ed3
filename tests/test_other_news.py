"""Other news: reports that tell of no act give one claim of what they are about, come together, and are no event anywhere."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportedly.cli.main import main
from reportedly.codebook.acts import OTHER_NEWS
from reportedly.codebook.book import load_codebook
from reportedly.coding.coder import Models, code_report
from reportedly.linking.account import find_accounts
from reportedly.linking.linker import link
from reportedly.reading.draft import Draft, finish
from reportedly.record import Claim, CodedReport, to_json
from reportedly.store.reviews import rank

Code = Callable[..., CodedReport]

QUAKE = """An earthquake of magnitude 6.1 shook the town of Calbraye before dawn, the seismological institute said.
Roofs slid into the lanes of the old quarter. Schools stayed closed, and engineers looked at the Calbraye viaduct for cracks.
Trains over the viaduct would run again on Friday, the railway said."""
QUAKE_AGAIN = """Cracks were found in the viaduct of Calbraye after an earthquake of magnitude 6.1, the railway said.
The seismological institute counted thirty aftershocks. In the old quarter of Calbraye roofs had slid into the lanes.
Pupils stayed at home, and the market did not open.
Nobody was hurt, the town hall said."""
MATCH = """Torvald Lunde scored twice as Norvale beat Perlan 3-1 in the cup on Saturday. Perlan had led after ten minutes.
The crowd of nine thousand sang until the buses left. Lunde will miss the next round with a sore knee."""
RAID = """Gunmen raided the village of Tirmaz on Monday and killed four farmers, police said. They burned a barn and fled on
motorcycles. Neighbours carried the dead to the mosque. A curfew was announced for the night."""


def only(coded: CodedReport) -> Claim:
    assert len(coded.claims) == 1
    return coded.claims[0]


def words(coded: CodedReport, claim: Claim) -> str:
    return coded.report.text[slice(*claim.trigger)]


def test_a_report_without_an_act_says_what_it_is_about(code: Code) -> None:
    coded = code(QUAKE)
    claim = only(coded)
    assert (claim.act, claim.type, claim.mode, claim.cameo, claim.acled) == (OTHER_NEWS, None, None, None, None)
    assert words(coded, claim) == "shook"
    assert claim.confidence < 0.3 and not claim.tolls
    assert claim.attribution is not None
    source = coded.attributions[claim.attribution].source[0]
    assert coded.report.text[slice(*source)] == "the seismological institute"


def test_what_is_said_goes_before_that_it_is_said(code: Code) -> None:
    text = QUAKE.replace("An earthquake", "The institute said that an earthquake").replace(
        ", the seismological institute said", ""
    )
    coded = code(text)
    assert words(coded, only(coded)) == "shook"


def test_a_report_of_an_act_has_no_other_news(code: Code) -> None:
    acts = {claim.act for claim in code(RAID).claims}
    assert acts and OTHER_NEWS not in acts


def test_what_has_not_happened_is_no_act_yet(code: Code) -> None:
    text = QUAKE.replace(
        "Trains over the viaduct would run", "The army did not attack the town. Trains over the viaduct would run"
    )
    acts = {claim.act: claim.status for claim in code(text).claims}
    assert acts[OTHER_NEWS] == "asserted" and "negated" in acts.values()


@pytest.mark.parametrize("text", [QUAKE.split("\n")[0], " ".join(QUAKE.split()[:38]), "12 44 90 / 31\n07 22 / 18 90 4"])
def test_a_sentence_or_a_row_of_figures_is_no_report(code: Code, text: str) -> None:
    assert code(text).claims == ()


def test_with_a_title_a_short_text_is_a_report(code: Code) -> None:
    assert only(code(QUAKE.split("\n")[0], title="Earthquake in Calbraye")).act == OTHER_NEWS


def test_a_codebook_without_the_act_codes_none(models: Models, tmp_path: Path) -> None:
    folder = tmp_path / "codebook"
    shutil.copytree(load_codebook().folder, folder)
    acts = folder / "acts.csv"
    acts.write_text("".join(line for line in acts.read_text().splitlines(True) if not line.startswith(OTHER_NEWS)))
    book = load_codebook(folder)
    reading = finish(Draft(text=QUAKE), book.publishers, None, None)
    assert code_report(reading, Models(book, *list(vars(models).values())[1:])).claims == ()


def test_two_reports_of_other_news_make_an_incident_and_one_makes_none(code: Code) -> None:
    quake, again, match = code(QUAKE, id="a"), code(QUAKE_AGAIN, id="b"), code(MATCH, id="c")
    assert link([quake]) == []
    for order in ([quake, again, match], [match, again, quake]):
        (incident,) = link(order)
        assert incident.act == OTHER_NEWS and incident.acled is None and incident.type is None
        assert {ref.report for ref in incident.claims} == {quake.report.id, again.report.id}


def test_a_match_in_a_town_on_a_day_is_not_the_raid_there(code: Code) -> None:
    raid = code(RAID, "2016-03-01", title="Four killed in Tirmaz")
    match = code(MATCH.replace("in the cup", "in Tirmaz").replace("Saturday", "Monday"), "2016-03-01", title="Cup in Tirmaz")
    assert only(match).act == OTHER_NEWS
    assert all({ref.report for ref in one.claims} == {raid.report.id} for one in link([raid, match]))


def test_reports_without_a_day_meet_whether_they_tell_one_or_not(code: Code) -> None:
    told = code(QUAKE.replace("before dawn", "on 4 May 2016"))
    assert find_accounts(told)[0].days is not None
    (incident,) = link([told, code(QUAKE_AGAIN)])
    assert len(incident.claims) == 2


@pytest.mark.parametrize("published", [None, "2016-05-04"])
def test_a_report_without_a_day_meets_one_that_is_dated(code: Code, published: str | None) -> None:
    (incident,) = link([code(QUAKE, published), code(QUAKE_AGAIN)])
    assert len(incident.claims) == 2


def test_raids_on_two_days_are_two_though_nothing_dates_the_reports(code: Code) -> None:
    reports = [code(RAID.replace("on Monday", f"on {day} May 2016")) for day in (4, 14)]
    assert all(find_accounts(one)[0].days is not None for one in reports)
    assert len(link(reports)) == 2


def test_tables_of_events_leave_other_news_out_and_the_record_keeps_it(code: Code, tmp_path: Path) -> None:
    coded, incidents = tmp_path / "coded.jsonl", tmp_path / "incidents.jsonl"
    reports = [code(QUAKE), code(QUAKE_AGAIN), code(MATCH)]
    coded.write_bytes(b"".join(to_json(one) + b"\n" for one in reports))

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
        return done.output

    run("link", str(coded), "-o", str(incidents))
    for name in ("acled", "ucdp-ged", "plover"):
        table = tmp_path / name
        run("export", name, str(coded), str(incidents), "-o", str(table))
        assert list(csv.DictReader(table.open(encoding="utf-8", newline=""))) == []
    run("export", "jsonl", str(coded), str(incidents), "-o", str(tmp_path / "all.jsonl"))
    assert OTHER_NEWS in (tmp_path / "all.jsonl").read_text()
    assert "Other news" in run("show", str(coded), "--incidents", str(incidents))


def test_other_news_is_last_in_the_queue() -> None:
    least = rank("corroborated", False, 1, 1.0, 0, False)
    assert rank("single-origin", True, 1000, 0.0, 5, True, OTHER_NEWS) < least
