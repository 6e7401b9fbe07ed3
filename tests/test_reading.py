import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.codebook.book import load_codebook
from reportedly.errors import ReadingError, UsageError
from reportedly.reading.dates import read_date
from reportedly.reading.marks import find_marks
from reportedly.reading.reader import read_paths
from reportedly.reading.text import decode

PUBLISHERS = load_codebook().publishers


def read(*paths, **options):
    failures = []
    readings = list(read_paths([str(p) for p in paths], PUBLISHERS, failures.append, **options))
    return readings, [str(f) for f in failures]


@pytest.mark.parametrize(
    "text",
    [
        "Two lines.\r\nWith their ends.\r\n",
        "قُتل جندي في إدلب.",
        "Flags 🇸🇾 and a family 👨‍👩‍👧 on one line.",
        "cafe\u0301 and café are two spellings",
        "\u202bright to left\u202c \u200fmark",
        "  spaces before and after \t\n\n",
    ],
)
def test_the_text_of_a_report_is_the_text_of_its_file(tmp_path, text):
    path = tmp_path / "report.txt"
    path.write_bytes(text.encode())
    readings, failures = read(path)
    assert failures == []
    assert readings[0].report.text == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1))
def test_utf8_text_is_never_changed(text):
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1251"])
def test_other_encodings_are_read(encoding):
    text = "Солдаты обстреляли деревню в понедельник, сообщил представитель армии. Погибли два человека."
    assert decode(text.encode(encoding)) == text


def test_json_lines_keep_their_fields_and_bad_lines_do_not_end_the_run(tmp_path):
    path = tmp_path / "reports.jsonl"
    good = {"id": "a", "text": "One.", "title": "T", "publisher": "P", "published": "2020-01-02", "url": "https://example.org/a"}
    path.write_text(
        json.dumps(good) + '\n{"text": 7}\n{"a":' + "[" * 100_000 + '\nnot json\n{"title": "no text"}\n\n{"text": "Two."}\n'
    )
    readings, failures = read(path)
    first = readings[0].report
    assert (first.id, first.title, first.publisher, first.published, first.url) == ("a", "T", "P", "2020-01-02", good["url"])
    assert [r.report.text for r in readings] == ["One.", "Two."]
    assert [f.split(": ")[0].rsplit(", ")[1] for f in failures] == ["line 2", "line 3", "line 4", "line 5"]


def test_csv_with_line_breaks_in_cells(tmp_path):
    path = tmp_path / "reports.csv"
    path.write_bytes(b'id,text,published\r\na,"First line.\r\nSecond, line.",2020-01-02\r\nb,,\r\n')
    readings, failures = read(path)
    assert readings[0].report.text == "First line.\r\nSecond, line."
    assert failures == [f"{path}, line 4: it has no 'text'"]


def test_html_gives_the_article_its_metadata_and_keeps_the_page(tmp_path):
    page = (
        b"<html lang='en'><head><title>Two killed in Exampletown</title><meta property='og:site_name' content='The Example'>"
        b"<meta property='article:published_time' content='2020-01-02T10:00:00Z'></head><body><nav>Home</nav><article>"
        b"<h1>Two killed in Exampletown</h1><p>Two people were killed in Exampletown on Thursday, officials said.</p>"
        b"<p>The mayor of the invented town said that more were missing and that a search had begun.</p></article></body></html>"
    )
    (tmp_path / "page.html").write_bytes(page)
    readings, _ = read(tmp_path / "page.html")
    report = readings[0].report
    assert "Two people were killed in Exampletown" in report.text
    assert (report.publisher, report.published) == ("The Example", "2020-01-02T10:00:00Z")
    assert readings[0].original == page


def test_folders_and_globs_are_read_by_name_and_other_files_passed_over(tmp_path):
    for name in ("b.txt", "a.txt", "notes.md", ".hidden.txt"):
        (tmp_path / name).write_text(f"Text of {name}.")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.txt").write_text("Text of c.")
    assert [r.report.text for r in read(tmp_path)[0]] == ["Text of a.txt.", "Text of b.txt.", "Text of c."]
    assert [r.report.text for r in read(tmp_path / "*.txt")[0]] == ["Text of a.txt.", "Text of b.txt."]


