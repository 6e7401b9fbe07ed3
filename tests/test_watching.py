"""From a list of feeds to a project: what is new is fetched, kept and coded; a changed article is a new version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reportedly.cli.main import main
from reportedly.fetching.archive import Archive, find_unread
from reportedly.fetching.fetcher import Fetcher
from reportedly.reading.reader import Failure
from reportedly.store import create_project, open_project
from reportedly.store.fetches import FEED, Fetch
from reportedly.watching import NEVER, Watch, next_visit, part_addresses, stamp

Site = Any  # tests/conftest.py has it

START = datetime(2021, 3, 9, 8, 0, tzinfo=UTC)
WORDS = (
    "Rebels of the Virunga Front shelled an army post near Goma on Monday, killing {dead} soldiers, a hospital official said. "
    "The army said that its troops had returned fire and that the road to Rutshuru was open again by the evening. "
    "Residents of two villages near the post told reporters that they had left their houses before the first shells fell."
)


def page(dead: str) -> bytes:
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Shells hit army post near Goma</title>'
        '<meta property="article:published_time" content="2021-03-09T06:00:00Z">'
        '<meta property="og:site_name" content="Lake Post">'
        f"</head><body><article><h1>Shells hit army post near Goma</h1><p>{WORDS.format(dead=dead)}</p></article></body></html>"
    ).encode()


def feed(*links: str) -> bytes:
    entries = "".join(f"<item><title>News</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lake Post</title>{entries}</channel></rss>'.encode()


@pytest.fixture
def watch(tmp_path: Path) -> Any:
    said: list[str] = []

    def fail(failure: Failure) -> None:
        said.append(str(failure))

    with create_project(str(tmp_path / "war.db")) as project, Fetcher(allow_private=True, between=0.0) as fetcher:
        one = Watch(project, fetcher, tmp_path / "archive", timedelta(minutes=30), fail)
        one.said = said  # type: ignore[attr-defined]
        yield one


def test_watch_fetches_what_is_new_and_only_that(site: Site, watch: Any) -> None:
    site.give("/feed", feed(site.address + "/a"), etag='"f1"', content_type="application/rss+xml")
    site.give("/a", page("three"), etag='"a1"')
    looked = watch.look([site.address + "/feed"], START)
    assert (looked.feeds, looked.changed, looked.pages, looked.failed) == (1, 1, 1, 0)
    added = watch.take_in(watch.project.book.publishers)
    assert (added.new, added.versions, added.known) == (1, 0, 0)
    assert find_unread(watch.folder) == []
    (waiting,) = watch.project.to_code()
    report = waiting.reading.report
    assert (report.title, report.publisher, report.published, report.url) == (
        "Shells hit army post near Goma", "Lake Post", "2021-03-09T06:00:00Z", site.address + "/a",
    )  # fmt: skip
    assert report.fetched is not None

    assert watch.look([site.address + "/feed"], START + timedelta(minutes=5)).feeds == 0  # not due
    site.give("/feed", b"", status=304)
    looked = watch.look([site.address + "/feed"], START + timedelta(minutes=31))
    assert (looked.feeds, looked.changed, looked.pages) == (1, 0, 0)
    assert site.asked[-1][1]["if-none-match"] == '"f1"'


def test_watch_looks_at_a_page_again_and_takes_a_change_as_a_version(site: Site, watch: Any) -> None:
    site.give("/feed", feed(site.address + "/a"), content_type="application/rss+xml")
    site.give("/a", page("three"), etag='"a1"')
    feeds = [site.address + "/feed"]
    watch.look(feeds, START)
    watch.take_in(watch.project.book.publishers)

    site.give("/a", b"", status=304)
    looked = watch.look(feeds, START + timedelta(days=1, minutes=1))
    assert (looked.pages, looked.unchanged) == (0, 1)
    assert site.asked[-1][1]["if-none-match"] == '"a1"'

    site.give("/a", page("seven"), etag='"a2"')
    looked = watch.look(feeds, START + timedelta(days=8, minutes=5))
    assert (looked.pages, looked.unchanged) == (1, 0)
    added = watch.take_in(watch.project.book.publishers)
    assert (added.new, added.versions) == (0, 1)
    assert watch.project.fetches.get(site.address + "/a").next_at == NEVER


def test_a_run_that_was_killed_loses_no_page(site: Site, watch: Any) -> None:
    site.give("/feed", feed(site.address + "/a", site.address + "/b"), content_type="application/rss+xml")
    site.give("/a", page("three"))
    site.give("/b", page("four").replace(b"army post", b"bridge"))

    def killed(pages: list[str]) -> Any:
        yield pages[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch.look([site.address + "/feed"], START, killed)
    assert len(find_unread(watch.folder)) == 1
    # The second page was named by a feed that is not due yet; the first is read from the archive, and not fetched again.
    assert watch.take_in(watch.project.book.publishers).new == 1
    watch.look([site.address + "/feed"], START + timedelta(minutes=31))
    assert watch.take_in(watch.project.book.publishers).new == 1
    assert site.paths().count("/a") == 1


def test_pages_of_a_feed_are_not_forgotten_when_a_run_stops_before_them(site: Site, watch: Any) -> None:
    site.give("/feed", feed(site.address + "/a"), etag='"f1"', content_type="application/rss+xml")
    site.give("/a", page("three"))

    def stopped(pages: list[str]) -> Any:
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        watch.look([site.address + "/feed"], START, stopped)
    site.give("/feed", b"", status=304)
    assert watch.look([site.address + "/feed"], START + timedelta(minutes=31)).pages == 1


def test_a_feed_of_another_watch_is_no_page_of_this_one(site: Site, watch: Any) -> None:
    site.give("/b", feed(site.address + "/page"), content_type="application/rss+xml")
    site.give("/page", page("three"))
    watch.look([site.address + "/b"], START)
    site.give("/a", feed(), content_type="application/rss+xml")
    watch.look([site.address + "/a"], START + timedelta(hours=2))
    assert site.paths().count("/b") == 1
    assert watch.look([site.address + "/b"], START + timedelta(hours=2)).feeds == 1


def test_what_another_run_is_writing_is_left_to_it(site: Site, watch: Any) -> None:
    site.give("/a", page("three"))
    with Archive(watch.folder) as archive:
        archive.keep(watch.fetcher.fetch(site.address + "/a"))
        assert watch.take_in(watch.project.book.publishers).new == 0
    assert watch.take_in(watch.project.book.publishers).new == 1


def test_a_feed_that_fails_is_asked_less_and_less(site: Site, watch: Any) -> None:
    address = site.address + "/feed"
    watch.look([address], START)
    assert watch.project.fetches.get(FEED + address).failures == 1
    assert watch.project.fetches.get(FEED + address).next_at == stamp(START + timedelta(hours=1))
    watch.look([address], START + timedelta(hours=1))
    assert watch.project.fetches.get(FEED + address).next_at == stamp(START + timedelta(hours=3))
    assert watch.said == [f"{address}: the server answered 404 Not Found"] * 2


def test_a_feed_that_is_none_is_one_line(site: Site, watch: Any) -> None:
    site.give("/feed", b"<html><body>Sorry</body></html>")
    looked = watch.look([site.address + "/feed"], START)
    assert (looked.feeds, looked.changed, looked.broken, looked.failed) == (1, 0, 1, 1)
    assert watch.said == [f"{site.address}/feed: is no feed (its first element is 'html')"]
    assert watch.project.fetches.get(FEED + site.address + "/feed").failures == 1


def test_a_private_address_is_named_and_may_be_asked_at_once_when_that_is_allowed(site: Site, tmp_path: Path) -> None:
    site.give("/feed", feed(), content_type="application/rss+xml")
    project = str(tmp_path / "war.db")
    create_project(project).close()

    def run(*more: str) -> tuple[int, str]:
        words = ["watch", site.address + "/feed", "--once", "--project", project, "--archive", str(tmp_path / "archive")]
        done = CliRunner().invoke(main, [*words, *more])
        return done.exit_code, done.output

    code, told = run()
    assert code == 1
    assert "127.0.0.1, an address of this machine or its network (--allow-private asks it)" in told
    code, told = run("--allow-private")
    assert (code, "1 of 1 feed changed" in told) == (0, True), told
    code, told = run("--allow-private")
    assert code == 0
    assert "nothing due before 20" in told


def test_pages_are_looked_at_again_after_a_day_and_a_week_and_then_no_more() -> None:
    first = next_visit(None, START)
    assert first == stamp(START + timedelta(days=1))
    known = Fetch("u", checked_at=stamp(START), next_at=first)
    second = next_visit(known, START + timedelta(days=1))
    assert second == stamp(START + timedelta(days=8))
    known = Fetch("u", checked_at=stamp(START + timedelta(days=1)), next_at=second)
    assert next_visit(known, START + timedelta(days=8)) == NEVER


def test_addresses_and_paths_are_told_apart() -> None:
    assert part_addresses(["a.txt", "https://x.example/1", "HTTP://x.example/2"]) == (
        ["https://x.example/1", "HTTP://x.example/2"], ["a.txt"],
    )  # fmt: skip


@pytest.mark.slow
def test_a_newcomer_goes_from_feeds_to_a_table_and_changes_tells_of_the_edit(site: Site, tmp_path: Path) -> None:
    site.give("/robots.txt", b"User-agent: *\nAllow: /\n", content_type="text/plain")
    site.give("/feed", feed(site.address + "/a"), content_type="application/rss+xml")
    site.give("/a", page("three"))
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        f'<opml version="2.0"><body><outline text="Lake Post" xmlUrl="{site.address}/feed"/></body></opml>', encoding="utf-8"
    )
    project, table, kept = str(tmp_path / "war.db"), tmp_path / "events.csv", str(tmp_path / "archive")

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, [*words, "--project", project])
        assert done.exit_code == 0, done.output
        return done.output

    run("init")
    assert "1 new report," in run("watch", str(opml), "--once", "--allow-private", "--archive", kept)
    run("export", "acled", "-o", str(table))
    assert "Goma" in table.read_text(encoding="utf-8")

    site.give("/a", page("seven"))
    assert "1 new version," in run("add", site.address + "/a", "--allow-private", "--archive", kept)
    told = run("changes", "--since", "all")
    assert "3" in told
    assert "7" in told
    with open_project(project) as held:
        kinds = [change.kind for change in held.changes()]
    assert "new version" in kinds
    assert "toll raised" in kinds
