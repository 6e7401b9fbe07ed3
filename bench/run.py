"""Runs the measures on the dev data, prints one table, and holds it against the floors, which only rise.

usage: python -m bench.run [NAME ...] [--workers N] [--limit N] [--update [--lower]]

NAME            measures to run (default: all); the names stand in the first column of the table
--limit N       code only the first N reports of each set: a quick look, never compared with the floors
--update        write bench/floors.json and bench/RESULTS.md; refuses a figure that fell, unless --lower is given too
--keep          take the coded reports of the last run where they are there (to try another scorer or linker)
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.measures import DATA, MEASURES, Figure, Measure
from reportedly.linking.account import find_accounts
from reportedly.linking.copies import find_copies
from reportedly.record import Reading, Report, digest, read_coded

HERE = Path(__file__).parent
OUT = HERE / "out"
FLOORS = HERE / "floors.json"
RESULTS = HERE / "RESULTS.md"
# A figure may fall by so much before it counts as a fall: one report more or less of the smallest sets.
SLACK = 0.3


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code: 0, or 1 when a figure fell below its floor."""
    options = _parser().parse_args(arguments)
    if not DATA.is_dir():
        print(f"bench: {DATA} is not there; the data of the measures stands beside the project", file=sys.stderr)
        return 2
    chosen = [m for m in MEASURES if not options.names or m.name in options.names]
    OUT.mkdir(exist_ok=True)
    rows: list[tuple[Measure, Figure, float]] = []
    for measure in chosen:
        started = time.perf_counter()
        found = _run(measure, options)
        rows += [(measure, figure, _pick(found, figure)) for figure in measure.figures]
        print(f"{measure.name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    floors: dict[str, Any] = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    table = _table(rows, floors)
    print(table)
    if options.limit:
        return 0
    fallen = [_key(m, f) for m, f, value in rows if _fell(m, f, value, floors)]
    if options.update:
        return _update(rows, floors, fallen, options.lower)
    unpinned = [_key(m, f) for m, f, _ in rows if floors.get(_key(m, f), {}).get("gold") != _gold_digest(m)]
    for key in fallen:
        print(f"below its floor: {key}", file=sys.stderr)
    for key in unpinned:
        print(f"no floor for this gold file: {key}; pin it with --update", file=sys.stderr)
    return 1 if fallen or unpinned else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *(m.name for m in MEASURES)], metavar="NAME")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lower", action="store_true")
    return parser


def _run(measure: Measure, options: argparse.Namespace) -> dict[str, Any]:
    gold = _head(measure.gold_path, options.limit if measure.name != "record" else None)
    system = OUT / f"{measure.name}.system.jsonl"
    if measure.kind == "copies":
        _write(system, ({"reports": list(copy.reports)} for copy in find_copies(_readings(gold))))
    else:
        coded = _coded(_head(measure.reports_path, options.limit), measure.name, options)
        if measure.kind == "incidents":
            incidents = OUT / f"{measure.name}.incidents.jsonl"
            _reportedly("link", str(coded), "-o", str(incidents))
            _write(system, report_clusters(incidents, coded))
        else:
            system = coded
    scorer = [sys.executable, str(DATA / measure.scorer), str(gold), str(system), *measure.arguments]
    printed = subprocess.run(scorer, check=True, capture_output=True, text=True).stdout
    result: dict[str, Any] = json.loads(printed)
    return result


def report_clusters(incidents: Path, coded: Path) -> Iterable[dict[str, str]]:
    """Output of ``link`` and what it was made of -> each report with the incident that holds most of its claims.

    Of incidents that hold as many, the one with more claims of what the report is about, then the first by id.
    """
    lines = filter(None, coded.read_text(encoding="utf-8").split("\n"))
    accounts = (account for line in lines for account in find_accounts(read_coded(line)) if account.main)
    about = {(account.coded.report.id, claim.id) for account in accounts for claim in account.claims}
    votes: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    leads: collections.Counter[tuple[str, str]] = collections.Counter()
    for line in filter(None, incidents.read_text(encoding="utf-8").split("\n")):
        incident = json.loads(line)
        for claim in incident["claims"]:
            votes[claim["report"]][incident["id"]] += 1
            leads[claim["report"], incident["id"]] += (claim["report"], claim["claim"]) in about
    for report, counted in sorted(votes.items()):
        yield {"report": report, "incident": min(counted, key=lambda i: (-counted[i], -leads[report, i], i))}


