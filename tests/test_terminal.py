"""What a person sees in a terminal: the text, its marks with and without colour, the table, and nothing that steers it."""

import re
import time
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from reportedly.exports.incidents import write_incidents
from reportedly.exports.spans import Layer, cut_segments
from reportedly.exports.terminal import show, write_show
from reportedly.exports.visible import STEERING, make_visible, one_line
from reportedly.record import Actor, Attribution, CodedReport, Place, Report, check, digest, read_coded, read_incident

CASES = Path(__file__).parent / "cases"
BY_HAND = [read_coded(line) for line in (CASES / "coded_by_hand.jsonl").read_bytes().splitlines()]
INCIDENTS = [read_incident(line) for line in (CASES / "incidents_by_hand.jsonl").read_bytes().splitlines()]
WIDTHS = (40, 56, 80, 107, 108, 120, 200)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def printed(coded: CodedReport, width: int = 80, colour: bool = False, **options: object) -> str:
    out = StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None, legacy_windows=False,
        **options,  # type: ignore[arg-type]
    )  # fmt: skip
    write_show(coded, console)
    return out.getvalue()


def with_text(text: str, **layers: object) -> CodedReport:
    report = Report(id="x", text=text, sha256=digest(text), title=text, publisher=text, url=text)
    return CodedReport(coder=BY_HAND[0].coder, report=report, **layers)  # type: ignore[arg-type]


@pytest.mark.parametrize("coded", BY_HAND, ids=lambda coded: coded.report.id)
def test_cases_by_hand_hold_the_contract(coded: CodedReport) -> None:
    check(coded)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("coded", BY_HAND, ids=lambda coded: coded.report.id)
def test_no_line_is_wider_than_the_terminal(coded: CodedReport, width: int, colour: bool) -> None:
    assert max(cell_len(COLOUR.sub("", line)) for line in printed(coded, width, colour).splitlines()) <= width


def test_marks_without_colour() -> None:
    shown = printed(BY_HAND[0], 400)
    assert "[Q1:[N:At least 12 [A:fishermen]] were killed when [A:drones] [!1:struck] [A:the harbour of [P:Mocha]]" in shown
    assert "[S1,A:the coastal governor’s office] [C1:said]." in shown
    assert "[Q3:[S4:A spokesman for [A:the Northern Front]] [C4:denied] [Q4:that [A:its] drones had" in shown
    assert "[!2:hit] the harbour:Q4]:Q3], [S3,A:the news agency Sahil] [C3:reported]." in shown
    assert "3,4|" in shown


@pytest.mark.parametrize("options", [{"no_color": True}, {}])
def test_plain_marks_stand_in_for_colour(options: dict[str, object]) -> None:
    shown = printed(BY_HAND[0], 120, colour=bool(options), **options)
    assert "[!1:struck]" in COLOUR.sub("", shown)
    assert not re.search(r"\x1b\[[34]\d", shown)


def test_colour_needs_no_brackets() -> None:
    shown = COLOUR.sub("", printed(BY_HAND[0], 200, colour=True))
    assert "At least 12 fishermen were killed when drones struck[1] the harbour of Mocha on Monday" in shown


def test_spans_that_cross_close_with_their_own_mark() -> None:
    text = "Marsh Guards officers said no."
    coded = with_text(
        text,
        actors=(Actor(start=0, end=21, text=text[:21], kind="group"),),
        places=(Place(start=0, end=5, text="Marsh", kind="other"),),
        attributions=(Attribution(source=((6, 26),), content=((27, 29),), manner="indirect", stance="denies"),),
    )
    assert "[A:[P:Marsh] [S1:Guards officers A] said] [Q1:no:Q1]." in printed(coded).replace(":A]", " A]")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (0, ["A spokesman for the Northern Front, via the news agency Sahil", "party to the conflict; denied it"]),
        (0, ["the coastal governor’s office (Governor of the Red Sea coast)", "official"]),
        (5, ["the report itself"]),
        (7, ["a source not named (“reports of”)", "doubted it"]),
        (6, ["the Ríos Bloc", "The bloc’s statement (the Ríos Bloc)"]),
    ],
)
def test_table_says_who_says_so(report: int, said: list[str]) -> None:
    shown = printed(BY_HAND[report], 400)
    for words in said:
        assert words in shown


def test_table_says_what_is_not_known_and_nothing_more() -> None:
    row = next(line for line in printed(BY_HAND[7], 300).splitlines() if "clash (armed clash)" in line)
    assert re.split(r"\s{2,}", row.strip()) == [
        "1", "–", "clash (armed clash)", "–", "Khirbat Sarab", "–", "–", "a source not named (“reports of”)", "possible",
    ]  # fmt: skip


def test_report_without_claims() -> None:
    assert "No claims were found" in printed(with_text("Rain fell."))


