"""Who codes blindly: whatever they open, it is what it was before the other one judged."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient
from tests.desk_house import MOVED, House, add_changed, page_of, routes_of, token_of

from reportedly.desk.blind import _as_seen_by, code_claim
from reportedly.desk.control import territory_acts
from reportedly.desk.unseen import Unseen
from reportedly.exports.formats import FORMATS
from reportedly.exports.holdings import Holdings, InProject
from reportedly.judgement import make_judgement
from reportedly.record import ClaimRef, CodedReport
from reportedly.store import Project
from reportedly.store.changes import Kind
from reportedly.store.queue import ORDERS, STATES

MARK, FIGURE = "Zqxmark", 76543
MEMBERS = {"Ana": "editor", "Ben": "admin", "Zoe": "admin"}
# What is asked of each list, beside the list as it stands.
QUEUE = [
    *({"order": order} for order in ORDERS), *({"state": state} for state in STATES), {"reviewer": "ana"}, {"place": "mosul"},
    {"actor": MARK}, {"act": "shelling"}, {"country": "IRQ"}, {"disputed": "1"}, {"standing": "corroborated"},
    {"words": "killed"}, {"since": "2016-01-01", "until": "2016-12-31"},
]  # fmt: skip
ASKED: Mapping[str, list[dict[str, str]]] = {
    "/": QUEUE, "/map": QUEUE, "/control": QUEUE, "/api/v1/incidents": QUEUE, "/api/v1/control": QUEUE,
    "/changes": [{"kind": kind} for kind in Kind.__args__], "/api/v1/changes": [{"limit": "5"}, {"kind": "judgement"}],
    "/api/v1/judgements": [{"limit": "1"}, {"after": "1"}],
    "/api/v1/claims": [{"judged": "true"}, {"judged": "false"}, {"act": "shelling"}, {"country": "IRQ"}, {"words": "killed"}],
    "/api/v1/reports": [{"words": "killed"}], "/agreement": [{"first": "Ana", "second": "Ben"}, {"only": "sample"}],
    "/api/v1/agreement": [{"first": "Ana", "second": "Ben"}, {"only": "sample"}],
}  # fmt: skip


@pytest.fixture
def house(project: Project) -> House:
    return House(project, MEMBERS)


@pytest.fixture
def sample(project: Project) -> list[ClaimRef]:
    """Claims of half the incidents, which Ana and Ben code; the other half is nobody's."""
    count = sum(1 for _ in project.incidents())
    project.doubles.draw(["Ana", "Ben"], count // 2, "Zoe", seed=3)
    return project.doubles.left("Ana")


def all_that_is_shown(house: House, browser: TestClient, program: TestClient, fills: Mapping[str, list[str]]) -> dict[str, str]:
    """Every address that can be opened, with every id and every question in turn -> what it answers."""
    shown: dict[str, str] = {}
    for route in routes_of(house.app.routes):
        if "GET" not in (route.methods or ()) or route.path.startswith(("/assets/", "/invitations/", "/sign-in")):
            continue
        names = re.findall(r"\{([^}:]+)", route.path)
        for values in itertools.product(*(fills[name] for name in names)):
            path = route.path
            for value in values:
                path = re.sub(r"\{[^}]+\}", quote(value, safe=""), path, count=1)
            for asked in ({}, *ASKED.get(route.path, [])):
                address = f"{path}?{urlencode(asked)}" if asked else path
                client = program if path.startswith("/api/") else browser
                answer = client.get(f"http://127.0.0.1:8000{address}")
                assert answer.status_code < 500, address
                shown[address] = f"{answer.status_code} {answer.headers.get('location')}\n{answer.text}"
    return shown


def all_that_is_sent(browser: TestClient, program: TestClient, sample: list[ClaimRef], known: str, outside: str) -> list[object]:
    """What a blind coder can try on claims that are still theirs, over pages and as a program -> what each answers."""
    told: list[object] = []
    token = token_of(browser)
    ref = sample[0]
    named = f"{quote(ref.report, safe='')}/{ref.claim}"
    for verdict, act in itertools.product(("accept", "reject", "note"), ("judge",)):
        for seen in ("", known):
            form = {"verdict": verdict, "claims": named, "seen": seen, "why": "x", "form_token": token}
            answer = browser.post(f"/incidents/{outside}/{act}", data=form)
            told.append((answer.status_code, answer.text))
            body = {"verdict": verdict, "claims": [{"report": ref.report, "claim": ref.claim}], "seen": seen or None}
            told.append(program.post("judgements", json=body).text)
    for field in ("verdict", "act", "toll.killed"):
        given = {"report": ref.report, "claim": ref.claim, "field": field, "first": "Ana", "second": "Ben", "choice": "first"}
        answer = browser.post("/agreement/decide", data={**given, "form_token": token})
        told += [(answer.status_code, answer.text), program.post("agreement/decide", json=given).text]
    answer = browser.post(f"/incidents/{outside}/undo", data={"judgement": known, "form_token": token})
    told += [(answer.status_code, answer.text), program.post(f"judgements/{known}/undo", json={}).text]
    return told


def exported(project: Project) -> dict[str, bytes]:
    """Every format of export, as somebody with the project on their machine gets it."""
    files = {}
    for name, one in FORMATS.items():
        if name != "bundle":  # has the time of day in it
            stream = io.BytesIO()
            one.write(Holdings(InProject(project), project.book), stream)
            files[name] = stream.getvalue()
    return files


def judge_everything(project: Project, sample: list[ClaimRef], outside: ClaimRef) -> str:
    """Ana corrects every field of a claim, and the place of all; accepts some, rejects some, takes one back, joins and parts."""
    act = sorted(territory_acts(project.book))[0]
    first, *rest = sample
    values = {
        "act": act, "status": "denied", "who": MARK, "whom": f"{MARK} men", "where": "Mosul", "when": "1999-12-31",
        "from": "1999-12-30", "to": "1999-12-31", "source": MARK, "toll.killed": str(FIGURE), "toll.injured": str(FIGURE),
    }  # fmt: skip
    for field, value in values.items():
        code_claim(project, first, "Ana", "correct", field, value, ("", ""), MARK)
    for n, ref in enumerate(rest):
        code_claim(project, ref, "Ana", "correct", "where", "Mosul", ("", ""), MARK)
        code_claim(project, ref, "Ana", "reject" if n % 2 else "accept", "", "", ("", ""), MARK)
    code_claim(project, first, "Ana", "accept", "", "", ("", ""), MARK)
    known = project.judgements()[-1].id
    project.judge(make_judgement("undo", "Ana", undoes=known, why=MARK))
    # What the desk does not let her do before both have judged, a command could.
    project.judge(make_judgement("same", "Ana", claims=[first], others=[outside], why=MARK))
    project.judge(make_judgement("not-same", "Ana", claims=[rest[0]], others=[rest[-1]], why=MARK))
    return known


def test_whatever_a_blind_coder_opens_is_what_it_was_before_the_other_judged(
    house: House, project: Project, sample: list[ClaimRef]
) -> None:
    incidents = project.doubles.incidents_of(sample)
    other = next(one.incident for one in project.incidents() if one.incident.id not in incidents.values())
    browser, program = house.browser("Ben"), house.program("Ben")
    program.get("me")
    known = "0" * 16
    fills = {
        "incident_id": [incidents[sample[0]], other.id],
        "report_id": [sample[0].report, other.claims[0].report],
        "judgement_id": [known],
    }
    before = all_that_is_shown(house, browser, program, fills)
    sent = all_that_is_sent(browser, program, sample, known, other.id)
    files = exported(project)
    assert len(before) > 140
    made = judge_everything(project, sample, other.claims[0])
    after = all_that_is_shown(house, browser, program, fills)
    assert [address for address, text in after.items() if before[address] != text] == []
    assert exported(project) == files
    assert program.get(f"judgements/{made}").text == program.get(f"judgements/{known}").text
    tried = all_that_is_sent(browser, program, sample, made, other.id)
    assert [json.loads(json.dumps(one).replace(made, known)) for one in tried] == json.loads(json.dumps(sent))
    # The one who judged sees her own word, and that it counts when the other has judged.
    ana = house.browser("Ana")
    page = page_of(ana, f"/incidents/{incidents[sample[0]]}")
    assert "counts when both have judged" in page
    assert MARK in page
    # Then the other judges, and all of it counts at once.
    for ref in sample:
        code_claim(project, ref, "Ben", "accept", "", "", ("", ""), "")
    opened = all_that_is_shown(house, browser, program, fills | {"judgement_id": [made]})
    for address in ("/api/v1/judgements", f"/api/v1/judgements/{made}", "/agreement"):
        assert MARK in opened[address], address
    places = {one.incident.where.name for one in project.incidents() if one.incident.where}
    assert "Mosul" in places
    assert "Mosul" in opened["/"]
    assert exported(project) != files


@pytest.mark.parametrize("times", [1, 2])
def test_a_changed_text_neither_opens_what_waits_nor_takes_the_claim_out_of_the_sample(
    house: House, project: Project, sample: list[ClaimRef], code: Callable[..., CodedReport], times: int
) -> None:
    ref = next(one for one in sample if one.report in MOVED)
    code_claim(project, ref, "Ana", "correct", "where", MARK, ("", ""), MARK)
    code_claim(project, ref, "Ana", "reject", "", "", ("", ""), MARK)
    for n in range(times):
        add_changed(project, ref.report, code, "Shops were shut by noon." if n else "Roads were closed in the morning.")
    (now,) = set(project.doubles.left("Ben")) - set(sample) - set(project.doubles.left("Ana"))
    assert now.report == ref.report
    assert now in project.doubles.hidden_from("Ben")
    assert len(project.doubles.left("Ben")) == len(sample)
    assert len(project.doubles.assigned("Ana")) == len(sample)
    assert project.doubles.waiting([now]) == {now: {"Ana": True, "Ben": False}}
    assert project.doubles.sealed([ref.report]) == {row.id for row in project.judgements([ref.report])}
    assert now.claim in {claim.id for one in project.reports([ref.report]) for claim in one.claims}
    assert now in project.doubles.incidents_of([now])
    assert MARK not in page_of(house.browser("Ben"), "/changes") + house.program("Ben").get("judgements").text
    own = _as_seen_by(project, now, "Ana")[2]
    assert [row.field for row in own] == ["where"], "her own correction follows, too"
    # Ben's word opens both, on the claim of now, and what she said of the claim of before counts.
    code_claim(project, now, "Ben", "accept", "", "", ("", ""), "")
    assert project.doubles.sealed([ref.report]) == set()
    assert project.doubles.waiting([now]) == {}
    assert now not in project.doubles.left("Ben")


def test_what_is_kept_from_a_blind_coder_is_asked_for_by_its_reports(project: Project, sample: list[ClaimRef]) -> None:
    ref = sample[0]
    incidents = set(project.doubles.incidents_of(sample).values())
    other = next(one.incident.claims[0] for one in project.incidents() if one.incident.id not in incidents)
    code_claim(project, ref, "Ana", "correct", "where", MARK, ("", ""), MARK)
    first = project.judgements()[-1].id
    project.judge(make_judgement("undo", "Ana", undoes=first))
    project.judge(make_judgement("same", "Ana", claims=[other], others=[ref]))
    hidden = {row.id for row in project.judgements()}
    project.judge(make_judgement("note", "Ben", claims=[ref], why="his own"))
    project.judge(make_judgement("accept", "Ana", claims=[other]))
    asked: list[str] = []
    event.listen(project._database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert Unseen.of(project, "Ben").rows == hidden
    read = [one for one in asked if "judgements.record" in one]
    assert read
    assert all("judged_claims.report IN" in one for one in read)


def test_what_waits_for_somebody_who_will_never_judge_counts_by_one_act_of_an_editor(
    house: House, project: Project, sample: list[ClaimRef]
) -> None:
    code_claim(project, sample[0], "Ana", "reject", "", "", ("", ""), MARK)
    project.people.remove("Ben", "Zoe")
    assert project.doubles.sealed([sample[0].report])
    browser = house.browser("Ana")
    assert "If one of the two never will, make it open: what waits counts at once." in page_of(browser, "/agreement")
    assert browser.post("/agreement/blind", data={"on": "0", "form_token": token_of(browser)}).status_code == 303
    assert not project.doubles.sealed([sample[0].report])
    assert sample[0] not in {ref for one in project.incidents() for ref in one.incident.claims}
