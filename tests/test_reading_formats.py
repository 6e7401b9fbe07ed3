"""Every kind of input that is read, made here and read back."""

import gzip
import io
import json
import sys
import zipfile
from email.message import EmailMessage

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from reportedly.codebook.book import load_codebook
from reportedly.errors import UsageError
from reportedly.reading.columns import parse_columns
from reportedly.reading.feeds import feeds_of
from reportedly.reading.formats import sniff
from reportedly.reading.reader import read_paths

PUBLISHERS = load_codebook().publishers
LEAD = "Two people were killed in the invented town of Exampletown on Thursday, officials said."
MORE = "The mayor of the town said that more people were missing and that the search for them had begun in the night."
PAGE = (
    "<html lang='en'><head><title>Two killed in Exampletown</title><meta property='og:site_name' content='The Example'>"
    f"{{head}}</head><body><article><h1>Two killed in Exampletown</h1><p>{LEAD}</p><p>{MORE}</p></article></body></html>"
)
PDF_PAGE = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET"


def read(*paths, **options):
    failures = []
    readings = list(read_paths([str(p) for p in paths], PUBLISHERS, failures.append, **options))
    return readings, [str(f) for f in failures]


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def pdf(*pages, info=b""):
    """Pages of text -> the smallest PDF of them."""
    first = 5
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<<%s>>" % info,
    ]
    for i, text in enumerate(pages):
        drawn = PDF_PAGE % text
        objects += [
            b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % (first + 2 * i + 1),
            b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        ]
    out, offsets = b"%PDF-1.7\n", []
    for number, written in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Root 1 0 R/Info 4 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(out),
    )  # fmt: skip


