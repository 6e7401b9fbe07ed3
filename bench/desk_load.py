"""Many reviewers at one desk: how long its pages and acts take, and whether every judgement that was accepted is kept.

usage: python -m bench.desk_load [--postgresql | --project FILE|URL [--make]] [--reports N] [--reviewers N] [--seconds N]
                                 [--pause SECONDS]

Starts a real server process (``reportedly desk``) on loopback over a made-up project (see bench.projects): a file, or with
``--postgresql`` a database of a server that is started for it and waits for its disk; ``--project`` names one that is there, and
what is judged in it stays in it: name a copy.
Each reviewer does, over and over, after a pause: look at the queue or search it, open an incident, accept or reject a claim of
it, and look at the page to which that leads. Load generator, desk and database share the machine. Prints the 95th percentile of
the time to the last byte of pages and of acts beside the aims, the errors, and how many accepted judgements are not in the
database afterwards. Exit code 1 if one is missing or an answer was an error, 3 if all is well but an aim was missed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bench.postgres import run_server
from bench.projects import make_reports, make_sentences, put
from reportedly.store import create_project, open_project

FORM = re.compile(r'<form method="post" action="(/incidents/[^"]+/judge[^"]*)">(.*?)</form>', re.S)
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PAGES, ACTS = 200, 100
"""The aims, in milliseconds: 95 of a hundred pages and acts take less."""
WANTED = ("", "order=newest", "state=open", "place=mir", "words=hospital", "country=SYR", "actor=blue+army&order=reports")


@dataclass
class Tally:
    """What the reviewers saw: seconds of pages and acts, conflicts, errors, and the notes that were accepted."""

    pages: list[float] = field(default_factory=list)
    acts: list[float] = field(default_factory=list)
    conflicts: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)


async def review(address: str, run: str, name: int, until: float, pause: float, tally: Tally) -> None:
    """One reviewer, until a time. Judgements carry a reason that no other has, of any run, so that each can be found again."""
    chance = random.Random(name)
    base = address.partition("/?")[0]
    # Lets go of a connection before the desk does, as a browser notices: else now and then a request meets one that is closing.
    limits = httpx.Limits(keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=base, timeout=60, headers={"origin": base}, limits=limits) as client:
        await client.get(address)
        done = 0
        while time.monotonic() < until:
            await asyncio.sleep(chance.expovariate(1 / pause) if pause else 0)
            query = chance.choice(WANTED)
            page = await _get(client, f"/?{query}&page={chance.randint(1, 4)}", tally)
            links = re.findall(r'<td><a id="i-\w+" href="(/incidents/[^"]+)"', page)
            if not links:
                continue
            page = await _get(client, unescape(chance.choice(links)), tally)
            forms = [(unescape(action), dict(INPUT.findall(inner))) for action, inner in FORM.findall(page)]
            forms = [(action, fields) for action, fields in forms if fields.get("verdict") in ("accept", "reject")]
            if not forms:
                continue
            action, fields = chance.choice(forms)
            fields = {key: unescape(value) for key, value in fields.items() if key != "then"}
            why = f"load {run} {name} {done}"
            done += 1
            start = time.perf_counter()
            try:
                answer = await client.post(action, data=fields | {"why": why})
            except httpx.HTTPError as error:
                tally.errors[f"act: {type(error).__name__}"] += 1
                continue
            tally.acts.append(time.perf_counter() - start)
            if answer.status_code == 303:
                tally.accepted.add(why)
                await _get(client, answer.headers["location"].partition("#")[0], tally)
            elif answer.status_code == 409:  # another reviewer was there first, and this one is told so
                tally.conflicts += 1
            else:
                tally.errors[f"act: {answer.status_code}"] += 1


async def _get(client: httpx.AsyncClient, path: str, tally: Tally) -> str:
    start = time.perf_counter()
    try:
        answer = await client.get(path, follow_redirects=True)
    except httpx.HTTPError as error:
        tally.errors[f"page: {type(error).__name__}"] += 1
        return ""
    tally.pages.append(time.perf_counter() - start)
    if answer.status_code not in (200, 404):  # an incident may be gone by the time that it is opened
        tally.errors[f"page: {answer.status_code}"] += 1
    return answer.text if answer.status_code == 200 else ""


async def review_together(address: str, reviewers: int, seconds: float, pause: float) -> Tally:
    """Address of a desk -> what so many reviewers saw of it in so many seconds."""
    tally = Tally()
    run = secrets.token_hex(8)
    until = time.monotonic() + seconds
    await asyncio.gather(*(review(address, run, name, until, pause, tally) for name in range(reviewers)))
    return tally


def load(where: str, reviewers: int, seconds: float, pause: float) -> tuple[Tally, int]:
    """Project -> what the reviewers saw, and how many of the accepted judgements are not in it afterwards."""
    command = [sys.executable, "-m", "reportedly", "desk", "--project", where, "--no-browser", "--by", "load"]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert desk.stdout is not None
        address = desk.stdout.readline().strip()
        tally = asyncio.run(review_together(address, reviewers, seconds, pause))
    finally:
        desk.terminate()
        desk.wait(60)
    with open_project(where) as project:
        kept = {row.why for row in project.judgements()}
    return tally, len(tally.accepted - kept)


def fill(where: str, count: int) -> None:
    """Make a project of so many reports, linked."""
    with create_project(where) as project:
        source = make_reports(count, claims=2, filler=make_sentences(20 * count))
        while batch := [one for _, one in zip(range(500), source, strict=False)]:
            put(project, batch, 200)
        project.link()


def percentile(seconds: Sequence[float], share: float) -> float:
    """Times -> the one that this share of them does not exceed, in milliseconds."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] * 1000 if seconds else float("nan")


