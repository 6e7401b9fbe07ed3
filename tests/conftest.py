"""What the tests share: the models, loaded once a process, one way to code a text, and a real PostgreSQL server."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bench.postgres import NoServerError, Server, run_server
from bench.projects import make_reports

from reportedly import api
from reportedly.codebook.book import Codebook, load_codebook
from reportedly.coding.coder import Models, code_report, load_models
from reportedly.reading.draft import Draft, finish
from reportedly.record import CodedReport, check
from reportedly.store import Project

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def book() -> Codebook:
    return load_codebook()


@pytest.fixture(scope="session")
def wire() -> CodedReport:
    """The sample of an agency on the shelling of Saraqib."""
    (coded,) = api.code(api.read(ROOT / "samples" / "saraqib-wire.txt"))
    return coded


@pytest.fixture(scope="session")
def models() -> Models:
    return load_models()


@pytest.fixture(scope="session")
def code(models: Models) -> Callable[..., CodedReport]:
    def one(text: str, published: str | None = None, **fields: str) -> CodedReport:
        reading = finish(Draft(text=text, published=published, **fields), models.codebook.publishers, None, None)
        return check(code_report(reading, models))

    return one


@pytest.fixture
def samples() -> Path:
    return ROOT / "samples"


@pytest.fixture(scope="session")
def made_reports() -> list[CodedReport]:
    """A few coded reports that are made by chance, always the same, without a language model."""
    return list(make_reports(60))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Start a server that does not wait for its disk."""
    pytest.importorskip("psycopg", reason="no psycopg here (pip install 'reportedly[postgres]')")
    try:
        with run_server() as server:
            yield server
    except NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a project may be made: a file that is not there yet, and an empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "project.db")
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


# Invented, like the samples: what has a province, a country, no place or no day, and what a spreadsheet or terminal must not run.
ODD_REPORTS = (
    {"id": "province", "text": "Shelling in Idlib province killed five civilians on Monday, the Orontes Relief Committee said.",
     "published": "2016-06-07", "publisher": "Orontes Times", "title": "Five killed in shelling"},
    {"id": "country", "text": "Rebels ambushed an army convoy in Mali on Friday and killed four soldiers, the government said.",
     "published": "2019-03-04", "publisher": "Sahel Dispatch", "title": "Four soldiers killed in Mali ambush"},
    {"id": "nowhere", "text": "Gunmen shot dead three traders, a witness said."},
    {"id": "plan é/1", "text": "The army will attack the rebels in Saraqib next week, a commander said.",
     "published": "2016-05-01"},
    {"id": "drill", "text": "Gunmen killed two farmers in Gusau on Monday, a resident said.", "published": "2023-05-02"},
    {"id": "formula", "publisher": "+Daily\u202e", "title": '=HYPERLINK("http://example.org","click")', "published": "2018-03-07",
     "url": "https://example.org/a?b=c&d=e",
     "text": "Rebels shelled Hama on Tuesday \U0001f4a5, killing two soldiers, the “شام” agency said.\r\n\r\n=1+1 is\u202e it."},
)  # fmt: skip


@dataclass(frozen=True)
class RecordFiles:
    """Files of coded reports, their incidents, and judgements."""

    coded: Path
    incidents: Path
    judgements: Path


@pytest.fixture(scope="session")
def record_files(models: Models, code: Callable[..., CodedReport], tmp_path_factory: pytest.TempPathFactory) -> RecordFiles:
    """The samples and the odd reports, coded and linked; people accepted, corrected and rejected claims, and undid one."""
    from reportedly import api
    from reportedly.judgement import make_judgement
    from reportedly.record import ClaimRef, to_json

    folder = tmp_path_factory.mktemp("record")
    files = RecordFiles(folder / "coded.jsonl", folder / "incidents.jsonl", folder / "judgements.jsonl")
    reports = [check(code_report(reading, models)) for reading in api.read(ROOT / "samples")]
    reports += [code(**fields) for fields in ODD_REPORTS]
    incidents = list(api.assess(api.link(reports), reports))
    files.coded.write_bytes(b"".join(to_json(one) + b"\n" for one in reports))
    files.incidents.write_bytes(b"".join(to_json(one) + b"\n" for one in incidents))
    refs = {one.report.id: [ClaimRef(report=one.report.id, claim=claim.id) for claim in one.claims] for one in reports}
    wire = refs["latacunga-wire"]
    rows = [
        make_judgement("accept", "Ana", claims=wire[:1], at="2024-01-01T10:00:00Z", why="read in full"),
        make_judgement("reject", "Ben", claims=refs["drill"], at="2024-01-02T10:00:00Z", why="a drill"),
        make_judgement("correct", "Ana", claims=refs["country"][:1], field="toll.killed", before=None, after=6,
                       at="2024-01-03T10:00:00Z"),
        make_judgement("reject", "Ben", claims=wire[1:2], at="2024-01-04T10:00:00Z"),
        make_judgement("note", "Ben", claims=wire[1:2], at="2024-01-05T10:00:00Z", why="=cmd|' /C calc'!A0"),
    ]  # fmt: skip
    rows.append(make_judgement("undo", "Ana", undoes=rows[3].id, at="2024-01-06T10:00:00Z"))
    files.judgements.write_bytes(b"".join(to_json(row) + b"\n" for row in rows))
    return files


@pytest.fixture(scope="session")
def sample_project(models: Models, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the samples in it, coded and linked, judged by nobody; tests copy the file."""
    from reportedly import api
    from reportedly.record import to_json
    from reportedly.store import create_project

    path = tmp_path_factory.mktemp("project") / "samples.db"
    with create_project(str(path)) as project:
        project.add(list(api.read(ROOT / "samples")))
        waiting = list(project.to_code())
        project.store([(one, to_json(check(code_report(one.reading, models)))) for one in waiting])
        project.link()
    return path


@pytest.fixture
def project(sample_project: Path, tmp_path: Path) -> Iterator[Project]:
    """The samples in a project of the test's own."""
    from reportedly.store import open_project

    with open_project(str(shutil.copy(sample_project, tmp_path / "war.db"))) as held:
        yield held


Page = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web site on loopback: paths to what answers them, and the requests that came, in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
                page = site.pages.get(self.path)
                if page is None:
                    self.send_error(404)
                else:
                    page(self)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def give(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        """Let a path answer with this."""

        def page(answer: BaseHTTPRequestHandler) -> None:
            answer.send_response(status)
            for name, value in ({"content-type": "text/html"} | headers).items():
                answer.send_header(name.replace("_", "-"), value)
            answer.send_header("content-length", str(len(body)))
            answer.end_headers()
            answer.wfile.write(body)

        self.pages[path] = page

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def opened() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with opened() as one:
        yield one
