"""A team at the desk: who comes in, who stays out, what each role may do, and what is written down of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from tests.desk_house import PASSWORD, PUBLIC, QUICK, House, routes_of, token_of

from reportedly.desk.own_paths import own_path
from reportedly.desk.passwords import Passwords, check_password
from reportedly.desk.team import Team, hash_of
from reportedly.errors import UsageError
from reportedly.store import Project, create_project
from reportedly.store.database import MOST_CONNECTIONS
from reportedly.store.people import ROLES, Role


@pytest.fixture
def house(project: Project) -> House:
    return House(project)


def test_who_has_not_signed_in_is_asked_to_and_comes_back_to_the_page(house: House) -> None:
    browser = house.browser()
    answer = browser.get("/?words=mortar&state=open")
    assert answer.status_code == 303
    asked = browser.get(answer.headers["location"])
    assert 'name="to" value="/?words=mortar&amp;state=open"' in asked.text
    come_in = browser.post("/sign-in", data={"name": "coder", "password": PASSWORD, "to": "/?words=mortar&state=open"})
    assert come_in.headers["location"] == "/?words=mortar&state=open"
    assert browser.get("/?words=mortar").status_code == 200


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "\\\\evil", "", "x"],
)
def test_signing_in_leads_nowhere_else(house: House, to: str) -> None:
    answer = house.browser().post("/sign-in", data={"name": "coder", "password": PASSWORD, "to": to})
    assert answer.headers["location"] == "/" == own_path(to)


def test_a_wrong_name_and_a_wrong_password_are_told_alike(house: House) -> None:
    answers = [
        house.browser().post("/sign-in", data={"name": name, "password": "not this one at all"}) for name in ("coder", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text.replace("coder", "x") == answers[1].text.replace("nobody", "x")
    assert "set-cookie" not in answers[0].headers


def test_a_name_is_one_name_however_it_is_typed(house: House) -> None:
    answer = house.browser().post("/sign-in", data={"name": " CODER ", "password": PASSWORD})
    assert answer.status_code == 303


def test_the_cookie_is_for_no_script_and_over_tls_for_tls_alone(house: House) -> None:
    plain = house.browser().post("/sign-in", data={"name": "coder", "password": PASSWORD}).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    tls = house.browser(base=f"https://{PUBLIC}").post("/sign-in", data={"name": "coder", "password": PASSWORD})
    assert tls.headers["set-cookie"].startswith("__Host-")
    assert "Secure" in tls.headers["set-cookie"]
    assert "max-age" in tls.headers["strict-transport-security"]


def test_by_its_public_name_the_desk_answers_over_tls_alone(house: House) -> None:
    answer = house.browser(base=f"http://{PUBLIC}").get("/sign-in")
    assert answer.status_code == 403
    assert "X-Forwarded-Proto" in answer.text
    assert house.browser(base="https://evil.example").get("/sign-in").status_code == 421
    for origin, status in ((f"https://{PUBLIC}", 303), ("https://evil.example", 403), ("http://[", 403)):
        found = house.browser(base=f"https://{PUBLIC}").post(
            "/sign-in", data={"name": "coder", "password": PASSWORD}, headers={"origin": origin}
        )
        assert found.status_code == status, origin


def test_a_session_that_was_there_before_is_not_taken_over(house: House) -> None:
    browser = house.browser()
    browser.cookies.set("reportedly-session", "chosen-by-somebody-else", domain="127.0.0.1")
    answer = browser.post("/sign-in", data={"name": "coder", "password": PASSWORD})
    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]
    assert house.project.keys.session(hash_of("chosen-by-somebody-else")) is None
    first = house.browser("coder")
    before = first.cookies["reportedly-session"]
    first.post("/sign-in", data={"name": "coder", "password": PASSWORD})
    assert first.cookies["reportedly-session"] != before
    assert house.project.keys.session(hash_of(before), house.clock()) is None


def test_no_secret_is_in_the_project(house: House, tmp_path: Path) -> None:
    browser = house.browser("admin")
    made = re.search(r"rep_[\w-]+", browser.post("/me/tokens", data={"label": "x", "form_token": token_of(browser)}).text)
    link = browser.post("/team/invite", data={"name": "Zoë", "role": "coder", "form_token": token_of(browser)}).text
    invited = re.search(r"/invitations/([\w-]+)", link)
    assert made
    assert invited
    house.project.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Zo" in kept
    for secret in (made[0], invited[1], browser.cookies["reportedly-session"], PASSWORD):
        assert secret.encode() not in kept


def test_a_session_ends_when_it_is_idle_or_has_lasted_long(house: House) -> None:
    idle, busy = house.browser("coder"), house.browser("reader")
    for _ in range(20):
        house.clock.on(hours=9)
        answer = busy.get("/")
        if answer.status_code != 200:
            break
    assert answer.status_code == 303
    assert timedelta(days=6) < house.clock.now - datetime.now(UTC) < timedelta(days=8)
    assert idle.get("/").status_code == 303


def test_signing_out_ends_the_session_itself(house: House) -> None:
    browser = house.browser("coder")
    secret = browser.cookies["reportedly-session"]
    assert browser.post("/sign-out").status_code == 403
    assert browser.post("/sign-out", data={"form_token": token_of(browser)}).status_code == 303
    browser.cookies.set("reportedly-session", secret, domain="127.0.0.1")
    assert browser.get("/").status_code == 303


def test_another_password_ends_all_sessions_but_this_one(house: House) -> None:
    here, there = house.browser("coder"), house.browser("coder")
    form = {"old": PASSWORD, "password": "another long river boat", "again": "another long river boat"}
    assert here.post("/me/password", data=form | {"old": "wrong", "form_token": token_of(here)}).status_code == 400
    assert there.get("/").status_code == 200
    assert here.post("/me/password", data=form | {"form_token": token_of(here)}).status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 303
    assert house.browser().post("/sign-in", data={"name": "coder", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize(("address", "form"), [("/team/role", {"role": "reader"}), ("/team/remove", {})])
def test_another_role_or_none_ends_the_sessions(house: House, address: str, form: dict[str, str]) -> None:
    admin, coder = house.browser("admin"), house.browser("coder")
    answer = admin.post(address, data=form | {"name": "coder", "form_token": token_of(admin)})
    assert answer.status_code == 303
    assert coder.get("/").status_code == 303


def test_who_was_removed_comes_in_no_more_until_invited_again(house: House) -> None:
    admin = house.browser("admin")
    token = house.team.make_token("coder", "script", "127.0.0.1")
    admin.post("/team/remove", data={"name": "coder", "form_token": token_of(admin)})
    assert house.browser().post("/sign-in", data={"name": "coder", "password": PASSWORD}).status_code == 401
    assert house.browser().get("/api/v1/me", headers={"authorization": f"Bearer {token}"}).status_code == 401
    house.join("Coder", "reader")
    assert house.browser("coder").get("/").status_code == 200
    assert [one.name for one in house.project.people.everyone()].count("coder") == 1


@pytest.mark.parametrize(("address", "form"), [("/team/role", {"role": "reader"}), ("/team/remove", {})])
def test_an_invitation_that_was_left_over_brings_nobody_back(house: House, address: str, form: dict[str, str]) -> None:
    left = house.team.invite("CODER", "admin", "admin")
    other = house.team.invite("Ana", "coder", "admin")
    admin = house.browser("admin")
    admin.post(address, data=form | {"name": "coder", "form_token": token_of(admin)})
    assert house.browser().post(left, data={"password": PASSWORD, "again": PASSWORD}).status_code == 404
    found = house.project.people.get("coder")
    assert found
    assert (found.role, found.active) == (("reader", True) if form else ("coder", False))
    assert ("withdrew an invitation", "coder") in [(one.what, one.about) for one in house.project.audit.entries()]
    assert house.browser().get(other).status_code == 200


def test_the_last_admin_stays(house: House) -> None:
    admin = house.browser("admin")
    for address, form in (("/team/remove", {}), ("/team/role", {"role": "coder"})):
        answer = admin.post(address, data=form | {"name": "admin", "form_token": token_of(admin)})
        assert answer.status_code == 400
        assert "the only admin" in answer.text
    with pytest.raises(UsageError, match="the only admin"):
        house.join("admin", "reader")
    assert house.project.people.has_admin()


def test_an_invitation_works_once_and_not_for_ever(house: House) -> None:
    path = house.team.invite("Ana", "coder", "admin")
    form = {"password": PASSWORD, "again": PASSWORD}
    browser = house.browser()
    assert "Ana" in browser.get(path).text
    assert browser.get(path).status_code == 200  # to look at it does not use it up: mail programs look at links
    short = browser.post(path, data={"password": "short", "again": "short"})
    assert (short.status_code, "at least 12" in short.text) == (400, True)
    assert browser.post(path, data=form).status_code == 303
    assert "Ana" in browser.get("/me").text
    assert house.browser().get(path).status_code == 404
    assert house.browser().post(path, data=form).status_code == 404
    late = house.team.invite("Ben", "coder", "admin")
    house.clock.on(days=8)
    assert house.browser().post(late, data=form).status_code == 404
    assert house.project.people.get("Ben") is None


def test_a_newer_invitation_takes_the_place_of_the_older_and_can_be_withdrawn(house: House) -> None:
    older, newer = house.team.invite("Ana", "coder", "admin"), house.team.invite("ana", "editor", "admin")
    assert house.browser().get(older).status_code == 404
    assert house.browser().get(newer).status_code == 200
    admin = house.browser("admin")
    (open_one,) = house.project.people.invited()
    admin.post("/team/withdraw", data={"invitation": open_one.secret, "form_token": token_of(admin)})
    assert house.browser().get(newer).status_code == 404


def test_guessing_is_held_up_longer_and_longer(house: House) -> None:
    browser = house.browser()
    guess = {"name": "coder", "password": "not this one at all"}
    waits = []
    for _ in range(40):
        answer = browser.post("/sign-in", data=guess)
        if answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            right = browser.post("/sign-in", data={"name": "coder", "password": PASSWORD})
            assert right.status_code == 429  # nor is the right one told from the others before the time
            house.clock.on(seconds=waits[-1])
    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) == 900
    house.clock.on(seconds=900)
    assert browser.post("/sign-in", data={"name": "coder", "password": PASSWORD}).status_code == 303
    assert browser.post("/sign-in", data=guess).status_code == 401


def test_many_names_from_one_address_are_held_up_too(house: House) -> None:
    browser = house.browser()
    for n in range(19):
        assert browser.post("/sign-in", data={"name": f"name {n}", "password": "x"}).status_code == 401
        assert browser.post("/sign-in", data={"name": "reader", "password": PASSWORD}).status_code == 303
    assert browser.post("/sign-in", data={"name": "another", "password": "x"}).status_code == 401
    assert browser.post("/sign-in", data={"name": "one more", "password": "x"}).status_code == 429


# What each route takes. What is not named here takes a reader to look, and a coder to change something.
EVERYBODY = {"/sign-in", "/invitations/{secret}", "/assets/{name}", "/api/v1/openapi.json"}
OWN = {"/me", "/me/password", "/me/tokens", "/me/tokens/revoke", "/sign-out"}
ADMIN = {"/team", "/team/invite", "/team/withdraw", "/team/role", "/team/remove", "/team/log"}
EDITOR = {f"{before}/incidents/{{incident_id}}/{act}" for before in ("", "/api/v1") for act in ("merge", "split")} | {
    f"{before}/agreement/{act}" for before in ("", "/api/v1") for act in ("sample", "blind", "decide")
}
CODER = {"/agreement/code"}


def lowest(route: APIRoute, method: str) -> Role | None:
    """The lowest role that a route lets through; ``None`` where nobody needs one."""
    if route.path in EVERYBODY:
        return None
    if route.path in ADMIN:
        return "admin"
    if route.path in EDITOR:
        return "editor"
    return "reader" if (method == "GET" and route.path not in CODER) or route.path in OWN else "coder"


def test_every_route_asks_for_a_role(house: House) -> None:
    routes = list(routes_of(house.app.routes))
    walked = 0
    (incident, *_) = house.project.incidents()
    fill = {"{incident_id}": incident.incident.id, "{secret}": "none", "{name}": "desk.css"}
    everything = {
        "verdict": "accept", "claims": " ".join(f"{r.report}/{r.claim}" for r in incident.incident.claims), "other": "0000",
        "judgement": "0000", "seen": "", "why": "", "name": "nobody", "role": "reader", "number": "0", "label": "x", "old": "x",
        "password": "x", "again": "y", "invitation": "x", "report": "x", "claim": "x", "field": "act", "first": "reader",
        "second": "coder", "choice": "first", "count": "1", "on": "1",
    }  # fmt: skip
    for role in (None, *ROLES):
        browser, form, headers = house.browser(role), everything, {}
        if role:
            form = everything | {"form_token": token_of(browser)}
            headers = {"authorization": f"Bearer {house.team.make_token(role, 'walk', '127.0.0.1')}"}
        for route, method in ((one, method) for one in routes for method in sorted(one.methods - {"HEAD", "OPTIONS"})):
            needed = lowest(route, method)
            path = re.sub(r"\{[^}]*\}", lambda found: fill.get(found[0], "x"), route.path)
            if route.path.startswith("/api/"):
                answer = browser.request(method, path, headers=headers, **({} if method == "GET" else {"json": {}}))
            elif role and route.path == "/sign-out":
                leaving = house.browser(role)
                answer = leaving.post(path, data={"form_token": token_of(leaving)})
            else:
                answer = browser.request(method, path, **({} if method == "GET" else {"data": form}))
            said = (route.path, method, role, answer.status_code)
            if needed is None:
                assert answer.status_code in (200, 401, 404, 422), said
            elif role is None:
                assert answer.status_code in (303, 401), said
                assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), said
            elif ROLES.index(role) < ROLES.index(needed):
                assert answer.status_code == 403, said
                assert "takes the role" in answer.text, said
            else:
                assert answer.status_code not in (401, 403, 500), said
            walked += 1
    assert walked > 80


def test_a_reader_sees_no_act_and_a_coder_no_merge(house: House) -> None:
    (incident, *_) = house.project.incidents()
    pages = {role: house.browser(role).get(f"/incidents/{incident.incident.id}").text for role in ROLES}
    assert 'data-key="r"' not in pages["reader"]
    assert "/merge" not in pages["reader"]
    assert 'data-key="r"' in pages["coder"]
    assert "/merge" not in pages["coder"]
    assert "/merge" in pages["editor"]


def test_a_judgement_has_the_name_of_who_signed_in_and_is_taken_back_by_them_or_an_editor(house: House) -> None:
    (incident, *_) = house.project.incidents()
    address = f"/incidents/{incident.incident.id}"
    ref = incident.incident.claims[0]
    house.join("Ana", "coder")
    coder, other, editor = house.browser("coder"), house.browser("Ana"), house.browser("editor")

    def judge(browser: TestClient, verdict: str, seen: str, **more: str) -> int:
        form = {"verdict": verdict, "claims": f"{ref.report}/{ref.claim}", "seen": seen, "form_token": token_of(browser), **more}
        return browser.post(f"{address}/judge", data=form).status_code

    def undo(browser: TestClient, judgement: str) -> int:
        return browser.post(f"{address}/undo", data={"judgement": judgement, "form_token": token_of(browser)}).status_code

    assert judge(coder, "accept", "") == 303
    (made,) = house.project.judgements()
    assert made.by == "coder"
    assert judge(other, "reject", "") == 409
    assert undo(other, made.id) == 403
    assert undo(coder, made.id) == 303
    last = house.project.judgements()[-1].id
    assert judge(other, "accept", last) == 303
    assert undo(editor, house.project.judgements()[-1].id) == 303
    assert judge(coder, "not-same", house.project.judgements()[-1].id, others=f"{ref.report}/{ref.claim}") == 403


def test_the_log_tells_admins_who_did_what(house: House) -> None:
    house.browser().post("/sign-in", data={"name": "my password by mistake", "password": "x"})
    coder, admin = house.browser("coder"), house.browser("admin")
    (incident, *_) = house.project.incidents()
    ref = incident.incident.claims[0]
    form = {"verdict": "accept", "claims": f"{ref.report}/{ref.claim}", "form_token": token_of(coder)}
    coder.post(f"/incidents/{incident.incident.id}/judge", data=form)
    admin.post("/team/invite", data={"name": "Zoë", "role": "coder", "form_token": token_of(admin)})
    admin.post("/team/role", data={"name": "reader", "role": "editor", "form_token": token_of(admin)})
    text = re.sub(r"</?bdi>", "", admin.get("/team/log").text)
    for words in (
        "signed in",
        "failed to sign in",
        "joined",
        "invited: Zoë as coder",
        "reader: reader to editor",
        "judged: accept",
    ):
        assert words in text, words
    assert "by mistake" not in text
    assert coder.get("/team/log").status_code == 403
    assert admin.get("/team/log?page=2").status_code == 200


@pytest.mark.parametrize("name", ["", "x" * 61, "\u202eevil", "a\x00b\x07"])
def test_a_strange_name_is_not_invited(house: House, name: str) -> None:
    admin = house.browser("admin")
    answer = admin.post("/team/invite", data={"name": name, "role": "coder", "form_token": token_of(admin)})
    assert answer.status_code in (400, 422)
    assert "/invitations/" not in answer.text


def test_a_hostile_name_is_only_text(house: House) -> None:
    house.join("<script>alert(1)</script>", "admin")
    browser = house.browser("<script>alert(1)</script>")
    for address in ("/", "/me", "/team", "/team/log"):
        text = browser.get(address).text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [("short", "short", "at least 12"), (PASSWORD, PASSWORD + "x", "not the same"), ("a" * 201, "a" * 201, "at most"),
     ("aaaabbbbaaaabbbb", "aaaabbbbaaaabbbb", "easy"), ("Anastasia Long", "Anastasia Long", "easy")],
)  # fmt: skip
def test_what_is_no_password(password: str, again: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        check_password(password, again, "Anastasia Long")


def test_passwords_are_argon2id_and_a_weak_hash_is_renewed(project: Project) -> None:
    weak, strong = Passwords(QUICK), Passwords(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    assert Passwords().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    secret = Team(project, weak).invite("Ana", "admin", "me").rpartition("/")[2]
    Team(project, weak).join(secret, PASSWORD, PASSWORD, "::1")
    session = Team(project, strong).sign_in("ana", PASSWORD, "::1")
    member = project.people.get("Ana")
    assert member
    assert "m=64,t=2" in member.password
    assert strong.fits(member.password, PASSWORD)
    assert not strong.fits(None, PASSWORD)
    assert project.keys.session(hash_of(session))


def test_an_error_tells_nothing_of_the_machine(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.browser("reader")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret place /srv/war.db")

    monkeypatch.setattr(type(house.project), "queue", broken)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "secret place" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_body_that_goes_on_for_ever_is_cut_off(house: House) -> None:
    browser = house.browser("coder")

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"name=" + b"x" * 50_000

    answer = browser.post("/sign-in", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413


# The people of a project, on both databases


@pytest.fixture
def empty(where: str) -> Iterator[Project]:
    with create_project(where) as held:
        yield held


def test_people_come_and_go_and_all_is_in_the_log(empty: Project) -> None:
    team = Team(empty, Passwords(QUICK))
    assert not empty.people.has_admin()
    for name, role in (("Ana", "admin"), ("Ben \u0000", "coder")):
        secret = team.invite(name, role, "the command").rpartition("/")[2]
        if "\0" in name:
            assert empty.people.invitation(hash_of(secret))
        session = team.join(secret, PASSWORD, PASSWORD, "127.0.0.1")
        found = empty.keys.session(hash_of(session))
        assert found
        assert found.role == role
    ana = empty.people.get("ANA")
    assert ana
    assert ana.seen is None
    token = team.make_token("Ana", "nightly", "127.0.0.1")
    assert empty.keys.token(hash_of(token))
    (shown,) = empty.keys.tokens(ana.key)
    assert (shown.label, shown.used is not None) == ("nightly", True)
    empty.keys.revoke_token(shown.no, "ben", None)
    assert empty.keys.token(hash_of(token))
    empty.keys.revoke_token(shown.no, ana.key, None)
    assert empty.keys.token(hash_of(token)) is None
    assert [one.what for one in empty.audit.entries()][:2] == ["revoked a token", "made a token"]
    assert len(empty.audit.entries(limit=3, offset=1)) == 3


def test_attempts_are_counted_before_they_are_made(empty: Project) -> None:
    at = datetime.now(UTC)
    keys = {"name:ana": 2, "address:x": 50}
    waits: list[int] = [empty.audit.attempt(keys, at) for _ in range(4)]
    assert waits == [0, 0, 1, 1]
    empty.audit.succeeded("name:ana", "address:x", at)
    assert empty.audit.attempt(keys, at) == 0
    assert empty.audit.attempt({"name:ana": 2}, at + timedelta(days=2)) == 0


def test_two_take_one_invitation_and_one_comes_in(empty: Project) -> None:
    from concurrent.futures import ThreadPoolExecutor

    team = Team(empty, Passwords(QUICK))
    secret = team.invite("Ana", "admin", "me").rpartition("/")[2]

    def join(_: int) -> bool:
        try:
            return bool(team.join(secret, PASSWORD, PASSWORD, "127.0.0.1"))
        except UsageError:
            return False

    with ThreadPoolExecutor(4) as pool:
        come: list[bool] = list(pool.map(join, range(4)))
    assert sum(come) == 1


@pytest.mark.parametrize("address", ["/", "/map", "/control", "incident", "report"])
def test_a_page_takes_one_connection_also_when_it_notes_that_somebody_was_there(
    house: House, project: Project, address: str
) -> None:
    browser = house.browser("reader")
    one = next(iter(project.incidents())).incident
    address = {"incident": f"/incidents/{one.id}", "report": f"/reports/{one.claims[0].report}"}.get(address, address)
    house.clock.on(minutes=10)
    # As if all other threads of the desk were reading: who took a second connection would wait for them, and they for it.
    with ExitStack() as others:
        for _ in range(MOST_CONNECTIONS - 1):
            others.enter_context(project._database.reading())
        assert browser.get(address).status_code == 200
