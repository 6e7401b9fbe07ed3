"""Words a CPU second of the bare language-model pipeline and of coding, on the same texts in one run; memory; start-up.

usage: python -m bench.speed [--reports N] [--rounds N]

The two are timed in turns, text by text, so that a busy machine slows both alike; the ratio is the figure to trust.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measures import DATA
from reportedly.codebook.book import load_codebook
from reportedly.coding import coder as stages
from reportedly.coding.coder import code_report, load_models
from reportedly.reading.draft import Draft, finish

OUT = Path(__file__).parent / "SPEED.md"
SHORT = "Soldiers shelled the village on Monday, killing two people, a spokesman said."


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code; prints the table and writes it to bench/SPEED.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    lines = (DATA / "record/data/fakes.dev.jsonl").read_text(encoding="utf-8").split("\n")[: options.reports]
    table = _table(*_measure([json.loads(line)["text"] for line in lines], options.rounds))
    print(table)
    OUT.write_text(f"# Speed\n\nMade by `make bench-speed`; CPU seconds of one process on a shared machine.\n\n{table}\n")
    return 0


def _measure(texts: Sequence[str], rounds: int) -> tuple[int, float, float, dict[str, float]]:
    models = load_models()
    book = load_codebook()
    readings = [finish(Draft(text=text, published="2016-07-10"), book.publishers, None, None) for text in texts]
    code_report(readings[0], models)  # tables are compiled and models warmed up by the first report
    layers: dict[str, float] = defaultdict(float)
    restore = _time_layers(layers)
    bare = whole = 0.0
    for _ in range(rounds):
        for reading in readings:
            bare += _seconds(lambda text=reading.report.text: models.nlp(text))  # type: ignore[misc]
            whole += _seconds(lambda reading=reading: code_report(reading, models))  # type: ignore[misc]
    restore()
    words = sum(len(text.split()) for text in texts) * rounds
    return words, bare, whole, layers


def _time_layers(layers: dict[str, float]) -> Callable[[], None]:
    """Wrap each layer that the coder calls with a clock; gives back the function that takes the clocks off."""
    originals = {name: f for name, f in vars(stages).items() if name.startswith(("find_", "resolve_")) or name == "parse"}

    def timed(name: str, layer: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object) -> object:
            start = time.process_time()
            try:
                return layer(*given)
            finally:
                layers[name] += time.process_time() - start

        return run

    for name, layer in originals.items():
        setattr(stages, name, timed(name, layer))

    def restore() -> None:
        for name, layer in originals.items():
            setattr(stages, name, layer)

    return restore


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _table(words: int, bare: float, whole: float, layers: dict[str, float]) -> str:
    rows = [
        ("bare parse, words a CPU second", f"{words / bare:,.0f}"),
        ("reportedly code, words a CPU second", f"{words / whole:,.0f}"),
        ("what we add to the parse, as a share of it", f"{100 * (whole - bare) / bare:.0f} %"),
        *(
            (f"{name}, as a share of the parse", f"{100 * spent / bare:.1f} %")
            for name, spent in layers.items()
            if name != "parse"
        ),
        ("peak memory, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"),
        ("reportedly --help, best of 5, CPU seconds", f"{_start_up(['--help']):.2f}"),
        ("coding one short report, model load included, best of 5, CPU seconds", f"{_start_up(['code', '-']):.2f}"),
    ]
    return "\n".join(["| measure | figure |", "|---|--:|", *(f"| {name} | {value} |" for name, value in rows)])


def _start_up(arguments: Sequence[str]) -> float:
    def once() -> float:
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "reportedly", *arguments], input=SHORT, check=True, capture_output=True, text=True)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime

    return min(once() for _ in range(5))


if __name__ == "__main__":
    sys.exit(main())
