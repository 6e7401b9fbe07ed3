"""Fit the confidence on a gold file and write it into the card: the probability that an attribution is "found".

    calibrate.py GOLD.jsonl SCORE.py MODEL_FOLDER

A logistic regression over the signs that the decoder has anyway. Prints the calibration error of five-fold
cross-validation by article, and found F1 when what lies below a threshold is left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from evaluate import read_scorer

from reportedly.coding.attribution import tagging
from reportedly.coding.attribution.encoder import load_encoder, read_text, score_pieces
from reportedly.coding.attribution.quote_repair import Draft
from reportedly.coding.attribution.windows import split_sentences

SIGNS = 8


def collect(gold: Path, scorer: Any, folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Return signs, hits and article numbers of all predictions, and the number of gold attributions."""
    encoder = load_encoder(folder)
    signs: dict[tuple, tuple[float, ...]] = {}

    def remember(text: str, pieces: Any, linked: Any, _: Any) -> Draft:
        source, cue, content = (tagging._spans(text, pieces, runs) for runs in (linked.source, [linked.cue], linked.content))
        signs[cue] = linked.signs
        return Draft(source, cue, content, 0.5)

    plain, least = tagging._draft, tagging.LEAST
    tagging._draft, tagging.LEAST = remember, 0.0
    rows, hits, articles, total = [], [], [], 0
    for number, line in enumerate(gold.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        text, sentences = row["text"], split_sentences(row["text"])
        pieces = read_text(text, encoder)
        signs.clear()
        drafts = tagging.decode_text(text, sentences, pieces, score_pieces(pieces, sentences, encoder), ())
        drafts = [draft for draft in drafts if draft.cue in signs]
        marked = scorer.Text(text, row["discard"])
        known = marked.read(row["attributions"])
        ours, kept = [], []
        for draft in drafts:
            read = marked.read([{"source": draft.source, "cue": draft.cue, "content": draft.content}])
            if read:
                ours += read
                kept.append(draft)
        found = {p for _, p in scorer.pair(marked, known, ours, "found")}
        rows += [signs[draft.cue] for draft in kept]
        hits += [i in found for i in range(len(kept))]
        articles += [number] * len(kept)
        total += len(known)
    tagging._draft, tagging.LEAST = plain, least
    return np.array(rows), np.array(hits, dtype=float), np.array(articles), total


def fit(signs: np.ndarray, hits: np.ndarray, penalty: float = 1.0) -> np.ndarray:
    """Return the weights of a logistic regression, the constant first (Newton's method, ridge penalty)."""
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    x = np.hstack([np.ones((len(signs), 1)), (signs - mean) / spread])
    w = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        ridge = np.eye(len(w)) * penalty
        ridge[0, 0] = 0
        w -= np.linalg.solve(x.T * (p * (1 - p)) @ x + ridge, x.T @ (p - hits) + ridge @ w)
    slopes = w[1:] / spread
    return np.concatenate([[w[0] - slopes @ mean], slopes])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("gold", "scorer", "folder"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    signs, hits, articles, total = collect(args.gold, read_scorer(args.scorer), args.folder)
    out = np.zeros(len(hits))
    for fold in range(5):
        test = articles % 5 == fold
        w = fit(signs[~test], hits[~test])
        out[test] = 1 / (1 + np.exp(-(w[0] + signs[test] @ w[1:])))
    bins = np.minimum((out * 10).astype(int), 9)
    error = sum(abs(out[bins == b].mean() - hits[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    order = np.argsort(out)
    ranks = np.empty(len(out))
    ranks[order] = np.arange(len(out))
    area = (ranks[hits == 1].mean() - (hits.sum() - 1) / 2) / (hits == 0).sum()
    print(f"calibration error {error:.3f}, Brier {((out - hits) ** 2).mean():.3f}, AUC {area:.3f}")
    for least in (0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 0.8):
        keep = out >= least
        p, r = hits[keep].mean(), hits[keep].sum() / total
        print(f"at least {least}: P {100 * p:.1f} R {100 * r:.1f} F1 {200 * p * r / (p + r):.1f}")
    card = json.loads((args.folder / "card.json").read_text(encoding="utf-8"))
    card["confidence"] = [round(float(x), 5) for x in fit(signs, hits)]
    (args.folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
