"""Search, filters and pages: every page together is the whole list, in order, on both databases."""

import re

import pytest

from reportedly.errors import UsageError
from reportedly.judgement import make_judgement
from reportedly.record import Reading, to_json
from reportedly.store import create_project
from reportedly.store.finding import Filter


@pytest.fixture
def project(where, made_reports):
    with create_project(where) as made:
        made.add([Reading(report=one.report) for one in made_reports])
        lines = {one.report.id: to_json(one) for one in made_reports}
        made.store([(one, lines[one.reading.report.id]) for one in made.to_code()])
        made.link()
        yield made


def pages(ask, wanted, limit=7):
    rows, after = [], None
    while True:
        page = ask(wanted, after, limit)
        assert len(page.rows) <= limit
        rows += page.rows
        after = page.after
        if after is None:
            return rows


def test_pages_hold_every_report_claim_and_incident_once_and_in_order(project, made_reports):
    reports = pages(project.search_reports, Filter())
    assert [row.id for row in reports] == [one.report.id for one in reversed(made_reports)]
    claims = pages(project.search_claims, Filter())
    assert sorted((row.report, row.claim) for row in claims) == sorted(
        (one.report.id, claim.id) for one in made_reports for claim in one.claims
    )
    assert [row.confidence for row in claims] == sorted(row.confidence for row in claims)
    incidents = pages(project.search_incidents, Filter())
    assert {row.id for row in incidents} == {one.incident.id for one in project.incidents()}
    assert [row.since for row in incidents] == sorted((row.since for row in incidents), reverse=True)
    assert len({row.id for row in incidents}) == len(incidents)


def test_filters_give_what_they_say(project, made_reports):
    claims = [(one, claim) for one in made_reports for claim in one.claims]
    one, claim = claims[17]
    country = one.places[claim.where[0]].country
    wanted = {
        Filter(country=country): [c for o, c in claims if o.places[c.where[0]].country == country],
        Filter(act=claim.act): [c for _, c in claims if c.act == claim.act],
        Filter(publisher=one.report.publisher): [c for o, c in claims if o.report.publisher == one.report.publisher],
        Filter(report=one.report.id): list(one.claims),
        Filter(since=claim.from_, until=claim.from_): [c for _, c in claims if c.from_ == claim.from_],
        Filter(judged=True): [],
        Filter(status="denied"): [],
    }
    for asked, there in wanted.items():
        assert sorted(row.claim for row in pages(project.search_claims, asked)) == sorted(c.id for c in there), asked
    (row,) = [row for row in pages(project.search_claims, Filter(report=one.report.id)) if row.claim == claim.id]
    assert (row.place, row.killed, row.source, row.who) == (
        one.places[claim.where[0]].name, one.tolls[claim.tolls[0]].best, "the mayor", one.actors[claim.who[0]].name,
    )  # fmt: skip
    told = pages(project.search_claims, Filter(incident=row.incident))
    assert {each.ref for each in told} == set(project.incident(row.incident).incident.claims)
    day = project.incident(row.incident).incident.from_
    assert row.incident in {each.id for each in pages(project.search_incidents, Filter(since=day, until=day))}
    standing = project.incident(row.incident).assessment.standing
    assert claim.id in {each.claim for each in pages(project.search_claims, Filter(standing=standing))}


def test_words_are_found_in_any_form_and_phrases_in_their_order(project, made_reports):
    town = made_reports[5].places[0].name
    there = {one.report.id for one in made_reports if town in one.report.text}
    assert {row.id for row in pages(project.search_reports, Filter(words=town.upper()))} == there
    assert {row.report for row in pages(project.search_claims, Filter(words=town))} == there
    assert {row.id for row in pages(project.search_incidents, Filter(words=town))} == {
        row.incident for row in pages(project.search_claims, Filter(words=town))
    }
    everything = {one.report.id for one in made_reports}
    assert {row.id for row in pages(project.search_reports, Filter(words="killing resident"))} <= everything
    hospital = {one.report.id for one in made_reports if "hospital in the next town" in one.report.text}
    assert {row.id for row in pages(project.search_reports, Filter(words='"hospital in the next town"'))} == hospital
    assert pages(project.search_reports, Filter(words='"town next the hospital"')) == []
    assert pages(project.search_reports, Filter(words="nosuchword")) == []


def test_no_words_break_the_search(project):
    for words in ['"', "'; DROP TABLE reports; --", "a AND", "NEAR(", "*", "-", "\0", "سراقب", "col:umn", '""', " "]:
        for ask in (project.search_reports, project.search_claims, project.search_incidents):
            found = ask(Filter(words=words), None, 5)
            plain = " ".join(re.findall(r"\w+", words))
            assert found.rows == ask(Filter(words=plain or None), None, 5).rows, f"{words!r} finds what its words alone do not"
    assert project.counts().reports > 0


def test_a_cursor_that_is_none_is_refused(project):
    for after in ["", "x", "{}", "[]", "[1,2,3,4]", "[null]", '["a"']:
        with pytest.raises(UsageError, match="begin with the first"):
            project.search_claims(Filter(), after, 5)


def test_a_judged_claim_leaves_the_queue(project):
    row = project.search_claims(Filter(judged=False), None, 1).rows[0]
    project.judge(make_judgement("accept", "Ann", claims=[row.ref]))
    assert row.ref not in {each.ref for each in pages(project.search_claims, Filter(judged=False))}
    (again,) = pages(project.search_claims, Filter(judged=True))
    assert (again.ref, again.verdict, again.judged) == (row.ref, "accept", 1)
