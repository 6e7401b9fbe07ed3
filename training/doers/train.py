"""Train the network that names doers, from the pairs of pairs.py.

    train.py PAIRS.npz OUT [--folds 5]

With --folds it only cross-validates over reports and prints, for several thresholds, how many empty places are filled and how
many of these as the key has it; without, it trains the members on everything and writes weights.npz, features.json and
card.json to OUT.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

VERSION = "1"
WIDE, JOINT, MEMBERS, EPOCHS, BATCH, RATE, RARE = 24, 32, 2, 14, 256, 2e-3, 3
FILLED = 0.3
"""Weight of a pair whose event has its doer from the parse: such places are not filled, but show what doers look like."""


class Net(nn.Module):
    """States of both words and numbers of features -> score."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.t, self.m = nn.Linear(384, WIDE), nn.Linear(384, WIDE)
        self.e = nn.EmbeddingBag(features, JOINT, mode="sum")
        self.h, self.o = nn.Linear(3 * WIDE, JOINT), nn.Linear(JOINT, 1)
        self.drop = nn.Dropout(0.4)
        nn.init.normal_(self.e.weight, 0, 0.05)

    def forward(self, trigger: Tensor, mention: Tensor, features: Tensor, begins: Tensor) -> Tensor:
        one, two = torch.relu(self.t(self.drop(trigger))), torch.relu(self.m(self.drop(mention)))
        joint = self.h(torch.cat([one, two, one * two], 1)) + self.e(features, begins)
        return self.o(self.drop(torch.relu(joint)))[:, 0]


class Pairs:
    """The pairs of a file, their features numbered."""

    def __init__(self, path: Path) -> None:
        held = np.load(path)
        rows = held["pairs"]
        self.triggers, self.mentions = held["triggers"].astype(np.float32), held["mentions"].astype(np.float32)
        self.report, self.event, self.empty = rows[:, 0], rows[:, 1], rows[:, 2] > 0
        self.wanted = (rows[:, 3] == 1).astype(np.float32)
        self.usable = rows[:, 4] == 0
        self.weights = np.where(self.empty, 1, FILLED).astype(np.float32)
        ways = [way.split("\t") for way in held["ways"]]
        counts = Counter(f for way in ways for f in way)
        self.names = sorted(f for f, count in counts.items() if count >= RARE)
        number = {name: n for n, name in enumerate(self.names)}
        self.features = [[number[f] for f in way if f in number] for way in ways]

    def batch(self, chosen: np.ndarray) -> tuple[Tensor, ...]:
        """Numbers of pairs -> the network's input."""
        begins = np.cumsum([0, *(len(self.features[i]) for i in chosen[:-1])])
        flat = [f for i in chosen for f in self.features[i]]
        states = torch.from_numpy(self.triggers[chosen]), torch.from_numpy(self.mentions[chosen])
        return *states, torch.tensor(flat, dtype=torch.long), torch.from_numpy(begins)


def fit(pairs: Pairs, chosen: np.ndarray, seed: int) -> Net:
    """Pairs and the numbers to learn from -> a trained network."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(len(pairs.names))
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.05)
    steps, step = EPOCHS * -(-len(chosen) // BATCH), 0
    for _ in range(EPOCHS):
        order = rng.permutation(chosen)
        for begin in range(0, len(order), BATCH):
            some = order[begin : begin + BATCH]
            optimizer.param_groups[0]["lr"] = RATE * (1 - step / steps) + 1e-5
            losses = functional.binary_cross_entropy_with_logits(
                net(*pairs.batch(some)), torch.from_numpy(pairs.wanted[some]), reduction="none"
            )
            optimizer.zero_grad()
            (losses * torch.from_numpy(pairs.weights[some])).mean().backward()
            optimizer.step()
            step += 1
    return net.eval()


def cross_validate(pairs: Pairs, folds: int) -> None:
    """Print how many empty places are filled, and how many of them rightly, by threshold."""
    scores = np.zeros(len(pairs.report))
    usable = np.flatnonzero(pairs.usable)
    ranks = {report: n for n, report in enumerate(dict.fromkeys(pairs.report))}
    fold = np.array([ranks[r] % folds for r in pairs.report])
    for held in range(folds):
        train = usable[fold[usable] != held]
        test = usable[(fold[usable] == held) & pairs.empty[usable]]
        for seed in range(1, MEMBERS + 1):
            net = fit(pairs, train, seed)
            with torch.no_grad():
                scores[test] += torch.sigmoid(net(*pairs.batch(test))).numpy() / MEMBERS
    places = defaultdict(list)
    for i in np.flatnonzero(pairs.usable & pairs.empty):
        places[pairs.report[i], pairs.event[i]].append(i)
    possible = sum(bool(pairs.wanted[p].any()) for p in places.values())
    best = [max(p, key=lambda i: scores[i]) for p in places.values()]
    print(f"{len(places)} empty places, {possible} with a doer of the key in the sentence")
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        filled = [i for i in best if scores[i] > threshold]
        right = int(pairs.wanted[filled].sum())
        print(f"threshold {threshold}: filled {len(filled)}, right {right}, precision {right / max(len(filled), 1):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--threshold", type=float, default=0.55)
    args = parser.parse_args()
    torch.set_num_threads(1)
    pairs = Pairs(args.pairs)
    print(len(pairs.report), "pairs,", len(pairs.names), "features", flush=True)
    if args.folds:
        cross_validate(pairs, args.folds)
        return
    args.out.mkdir(parents=True, exist_ok=True)
    weights = {}
    for member in range(MEMBERS):
        state = fit(pairs, np.flatnonzero(pairs.usable), member + 1).state_dict()
        weights |= {f"{member}.{name}": tensor.numpy().astype(np.float16) for name, tensor in state.items()}
    np.savez_compressed(args.out / "weights.npz", **weights)
    (args.out / "features.json").write_text(json.dumps(pairs.names, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    digests = {n: hashlib.sha256((args.out / n).read_bytes()).hexdigest() for n in ("weights.npz", "features.json")}
    card = {
        "name": "doers",
        "version": VERSION,
        "reads": "the states of the attribution encoder and the parse",
        "trained_on": "MUC-4 train: the reports whose key names a perpetrator",
        "pairs": int(pairs.usable.sum()),
        "members": MEMBERS,
        "threshold": args.threshold,
        "sha256": digests,
    }
    (args.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
