"""What a person sees of a record: the evidence in its place, roughness shown as roughness, untrusted text as nothing but text."""

import base64
import hashlib
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from shutil import which

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.exports.page import write_page
from reportedly.exports.page.highlight import find_sentence, highlight, highlight_lines, is_hard_wrapped
from reportedly.exports.page.maps import draw_locator, draw_overview, find_spots
from reportedly.exports.page.timeline import Dated, draw_timeline, read_day
from reportedly.exports.page.world import load_world
from reportedly.exports.spans import Layer, find_evidence, find_layers
from reportedly.exports.words import say_days, say_range
from reportedly.record import AssessedIncident, CodedReport, IncidentPlace, check, digest, read_coded, read_incident

CASES = Path(__file__).parent / "cases"
ASSETS = Path(__file__).parent.parent / "src/reportedly/exports/page/assets"
CODED = [read_coded(line) for line in (CASES / "coded_by_hand.jsonl").read_bytes().splitlines()]
INCIDENTS = [read_incident(line) for line in (CASES / "incidents_by_hand.jsonl").read_bytes().splitlines()]
UNHELD = re.compile("[\x00\ud800-\udfff]")
VOID = {"meta", "link", "input", "br"}


class Tree(HTMLParser):
    """Start tags with their attributes, the text in elements of one class, and the text of each marked segment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.texts: list[str] = []
        self.segments: list[tuple[str, str, str]] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.tags.append((tag, named))
        if tag not in VOID:
            self.open.append((tag, named))
        if named.get("class", "").split()[:1] == ["text"]:
            self.texts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, chunk: str) -> None:
        self.text += chunk
        if any(named.get("class", "").split()[:1] == ["text"] for _, named in self.open):
            self.texts[-1] += chunk
            report = next((named["id"] for tag, named in self.open if tag == "article"), "")
            for _, named in self.open:
                if "data-s" in named:
                    self.segments.append((report, named["data-s"], chunk))


@pytest.fixture(scope="module")
def page() -> str:
    return write_page(CODED, INCIDENTS)


@pytest.fixture(scope="module")
def tree(page: str) -> Tree:
    return Tree(page)


def test_every_report_stands_there_to_the_letter(tree: Tree) -> None:
    assert tree.texts == [one.report.text for one in CODED]


def test_every_mark_holds_its_words_and_no_others(tree: Tree) -> None:
    words: dict[tuple[str, str], str] = {}
    for report, keys, text in tree.segments:
        for key in keys.split():
            words[report, key] = words.get((report, key), "") + text
    for n, one in enumerate(CODED):
        want: dict[str, str] = {}
        for layer in sorted(find_layers(one), key=lambda layer: layer.start):
            if not layer.key.startswith("m"):
                want[layer.key] = want.get(layer.key, "") + one.report.text[layer.start : layer.end]
        assert {key: text for (report, key), text in words.items() if report == f"r{n}"} == want


def test_classes_stand_apart(tree: Tree) -> None:
    sheets = "".join((ASSETS / name).read_text() for name in ("look.css", "page.css"))
    styled = set(re.findall(r"\.([a-z][a-z-]*)", sheets))
    used = {name for _, named in tree.tags for name in named.get("class", "").split()}
    assert used <= styled | {"k-boilerplate", "s-asserted", "s-historical", "st-asserted"}


def test_every_link_leads_somewhere(tree: Tree) -> None:
    ids = [named["id"] for _, named in tree.tags if "id" in named]
    assert len(ids) == len(set(ids))
    assert {named["href"][1:] for tag, named in tree.tags if tag == "a" and named["href"].startswith("#")} <= set(ids)


def test_every_claim_names_its_evidence(tree: Tree) -> None:
    shown = {named["id"]: set(named["data-ev"].split()) for _, named in tree.tags if "data-ev" in named}
    want = {f"r{n}-k{k}": set(find_evidence(one, k)) for n, one in enumerate(CODED) for k in range(len(one.claims))}
    assert shown == want
    assert {"s2", "s3", "q3"} <= shown["r0-k1"]


def test_page_says_who_counts_and_who_denies(tree: Tree) -> None:
    flat = " ".join(tree.text.split())
    for words in (
        "5 reports, 4 origins; 2 of them independent and asserting it: ",
        "one source in 3 reports that are copies of Gulf Wire’s text",
        "The same in 2 copies: Red Sea Post, 4 March 2031; Dhow News, 4 March 2031",
        "A spokesman for the Northern Front, via the news agency Sahil denied it, in Gulf Wire, 4 March 2031",
        "Origins contradict each other.",
        "Only parties to the conflict say so.",
        "The report does not say where it has this from.",
        "Not on the map, since no place or none with coordinates is known: Armed clash, Khirbat Sarab",
        "Without a day: Abduction, Colombia; Armed clash, Khirbat Sarab",
        "Together12–14, best 14",
        "at least 12 ≠",
    ):
        assert words in flat


def test_page_without_incidents_or_reports() -> None:
    assert "No incident was found" in write_page(CODED[:1], [])
    assert "0 reports" in write_page([], [])
    assert "the report is not in this file" in write_page([], INCIDENTS)


def test_two_runs_are_equal(page: str) -> None:
    assert write_page(CODED, INCIDENTS) == page


def test_only_the_two_known_pieces_may_run(page: str, tree: Tree) -> None:
    policy = next(named["content"] for tag, named in tree.tags if named.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        (inner,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert f"'sha256-{base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()}'" in policy


def harmless(tree: Tree) -> None:
    assert [tag for tag, _ in tree.tags].count("script") == 1
    assert not {tag for tag, _ in tree.tags} & {"img", "iframe", "object", "embed", "base", "image", "foreignobject", "video"}
    for _, named in tree.tags:
        assert not [name for name in named if name.startswith("on") or name in ("style", "srcdoc", "action", "xlink:href")]
        for name in ("href", "src"):
            assert re.match(r"#|https?://|data:,$", named.get(name, "#"))


def test_no_part_of_the_page_fetches_or_runs(tree: Tree) -> None:
    harmless(tree)


HOSTILE = (
    "</div></script><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><style>*{display:none}</style>"
    "\u202egnihton\u202c \u2067\u2069\u2069 \x1b[2J \r\n"
    "<!-- {{ 7*7 }} {% raw %} &lt; &#60; ]]> \x00 \"' 🚁 البحر é\u0301 \x85\x9f\ufffe"
)


@pytest.fixture(scope="module")
def hostile() -> str:
    """Every string that a report or a codebook can bring, replaced by one that wants to be markup."""

    def spoil(value: object) -> object:
        if isinstance(value, dict):
            spared = ("id", "schema", "kind", "harm", "status", "manner", "type", "standing", "country", "source_kind", "stance")
            return {k: v if k in spared else spoil(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [spoil(part) for part in value]
        return HOSTILE if isinstance(value, str) else value

    coded = []
    for one in CODED:
        raw = msgspec.to_builtins(one)
        text = HOSTILE + "\ud800" + one.report.text
        spoiled = msgspec.convert(spoil(raw), CodedReport)
        spoiled = msgspec.structs.replace(
            spoiled,
            report=msgspec.structs.replace(spoiled.report, text=text, sha256=digest(text), url="javascript:alert(1)//http://"),
        )
        coded.append(spoiled)
    incidents = []
    for one in INCIDENTS:
        incident, assessment = msgspec.to_builtins(one.incident), msgspec.to_builtins(one.assessment)
        kept = {"claims": incident["claims"], "copies": incident["copies"]}
        incidents.append(
            AssessedIncident(
                incident=msgspec.convert(spoil(incident) | kept, type(one.incident)),
                assessment=msgspec.convert(
                    spoil(assessment) | {"tolls": {HOSTILE + harm: spoil(toll) for harm, toll in assessment["tolls"].items()}},
                    type(one.assessment),
                ),
            )
        )
    return write_page(coded, incidents)


def test_untrusted_text_is_only_text(hostile: str) -> None:
    tree = Tree(hostile)
    harmless(tree)
    want = UNHELD.sub("\ufffd", HOSTILE) + "\ufffd"
    assert all(text.startswith(want) for text in tree.texts)
    assert "49" not in tree.texts[0]
    hostile.encode()


def test_steering_characters_stand_in_boxes_of_their_own(hostile: str) -> None:
    bare = re.sub(r'<span class="ctl" data-u="U\+[0-9A-F]+">.</span>', "", hostile, flags=re.S)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\x00\ud800-\udfff]", bare)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Layer]]:
    text = draw(st.text(min_size=1, max_size=60))
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda span: span[0] < span[1])
    kinds = st.sampled_from(["actor", "place", "trigger", "source", "cue", "content", "boilerplate"])
    spans = draw(st.lists(st.tuples(ends, kinds), max_size=8))
    return text, [Layer(start, end, kind, n) for n, ((start, end), kind) in enumerate(spans)]  # type: ignore[arg-type]


@given(marked())
@settings(deadline=None, max_examples=100)
def test_text_content_of_the_marked_text_is_the_text(drawn: tuple[str, list[Layer]]) -> None:
    text, layers = drawn
    tree = Tree(f'<div class="text">{highlight_lines(text, layers, 0)}</div>')
    assert tree.texts == [UNHELD.sub("\ufffd", text)]
    for layer in layers:
        if layer.kind != "boilerplate":
            held = "".join(words for _, keys, words in tree.segments if layer.key in keys.split())
            assert held == UNHELD.sub("\ufffd", text[layer.start : layer.end])


@pytest.mark.parametrize(
    ("text", "trigger", "want"),
    [
        ("Rain fell. Lt. Col. Ada Moss said boats sank. All left.", "sank", "Lt. Col. Ada Moss said boats sank."),
        ("Boats sank at 6 p.m. and at 7 p.m. on Monday. All left.", "sank", "Boats sank at 6 p.m. and at 7 p.m. on Monday."),
        ("HEADLINE\n“They sank,” she said.\nAll left.", "sank", "“They sank,” she said."),
        ("“It is over.” J. R. Moss left. Rain fell.", "left", "J. R. Moss left."),
    ],
)
def test_sentence_is_the_sentence(text: str, trigger: str, want: str) -> None:
    start, end = find_sentence(text, text.index(trigger), text.index(trigger) + len(trigger))
    assert text[start:end] == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Rain fell on the\nharbour and the\nboats stayed in\nport until the\nmorning of\nMay.\n", True),
        ("Rain fell.\nBoats stayed.\nNobody left.\nThen it cleared.\nAll was well.\n", False),
        ("Rain fell on the\n\nharbour", False),
    ],
)
def test_lines_cut_by_length_are_no_paragraphs(text: str, want: bool) -> None:
    assert is_hard_wrapped(text) is want


def test_only_the_keys_asked_for_are_marked() -> None:
    layers = [Layer(0, 4, "actor", 0), Layer(5, 9, "place", 0)]
    assert highlight("Rain fell.", layers, 0, 10, only={"p0"}) == 'Rain <span class="k-p">fell</span>.'


@given(st.text(alphabet="ab. \n”", max_size=900), st.integers(0, 899), st.integers(1, 20))
def test_sentence_holds_the_span(text: str, start: int, length: int) -> None:
    if start < len(text):
        first, last = find_sentence(text, start, min(start + length, len(text)))
        assert 0 <= first <= start < min(start + length, len(text)) <= last <= len(text)


def place(lat: float, lon: float, precision: int | None = 1, country: str | None = None) -> IncidentPlace:
    return IncidentPlace(name="Aplace", lat=lat, lon=lon, precision=precision, country=country)


@given(st.lists(st.tuples(st.floats(-85, 85), st.floats(-180, 180)), min_size=1, max_size=6))
@settings(deadline=None, max_examples=25)
def test_every_place_is_on_the_map(points: list[tuple[float, float]]) -> None:
    spots = find_spots([place(lat, lon) for lat, lon in points if -58 < lat < 84])
    if spots:
        for placed in draw_overview(load_world(), spots).placed:
            assert 0 <= float(placed.left[:-1]) <= 100
            assert 0 <= float(placed.top[:-1]) <= 100


def test_places_without_coordinates_on_earth_are_no_spots() -> None:
    assert find_spots([None, IncidentPlace(name="Nowhere"), place(91, 0), place(0, 181), place(float("nan"), 0)]) == []


@pytest.mark.parametrize(
    ("precision", "sharp"), [(1, True), (2, True), (3, False), (4, False), (5, False), (6, False), (7, False), (None, False)]
)
def test_what_is_known_roughly_is_no_sharp_mark(precision: int | None, sharp: bool) -> None:
    one = msgspec.structs.replace(
        INCIDENTS[0], incident=msgspec.structs.replace(INCIDENTS[0].incident, where=place(4, -73, precision, "COL"))
    )
    tags = Tree(write_page(CODED, [one])).tags
    maps = [named for tag, named in tags if tag == "circle" and named.get("class") == "spot" and "%" in named.get("cx", "")]
    areas = [named for _, named in tags if named.get("class") in ("area", "rough")]
    assert bool(maps) is sharp
    assert precision == 1 or areas


def test_a_country_is_drawn_as_the_country() -> None:
    (spot,) = find_spots([place(4, -73, 6, "COL")])
    drawn = draw_locator(load_world(), spot)
    assert drawn.areas == {"COL"}
    colombia = next(shape for shape in drawn.shapes if shape.code == "COL")
    assert colombia.share > 0.12
    (placed,) = drawn.placed
    assert placed.radius == 0


def test_neighbours_share_a_border_and_no_outline_runs_across_the_map() -> None:
    world = load_world()
    for country in world.topology.countries:
        for numbers in country.rings:
            ring = world.ring(numbers)
            assert max(abs(a[0] - b[0]) for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) < 120, country.name
    assert world.names["YEM"] == "Yemen"
    assert len(world.names) > 230


def dated(first: str | None, last: str | None = None) -> Dated:
    return Dated(read_day(first), read_day(last), ())


def test_days_without_incidents_are_left_out_and_it_is_seen() -> None:
    drawn = draw_timeline([dated("2031-03-01"), dated(None), dated("2031-03-03"), dated("2029-01-01", "2029-01-04")])
    assert [row.incident for row in drawn.rows] == [3, 0, 2]
    assert drawn.undated == (1,)
    assert len(drawn.breaks) == 1
    assert [tick.year for tick in drawn.ticks if tick.year] == [2029, 2031]


@given(st.lists(st.tuples(st.dates(), st.dates()), max_size=12))
@settings(deadline=None)
def test_any_days_fit_on_the_axis(days: list[tuple[object, object]]) -> None:
    drawn = draw_timeline([Dated(first, last, ((first, "asserted"),)) for first, last in days])  # type: ignore[arg-type]
    for row in drawn.rows:
        start, width = float(row.start[:-1]), float(row.width[:-1])
        assert 0 <= start <= 100 and width >= 0 and start + width <= 100.01


@pytest.mark.parametrize(
    ("first", "last", "want"),
    [
        ("2031-03-07", "2031-03-09", "7 to 9 March 2031"), ("2031-03-30", "2031-04-02", "30 March to 2 April 2031"),
        ("2030-12-31", "2031-01-01", "31 December 2030 to 1 January 2031"), ("2031-03-07", "2031-03-07", "7 March 2031"),
        ("2031-01-01", None, "from 1 January 2031"), (None, "2031-01-01", "until 1 January 2031"), (None, None, None),
        ("2031-01-07", "2031-02-07", "7 January to 7 February 2031"), ("2031-13-01", "2031-13-01", "2031-13-01"),
        ("2030-05-07", "2031-05-07", "7 May 2030 to 7 May 2031"),
    ],
)  # fmt: skip
def test_days_in_words(first: str | None, last: str | None, want: str | None) -> None:
    assert say_days(first, last) == want


@pytest.mark.parametrize(
    ("low", "best", "high", "want"),
    [
        (12, None, None, "at least 12"), (None, None, 12, "up to 12"), (12, 12, 12, "12"), (10, 12, 14, "10–14, best 12"),
        (10, 14, 14, "10–14, best 14"), (None, 400, None, "400"), (None, None, None, None), (0, 0, 0, "0"),
        (1000, None, 2000, "1,000–2,000"),
    ],
)  # fmt: skip
def test_figures_in_words(low: int | None, best: int | None, high: int | None, want: str | None) -> None:
    assert say_range(low, best, high) == want


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_contrast_is_enough_to_read(mode: str) -> None:
    css = (ASSETS / "look.css").read_text()
    first, second = css.split("@media (prefers-color-scheme: dark)", 1)
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", first if mode == "light" else second))
    pairs = [(ink, ground) for ink in ("ink", "quiet", "link", "no", "party", "good") for ground in ("paper", "card")]
    pairs += [("ink", ground) for ground in ("lit", "event", "said", "source", "land", "sea")]
    pairs += [(ink, ground) for ink in ("link", "quiet", "no") for ground in ("event",)] + [("quiet", "land")]
    for ink, ground in pairs:
        one, two = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (one + 0.05) / (two + 0.05) >= 4.5, (mode, ink, ground, round((one + 0.05) / (two + 0.05), 2))
    for mark in ("actor", "place", "time", "toll", "mark"):
        for ground in ("card", "said", "land"):
            one, two = sorted((luminance(colours[mark]), luminance(colours[ground])), reverse=True)
            assert (one + 0.05) / (two + 0.05) >= 3, (mode, mark, ground)


def test_page_of_fifteen_reports_is_small_and_quick() -> None:
    coded = []
    for n in range(15):
        one = CODED[n % len(CODED)]
        report = msgspec.structs.replace(one.report, id=f"{one.report.id}-{n}")
        coded.append(msgspec.structs.replace(one, report=report))
    write_page(coded, INCIDENTS)
    start = time.process_time()
    html = write_page(coded, INCIDENTS)
    assert time.process_time() - start < 1
    assert len(html.encode()) < 1_000_000


CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs a Chromium on the PATH: apt-get install chromium")
def test_in_a_browser(tmp_path: Path, page: str, hostile: str) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    calm, wild = tmp_path / "calm.html", tmp_path / "wild.html"
    calm.write_text(page, encoding="utf-8")
    wild.write_text(hostile, encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = browser.new_page(viewport={"width": 1400, "height": 900})
        heard: list[str] = []
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.on("dialog", lambda dialog: heard.append(dialog.message))
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))

        tab.goto(calm.as_uri())
        assert tab.evaluate("[...document.querySelectorAll('.text')].map(e => e.textContent)") == [
            one.report.text for one in CODED
        ]
        tab.click(".incident:has-text('Drone strike') .go >> nth=0")
        lit = tab.evaluate("[...document.querySelectorAll('#r0 .text .lit, #r0 .text .said')].map(e => e.textContent).join('')")
        said = CODED[0].attributions[0].content[0]
        assert lit == CODED[0].report.text[slice(*said)] + "the coastal governor’s officesaid"
        assert tab.evaluate("[...document.querySelectorAll('.here')].map(e => e.textContent)") == ["struck"]
        assert tab.evaluate("document.querySelector('#r0-c0').getBoundingClientRect().top") < 900
        tab.click(".incident:has-text('Khirbat Sarab') .go")
        tab.wait_for_timeout(100)
        assert 0 < tab.evaluate("document.querySelector('#r7 .text .lit.k-c').getBoundingClientRect().top") < 900
        tab.keyboard.press("Escape")
        assert tab.evaluate("document.querySelectorAll('.lit, .said, .here').length") == 0
        tab.click("#r0 .text .k-c >> nth=1")
        assert tab.evaluate("location.hash") == "#r0-c1"
        tab.fill("#filters input[type=search]", "colombia")
        assert tab.evaluate("document.querySelectorAll('article.incident:not([hidden])').length") == 1
        assert tab.inner_text("#filters output") == "1 of 4 shown"
        tab.fill("#filters input[type=search]", "")
        tab.select_option("#filters [name=order]", "reports")
        assert tab.evaluate("[...document.querySelectorAll('article.incident')].map(e => e.id)")[0] == "i0"
        for width in (320, 390, 768, 1400):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width

        tab.goto(wild.as_uri())
        shown = tab.evaluate("[...document.querySelectorAll('.text')].map(e => e.textContent)")
        assert all(text.startswith(UNHELD.sub("\ufffd", HOSTILE)) for text in shown)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1400
        assert heard == []
        assert [url for url in asked if not url.startswith(("file:", "data:,"))] == []
        assert len([url for url in asked if url.startswith("file:")]) == 2

        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(calm.as_uri() + "#r0-c1")
        assert plain.is_hidden("#filters")
        assert plain.is_visible("text=5 reports, 4 origins")
        browser.close()


def test_cases_hold_the_contract() -> None:
    for one in CODED:
        check(one)
