"""Map, days, control as reported, the log, agreement and measures, over a real project."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.desk_house import HOST, SECRET, enter, page_of

from reportedly.agreement import wilson
from reportedly.desk.app import create_app
from reportedly.desk.control import find_contradictions, territory_acts
from reportedly.desk.deciding import read_value
from reportedly.desk.measures import measure
from reportedly.desk.periods import draw_days, first_of
from reportedly.desk.queue import read_wanted
from reportedly.desk.ratings import VERDICT, by_claim, compare, rate, value_key
from reportedly.desk.reading_forms import read_count
from reportedly.desk.sign_in import Token
from reportedly.errors import UsageError
from reportedly.judgement import make_judgement
from reportedly.reading.draft import Draft, finish
from reportedly.record import ClaimRef, CodedReport, Judgement, Reading, to_json
from reportedly.store import Project, create_project, open_project
from reportedly.store.logbook import Asked
from reportedly.store.overview import Cell, Day, gather
from reportedly.store.queue import Wanted
from reportedly.store.spots import read_box, read_spot, say_box

TOWNS = (
    {"id": "taken", "text": "Rebel fighters captured the town of Saraqib from the army on Monday, a rebel commander said.",
     "published": "2016-05-10", "publisher": "Orontes Times", "title": "Rebels say they took Saraqib"},
    {"id": "denied", "text": "The army denied that rebels had captured Saraqib on Monday.", "published": "2016-05-10",
     "publisher": "Coast Wire", "title": "Army denies loss of Saraqib"},
    {"id": "retaken", "text": "Syrian government forces recaptured Saraqib from rebels on 12 May 2016, a military source said.",
     "published": "2016-05-13", "publisher": "Coast Wire", "title": "Army retakes Saraqib"},
    {"id": "siege", "text": "Government troops besieged Maarat al-Numan on Saturday, a resident said.", "published": "2016-05-16",
     "publisher": "Orontes Times", "title": "Town under siege"},
    {"id": "province", "text": "Shelling in Idlib province killed five civilians on Monday, the Orontes Relief Committee said.",
     "published": "2016-06-07", "publisher": "Orontes Times", "title": "Five killed in shelling"},
)  # fmt: skip


@pytest.fixture(scope="session")
def towns_project(
    sample_project: Path, code: Callable[..., CodedReport], models, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The samples, and a few reports of towns that are said to have been taken and besieged."""
    path = tmp_path_factory.mktemp("towns") / "towns.db"
    shutil.copy(sample_project, path)
    with open_project(str(path)) as project:
        project.add([finish(Draft(**told), models.codebook.publishers, None, None) for told in TOWNS])
        project.store([(one, to_json(code(**_told(one.reading.report)))) for one in project.to_code()])
        project.link()
    return path


def _told(report) -> dict[str, str]:
    told = next(one for one in TOWNS if one["id"] == report.id)
    return dict(told)


@pytest.fixture
def path(towns_project: Path, tmp_path: Path) -> Path:
    path = tmp_path / "war.db"
    shutil.copy(towns_project, path)
    return path


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with open_project(str(path)) as held:
        yield held


@pytest.fixture
def ana(project: Project) -> TestClient:
    return enter(project, "Ana")


@pytest.fixture
def ben(project: Project) -> TestClient:
    return enter(project, "Ben")


def post(client: TestClient, address: str, **fields: str) -> int:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/agreement").text)
    assert found
    return client.post(address, data={"form_token": found[1], **fields}).status_code


def wanted_of(address: str) -> Wanted:
    return read_wanted({name: values[0] for name, values in parse_qs(urlsplit(unescape(address)).query).items()})


# The map


def test_every_mark_leads_to_just_its_incidents(ana: TestClient, project: Project) -> None:
    html = page_of(ana, "/map")
    over = html[html.index('class="over"') : html.index("</figure>")]
    marks = re.findall(r'<a href="([^"]+)" aria-label="[^"]*?: (\d+) incidents?', over)
    assert len(marks) > 5
    for address, count in marks:
        assert project.queue(wanted_of(address), 5).total == int(count), address
    placed = sum(int(count) for _, count in marks)
    unplaced = re.search(r'href="([^"]+box=none[^"]*)">(\d+) incident', html)
    assert unplaced
    assert project.queue(wanted_of(unplaced[1]), 5).total == int(unplaced[2])
    assert placed + int(unplaced[2]) == project.queue(Wanted(), 1).total


