"""What ``watch`` and ``add URL`` do: look at feeds, fetch the pages that they name, keep them as archives, read the archives.

Every page goes into a WARC file before it is read, and the file is what is read: what the project says of a page can be made
again from the archive alone, also when the site is gone. A page is looked at again after a day and after a week, because
articles are changed most in their first days; a changed one is a new version of its report.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reportedly.adding import Added, add_readings
from reportedly.codebook.publishers import PublisherTable
from reportedly.errors import ReadingError
from reportedly.fetching.archive import Archive, find_unread, settle
from reportedly.fetching.fetcher import Answer, Fetcher, FetchError, PrivateError
from reportedly.reading.feeds import links_of_feed
from reportedly.reading.reader import Failure, read_paths
from reportedly.store.fetches import FEED, Fetch
from reportedly.store.project import Project

REVISITS = (timedelta(days=1), timedelta(days=7))
NEVER = "9999-12-31T00:00:00.000"
# A feed or page that fails is asked again after an hour, two, four ..., a feed at least once a day.
FIRST_RETRY, LONGEST_RETRY = timedelta(hours=1), timedelta(days=1)
MOST_FAILURES = 6

OnFailure = Callable[[Failure], None]


@dataclass(frozen=True)
class Looked:
    """What one look at the feeds gave: feeds asked, with something new, failed; pages fetched, unchanged; all failures."""

    feeds: int = 0
    changed: int = 0
    broken: int = 0
    pages: int = 0
    unchanged: int = 0
    failed: int = 0


@dataclass
class Watch:
    """A project, what asks addresses for it, and the folder of its archives; ``refused`` are private addresses not asked."""

    project: Project
    fetcher: Fetcher
    folder: Path
    every: timedelta
    on_failure: OnFailure
    refused: set[str] = field(default_factory=set)

    def look(self, feeds: Sequence[str], now: datetime, show: Callable[[list[str]], Iterable[str]] = iter) -> Looked:
        """Addresses of feeds -> ask those that are due, and fetch what they name that is new or due to be looked at again.

        ``show`` passes the addresses of pages on one by one (a progress bar). What was fetched lies in an unread archive.
        """
        looked = Looked()
        for feed in feeds:
            known = self.project.fetches.get(FEED + feed)
            if known is not None and known.next_at is not None and known.next_at > stamp(now):
                continue
            looked = replace(looked, feeds=looked.feeds + 1)
            answer = self._ask(feed, known, now, self.every)
            if answer is None:
                looked = replace(looked, failed=looked.failed + 1, broken=looked.broken + 1)
            elif answer.status == 200:
                looked = replace(looked, changed=looked.changed + 1)
        # What the feeds name is due from the moment they are known to name it: a run that is stopped here forgets none.
        pages = [one.url for one in self.project.fetches.due(stamp(now))]
        return self.fetch(pages, now, looked, show)

    def fetch(
        self, pages: list[str], now: datetime, looked: Looked | None = None, show: Callable[[list[str]], Iterable[str]] = iter
    ) -> Looked:
        """Addresses of pages -> fetch them into an archive, as far as they changed since they were fetched last."""
        looked = looked or Looked()
        if not pages:
            return looked
        with Archive(self.folder, now) as archive:
            for page in show(pages):
                known = self.project.fetches.get(page)
                answer = self._ask(page, known, now, None, archive)
                if answer is None:
                    looked = replace(looked, failed=looked.failed + 1)
                elif answer.status == 200:
                    looked = replace(looked, pages=looked.pages + 1)
                else:
                    looked = replace(looked, unchanged=looked.unchanged + 1)
        return looked

    def take_in(self, publishers: PublisherTable, publisher: str | None = None, any_language: bool = False) -> Added:
        """Read the archives that are unread into the project, where the reports wait to be coded."""
        added = Added()
        for path in find_unread(self.folder):
            found = add_readings(self.project, read_paths([str(path)], publishers, self.on_failure, publisher), any_language)
            added = Added(
                added.new + found.new, added.versions + found.versions, added.known + found.known, added.foreign + found.foreign
            )
            settle(path)
        return added

    def _links(self, feed: str, answer: Answer, known: Fetch | None, now: datetime) -> tuple[str, ...] | None:
        """What a feed answered -> the addresses that it names, ``None`` if it is no feed; that counts as a failure."""
        try:
            return links_of_feed(answer.body) if answer.status == 200 else ()
        except ReadingError as error:
            self._fail(feed, str(error), known, now, self.every)
            return None

    def _fail(
        self, url: str, reason: str, known: Fetch | None, now: datetime, every: timedelta | None, later: float = 0.0
    ) -> None:
        """Say what failed, and write down when to ask again."""
        self.on_failure(Failure(url, reason))
        failures = (known.failures if known else 0) + 1
        wait = min(max(FIRST_RETRY, every or FIRST_RETRY) * 2 ** min(failures - 1, 10), LONGEST_RETRY)
        wait = max(wait, timedelta(seconds=min(later, 7 * 86400)))
        given_up = every is None and failures >= MOST_FAILURES
        self.project.fetches.put(
            Fetch(
                _key(url, every), known.etag if known else None, known.last_modified if known else None, stamp(now),
                NEVER if given_up else stamp(now + wait), failures,
            )
        )  # fmt: skip

    def _ask(
        self, url: str, known: Fetch | None, now: datetime, every: timedelta | None, archive: Archive | None = None
    ) -> Answer | None:
        """Ask one address, keep the answer in ``archive``, and write down what is known of the address and when to ask again."""
        try:
            answer = self.fetcher.fetch(url, known.etag if known else None, known.last_modified if known else None)
        except PrivateError as error:
            # It did not fail: we did not ask. It is due again as soon as asking it is allowed.
            self.refused.add(url)
            self.on_failure(Failure(url, str(error)))
            return None
        except FetchError as error:
            self._fail(url, str(error), known, now, every, error.later or 0.0)
            return None
        named: tuple[str, ...] | None = ()
        if every is not None:
            named = self._links(url, answer, known, now)
            if named is None:
                return None
        if answer.status == 200 and archive is not None:
            archive.keep(answer)
        self.project.fetches.put(
            Fetch(
                _key(url, every),
                answer.header("etag") or (known.etag if known and answer.status == 304 else None),
                answer.header("last-modified") or (known.last_modified if known and answer.status == 304 else None),
                stamp(now),
                stamp(now + every) if every is not None else next_visit(known, now),
            ),
            named or (),
        )
        return answer


def _key(url: str, every: timedelta | None) -> str:
    """Under what an address stands in the project: a feed, which is asked every so often, apart from a page."""
    return url if every is None else FEED + url


def next_visit(known: Fetch | None, now: datetime) -> str:
    """What was known of a page until now -> when to look at it again: after a day, after a week more, then never."""
    if known is None or known.failures or known.checked_at is None or known.next_at is None:
        return stamp(now + REVISITS[0])
    if known.next_at == NEVER:
        return NEVER
    waited = datetime.fromisoformat(known.next_at) - datetime.fromisoformat(known.checked_at)
    later = [wait for wait in REVISITS if wait > waited]
    return stamp(now + later[0]) if later else NEVER


def seconds_until(project: Project, feeds: Iterable[str], now: datetime) -> float:
    """Feeds -> seconds until the first of them is due, at least one; without end where none was ever asked."""
    due = next_look(project, feeds)
    return math.inf if due is None else max(1.0, (due - now).total_seconds())


def next_look(project: Project, feeds: Iterable[str]) -> datetime | None:
    """Feeds -> when the first of them is due (UTC), ``None`` if none was ever asked."""
    due = [known.next_at for feed in feeds if (known := project.fetches.get(FEED + feed)) is not None and known.next_at]
    return datetime.fromisoformat(min(due)).replace(tzinfo=UTC) if due else None


def stamp(moment: datetime) -> str:
    """A time -> ISO 8601 in UTC, as the project writes its times, which sort by time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")


def is_address(path: str) -> bool:
    """Whether an argument of ``add`` is a web address and no path."""
    return path.lower().startswith(("http://", "https://"))


def part_addresses(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Arguments of ``add`` -> web addresses, and paths."""
    given = list(paths)
    return [one for one in given if is_address(one)], [one for one in given if not is_address(one)]
