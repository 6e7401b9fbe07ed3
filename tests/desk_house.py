"""What the tests of the desk share: a team and its members, one person with a token, and ways to look at pages."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from reportedly.desk import serve
from reportedly.desk.app import create_app
from reportedly.desk.passwords import Passwords
from reportedly.desk.sign_in import Token
from reportedly.desk.team import Team
from reportedly.record import CodedReport, Reading, to_json
from reportedly.store import Project
from reportedly.store.people import ROLES

CHROMIUM = Path("/usr/bin/chromium")
HOST = "127.0.0.1:8000"
PUBLIC = "desk.example.org"
SECRET = "a-secret-that-only-the-test-knows"
PASSWORD = "three slow river boats"
# The real function with the least work that it takes: what is tested here is not how long a guess takes.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Reports whose claims say the same when a sentence is put in front.
MOVED = ("saraqib-ministry", "poonch-evening", "poonch-ledger", "talata-mafara-council", "latacunga-rights-group")


class Clock:
    """The time, which a test moves on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


class House:
    """A desk of a team; without names it has one member of each role, each named as the role."""

    def __init__(self, project: Project, members: Mapping[str, str] | None = None) -> None:
        self.project = project
        self.clock = Clock()
        self.team = Team(project, Passwords(QUICK), self.clock)
        self.app = create_app(project, self.team, [HOST], [PUBLIC])
        for name, role in (members or {role: role for role in ROLES}).items():
            self.join(name, role)

    def join(self, name: str, role: str) -> str:
        secret = self.team.invite(name, role, "admin").rpartition("/")[2]
        return self.team.join(secret, PASSWORD, PASSWORD, "127.0.0.1")

    def browser(self, name: str | None = None, base: str = f"http://{HOST}") -> TestClient:
        client = TestClient(self.app, base_url=base, follow_redirects=False, raise_server_exceptions=False)
        if name:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return client

    def program(self, name: str) -> TestClient:
        bearer = {"authorization": f"Bearer {self.team.make_token(name, 'a test', '127.0.0.1')}"}
        return TestClient(self.app, base_url=f"http://{HOST}/api/v1", headers=bearer, raise_server_exceptions=False)


def enter(project: Project, name: str) -> TestClient:
    """A project and a name -> a browser in which this person has opened the address of a desk for one."""
    client = TestClient(
        create_app(project, Token(SECRET, name), [HOST]), base_url=f"http://{HOST}", follow_redirects=False,
        raise_server_exceptions=False,
    )  # fmt: skip
    assert client.get(f"/?token={SECRET}").status_code == 303
    return client


def token_of(client: TestClient, address: str = "/me") -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="form_token" value="(\w+)"', client.get(address).text)
    assert found, address
    return found[1]


def page_of(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def routes_of(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """Routes, also those of included routers."""
    for one in routes:
        if isinstance(one, APIRoute):
            yield one
        elif hasattr(one, "original_router"):
            yield from routes_of(one.original_router.routes)


class Forms(HTMLParser):
    """The forms of a page: where they go, and what they send unless something is typed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((named.get("action", ""), {}))
        elif tag == "input" and self.forms and "name" in named:
            self.forms[-1][1][named["name"]] = named.get("value", "")

    def with_verdict(self, verdict: str, claim: str = "") -> tuple[str, dict[str, str]]:
        return next(
            (action, fields)
            for action, fields in self.forms
            if fields.get("verdict") == verdict and claim in fields["claims"] and "then" not in fields
        )

    def going_to(self, end: str) -> tuple[str, dict[str, str]]:
        return next((action, fields) for action, fields in self.forms if action.partition("?")[0].endswith(end))


def add_changed(project: Project, report: str, code: Callable[..., CodedReport], before: str) -> None:
    """A report comes again with a sentence put in front, and is coded and linked."""
    (coded,) = project.reports([report], judged=False)
    old = coded.report
    fields = {"publisher": old.publisher, "title": old.title, "url": old.url}
    new = code(f"{before} {old.text}", old.published, id=old.id, **{key: value for key, value in fields.items() if value})
    assert project.add([Reading(report=new.report, marks=new.marks)]) == ["version"]
    project.store([(one, to_json(new)) for one in project.to_code()])
    project.link()


@contextmanager
def in_chromium(project: Project, team: Team) -> Iterator[tuple[Any, str, Callable[[], None]]]:
    """A desk of a team at a port of its own -> a page of a real browser, its address, and what looks the page over by axe."""
    api = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here (Debian: apt-get install chromium)")
    taken = serve._take("127.0.0.1", 0)
    base = f"http://127.0.0.1:{taken.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(create_app(project, team, [base[7:]]), http=serve.Patient, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    try:
        with api.sync_playwright() as play:
            page = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"]).new_page()

            def look() -> None:
                for width, colours in ((1280, "light"), (400, "dark")):
                    page.set_viewport_size({"width": width, "height": 800})
                    page.emulate_media(color_scheme=colours)
                    found = axe.run(page).response["violations"]
                    assert found == [], (page.url, width, [one["id"] for one in found])
                    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (page.url, width)

            yield page, base, look
    finally:
        server.should_exit = True
        thread.join()
