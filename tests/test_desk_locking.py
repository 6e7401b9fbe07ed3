"""Two people on one thing: whoever comes second is told so by every act, and what they typed is kept and can be sent again."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient
from tests.desk_house import HOST, PASSWORD, Forms, House, in_chromium, page_of, token_of

from reportedly.desk.incident_page import name_refs
from reportedly.judgement import make_judgement
from reportedly.record import AssessedIncident, ClaimRef
from reportedly.store import Project

WHY = 'as the <b>list</b> of the hospital says, "so"'
ORIGIN = {"origin": f"http://{HOST}"}


@pytest.fixture
def house(project: Project) -> House:
    return House(project, {"Ana": "admin", "Ben": "editor", "Eve": "admin"})


@pytest.fixture
def ana(house: House) -> TestClient:
    return house.browser("Ana")


@pytest.fixture
def one(project: Project) -> AssessedIncident:
    return max(project.incidents(), key=lambda one: len(one.incident.claims))


def ben_corrects(project: Project, refs: list[ClaimRef]) -> None:
    for ref in refs:
        project.judge(make_judgement("correct", "Ben", claims=[ref], field="toll.killed", after=14, why="he counted"))


ACTS = ("accept", "reject", "correct", "note", "all", "split", "merge", "undo")


def form_of(act: str, page: str, other: str) -> tuple[str, dict[str, str]]:
    """An act, the page of an incident and the id of another -> the form of the act, filled."""
    forms = Forms(page)
    if act == "all":
        address, fields = next((a, f) for a, f in forms.forms if f.get("then") == "next")
    elif act == "split":
        address, fields = forms.going_to("/split")
        fields["claims"] = re.findall(r'form="split" name="claims" value="([^"]+)"', page)[0]
    elif act in ("merge", "undo"):
        address, fields = forms.going_to(f"/{act}")
        fields |= {"other": other} if act == "merge" else {}
    else:
        address, fields = forms.with_verdict(act)
        fields |= {"field": "toll.killed", "value": "9-19"} if act == "correct" else {}
    return address, fields | {"why": WHY}


@pytest.mark.parametrize("act", ACTS)
def test_who_comes_second_is_told_and_loses_nothing(
    ana: TestClient, project: Project, one: AssessedIncident, act: str
) -> None:  # fmt: skip
    refs = list(one.incident.claims)
    if act == "undo":
        project.judge(make_judgement("accept", "Ana", claims=refs))
    other = next(two.incident.id for two in project.incidents() if two.incident.id != one.incident.id)
    address, fields = form_of(act, page_of(ana, f"/incidents/{one.incident.id}"), other)
    ben_corrects(project, refs)
    before = project.judgements()
    answer = ana.post(address, data=fields)
    assert answer.status_code == 409, answer.text
    assert project.judgements() == before
    told = re.sub(r"<[^>]+>", "", html.unescape(answer.text))
    assert "Ben corrected: toll.killed" in told
    assert "he counted" in told
    address, again = Forms(answer.text).forms[-1]
    assert again["why"] == WHY
    if act == "correct":
        assert (again["value"], "toll.killed is now: 14" in told) == ("9-19", True)
    assert ana.post(address, data=again).status_code == 303
    (made,) = project.judgements()[len(before) :]
    verdict = {"all": "accept", "split": "not-same", "merge": "same"}.get(act, act)
    assert (made.verdict, made.by, made.why) == (verdict, "Ana", WHY)


@pytest.mark.parametrize("act", ACTS[:-1])
def test_a_program_that_comes_second_is_told(house: House, project: Project, one: AssessedIncident, act: str) -> None:
    program = house.program("Ana")
    known = program.get(f"incidents/{one.incident.id}").json()
    refs = [{"report": ref.report, "claim": ref.claim} for ref in one.incident.claims]
    ben_corrects(project, list(one.incident.claims))
    given: dict[str, object] = {"seen": known["seen"]}
    path = "judgements"
    if act == "merge":
        other = next(two.incident.id for two in project.incidents() if two.incident.id != one.incident.id)
        path, given = f"incidents/{one.incident.id}/merge", given | {"other": other}
    elif act == "split":
        path, given = f"incidents/{one.incident.id}/split", given | {"claims": refs[:1]}
    else:
        given |= {"verdict": "accept" if act == "all" else act, "claims": refs if act == "all" else refs[:1]}
        given |= {"field": "toll.killed", "after": 3} if act == "correct" else {"why": "x"}
    before = project.judgements()
    answer = program.post(path, json=given)
    assert (answer.status_code, answer.json()["error"], answer.json()["by"]) == (409, "conflict", "Ben")
    assert project.judgements() == before
    undo = program.post(f"judgements/{before[0].id}/undo", json={"seen": before[0].id if len(before) > 1 else None})
    assert undo.status_code == 409 or before[0].claims != before[-1].claims


def test_an_incident_that_has_other_claims_by_now_is_neither_split_nor_merged_unseen(
    ana: TestClient, one: AssessedIncident, project: Project
) -> None:
    other = next(two.incident.id for two in project.incidents() if two.incident.id != one.incident.id)
    page = page_of(ana, f"/incidents/{one.incident.id}")
    for act in ("split", "merge"):
        address, fields = form_of(act, page, other)
        fields["whole"] = name_refs(one.incident.claims[1:])  # as it was before a report came in
        answer = ana.post(address, data=fields)
        assert answer.status_code == 409
        assert "a report came in" in answer.text
    assert project.judgements() == []


def test_an_incident_that_was_merged_away_is_not_merged_by_its_old_id(
    ana: TestClient, one: AssessedIncident, project: Project
) -> None:
    two, three = [each.incident for each in project.incidents() if each.incident.id != one.incident.id][:2]
    project.judge(make_judgement("same", "Ben", claims=two.claims, others=three.claims))
    gone = next(each.id for each in (two, three) if project.incident(each.id).incident.id != each.id)  # type: ignore[union-attr]
    address, fields = form_of("merge", page_of(ana, f"/incidents/{one.incident.id}"), gone)
    answer = ana.post(address, data=fields)
    assert (answer.status_code, "is part of" in answer.text) == (400, True)
    assert Forms(answer.text).going_to("/merge")[1]["other"] == gone


def test_two_who_adjudicate_do_not_overrule_each_other_unseen(house: House, project: Project, one: AssessedIncident) -> None:
    ref = one.incident.claims[0]
    project.judge(make_judgement("accept", "Ana", claims=[ref]))
    project.judge(make_judgement("reject", "Ben", claims=[ref]))
    eve = house.browser("Eve")
    address, fields = next((a, f) for a, f in Forms(page_of(eve, "/agreement")).forms if f.get("choice") == "first")
    assert fields["seen"] == project.judgements()[-1].id
    project.judge(make_judgement("accept", "Ana", claims=[ref], why="decided between Ana and Ben"))
    answer = eve.post(address, data=fields)
    assert (answer.status_code, "Ana" in answer.text) == (409, True)
    given = {"report": ref.report, "claim": ref.claim, "field": "verdict", "first": "Ana", "second": "Ben", "choice": "second"}
    assert house.program("Eve").post("agreement/decide", json=given | {"seen": fields["seen"]}).status_code == 409
    assert len(project.judgements()) == 3


@pytest.mark.parametrize("act", ["role", "remove"])
def test_two_admins_do_not_undo_each_other_unseen(house: House, ana: TestClient, act: str) -> None:
    action, fields = next(
        (a, f) for a, f in Forms(page_of(ana, "/team")).forms if a == f"/team/{act}" and f.get("name") == "Ben"
    )  # fmt: skip
    house.project.people.set_role("Ben", "reader", "Eve")
    answer = ana.post(action, data=fields | {"role": "admin"})
    assert (answer.status_code, "Ben is reader by now" in html.unescape(answer.text)) == (409, True)
    member = house.project.people.get("Ben")
    assert member and (member.role, member.active) == ("reader", True)


# A session that ends while somebody types


def test_what_was_typed_when_the_session_ended_is_sent_after_signing_in(
    house: House, ana: TestClient, one: AssessedIncident
) -> None:
    address, fields = form_of("correct", page_of(ana, f"/incidents/{one.incident.id}"), "")
    house.clock.on(hours=13)
    asked = ana.post(address, data=fields, headers=ORIGIN)
    assert asked.status_code == 401
    sign_in, kept = Forms(asked.text).going_to("/sign-in")
    assert (kept["send"], kept["kept.why"], kept["kept.value"]) == (address, WHY, "9-19")
    assert "kept.form_token" not in kept
    wrong = ana.post(sign_in, data=kept | {"name": "Ana", "password": "not this one at all"}, headers=ORIGIN)
    assert wrong.status_code == 401
    _, kept = Forms(wrong.text).going_to("/sign-in")
    come = ana.post(sign_in, data=kept | {"name": "Ana", "password": PASSWORD}, headers=ORIGIN)
    assert come.status_code == 200
    assert house.project.judgements() == []
    assert "9-19" in come.text
    action, again = Forms(come.text).forms[0]
    assert action == address
    assert ana.post(action, data=again, headers=ORIGIN).status_code == 303
    (made,) = house.project.judgements()
    assert (made.by, made.after, made.why) == ("Ana", {"low": 9, "high": 19}, WHY)


def test_a_form_from_before_signing_in_anew_is_sent_when_its_writer_says_so(
    house: House, ana: TestClient, one: AssessedIncident
) -> None:
    address, fields = form_of("reject", page_of(ana, f"/incidents/{one.incident.id}"), "")
    ana.post("/sign-in", data={"name": "Ana", "password": PASSWORD})  # in another tab
    asked = ana.post(address, data=fields, headers=ORIGIN)
    assert (asked.status_code, house.project.judgements()) == (403, [])
    action, again = Forms(asked.text).forms[0]
    assert again["form_token"] == token_of(ana)
    assert ana.post(action, data=again, headers=ORIGIN).status_code == 303
    assert [row.why for row in house.project.judgements()] == [WHY]


def test_nothing_that_another_site_made_up_is_kept_or_sent(house: House, ana: TestClient, one: AssessedIncident) -> None:
    address, fields = form_of("reject", page_of(ana, f"/incidents/{one.incident.id}"), "")
    bad = fields | {"form_token": "0" * 32}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):  # a browser says where a form comes from
        answer = ana.post(address, data=bad, headers=headers)
        assert answer.status_code == 403
        assert "Send it" not in answer.text
    for send in ("//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", ""):
        form = {"name": "Ana", "password": PASSWORD, "send": send, "kept.why": "x"}
        answer = house.browser().post("/sign-in", data=form, headers=ORIGIN)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert house.project.judgements() == []


def test_no_password_is_kept_and_nothing_without_end(house: House, ana: TestClient, one: AssessedIncident) -> None:
    token = token_of(ana)
    address, fields = form_of("note", page_of(ana, f"/incidents/{one.incident.id}"), "")
    house.clock.on(hours=13)
    changed = {"old": PASSWORD, "password": "another long river boat", "again": "another long river boat", "form_token": token}
    answer = ana.post("/me/password", data=changed, headers=ORIGIN)
    assert (answer.status_code, "river boat" in answer.text) == (401, False)
    answer = ana.post(address, data=fields | {"why": "x" * 400_000}, headers=ORIGIN)
    assert (answer.status_code, len(answer.text) < 10_000) == (401, True)


@pytest.mark.slow
def test_in_a_browser_what_was_typed_outlives_the_session_and_a_conflict_is_solved_by_keys(
    house: House, project: Project, one: AssessedIncident
) -> None:
    """By keys alone; axe finds nothing on the three pages, wide and light, narrow and dark."""
    with in_chromium(project, house.team) as (page, base, look):

        def come_in() -> None:
            page.fill("[name=name]", "Ana")
            page.fill("[name=password]", PASSWORD)
            with page.expect_navigation():
                page.keyboard.press("Enter")

        page.goto(f"{base}/incidents/{one.incident.id}")
        come_in()
        for key in ("j", "n"):
            page.keyboard.press(key)
        page.keyboard.type(WHY)
        house.clock.on(hours=13)
        ben_corrects(project, list(one.incident.claims))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        look()
        come_in()
        assert WHY in page.inner_text("main")
        look()
        for heading in ("Judged in between", ""):
            with page.expect_navigation():
                page.keyboard.press("y")
            if heading:
                assert heading in page.inner_text("h1")
                assert page.input_value("[name=why]") == WHY
                look()
    assert [(row.by, row.why) for row in project.judgements() if row.verdict == "note"] == [("Ana", WHY)]
