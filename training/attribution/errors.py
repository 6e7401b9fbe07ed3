"""Group what the extractor gets right and wrong by phenomenon and by kind of error.

    errors.py GOLD.jsonl PRED.jsonl SCORE.py [--show KIND --limit 20]

Phenomena are told by rules over the cue, source and content; one attribution may belong to several. PRED is what
evaluate.py --out writes.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from evaluate import read_scorer

SAY = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|not(?:e|es|ed|ing)|writ(?:e|es|ing|ten)|wrote|"
    r"warn(?:s|ed|ing)?|argu(?:e|es|ed|ing)|claim(?:s|ed|ing)?|announc(?:e|es|ed|ing)|report(?:s|ed|ing)?|ask(?:s|ed|ing)?|"
    r"tweet(?:s|ed|ing)?|explain(?:s|ed|ing)?|insist(?:s|ed|ing)?|suggest(?:s|ed|ing)?|acknowledg(?:e|es|ed|ing)|"
    r"declar(?:e|es|ed|ing)|stat(?:e|es|ed|ing)|repl(?:y|ies|ied|ying)|respond(?:s|ed|ing)?|assert(?:s|ed|ing)?|"
    r"mention(?:s|ed|ing)?|call(?:s|ed|ing)?|describ(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|promis(?:e|es|ed|ing)|"
    r"vow(?:s|ed|ing)?|accus(?:e|es|ed|ing)|read(?:s)?|conced(?:e|es|ed|ing)|admit(?:s|ted|ting)?|joked?|quipped)\b",
    re.IGNORECASE,
)
BELIEF = re.compile(
    r"\b(?:think(?:s|ing)?|thought|believ(?:e|es|ed|ing)|hop(?:e|es|ed|ing)|want(?:s|ed|ing)?|expect(?:s|ed|ing)?|"
    r"fear(?:s|ed|ing)?|feel(?:s|ing)?|felt|wish(?:es|ed)?|intend(?:s|ed|ing)?|plan(?:s|ned|ning)?|kn(?:ow|ows|ew)|"
    r"worr(?:y|ies|ied|ying)|lik(?:e|es|ed)|lov(?:e|es|ed)|hat(?:e|es|ed)|seek(?:s|ing)?|sought|decid(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be)\s+(?:\w+ly\s+)?\w+(?:ed|en|ught|id)\b", re.IGNORECASE)
FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|do|does|did|\w+ed|\w+n't)\b")


def kinds(text: str, one: dict[str, Any]) -> list[str]:
    """Return the phenomena that a gold attribution shows."""
    source, cue, content = (" ".join(text[s:e] for s, e in one[role]) for role in ("source", "cue", "content"))
    out = []
    if re.search(r"according\s+to", cue, re.IGNORECASE):
        out.append("according to")
    elif PASSIVE.search(cue):
        out.append("passive or impersonal")
    elif SAY.search(cue):
        out.append("say verb")
    elif BELIEF.search(cue):
        out.append("belief, wish, intention verb")
    elif re.fullmatch(r"[\W_]+|in|for|to|by|from|with|of|as|per", cue.strip(), re.IGNORECASE):
        out.append("preposition or mark only")
    elif re.search(r"\b(?:\w+ed|\w+ing|\w+es|\w+s)\b", cue):
        out.append("other verb or noun in -s")
    else:
        out.append("other verb or noun")
    if not source:
        out.append("no source")
    if source.lower() in ("he", "she", "they", "it", "who", "we", "i"):
        out.append("pronoun as source")
    if one["source"] and one["cue"] and one["cue"][0] < one["source"][0]:
        out.append("cue before source")
    if len(one["content"]) > 1:
        out.append("content in pieces")
    if re.search(r"[.!?][\"”’']?\s+[\"“A-Z]", content):
        out.append("content over several sentences")
    if "\n" in content:
        out.append("content over several paragraphs")
    if not FINITE.search(content):
        out.append("content without a finite verb")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("gold", "pred", "scorer"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--show")
    parser.add_argument("--limit", type=int, default=20)
    args = parser.parse_args()
    scorer = read_scorer(args.scorer)
    predictions = {row["report"]["id"]: row["attributions"] for row in scorer.lines(args.pred)}
    phenomena: dict[str, list[int]] = defaultdict(list)
    misses: Counter[str] = Counter()
    excess: Counter[str] = Counter()
    shown = 0
    for row in scorer.lines(args.gold):
        text = row["text"]
        marked = scorer.Text(text, row["discard"])
        gold = [a for a in row["attributions"] if marked.read([a])]
        ours = [a for a in predictions.get(row["id"], []) if marked.read([a])]
        known, guessed = marked.read(gold), marked.read(ours)
        pairs = scorer.pair(marked, known, guessed, "found")
        hits, used = {g for g, _ in pairs}, {p for _, p in pairs}
        for number, (one, read) in enumerate(zip(gold, known, strict=True)):
            found = number in hits
            for kind in [read["manner"], *kinds(text, one)]:
                phenomena[kind].append(found)
            if found:
                continue
            wrong = error(read, guessed)
            misses[wrong] += 1
            if args.show in (wrong, *kinds(text, one), read["manner"]) and shown < args.limit:
                shown += 1
                print(
                    wrong,
                    "|",
                    json.dumps(
                        {role: [text[s:e] for s, e in one[role]] for role in ("source", "cue", "content")}, ensure_ascii=False
                    ),
                )
                for other, seen in zip(ours, guessed, strict=True):
                    if seen["content"] & read["content"] or seen["cue"] & read["cue"]:
                        print(
                            "      ",
                            json.dumps(
                                {role: [text[s:e] for s, e in other[role]] for role in ("source", "cue", "content")},
                                ensure_ascii=False,
                            ),
                        )
        for number, read in enumerate(guessed):
            if number not in used:
                touched = any(read["content"] & one["content"] for one in known)
                excess["touches a gold content" if touched else "where gold has nothing"] += 1
    print("recall of found by phenomenon")
    for kind, values in sorted(phenomena.items(), key=lambda pair: -len(pair[1])):
        print(f"  {kind:34}{len(values):6}{100 * sum(values) / len(values):7.1f}")
    total = sum(misses.values()) + sum(len(v) - len(v) for v in phenomena.values())
    print("misses:", total, dict(misses.most_common()))
    print("false alarms:", sum(excess.values()), dict(excess.most_common()))


def error(gold: dict[str, Any], guessed: list[dict[str, Any]]) -> str:
    """Return why a gold attribution was not found."""
    best = max(guessed, key=lambda one: len(one["content"] & gold["content"]), default=None)
    if best is None or not best["content"] & gold["content"]:
        seen = any(one["cue"] & gold["cue"] for one in guessed)
        return "cue seen, content elsewhere" if seen else "not seen"
    shared = len(best["content"] & gold["content"])
    if shared / len(best["content"] | gold["content"]) < 0.5:
        return "content too long" if len(best["content"]) > len(gold["content"]) else "content too short"
    if not best["source"]:
        return "source missing"
    return "source not there" if not gold["source"] else "source wrong, or content taken by a nearer one"


if __name__ == "__main__":
    main()
