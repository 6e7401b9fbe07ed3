"""Run the extractor over a gold file and print the figures of the scorer beside it.

    evaluate.py GOLD.jsonl SCORE.py [--model FOLDER] [--out PRED.jsonl] [--card]

With --card the figures are written into the model's card.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from reportedly.coding.attribution.encoder import load_encoder
from reportedly.coding.attribution.tagging import tag_attributions
from reportedly.coding.attribution.windows import split_sentences

SHOWN = (
    ("found", "all"),
    ("found", "quote"),
    ("found", "indirect"),
    ("found", "mixed"),
    ("content", "all"),
    ("strict", "all"),
    ("strict+", "all"),
)


def read_scorer(path: Path) -> Any:
    """Return the scorer's module."""
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predict(gold: Path, model: Path | None) -> tuple[list[dict[str, Any]], float]:
    """Return the predictions of the articles of `gold` in the scorer's form, and the words per CPU second."""
    encoder = load_encoder(model)
    out, words, began = [], 0, time.process_time()
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        raws = tag_attributions(row["text"], split_sentences(row["text"]), encoder)
        found = [{"source": raw.source, "cue": raw.cue, "content": raw.content} for raw in raws]
        out.append({"report": {"id": row["id"]}, "attributions": found})
        words += len(row["text"].split())
    return out, words / (time.process_time() - began)


def figures(gold: Path, predictions: list[dict[str, Any]], scorer: Any) -> dict[str, tuple[float, float, float]]:
    """Return precision, recall and F1 in percent of each figure shown."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row) for row in predictions))
        file.flush()
        parts, _ = scorer.score(str(gold), file.name)
    sums = scorer.total(parts)
    return {" ".join(key): tuple(100 * x for x in scorer.prf(*sums[key])) for key in SHOWN}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--card", action="store_true")
    args = parser.parse_args()
    predictions, speed = predict(args.gold, args.model)
    if args.out:
        args.out.write_text("".join(json.dumps(row) + "\n" for row in predictions), encoding="utf-8")
    found = figures(args.gold, predictions, read_scorer(args.scorer))
    if args.card:
        path = args.model / "card.json"
        card = json.loads(path.read_text(encoding="utf-8"))
        card["dev"] = {key: [round(x, 2) for x in values] for key, values in found.items()}
        path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for key, (p, r, f) in found.items():
        print(f"{key:18}{p:7.1f}{r:7.1f}{f:7.1f}")
    print(f"{speed:.0f} words a CPU second")


if __name__ == "__main__":
    main()
