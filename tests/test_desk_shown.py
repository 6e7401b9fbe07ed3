"""What the pages of an incident and of a report show at one glance, and in which order the queue does; on the samples."""

from __future__ import annotations

import lxml.html
import pytest
from lxml.html import HtmlElement
from starlette.testclient import TestClient
from tests.desk_house import enter, page_of

from reportedly.judgement import make_judgement
from reportedly.record import AssessedIncident, ClaimRef
from reportedly.store import Project
from reportedly.store.reviews import rank

LAYERS = ("k-s", "k-u", "k-q", "k-c", "k-a", "k-p", "k-t", "k-n")
"""Classes of source, cue, content, event, actor, place, time and toll."""


@pytest.fixture
def ana(project: Project) -> TestClient:
    return enter(project, "Ana")


def tree_of(client: TestClient, address: str) -> HtmlElement:
    return lxml.html.fromstring(page_of(client, address))


def of_town(project: Project, town: str) -> AssessedIncident:
    """The incident in a town that most claims tell of."""
    there = [one for one in project.incidents() if one.incident.where and one.incident.where.name == town]
    return max(there, key=lambda one: len(one.incident.claims))


def test_each_origin_has_one_mark_in_the_plot_of_a_toll(ana: TestClient, project: Project) -> None:
    one = of_town(project, "Saraqib")
    tables = tree_of(ana, f"/incidents/{one.incident.id}").findall(".//table[@class='tolls']")
    drawn = {table.find("caption/b").text_content(): table for table in tables}
    assert set(drawn) == set(one.assessment.tolls) == {"killed", "injured"}
    for harm, toll in one.assessment.tolls.items():
        together, *rows = drawn[harm].findall("tbody/tr")
        assert [row.find("th").text_content() for row in rows] == [own.origin for own in toll.by_origin]
        assert [len(row.findall(".//circle")) for row in (together, *rows)] == [1] * (1 + len(rows))
        ordered = sorted(range(len(rows)), key=lambda n: toll.by_origin[n].best or 0)
        at = [float(rows[n].find(".//circle").get("cx").rstrip("%")) for n in ordered]
        assert at == sorted(set(at)), "who says more stands further to the right"
        assert float(together.find(".//circle").get("cx").rstrip("%")) in at


def test_the_days_that_claims_tell_are_drawn_one_by_one(ana: TestClient, project: Project) -> None:
    told_of = of_town(project, "Saraqib").incident.claims
    doubted = next(
        ref
        for ref in told_of
        for coded in project.reports([ref.report])
        for claim in coded.claims
        if claim.id == ref.claim and claim.from_ and claim.status == "asserted"
    )
    project.judge(make_judgement("correct", "Zoe", claims=(doubted,), field="status", before="asserted", after="possible"))
    hollow = full = 0
    for one in project.incidents():
        tree = tree_of(ana, f"/incidents/{one.incident.id}")
        told = {row.find("a").get("href").removeprefix("#k-"): row for row in tree.xpath("//div[@class='timeline']//li")}
        assert all(tree.xpath(f"//*[@id='k-{name}']") for name in told), "every row leads to its claim"
        for coded in project.reports({ref.report for ref in one.incident.claims}):
            for claim in coded.claims:
                if claim.from_ and ClaimRef(report=coded.report.id, claim=claim.id) in one.incident.claims:
                    open_mark = bool(told[claim.id].xpath(".//circle[@class='hollow']"))
                    assert open_mark == (claim.status != "asserted"), claim
                    hollow, full = hollow + open_mark, full + (not open_mark)
    assert hollow
    assert full


def test_the_text_of_a_report_shows_all_its_layers_and_nothing_else(ana: TestClient, project: Project) -> None:
    (coded,) = project.reports(["saraqib-ministry"])
    (text,) = tree_of(ana, "/reports/saraqib-ministry").xpath("//article//div[contains(@class, 'text')]")
    assert " ".join(text.text_content().split()) == " ".join(coded.report.text.split())
    marked = {name: text.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]") for name in LAYERS}
    seen = {name: [" ".join(one.text_content().split()) for one in found] for name, found in marked.items()}
    assert all(seen.values()), [name for name, words in seen.items() if not words]
    assert "Defence Ministry" in " ".join(seen["k-s"])
    assert any("Saraqib" in words for words in seen["k-p"])
    assert any("Nine civilians" in words for words in seen["k-n"])


def test_copies_stand_beside_each_other_with_their_common_passages_numbered_alike(ana: TestClient, project: Project) -> None:
    copied = next(group for one in project.incidents() for group in one.incident.copies)
    tree = tree_of(ana, f"/reports/{copied[0]}")
    (beside,) = tree.xpath(f"//details[.//a[@href='/reports/{copied[1]}']]//div[@class='beside']")
    passages = [{mark.get("data-n"): mark.text_content() for mark in side.iter("mark")} for side in beside.findall("div")]
    assert passages[0].keys() == passages[1].keys() != set()
    for number, words in passages[0].items():
        mine, theirs = set(words.split()), set(passages[1][number].split())
        assert len(mine & theirs) > 0.6 * max(len(mine), len(theirs)), (words, passages[1][number])


def shown(client: TestClient, query: str) -> set[str]:
    """Ids of the incidents that the queue shows."""
    return {link.get("id").removeprefix("i-") for link in tree_of(client, f"/?{query}").xpath("//td/a[@id]")}


def test_the_queue_is_filtered_by_actor_standing_reviewer_and_what_is_left(ana: TestClient, project: Project) -> None:
    every = {one.incident.id: one for one in project.incidents()}
    assert shown(ana, "") == every.keys()
    for standing in ("corroborated", "single-origin", "unattributed"):
        assert shown(ana, f"standing={standing}") == {name for name, one in every.items() if one.assessment.standing == standing}
    assert shown(ana, "disputed=1") == {name for name, one in every.items() if one.assessment.disputed}
    assert of_town(project, "Saraqib").incident.id in shown(ana, "actor=orontes+front")
    assert of_town(project, "Butig").incident.id not in shown(ana, "actor=orontes+front")
    one = min(every.values(), key=lambda each: len(each.incident.claims))
    assert shown(ana, "reviewer=zoe") == set()
    for ref in one.incident.claims:
        project.judge(make_judgement("accept", "Zoe", claims=(ref,)))
    assert shown(ana, "reviewer=zoe") == {one.incident.id}
    assert shown(ana, "state=finished") == {one.incident.id}
    assert shown(ana, "state=open") == every.keys() - {one.incident.id}


def test_what_matters_more_stands_first() -> None:
    """Changed since it was judged, disputed, on one origin, told by more reports, less sure; what is done stands last."""
    plain = rank("corroborated", False, 2, 0.9, 1, False)
    assert rank("corroborated", False, 2, 0.9, 0, True) > rank("corroborated", True, 2, 0.9, 1, False)
    assert rank("corroborated", True, 2, 0.9, 1, False) > rank("single-origin", False, 2, 0.9, 1, False) > plain
    assert rank("corroborated", False, 9, 0.9, 1, False) > plain
    assert rank("corroborated", False, 2, 0.3, 1, False) > plain
    assert rank("parties-only", True, 500, 0.0, 0, False) < plain