@pytest.mark.parametrize("name", ["x" * 5000, "missing.txt", "notes.md", "empty-folder"])
def test_a_path_that_cannot_be_meant_is_one_clear_line(tmp_path, name):
    (tmp_path / "notes.md").write_text("no report")
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(UsageError, match=name):
        read(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "no text"), (b" \n", "no text"), (b"a\0b", "NUL"), (b"\x89PNG\0\xff", "NUL")]
)
def test_a_file_that_is_no_text_is_one_line_and_the_run_goes_on(tmp_path, content, reason):
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "b.txt").write_text("Good.")
    readings, failures = read(tmp_path)
    assert [r.report.text for r in readings] == ["Good."]
    assert reason in failures[0]


def test_an_id_that_comes_twice_is_said(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "One.", "id": "a"}\n{"text": "Two.", "id": "a"}\n')
    readings, failures = read(tmp_path)
    assert len(readings) == 2
    assert "line 2: its id 'a' is that of an earlier report" in failures[0]


def test_a_text_too_long_to_be_a_report_is_one_line(tmp_path):
    (tmp_path / "a.txt").write_text("word " * 200_001)
    assert "1,000,005 characters" in read(tmp_path)[1][0]


def test_two_publishers_of_one_text_are_two_reports(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "Same.", "publisher": "A"}\n{"text": "Same.", "publisher": "B"}\n')
    readings, _ = read(tmp_path)
    assert len({r.report.id for r in readings}) == 2


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2017-09-09", "2017-09-09"),
        ("2017-09-09T10:11:12+00:00", "2017-09-09T10:11:12+00:00"),
        ("20170909", "2017-09-09"),
        ("9 September 2017", "2017-09-09"),
        ("Sat, 09 Sep 2017 10:11:12 +0000", "2017-09-09T10:11:12+00:00"),
        ("2015-2-8", "2015-02-08"),
        ("2016-12-10 18:38 ET", "2016-12-10"),
        ("Wed Nov 23, 2016 | 3:02pm EST", "2016-11-23"),
        ("14 November 2016 GMT", "2016-11-14"),
        (None, None),
        (" ", None),
    ],
)
def test_dates_that_can_be_read_in_one_way(written, day):
    assert read_date(written) == day


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("SARAQIB, Syria, May 10, 2016 (Example Wire) —", "2016-05-10"),
        ("JAMMU, 20 August 2020 -", "2020-08-20"),
        ("GOMA, Sept 9 (AP) —", None),
    ],
)
def test_a_dateline_dates_its_report_if_it_gives_the_year(tmp_path, dateline, day):
    (tmp_path / "a.txt").write_text(f"{dateline} Rebels shelled the town.")
    assert read(tmp_path)[0][0].report.published == day
    assert read(tmp_path, published="2001-01-01")[0][0].report.published == "2001-01-01"


@pytest.mark.parametrize("written", ["09/08/2017", "September 2017", "Monday", "last week", "soon"])
def test_dates_that_would_need_a_guess_are_refused(written):
    with pytest.raises(ReadingError, match="YYYY-MM-DD"):
        read_date(written)


def test_a_report_with_an_unreadable_date_is_kept_without_one(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "It fell.", "published": "03/04/2017"}\n')
    readings, failures = read(tmp_path / "a.jsonl")
    assert readings[0].report.published is None
    assert "read without a date" in failures[0]