def warc(*responses, packed=True):
    """(address, content type, body, status, more headers) -> a WARC file of them, fetched on 5 January 2020."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, kind, body, status, more in responses:
        headers = StatusAndHeaders(status, [("Content-Type", kind), *more], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2020-01-05T10:00:00Z"},
            )
        )
    return out.getvalue()


def test_pdf_gives_its_pages_title_and_author(tmp_path):
    info = b"/Title(Two killed in Exampletown)/Author(Jane Roe)/CreationDate(D:20200102101112Z)"
    readings, failures = read(write(tmp_path, "a.pdf", pdf(LEAD.encode(), MORE.encode(), info=info)))
    reading = readings[0]
    assert failures == []
    assert (reading.report.text, reading.report.title, reading.author) == (
        f"{LEAD}\n\n{MORE}",
        "Two killed in Exampletown",
        "Jane Roe",
    )
    # A file may be made years after its report was printed.
    assert reading.report.published is None
    assert [(d.where, d.value) for d in reading.dates] == [("PDF CreationDate", "2020-01-02")]
    assert reading.original.startswith(b"%PDF")


@pytest.mark.parametrize("title", ["Microsoft Word - draft3.docx", "untitled", "2020-01-02_v4", "report.indd"])
def test_a_pdf_that_is_named_like_a_file_has_no_title(tmp_path, title):
    readings, _ = read(write(tmp_path, "a.pdf", pdf(LEAD.encode(), info=b"/Title(%s)" % title.encode())))
    assert readings[0].report.title is None


def test_an_e_mail_and_what_is_attached_to_it(tmp_path):
    letter = EmailMessage()
    letter["Subject"] = "Zwei Tote – two killed"
    letter["From"] = "Jane Roe <jane@example.org>"
    letter["List-Id"] = "Example Wire <wire.example.org>"
    letter["Date"] = "Thu, 02 Jan 2020 10:11:12 +0100"
    letter.set_content(f"{LEAD}\n")
    letter.add_attachment(pdf(MORE.encode()), maintype="application", subtype="pdf", filename="more.pdf")
    letter.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    passed_on = EmailMessage()
    passed_on["Subject"] = "Fwd"
    passed_on.set_content("See below.\n")
    passed_on.add_attachment(letter)
    readings, failures = read(write(tmp_path, "a.eml", passed_on.as_bytes()))
    assert failures == []
    assert [r.report.title for r in readings] == ["Fwd", "Zwei Tote – two killed", None]
    inner = readings[1]
    assert (inner.report.publisher, inner.author, inner.report.text) == ("Example Wire", "Jane Roe", f"{LEAD}\n")
    assert inner.report.published == "2020-01-02T10:11:12+01:00"
    assert readings[2].where.endswith("a.eml > letter 1 > more.pdf")
    assert readings[2].report.text == MORE


def test_an_e_mail_of_html_alone(tmp_path):
    letter = EmailMessage()
    letter["Subject"] = "x"
    letter.set_content(f"<p>{LEAD}</p><script>steal()</script><p>{MORE}</p>", subtype="html")
    readings, _ = read(write(tmp_path, "a.eml", letter.as_bytes()))
    assert readings[0].report.text == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_a_web_archive_gives_the_pages_that_were_found(tmp_path, name, packed):
    page = PAGE.format(head="<meta property='article:published_time' content='2020-01-02T10:00:00Z'>").encode()
    changed = [("Last-Modified", "Fri, 03 Jan 2020 00:00:00 GMT")]
    content = warc(
        ("https://example.org/a", "text/html; charset=utf-8", page, "200 OK", changed),
        ("https://example.org/z", "text/html", gzip.compress(page), "200 OK", [("Content-Encoding", "gzip")]),
        ("https://example.org/b", "image/png", b"\x89PNG", "200 OK", []),
        ("https://example.org/c", "text/html", page, "404 Not Found", []),
        ("https://example.org/d", "text/html", b"<html><body><nav>Home</nav></body></html>", "200 OK", []),
        ("https://example.org/e", "application/pdf", pdf(MORE.encode()), "200 OK", []),
        packed=packed,
    )
    readings, failures = read(write(tmp_path, name, content))
    assert [r.report.url for r in readings] == [f"https://example.org/{x}" for x in "aze"]
    report = readings[0].report
    assert LEAD in report.text
    assert (report.published, report.modified) == ("2020-01-02T10:00:00Z", "2020-01-03T00:00:00+00:00")
    assert report.fetched == "2020-01-05T10:00:00+00:00"
    assert readings[0].original == page
    assert failures == [f"{tmp_path / name}: 1 of 4 pages hold no article"]


RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Example</title>
<language>en-gb</language>
<item><title>Two &amp; more killed</title><link>https://example.org/a</link><pubDate>Thu, 02 Jan 2020 10:00:00 GMT</pubDate>
<author>Jane Roe</author><description>Two killed.</description>
<content:encoded><![CDATA[<p>{LEAD}</p><p>{MORE}</p><script>steal()</script>]]></content:encoded></item>
<item><title>Short</title><link>https://example.org/b</link><description>Three were hurt, the army said.</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title>
<entry><title>Two killed</title><link href="https://example.org/a"/><updated>2020-01-03T00:00:00Z</updated>
<content type="html">&lt;p&gt;{LEAD}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize("name", ["feed.rss", "feed.xml"])
def test_rss_gives_an_entry_a_report_and_marks_summaries(tmp_path, name):
    readings, failures = read(write(tmp_path, name, RSS))
    full, short = readings
    assert (full.report.text, full.report.title, full.author) == (f"{LEAD}\n\n{MORE}", "Two & more killed", "Jane Roe")
    assert (full.report.publisher, full.report.url, full.report.language) == ("The Example", "https://example.org/a", "en-gb")
    assert full.report.published.startswith("2020-01-02")
    assert (full.summary, short.summary) == (False, True)
    assert short.report.text == "Three were hurt, the army said."
    assert failures == [f"{tmp_path / name}: 1 of 2 entries give a summary only, not the report"]


def test_atom_may_give_no_date_but_that_of_its_last_change(tmp_path):
    readings, _ = read(write(tmp_path, "feed.atom", ATOM))
    report = readings[0].report
    assert (report.published, report.modified, report.text) == ("2020-01-03T00:00:00Z", "2020-01-03T00:00:00Z", LEAD)


def test_json_feed(tmp_path):
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "The Example", "items": [
            {"url": "https://example.org/a", "title": "Two killed", "content_html": f"<p>{LEAD}</p>",
             "authors": [{"name": "Jane Roe"}],
             "date_published": "2020-01-02T10:00:00Z"},
            {"summary": "Two killed."}, 7,
        ],
    }  # fmt: skip
    readings, failures = read(write(tmp_path, "feed.json", json.dumps(feed, indent=1)))
    assert [(r.report.text, r.report.published, r.summary) for r in readings] == [
        (LEAD, "2020-01-02T10:00:00Z", False),
        ("Two killed.", None, True),
    ]
    assert "1 of 2 entries" in failures[0]


def test_a_list_of_feeds_is_read_for_watching_and_is_no_report(tmp_path):
    opml = """<opml version="2.0"><body><outline text="News"><outline text="A" xmlUrl="https://example.org/a.rss"/>
    <outline title="B" text="b" xmlUrl="https://example.org/b.rss"/><outline xmlUrl="javascript:alert(1)"/>
    <outline xmlUrl="https://example.org/a.rss"/></outline></body></opml>"""
    assert [(f.url, f.title) for f in feeds_of(opml.encode())] == [
        ("https://example.org/a.rss", "A"),
        ("https://example.org/b.rss", "B"),
    ]
    readings, failures = read(write(tmp_path, "feeds.opml", opml))
    assert readings == []
    assert "a list of 2 feeds" in failures[0]
    assert "reportedly watch feeds.opml" in failures[0]


def test_parquet_needs_no_more_than_its_columns(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from datetime import UTC, datetime

    from pyarrow import parquet

    table = pa.table({
        "body": [LEAD, None, MORE], "date": [datetime(2020, 1, 2, tzinfo=UTC), None, None], "n": [1, 2, 3],
    })  # fmt: skip
    parquet.write_table(table, tmp_path / "a.parquet")
    readings, failures = read(tmp_path / "a.parquet", columns={"text": "body", "published": "date"})
    assert [(r.report.text, r.report.published) for r in readings] == [(LEAD, "2020-01-02T00:00:00+00:00"), (MORE, None)]
    assert failures == [f"{tmp_path / 'a.parquet'}, line 2: it has no 'body'"]


def test_parquet_without_its_package_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    _, failures = read(write(tmp_path, "a.parquet", b"PAR1"))
    assert "pip install 'reportedly[parquet]'" in failures[0]


NEWS_PLEASE = {"maintext": LEAD, "title": "T", "source_domain": "example.org",
               "date_publish": "2020-01-02 10:00:00",
               "date_download": "2020-01-05 00:00:00", "url": "https://example.org/a", "language": "en",
               "authors": ["A B", "C D"]}  # fmt: skip
FUNDUS = {"title": "T", "publishing_date": "2020-01-02 10:00:00", "authors": ["A B", "C D"], "publisher": "example.org",
          "body": {"summary": [LEAD], "sections": [{"headline": ["Missing"], "paragraphs": [MORE]}]}}  # fmt: skip
MEDIA_CLOUD = {"id": 17, "media_name": "example.org", "media_url": "example.org", "publish_date": "2020-01-02 10:00:00",
               "title": "T",
               "url": "https://example.org/a", "language": "en", "text": LEAD}  # fmt: skip
GKG = {"DATE": 20200102100000, "SourceCommonName": "example.org", "DocumentIdentifier": "https://example.org/a", "text": LEAD}
EVENTS = {"GLOBALEVENTID": "1", "DATEADDED": "20200102100000", "SOURCEURL": "https://example.org/a", "content": LEAD}


@pytest.mark.parametrize("row", [NEWS_PLEASE, FUNDUS, MEDIA_CLOUD, GKG, EVENTS])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_known_collections_need_no_mapping(tmp_path, row, name):
    readings, failures = read(write(tmp_path, name, json.dumps(row) + "\n"))
    report = readings[0].report
    assert failures == []
    assert report.text.startswith(LEAD)
    assert report.published[:10] == "2020-01-02"
    if row is not EVENTS:
        assert report.publisher == "example.org"
    if row in (NEWS_PLEASE, FUNDUS):
        assert readings[0].author == "A B, C D"
    if row is FUNDUS:
        assert report.text == f"{LEAD}\n\nMissing\n\n{MORE}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("GLOBALEVENTID,SQLDATE,SOURCEURL\n1,20200102,https://example.org/a\n", "a table of GDELT events: it holds addresses"),
        ("\t".join(["20200102100000-0", *["x"] * 26]) + "\n", "a table of GDELT: it holds addresses"),
        ("url,media_name,publish_date\nhttps://example.org/a,E,2020-01-02\n", "a table of Media Cloud: it holds addresses"),
        ("a;b\n1;2\n", "--columns text=NAME"),
    ],
)
def test_a_table_without_text_is_told_what_it_is(tmp_path, content, said):
    readings, failures = read(write(tmp_path, "a.csv", content))
    assert readings == []
    assert said in failures[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_with_other_delimiters_and_columns(tmp_path, delimiter):
    content = delimiter.join(["nr", "body", "day"]) + "\n" + delimiter.join(["1", f'"{LEAD}"', "2020-01-02"]) + "\n"
    path = write(tmp_path, "a.csv", content)
    readings, failures = read(path, columns=parse_columns("text=body, published=day,id=nr"))
    report = readings[0].report
    assert (report.id, report.text, report.published, failures) == ("1", LEAD, "2020-01-02", [])
    assert "has no column 'boddy'" in read(path, columns={"text": "boddy"})[1][0]


@pytest.mark.parametrize("written", ["text", "body=text=", "headline=h", "text="])
def test_a_mapping_that_cannot_be_meant(written):
    with pytest.raises(UsageError, match="FIELD=COLUMN"):
        parse_columns(written)


def test_a_zip_file_of_everything(tmp_path):
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("deep.txt", "Deep inside, two people were killed.")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/page.html", PAGE.format(head=""))
        archive.writestr("a.jsonl", json.dumps({"text": LEAD}) + "\nno json\n")
        archive.writestr("c.zip", inside.getvalue())
        archive.writestr("logo.png", b"\x89PNG")
        archive.writestr("__MACOSX/a.jsonl", b"x")
        archive.writestr("d.txt.gz", gzip.compress(MORE.encode()))
    readings, failures = read(tmp_path / "a.zip")
    where = [r.where.removeprefix(str(tmp_path)) for r in readings]
    assert where == ["/a.zip > a.jsonl, line 1", "/a.zip > b/page.html", "/a.zip > c.zip > deep.txt", "/a.zip > d.txt.gz"]
    assert [f.split(": ")[0] for f in failures] == [f"{tmp_path / 'a.zip'} > a.jsonl, line 2"]


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.7 ...", ".pdf"), (b"PK\x03\x04...", ".zip"), (b"PAR1...", ".parquet"), (b"WARC/1.0\r\n", ".warc"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", ".html"), (b'<?xml version="1.0"?>\n<rss version="2.0">', ".xml"),
        (b'<feed xmlns="x">', ".xml"), (b"<opml version='2.0'>", ".opml"), (b'{"text": "x"}\n{"text": "y"}\n', ".jsonl"),
        (b'{"text": "' + b"x" * 5000, ".jsonl"), (b'{\n "text": "x"\n}', ".json"), (b'[{"text": "x"}]', ".json"),
        (b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nTwo.", ".eml"), (b"id,text,published\na,b,c\n", ".csv"),
        (b"Two people were killed, text said.", ".txt"), (b"{curly} prose", ".txt"), (b"<b> is no page", ".txt"), (b"", ".txt"),
        (b"Date: unknown. Two people were killed.", ".txt"),
    ],
)  # fmt: skip
def test_standard_input_is_told_by_its_first_bytes(content, ending):
    assert sniff(content) == ending
    if ending not in (".zip", ".parquet"):
        assert sniff(gzip.compress(content)) == (".warc.gz" if ending == ".warc" else ending + ".gz")


def test_standard_input(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(warc(("https://example.org/a", "text/html", PAGE.format(head="").encode(), "200 OK", [])))

    monkeypatch.setattr(sys, "stdin", Stdin)
    readings, failures = read("-")
    assert (failures, readings[0].where) == ([], "standard input > https://example.org/a")
    assert LEAD in readings[0].report.text


def test_a_field_longer_than_any_report_refuses_its_row_alone(tmp_path):
    rows = f'text\n"{LEAD}"\n{"a" * 1_000_001}\n"{LEAD} Again."\n'
    readings, failures = read(write(tmp_path, "long.csv", rows))
    assert len(readings) == 2
    assert readings[1].report.text.endswith("Again.")
    (failure,) = failures
    assert "line 3: its text has 1,000,001 characters" in failure
