"""What ``add`` does: read, code what is new, store it, link it. Killed at any point, the next run goes on from there."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import msgspec

from reportedly.reading.reader import Failure
from reportedly.record import Coder, Reading
from reportedly.run import code_all
from reportedly.store.errors import ProjectError, StoreError
from reportedly.store.project import Project
from reportedly.store.reports import Waiting

# Readings are written down together: each writing costs a flush to the disk.
READINGS = 64
# Coded reports likewise, and no later than so many seconds after they were coded: this much work is done again after a kill.
RECORDS = 32
SECONDS = 2.0


@dataclass(frozen=True)
class Added:
    """What reading gave: reports that the project did not have, new versions of those that it had, and known ones.

    ``foreign`` of the new ones and new versions are not in English, and do not wait to be coded.
    """

    new: int = 0
    versions: int = 0
    known: int = 0
    foreign: int = 0


def add_readings(project: Project, readings: Iterable[Reading], any_language: bool = False) -> Added:
    """Readings, from files or from anywhere -> how many were new; they wait in the project to be coded.

    With ``any_language`` those that are not in English wait, too.

    Raises ``StoreError`` when the database fails; what was written down before is kept.
    """
    added = Added()
    source = iter(readings)
    while batch := list(islice(source, READINGS)):
        if any_language:
            batch = [msgspec.structs.replace(one, skipped=None) for one in batch]
        outcomes = project.add(batch)
        added = replace(
            added,
            new=added.new + outcomes.count("new"),
            versions=added.versions + outcomes.count("version"),
            known=added.known + outcomes.count("known"),
            foreign=added.foreign
            + sum(one.skipped is not None and outcome != "known" for one, outcome in zip(batch, outcomes, strict=True)),
        )
    return added


def code_waiting(
    project: Project,
    codebook: Path | None,
    language_model: str,
    workers: int,
    on_failure: Callable[[Failure], None],
    gazetteer: Path | None = None,
    recode: Coder | None = None,
) -> Iterator[Waiting]:
    """Code the reports of a project that wait, and store their records -> each report when it is done, in the order added.

    With ``recode`` (the stamp of the coder that the tables and models now make) those that another coder coded, and those
    that failed, are coded again. A report that fails goes to ``on_failure``, is marked so in the project, and the run goes on.
    """
    kinds: list[Iterable[Waiting]] = [project.to_code("waiting")]
    if recode is not None:
        kinds += [project.to_code("outdated", recode), project.to_code("failed")]
    pending: deque[Waiting] = deque()
    failed: deque[Failure] = deque()

    # What fails now is among the failed ones by the time that these are asked for; it was tried once.
    tried: set[int] = set()

    def readings() -> Iterator[Reading]:
        for one in chain(*kinds):
            if one.number not in tried:
                pending.append(one)
                yield one.reading

    def fail(failure: Failure) -> None:
        # Results come in the order of the readings, so the first that waits is the one that failed.
        failed.append(failure)
        tried.add(pending[0].number)
        results.append((pending.popleft(), failure.reason))

    results: list[tuple[Waiting, bytes | str]] = []
    since = time.monotonic()

    def keep(some: Sequence[tuple[Waiting, bytes | str]]) -> None:
        """Store them; where one cannot be, the others are, and that one has failed."""
        try:
            project.store(some)
        except (StoreError, ProjectError):
            raise  # a full disk or a lost connection is no fault of a record
        except Exception as error:
            (one, line), *others = some
            if others:
                for each in some:
                    keep([each])
            elif isinstance(line, bytes):
                reason = f"its record cannot be stored ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
                failed.append(Failure(f"report {one.reading.report.id}", reason))
                tried.add(one.number)
                project.store([(one, reason)])
            else:
                raise

    def stored() -> Iterator[Waiting]:
        nonlocal since
        keep(results)
        done = [one for one, _ in results]
        results.clear()
        while failed:
            on_failure(failed.popleft())
        since = time.monotonic()
        yield from done

    lines = code_all(readings(), codebook, language_model, workers, {}, fail, gazetteer)
    for line in lines:
        results.append((pending.popleft(), line))
        if len(results) >= RECORDS or time.monotonic() - since > SECONDS:
            yield from stored()
    yield from stored()


def count_to_code(project: Project, recode: Coder | None = None) -> int:
    """Project -> how many reports :func:`code_waiting` would code."""
    counts = project.counts(recode)
    waiting = counts.states.get("waiting", 0)
    return waiting if recode is None else waiting + counts.states.get("failed", 0) + (counts.outdated or 0)
