"""A project of many made-up reports: how fast it is filled, opened, searched and paged through.

usage: python -m bench.projects [--reports N] [--project FILE|URL] [--there]

The reports are made of a few words by chance (always the same for one seed), coded without a language model: what is measured is
the project and not the coding.
"""

from __future__ import annotations

import argparse
import datetime
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from reportedly.judgement import make_judgement
from reportedly.record import (
    Actor,
    Attribution,
    Claim,
    ClaimRef,
    CodedReport,
    Coder,
    Place,
    Reading,
    Report,
    Time,
    Toll,
    check,
    digest,
    to_json,
)
from reportedly.store import Project, create_project, open_project
from reportedly.store.finding import Filter

CODER = Coder(version="made-up", codebook="made-up", models={})
SIDES = ("Blue Army", "Red Front", "Green Guard", "Black Brigade", "White Police", "River Militia")
HARMED = ("farmers", "soldiers", "teachers", "miners", "shoppers", "drivers")
SYLLABLES = ("ka", "lo", "mir", "tan", "be", "zu", "rash", "del", "no", "vi", "gor", "sha")
ACTS = {"shelled": "shelling", "bombed": "air-strike", "attacked": "attack", "raided": "raid"}
FILLER = (
    "Residents said the road had been closed since the morning.",
    "Shops were shut and the market was empty by noon.",
    "A hospital in the next town asked for blood.",
    "The governor called a meeting of elders for the next day.",
    "Telephone lines were down and could not be reached.",
)
FIRST = datetime.date(2016, 1, 1)


