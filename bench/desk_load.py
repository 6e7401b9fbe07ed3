"""Many reviewers at one desk: how long its pages and acts take, and whether every judgement that was accepted is kept.

usage: python -m bench.desk_load [--project FILE|URL [--make]] [--reports N] [--reviewers N] [--seconds N] [--pause SECONDS]

Starts a real server process (``reportedly desk``) on loopback over a made-up project (see bench.projects; ``--project`` names one
that is there) and lets each reviewer do, over and over: look at the queue or search it, open an incident, decide on a claim of
it, with a pause between. Prints median, 95th and 99th percentile of the time to the last byte, of pages and of acts, the
errors, and how many accepted judgements are in the database afterwards. Exit code 1 if one is missing or an answer was an error.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bench.projects import make_reports, make_sentences, put
from reportedly.store import create_project, open_project

FORM = re.compile(r'<form method="post" action="(/incidents/[^"]+/judge[^"]*)">(.*?)</form>', re.S)
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
WANTED = ("", "order=newest", "state=open", "place=mir", "words=hospital", "country=SYR", "actor=blue+army&order=reports")


@dataclass
class Tally:
    """What the reviewers saw: seconds of pages and acts, conflicts, errors, and the notes that were accepted."""

    pages: list[float] = field(default_factory=list)
    acts: list[float] = field(default_factory=list)
    conflicts: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)


async def review(address: str, name: int, until: float, pause: float, tally: Tally) -> None:
    """One reviewer, until a time. Judgements carry a reason that nobody else gives, so that each can be found again."""
    chance = random.Random(name)
    base = address.partition("/?")[0]
    async with httpx.AsyncClient(base_url=base, timeout=60, headers={"origin": base}) as client:
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
            why = f"load {name} {done}"
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
    until = time.monotonic() + seconds
    await asyncio.gather(*(review(address, name, until, pause, tally) for name in range(reviewers)))
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project")
    parser.add_argument("--make", action="store_true", help="make the project that --project names")
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--reviewers", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--pause", type=float, default=3.0)
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        where = options.project or str(Path(folder) / "load.db")
        if not options.project or options.make:
            fill(where, options.reports)
        tally, lost = load(where, options.reviewers, options.seconds, options.pause)
    for name, seconds in (("pages", tally.pages), ("acts", tally.acts)):
        figures = ", ".join(f"p{share * 100:.0f} {percentile(seconds, share):.0f} ms" for share in (0.5, 0.95, 0.99))
        print(f"{name}: {len(seconds):,}, {figures}")
    print(f"accepted {len(tally.accepted):,}, lost {lost}, conflicts told {tally.conflicts}, errors {dict(tally.errors) or 0}")
    return 1 if lost or tally.errors else 0


if __name__ == "__main__":
    raise SystemExit(main())
