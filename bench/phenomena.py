"""Recall of found attributions by phenomenon, and misses and false alarms by kind: the error analyses in the documents.

usage: python -m bench.phenomena GOLD.jsonl CODED.jsonl

GOLD is data/dev.jsonl of the attribution measure, CODED what `reportedly code` makes of it, or training/attribution/evaluate.py
with --out. Kinds are set by rule from the gold spans; those with + overlap the others; nothing here is checked by hand.
"""

from __future__ import annotations

import collections
import importlib.util
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.measures import DATA

SAY = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|wr(?:ite|ites|ote|iting)|warn\w*|ask(?:s|ed|ing)?|tweet\w*|"
    r"report(?:s|ed|ing)?|stat(?:e|es|ed|ing)|announc\w+|argu\w+|claim(?:s|ed|ing)|not(?:e|es|ed|ing)|suggest\w*|explain\w*|insist\w*)\b"
)
BELIEF = re.compile(
    r"\b(?:believ\w+|th(?:ink|inks|ought|inking)|hop(?:e|es|ed|ing)|fear(?:s|ed|ing)?|want(?:s|ed)?|plan(?:s|ned|ning)?|expect\w*|"
    r"kn(?:ow|ows|ew)|f(?:eel|eels|elt)|wish\w*|intend\w*|see(?:s|ing)?|saw)\b"
)
NOUN = re.compile(
    r"\b(?:claims? (?:that|of)|reports? (?:that|of)|allegations?|accusations?|statements?|support (?:for|of)|criticism|"
    r"opposition|calls? for|concerns?|fears? (?:of|that)|questions?|promises? (?:to|of)|views?|demands? for|remarks?|comments?)\b"
)
PASSIVE = re.compile(r"\b(?:is|are|was|were|been|be)\b.*\b\w+(?:ed|id|ght|own)\b")

PRONOUNS = frozenset({"he", "she", "they", "it", "who", "we", "i"})


def main(arguments: Sequence[str]) -> int:
    """Two paths -> exit code; prints one line for each phenomenon, then the kinds of errors, which add up."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    scorer = _scorer()
    coded = {row["report"]["id"]: row["attributions"] for row in _lines(arguments[1])}
    found: dict[str, list[bool]] = collections.defaultdict(list)
    misses: collections.Counter[str] = collections.Counter()
    excess: collections.Counter[str] = collections.Counter()
    for row in _lines(arguments[0]):
        text = scorer.Text(row["text"], row.get("discard", ()))
        golds = [gold for gold in row["attributions"] if text.read([gold])]
        read = text.read(golds)
        guessed = text.read(coded.get(row["id"], []))
        pairs = scorer.pair(text, read, guessed, "found")
        hits, used = {g for g, _ in pairs}, {p for _, p in pairs}
        for n, gold in enumerate(golds):
            for kind in _kinds(row["text"], gold, read[n]["manner"]):
                found[kind].append(n in hits)
            if n not in hits:
                misses[_miss(read[n], guessed)] += 1
        for n, one in enumerate(guessed):
            if n not in used:
                touched = any(one["content"] & gold["content"] for gold in read)
                excess["touches a gold content" if touched else "where the gold has nothing"] += 1
    for kind, hit in sorted(found.items(), key=lambda pair: (pair[0].startswith("+"), -len(pair[1]))):
        print(f"{kind:38}{len(hit):6}{100 * sum(hit) / len(hit):7.1f}")
    for name, kinds in (("misses", misses), ("false alarms", excess)):
        print(f"{name}: {sum(kinds.values())} = " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    return 0


def _miss(gold: dict[str, Any], guessed: Sequence[dict[str, Any]]) -> str:
    """Gold attribution that was not found, and all that were read -> why it was not."""
    best = max(guessed, key=lambda one: len(one["content"] & gold["content"]), default=None)
    if best is None or not best["content"] & gold["content"]:
        return "cue read, content elsewhere" if any(one["cue"] & gold["cue"] for one in guessed) else "not read"
    if 2 * len(best["content"] & gold["content"]) < len(best["content"] | gold["content"]):
        return "content too long" if len(best["content"]) > len(gold["content"]) else "content too short"
    return "another source, none, or content paired with another"


def _kinds(text: str, gold: dict[str, Any], manner: str) -> Iterator[str]:
    cue = " ".join(text[start:end] for start, end in gold["cue"]).lower()
    content = gold["content"]
    yield f"+ {manner}"
    if not gold["source"]:
        yield "+ no source"
    if " ".join(text[start:end] for start, end in gold["source"]).lower() in PRONOUNS:
        yield "+ pronoun as source"
    if len(content) > 1:
        yield "+ content in pieces"
    if sum(text[start:end].count(". ") + text[start:end].count("\n") for start, end in content) or len(content) > 2:
        yield "+ content over several sentences"
    if content[0][0] < 160 and "\n" not in text[: content[0][0]]:
        yield "+ headline or first line"
    if gold["cue"] and gold["source"] and content[0][0] < gold["cue"][0][0] < gold["source"][0][0]:
        yield "+ inverted: content, said X"
    if "according" in cue:
        yield "according to"
    elif SAY.search(cue):
        yield "say verb"
    elif BELIEF.search(cue):
        yield "belief, wish, intention verb"
    elif NOUN.search(cue):
        yield "noun cue"
    elif not re.search(r"[a-z]{3}", cue):
        yield "preposition or mark only"
    elif PASSIVE.search(cue):
        yield "passive or impersonal"
    else:
        yield "other verb or noun"


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("attribution_score", DATA / "attribution" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit("bench: attribution/score.py is not there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lines(path: str) -> Iterator[dict[str, Any]]:
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
