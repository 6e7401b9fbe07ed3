"""Input that was made to do harm: each is one clear line, in bounded time and memory, and the run goes on."""

# ruff: noqa: E501 - one case a line

import base64
import gzip
import io
import os
import resource
import stat
import subprocess
import sys
import threading
import time
import zipfile
import zlib

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from reportedly.codebook.book import load_codebook
from reportedly.errors import ReadingError
from reportedly.reading.limits import Budget, one_document, time_limit
from reportedly.reading.reader import read_paths

PUBLISHERS = load_codebook().publishers
TEXT = b"Two people were killed in the invented town of Exampletown on Thursday, officials said."


def read(path):
    failures = []
    readings = list(read_paths([str(path)], PUBLISHERS, failures.append))
    return readings, [str(failure) for failure in failures]


def written(*objects):
    body, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    return body + b"xref\n0 %d\n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (size, table, size, len(body))


def tree(kids):
    return written(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[%s]>>" % kids, b"<</Type/Page/Parent 2 0 R>>")


def one_page(stream, more=b""):
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), more, stream),
    )


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def nested_zip(depth):
    content = zipped(("a.txt", TEXT))
    for _ in range(depth):
        content = zipped(("a.zip", content))
    return content


def letter(depth):
    return b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" * depth + b"Subject: x\r\n\r\n" + TEXT


def packed_page(size):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], protocol="HTTP/1.1")
    body = io.BytesIO(gzip.compress(b"a" * size))
    writer.write_record(writer.create_warc_record("https://example.org/", "response", payload=body, http_headers=headers))
    return out.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(97, 107))
    + b"]><rss><channel><item><title>&k;</title></item></channel></rss>"
)
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>t</title><description>&x;</description></item></channel></rss>'  # fmt: skip
MIB = 1 << 20

# name, content (made when needed), what the line says
BOMBS = [
    ("deep.html", lambda: b"<html><body>" + b"<div>" * 1_000_000 + TEXT, "no article text"),
    ("deep-inline.html", lambda: b"<html><body><p>" + b"<i><b>" * 100_000 + TEXT, "no article text"),
    ("many.html", lambda: b"<html><body><article>" + b"<p>a</p>" * 1_000_000, "more than 200,000 elements"),
    ("large.html", lambda: b"<html><body>" + b"a" * (21 * MIB), "larger than 20 MB"),
    ("comment.html", lambda: b"<html><body>" + b"<!--" * 1_000_000 + b"<p>", "no article text"),
    ("attributes.html", lambda: b"<html><body><p " + b" ".join(b'a%d="x"' % i for i in range(200_000)) + b">a</p>", "no article text"),
    ("packed-stream.pdf", lambda: one_page(zlib.compress(b"\0" * (300 * MIB), 9), b"/Filter/FlateDecode"), "Limit reached"),
    ("many-operators.pdf", lambda: one_page(b"BT /F1 12 Tf " + b"(a) Tj " * 1_000_000 + b"ET"), "maximum number of tokens"),
    ("loop.pdf", lambda: tree(b"2 0 R 2 0 R"), "cyclic"),
    ("pages.pdf", lambda: tree(b"3 0 R " * 90_000), "Maximum page tree entry limit"),
    ("pictures.pdf", lambda: one_page(b""), "holds no text on its 1 pages"),
    ("nested.eml", lambda: letter(100), "more than 3 archives or letters deep"),
    ("nested-very.eml", lambda: letter(5000), "parts; no letter has"),
    ("headers.eml", lambda: b"X-A: y\r\n" * 1_000_000 + b"\r\n" + TEXT, "headers of more than 1 MB"),
    ("parts.eml", lambda: b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 100_000, "parts; no letter has"),
    ("laughs.xml", lambda: LAUGHS, "declares XML entities"),
    ("laughs-16.xml", lambda: LAUGHS.decode().encode("utf-16"), "declares XML entities"),
    ("outside.rss", lambda: OUTSIDE, "declares XML entities"),
    ("outside.opml", lambda: OUTSIDE.replace(b"rss", b"opml"), "declares XML entities"),
    ("deep.xml", lambda: b"<rss><channel><item>" + b"<a>" * 600_000, "500,000 elements"),
    ("entries.xml", lambda: b"<rss><channel>" + b"<item/>" * 20_000 + b"</channel></rss>", "10,000 entries"),
    ("field.csv", lambda: b'text,title\n"' + b"a" * (4 * MIB), "more than 1,000,000 are no report"),
    ("line.csv", lambda: b"text,title\n" + b"a," * (10 * MIB), "a line of more than 16 million characters"),
    ("columns.csv", lambda: b",".join(b"c%d" % i for i in range(200_000)) + b"\n1\n", "199988 more"),
    ("nul.csv", lambda: b"text,title\na\0b,c\n", "NUL"),
    ("deep.json", lambda: b"[" * 100_000, "recursion"),
    ("deep.jsonl", lambda: b'{"text":"a","b":' + b"[" * 100_000, "recursion"),
    ("line.jsonl", lambda: b'{"text":"' + b"a" * (20 * MIB) + b'"}\n', "longer than 16 MB"),
    ("nul.jsonl", lambda: b'{"text":"Two\\u0000killed."}\n', "a NUL character at 3"),
    ("surrogate.jsonl", lambda: b'{"text":"Two \\ud800 killed."}\n', "no JSON object"),
    ("bomb.zip", lambda: zipped(("a.txt", b"a" * (30 * MIB))), "200 times its packed size"),
    ("nested.zip", lambda: nested_zip(6), "more than 3 archives or letters deep"),
    ("outside.zip", lambda: zipped(("../../etc/a.txt", TEXT), ("/etc/b.txt", TEXT), ("C:\\a.txt", TEXT)), "leads out of the archive"),
    ("broken.zip", lambda: zipped(("a.txt", TEXT))[:-30], "no zip file"),
    ("bomb.jsonl.gz", lambda: gzip.compress(b"a" * (100 * MIB)), "200 times its packed size"),
    ("cut.jsonl.gz", lambda: gzip.compress(os.urandom(5000))[:-100], "cannot be unpacked"),
    ("bomb.warc.gz", lambda: packed_page(100 * MIB), "larger than 20 MB"),
    ("noise.warc", lambda: b"WARC/1.0\r\nContent-Length: -5\r\n\r\n" * 1000, "no page, text or PDF"),
    ("large.txt", lambda: b"word " * (5 * MIB), "larger than 20 MB"),
    ("noise.parquet", lambda: b"PAR1" + b"\xff" * 5000 + b"PAR1", "no Parquet file"),
]  # fmt: skip

