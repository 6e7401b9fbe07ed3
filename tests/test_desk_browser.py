"""The desk in a real browser: reviewed by keyboard alone, by two at once, without script, with a report that wants to do harm."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly.reading.draft import Draft, finish
from reportedly.record import CodedReport, to_json
from reportedly.store import Project, open_project

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium)"),
]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
UNHELD = re.compile("[\x00\ud800-\udfff]")
ODD = (
    "Rebels shelled <script>alert(1)</script> Saraqib on Monday, killing two soldiers, a doctor said.\r\n"
    '"<img src=x onerror=alert(2)>" <svg onload=alert(3)><animate onbegin=alert(4)> \u202eevil\u202c {{ 7*7 }} '
    "</textarea></div></span></article> javascript:alert(5) قُصِفت المدينة يوم الاثنين &lt;b&gt; e\u0301 👩‍🚒\U0001f4a5"
)


@contextmanager
def running(project: Path, by: str) -> Iterator[str]:
    """A desk in a process of its own -> the address that it prints."""
    command = [sys.executable, "-m", "reportedly", "desk", "--project", str(project), "--no-browser", "--by", by]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert desk.stdout is not None
        yield desk.stdout.readline().strip()
    finally:
        desk.terminate()
        desk.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-zygote"])
        yield opened
        opened.close()


@pytest.fixture
def path(sample_project: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample_project, tmp_path / "war.db"))


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with open_project(str(path)) as held:
        yield held


@pytest.fixture
def address(path: Path) -> Iterator[str]:
    with running(path, "Ana") as printed:
        yield printed


class Reader:
    """A person at the keyboard: a page, and all that went wrong on it."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        context = {"viewport": {"width": 1280, "height": 900}} | context
        self.page = browser.new_context(**context).new_page()
        self.wrong: list[str] = []
        self.page.on("dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.wrong.append(said.text))
        self.root = address.partition("/?")[0]
        self.page.goto(address)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, *keys: str) -> None:
        """Press keys of which the last leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.page.keyboard.press(keys[-1])

    def open(self, path: str) -> None:
        self.page.goto(self.root + path)

    @property
    def path(self) -> str:
        return str(self.page.url).removeprefix(self.root)

    def close(self) -> None:
        self.page.context.close()
        assert self.wrong == []


@pytest.fixture
def ana(browser: Any, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.close()


def largest(project: Project) -> str:
    return max(project.incidents(), key=lambda one: len(one.incident.claims)).incident.id


def test_the_whole_project_is_reviewed_by_keyboard(ana: Reader, project: Project) -> None:
    wanted = {one.incident.id for one in project.incidents()}
    ana.press("/")
    ana.go("Escape", "j", "Enter")
    first = ana.path
    ana.go("j", "a")
    assert ana.path.partition("#")[0] == first
    ana.press("j")
    ana.go("r")
    ana.go("u")
    ana.press("n")
    ana.page.keyboard.type("seen in full")
    ana.go("Enter")
    ana.go("]")
    ana.go("[")
    assert ana.path == first
    reviewed = []
    while ana.path.startswith("/incidents/"):
        reviewed.append(re.findall(r"/incidents/(\w+)", ana.path)[0])
        ana.go("A")
    assert set(reviewed) == wanted
    assert len(reviewed) == len(wanted)
    assert "#i-" in ana.path
    assert "reviewed" in ana.page.evaluate("document.activeElement.closest('tr').textContent")
    assert {one.left for one in project.queue(_all()).rows} == {0}
    assert [row.why for row in project.judgements() if row.verdict == "note"] == ["seen in full"]


def _all() -> Any:
    from reportedly.store.queue import Wanted

    return Wanted()


def test_every_key_is_listed(ana: Reader, project: Project) -> None:
    ana.open(f"/incidents/{largest(project)}")
    shown = {cap.strip() for cap in ana.page.locator("button kbd, label kbd, a kbd, summary kbd").all_text_contents()}
    ana.press("?")
    listed = {cap.strip() for cap in ana.page.locator("dialog kbd").all_text_contents()}
    assert shown <= listed
    ana.press("Escape")
    assert ana.page.locator("dialog").count() == 0


def test_a_field_is_corrected_by_keys_with_words_picked_by_keys(ana: Reader, project: Project) -> None:
    incident = next(one for one in project.incidents() if one.incident.where and one.incident.where.name == "Saraqib")
    ana.open(f"/incidents/{incident.incident.id}")
    ana.press("j", "c", "p")
    assert ana.page.evaluate("document.activeElement.name") == "value"
    form = ana.page.locator("form.correct:visible")
    assert "where is now:" in form.locator(".now").inner_text()
    ana.press("ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
    evidence = form.locator(".evidence mark").inner_text()
    assert len(evidence.split()) == 3
    ana.go("Enter")
    (made,) = project.judgements()
    (report,) = project.reports([made.claims[0].report])
    assert made.span
    assert made.field == "where"
    assert report.report.text[slice(*made.span)] == evidence
    assert made.after == [" ".join(evidence.split())]


@pytest.mark.parametrize("by_keys", [True, False])
def test_another_field_takes_over_nothing_of_the_one_before(ana: Reader, project: Project, by_keys: bool) -> None:
    ana.open(f"/incidents/{largest(project)}")
    ana.press("j", "c", "w", "ArrowDown", "ArrowRight", "ArrowRight", "Enter")
    form = ana.page.locator("form.correct:visible")
    names = ("value", "start", "end")
    assert all(form.locator(f"[name={name}]").input_value() for name in names)
    assert form.locator(".evidence mark").count() == 1
    if by_keys:
        form.locator("[name=field]").focus()
        ana.press("g")
    else:
        form.locator("[name=field]").select_option("weapon")
    assert form.locator("[name=field]").input_value() == "weapon"
    assert [form.locator(f"[name={name}]").input_value() for name in names] == ["", "", ""]
    assert form.locator(".evidence mark").count() == 0
    assert form.locator(".saving").inner_text() == "Will be saved: weapon = nothing (not told)"


def test_offsets_take_digits_and_punctuation_is_never_a_value(ana: Reader, project: Project) -> None:
    ana.open(f"/incidents/{largest(project)}")
    ana.press("j", "c", "w")
    form = ana.page.locator("form.correct:visible")
    assert form.locator("[name=value]").evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid"
    ana.press("Tab")
    ana.page.keyboard.type("army 7")
    assert form.locator("[name=start]").input_value() == "7"
    assert "digits only" in form.locator(".wrong").inner_text() or form.locator(".wrong").inner_text() == ""
    ana.page.keyboard.type("x")
    assert "takes digits only" in form.locator(".wrong").inner_text()
    ana.press("Backspace", "Shift+Tab", "ArrowDown", "Home")
    for _ in range(400):
        if form.locator(".evidence mark").text_content() == ".":
            break
        ana.press("ArrowRight")
    assert form.locator(".evidence mark").text_content() == "."
    assert form.locator("[name=value]").input_value() == ""
    assert "Only punctuation" in form.locator(".wrong").inner_text()
    ana.press("Enter", "Enter")
    assert project.judgements() == []
    ana.page.keyboard.type("the army; rebels")
    assert form.locator(".saving").inner_text() == "Will be saved: who = “the army” and “rebels”"
    ana.press("Shift+ArrowDown", "ArrowLeft", "Enter")
    assert form.locator(".wrong").inner_text() == ""
    picked = form.locator(".evidence mark").inner_text()
    ana.press("Enter")  # the other name has no words yet, and is asked about once
    assert "No words of the report are picked for “the army”" in form.locator(".wrong").inner_text()
    ana.go("Enter")
    ((army, rebels),) = [row.after for row in project.judgements()]  # type: ignore[misc]
    assert (army, rebels["name"]) == ("the army", "rebels")
    (report,) = project.reports([project.judgements()[0].claims[0].report])
    assert report.report.text[slice(*rebels["span"])] == picked


def test_a_source_is_corrected_by_keys_alone_with_its_words_picked(ana: Reader, project: Project) -> None:
    one = next(one for one in project.incidents() if one.incident.act == "airstrike")
    (lucman,) = [origin for origin in one.assessment.origins if origin.name == "Aminah Lucman"]
    ana.open(f"/incidents/{one.incident.id}")
    while ana.page.evaluate("document.activeElement.id") != f"k-{lucman.claims[0]}":
        ana.press("j")
    ana.press("c", "o")
    form = ana.page.locator("form.correct:visible")
    assert form.locator(".now").inner_text() == "source is now: Aminah Lucman"
    ana.page.keyboard.type("resid")
    ana.page.wait_for_selector("#offered option", state="attached")
    offered = ana.page.evaluate("[...document.querySelectorAll('#offered option')].map((one) => one.value)")
    assert "Residents of Butig" in offered
    ana.page.keyboard.type("ents of Butig")
    assert "Where does the report say “residents of Butig”?" in form.locator(".asked").inner_text()
    ana.press("Enter")  # it stands in the report, and is not picked yet
    assert "No words of the report are picked" in form.locator(".wrong").inner_text()
    assert project.judgements() == []
    ana.press("Tab", "Tab", "Tab", "Tab", "Tab", "Enter")  # past the offsets, the reason and "Save": the place that is offered
    assert form.locator(".evidence mark").inner_text() == "Residents of Butig"
    ana.go("Enter")
    (made,) = project.judgements()
    (report,) = project.reports([made.claims[0].report])
    assert (made.field, made.after) == ("source", "residents of Butig")
    assert report.report.text[slice(*(made.span or ()))] == "Residents of Butig"
    now = project.incident(one.incident.id)
    assert now is not None
    assert now.assessment.independent == one.assessment.independent - 1
    assert "Corrected by Ana: source" in ana.page.inner_text(f"#k-{lucman.claims[0]}")
    ana.go("u")
    assert project.incident(one.incident.id) == one


def test_one_field_lights_the_words_that_made_it_and_no_others(ana: Reader, project: Project) -> None:
    ana.open(f"/incidents/{largest(project)}")
    lit = "[...document.querySelectorAll('.texts .lit')].map((one) => one.dataset.s.split(' '))"
    ana.press("j")
    fields = ana.page.evaluate("[...document.activeElement.querySelectorAll('[data-lights]')].map((one) => one.dataset.lights)")
    seen = []
    for keys in fields:
        ana.press("ArrowRight")
        assert ana.page.evaluate("document.activeElement.dataset.lights") == keys
        found = ana.page.evaluate(lit)
        assert all(set(own) & set(keys.split()) for own in found)
        assert {key for own in found for key in own} >= set(keys.split())
        said = ana.page.inner_text("#lit-words")
        assert said.startswith("In the report: “") if keys else "No words" in said
        seen.append(found)
    assert len({str(found) for found in seen}) > 2
    ana.press("k")  # the claim is in hand again, and all its words are lit
    assert len(ana.page.evaluate(lit)) >= max(map(len, seen[:1]))
    field = ana.page.locator("[data-claim] [data-lights^=s]").first
    field.hover()
    keys = field.get_attribute("data-lights") or ""
    assert all(set(own) & set(keys.split()) for own in ana.page.evaluate(lit))
    assert ana.page.evaluate(lit)


def test_keys_of_the_page_win_and_are_listed(ana: Reader, project: Project) -> None:
    ana.open(f"/incidents/{largest(project)}")
    ana.press("?")
    rows = ana.page.locator("dialog .fields > div").all_inner_texts()
    listed = dict(re.split(r"\s*\n\s*", row, maxsplit=1) for row in rows)
    assert listed["m"].startswith("merge with an incident")
    assert {"u", "]", "Enter", "a", "q"} <= listed.keys()
    assert "Map" not in listed.values()
    assert len(listed) == len(rows)


def test_after_a_rejection_the_next_claim_is_in_hand_and_u_takes_it_back(ana: Reader, project: Project) -> None:
    ana.open(f"/incidents/{largest(project)}")
    order = ana.page.evaluate("[...document.querySelectorAll('[data-claim]')].map((claim) => claim.id)")
    ana.press("j")
    ana.go("r")
    assert ana.page.evaluate("document.activeElement.id") == order[1]
    ana.go("u")
    assert [row.verdict for row in project.judgements()] == ["reject", "undo"]


def test_escape_leaves_the_text_and_then_the_form(ana: Reader, project: Project) -> None:
    ana.open(f"/incidents/{largest(project)}")
    ana.press("j", "c", "k", "ArrowDown", "ArrowRight", "Escape")
    assert ana.page.evaluate("document.activeElement.name") == "value"
    assert ana.page.locator("form.correct:visible input[name=end]").input_value() == ""
    ana.press("Escape")
    assert ana.page.locator("form.correct:visible").count() == 0
    assert ana.page.evaluate("document.activeElement.matches('[data-claim]')")


def test_marked_claims_are_split_off_merged_again_and_all_is_undone(ana: Reader, project: Project) -> None:
    before = list(project.incidents())
    ana.open(f"/incidents/{largest(project)}")
    ana.press("j", "x", "j", "x")
    assert ana.page.locator("[form=split]:checked").count() == 2
    ana.go("s")
    (split,) = project.judgements()
    assert (split.verdict, len(split.claims) >= 2) == ("not-same", True)
    assert len(list(project.incidents())) > len(before)
    rest = next(one for one in project.incidents() if set(split.others) & set(one.incident.claims))
    off = next(one for one in project.incidents() if set(split.claims) & set(one.incident.claims))
    ana.open(f"/incidents/{rest.incident.id}")
    ana.press("m")
    ana.page.keyboard.type(f"{ana.root}/incidents/{off.incident.id}?order=newest")
    ana.go("Enter")
    assert [row.verdict for row in project.judgements()] == ["not-same", "same"]
    while undo := ana.page.locator(".history button").all():
        with ana.page.expect_navigation():
            undo[0].press("Enter")
    assert list(project.incidents()) == before


def test_one_key_merges_with_what_may_be_the_same(ana: Reader, project: Project) -> None:
    for one in project.incidents():
        near = project.near(one.incident)
        if near:
            break
    else:
        pytest.skip("no two incidents of the samples are near each other")
    ana.open(f"/incidents/{one.incident.id}")
    ana.go("1")
    now = project.incident(one.incident.id)
    assert now == project.incident(near[0].id)


def test_two_at_one_incident_lose_nothing(browser: Any, path: Path, project: Project) -> None:
    with running(path, "Ana") as to_ana, running(path, "Ben") as to_ben:
        ana, ben = Reader(browser, to_ana), Reader(browser, to_ben)
        incident = f"/incidents/{largest(project)}"
        ana.open(incident)
        ben.open(incident)
        ana.press("j", "c", "k")
        ana.page.keyboard.type("14")
        ana.go("Enter", "Enter")  # on her word alone
        ben.press("j", "c", "k")
        ben.page.keyboard.type("9-19")
        ben.press("Tab", "Tab", "Tab")
        ben.page.keyboard.type("the hospital's list")
        ben.go("Enter", "Enter")
        text = ben.page.inner_text("main")
        assert "Ana corrected: toll.killed" in text
        assert "toll.killed is now: 14" in text
        assert ben.page.input_value("input[name=value]") == "9-19"
        assert ben.page.input_value("input[name=why]") == "the hospital's list"
        assert [row.by for row in project.judgements()] == ["Ana"]
        ben.go("y")
        rows = project.judgements()
        assert [(row.by, row.after) for row in rows] == [("Ana", 14), ("Ben", {"low": 9, "high": 19})]
        assert rows[1].why == "the hospital's list"
        ana.go("A")  # on a page from before Ben's correction
        assert "Ben corrected: toll.killed" in ana.page.inner_text("main")
        ana.go("l")
        assert len(project.judgements()) == 2
        ben.wrong[:] = [said for said in ben.wrong if "409" not in said]  # the browser's own note of the answer
        ana.wrong[:] = [said for said in ana.wrong if "409" not in said]
        ana.close()
        ben.close()


def put(project: Project, code: Callable[..., CodedReport], **fields: str) -> list[str]:
    """A report -> it is coded and linked; the ids of its incidents."""
    fields = {"published": "2016-06-07"} | fields
    text = fields.pop("text")
    project.add([finish(Draft(text=text, **fields), project.book.publishers, None, None)])
    (waiting,) = project.to_code()
    project.store([(waiting, to_json(code(text, **fields)))])
    project.link()
    return project.incidents_of([fields["id"]])


def test_a_hostile_report_does_nothing(ana: Reader, project: Project, code: Callable[..., CodedReport]) -> None:
    title = "<script>alert(6)</script>\u202e<img src=x onerror=alert(7)>"
    incidents = put(
        project, code, text=ODD, id="bad/<b>'\"?#", title=title, publisher="<img src=x onerror=alert(8)>",
        url="javascript:alert(9)",
    )  # fmt: skip
    assert incidents
    for incident in incidents:
        ana.open(f"/incidents/{incident}")
        shown = ana.page.evaluate("[...document.querySelectorAll('.report .text')].map((text) => text.textContent)")
        assert any("<script>alert(1)</script>" in text for text in shown)
        ana.press("j", "c", "m", "ArrowDown", "Shift+ArrowDown", "Shift+End", "Enter")
        assert "alert(5)" in ana.page.locator(".evidence:visible").inner_text()
        ana.go("Enter")
        ana.press("?", "Escape")
    ana.page.locator(".from a[href^='/reports/']").first.click()
    ana.open("/?words=alert")
    assert "Shell" in ana.page.inner_text(".queue")
    assert (
        ana.page.evaluate("document.querySelectorAll('main script, main img, main [onload], main a[href^=javascript]').length")
        == 0
    )


YEARS = itertools.count()
TOWNS = ("Saraqib", "Latacunga", "Gusau", "Mosul", "Kandahar", "Gonder", "Butig")
SIGNS = st.sampled_from(
    [*"aé1 \n\t.,'’-“”", "e\u0301", "👩‍🚒", "\U0001f4a5", "قصف", "\u202e", "\r\n", "\r", "\u200d", "\x00", "𝒳", "שלום", "क्षि"]
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(SIGNS, max_size=12),
    after=st.lists(SIGNS, min_size=1, max_size=25),
    steps=st.lists(st.integers(0, 3), max_size=8),
)
def test_offsets_are_code_points_of_the_text(
    ana: Reader, project: Project, code: Callable[..., CodedReport], before: list[str], after: list[str], steps: list[int]
) -> None:
    year = 1990 + next(YEARS)  # far from each other, so that no two are one event
    town = TOWNS[year % len(TOWNS)]
    text = f"{''.join(before)}\n\nRebels shelled {town} on Monday, killing two soldiers, a doctor said. {''.join(after)} end"
    name = f"odd-{uuid.uuid4()}"
    incidents = put(project, code, text=text, id=name, publisher=name, published=f"{year}-06-07")
    (held,) = project.reports([name])
    ana.open(f"/incidents/{incidents[0]}")
    claim = next(claim for claim in held.claims if ana.page.locator(f"#k-{claim.id}").count())
    ana.page.locator(f"#k-{claim.id}").focus()
    ana.press(
        "c", "m", "ArrowDown", *(("ArrowLeft", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown")[step] for step in steps)
    )
    _holds(ana, held.report.text)
    # The same with the mouse: a selection that begins and ends in the middle of words.
    ana.press("Enter")
    ends = [ana.page.evaluate(POINT, [f"#k-{claim.id}", share]) for share in (0.05, 0.9)]
    if all(ends):
        ana.page.mouse.move(*ends[0])
        ana.page.mouse.down()
        ana.page.mouse.move(*ends[1], steps=3)
        ana.page.mouse.up()
        if ana.page.evaluate(INSIDE):
            _holds(ana, held.report.text)


# The middle of a character of the report of a claim, where it can be seen.
POINT = """([claim, share]) => {
  const text = document.querySelector(`#${document.querySelector(claim + " form.correct").dataset.report} > .text`);
  text.scrollIntoView({ block: "center" });
  const range = document.createRange();
  range.selectNodeContents(text);
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 3 && rect.top > 0 && rect.bottom < innerHeight);
  const rect = rects[Math.floor(share * rects.length)];
  return rect && [rect.left + rect.width * share, rect.top + rect.height / 2];
}"""


# Whether a selection lies in the text of one report: what goes beyond it is no evidence.
INSIDE = """() => {
  const selection = getSelection();
  const texts = [selection.anchorNode, selection.focusNode].map((node) => node?.parentElement.closest(".report > .text"));
  return !selection.isCollapsed && texts[0] !== null && texts[0] === texts[1];
}"""


def _holds(reader: Reader, text: str) -> None:
    picked = reader.page.evaluate("getSelection().getRangeAt(0).toString()")
    form = reader.page.locator("form.correct:visible")
    start, end = (int(form.locator(f"input[name={name}]").input_value()) for name in ("start", "end"))
    assert UNHELD.sub("\ufffd", text[start:end]) == picked
    assert form.locator(".evidence mark").text_content() == picked


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 400), ("dark", 400)])
def test_axe_finds_nothing(browser: Any, address: str, project: Project, scheme: str, width: int) -> None:
    reader = Reader(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    incident = largest(project)
    for path in ("/", "/?words=nothing+at+all", f"/incidents/{incident}", "/reports/latacunga-wire", "/incidents/none"):
        reader.open(path)
        if path.startswith(f"/incidents/{incident}"):
            reader.go("j", "a")
            reader.press("j", "c", "k", "7", "Enter")  # asks where the report says so
            assert reader.page.locator("form.correct:visible .asked button").count()
            reader.press("Escape", "ArrowRight", "ArrowRight")  # a field lit
            reader.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = axe.Axe().run(reader.page, options={"runOnly": RULES}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than {width} px"
        paper = reader.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) is (scheme == "dark")
    reader.wrong[:] = [said for said in reader.wrong if "404" not in said]
    reader.close()


def test_everything_works_without_script(browser: Any, address: str, project: Project) -> None:
    reader = Reader(browser, address, java_script_enabled=False)
    page, incident = reader.page, largest(project)
    page.fill("input[name=place]", "saraqib")
    page.click("text=Show")
    page.click(".queue a >> nth=0")
    page.click("text=Back to the queue")
    reader.open(f"/incidents/{incident}")
    page.click("button:has-text('Accept'):not(:has-text('all')) >> nth=0")
    page.click("summary:has-text('Correct') >> nth=1")
    form = page.locator("form.correct >> nth=1")
    form.locator("select").select_option("toll.killed")
    form.locator("[name=value]").fill("at least 14")
    form.locator("[name=start]").fill("0")
    form.locator("[name=end]").fill("4")
    form.locator("button").click()
    page.click("summary:has-text('Note') >> nth=0")
    page.locator("input[name=why][required] >> nth=0").fill("read")
    page.locator("button:has-text('Save'):visible >> nth=0").click()
    page.click("button:has-text('Reject') >> nth=2")
    page.check("input[form=split] >> nth=0")
    page.check("input[form=split] >> nth=1")
    page.click("text=Split off the marked claims")
    assert [row.verdict for row in project.judgements()] == ["accept", "correct", "note", "reject", "not-same"]
    others = [one.incident.id for one in project.incidents()]
    reader.open(f"/incidents/{others[0]}")
    page.fill("input[name=other]:not([type=hidden])", others[1])
    page.click("form.inline button")
    page.click(".history button >> nth=0")
    assert [row.verdict for row in project.judgements()][5:] == ["same", "undo"]
    reader.close()
