"""Time and memory of linking many claims, of adding one report to many, and of finding copies among 10,000 reports.

usage: python -m bench.scale [--claims N ...] [--added N]

The reports are made from samples/ (see bench/varied.py). Each size is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.varied import vary
from reportedly import api
from reportedly.linking.copies import find_copies
from reportedly.linking.incremental import relink
from reportedly.linking.linker import link
from reportedly.linking.memory import MemoryShelf
from reportedly.record import CodedReport, Reading, Report, digest, read_coded, to_json

ROOT = Path(__file__).resolve().parents[1]
OUT, TABLE = Path(__file__).parent / "out", Path(__file__).parent / "SCALE.md"
BATCH = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code; prints the tables and writes them to bench/SCALE.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--added", type=int, default=50, help="reports that are added one by one, and taken away again")
    parser.add_argument("--part", choices=("link", "add", "copies"), help="run one part, and print its figures as JSON")
    options = parser.parse_args(arguments)
    if options.part:
        part = {"link": _link, "add": _add, "copies": _copies}[options.part]
        print(json.dumps(part(options.claims[0], options.added)))
        return 0
    OUT.mkdir(exist_ok=True)
    groups = _samples()
    (OUT / "samples.coded.jsonl").write_bytes(b"\n".join(to_json(one) for group in groups for one in group))
    linked = [_run("link", claims, options.added) for claims in options.claims]
    added = [_run("add", claims, options.added) for claims in options.claims]
    copied = _run("copies", 10_000, 0)
    text = _tables(linked, added, copied)
    print(text)
    TABLE.write_text(text, encoding="utf-8")
    return 0


def _run(part: str, claims: int, added: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.scale", "--part", part, "--claims", str(claims), "--added", str(added)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    figures: dict[str, Any] = json.loads(done.stdout)
    print(part, figures, file=sys.stderr)
    return figures


def _samples() -> list[list[CodedReport]]:
    """The samples, coded, by incident; a report that is in none is an event of its own."""
    reports = {coded.report.id: coded for coded in api.code(api.read(ROOT / "samples"))}
    groups: list[list[str]] = []
    for incident in sorted(api.link(reports.values()), key=lambda one: -len(one.claims)):
        held = sorted({ref.report for ref in incident.claims})
        if not any(set(held) & set(group) for group in groups):
            groups.append(held)
    groups += [[name] for name in reports if not any(name in group for group in groups)]
    return [[reports[name] for name in group] for group in groups]


def _varied(claims: int, seed: int = 1) -> Iterator[CodedReport]:
    coded = [read_coded(line) for line in (OUT / "samples.coded.jsonl").read_bytes().split(b"\n")]
    by_id = {one.report.id: one for one in coded}
    groups: list[list[CodedReport]] = []
    for incident in sorted(link(coded), key=lambda one: -len(one.claims)):
        held = sorted({ref.report for ref in incident.claims})
        if all(name in by_id for name in held):
            groups.append([by_id.pop(name) for name in held])
    return vary([*groups, *([one] for one in by_id.values())], claims, seed)


def _link(claims: int, _added: int) -> dict[str, Any]:
    reports = list(_varied(claims))
    before = _megabytes()
    start = time.process_time()
    incidents = link(reports)
    return {
        "claims": sum(len(one.claims) for one in reports), "reports": len(reports), "incidents": len(incidents),
        "seconds": time.process_time() - start, "megabytes": _megabytes(), "reports alone": before,
    }  # fmt: skip


def _add(claims: int, added: int) -> dict[str, Any]:
    reports = list(_varied(claims))
    shelf = MemoryShelf()
    start = time.process_time()
    for n in range(0, len(reports), BATCH):
        relink(reports[n : n + BATCH], (), shelf)
    filled = time.process_time() - start
    one_more = random.Random(7).sample(reports, added)
    took, back, touched = [], [], []
    for one in one_more:
        start = time.process_time()
        gone = relink((), [one.report.id], shelf)
        took.append(time.process_time() - start)
        start = time.process_time()
        made = relink([one], (), shelf)
        back.append(time.process_time() - start)
        touched.append(len({i.id for i in (*gone.made, *made.made)}))
    return {
        "claims": sum(len(one.claims) for one in reports), "filled": filled, "megabytes": _megabytes(),
        "added": statistics.median(back), "slowest": max(back), "removed": statistics.median(took),
        "incidents": statistics.mean(touched),
    }  # fmt: skip


def _copies(reports: int, _added: int) -> dict[str, Any]:
    """Unlike reports, and reports in 14 copies each, of about 1,900 characters."""
    figures: dict[str, Any] = {}
    for name, copies in (("unlike", 1), ("in 14 copies each", 14)):
        readings = list(_stories(reports, copies))
        start = time.process_time()
        found = find_copies(readings)
        figures[name] = {"seconds": time.process_time() - start, "pairs": len(found), "megabytes": _megabytes()}
    return figures


def _stories(reports: int, copies: int) -> Iterator[Reading]:
    dice = random.Random(3)
    words = [
        f"{a}{b}{c}" for a in ("ba", "ko", "mi", "ra", "tu") for b in ("len", "sor", "vik", "zan") for c in ("", "a", "ed", "ing")
    ]
    story = ""
    for n in range(reports):
        if n % copies == 0:
            story = " ".join(dice.choice(words) + ("." if dice.random() < 0.06 else "") for _ in range(320))
        pieces = story.split(" ")
        for at in dice.sample(range(len(pieces)), 12):
            pieces[at] = dice.choice(words)
        text = " ".join(pieces)
        yield Reading(report=Report(id=f"s{n}", text=text, sha256=digest(text)))


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _growth(rows: Sequence[dict[str, Any]], key: str) -> str:
    """By what power of the number of claims a figure grows, from the first row to the last; 1 is linear."""
    first, last = rows[0], rows[-1]
    if first is last:
        return "–"
    return f"{math.log(last[key] / first[key]) / math.log(last['claims'] / first['claims']):.2f}"


def _tables(linked: Sequence[dict[str, Any]], added: Sequence[dict[str, Any]], copied: dict[str, Any]) -> str:
    every = _table(
        ("claims", "reports", "incidents", "CPU seconds", "ms a claim", "peak MB", "of which the reports"),
        (
            (f"{r['claims']:,}", f"{r['reports']:,}", f"{r['incidents']:,}", f"{r['seconds']:.1f}",
             f"{1000 * r['seconds'] / r['claims']:.2f}", f"{r['megabytes']:,}", f"{r['reports alone']:,}")
            for r in linked
        ),
    )  # fmt: skip
    one = _table(
        ("claims there", "filling, CPU s", "adding one, ms", "the slowest", "taking one away", "incidents touched", "peak MB"),
        (
            (f"{r['claims']:,}", f"{r['filled']:.1f}", *(f"{1000 * r[key]:.0f}" for key in ("added", "slowest", "removed")),
             f"{r['incidents']:.1f}", f"{r['megabytes']:,}")
            for r in added
        ),
    )  # fmt: skip
    copies = _table(
        ("10,000 reports", "CPU seconds", "pairs found", "peak MB"),
        ((name, f"{r['seconds']:.1f}", f"{r['pairs']:,}", f"{r['megabytes']:,}") for name, r in copied.items()),
    )
    growth = f"Time grows with the number of claims to the power of {_growth(linked, 'seconds')} (1 is linear)."
    shelf = f"To a shelf in memory that was filled in batches of {BATCH} reports; medians over single reports."
    parts = (
        _HEADING,
        "## Linking everything at once",
        every,
        growth,
        "## Adding one report",
        shelf,
        one,
        "## Finding copies",
        copies,
    )
    return "\n\n".join(parts) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("--:",) * len(heads), *rows))


_HEADING = """# Scale

Made by `make bench-scale`: CPU seconds of one process on a shared machine, memory at its peak. The reports are the samples with
other places, days, names and wordings (`bench/varied.py`)."""


if __name__ == "__main__":
    sys.exit(main())