HOSTILE = (
    "\x1b[2J\x1b]8;;http://x\x07link\x9b31m \u202egnihton\u202c \u2066a\u2069 \u200f\x00\x08\r\nnext\x7f\u2028[bold]b[/] :boom:"
)


@pytest.mark.parametrize("width", [30, 80, 120])
@pytest.mark.parametrize("colour", [True, False])
def test_nothing_in_a_report_steers_the_terminal(width: int, colour: bool) -> None:
    actor = Actor(start=0, end=len(HOSTILE), text=HOSTILE, kind="group", name=HOSTILE)
    shown = COLOUR.sub("", printed(with_text(HOSTILE, actors=(actor,)), width, colour))
    assert not STEERING.search(shown)
    flat = re.sub(r"\s|▏", "", shown)
    for seen in ("␛[2J", "‹U+009B›31m", "‹U+202E›gnihton", "␀", "[bold]b[/]", ":boom:"):
        assert seen in flat


@given(st.text(max_size=300))
def test_any_text_comes_out_harmless(text: str) -> None:
    assert not STEERING.search(make_visible(text))
    assert "\n" not in one_line(text)


@given(st.text(alphabet="ab é中ع\u0301👩‍👩‍👧 \t\n", max_size=200), st.sampled_from([30, 80, 120]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_wide_and_right_to_left_text_keeps_its_width(text: str, width: int, colour: bool) -> None:
    lines = COLOUR.sub("", printed(with_text(text), width, colour)).splitlines()
    assert max(map(cell_len, lines)) <= width


@st.composite
def spans_on(draw: st.DrawFn, alphabet: str) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(alphabet=alphabet, min_size=1, max_size=80))
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda span: span[0] < span[1])
    return text, draw(st.lists(ends, max_size=8))


@given(spans_on("ab c\n"))
@settings(max_examples=150, deadline=None)
def test_without_its_marks_the_text_is_the_text(drawn: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = drawn
    coded = with_text(
        text,
        actors=tuple(Actor(start=s, end=e, text=text[s:e], kind="group") for s, e in spans[::2]),
        attributions=tuple(Attribution(content=(span,), manner="indirect", stance="asserts") for span in spans[1::2]),
    )
    body = printed(coded, 3000).split("─\n", 1)[1].split("\n[A", 1)[0].split("\n[Q1:what", 1)[0].rsplit("No claims", 1)[0]
    bare = [re.sub(r"(?::A|:Q\d+)?\]|\[(?:(?:A|Q\d+),?)+:", "", line[5:]) for line in body.splitlines()]
    assert "".join("".join(bare).split()) == "".join(text.split())


@given(spans_on("abc"))
def test_segments_are_the_text_and_know_what_covers_them(drawn: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = drawn
    layers = [Layer(start, end, "actor", n) for n, (start, end) in enumerate(spans)]
    segments = list(cut_segments(0, len(text), layers))
    assert "".join(text[s.start : s.end] for s in segments) == text
    for segment in segments:
        covering = {layer.index for layer in layers if layer.start <= segment.start and segment.end <= layer.end}
        assert {layer.index for layer in segment.layers} == covering


def test_long_report_is_quick() -> None:
    text = "The council said that rain fell on the harbour. " * 4000
    actors = tuple(Actor(start=s, end=s + 11, text=text[s : s + 11], kind="group") for s in range(0, len(text), 48))
    coded = with_text(text, actors=actors)
    coded = msgspec.structs.replace(coded, report=msgspec.structs.replace(coded.report, title="t", publisher=None, url=None))
    start = time.process_time()
    printed(coded, 80)
    assert time.process_time() - start < 20


def test_show_is_a_renderable() -> None:
    out = StringIO()
    Console(file=out, width=80).print(show(BY_HAND[3]))
    assert " ".join(BY_HAND[3].report.text.split()[:3]) in " ".join(out.getvalue().split())


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("colour", [True, False])
def test_incidents(width: int, colour: bool) -> None:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    write_incidents(BY_HAND, INCIDENTS, console)
    shown = COLOUR.sub("", out.getvalue())
    assert max(map(cell_len, shown.splitlines())) <= width
    flat = " ".join(shown.split())
    for said in (
        "Drone strike, Mocha, Yemen DISPUTED Origins contradict each other.",
        "5 reports, 4 origins; 2 of them independent and asserting it",
        "Denied by Northern Front.",
        "Northern Front; party to the conflict; denies it",
        "A spokesman for the Northern Front denied that its drones had hit the harbour",
        "at least 12: Governor of the Red Sea coast",
        "No origin named",
    ):
        assert said in flat
    assert flat.index("Raid, Tillabéri Region, Niger") > flat.index("Drone strike")


def test_incident_without_its_reports() -> None:
    out = StringIO()
    write_incidents([], INCIDENTS, Console(file=out, width=80))
    assert "3 claims in reports not at hand" in out.getvalue()
