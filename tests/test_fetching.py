"""Addresses are asked politely and within limits; real servers on loopback, on real sockets."""

from __future__ import annotations

import gzip
import io
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from reportedly.errors import UsageError
from reportedly.fetching.addresses import RefusedError, is_public, resolve
from reportedly.fetching.archive import Archive, find_unread, settle
from reportedly.fetching.fetcher import Fetcher, FetchError, PrivateError

Site = Any  # tests/conftest.py has it


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(allow_private=True, between=0.0) as one:
        yield one


def test_fetch_gives_what_the_server_said(site: Site, fetcher: Fetcher) -> None:
    site.give("/a", b"<p>Shells fell.</p>", etag='"v1"', last_modified="Tue, 10 May 2016 08:00:00 GMT")
    answer = fetcher.fetch(site.address + "/a")
    assert (answer.status, answer.body, answer.url) == (200, b"<p>Shells fell.</p>", site.address + "/a")
    assert answer.header("etag") == '"v1"'
    assert site.paths() == ["/robots.txt", "/a"]
    assert "robots.txt" in site.asked[1][1]["user-agent"]


def test_fetch_asks_only_for_what_has_changed(site: Site, fetcher: Fetcher) -> None:
    site.give("/a", b"", status=304)
    answer = fetcher.fetch(site.address + "/a", etag='"v1"', last_modified="Tue, 10 May 2016 08:00:00 GMT")
    assert answer.status == 304
    sent = site.asked[-1][1]
    assert sent["if-none-match"] == '"v1"'
    assert sent["if-modified-since"] == "Tue, 10 May 2016 08:00:00 GMT"


def test_fetch_obeys_robots(site: Site, fetcher: Fetcher) -> None:
    site.give("/robots.txt", b"User-agent: *\nDisallow: /private\n", content_type="text/plain")
    site.give("/private/a", b"x")
    site.give("/open", b"y")
    with pytest.raises(FetchError, match=r"robots\.txt does not allow"):
        fetcher.fetch(site.address + "/private/a")
    assert fetcher.fetch(site.address + "/open").body == b"y"
    assert site.paths() == ["/robots.txt", "/open"]


def test_a_site_whose_robots_cannot_be_read_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.give("/robots.txt", b"", status=500)
    site.give("/a", b"x")
    with pytest.raises(FetchError, match="could not be read"):
        fetcher.fetch(site.address + "/a")
    assert "/a" not in site.paths()


def test_fetch_waits_between_two_requests_to_one_host(site: Site) -> None:
    waits: list[float] = []
    site.give("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n", content_type="text/plain")
    site.give("/a", b"x")
    with Fetcher(allow_private=True, between=2.0, pause=waits.append) as fetcher:
        fetcher.fetch(site.address + "/a")
        fetcher.fetch(site.address + "/a")
    assert len(waits) == 1
    assert 6.0 < waits[0] <= 7.0


def test_a_robot_delay_of_a_day_is_not_waited_for(site: Site) -> None:
    waits: list[float] = []
    site.give("/robots.txt", b"User-agent: *\nCrawl-delay: 86400\n", content_type="text/plain")
    site.give("/a", b"x")
    with Fetcher(allow_private=True, pause=waits.append) as fetcher:
        fetcher.fetch(site.address + "/a")
        fetcher.fetch(site.address + "/a")
    assert waits
    assert max(waits) <= 60.0


def test_fetch_follows_redirects_but_not_for_ever(site: Site, fetcher: Fetcher) -> None:
    site.give("/old", b"", status=301, location="/new")
    site.give("/new", b"here")
    site.give("/round", b"", status=302, location="/round")
    answer = fetcher.fetch(site.address + "/old")
    assert (answer.asked, answer.url, answer.body) == (site.address + "/old", site.address + "/new", b"here")
    with pytest.raises(FetchError, match="redirects more than"):
        fetcher.fetch(site.address + "/round")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "//[::1", "http://:0/"])
def test_fetch_follows_no_redirect_to_what_is_no_web_address(site: Site, fetcher: Fetcher, target: str) -> None:
    site.give("/a", b"", status=302, location=target)
    with pytest.raises(FetchError, match=r"address|Invalid URL"):
        fetcher.fetch(site.address + "/a")
    assert site.paths() == ["/robots.txt", "/a"]


def test_private_addresses_are_not_asked(site: Site) -> None:
    site.give("/a", b"secret")
    with Fetcher(between=0.0) as fetcher:
        for url in (site.address + "/a", site.address.replace("127.0.0.1", "localhost") + "/a"):
            with pytest.raises(PrivateError, match=r"an address of this machine or its network \(--allow-private asks it\)"):
                fetcher.fetch(url)
        with pytest.raises(FetchError, match="--allow-private"):
            fetcher._ask(site.address, site.address + "/a", {})  # past robots.txt, the connection itself is refused
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "localhost", "",
    ],
)  # fmt: skip
def test_what_is_not_of_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_what_is_of_the_open_internet_is_not(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="169.254.0.0/16"))
def test_no_spelling_of_a_private_address_passes(address: object) -> None:
    assert not is_public(str(address))
    assert not is_public(f"::ffff:{address}")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_other_spellings_of_loopback_are_seen_through(host: str) -> None:
    with pytest.raises(RefusedError, match="127"):
        resolve(host, 80, allow_private=False)