# The most that reading one of them may take here. A report of a million characters takes as much.
SECONDS = 10
MEGABYTES = 250

MEASURE = """
import resource, sys, time
from reportedly.codebook.book import load_codebook
from reportedly.reading.reader import read_paths
import feedparser, pypdf, trafilatura
publishers = load_codebook().publishers
for path in sys.argv[1:]:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    failures = []
    readings = len(list(read_paths([path], publishers, failures.append)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(time.process_time() - start, grown // 1024, readings, failures[0] if failures else "", sep="\\t")
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Read all of them in one process of its own: seconds, megabytes that the most grew by, readings and the line of each."""
    folder = tmp_path_factory.mktemp("bombs")
    for name, content, _ in BOMBS:
        (folder / name).write_bytes(content())
    paths = [str(folder / name) for name, _, _ in BOMBS]
    run = subprocess.run([sys.executable, "-c", MEASURE, *paths], capture_output=True, text=True, check=True, timeout=600)
    rows = [line.split("\t") for line in run.stdout.splitlines()]
    return {name: (float(row[0]), int(row[1]), int(row[2]), row[3]) for (name, _, _), row in zip(BOMBS, rows, strict=True)}


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, _, said in BOMBS])
def test_a_bomb_is_one_line_in_bounded_time_and_memory(measured, name, said):
    seconds, megabytes, readings, line = measured[name]
    assert said in line
    assert readings == 0
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_a_large_table_is_read_row_by_row(tmp_path):
    """200 MB in a release; here enough to show that memory does not grow with the file."""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        for i in range(3300):
            stream.write(b'{"id": "%d", "text": "%s", "page": "%s"}\n' % (i, TEXT, b"x" * 20_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in read_paths([str(path)], PUBLISHERS, pytest.fail))
    assert count == 3300
    assert path.stat().st_size > 60 * MIB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024


def test_links_in_archives_and_out_of_folders_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(TEXT)
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    (tmp_path / "a.zip").write_bytes(zipped((link, str(secret))))
    readings, failures = read(tmp_path / "a.zip")
    assert readings == []
    assert "is a link" in failures[0]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").symlink_to(secret)
    (folder / "b.txt").write_bytes(TEXT)
    (folder / "c.txt").symlink_to("b.txt")
    readings, failures = read(folder)
    assert [r.where for r in readings] == [str(folder / "b.txt"), str(folder / "c.txt")]
    assert "leads out of the folder" in failures[0]


def test_a_locked_zip_file_and_a_locked_pdf_say_so(tmp_path):
    content = bytearray(zipped(("a.txt", TEXT)))
    for start in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[start] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    assert "locked with a password" in read(tmp_path / "a.zip")[1][0]
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert "locked with a password" in read(tmp_path / "a.pdf")[1][0]


def test_a_bomb_in_a_folder_does_not_end_the_run(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped(("a.txt", b"a" * (30 * MIB))))
    (tmp_path / "b.txt").write_bytes(TEXT)
    (tmp_path / "c.xml").write_bytes(LAUGHS)
    readings, failures = read(tmp_path)
    assert [r.report.text for r in readings] == [TEXT.decode()]
    assert len(failures) == 2


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("<p>Zwei Tote in Müllheim, sagte die Polizei am Montag.</p>".encode("latin-1"), "Müllheim"),
        ("<meta charset='windows-1251'><p>Soldiers shelled Киев on Monday, a spokesman said.</p>".encode("cp1251"), "Киев"),
        ("<meta charset='utf-8'><p>Two killed in Müllheim, police said on Monday.</p>".encode("latin-1"), "Two killed in M"),
        ("<meta charset='zip'><p>Two killed in Müllheim, police said on Monday.</p>".encode(), "Müllheim"),
        (b"<meta charset='utf-7'><p>Two killed +ADw-script+AD4- in the town, police said.</p>", "+ADw-script+AD4-"),
        ("<html><body><p>Two killed in Müllheim, police said on Monday.</p></body></html>".encode("utf-16"), "Müllheim"),
        (b"<p>Two kil\0led in the town, police said on Monday afternoon.</p>", "Two killed"),
        (b"<p>Two killed \xff\xfe in the town, police said on Monday.</p>", "Two killed"),
    ],
)
def test_pages_in_wrong_and_odd_encodings(tmp_path, content, kept):
    (tmp_path / "a.html").write_bytes(content if content[:2] in (b"\xff\xfe",) else b"<html><body>" + content + b"</body></html>")
    readings, failures = read(tmp_path / "a.html")
    assert kept in readings[0].report.text, failures