def make_reports(count: int, seed: int = 0, claims: int = 4, filler: Sequence[str] = FILLER) -> Iterator[CodedReport]:
    """How many, a seed, and claims a report -> coded reports that pass every check of the contract, some of one event.

    ``filler`` are the sentences around the claims; with few of them all reports look like copies of each other.
    """
    chance = random.Random(seed)
    towns = [_town(chance) for _ in range(max(20, count // 50))]
    for number in range(count):
        yield _report(f"made-{seed}-{number}", chance, towns, claims, filler)


def make_sentences(count: int, seed: int = 0) -> tuple[str, ...]:
    """How many -> sentences of made-up words that have little in common."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(max(50, count))]
    return tuple(" ".join(chance.choices(words, k=9)).capitalize() + "." for _ in range(count))


def _town(chance: random.Random) -> tuple[str, float, float, str]:
    name = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
    return (
        name,
        round(chance.uniform(-60, 60), 3),
        round(chance.uniform(-180, 180), 3),
        chance.choice(("SYR", "NGA", "ECU", "IND")),
    )


def _report(
    name: str, chance: random.Random, towns: Sequence[tuple[str, float, float, str]], count: int, filler: Sequence[str] = FILLER
) -> CodedReport:
    day = FIRST + datetime.timedelta(chance.randrange(2000))
    text = ""
    actors: list[Actor] = []
    places: list[Place] = []
    times: list[Time] = []
    tolls: list[Toll] = []
    attributions: list[Attribution] = []
    claims: list[Claim] = []

    def add(words: str, before: str = " ") -> tuple[int, int]:
        nonlocal text
        text += before
        start = len(text)
        text += words
        return start, len(text)

    for n in range(count):
        town, lat, lon, country = chance.choice(towns)
        verb, killed = chance.choice(list(ACTS)), chance.randrange(1, 40)
        begin = len(text) + bool(text)
        who = add(chance.choice(SIDES), " " if text else "")
        trigger = add(verb)
        where = add(town)
        add("on")
        when = add(day.isoformat())
        add("and killed")
        toll = add(f"{killed} {chance.choice(HARMED)}")
        end = len(text)
        add(",", "")
        source = add("the mayor")
        cue = add("said")
        add(".", "")
        for _ in range(6):
            add(chance.choice(filler))
        actors += [
            Actor(start=who[0], end=who[1], text=text[slice(*who)], kind="group", name=text[slice(*who)]),
            Actor(start=source[0], end=source[1], text="the mayor", kind="role", roles=("GOV",)),
        ]
        places.append(
            Place(start=where[0], end=where[1], text=town, geonameid=abs(hash((lat, lon))) % 10**7, name=town, lat=lat, lon=lon,
                  country=country, admin1=None, kind="city", precision=1)
        )  # fmt: skip
        times.append(
            Time(start=when[0], end=when[1], text=text[slice(*when)], type="DATE", value=day.isoformat(), from_=day.isoformat(),
                 to=day.isoformat(), precision=1)
        )  # fmt: skip
        tolls.append(
            Toll(start=toll[0], end=toll[1], text=text[slice(*toll)], harm="killed", low=killed, best=killed, high=killed)
        )
        attributions.append(
            Attribution(source=(source,), cue=(cue,), content=((begin, end),), manner="indirect", stance="asserts",
                        source_actor=2 * n + 1, source_kind="official")
        )  # fmt: skip
        claims.append(
            Claim(id=digest(f"{name} {trigger} {verb}")[:16], act=ACTS[verb], type="ASSAULT", trigger=trigger, who=(2 * n,),
                  where=(n,), when=n, from_=day.isoformat(), to=day.isoformat(), tolls=(n,), attribution=n, status="asserted",
                  confidence=round(chance.uniform(0.4, 0.95), 2))
        )  # fmt: skip
    publisher = f"The {chance.choice(SYLLABLES).capitalize()} Example"
    report = Report(
        id=name, url=f"https://example.org/{name}", publisher=publisher,
        title=f"{len(claims)} attacks near {places[0].name}", published=day.isoformat(), language="en", text=text,
        sha256=digest(text),
    )  # fmt: skip
    return check(
        CodedReport(
            coder=CODER, report=report, actors=tuple(actors), places=tuple(places), times=tuple(times), tolls=tuple(tolls),
            attributions=tuple(attributions), claims=tuple(claims),
        )
    )  # fmt: skip


def put(project: Project, made: Sequence[CodedReport], batch: int = 32) -> None:
    """Coded reports -> they are in the project as ``add`` puts them there, not linked."""
    lines = {one.report.id: to_json(one) for one in made}
    for start in range(0, len(made), batch):
        project.add([Reading(report=one.report, marks=one.marks) for one in made[start : start + batch]])
        project.store([(one, lines[one.reading.report.id]) for one in project.to_code()])


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code; prints one line a measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--project")
    parser.add_argument("--no-link", action="store_true", help="leave out linking, and with it the page of an incident")
    parser.add_argument("--there", action="store_true", help="ask the project of --project, which is there (and judge in it)")
    options = parser.parse_args(arguments)
    if options.there and not options.project:
        parser.error("name the project that is there with --project")
    with TemporaryDirectory() as folder:
        where = options.project or str(Path(folder) / "project.db")
        if not options.there:
            _fill(where, options.reports, not options.no_link)
        _ask(where)
    return 0


def _fill(where: str, count: int, link: bool) -> None:
    with create_project(where) as project:
        source = make_reports(count)
        spent = linked = 0.0
        done = 0
        while batch := [one for _, one in zip(range(1000), source, strict=False)]:
            spent += _timed(lambda batch=batch: put(project, batch))  # type: ignore[misc]
            if link:
                linked += _timed(project.link)
            done += len(batch)
            if done in (1000, 10_000) or done == count:
                print(
                    f"{done:>7,} reports: {done / spent:,.0f} a second stored, {done / linked if linked else 0:,.0f} linked",
                    flush=True,
                )


def _ask(where: str) -> None:
    print(f"open: {_median(lambda: open_project(where).close()):.0f} ms")
    with open_project(where) as project:
        counts = project.counts()
        print(
            f"{counts.reports:,} reports, {counts.claims:,} claims, {counts.incidents:,} incidents, {counts.unlinked:,} unlinked"
        )
        if Path(where).is_file():
            print(f"size: {Path(where).stat().st_size / counts.reports:,.0f} bytes a report")
        first = project.search_claims(Filter(judged=False))
        incident = project.search_incidents(Filter()).rows
        asked: dict[str, Callable[[], object]] = {
            "queue, first page": lambda: project.search_claims(Filter(judged=False)),
            "queue, next page": lambda: project.search_claims(Filter(judged=False), after=first.after),
            "queue of one country": lambda: project.search_claims(Filter(judged=False, country="NGA")),
            "queue of one act and two months": lambda: project.search_claims(
                Filter(judged=False, act="raid", since="2018-02-01", until="2018-03-31")
            ),
            "queue of one publisher": lambda: project.search_claims(Filter(judged=False, publisher="The Ka Example")),
            "queue, claims of a rare word": lambda: project.search_claims(Filter(judged=False, words=str(first.rows[0].place))),
            "queue, claims of a common word": lambda: project.search_claims(Filter(judged=False, words="mayor")),
            "search, rare word": lambda: project.search_reports(Filter(words=str(first.rows[0].place))),
            "search, common word": lambda: project.search_reports(Filter(words="mayor")),
            "search, two words and a publisher": lambda: project.search_reports(
                Filter(words='mayor "red front"', publisher="The Ka Example")
            ),
            "reports of a month": lambda: project.search_reports(Filter(since="2018-02-01", until="2018-02-28")),
            "incidents, first page": lambda: project.search_incidents(Filter()),
            "incidents of a country and year": lambda: project.search_incidents(
                Filter(country="SYR", since="2017-01-01", until="2017-12-31")
            ),
            "incidents of a rare word": lambda: project.search_incidents(Filter(words=str(first.rows[0].place))),
            "one report": lambda: list(project.reports([first.rows[0].report])),
            "one incident": lambda: project.incident(incident[0].id) if incident else None,
            "counts": project.counts,
        }
        asked["incidents of a common word"] = lambda: project.search_incidents(Filter(words="mayor"))
        for name, ask in asked.items():
            print(f"{name}: {_median(ask):.0f} ms")
        _ask_desk(project)
        _judge(project)


def _ask_desk(project: Project) -> None:
    """Ask for pages of the desk, in this process: all that a request takes but the network."""
    from starlette.testclient import TestClient

    from reportedly.desk.app import create_app
    from reportedly.desk.sign_in import Token

    token = Token.fresh("bench")
    coded = next(iter(project.reports()))
    held = project.incidents_of([coded.report.id])
    with TestClient(create_app(project, token, ["testserver"])) as client:
        client.get(f"/?token={token.secret}")
        pages = {
            "page: queue": "/", "page: queue of one country": "/?country=SYR", "page: report": f"/reports/{coded.report.id}",
            "page: map": "/map", "page: map of one country": "/map?country=SYR",
        }  # fmt: skip
        if held:  # none before it is linked
            pages["page: incident"] = f"/incidents/{held[0]}"
        for name, address in pages.items():
            first = _timed(lambda address=address: client.get(address)) * 1000  # type: ignore[misc]
            answer = client.get(address)
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            print(f"{name}: {_median(lambda address=address: client.get(address)):.0f} ms, first {first:.0f}")  # type: ignore[misc]


def _judge(project: Project, times: int = 9) -> None:
    """Judge claims of the reports that were added first, each once by each verdict."""
    first = [coded for _, coded in zip(range(times), project.reports(judged=False), strict=False) if coded.claims]
    for verdict in ("accept", "note", "reject"):
        spent = []
        for n, coded in enumerate(first):
            ref = ClaimRef(report=coded.report.id, claim=coded.claims[0].id)
            made = make_judgement(verdict, "bench", claims=[ref], why=f"{verdict} {n}")
            spent.append(_timed(lambda made=made: project.judge(made)) * 1000)  # type: ignore[misc]
        if spent:
            print(f"judge, {verdict}: {statistics.median(spent):.0f} ms, slowest {max(spent):.0f}")


def _timed(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _median(do: Callable[[], object], times: int = 5) -> float:
    """Give the median of some calls, in milliseconds."""
    return statistics.median(_timed(do) for _ in range(times)) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
