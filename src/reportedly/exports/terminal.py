"""A coded report as a person reads it in a terminal: the text with its marked spans, then the table of claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from reportedly.exports import words
from reportedly.exports.spans import Kind, Layer, Segment, cut_segments, find_layers
from reportedly.exports.visible import make_visible, one_line
from reportedly.record import Claim, CodedReport

STYLES: dict[Kind, Style] = {
    "actor": Style(color="cyan"),
    "place": Style(color="green"),
    "time": Style(color="yellow"),
    "toll": Style(color="red", bold=True),
    "trigger": Style(color="magenta", bold=True),
    "weapon": Style(color="magenta"),
    "source": Style(bold=True, underline=True),
    "cue": Style(underline=True),
    "content": Style(italic=True),
    "dateline": Style(dim=True),
    "byline": Style(dim=True),
    "credit": Style(dim=True),
    "boilerplate": Style(dim=True),
    "headline": Style(bold=True),
}

# The marks that stand for colour: a bracket that names its kind, and for what belongs together the number as well.
TAGS: dict[Kind, str] = {
    "actor": "A", "place": "P", "time": "T", "toll": "N", "trigger": "!", "weapon": "W",
    "source": "S", "cue": "C", "content": "Q", "dateline": "dateline", "byline": "byline", "credit": "credit",
    "boilerplate": "boilerplate", "headline": "headline",
}  # fmt: skip
NUMBERED = ("trigger", "source", "cue", "content")

NAMES: dict[Kind, str] = {
    "source": "source", "cue": "cue", "content": "what it says", "actor": "actor", "place": "place", "time": "time",
    "toll": "toll", "weapon": "weapon", "trigger": "event of a claim", "boilerplate": "boilerplate",
}  # fmt: skip

NOT_SAID = "–"
DIM = Style(dim=True)
STATUS_STYLES = {
    "denied": Style(color="red", bold=True), "negated": Style(color="red"), "possible": Style(color="yellow"),
    "planned": Style(color="yellow"), "historical": Style(dim=True),
}  # fmt: skip
GUTTER = 5
SAID = "said."  # name of a style that changes nothing, and tells of a line what is attributed in it
WIDE = 108  # columns from which each part of a claim has a column of its own
LONGEST_WORD = 20  # columns; a longer one is broken
NARROW = 56  # columns below which a claim is a list of lines


def show(coded: CodedReport) -> RenderableType:
    """Coded report -> what rich prints of it, as wide as the console; marks in plain characters where there is no colour."""
    return _Shown(coded)


def write_show(coded: CodedReport, console: Console) -> None:
    """Print a coded report to a console; what the encoding of its file cannot hold comes out as a question mark."""
    reconfigure = getattr(console.file, "reconfigure", None)
    if reconfigure and not console.encoding.startswith("utf"):
        reconfigure(errors="replace")
    console.print(show(coded))


@dataclass(frozen=True)
class _Shown:
    coded: CodedReport

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = console.no_color or console.color_system is None
        ascii_only = options.ascii_only
        width = options.max_width
        yield head(self.coded)
        yield Rule(style=DIM, characters="-" if ascii_only else "─")
        yield from lay_text(self.coded, console, width, plain)
        yield Text()
        yield legend(self.coded, width, plain)
        yield Text()
        yield claim_table(self.coded, width)
        yield Text()


def head(coded: CodedReport) -> RenderableType:
    """Title, publisher, day and address of a report, and what was found in it."""
    report = coded.report
    title = Text(one_line(words.name_report(report)), style="bold")
    facts = [report.publisher, words.say_days(report.published, report.published, iso=True), report.url]
    counts = [
        words.count_words(len(coded.claims), "claim"),
        words.count_words(len(coded.attributions), "attribution"),
    ]
    line = Text(" · ".join([one_line(fact) for fact in facts if fact] + counts), style=DIM, overflow="fold")
    return Group(title, line)


def lay_text(coded: CodedReport, console: Console, width: int, plain: bool) -> Iterator[Text]:
    """The lines of a report, with the numbers of the attributions that a line is part of in the margin."""
    text = coded.report.text
    breaks = [i for i, char in enumerate(text) if char == "\n"]
    shown = [layer for layer in find_layers(coded) if layer.kind in NAMES]
    before: list[int] = []
    open_now: list[Layer] = []
    for paragraph in _paragraphs(text, cut_segments(0, len(text), shown, (i + d for i in breaks for d in (0, 1)))):
        for line in mark_text(text, paragraph, open_now, plain).wrap(console, max(width - GUTTER, 10), tab_size=4):
            said = sorted({int(str(s.style)[len(SAID) :]) for s in line.spans if str(s.style).startswith(SAID)})
            numbers = ",".join(map(str, said)) if said != before else ""
            before = said
            line.rstrip()
            margin = Text(f"{numbers if len(numbers) < GUTTER - 1 else '…':>{GUTTER - 2}}", style=DIM)
            margin.append("| " if said and plain else "▏ " if said else "  ")
            yield Text.assemble(margin, line) if said or line.plain else Text()


def _paragraphs(text: str, segments: Iterator[Segment]) -> Iterator[list[Segment]]:
    """Segments in order -> those of each line of the text, the one with the line break last."""
    own: list[Segment] = []
    for segment in segments:
        own.append(segment)
        if text[segment.start] == "\n":
            yield own
            own = []
    yield own


def mark_text(text: str, segments: list[Segment], open_now: list[Layer], plain: bool) -> Text:
    """Segments of a line -> it with styles and, ``plain``, in brackets; ``open_now`` are the brackets still open before it."""
    out = Text(overflow="fold", end="")
    for segment in segments:
        words_here = make_visible(text[segment.start : segment.end].rstrip("\r\n"))
        start = len(out)
        if plain:
            out.append(_openings(segment, open_now), style=DIM)
        out.append(words_here, style=Style.combine([Style.null(), *(STYLES[layer.kind] for layer in segment.layers)]))
        ending = [layer for layer in segment.layers if layer.end == segment.end]
        if plain:
            out.append(_closings(ending, open_now), style=DIM)
        elif numbers := [f"[{layer.index + 1}]" for layer in ending if layer.kind == "trigger"]:
            out.append("".join(numbers), style=DIM)
        for layer in segment.layers:
            if layer.kind == "content":
                out.stylize(f"{SAID}{layer.index + 1}", start)
    return out


def _tag(layer: Layer) -> str:
    return f"{TAGS[layer.kind]}{layer.index + 1}" if layer.kind in NUMBERED else TAGS[layer.kind]


def _openings(segment: Segment, open_now: list[Layer]) -> str:
    """Brackets for the layers that begin here; layers of one extent share one: ``[S1,A:``."""
    out = ""
    starting = [layer for layer in segment.layers if layer.start == segment.start]
    for _, together in groupby(starting, key=lambda layer: layer.end):
        same = list(together)
        open_now.append(same[0])
        out += f"[{','.join(dict.fromkeys(map(_tag, same)))}:"
    return out


def _closings(ending: list[Layer], open_now: list[Layer]) -> str:
    """Brackets for the layers that end here: bare where it closes the one opened last, else with the tag it closes."""
    out = ""
    for layer in reversed(ending):
        if layer not in open_now:
            continue
        crossing = open_now[-1] != layer
        open_now.remove(layer)
        # What a source says can run over paragraphs, and then nobody remembers what a bare bracket closes.
        out += f":{_tag(layer)}]" if crossing or layer.kind == "content" else "]"
    return out


def legend(coded: CodedReport, width: int, plain: bool) -> Text:
    """What the marks in this report's text mean, on as few lines as fit."""
    present = {layer.kind for layer in find_layers(coded)}
    lines, used = [Text()], 0
    for kind, name in NAMES.items():
        if kind not in present:
            continue
        tag = f"{TAGS[kind]}1" if kind in NUMBERED else TAGS[kind]
        part = Text(f"[{tag}:{name}]" if tag != name else f"[{tag}]", style=DIM) if plain else Text(name, style=STYLES[kind])
        if kind == "trigger" and not plain:
            part.append("[1]", style=DIM)
        if used and used + 3 + part.cell_len > width:
            lines.append(Text())
            used = 0
        lines[-1].append("   " if used else "").append_text(part)
        used += part.cell_len + 3 * bool(used)
    return Text("\n").join(lines)


def claim_table(coded: CodedReport, width: int) -> RenderableType:
    """The claims of a report as a table: who, did what, to whom, where, when, toll, who says so, status."""
    if not coded.claims:
        return Text("No claims were found in this report.", style=DIM)
    rows = [_Row(coded, n) for n in range(len(coded.claims))]
    if width >= WIDE and (table := _wide_table(rows, width)):
        return table
    return _stacked_table(rows) if width >= NARROW else Group(*(_listed(row) for row in rows))


@dataclass(frozen=True)
class _Row:
    """One claim in the words of its cells."""

    coded: CodedReport
    index: int

    @property
    def claim(self) -> Claim:
        return self.coded.claims[self.index]

    @property
    def number(self) -> Text:
        return Text(str(self.index + 1), style=DIM)

    @property
    def who(self) -> Text:
        return _cell(words.say_actors(self.coded, self.claim.who))

    @property
    def whom(self) -> Text:
        return _cell(words.say_actors(self.coded, self.claim.whom))

    @property
    def did(self) -> Text:
        trigger = one_line(self.coded.report.text[slice(*self.claim.trigger)])
        act = words.say_act(self.claim.act)
        out = Text(trigger, style=STYLES["trigger"])
        return out if act.casefold() == trigger.casefold() else out.append(f" ({one_line(act)})", style=DIM)

    @property
    def where(self) -> Text:
        return _cell(words.say_places(self.coded, self.claim))

    @property
    def when(self) -> Text:
        said = words.say_days(self.claim.from_, self.claim.to, iso=True)
        if said is None and self.claim.when is not None:
            said = f"“{self.coded.times[self.claim.when].text}”"
        return _cell([said] if said else [])

    @property
    def toll(self) -> Text:
        return _cell(words.say_tolls(self.coded, self.claim), "\n")

    @property
    def source(self) -> Text:
        voices = words.find_voices(self.coded, self.claim)
        return Text(one_line(words.say_voices(voices)), style=Style.null() if voices else Style(italic=True))

    @property
    def stance(self) -> Text:
        """Kind of the source and, where it does more than assert, its stance."""
        voices = words.find_voices(self.coded, self.claim)[:1]
        said = [words.SOURCE_KINDS[v.kind] for v in voices if v.kind != "other"]
        said += [words.say_stance(v.stance) for v in voices if v.stance != "asserts"]
        return Text("; ".join(said), style=DIM)

    @property
    def status(self) -> Text:
        return Text(self.claim.status, style=STATUS_STYLES.get(self.claim.status, Style.null()))


def _cell(said: list[str], between: str = ", ") -> Text:
    if not said:
        return Text(NOT_SAID, style=DIM)
    return Text(between.join(one_line(part) for part in said))


def _wide_table(rows: list[_Row], width: int) -> Table | None:
    """Rows -> a table with a column for each part, none so narrow that it breaks a word; ``None`` where that is too wide."""
    names = ("#", "Who", "Did what", "To whom", "Where", "When", "Toll", "Who says so", "Status")
    lines = [
        (row.number, row.who, row.did, row.whom, row.where, row.when, row.toll, _lines(row.source, row.stance), row.status)
        for row in rows
    ]
    columns = list(zip(*lines, strict=True))
    least = [
        max(cell_len(word) for text in (name, *(cell.plain for cell in cells)) for word in text.split() or [""])
        for name, cells in zip(names, columns, strict=True)
    ]
    least = [min(n, LONGEST_WORD) for n in least]
    spare = width - sum(least) - 3 * len(names) + 1  # a space on both sides, and one between
    if spare < 0:
        return None
    # Room beyond that goes where the text is long, but no cell asks for more than a fifth of the screen.
    asks = [max(0, min(max(cell.cell_len for cell in cells), width // 5) - n) for n, cells in zip(least, columns, strict=True)]
    table = _table(expand=False)
    for n, name in enumerate(names):
        share = min(asks[n], spare * asks[n] // max(sum(asks), 1))
        justify: Literal["right", "left"] = "right" if name == "#" else "left"
        table.add_column(name, width=least[n] + share, justify=justify, overflow="fold")
    for line in lines:
        table.add_row(*line)
    return table


def _stacked_table(rows: list[_Row]) -> Table:
    table = _table()
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Who did what to whom", ratio=10, overflow="fold")
    table.add_column("Where, when, toll", ratio=8, overflow="fold")
    table.add_column("Who says so, status", ratio=8, overflow="fold")
    for row in rows:
        did = [row.who, row.did]
        if row.claim.whom:
            did.append(Text("→ ", style=DIM).append_text(row.whom))
        source = _lines(row.source, row.stance, row.status)
        table.add_row(row.number, Text("\n").join(did), _lines(row.where, row.when, row.toll), source)
    return table


def _lines(*cells: Text) -> Text:
    """Cells -> one, a line each, without those in which nothing is said."""
    said = [cell for cell in cells if cell.plain not in ("", NOT_SAID)]
    return Text("\n").join(said) if said else Text(NOT_SAID, style=DIM)


def _table(expand: bool = True) -> Table:
    bold = Style(bold=True)
    return Table(box=box.SIMPLE_HEAD, show_edge=False, show_lines=True, padding=(0, 1), header_style=bold, expand=expand)


def _listed(row: _Row) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, style=DIM)
    grid.add_column(overflow="fold")
    for name, cell in (
        (f"{row.index + 1}", row.did), ("who", row.who), ("whom", row.whom), ("where", row.where), ("when", row.when),
        ("toll", row.toll), ("says so", _lines(row.source, row.stance)), ("status", row.status),
    ):  # fmt: skip
        grid.add_row(name, cell)
    return Padding(grid, (0, 0, 1, 0))