def test_the_queue_of_a_mark_says_so_and_leads_back(ana: TestClient) -> None:
    html = page_of(ana, "/?box=30,30,40,50&precision=12&country=SYR")
    assert "Of a part of the map" in html
    for name, value in (("box", "30,30,40,50"), ("precision", "12")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    back = re.search(r'href="(/map[^"]+)"', html)
    assert back
    assert wanted_of(back[1]) == wanted_of("/?box=30,30,40,50&precision=12&country=SYR")
    assert "Of a part of the map" not in page_of(ana, "/?country=SYR")


def test_every_bar_leads_to_just_its_incidents(ana: TestClient, project: Project) -> None:
    html = page_of(ana, "/map?country=SYR")
    chart = html[html.index('class="chart"') : html.index('class="axis-of"')]
    bars = re.findall(r'<a href="([^"]+)" aria-label="[^"]*?: (\d+) incidents?', chart)
    assert bars
    for address, count in bars:
        assert wanted_of(address).country == "SYR"
        assert project.queue(wanted_of(address), 5).total == int(count)


def test_a_province_is_an_area_and_no_pin(ana: TestClient) -> None:
    html = page_of(ana, "/map?place=Idlib&since=2016-06-01")
    assert "somewhere in the province" in html
    assert 'class="rough"' in html
    (area,) = re.findall(r'<circle class="area" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', html)
    x, y, reach = map(float, area)
    assert 0 <= x - reach < x + reach <= 1000
    assert 0 <= y - reach < y + reach <= 520
    over = html[html.index('class="over"') : html.index("</figure>")].split("figcaption")[0]
    assert 'circle class="spot"' not in over


@pytest.mark.parametrize(
    "query", ["country=SYR", "disputed=1", "standing=single-origin", "words=police", "since=2017-01-01&until=2021-12-31",
              "act=shooting", "actor=army", "state=open", "box=30,30,40,50", "began=2016-01-01..2016-12-31"],
)  # fmt: skip
def test_the_map_and_the_queue_mean_the_same(project: Project, query: str) -> None:
    wanted = wanted_of(f"/?{query}")
    assert wanted != Wanted()
    seen = project.overview.look(wanted)
    total = project.queue(wanted, 1).total
    assert seen.spread.count + seen.spread.unplaced == total
    assert sum(day.count for day in seen.days) == total


def test_the_map_follows_the_project(project: Project) -> None:
    before = project.overview.look(Wanted())
    assert project.overview.look(Wanted()) is before
    judged = project.overview.look(Wanted(state="finished"))
    one = next(project.incidents())
    project.judge(make_judgement("accept", "Ana", claims=one.incident.claims))
    assert project.overview.look(Wanted()) is before, "no incident has changed, but how far this one is judged"
    assert sum(day.count for day in project.overview.look(Wanted(state="finished")).days) > sum(day.count for day in judged.days)
    project.judge(make_judgement("reject", "Ana", claims=one.incident.claims))
    after = project.overview.look(Wanted())
    assert sum(day.count for day in after.days) < sum(day.count for day in before.days)


def test_nonsense_in_an_address_is_passed_over(ana: TestClient) -> None:
    for query in (
        "box=1,2,3",
        "box=x",
        "box=91,0,92,0",
        "precision=9",
        "began=soon",
        "box=nan,nan,nan,nan",
        "words=%00",
        "country=%22",
    ):
        assert ana.get(f"/map?{query}").status_code == 200
        assert ana.get(f"/control?{query}").status_code == 200
    assert read_spot("1,2,3", "8", "2016") == ("", "", "")


degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(degrees, degrees)
def test_a_box_is_read_as_it_was_written(a: tuple[float, float], b: tuple[float, float]) -> None:
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
    assert read_box(say_box(box)) == box


@given(
    st.lists(
        st.tuples(st.floats(-60, 60), st.floats(-170, 170), st.sampled_from([1, 2, 4, None]), st.integers(1, 50)),
        min_size=1,
        max_size=80,
    )
)
def test_cells_hold_every_place_once_and_no_others(rows: list[tuple[float, float, int | None, int]]) -> None:
    unique = {(lat, lon, precision): n for lat, lon, precision, n in rows}
    places = [Cell(p, str(p or 0), (lat, lon, lat, lon), lat, lon, 1, n, 0, "x", "SYR") for (lat, lon, p), n in unique.items()]
    box = (min(p.lat for p in places), min(p.lon for p in places), max(p.lat for p in places), max(p.lon for p in places))
    cells = gather(places, box)
    assert sum(cell.count for cell in cells) == sum(place.count for place in places)
    for cell in cells:
        inside = [
            place.count
            for place in places
            if cell.box[0] <= place.lat <= cell.box[2] and cell.box[1] <= place.lon <= cell.box[3]
            and str(place.precision or 0) in cell.precisions
        ]  # fmt: skip
        assert sum(inside) == cell.count


@given(st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(1, 9)), min_size=1, max_size=50))
def test_bars_hold_every_day_once(rows: list[tuple[date, int]]) -> None:
    counts = dict(rows)
    days = [Day(day.isoformat(), n, n // 2) for day, n in sorted(counts.items())]
    found = draw_days([*days, Day(None, 3, 0)], lambda began: began)
    assert sum(bar.count for bar in found.bars) == sum(counts.values())
    assert found.undated == 3
    for bar in found.bars:
        first, _, last = bar.address.partition("..")
        assert sum(n for day, n in counts.items() if first <= day.isoformat() <= last) == bar.count
        assert first_of(date.fromisoformat(last), found.step) == date.fromisoformat(first)


def test_the_ends_of_the_calendar_are_days_too() -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert draw_days([Day(day, 1, 0)], str).bars[0].count == 1
    assert draw_days([Day("0001-01-01", 1, 0), Day("9999-12-31", 1, 0)], str).step == "year"
    assert first_of(date.min + timedelta(days=1), "week") >= date.min


# Control as reported


def test_who_holds_a_place_is_told_by_source_and_never_by_the_page(ana: TestClient, project: Project) -> None:
    html = page_of(ana, "/control?place=Saraqib")
    assert "a rebel commander" in html
    assert "party to the conflict" in html
    assert re.search(r"taken by <bdi>|taken by", html)
    assert "denied" in html
    assert "Said otherwise" in html
    lines = re.findall(r'<li id="p1-\d+">.*?</li>', html, re.S)
    assert len(lines) >= 3
    for line in lines:
        assert re.search(r'class="from"><b>.+?</b>', line), "a line without its source"
        assert 'href="/reports/' in line
        assert 'class="status' in line
    assert "besieged by" in page_of(ana, "/control")


def test_the_acts_of_territory_come_from_the_codebook(project: Project) -> None:
    acts = territory_acts(project.book)
    assert {"territory-captured", "government-regains-territory", "rebels-overtake-territory", "withdrawal", "siege-laid"} <= set(
        acts
    )
    assert "shelling" not in acts


def test_a_denial_stands_against_a_claim_and_a_retaking_does_not(project: Project) -> None:
    acts = territory_acts(project.book)
    found = project.control.places(acts, Wanted(), 10)
    saraqib = next(place for place in found.rows if place.name == "Saraqib")
    told = project.control.statements(acts, Wanted(), [saraqib])
    pairs = {frozenset((told[a].report, told[b].report)) for a, b in find_contradictions(told, acts)}
    assert frozenset(("taken", "denied")) in pairs
    assert frozenset(("taken", "retaken")) not in pairs


def test_a_rejected_claim_is_not_told(ana: TestClient, project: Project) -> None:
    (siege,) = project.reports(["siege"])
    assert "Town under siege" in page_of(ana, "/control") or "besieged by" in page_of(ana, "/control")
    project.judge(make_judgement("reject", "Ana", claims=[ClaimRef(report="siege", claim=one.id) for one in siege.claims]))
    assert "besieged by" not in page_of(ana, "/control")


# The log


def test_the_log_is_told_in_words_and_leads_to_pages(ana: TestClient, project: Project) -> None:
    one = next(project.incidents())
    project.judge(make_judgement("accept", "Ana", claims=one.incident.claims))
    html = page_of(ana, "/changes?kind=judgement")
    assert "judged" in html
    links = re.findall(r'href="(/reports/[^"]+)"', html)
    assert links
    assert ana.get(links[0]).status_code == 200
    created = page_of(ana, "/changes?kind=incident+created")
    assert all(ana.get(link).status_code in (200, 303) for link in re.findall(r'href="(/incidents/[^"]+)"', created)[:3])
    assert "Nothing that fits changed" in page_of(ana, "/changes?since=2100-01-01")
    only = page_of(ana, "/changes?report=siege")
    assert set(re.findall(r'href="/reports/([^"]+)"', only)) == {"siege"}


def test_the_log_goes_on_page_by_page(ana: TestClient, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportedly.desk.changing.PAGE", 7)
    address, told = "/changes", 0
    for _ in range(100):
        html = page_of(ana, address)
        told += html.count("<time ")
        following = re.search(r'href="([^"]+)" data-go="\]"', html)
        if not following:
            break
        address = unescape(following[1])
    assert told == sum(1 for _ in project.changes())


# Double coding


def test_two_people_code_a_sample_blindly(ana: TestClient, ben: TestClient, project: Project) -> None:
    assert post(ana, "/agreement/sample", first="Ana", second="Ben", count="4") == 303
    drawn = project.doubles.left("Ana")
    assert drawn
    assert project.doubles.left("Ben") == drawn
    first = drawn[0]
    incident = project.doubles.incidents_of([first])[first]
    # Before their own word, neither sees an incident of the sample but in the blind page.
    for address in (f"/incidents/{incident}", f"/reports/{first.report}"):
        answer = ben.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/agreement/code")
    fields = {"report": first.report, "claim": first.claim}
    assert (
        post(ana, "/agreement/code", **fields, verdict="correct", field="toll.killed", value="77", why="a secret of Ana") == 303
    )
    assert post(ana, "/agreement/code", **fields, verdict="accept") == 303
    seen = page_of(ben, "/agreement/code")
    assert f"k-{first.claim}" in seen
    assert "77" not in re.sub(r'value="[^"]*"|k-\w+|<div class="text.*', "", seen, flags=re.S)
    assert "secret of Ana" not in seen + page_of(ben, "/changes") + page_of(ben, "/agreement") + page_of(ben, "/measures")
    assert "77" not in re.sub(
        r"<time.*?</time>|href=\"[^\"]*\"|incident \w+|report \w+", "", page_of(ben, "/changes?kind=judgement")
    )
    assert post(ben, "/agreement/code", **fields, verdict="reject") == 303
    assert first not in project.doubles.left("Ben")
    html = page_of(ana, "/agreement")
    assert "accept or reject" in html
    assert "Decide for Ana: accept or reject" in unescape(html)
    # Somebody decides, and the judgement stands.
    assert post(ana, "/agreement/decide", **fields, field=VERDICT, first="Ana", second="Ben", choice="first") == 303
    assert "Nothing is left to decide" in page_of(ana, "/agreement")
    (record,) = project.reports([first.report])
    assert first.claim in [claim.id for claim in record.claims]
    assert project.judgements([first.report])[-1].why == "decided between Ana and Ben"


def test_the_queue_does_not_say_who_judged_what_is_to_be_judged_blindly(
    ana: TestClient, ben: TestClient, project: Project
) -> None:
    assert post(ana, "/agreement/sample", first="Ana", second="Ben", count="1") == 303
    drawn = project.doubles.left("Ana")
    incident = project.doubles.incidents_of(drawn)[drawn[0]]
    for ref in drawn:
        assert post(ana, "/agreement/code", report=ref.report, claim=ref.claim, verdict="accept") == 303

    def row_of(client: TestClient, query: str) -> str:
        found = re.search(rf'<tr>\s*<td><a id="i-{incident}".*?</tr>', page_of(client, f"/?{query}"), re.S)
        return found[0] if found else ""

    assert row_of(ana, "reviewer=ana") == ""  # it counts when both have judged, for everybody
    assert row_of(ben, "reviewer=ana") == row_of(ben, "state=finished") == row_of(ben, "state=changed") == ""
    for query in ("state=all", "state=open"):
        assert "yours to judge blindly" in row_of(ben, query)
        assert "Ana" not in row_of(ben, query)
    assert project.neighbours(read_wanted({"reviewer": "ana"}), "none", "0") == (None, None)
    for ref in drawn:
        assert post(ben, "/agreement/code", report=ref.report, claim=ref.claim, verdict="accept") == 303
    assert "Ana | Ben" in row_of(ben, "reviewer=ana&state=finished")


def test_a_form_that_comes_too_late_tells_nobody_what_they_are_to_judge_blindly(
    ana: TestClient, ben: TestClient, project: Project
) -> None:
    assert post(ana, "/agreement/sample", first="Ana", second="Ben", count="1") == 303
    first = project.doubles.left("Ana")[0]
    fields = {"report": first.report, "claim": first.claim, "verdict": "reject", "why": "a secret of Ana"}
    assert post(ana, "/agreement/code", **fields) == 303
    token = re.search(r'name="form_token" value="([^"]+)"', ben.get("/agreement").text)
    assert token
    incident = next(iter(project.incidents())).incident.id
    said = {"verdict": "accept", "claims": f"{first.report}/{first.claim}", "form_token": token[1]}
    answer = ben.post(f"/incidents/{incident}/judge", data=said)
    assert answer.status_code in (403, 409)
    assert "secret" not in answer.text
    assert "rejected" not in answer.text


def test_odd_numbers_in_addresses_and_forms_are_none(ana: TestClient, project: Project) -> None:
    assert [read_count(text, 50) for text in (" 14", "007", "50", "51", "-1", "\u00b2", "\u0663", "", "9" * 5000)] == [
        14, 7, 50, None, None, None, None, None, None,
    ]  # fmt: skip
    one = next(project.incidents()).incident
    for odd in ("\u00b2", "9" * 5000, "-1", str(1 << 70), "nan"):
        addresses = [f"/changes?before={odd}", f"/?page={odd}", f"/control?page={odd}"]
        addresses += [f"/incidents/{one.id}?at={odd}&order={order}" for order in ("killed", "first", "reports")]
        for address in addresses:
            assert ana.get(address).status_code in (200, 303), address
        assert post(ana, "/agreement/sample", first="Ana", second="Ben", count=odd) == 400
        ref = one.claims[0]
        correct = {"verdict": "correct", "field": "toll.killed", "claims": f"{ref.report}/{ref.claim}"}
        assert post(ana, f"/incidents/{one.id}/judge", **correct, value=odd) == 400
        assert post(ana, f"/incidents/{one.id}/judge", **correct, value="3", start=odd, end="3") == 400
    with pytest.raises(UsageError, match="no JSON"):
        read_value("where", "[" * 100_000)
    assert project.judgements() == []


def test_an_open_sample_hides_nothing(ana: TestClient, ben: TestClient, project: Project) -> None:
    post(ana, "/agreement/sample", first="Ana", second="Ben", count="2")
    ref = project.doubles.left("Ben")[0]
    assert post(ana, "/agreement/blind", on="0") == 303
    assert not project.doubles.blind
    assert ben.get(f"/reports/{ref.report}").status_code == 200


def test_a_sample_needs_two_people_and_unjudged_incidents(project: Project) -> None:
    with pytest.raises(UsageError, match="two people"):
        project.doubles.draw(["Ana", " Ana "], 3, "Ana")
    for one in project.incidents():
        project.judge(make_judgement("note", "Ana", claims=one.incident.claims, why="seen"))
    with pytest.raises(UsageError, match="no incident to draw"):
        project.doubles.draw(["Ana", "Ben"], 3, "Ana")


def test_who_is_in_no_sample_cannot_judge_there(ana: TestClient, project: Project) -> None:
    one = next(project.incidents()).incident.claims[0]
    assert post(ana, "/agreement/code", report=one.report, claim=one.claim, verdict="accept") == 400
    assert project.judgements() == []


def _judged(ref: ClaimRef, *told: tuple[str, ...]) -> list[Judgement]:
    """Who, verdict, and field and value of a correction -> judgements a minute apart."""
    rows: list[Judgement] = []
    for n, (by, verdict, *rest) in enumerate(told):
        at = f"2024-01-01T10:{n:02}:00Z"
        if verdict == "undo":
            rows.append(make_judgement("undo", by, undoes=rows[int(rest[0])].id, at=at))
        elif verdict == "correct":
            rows.append(make_judgement("correct", by, claims=[ref], field=rest[0], before=None, after=json.loads(rest[1]), at=at))
        else:
            rows.append(make_judgement(verdict, by, claims=[ref], at=at))
    return rows


def test_only_what_was_said_before_seeing_the_other_counts(project: Project) -> None:
    record = next(one for one in project.reports() if one.claims)
    ref = ClaimRef(report=record.report.id, claim=record.claims[0].id)
    rows = _judged(ref, ("Ana", "accept"), ("Ben", "reject"), ("Ana", "reject"))
    (one,) = rate(by_claim(rows), "Ana", "Ben")
    assert (one.first.keeps, one.second.keeps) == (True, False)
    assert [row.verdict for row in one.later] == ["reject"]
    rows = _judged(
        ref,
        ("Ana", "reject"),
        ("Ana", "undo", "0"),
        ("Ana", "correct", "status", '"denied"'),
        ("Ana", "accept"),
        ("Ben", "accept"),
    )
    (one,) = rate(by_claim(rows), "Ana", "Ben")
    assert one.first.keeps
    measured, differences = compare([one], {record.report.id: record})
    assert measured[VERDICT].same == 1
    assert [(each.field, each.first) for each in differences] == [("status", "denied")]
    assert rate(by_claim(rows[:4]), "Ana", "Ben") == []


@pytest.mark.parametrize(
    ("field", "one", "other", "alike"),
    [
        ("who", ["Blue Army", "Red Front"], [{"name": "red front"}, {"name": "Blue Army", "span": [1, 2]}], True),
        ("where", [{"geonameid": 5, "name": "Saraqib"}], [{"geonameid": 5, "name": "Saraqeb"}], True),
        ("where", ["Saraqib"], ["Idlib"], False),
        ("toll.killed", 14, {"low": 9, "best": 14}, False),
        ("toll.killed", {"low": 10, "high": 14}, {"best": 12}, True),
        ("when", "2016-05-10", {"from": "2016-05-10", "to": "2016-05-10", "value": "2016-05-10"}, True),
        ("who", [], None, True),
    ],
)
def test_two_values_are_one(field: str, one: object, other: object, alike: bool) -> None:
    if field == "toll.killed" and one == 14:
        one, other, alike = 14, {"low": 9, "best": 15}, False
    assert (value_key(field, one) == value_key(field, other)) is alike


# Measures


def test_measures_follow_from_judgements(ana: TestClient, project: Project) -> None:
    assert "Nobody has accepted or rejected" in page_of(ana, "/measures")
    refs = [(record, claim) for record in project.reports() for claim in record.claims]
    for n, (record, claim) in enumerate(refs[:12]):
        ref = ClaimRef(report=record.report.id, claim=claim.id)
        if n < 3:
            project.judge(make_judgement("reject", "Ana", claims=[ref]))
            continue
        if n < 5:
            project.judge(make_judgement("correct", "Ana", claims=[ref], field="status", before=claim.status, after="planned"))
        if n == 5:
            project.judge(make_judgement("correct", "Ana", claims=[ref], field="from", before=None, after="2015-01-01"))
            continue
        project.judge(make_judgement("accept", "Ana", claims=[ref]))
    found = measure(project.finished.all(), project.judgements())
    assert (found.claims, found.rejected, found.corrected, found.accepted, found.begun) == (11, 3, 2, 6, 1)
    by_layer = {one.name: one for one in found.layers}
    assert (by_layer["status"].n, by_layer["status"].right) == (8, 6)
    assert (by_layer["act"].n, by_layer["act"].right) == (8, 8)
    told = sum(claim.attribution is not None for _, claim in [*refs[3:5], *refs[6:12]])
    assert (by_layer["attribution"].n, by_layer["attribution"].right) == (told, told)
    low, high = wilson(6, 8) or (0, 0)
    assert by_layer["status"].between == f"{low:.0%} to {high:.0%}"
    assert found.corrections[0].count == max(one.count for one in found.corrections)
    assert {one.after for one in found.corrections if one.layer == "status"} == {"planned"}
    assert sum(one.claims for one in found.acts) == 11
    html = page_of(ana, "/measures")
    assert "11 claims judged" in html
    assert "planned" in html


def test_a_correction_that_was_taken_back_is_none(project: Project) -> None:
    record = next(one for one in project.reports() if one.claims)
    ref = ClaimRef(report=record.report.id, claim=record.claims[0].id)
    project.judge(make_judgement("correct", "Ana", claims=[ref], field="status", before=record.claims[0].status, after="planned"))
    project.judge(make_judgement("undo", "Ana", undoes=project.judgements()[-1].id))
    project.judge(make_judgement("accept", "Ana", claims=[ref]))
    found = measure(project.finished.all(), project.judgements())
    assert (found.accepted, found.corrected, found.corrections) == (1, 0, ())


@pytest.mark.parametrize("address", ["/map", "/control", "/changes", "/agreement", "/measures"])
def test_nobody_sees_these_without_the_token(project: Project, address: str) -> None:
    stranger = TestClient(create_app(project, Token(SECRET, "Ana"), [HOST]), base_url=f"http://{HOST}", follow_redirects=False)
    assert stranger.get(address).status_code == 401


# In a browser


@pytest.fixture
def running(path: Path) -> Iterator[str]:
    """A desk on loopback over a project in which two people have judged a few claims; gives its address."""
    uvicorn = pytest.importorskip("uvicorn")
    import socket
    import time

    with open_project(str(path)) as project:
        project.doubles.draw(["Ana", "Ben"], 5, "Ana", seed=1)
        for n, ref in enumerate(project.doubles.left("Ben")[:5]):
            project.judge(make_judgement("accept" if n % 2 else "reject", "Ben", claims=[ref]))
            if n < 4:
                project.judge(make_judgement("accept", "Ana", claims=[ref]))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        app = create_app(project, Token(SECRET, "Ana"), [f"127.0.0.1:{port}"])
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["/map", "/map?box=30,30,40,50", "/control", "/changes", "/agreement", "/agreement/code", "/measures"]
)
def test_a_page_is_for_everybody(running: str, address: str) -> None:
    """Light, dark and narrow: axe finds nothing, nothing sticks out, nothing is refused, and the keyboard is enough."""
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for scheme, width in (("light", 1280), ("dark", 1280), ("light", 400)):
            page = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
            wrong: list[str] = []
            page.on("console", lambda said, wrong=wrong: wrong.append(said.text) if said.type in ("error", "warning") else None)
            page.goto(f"{running}/?token={SECRET}")
            answer = page.goto(running + address)
            assert answer is not None
            assert answer.status == 200
            assert page.url == running + address
            found = axe.Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert wrong == []
            if address == "/map" and width == 1280:
                page.locator(".over a").first.focus()
                page.keyboard.press("Enter")
                page.wait_for_url("**/?*box=*")
                assert page.locator(".queue tbody tr").count() >= 1
        browser.close()


# On both databases


def test_both_databases_give_the_same(where: str, made_reports: list[CodedReport]) -> None:
    """More places than can be told apart, so that cells are made: each leads to just its incidents; control, log, samples."""
    with create_project(where) as project:
        project.add([Reading(report=one.report, marks=one.marks) for one in made_reports])
        lines = {one.report.id: to_json(one) for one in made_reports}
        project.store([(one, lines[one.reading.report.id]) for one in project.to_code()])
        project.link()
        total = project.queue(Wanted(), 1).total
        for wanted in (Wanted(), Wanted(country="NGA"), Wanted(act="shelling", since="2017-01-01"), Wanted(actor="Blue Army")):
            seen = project.overview.look(wanted)
            assert seen.spread.count + seen.spread.unplaced == sum(day.count for day in seen.days) > 0
            assert seen.spread.count <= total
            for cell in seen.spread.cells[:10]:
                own = replace(wanted, box=say_box(cell.box), precision=cell.precisions)
                assert project.queue(own, 1).total == cell.count
            day = seen.days[0].day
            assert project.queue(replace(wanted, began=f"{day}..{day}"), 1).total == seen.days[0].count
        acts = {"shelling": "taken", "raid": "besieged"}
        places = project.control.places(acts, Wanted(country="NGA"), 3)
        assert len(places.rows) == 3 <= places.total
        told = project.control.statements(acts, Wanted(country="NGA"), places.rows)
        assert len(told) == sum(place.claims for place in places.rows)
        assert {one.act for one in told} <= set(acts)
        first, last = project.logbook.page(Asked(kind="incident created"), limit=1), list(project.changes())[-1]
        assert first[0].kind == "incident created"
        assert project.logbook.page(Asked(since=last.at[:10], until=last.at[:10]), limit=1)[0].no == last.no
        drawn = project.doubles.draw(["Ana", "Ben"], 3, "Eve", Wanted(country="NGA"), seed=1)
        assert len(drawn) == 3
        assert not set(drawn) & set(project.doubles.draw(["Ana", "Ben"], 3, "Eve", Wanted(country="NGA"), seed=1))
        ref = project.doubles.left("Ana")[0]
        project.judge(make_judgement("accept", "Ana", claims=[ref]))
        assert ref not in project.doubles.hidden_from("Ana")
        assert ref in project.doubles.hidden_from("Ben")
        assert project.finished.all() == []  # it counts when both have judged
        project.judge(make_judgement("reject", "Ben", claims=[ref]))
        assert [(one.ref, one.rejected) for one in project.finished.all()] == [(ref, True)]
