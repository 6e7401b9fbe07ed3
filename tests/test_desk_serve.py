"""The desk as it runs: started by its commands, asked over real connections, slow ones too."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.desk_house import PASSWORD, in_chromium

from reportedly.cli.main import main
from reportedly.desk import serve as serving
from reportedly.desk.app import create_app
from reportedly.desk.passwords import Passwords
from reportedly.desk.serve import Listening, Patient, serve_team
from reportedly.desk.sign_in import Token
from reportedly.desk.team import Team
from reportedly.errors import UsageError
from reportedly.reading.draft import Draft, finish
from reportedly.store import Project, create_project, open_project


@pytest.fixture
def path(sample_project: Path, tmp_path: Path) -> Path:
    path = tmp_path / "war.db"
    shutil.copy(sample_project, path)
    return path


@pytest.fixture
def listening(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A desk that runs here, on its real protocol, with less patience; gives its port."""
    monkeypatch.setattr(serving, "SLOWEST_HEAD", 0.5)
    monkeypatch.setattr("reportedly.desk.guard.SLOWEST_BODY", 0.5)
    taken = serving._take("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with open_project(str(path)) as project:
        app = create_app(project, Token("secret", "Ana"), [f"127.0.0.1:{port}"])
        server = uvicorn.Server(uvicorn.Config(app, http=Patient, log_level="error", proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield port
        server.should_exit = True
        thread.join()


def closed_after(port: int, first: bytes, every: float = 0.1, drip: bytes = b"") -> tuple[float, bytes]:
    """Seconds until the desk closes a connection on which this comes and then a byte now and then; and what it said."""
    began = time.monotonic()
    said = b""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.settimeout(every)
        one.sendall(first)
        while time.monotonic() - began < 10:
            try:
                got = one.recv(4096)
                if not got:
                    return time.monotonic() - began, said
                said += got
            except TimeoutError:
                try:
                    one.sendall(drip)
                except OSError:
                    return time.monotonic() - began, said
            except OSError:
                return time.monotonic() - began, said
    return 10.0, said


@pytest.mark.parametrize(("first", "drip"), [(b"", b""), (b"GET / HT", b""), (b"GET / HTTP/1.1\r\n", b"X-A: b\r\n")])
def test_who_sends_the_head_of_a_request_slowly_is_hung_up_on(listening: int, first: bytes, drip: bytes) -> None:
    seconds, said = closed_after(listening, first, drip=drip)
    assert seconds < 5
    assert said == b""


FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(("kind", "status"), [(FORM, b"408"), (b"", b"401")])
def test_who_sends_a_body_slowly_is_told_so(listening: int, kind: bytes, status: bytes) -> None:
    head = f"POST /incidents/x/merge HTTP/1.1\r\nHost: 127.0.0.1:{listening}\r\nContent-Length: 500\r\n".encode()
    seconds, said = closed_after(listening, head + kind + b"\r\n", drip=b"x")
    assert seconds < 8
    assert said.startswith(b"HTTP/1.1 " + status)


def test_a_connection_is_used_again(listening: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{listening}", cookies={"reportedly-desk": "secret"}) as client:
        for _ in range(3):
            assert client.get("/").status_code == 200
            time.sleep(0.4)
        assert client.get("/", headers={"x-forwarded-proto": "https"}).headers.get("strict-transport-security") is None


def test_the_first_link_of_a_team_makes_an_admin_who_invites(path: Path) -> None:
    command = [sys.executable, "-m", "reportedly", "desk", "--team", "--project", str(path), "--by", "Ana", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        link = running.stdout.readline().strip()
        desk = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/invitations/[\w-]+", link)
        assert desk, running.stderr.read()
        with httpx.Client(base_url=desk[1]) as ana:
            answer = ana.post(link, data={"password": PASSWORD, "again": PASSWORD}, headers={"origin": desk[1]})
            assert answer.headers["location"] == "/"
            assert "Team" in ana.get("/").text
        run = CliRunner().invoke(main, ["team", "invite", "Ben", "--role", "reader", "--project", str(path)])
        assert httpx.get(run.output.strip()).status_code == 200
        running.terminate()
        assert "makes Ana its admin" in running.stderr.read()
    listed = CliRunner().invoke(main, ["team", "list", "--project", str(path)]).output
    assert re.search(r"admin +Ana", listed)
    assert "Ben  as reader" in listed
    log = CliRunner().invoke(main, ["team", "log", "--project", str(path)]).output
    assert "Ana joined: admin (127.0.0.1)" in log
    assert CliRunner().invoke(main, ["team", "remove", "Ana", "--project", str(path)]).exit_code == 2


@pytest.mark.parametrize(
    ("options", "why"),
    [(["--host", "0.0.0.0"], "give --team too"), (["--team", "--host", "0.0.0.0"], "must travel over TLS"),
     (["--team", "--name", "https://desk.example.org"], "is no name of a host"), (["--port", "1"], "cannot be used")],
)  # fmt: skip
def test_what_would_not_be_safe_is_not_begun(path: Path, options: list[str], why: str) -> None:
    if "--port" in options:  # a port that somebody else has
        taken = socket.create_server(("127.0.0.1", 0))
        options = ["--port", str(taken.getsockname()[1])]
    found = CliRunner().invoke(main, ["desk", "--no-browser", "--project", str(path), *options])
    assert found.exit_code == 2
    assert why in found.output


def test_a_desk_that_others_reach_answers_to_its_public_names_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apps = []
    monkeypatch.setattr(serving, "_run", lambda app, taken, address, *rest: apps.append((app, taken.close(), address, rest)))
    with open_project(str(path)) as project:
        team = Team(project, Passwords())
        team.join(team.invite("Ana", "admin", "x").rpartition("/")[2], PASSWORD, PASSWORD, "x")
        serve_team(project, "Ana", Listening("0.0.0.0", 0, ("desk.example.org",), "10.0.0.2"), print, print, browser=True)
        (app, _, address, rest) = apps[0]
        assert address == "https://desk.example.org/"
        assert rest[-2:] == (False, "10.0.0.2")
        client = TestClient(app)
        assert client.get("https://desk.example.org/sign-in").status_code == 200
        assert client.get("http://127.0.0.1:8000/sign-in", headers={"host": "127.0.0.1:8000"}).status_code == 421
        with pytest.raises(UsageError, match="TLS"):
            serve_team(project, "Ana", Listening("0.0.0.0"), print, print, browser=False)


# What neither database takes must not reach it: the same questions of both


@pytest.fixture
def project(where: str) -> Iterator[Project]:
    with create_project(where) as held:
        held.add([finish(Draft(text="Shelling killed five.", id="a b/1"), held.book.publishers, None, None)])
        yield held


NASTY = ("\0", "\ud800", "'\"--%", "9" * 150, '["a",1]', "[99999999999999999999999]", '[null,1,"x"]')


def test_no_question_breaks_either_database(project: Project) -> None:
    client = TestClient(
        create_app(project, Token("secret", "Ana"), ["desk"]), base_url="http://desk", raise_server_exceptions=False,
        headers={"authorization": "Bearer secret"},
    )  # fmt: skip
    names = {
        "incidents": ("words", "place", "act", "actor", "standing", "reviewer", "since", "country"),
        "reports": ("words", "publisher", "state", "after"),
        "claims": ("words", "act", "status", "country", "standing", "incident", "report", "after"),
        "judgements": ("report", "after"), "changes": ("kind", "report", "incident", "since", "before"),
    }  # fmt: skip
    for nasty in NASTY:
        given = nasty.encode("utf-8", "surrogatepass")
        quoted = "".join(f"%{byte:02X}" for byte in given)
        for kind, filters in names.items():
            for name in filters:
                answer = client.get(f"/api/v1/{kind}?{name}={quoted}")
                assert answer.status_code in (200, 400, 422), (kind, name, nasty, answer.text)
        for path in ("incidents", "reports", "versions", "judgements"):
            assert client.get(f"/api/v1/{path}/{quoted}").status_code in (404, 422), (path, nasty)
        for page in ("?words", "?place", "?act", "?actor", "?standing", "?reviewer", "incidents/x?", "reports/x?"):
            assert client.get(f"/{page}={quoted}").status_code in (200, 404), (page, nasty)
        ref = {"report": nasty, "claim": nasty}
        for body in (
            {"verdict": "accept", "claims": [ref], "seen": nasty[:60]},
            {"verdict": "note", "claims": [ref], "seen": "*"},
        ):
            answer = client.post("/api/v1/judgements", content=json.dumps(body))
            assert answer.status_code in (400, 409, 422), answer.text
    assert project.judgements() == []


@pytest.mark.slow
def test_the_pages_of_a_team_are_for_everybody(path: Path) -> None:
    """In a real browser: a link, a password, a token, an invitation; axe finds nothing, wide or narrow, light or dark."""
    with open_project(str(path)) as project, in_chromium(project, team := Team(project)) as (page, base, look):
        refused: list[str] = []
        page.on("console", lambda told: refused.append(told.text) if "Security Policy" in told.text else None)

        page.goto(base + team.invite("Ana", "admin", "the command line"))
        look()
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/")
        page.goto(f"{base}/me")
        page.fill("[name=label]", "nightly")
        page.keyboard.press("Enter")
        assert page.locator("code.secret").inner_text().startswith("rep_")
        look()
        page.goto(f"{base}/team")
        page.fill('form[action="/team/invite"] [name=name]', "Farid")
        page.keyboard.press("Enter")
        assert f"{base}/invitations/" in page.locator("code.secret").inner_text()
        look()
        page.goto(f"{base}/team/log")
        look()
        page.goto(f"{base}/me")
        page.click("text=Sign out")
        page.goto(f"{base}/map")
        page.fill("[name=name]", "ana")
        page.fill("[name=password]", "not this one at all")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        look()
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/map")
        assert refused == []
