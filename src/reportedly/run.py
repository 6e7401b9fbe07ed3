"""Runs coding over many reports: worker processes, order kept, and a run that was stopped goes on where it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import msgspec

from reportedly.coding.coder import Models, code_report, load_models
from reportedly.coding.places.gazetteer import load_gazetteer
from reportedly.errors import UsageError
from reportedly.reading.reader import Failure
from reportedly.record import CodedReport, Coder, Reading, Report, check, to_json

# Reports that wait for each worker: enough that none stands idle, few enough that memory stays flat.
AHEAD = 4
# A worker ends after so many reports: spaCy's vocabulary grows with every new word that it sees.
REPORTS_A_PROCESS = 2000


def code_all(
    readings: Iterable[Reading],
    codebook: Path | None,
    language_model: str,
    workers: int,
    done: dict[bytes, bytes],
    on_failure: Callable[[Failure], None],
    gazetteer: Path | None = None,
) -> Iterator[bytes]:
    """Reports -> lines of JSON in the same order, whatever the number of workers.

    ``done`` holds lines of an earlier run by the key of :func:`report_key`; they are taken as they are. A report whose
    coding fails goes to ``on_failure`` and the run goes on. Raises ``UsageError`` when a model or table does not load.
    """
    if workers == 1:
        models: Models | None = None
        for reading in readings:
            line: bytes | str | None = done.get(report_key(reading.report))
            if line is None:
                models = models or load_models(codebook, language_model, gazetteer)
                line = _code(reading, models)
            yield from _deliver(line, reading, on_failure)
        return
    yield from _code_in_processes(readings, (codebook, language_model, gazetteer), workers, done, on_failure)


def _code_in_processes(
    readings: Iterable[Reading],
    models: tuple[Path | None, str, Path | None],
    workers: int,
    done: dict[bytes, bytes],
    on_failure: Callable[[Failure], None],
) -> Iterator[bytes]:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # inherited by the workers: one core each
    queue: list[tuple[Reading, bytes | Future[bytes | str]]] = []
    source = iter(readings)
    load_gazetteer(models[2])  # a file that does not load is said here: in a worker it would look like a crash
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, models, max_tasks_per_child=REPORTS_A_PROCESS) as pool:
        try:
            while True:
                for reading in islice(source, workers * AHEAD - len(queue)):
                    line = done.get(report_key(reading.report))
                    queue.append((reading, line if line is not None else pool.submit(_code_here, reading)))
                if not queue:
                    return
                reading, result = queue.pop(0)
                yield from _deliver(result if isinstance(result, bytes) else result.result(), reading, on_failure)
        except BrokenProcessPool:
            raise UsageError("a worker process was killed (out of memory?); run it again with fewer --workers to go on") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _deliver(line: bytes | str, reading: Reading, on_failure: Callable[[Failure], None]) -> Iterator[bytes]:
    if isinstance(line, bytes):
        yield line
    else:
        on_failure(Failure(f"report {reading.report.id}", line))


_loaded: list[Models] = []  # one a worker process, set by its initializer


def _start(codebook: Path | None, language_model: str, gazetteer: Path | None) -> None:
    _loaded[:] = [load_models(codebook, language_model, gazetteer)]


def _code_here(reading: Reading) -> bytes | str:
    return _code(reading, _loaded[0])


def _code(reading: Reading, models: Models) -> bytes | str:
    """Code one report: its line, or the reason why it could not be coded (one bad report must not end a run of 100,000)."""
    try:
        return to_json(check(code_report(reading, models)))
    except Exception as error:
        return f"could not be coded ({type(error).__name__}: {error})"


def report_key(report: Report) -> bytes:
    """Report -> what makes it the same input as one of an earlier run."""
    return to_json(report)


def keep_done(output: Path) -> Path:
    """Name of an output -> the file that holds what earlier, unfinished runs wrote for it.

    What the last run left in ``OUTPUT.part`` is added to ``OUTPUT.done`` before it is removed, so that a run which is
    killed again and again loses no line; a line that is there twice does no harm.
    """
    part, done = output.with_name(output.name + ".part"), output.with_name(output.name + ".done")
    if part.is_file():
        with done.open("ab") as stream:
            stream.write(b"\n" + part.read_bytes())
            stream.flush()
            os.fsync(stream.fileno())
        part.unlink()
    return done


def lines_done(path: Path, coder: Coder) -> dict[bytes, bytes]:
    """Kept lines of earlier runs -> the whole ones by report, as far as the same coder wrote them."""
    done = {}
    for line in path.read_bytes().split(b"\n"):
        try:
            coded = msgspec.json.decode(line, type=CodedReport)
        except msgspec.MsgspecError:
            continue
        if coded.coder == coder:
            done[report_key(coded.report)] = line
    return done
