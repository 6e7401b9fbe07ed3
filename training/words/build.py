"""Makes the table of how rare words are, with which texts are compared: `build.py POLNEAR.jsonl MUC4.jsonl OUT.tsv`.

Both files hold one text a line under "text". A word's share is the mean of the shares of the texts of either that have it; a word
of `trade.txt` counts as if a fifth of all reports had it. Rarity is the logarithm of one over the share, in tenths.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

# As in reportedly.linking.texts: a word that is cut otherwise there would not be found.
WORD = re.compile(r"[^\W\d_]{3,}|\d+")
LEAST = 3  # a word of fewer texts tells no more than one that is not in the table
TRADE = 0.2
UNSEEN = 0.5 / 1500


def main() -> None:
    *corpora, out = (Path(argument) for argument in sys.argv[1:])
    counted = [count(path) for path in corpora]
    trade = {
        word
        for line in (Path(__file__).parent / "trade.txt").read_text().splitlines()
        if line[:1] != "#"
        for word in line.split()
    }
    seen: Counter[str] = Counter()
    for texts, _ in counted:
        seen.update(texts)
    levels: dict[int, list[str]] = defaultdict(list)
    for word in sorted({word for word, n in seen.items() if n >= LEAST} | trade):
        share = sum(texts[word] / total for texts, total in counted) / len(counted)
        if word in trade:
            share = max(share, TRADE)
        levels[round(10 * math.log(1 / (min(share, 0.97) + UNSEEN)))].append(word)
    out.write_text("".join(f"{level}\t{' '.join(words)}\n" for level, words in sorted(levels.items())), encoding="utf-8")


def count(path: Path) -> tuple[Counter[str], int]:
    texts: Counter[str] = Counter()
    total = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            texts.update({word.lower() for word in WORD.findall(json.loads(line)["text"])})
            total += 1
    return texts, total


if __name__ == "__main__":
    main()
