"""The text of a report as HTML whose text content is exactly that text, each span marked with what it is evidence of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import escape
from itertools import pairwise

from markupsafe import Markup

from reportedly.exports.spans import LETTERS, Layer, Segment, cut_segments
from reportedly.exports.visible import STEERING

# A browser reads a bare carriage return as a line feed, and cannot hold these two at all.
UNHELD = re.compile("[\x00\ud800-\udfff]")
SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\s+|\n")
ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Rev|Fr|Gen|Maj|Lt|Col|Capt|Cpt|Sgt|Cpl|Brig|Adm|Sen|Rep|Gov|St|No|[A-Za-z])\Z")
STOPS = (".", "!", "?", "…", ":", "”", '"', "’", ")")
BEFORE, AFTER = 320, 320


def _named(match: re.Match[str]) -> str:
    """A steering character in a box of its own: it is there, it can be seen, and it steers nothing outside of its box."""
    char = match.group()
    if char == "\r":
        return "&#13;"
    shown = "\ufffd" if UNHELD.match(char) else char
    return f'<span class="ctl" data-u="U+{ord(char):04X}">{shown}</span>'


def escape_text(text: str) -> str:
    """Text -> HTML that shows it, and whose text content it is (a NUL and a lone surrogate become U+FFFD)."""
    return STEERING.sub(_named, escape(text, quote=True))


def highlight(
    text: str, layers: Sequence[Layer], start: int, end: int, *, report: int | None = None, only: Collection[str] | None = None
) -> Markup:
    """Span of a text and layers on it -> HTML of the span.

    ``report`` is the number of the report on the page: with it the triggers get the anchors ``r0-c3``. ``only``: keys of
    the layers that are marked, when not all are.
    """
    shown = [layer for layer in layers if only is None or layer.key in only]
    return Markup("".join(_segment(text, one, report) for one in cut_segments(start, end, shown)))


def highlight_lines(text: str, layers: Sequence[Layer], report: int) -> Markup:
    """Text of a report and its layers -> HTML with a block for each line, its break at its end: lines are paragraphs."""
    breaks = [i + 1 for i, char in enumerate(text) if char == "\n"]
    out, line = [], ""
    for one in cut_segments(0, len(text), layers, breaks):
        line += _segment(text, one, report)
        if text[one.end - 1] == "\n" or one.end == len(text):
            words = text[text.rfind("\n", 0, one.end - 1) + 1 : one.end]
            out.append(f'<span class="{"line" if words.strip() else "blank"}">{line}</span>')
            line = ""
    return Markup("".join(out))


def is_hard_wrapped(text: str) -> bool:
    """Say whether the lines of a text are cut by length: then a line is no paragraph, and most stop amid a sentence."""
    lines = text.split("\n")
    followed = [line.strip() for line, after in pairwise(lines) if line.strip() and after.strip()]
    return len(followed) > 3 and sum(not line.endswith(STOPS) for line in followed) > len(followed) / 2


def _segment(text: str, one: Segment, report: int | None) -> str:
    inner = escape_text(text[one.start : one.end])
    if not one.layers:
        return inner
    anchors = ""
    if report is not None:
        triggers = (layer for layer in one.layers if layer.kind == "trigger" and layer.start == one.start)
        anchors = "".join(f'<span id="r{report}-c{layer.index}"></span>' for layer in triggers)
    kinds = dict.fromkeys(f"k-{LETTERS.get(layer.kind, layer.kind)}" for layer in one.layers)
    keys = dict.fromkeys(layer.key for layer in one.layers if layer.kind in LETTERS)
    naming = f' data-s="{" ".join(keys)}"' if keys and report is not None else ""
    return f'{anchors}<span class="{" ".join(kinds)}"{naming}>{inner}</span>'


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Text and a span -> the span of the sentence around it, cut at a word where that is long."""
    floor, ceiling = max(0, start - BEFORE), min(len(text), end + AFTER)
    ends = [match.end() for match in SENTENCE_END.finditer(text, floor, start) if _ends(text, match)]
    first = ends[-1] if ends else floor
    if not ends and floor > 0:
        first = text.find(" ", floor, start) + 1 or floor
    last = next((match.end() for match in SENTENCE_END.finditer(text, end, ceiling) if _ends(text, match)), ceiling)
    if last == ceiling < len(text) and " " in text[end:ceiling]:
        last = text.rfind(" ", end, ceiling)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _ends(text: str, match: re.Match[str]) -> bool:
    """Say whether a full stop ends its sentence: not one after a title or an initial, nor one that small letters follow."""
    if "\n" in match.group() or not match.group().startswith("."):
        return True
    after = text[match.end() : match.end() + 1]
    return not after.islower() and not ABBREVIATION.search(text, max(0, match.start() - 8), match.start())