def tabulate(tally: Tally, lost: int, seconds: float) -> tuple[list[str], bool]:
    """What the reviewers saw -> the lines of a table, and whether every aim is met."""
    errors = ", ".join(f"{count} {name}" for name, count in sorted(tally.errors.items())) or "0"
    rows: list[tuple[str, str, str, bool]] = []
    for name, spent, aim in (("pages", tally.pages, PAGES), ("acts", tally.acts, ACTS)):
        half, most, last = (f"{percentile(spent, share):.0f}" for share in (0.5, 0.95, 0.99))
        said = f"{len(spent):,}, {60 * len(spent) / seconds:,.0f} a minute; median {half}, 95th {most}, 99th {last} ms"
        rows.append((name, said, f"95th under {aim} ms", percentile(spent, 0.95) < aim))
    rows.append(("errors", errors, "0", not tally.errors))
    rows.append(("accepted judgements", f"{len(tally.accepted):,}", "some", bool(tally.accepted)))
    rows.append(("of these lost", f"{lost}", "0", not lost))
    rows.append(("conflicts told", f"{tally.conflicts}", "any", True))
    lines = ["| | measured | aim | |", "|---|---|---|---|"]
    lines += [f"| {name} | {said} | {aim} | {'met' if met else 'MISSED'} |" for name, said, aim, met in rows]
    return lines, all(met for *_, met in rows)


@contextmanager
def chosen(project: str | None, postgresql: bool) -> Iterator[str]:
    """What was asked for -> where the project is, or is to be made."""
    if postgresql:
        with run_server(durable=True) as server:
            server.run("CREATE DATABASE load")
            yield server.url("load")
        return
    with TemporaryDirectory() as folder:
        yield project or str(Path(folder) / "load.db")


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", help="the project to judge in: name a copy, what is judged stays in it")
    parser.add_argument("--make", action="store_true", help="make the project that --project names")
    parser.add_argument("--postgresql", action="store_true", help="start a PostgreSQL server and make the project there")
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--reviewers", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between what one reviewer does, on average")
    options = parser.parse_args(arguments)
    if options.project and options.postgresql:
        parser.error("give --project or --postgresql, not both")
    with chosen(options.project, options.postgresql) as where:
        if not options.project or options.make:
            fill(where, options.reports)
        waiting = [os.getloadavg()[0]]
        tally, lost = load(where, options.reviewers, options.seconds, options.pause)
        waiting.append(os.getloadavg()[0])
    kind = "PostgreSQL" if "://" in where else "SQLite"
    print(
        f"{kind}, {options.reviewers} reviewers for {options.seconds:.0f} seconds with {options.pause:g} seconds between; "
        f"processes waiting or running {waiting[0]:.1f} before, {waiting[1]:.1f} at the end; {os.cpu_count()} cores\n"
    )
    lines, met = tabulate(tally, lost, options.seconds)
    print("\n".join(lines))
    return 1 if lost or tally.errors else 0 if met else 3


if __name__ == "__main__":
    raise SystemExit(main())
