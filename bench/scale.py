"""Time and memory of linking many claims, of adding one report, of a judgement, and of finding copies among 10,000 reports.

usage: python -m bench.scale [--claims N ...] [--added N] [--judged N]

The reports are made from samples/ (see bench/varied.py), those of the project that is judged from a few words (see
bench/projects.py). Each figure is measured in a process of its own, so that its peak memory is its own. All of it takes some 450
CPU seconds, most of them for the shelves and the project that are filled.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.projects import make_reports, put
from bench.varied import CROWDED, vary
from reportedly import api
from reportedly.judgement import make_judgement
from reportedly.linking.copies import find_copies
from reportedly.linking.incremental import relink
from reportedly.linking.linker import link
from reportedly.linking.memory import MemoryShelf
from reportedly.record import CodedReport, Reading, Report, digest, read_coded, to_json
from reportedly.store import create_project

ROOT = Path(__file__).resolve().parents[1]
OUT, TABLE = Path(__file__).parent / "out", Path(__file__).parent / "SCALE.md"
BATCH = 500
JUDGED = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code; prints the tables and writes them to bench/SCALE.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--added", type=int, default=50, help="reports that are added one by one, and taken away again")
    parser.add_argument("--judged", type=int, default=2000, help="look-alike reports in the project that is judged")
    parser.add_argument("--part", choices=list(PARTS), help="run one part, and print its figures as JSON")
    options = parser.parse_args(arguments)
    if options.part:
        if options.part != "samples" and not (OUT / "samples.coded.jsonl").exists():
            _write_samples(0, 0)
        part = PARTS[options.part]
        print(json.dumps(part(options.claims[0], options.added)))
        return 0
    start = time.monotonic()
    # In a process of its own too: what is started by a large process counts that one's memory as its own peak.
    _run("samples", 0, 0)
    linked = [_run("link", claims, options.added) for claims in options.claims]
    crowded = [_run("crowded", claims, options.added) for claims in options.claims if claims > CROWDED]
    added = [_run("add", claims, options.added) for claims in options.claims]
    judged = _run("judge", options.judged, 0)
    copied = _run("copies", 10_000, 0)
    circumstances = (
        f"{(time.monotonic() - start) / 60:.0f} minutes on {os.cpu_count()} cores under a load of {os.getloadavg()[2]:.1f}"
    )
    text = _tables(linked, crowded, added, judged, copied, circumstances)
    print(text)
    TABLE.write_text(text, encoding="utf-8")
    return 0


def _run(part: str, claims: int, added: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.scale", "--part", part, "--claims", str(claims), "--added", str(added)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    figures: dict[str, Any] = json.loads(done.stdout)
    print(part, figures, file=sys.stderr)
    return figures


def _write_samples(_claims: int, _added: int) -> dict[str, Any]:
    OUT.mkdir(exist_ok=True)
    groups = _samples()
    (OUT / "samples.coded.jsonl").write_bytes(b"\n".join(to_json(one) for group in groups for one in group))
    return {"reports": sum(map(len, groups))}


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


def _varied(claims: int, seed: int = 1, crowded: bool = False) -> Iterator[CodedReport]:
    coded = [read_coded(line) for line in (OUT / "samples.coded.jsonl").read_bytes().split(b"\n")]
    by_id = {one.report.id: one for one in coded}
    groups: list[list[CodedReport]] = []
    for incident in sorted(link(coded), key=lambda one: -len(one.claims)):
        held = sorted({ref.report for ref in incident.claims})
        if all(name in by_id for name in held):
            groups.append([by_id.pop(name) for name in held])
    return vary([*groups, *([one] for one in by_id.values())], claims, seed, crowded)


def _link(claims: int, _added: int, crowded: bool = False) -> dict[str, Any]:
    reports = list(_varied(claims, crowded=crowded))
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


def _judge(reports: int, _added: int) -> dict[str, Any]:
    """Medians of the CPU seconds of judgements in a project file, on claims of incidents that several reports tell of."""
    spent: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory() as folder, create_project(str(Path(folder) / "project.db")) as project:
        put(project, list(make_reports(reports)))
        start = time.process_time()
        project.link()
        filled = time.process_time() - start
        told = [one.incident for one in project.incidents() if len({ref.report for ref in one.incident.claims}) > 1]
        some = random.Random(7).sample(told, min(len(told), 2 * JUDGED))
        for one, other in zip(some[::2], some[1::2], strict=False):
            first = one.claims[0]
            second = next(ref for ref in one.claims if ref.report != first.report)
            rows = [
                make_judgement("accept", "scale", claims=[first]),
                make_judgement("same", "scale", claims=[first], others=[other.claims[0]]),
                make_judgement("not-same", "scale", claims=[first], others=[second]),
                make_judgement("correct", "scale", claims=[second], field="status", after="possible"),
                make_judgement("reject", "scale", claims=[first]),
            ]
            rows.append(make_judgement("undo", "scale", undoes=rows[-1].id))
            for row in rows:
                start = time.process_time()
                project.judge(row)
                spent[row.verdict].append(time.process_time() - start)
        largest = max(len(one.incident.claims) for one in project.incidents())
    medians = {verdict: statistics.median(each) for verdict, each in spent.items()}
    slowest = {verdict: max(each) for verdict, each in spent.items()}
    return {
        "reports": reports, "filled": filled, "largest": largest, "medians": medians, "slowest": slowest,
        "megabytes": _megabytes(),
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


def _tables(
    linked: Sequence[dict[str, Any]],
    crowded: Sequence[dict[str, Any]],
    added: Sequence[dict[str, Any]],
    judged: dict[str, Any],
    copied: dict[str, Any],
    circumstances: str,
) -> str:
    one = _table(
        ("claims there", "filling, CPU s", "adding one, ms", "the slowest", "taking one away", "incidents touched", "peak MB"),
        (
            (f"{r['claims']:,}", f"{r['filled']:.1f}", *(f"{1000 * r[key]:.0f}" for key in ("added", "slowest", "removed")),
             f"{r['incidents']:.1f}", f"{r['megabytes']:,}")
            for r in added
        ),
    )  # fmt: skip
    judging = _table(
        ("judgement", "CPU ms", "the slowest"),
        ((name, f"{1000 * value:.0f}", f"{1000 * judged['slowest'][name]:.0f}") for name, value in judged["medians"].items()),
    )
    copies = _table(
        ("10,000 reports", "CPU seconds", "pairs found", "peak MB"),
        ((name, f"{r['seconds']:.1f}", f"{r['pairs']:,}", f"{r['megabytes']:,}") for name, r in copied.items()),
    )
    parts = (
        f"{_HEADING} Measured in {circumstances} (the mean of the last quarter of an hour).",
        "## Linking everything at once",
        "Days and names grow with the claims, as in a project that goes on:",
        _linked(linked),
        f"Time grows with the number of claims to the power of {_growth(linked, 'seconds')} (1 is linear).",
        *_harder(crowded),
        "## Adding one report",
        f"To a shelf in memory that was filled in batches of {BATCH} reports; medians over single reports.",
        one,
        "## A judgement",
        f"In a project file of {judged['reports']:,} look-alike reports of four claims each (`bench/projects.py`), which took "
        f"{judged['filled']:.0f} CPU seconds to link and hang together from the first day to the last; the largest incident has "
        f"{judged['largest']} claims. Medians over {JUDGED} incidents of the whole judgement: it is checked, written down, "
        "linked, and what it changes is assessed and written.",
        judging,
        "## Finding copies",
        copies,
    )
    return "\n\n".join(parts) + "\n"


def _harder(crowded: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    if not crowded:
        return ()
    told = f"The harder case: the days and names stay those of {CROWDED:,} claims, and more and more is told of the same weeks:"
    return told, _linked(crowded)


def _linked(rows: Sequence[dict[str, Any]]) -> str:
    return _table(
        ("claims", "reports", "incidents", "CPU seconds", "ms a claim", "peak MB", "of which the reports"),
        (
            (f"{r['claims']:,}", f"{r['reports']:,}", f"{r['incidents']:,}", f"{r['seconds']:.1f}",
             f"{1000 * r['seconds'] / r['claims']:.2f}", f"{r['megabytes']:,}", f"{r['reports alone']:,}")
            for r in rows
        ),
    )  # fmt: skip


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("--:",) * len(heads), *rows))


_HEADING = """# Scale

Made by `make bench-scale`: CPU seconds of one process, memory at its peak. The reports are the samples with other places, days,
names and wordings (`bench/varied.py`); the same work takes up to a third more CPU seconds while other processes wait for the
cores."""
PARTS: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "samples": _write_samples,
    "link": _link,
    "crowded": partial(_link, crowded=True),
    "add": _add,
    "judge": _judge,
    "copies": _copies,
}


if __name__ == "__main__":
    sys.exit(main())