def test_an_answer_that_is_too_large_is_refused(site: Site) -> None:
    site.give("/large", b"x" * 5000)
    site.give("/bomb", gzip.compress(b"\0" * 5_000_000), content_encoding="gzip")
    with Fetcher(allow_private=True, between=0.0, largest=4000) as fetcher, pytest.raises(FetchError, match="larger than"):
        fetcher.fetch(site.address + "/large")
    with Fetcher(allow_private=True, between=0.0, largest=100_000) as fetcher, pytest.raises(FetchError, match="unpacked"):
        fetcher.fetch(site.address + "/bomb")


def test_an_answer_that_drips_is_given_up(site: Site) -> None:
    def drip(answer: BaseHTTPRequestHandler) -> None:
        answer.send_response(200)
        answer.send_header("content-length", "1000")
        answer.end_headers()
        for _ in range(1000):
            try:
                answer.wfile.write(b"x")
                answer.wfile.flush()
            except OSError:
                return
            time.sleep(0.02)

    site.pages["/drip"] = drip
    with Fetcher(allow_private=True, between=0.0, longest=0.3) as fetcher:
        begun = time.monotonic()
        with pytest.raises(FetchError, match="takes longer"):
            fetcher.fetch(site.address + "/drip")
        assert time.monotonic() - begun < 5


def test_a_server_that_asks_to_wait_says_how_long(site: Site, fetcher: Fetcher) -> None:
    site.give("/busy", b"", status=429, retry_after="120")
    with pytest.raises(FetchError, match="asks to wait") as raised:
        fetcher.fetch(site.address + "/busy")
    assert raised.value.later == 120


@pytest.mark.parametrize("written", ["\u00b2", "Wed, 21 Oct 2099 07:28:00 +9999999999999", "soon", "-1", "9" * 400])
def test_a_strange_wait_ends_nothing(site: Site, fetcher: Fetcher, written: str) -> None:
    site.give("/busy", b"", status=503, retry_after=written.encode("utf-8").decode("latin-1"))
    with pytest.raises(FetchError, match="asks to wait") as raised:
        fetcher.fetch(site.address + "/busy")
    assert raised.value.later is None or 0 <= raised.value.later <= 7 * 86400


def test_an_address_with_a_password_is_not_asked(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="password"):
        fetcher.fetch(site.address.replace("//", "//ana:secret@") + "/a")
    assert site.asked == []


def test_rules_of_a_site_that_could_not_be_asked_do_not_hold_for_ever(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.give("/robots.txt", b"", status=503)
    site.give("/a", b"x")
    with Fetcher(allow_private=True, between=0.0) as fetcher:
        with pytest.raises(FetchError, match="could not be read"):
            fetcher.fetch(site.address + "/a")
        site.give("/robots.txt", b"", status=404)
        began = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: began + 3700)
        assert fetcher.fetch(site.address + "/a").body == b"x"


def test_nobody_there_is_one_line(fetcher: Fetcher) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(FetchError, match="could not be read"):
        fetcher.fetch(address + "/a")


def test_archive_keeps_what_the_server_said(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    page = "<p>Mörser auf Saraqib</p>".encode()
    site.give("/a", gzip.compress(page), content_encoding="gzip", last_modified="Tue, 10 May 2016 08:00:00 GMT")
    answer = fetcher.fetch(site.address + "/a")
    assert answer.body == page
    with Archive(tmp_path / "kept") as archive:
        archive.keep(answer)
    records = list(ArchiveIterator(io.BytesIO(archive.path.read_bytes()), auto_decode="all"))
    assert [record.headers.get("WARC-Type") for record in ArchiveIterator(io.BytesIO(archive.path.read_bytes()))] == [
        "warcinfo", "response",
    ]  # fmt: skip
    last = records[-1]
    assert last.headers["WARC-Target-URI"] == site.address + "/a"
    assert last.headers["WARC-Date"] == answer.fetched.replace("+00:00", "Z")
    for record in ArchiveIterator(io.BytesIO(archive.path.read_bytes()), auto_decode="all"):
        body = record.reader.read()
    assert body == page


def test_an_archive_with_nothing_in_it_leaves_nothing(tmp_path: Path) -> None:
    with Archive(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_was_cut_off_is_found_by_the_next_run(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.give("/a", b"<p>x</p>")
    cut = Archive(tmp_path).__enter__()
    cut.keep(fetcher.fetch(site.address + "/a"))
    cut._stream.close()  # the process is killed
    (path,) = find_unread(tmp_path)
    urls = [record.headers.get("WARC-Target-URI") for record in ArchiveIterator(io.BytesIO(path.read_bytes()))]
    assert urls == [None, site.address + "/a"]
    settled = settle(path)
    assert settled.name.startswith("reportedly-")
    assert find_unread(tmp_path) == []


def test_an_archive_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written"), Archive(tmp_path / "file"):
        pass