@pytest.mark.parametrize(
    ("text", "kind", "marked"),
    [
        ("Army takes town\n\nThe army took the town on Monday, it said.", "headline", "Army takes town"),
        ("By Jane Roe\nThe army took the town on Monday, it said.", "byline", "By Jane Roe"),
        ("BEIRUT, Sept 9 (Reuters) - The army took the town.", "dateline", "BEIRUT, Sept 9 (Reuters) -"),
        ("GOMA, DR Congo (AP) — Rebels shelled the town.", "dateline", "GOMA, DR Congo (AP) —"),
        ("Damascus, SANA – The army took the town.", "dateline", "Damascus, SANA –"),
        (
            "RAWALAKOT: Villagers fled their invented homes on Monday after shells fell near the line, they said.",
            "dateline",
            "RAWALAKOT:",
        ),
        ("ARMY: 22 rebels dead in the town", None, ""),
        ("The army took the town on Monday. --AFP", "credit", "--AFP"),
        ("The army took the town on Monday. (Reuters)", "credit", "(Reuters)"),
        ("It fell.\n\nReporting by Jane Roe; Editing by John Doe", "credit", "Reporting by Jane Roe; Editing by John Doe"),
        (
            "It fell.\n\nThe post It fell appeared first on The Example.",
            "boilerplate",
            "The post It fell appeared first on The Example.",
        ),
        ("It fell.\n\nRead more: Ten things to know", "boilerplate", "Read more: Ten things to know"),
        ("The army left.\nhttps://example.org/news/left 1/2", "boilerplate", "https://example.org/news/left 1/2"),
        ("05/03/2021, 10:12\nThe army left the town.", "boilerplate", "05/03/2021, 10:12"),
        (
            "3/5/21, 10:12 AM  The army left\nThe army left.\nwww.example.org 1/1",
            "boilerplate",
            "3/5/21, 10:12 AM  The army left",
        ),
        ("The army left.\n\nPage 2 of 3\n\nIt came back.", "boilerplate", "Page 2 of 3"),
        ("05/03/2021, 10:12 Shelling of Donetsk.\n05/03/2021, 11:40 Two men shot.", None, ""),
        ("Goma, 5 March 2021\n\nRebels killed four farmers.", "dateline", "Goma, 5 March 2021"),
        ("Goma, North Kivu, 5 March 2021\nRebels left.", "dateline", "Goma, North Kivu, 5 March 2021"),
        (
            "Rebels left\n\nPublished: Friday, March 5, 2021, 10:12 AM\n\nThey left.",
            "dateline",
            "Published: Friday, March 5, 2021, 10:12 AM",
        ),
        ("5 March 2021\nRebels left.\n6 March 2021\nRebels came back.", None, ""),
        ("On 5 March 2021 rebels left.", None, ""),
        ("The group said - and residents agreed - that it fell.", None, ""),
        ("Share prices fell after the attack on the town.", None, ""),
    ],
)
def test_marks(text, kind, marked):
    found = [(m.kind, text[m.start : m.end]) for m in find_marks(text, None, PUBLISHERS)]
    assert ((kind, marked) in found) if kind else found == []


def test_a_page_printed_to_pdf_has_the_day_of_its_date_line_and_tells_nothing_in_its_margins(code):
    top, address = "07/03/2021, 10:12 Four killed near Goma - The Example", "https://example.org/four-killed-in-kibumba"
    text = (
        f"{top}\nFour killed near Goma\nGoma, 5 March 2021\nRebels killed four farmers in Kibumba on Thursday.\n{address} 1/2\n\n"
        f"{top}\nThe army left.\n{address} 2/2"
    )
    found = code(text)
    assert (found.report.published, found.report.title) == ("2021-03-05", "Four killed near Goma")
    assert [text[m.start : m.end] for m in found.marks if m.kind == "boilerplate"] == [
        top, f"{address} 1/2", top, f"{address} 2/2",
    ]  # fmt: skip
    (killing,) = [claim for claim in found.claims if claim.act == "killing"]
    assert (killing.from_, killing.to) == ("2021-03-04", "2021-03-04")
    assert not [place for place in found.places if place.start < len(top)]


def test_a_printed_log_keeps_its_lines():
    log = [
        "05/03/2021, 10:12 Shelling reported in Donetsk, two killed", "05/03/2021, 10:12 Three wounded at a checkpoint",
        "06/03/2021, 08:40 A bridge was blown up near Horlivka",
    ]  # fmt: skip
    address = "https://example.org/log"
    text = "\n".join([*log[:2], f"{address} 1/2", log[2], f"{address} 2/2"])
    found = [text[m.start : m.end] for m in find_marks(text, None, PUBLISHERS) if m.kind == "boilerplate"]
    assert found == [f"{address} 1/2", f"{address} 2/2"]


def test_the_title_above_a_single_printed_page_is_that_of_the_text():
    top, address = "07/03/2021, 10:12 Four killed near Goma - The Example", "https://example.org/four-killed 1/1"
    text = f"{top}\nFour killed near Goma\nRebels killed four farmers on Thursday.\n{address}"
    assert [text[m.start : m.end] for m in find_marks(text, None, PUBLISHERS) if m.kind == "boilerplate"] == [top, address]