def test_bidirectional_controls_stay_in_the_text(tmp_path):
    text = "Two \u202ekilled\u202c in the town, \u2066police\u2069 said on Monday."
    (tmp_path / "a.txt").write_text(text)
    assert read(tmp_path / "a.txt")[0][0].report.text == text


def test_what_names_a_report_is_one_line_that_any_database_takes(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(
        b'{"text":"Two killed.","title":"Two\\n\\u0000 killed","publisher":"  A  B ","id":"a\\u0000"}\n'
    )
    report = read(tmp_path / "a.jsonl")[0][0].report
    assert (report.title, report.publisher, report.id) == ("Two \ufffd killed", "A B", "a\ufffd")


def test_a_slow_document_is_ended(monkeypatch):
    start = time.monotonic()
    with pytest.raises(ReadingError, match="took longer"), time_limit(0.2):
        while time.monotonic() < start + 10:
            try:
                sum(range(1000))
            except Exception:  # what a parser does to its own errors must not catch this
                continue
    assert time.monotonic() - start < 5


def test_other_threads_have_no_timer_and_still_read():
    results = []

    def work():
        with one_document("page"):
            results.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert results == [1]


def test_a_budget_is_shared_and_comes_back_from_the_deep():
    budget = Budget(unpacked=10, members=1, depth=1)
    with budget.deeper():
        budget.take(10)
        with pytest.raises(ReadingError, match="deep"), budget.deeper():
            pass
    with budget.deeper():
        budget.open_member()
    with pytest.raises(ReadingError, match="unpacked"):
        budget.take(1)
    with pytest.raises(ReadingError, match="files"):
        budget.open_member()


def test_an_attachment_counts_against_the_budget_of_its_letter(tmp_path):
    attached = base64.encodebytes(zipped(("a.txt", b"a" * (30 * MIB))))
    mail = (
        b'Subject: x\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="../a.zip"\r\n\r\n' + attached
    )  # fmt: skip
    (tmp_path / "a.eml").write_bytes(mail)
    readings, failures = read(tmp_path / "a.eml")
    assert readings == []
    assert failures == [
        f"{tmp_path / 'a.eml'} > ../a.zip > a.txt: grows to more than 200 times its packed size; such files are made to fill the disk"
    ]
