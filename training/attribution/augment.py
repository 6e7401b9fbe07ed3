"""Give sources other names, as they read in news of armed conflict, so that the model learns the place and not the name."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

_NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
_PRONOUNS = frozenset(_NAMES["pronouns"])


def rename_sources(row: dict[str, Any], rng: random.Random, share: float) -> dict[str, Any]:
    """Return the article with a share of its named sources replaced, one new name for each old one.

    `row` is a line of the training file; all offsets are moved along. Only spans that serve as a source and
    nothing else, that stand at least in part in capitals, and that are no pronoun are touched.
    """
    text = row["text"]
    spans = sorted({tuple(span) for a in row["attributions"] for span in a["source"]})
    names: dict[str, str] = {}
    edits: list[tuple[int, int, str]] = []
    other = sorted(tuple(s) for a in row["attributions"] for role in ("cue", "content") for s in a[role])
    for start, end in spans:
        old = text[start:end]
        if edits and start < edits[-1][1]:
            continue
        if len(old) > 80 or old.lower() in _PRONOUNS or "\n" in old or not any(c.isupper() for c in old):
            continue
        if any(s < end and start < e for s, e in other) or any(
            s < end and start < e and (s, e) != (start, end) for s, e in spans
        ):
            continue
        if old not in names:
            names[old] = _name(rng) if rng.random() < share else old
        if names[old] != old:
            new = names[old]
            begins = not text[:start].strip() or text[start - 1] == "\n" or text[start - 2 : start] == ". "
            edits.append((start, end, new[0].upper() + new[1:] if begins else new))
    if not edits:
        return row
    return _apply(row, text, edits)


def _name(rng: random.Random) -> str:
    def one(kind: str) -> str:
        return str(rng.choice(_NAMES[kind]))

    person = f"{one('given')} {one('family')}"
    body = f"the {one('places')} {one('bodies')}"
    return rng.choice(
        [
            body, body, one("groups"), one("people"), person, one("family"),
            f"{one('titles')} {person}", f"{one('titles')} {one('family')}",
            f"a spokesman for {body}", f"{person}, a spokesman for {one('groups')}",
            f"{person}, {rng.choice(['spokesman', 'spokeswoman'])} for {body},",
            f"{body.removeprefix('the ')} officials", f"{one('places')} state media",
        ]
    )  # fmt: skip


def _apply(row: dict[str, Any], text: str, edits: list[tuple[int, int, str]]) -> dict[str, Any]:
    out, moves, last, shift = [], [], 0, 0
    for start, end, new in edits:
        out += [text[last:start], new]
        shift += len(new) - (end - start)
        moves.append((start, end, shift, len(new)))
        last = end
    out.append(text[last:])

    def moved(span: list[int]) -> list[int]:
        start, end = span
        before_start = before_end = 0
        for s, e, total, size in moves:
            if e <= start:
                before_start = total
            if e < end:
                before_end = total
            elif (s, e) == (start, end):
                return [start + before_start, start + before_start + size]
            elif e == end:
                before_end = total
        return [start + before_start, end + before_end]

    attributions = [
        {role: [moved(span) for span in a[role]] for role in ("source", "cue", "content")} for a in row["attributions"]
    ]
    discard = [moved(span) for span in row.get("discard", ())]
    return {"text": "".join(out), "attributions": attributions, "discard": discard}
