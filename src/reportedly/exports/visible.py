"""What is printed of a report can do nothing: no escape sequence runs, no bidirectional control turns a line around."""

from __future__ import annotations

import re

# Everything that steers a terminal or the order of a line and is no letter: C0 and C1 controls, DEL, bidirectional
# controls, line and paragraph separators, interlinear and tag characters, byte order marks, lone surrogates. The joiners
# U+200C and U+200D stay, since Persian, Hindi and emoji are written with them. Line feed and tab are no danger.
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)


def name_character(char: str) -> str:
    """One steering character -> what is shown in its place: a control picture, or its number as ``‹U+202E›``."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"‹U+{code:04X}›"


def make_visible(text: str) -> str:
    """Text of a report -> text that any terminal prints as it stands. Offsets may move; line breaks and tabs are kept."""
    return STEERING.sub(lambda match: name_character(match.group()), text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Text of a report -> the same on one line, for a cell of a table."""
    return " ".join(make_visible(text).split())
