"""The text of a report as HTML whose text content is exactly that text, each span marked with what it is evidence of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import escape

from markupsafe import Markup

from reportedly.exports.spans import LETTERS, Layer, cut_segments
from reportedly.exports.visible import STEERING

# A browser reads a bare carriage return as a line feed, and cannot hold these two at all.
UNHELD = re.compile("[\x00\ud800-\udfff]")
SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\s+|\n")
BEFORE, AFTER = 180, 220


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
    out = []
    for segment in cut_segments(start, end, shown):
        inner = escape_text(text[segment.start : segment.end])
        if not segment.layers:
            out.append(inner)
            continue
        if report is not None:
            out += (
                f'<span id="r{report}-c{layer.index}"></span>'
                for layer in segment.layers
                if layer.kind == "trigger" and layer.start == segment.start
            )
        kinds = dict.fromkeys(f"k-{LETTERS.get(layer.kind, layer.kind)}" for layer in segment.layers)
        keys = dict.fromkeys(layer.key for layer in segment.layers if layer.kind in LETTERS)
        naming = f' data-s="{" ".join(keys)}"' if keys and report is not None else ""
        out.append(f'<span class="{" ".join(kinds)}"{naming}>{inner}</span>')
    return Markup("".join(out))  # every piece of text went through escape_text


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Text and a span -> the span of the sentence around it, cut at a word where that is long."""
    floor, ceiling = max(0, start - BEFORE), min(len(text), end + AFTER)
    first = floor
    for match in SENTENCE_END.finditer(text, floor, start):
        first = match.end()
    if first == floor and floor > 0:
        first = text.find(" ", floor, start) + 1 or floor
    after = SENTENCE_END.search(text, end, ceiling)
    last = after.end() if after else ceiling
    if not after and ceiling < len(text) and " " in text[end:ceiling]:
        last = text.rfind(" ", end, ceiling)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last