def _coded(reports: Path, name: str, options: argparse.Namespace) -> Path:
    coded = OUT / f"{name}.coded.jsonl"
    if not (options.keep and coded.is_file()):
        _reportedly("code", str(reports), "-o", str(coded), "--workers", str(options.workers))
    return coded


def _reportedly(*arguments: str) -> None:
    run = subprocess.run([sys.executable, "-m", "reportedly", *arguments], capture_output=True, text=True)
    if run.returncode > 1:
        raise SystemExit(f"reportedly {' '.join(arguments)}: {run.stderr.strip()}")
    for line in run.stderr.splitlines():
        print(f"  {line}", file=sys.stderr)


def _readings(gold: Path) -> list[Reading]:
    rows = (json.loads(line) for line in gold.read_text(encoding="utf-8").split("\n") if line)
    fields = ("id", "text", "title", "publisher", "published")
    reports = (Report(**{name: row.get(name) for name in fields}, sha256=digest(row["text"])) for row in rows)
    return [Reading(report=report) for report in reports]


def _head(path: Path, limit: int | None) -> Path:
    if limit is None:
        return path
    short = OUT / f"head-{limit}-{path.name}"
    short.write_text("\n".join(path.read_text(encoding="utf-8").split("\n")[:limit]), encoding="utf-8")
    return short


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _pick(found: Any, figure: Figure) -> float:
    """Follow the dotted path of a figure; keys with a dot in them do not occur."""
    for step in figure.path.split("."):
        found = found[int(step)] if isinstance(found, list) else found[step]
    return round(float(found or 0.0) * figure.scale, 2)


def _key(measure: Measure, figure: Figure) -> str:
    return f"{measure.name}: {figure.name}"


def _gold_digest(measure: Measure) -> str:
    return hashlib.sha256(measure.gold_path.read_bytes()).hexdigest()[:16]


def _fell(measure: Measure, figure: Figure, value: float, floors: dict[str, Any]) -> bool:
    floor = floors.get(_key(measure, figure))
    if floor is None or floor["gold"] != _gold_digest(measure):
        return False
    return bool(value > floor["value"] + SLACK if figure.low else value < floor["value"] - SLACK)


def _table(rows: Sequence[tuple[Measure, Figure, float]], floors: dict[str, Any]) -> str:
    lines = ["| measure (dev) | figure | here | floor | target | peers |", "|---|---|--:|--:|--:|---|"]
    for measure, figure, value in rows:
        floor = floors.get(_key(measure, figure), {}).get("value", "")
        target = "" if figure.target is None else f"{'<= ' if figure.low else ''}{figure.target:g}"
        lines.append(f"| {measure.name} | {figure.name} | {value:.1f} | {floor} | {target} | {figure.floor_of_peers} |")
    return "\n".join(lines)


def _update(rows: Sequence[tuple[Measure, Figure, float]], floors: dict[str, Any], fallen: list[str], lower: bool) -> int:
    if fallen and not lower:
        print(f"bench: not updated, these fell (--lower accepts that): {', '.join(fallen)}", file=sys.stderr)
        return 1
    for measure, figure, value in rows:
        old = floors.get(_key(measure, figure), {})
        same_gold = old.get("gold") == _gold_digest(measure)
        best = min if figure.low else max
        floor = best(value, old["value"]) if same_gold and not lower else value
        floors[_key(measure, figure)] = {"value": floor, "gold": _gold_digest(measure)}
    FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
    if len({m.name for m, _, _ in rows}) == len(MEASURES):
        RESULTS.write_text(f"{_HEADING}\n{_table(rows, floors)}\n")
    return 0


_HEADING = """# Figures on the dev data

Made by `make bench` (`python -m bench.run --update`); all in per cent. Peers: figures of the same scorer on the test sets,
dev figures lie close. A floor is what `make bench` insists on; it only rises.
"""


if __name__ == "__main__":
    sys.exit(main())
