"""The desk over a real project: who is let in, what is shown, what becomes of a decision."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient
from tests.desk_house import HOST, MOVED, SECRET, Forms, add_changed, page_of

from reportedly.desk.agreement import decide_between
from reportedly.desk.app import create_app
from reportedly.desk.deciding import read_value
from reportedly.desk.incident import read_refs
from reportedly.desk.incident_page import name_refs
from reportedly.desk.queue import address_of, read_wanted
from reportedly.desk.report import mark_difference
from reportedly.desk.sign_in import Token
from reportedly.errors import UsageError
from reportedly.judgement import make_judgement
from reportedly.reading.draft import Draft, finish
from reportedly.record import ClaimRef, CodedReport, to_json
from reportedly.store import Project


@pytest.fixture
def stranger(project: Project) -> TestClient:
    return TestClient(
        create_app(project, Token(SECRET, "Ana"), [HOST]), base_url=f"http://{HOST}", follow_redirects=False,
        raise_server_exceptions=False,
    )  # fmt: skip


@pytest.fixture
def ana(stranger: TestClient) -> TestClient:
    stranger.get(f"/?token={SECRET}")
    return stranger


def largest(project: Project) -> str:
    return max(project.incidents(), key=lambda one: len(one.incident.claims)).incident.id


def test_nobody_is_let_in_without_the_token(stranger: TestClient, project: Project) -> None:
    for address in ("/", f"/incidents/{largest(project)}", "/reports/latacunga-wire"):
        answer = stranger.get(address)
        assert answer.status_code == 401
        assert "Open the address" in answer.text
        assert "Saraqib" not in answer.text
    assert stranger.get("/?token=wrong").status_code == 401


def test_the_token_leaves_the_address_and_stays_in_a_cookie(stranger: TestClient) -> None:
    answer = stranger.get(f"/?words=shelling&token={SECRET}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?words=shelling"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example"])
def test_the_token_leads_nowhere_else(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path, params={"token": SECRET})
    target = urlsplit(answer.headers.get("location", ""))
    assert not target.netloc
    assert not answer.headers.get("location", "/x").startswith("//")


def test_another_name_is_not_answered(stranger: TestClient) -> None:
    answer = stranger.get(f"/?token={SECRET}", headers={"host": "evil.example"})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
def test_a_form_of_another_site_changes_nothing(ana: TestClient, project: Project, headers: dict[str, str]) -> None:
    action, fields = Forms(page_of(ana, f"/incidents/{largest(project)}")).with_verdict("accept")
    assert ana.post(action, data=fields, headers=headers).status_code == 403
    assert project.judgements() == []


def test_a_form_without_its_token_changes_nothing(ana: TestClient, project: Project) -> None:
    action, fields = Forms(page_of(ana, f"/incidents/{largest(project)}")).with_verdict("accept")
    assert ana.post(action, data=fields | {"form_token": "0" * 32}).status_code == 403
    assert project.judgements() == []


def test_a_large_body_is_refused(ana: TestClient, project: Project) -> None:
    answer = ana.post(f"/incidents/{largest(project)}/judge", content=b"x" * 2_000_000)
    assert answer.status_code == 413


def test_every_answer_says_what_may_load(ana: TestClient, stranger: TestClient) -> None:
    for answer in (ana.get("/"), ana.get("/nowhere"), ana.get("/assets/desk.js"), stranger.get("/", headers={"host": "x"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_has_a_script_or_a_style_in_it(ana: TestClient, project: Project) -> None:
    for address in ("/", f"/incidents/{largest(project)}", "/reports/latacunga-wire"):
        text = page_of(ana, address)
        assert re.findall(r"<script(?! src=)", text) == []
        assert "<style" not in text
        assert re.findall(r"<[^>]*\s(?:style|on\w+)=", text) == []


def test_the_queue_shows_what_matters_first(ana: TestClient, project: Project) -> None:
    text = page_of(ana, "/")
    shown = re.findall(r'href="/incidents/(\w+)[?]at=', text)
    assert set(shown) == {one.incident.id for one in project.incidents()}
    disputed = {one.incident.id for one in project.incidents() if one.assessment.disputed}
    assert disputed
    assert set(shown[: len(disputed)]) == disputed


@pytest.mark.parametrize(
    ("query", "some", "none"),
    [
        ("words=mortar+Saraqib", "Saraqib", "Latacunga"),
        ("place=latacunga", "Latacunga", "Saraqib"),
        ("country=SYR", "Saraqib", "Latacunga"),
        ("since=2021-01-01&until=2021-12-31", "Latacunga", "Saraqib"),
        ("act=shelling", "Saraqib", "Latacunga"),
    ],
)
def test_the_queue_is_filtered_by_its_address(ana: TestClient, query: str, some: str, none: str) -> None:
    text = page_of(ana, f"/?{query}")
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    assert some in body
    assert none not in body


@pytest.mark.parametrize("query", ["words=%00%22%27%3B--", "page=99999999", "since=yesterday", "order=x&state=y", "place=%25"])
def test_a_strange_address_is_no_failure(ana: TestClient, query: str) -> None:
    assert ana.get(f"/?{query}").status_code == 200


def test_what_is_wanted_goes_into_an_address_and_back() -> None:
    wanted = read_wanted({"words": "mortar fire", "disputed": "1", "order": "newest", "country": "syr"})
    assert address_of(wanted) == "/?words=mortar+fire&country=SYR&disputed=1&order=newest"
    assert read_wanted(dict(part.split("=") for part in address_of(wanted)[2:].replace("+", " ").split("&"))) == wanted


def test_accept_and_undo_are_judgements(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    action, fields = Forms(page_of(ana, f"/incidents/{incident}")).with_verdict("accept")
    first = ana.post(action, data=fields, headers={"origin": f"http://{HOST}"})
    assert first.status_code == 303
    (made,) = project.judgements()
    assert (made.verdict, made.by) == ("accept", "Ana")
    text = page_of(ana, first.headers["location"].partition("#")[0])
    action, fields = next((a, f) for a, f in Forms(text).forms if f.get("judgement") == made.id)
    assert ana.post(action, data=fields).status_code == 303
    assert [row.verdict for row in project.judgements()] == ["accept", "undo"]


def test_a_rejected_claim_is_shown_apart_and_comes_back(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    action, fields = Forms(page_of(ana, f"/incidents/{incident}")).with_verdict("reject")
    told = set(read_refs(fields["claims"]))
    assert ana.post(action, data=fields).status_code == 303
    refs = {ref for one in project.incidents() for ref in one.incident.claims}
    assert not told & refs
    now = project.incident(incident)
    assert now is not None
    text = page_of(ana, f"/incidents/{now.incident.id}")
    assert "<h2>Rejected</h2>" in text
    action, fields = next((a, f) for a, f in Forms(text).forms if a.endswith("/undo"))
    ana.post(action, data=fields)
    refs = {ref for one in project.incidents() for ref in one.incident.claims}
    assert told <= refs


def test_a_correction_carries_the_words_that_were_picked(ana: TestClient, project: Project) -> None:
    incident = next(one for one in project.incidents() if one.incident.where and one.incident.where.name == "Saraqib")
    action, fields = Forms(page_of(ana, f"/incidents/{incident.incident.id}")).with_verdict("correct")
    name, _, claim = fields["claims"].rpartition("/")
    (report,) = project.reports([name])
    start = report.report.text.index("Saraqib")
    answer = ana.post(
        action, data=fields | {"field": "where", "value": "Saraqib", "start": str(start), "end": str(start + 7), "why": "told so"}
    )
    assert answer.status_code == 303, answer.text
    (made,) = project.judgements()
    assert (made.field, made.span) == ("where", (start, start + 7))
    assert [(one["name"], one["geonameid"]) for one in made.after] == [("Saraqib", 164816)]  # type: ignore[attr-defined]
    (laid,) = project.reports([name])
    corrected = next(one for one in laid.claims if one.id == claim)
    assert [laid.places[i].text for i in corrected.where] == ["Saraqib"]


def test_merge_keeps_both_addresses_and_undo_parts_them(ana: TestClient, project: Project) -> None:
    before = {one.incident.id: one for one in project.incidents()}
    one, other = sorted(before)[:2]
    action, fields = next(
        (a, f) for a, f in Forms(page_of(ana, f"/incidents/{one}")).forms if a == f"/incidents/{one}/merge"
    )  # fmt: skip
    assert ana.post(action, data=fields | {"other": other}).status_code == 303
    merged = project.incident(one)
    assert merged is not None
    assert merged == project.incident(other)
    assert set(merged.incident.claims) == {*before[one].incident.claims, *before[other].incident.claims}
    gone = other if merged.incident.id == one else one
    assert ana.get(f"/incidents/{gone}").headers["location"] == f"/incidents/{merged.incident.id}"
    (made,) = project.judgements()
    text = page_of(ana, f"/incidents/{merged.incident.id}")
    action, fields = next((a, f) for a, f in Forms(text).forms if f.get("judgement") == made.id)
    assert ana.post(action, data=fields).status_code == 303
    assert {one.incident.id: one for one in project.incidents()} == before


def test_marked_claims_are_split_off_their_incident(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    text = page_of(ana, f"/incidents/{incident}")
    marks = re.findall(r'type="checkbox" form="split" name="claims" value="([^"]+)"', text)
    action, fields = Forms(text).going_to("/split")
    assert ana.post(action, data={**fields, "claims": []}).status_code == 400
    assert ana.post(action, data={**fields, "claims": marks}).status_code == 400
    assert ana.post(action, data={**fields, "claims": marks[:2]}).status_code == 303
    (made,) = project.judgements()
    off = set(read_refs(" ".join(marks[:2])))
    assert (made.verdict, set(made.claims)) == ("not-same", off)
    for one in project.incidents():
        assert not (off & set(one.incident.claims) and set(made.others) & set(one.incident.claims))


def test_accept_all_goes_on_to_the_next_and_the_end_is_the_queue(ana: TestClient, project: Project) -> None:
    seen = []
    address = re.findall(r'<td><a id="i-\w+" href="(/incidents/[^"]+)"', page_of(ana, "/?state=open"))[0].replace("&amp;", "&")
    while address.startswith("/incidents/"):
        seen.append(address.partition("?")[0])
        action, fields = next((a, f) for a, f in Forms(page_of(ana, address)).forms if f.get("then") == "next")
        address = ana.post(action, data=fields).headers["location"]
    assert len(seen) == len(set(seen)) == len(list(project.incidents()))
    assert address.startswith("/?state=open#")
    assert "No incident fits" in page_of(ana, "/?state=open")


def test_the_way_through_the_queue_stays_in_the_address(ana: TestClient, project: Project) -> None:
    first, second, *_ = re.findall(r'<td><a id="i-\w+" href="(/incidents/[^"]+)"', page_of(ana, "/?country=SYR&order=newest"))
    text = page_of(ana, first.replace("&amp;", "&"))
    assert f'<a href="{second}" data-go="]">' in text
    assert "country=SYR&amp;order=newest#i-" in text
    assert 'data-go="["' not in text
    assert f'<a href="{first}" data-go="[">' in page_of(ana, second.replace("&amp;", "&"))
    action, fields = Forms(text).with_verdict("accept")
    assert "country=SYR&order=newest" in ana.post(action, data=fields).headers["location"]


def test_the_page_says_why_so_many_reports_are_so_few_origins(ana: TestClient, project: Project) -> None:
    for one in project.incidents():
        text = page_of(ana, f"/incidents/{one.incident.id}")
        tree = text[text.index('<ul class="tree">') : text.index("<h2>Who says what")] if one.assessment.origins else ""
        assert tree.count('<span class="verdict">counted') == one.assessment.independent
        assert ("<dt>Disputed</dt>" in text) == one.assessment.disputed


def test_an_incident_that_was_split_is_offered_to_be_merged(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    text = page_of(ana, f"/incidents/{incident}")
    marks = re.findall(r'type="checkbox" form="split" name="claims" value="([^"]+)"', text)
    before = project.incident(incident)
    action, fields = Forms(text).going_to("/split")
    ana.post(action, data={**fields, "claims": marks[: len(marks) // 2]})
    (made,) = project.judgements()
    rest = next(one.incident.id for one in project.incidents() if set(made.others) & set(one.incident.claims))
    text = page_of(ana, f"/incidents/{rest}")
    offered = re.sub("<[^>]+>", "", text[text.index("May be the same event") : text.index("<h2>History")])
    assert "the same place, the same day" in offered
    assert "Ana said that these are two events" in offered
    action, fields = next((a, f) for a, f in Forms(text).forms if f.get("judgement") == made.id)
    assert ana.post(action, data=fields).status_code == 303
    assert project.incident(incident) == before


def test_what_a_field_was_and_who_changed_it_is_told(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    action, fields = Forms(page_of(ana, f"/incidents/{incident}")).with_verdict("correct")
    for value, why in (("bakers", "the date line"), ("drivers", "told so")):
        text = page_of(ana, f"/incidents/{incident}")
        action, fields = Forms(text).with_verdict("correct", fields["claims"])
        assert ana.post(action, data=fields | {"field": "whom", "value": value, "why": why}).status_code == 303
    text = page_of(ana, f"/incidents/{incident}")
    values = text[text.index('<ul class="values">') :].partition("</ul>")[0]
    assert re.findall(r"<li( class=\"over\")?>", values) == [' class="over"', ' class="over"', ""]
    assert "the machine" in values
    assert "“<bdi>the date line</bdi>”" in values
    assert "drivers: Ana" in re.sub("<[^>]+>", "", values)
    assert values.count("no words of the report") == 2
    assert "whom (no words of the report)" in text


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_who_says_so_is_corrected_and_taken_back_in_any_order(ana: TestClient, project: Project, order: tuple[int, ...]) -> None:
    records = {record.report.id: record for record in project.reports()}
    one, ref = next(
        (one, ref) for one in project.incidents() for ref in one.incident.claims
        if any(claim.id == ref.claim and claim.attribution is None for claim in records[ref.report].claims)
    )  # fmt: skip
    before = list(project.incidents())
    _, fields = Forms(page_of(ana, f"/incidents/{one.incident.id}")).with_verdict("correct", name_refs([ref]))
    action = f"/incidents/{one.incident.id}/judge"
    refused = ana.post(action, data=fields | {"field": "stance", "value": "denies"})
    assert (refused.status_code, "correct the source before its stance" in refused.text) == (400, True)
    made = []
    for field, value, start in (("source", "the Traders' Union", ""), ("stance", "denies", ""), ("cue", "", "3")):
        given = {"field": field, "value": value, "seen": made[-1] if made else "", "start": start, "end": "9" if start else ""}
        if start:
            given["value"] = records[ref.report].report.text[3:9]
        assert ana.post(action, data=fields | given).status_code == 303
        made.append(project.judgements()[-1].id)
    assert any("Traders" in origin.name for each in project.incidents() for origin in each.assessment.origins)
    text = page_of(ana, f"/incidents/{project.incidents_of([ref.report])[0]}")
    assert "source from the report itself to the Traders" in html.unescape(re.sub("<[^>]+>", "", text))
    for n in order:
        assert ana.post(f"/incidents/{one.incident.id}/undo", data=fields | {"judgement": made[n]}).status_code == 303
    assert list(project.incidents()) == before
    assert len(project.judgements()) == 6


def test_who_decides_between_two_sources_takes_over_the_words_that_were_picked(project: Project) -> None:
    record = next(record for record in project.reports() if any(claim.attribution is not None for claim in record.claims))
    claim = next(claim for claim in record.claims if claim.attribution is not None)
    ref = ClaimRef(report=record.report.id, claim=claim.id)
    for by, after, span in (("Ana", "A clerk", (3, 9)), ("Ben", "A baker", None)):
        project.judge(make_judgement("correct", by, claims=[ref], field="source", after=after, span=span))
    decide_between(project, ref, "source", ("Ana", "Ben"), "first", "Zoe")
    made = project.judgements()[-1]
    assert (made.by, made.after, made.span) == ("Zoe", "A clerk", (3, 9))
    (laid,) = project.reports([ref.report])
    own = next(one for one in laid.claims if one.id == claim.id).attribution
    assert own is not None
    assert laid.attributions[own].source == ((3, 9),)


def test_a_report_may_be_called_anything(ana: TestClient, project: Project, code) -> None:  # type: ignore[no-untyped-def]
    text = "Rebels shelled Saraqib on Monday, killing two soldiers, a doctor said."
    name = "a b/c%2F?d&e#f é"
    project.add([finish(Draft(text=text, id=name, published="2012-06-07"), project.book.publishers, None, None)])
    (waiting,) = project.to_code()
    project.store([(waiting, to_json(code(text, published="2012-06-07", id=name)))])
    project.link()
    (incident, *_) = project.incidents_of([name])
    action, fields = Forms(page_of(ana, f"/incidents/{incident}")).with_verdict("accept")
    assert ana.post(action, data=fields).status_code == 303
    assert {ref.report for ref in project.judgements()[0].claims} == {name}


def test_who_judges_what_somebody_else_has_judged_since_is_told_so(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    action, old = Forms(page_of(ana, f"/incidents/{incident}")).with_verdict("accept")
    assert ana.post(action, data=old).status_code == 303
    answer = ana.post(action, data=old | {"verdict": "reject", "why": "a <drill>"})
    assert answer.status_code == 409
    assert "Ana accepted" in re.sub("<[^>]+>", "", answer.text)
    assert 'value="a &lt;drill&gt;"' in answer.text
    assert [row.verdict for row in project.judgements()] == ["accept"]
    action, again = Forms(answer.text).with_verdict("reject")
    assert ana.post(action, data=again).status_code == 303
    assert [(row.verdict, row.why) for row in project.judgements()] == [("accept", None), ("reject", "a <drill>")]


def test_a_correction_that_comes_too_late_is_kept(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    action, old = Forms(page_of(ana, f"/incidents/{incident}")).with_verdict("correct")
    mine = old | {"field": "toll.killed", "value": "9-19", "start": "0", "end": "5", "why": "counted"}
    assert ana.post(action, data=old | {"field": "toll.killed", "value": "14"}).status_code == 303
    answer = ana.post(action, data=mine)
    assert answer.status_code == 409
    assert "toll.killed is now: <b><bdi>14</bdi></b>" in answer.text
    action, again = Forms(answer.text).with_verdict("correct")
    assert {name: again[name] for name in ("field", "value", "start", "end", "why")} == {
        "field": "toll.killed", "value": "9-19", "start": "0", "end": "5", "why": "counted",
    }  # fmt: skip
    assert ana.post(action, data=again).status_code == 303
    assert [row.after for row in project.judgements()] == [14, {"low": 9, "high": 19}]


def test_what_cannot_be_is_one_line(ana: TestClient, project: Project) -> None:
    action, fields = Forms(page_of(ana, f"/incidents/{largest(project)}")).with_verdict("correct")
    answer = ana.post(action, data=fields | {"field": "toll.killed", "value": "many"})
    assert answer.status_code == 400
    assert "write 14, 9-19 or at least 14" in answer.text
    assert ana.get("/incidents/0000").status_code == 404
    assert ana.get("/reports/0000").status_code == 404
    assert ana.get("/assets/../app.py").status_code == 404


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("who", "army; Orontes Front ", ["army", "Orontes Front"]),
        ("whom", "", []),
        ("act", "shelling", "shelling"),
        ("from", "", None),
        ("toll.killed", "14", 14),
        ("toll.killed", "9–19", {"low": 9, "high": 19}),
        ("toll.killed", "at least 14", {"low": 14, "best": 14}),
        ("where", '[{"name": "Saraqib", "country": "SYR"}]', [{"name": "Saraqib", "country": "SYR"}]),
    ],
)
def test_values_are_read_as_they_are_typed(field: str, written: str, value: object) -> None:
    assert read_value(field, written) == value


@pytest.mark.parametrize(("field", "written"), [("toll.killed", "dozens"), ("where", "[{")])
def test_a_value_that_is_none_is_refused(field: str, written: str) -> None:
    with pytest.raises(UsageError):
        read_value(field, written)


HOSTILE = (
    "Rebels shelled <script>alert(1)</script> Saraqib on Monday, killing two soldiers, a doctor said. "
    '"<img src=x onerror=alert(2)>" '
    "</textarea></div><svg onload=alert(3)> \u202eevil\u202c قصف المدينة {{ 7*7 }} javascript:alert(4) &lt;b&gt;"
)


def test_a_hostile_report_is_only_text(ana: TestClient, project: Project, code) -> None:  # type: ignore[no-untyped-def]
    draft = Draft(
        text=HOSTILE, id="bad/<b>'\"", title="<script>alert(5)</script>", url="javascript:alert(6)", published="2016-06-07",
        publisher="<img src=x>",
    )  # fmt: skip
    project.add([finish(draft, project.book.publishers, None, None)])
    (waiting,) = project.to_code()
    coded = code(HOSTILE, published="2016-06-07", id=draft.id, title=draft.title, url=draft.url, publisher=draft.publisher)
    project.store([(waiting, to_json(coded))])
    project.link()
    addresses = ["/", "/reports/bad/%3Cb%3E'%22", *(f"/incidents/{one}" for one in project.incidents_of([coded.report.id]))]
    assert len(addresses) > 2
    for address in addresses:
        text = page_of(ana, address)
        assert "<script>" not in text
        assert "<img" not in text
        assert "<svg onload" not in text
        assert 'href="javascript:' not in text
        assert "\u202e" not in re.sub(r'<span class="ctl"[^>]*>.</span>', "", text)


def test_differences_of_versions_are_marked() -> None:
    marked, places = mark_difference("Three soldiers were killed.", "Seven soldiers were killed & <b>.")
    assert marked == "<del>Three</del><ins>Seven</ins> soldiers were killed<ins> &amp; &lt;b&gt;</ins>."
    assert places == 2
    assert mark_difference("x " * 150_000, "y " * 10) == (None, 1)


def test_a_wrong_form_comes_back_with_all_that_was_typed(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    action, fields = Forms(page_of(ana, f"/incidents/{incident}")).with_verdict("correct")
    typed = fields | {"field": "who", "value": "the army", "start": "army", "end": "7", "why": "as told"}
    answer = ana.post(action, data=typed)
    assert answer.status_code == 400
    assert "take digits only" in answer.text
    _, kept = Forms(answer.text).with_verdict("correct")
    assert {name: kept[name] for name in ("claims", "value", "start", "end", "why")} == {
        name: typed[name] for name in ("claims", "value", "start", "end", "why")
    }
    assert '<option value="who" selected>who</option>' in answer.text
    claim = fields["claims"].rpartition("/")[2]
    assert f'href="/incidents/{incident}#k-{claim}"' in answer.text
    assert ana.post(action, data=kept | {"field": "who", "start": "0", "end": "7"}).status_code == 303
    assert [row.after for row in project.judgements()] == [["the army"]]


def test_a_merge_with_a_wrong_id_leads_back(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    _, fields = Forms(page_of(ana, f"/incidents/{incident}")).going_to("/merge")
    answer = ana.post(f"/incidents/{incident}/merge", data=fields | {"other": "deadbeef", "why": "same day"})
    assert answer.status_code == 400
    _, kept = Forms(answer.text).going_to("/merge")
    assert (kept["other"], kept["why"]) == ("deadbeef", "same day")
    assert f'href="/incidents/{incident}"' in answer.text
    assert ana.post(f"/incidents/{incident}/merge", data=fields | {"other": ""}).status_code == 400
    assert project.judgements() == []


@pytest.mark.parametrize("written", [".", " ; ", "army; –", "“”"])
def test_punctuation_is_no_value(ana: TestClient, project: Project, written: str) -> None:
    action, fields = Forms(page_of(ana, f"/incidents/{largest(project)}")).with_verdict("correct")
    answer = ana.post(action, data=fields | {"field": "who", "value": written})
    if written == " ; ":  # names parted by nothing are no names: not told
        assert [row.after for row in project.judgements()] == [[]]
    else:
        assert answer.status_code == 400
        assert project.judgements() == []


def test_punctuation_is_no_evidence(ana: TestClient, project: Project) -> None:
    action, fields = Forms(page_of(ana, f"/incidents/{largest(project)}")).with_verdict("correct")
    (report,) = project.reports([fields["claims"].rpartition("/")[0]])
    dot = str(report.report.text.index("."))
    answer = ana.post(action, data=fields | {"field": "who", "value": "army", "start": dot, "end": str(int(dot) + 1)})
    assert (answer.status_code, project.judgements()) == (400, [])


def test_a_rejection_stays_at_the_next_claim(ana: TestClient, project: Project) -> None:
    text = page_of(ana, f"/incidents/{largest(project)}")
    order = re.findall(r'id="k-([^"]+)" tabindex="-1" data-claim', text)
    action, fields = Forms(text).with_verdict("reject")
    answer = ana.post(action, data=fields)
    assert answer.headers["location"].endswith(f"#k-{order[1]}")
    assert f'id="k-{order[1]}"' in page_of(ana, answer.headers["location"].partition("#")[0])


def test_a_split_links_what_came_of_it_both_ways(ana: TestClient, project: Project) -> None:
    incident = largest(project)
    text = page_of(ana, f"/incidents/{incident}")
    assert f'<code class="copy">{incident}</code>' in text
    mark = re.findall(r'type="checkbox" form="split" name="claims" value="([^"]+)"', text)[0]
    action, fields = Forms(text).going_to("/split")
    answer = ana.post(action, data={**fields, "claims": mark})
    (made,) = project.judgements()
    off = {one.incident.id for one in project.incidents() if set(made.claims) & set(one.incident.claims)}
    rest = {one.incident.id for one in project.incidents() if set(made.others) & set(one.incident.claims)}
    assert off
    for here, there, way in ((rest, off, "into"), (off, rest, "from")):
        text = page_of(ana, f"/incidents/{sorted(here)[0]}")
        linked = set(re.findall(rf'Split off {way} <a href="/incidents/(\w+)"', text))
        assert linked & there
    assert answer.status_code == 303


def test_what_was_accepted_all_at_once_is_told_apart(ana: TestClient, project: Project) -> None:
    action, fields = next(
        (a, f) for a, f in Forms(page_of(ana, f"/incidents/{largest(project)}")).forms if f.get("then") == "next"
    )  # fmt: skip
    ana.post(action, data=fields)
    text = page_of(ana, "/measures")
    number = len(read_refs(fields["claims"]))
    assert f"<b>{number} of {number} claims</b> were accepted only together with others" in text
    assert "Accepting all is not checking each field" in text


def test_an_act_writes_the_reviewing_of_an_incident_once(ana: TestClient, project: Project) -> None:
    from sqlalchemy import event

    written: list[str] = []
    engine = project._database.engine

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO reviews"):
            written.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    text = page_of(ana, f"/incidents/{largest(project)}")
    for verdict in ("accept", "note"):
        action, fields = Forms(text).with_verdict(verdict)
        seen = project.judgements()[-1].id if project.judgements() else ""
        written.clear()
        assert ana.post(action, data=fields | {"why": "read", "seen": seen}).status_code == 303
        assert len(written) == 1
    assert "Ana" in page_of(ana, "/")


def test_a_judgement_is_seen_at_its_claim_after_the_claim_has_moved_in_a_changed_text(
    ana: TestClient, project: Project, code: Callable[..., CodedReport]
) -> None:
    """The page says who decided, and so does the queue."""
    (coded,) = project.reports([MOVED[0]])
    held = {claim.claim for one in project.incidents() for claim in one.incident.claims if claim.report == MOVED[0]}
    ref = ClaimRef(report=MOVED[0], claim=next(claim.id for claim in coded.claims if claim.id in held))
    project.judge(make_judgement("accept", "Zoe of the morning shift", claims=(ref,), why="as the ministry has it"))
    add_changed(project, ref.report, code, "Roads were closed in the morning.")
    assert ref not in {claim for one in project.incidents() for claim in one.incident.claims}
    (row,) = project.judgements([ref.report])
    (holder,) = [one.incident.id for one in project.incidents() if row.claims[0] in one.incident.claims]
    assert "as the ministry has it" in page_of(ana, f"/incidents/{holder}")
    assert holder in page_of(ana, "/?reviewer=Zoe")
