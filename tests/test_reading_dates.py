"""Which of the dates that an input states is taken, and what is kept of the others."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from reportedly.codebook.book import load_codebook
from reportedly.errors import ReadingError
from reportedly.reading.dates import Dated, chosen, read_date, weigh
from reportedly.reading.draft import Draft, finish
from reportedly.reading.page_dates import find_dates

NOW = datetime.datetime(2020, 1, 10, 12, tzinfo=datetime.UTC)
PUBLISHERS = load_codebook().publishers


@pytest.mark.parametrize(
    ("head", "body", "url", "found"),
    [
        ("<meta property='article:published_time' content='2020-01-02'>", "", None,
         [("meta article:published_time", "2020-01-02")]),
        ("<meta name='DC.date.issued' content='2020-01-02'>", "", None, [("meta dc.date.issued", "2020-01-02")]),
        (
            "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebSite\", \"datePublished\": \"2001-01-01\"},"
            '{"@type": "NewsArticle", "datePublished": "2020-01-02", "dateModified": "2020-01-03"}]}</script>',
            "", None, [("JSON-LD datePublished", "2020-01-02"), ("JSON-LD dateModified", "2020-01-03")],
        ),
        ("", "<time itemprop='datePublished' datetime='2020-01-02'>x</time>", None, [("time tag", "2020-01-02")]),
        ("", "<time datetime='2020-01-02'>2 January</time>", None, [("only time tag", "2020-01-02")]),
        ("", "<time datetime='2020-01-02'>a</time><time datetime='2020-01-03'>b</time>", None, []),
        ("", "", "https://example.org/2020/01/02/two-killed", [("address", "2020-01-02")]),
        ("", "", "https://example.org/2020/13/02/two-killed", []),
        ("", "", "https://example.org/20200102/a", [("address", "2020-01-02")]),
        ("<script type='application/ld+json'>{broken</script>", "", None, []),
    ],
)  # fmt: skip
def test_where_a_page_states_its_dates(head, body, url, found):
    tree = html.fromstring(f"<html><head>{head}</head><body><p>Two killed.</p>{body}</body></html>")
    assert [(d.where, d.written) for d in find_dates(tree, url)] == found


@pytest.mark.parametrize(
    ("written", "fetched", "reason"),
    [
        ("2020-01-05", None, None),
        ("2020-01-11", None, None),  # already tomorrow in the east
        ("2020-01-13", None, "lies in the future"),
        ("2020-01-05", "2020-01-03T00:00:00Z", "is after the fetch (2020-01-03)"),
        ("2020-01-05", "2031-01-03T00:00:00Z", None),  # a fetch in the future is no measure
        ("1970-01-01T00:00:00Z", None, "never set"),
        ("0001-01-01", None, "never set"),
        ("03/04/2017", None, "more than one way"),
        ("soon", None, "cannot be read"),
        ("x" * 100_000, None, "cannot be read"),
    ],
)
def test_dates_that_cannot_be_right_are_refused_with_the_reason(written, fetched, reason):
    (candidate,) = weigh([Dated("meta date", written)], fetched, NOW)
    assert (candidate.refused is None) if reason is None else (reason in candidate.refused)
    assert chosen([candidate], "published") == (written if reason is None else None)


def test_the_first_that_can_be_right_is_taken_and_all_are_kept():
    draft = Draft(
        text="BEIRUT, January 2, 2020 (Reuters) - Two people were killed in the invented town.",
        dates=(Dated("meta date", "2031-01-01"), Dated("JSON-LD datePublished", "2020-01-03"),
               Dated("PDF CreationDate", "2019-01-01", "made")),
        modified="2020-01-04",
    )  # fmt: skip
    said = []
    reading = finish(draft, PUBLISHERS, None, "2020-01-05", said.append, NOW)
    assert (reading.report.published, reading.report.modified) == ("2020-01-03", "2020-01-04")
    assert said == []  # a page states many; the one that counts is good
    assert [d.where for d in reading.dates if d.refused] == ["meta date", "PDF CreationDate"]
    assert [d.where for d in reading.dates if not d.refused] == [
        "JSON-LD datePublished",
        "field modified",
        "as given",
        "dateline",
    ]


def test_a_field_whose_date_is_refused_is_said_even_if_another_is_taken():
    said = []
    reading = finish(Draft(text="Two killed.", published="2031-01-01"), PUBLISHERS, None, "2020-01-05", said.append, NOW)
    assert reading.report.published == "2020-01-05"
    assert str(said[0]) == "dated 2020-01-05: the date '2031-01-01' lies in the future (2020-01-10)"


def test_no_good_date_is_no_date_and_one_line():
    said = []
    reading = finish(
        Draft(text="Two killed.", dates=(Dated("time tag", "2031-01-01"),)), PUBLISHERS, None, None, said.append, NOW
    )
    assert reading.report.published is None
    assert [str(error) for error in said] == ["read without a date: the date '2031-01-01' lies in the future (2020-01-10)"]


@given(st.text(max_size=60))
def test_whatever_is_written_is_a_date_none_or_one_error(written):
    try:
        value = read_date(written)
    except ReadingError:
        return
    assert value is None or datetime.datetime.fromisoformat(value)


@given(
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2030, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%Y%m%d%H%M%S"]),
)
def test_dates_come_back(day, form):
    assert read_date(day.strftime(form))[:10] == day.date().isoformat()
