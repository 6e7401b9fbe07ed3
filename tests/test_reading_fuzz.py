"""Whatever bytes come in, a reader gives reports and failures: never another error, never a text that no database takes.

`make fuzz` runs the same check with a fuzzer that follows the code (tests/fuzz/readers.py). What once broke a reader is kept in
cases/crashers, a file each, and read here.
"""

import datetime
import io
import re
import tempfile
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly.codebook.book import load_codebook
from reportedly.reading.formats import READERS, knows, sniff
from reportedly.reading.reader import read_paths
from reportedly.record import digest

PUBLISHERS = load_codebook().publishers
CRASHERS = sorted((Path(__file__).parent / "cases" / "crashers").iterdir())
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TEXT = "Two people were killed in the invented town of Exampletown on Thursday, officials said."


def check(name, content):
    """Read it, and hold what every reader promises."""
    failures = []
    latest = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)).date().isoformat()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        readings = list(read_paths([str(path)], PUBLISHERS, failures.append))
    for reading in readings:
        report = reading.report
        assert report.text.strip()
        assert not re.search(
            "[\0\ud800-\udfff]", report.text + (report.title or "") + (report.publisher or "") + (report.url or "")
        )
        assert report.sha256 == digest(report.text)
        assert all(0 <= mark.start < mark.end <= len(report.text) for mark in reading.marks)
        assert report.published is None or report.published[:10] <= latest
    for failure in failures:
        assert len(str(failure)) < 5_000
    return failures


def small_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.jsonl", '{"text": "Two."}\n')
    return out.getvalue()


def small_letter():
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["Date"] = "Zwei Tøte", "A <a@example.org>", "Thu, 02 Jan 2020 10:11:12 +0100"
    letter.set_content(TEXT)
    letter.add_attachment(small_zip(), maintype="application", subtype="zip", filename="a.zip")
    return letter.as_bytes()


def small_pdf():
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>",
        b"<</Length 30>>stream\nBT /F1 12 Tf (Two dead.) Tj ET\nendstream",
    ]  # fmt: skip
    body, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, written in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    return body + b"xref\n0 5\n%strailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF" % (table, len(body))


def small_warc():
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nTwo people were killed on Monday."
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
    kind = b"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(answer), answer)
    return head + kind


SEEDS = {
    ".txt": TEXT.encode(),
    ".html": f"<html lang='en'><head><title>T</title><meta name='date' content='2020-01-02'></head><p>{TEXT}</p></html>".encode(),
    ".pdf": small_pdf(),
    ".eml": small_letter(),
    ".warc": small_warc(),
    ".xml": b"<rss><channel><item><title>T</title><description>Two killed</description></item></channel></rss>",
    ".opml": b"<opml><body><outline xmlUrl='https://example.org/a.rss'/></body></opml>",
    ".json": b'{"version": "https://jsonfeed.org/version/1", "items": [{"content_html": "<p>Two</p>"}]}',
    ".jsonl": b'{"text": "Two.", "published": "2020-01-02"}\n{"maintext": "Two.", "authors": ["A"], "date_publish": "x"}\n',
    ".csv": b'id,text,published\n1,"Two, dead",2020-01-02\n',
    ".parquet": b"PAR1" + b"\0" * 40 + b"PAR1",
    ".zip": small_zip(),
}
SEEDED = sorted(SEEDS)


ODD = [b"\0", b"<", b'"', b"\xff", b"\r\n\r\n", b"[" * 50, b"-1", b"\xed\xa0\x80", b"&#0;"]


@st.composite
def broken(draw, content):
    """A whole file with some of its bytes changed, taken out, doubled or put in."""
    content = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        match draw(st.integers(0, 3)):
            case 0:
                content[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
            case 1:
                del content[at : at + draw(st.integers(1, 40))]
            case 2:
                content[at:at] = content[at : at + draw(st.integers(1, 80))] * draw(st.integers(1, 4))
            case _:
                content[at:at] = draw(st.sampled_from(ODD))
    return bytes(content)


@pytest.mark.parametrize("ending", SEEDED)
def test_the_seeds_are_read(ending):
    failures = check(f"a{ending}", SEEDS[ending])
    assert bool(failures) == (ending in (".opml", ".parquet", ".xml", ".jsonl"))


@pytest.mark.parametrize("ending", SEEDED)
@FEW
@given(content=st.data())
def test_broken_files(ending, content):
    check(f"a{ending}", content.draw(broken(SEEDS[ending])))


@pytest.mark.parametrize("ending", sorted({*READERS, ".txt.gz", ".csv.gz"}))
@settings(FEW, max_examples=10)
@given(content=st.binary(max_size=300))
def test_noise(ending, content):
    check(f"a{ending}", content)


@FEW
@given(content=st.one_of(st.binary(max_size=200), st.sampled_from(SEEDED).flatmap(lambda ending: broken(SEEDS[ending]))))
def test_whatever_it_is_taken_for_it_is_read_as_that(content):
    ending = sniff(content)
    assert knows(f"a{ending}")
    check(f"a{ending}", content)


@pytest.mark.parametrize("path", CRASHERS, ids=lambda path: path.name)
def test_what_once_broke_a_reader(path):
    content = path.read_bytes()
    # As the fuzzer writes it: no ending, and the kind in the first byte.
    check(*((path.name, content) if path.suffix else (f"a{SEEDED[content[0] % len(SEEDED)]}", content[1:])))
