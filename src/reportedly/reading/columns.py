"""Which column of a table is which field of a report: by name, by the shape of known collections, or as the user says."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reportedly.errors import ReadingError, UsageError
from reportedly.reading.draft import Draft, Fault, Found, tidy

FIELDS = ("id", "text", "title", "publisher", "author", "published", "modified", "fetched", "url", "language")


@dataclass(frozen=True)
class Shape:
    """Tables of one collection: the columns by which it is known (one of the sets), and the names it has for our fields."""

    name: str
    known_by: tuple[frozenset[str], ...]
    names: Mapping[str, tuple[str, ...]]
    remedy: str = ""


_WITHOUT_TEXT = (
    "it holds addresses of pages, not their text; fetch the pages, or add a column 'text' (or name one with --columns text=NAME)"
)


def _shape(name: str, known_by: Iterable[str], remedy: str = "", **names: str) -> Shape:
    return Shape(
        name, tuple(frozenset(k.split()) for k in known_by), {field: tuple(n.split()) for field, n in names.items()}, remedy
    )


# Names are in lower case. news-please 1.6 (NewsArticle.get_dict), Media Cloud's story lists, fundus 0.5 (Article.to_json),
# GDELT 2.0 (GKG codebook V2.1; event codebook V2.0; DOC 2.0 article lists), GDELT in BigQuery.
SHAPES = (
    _shape("news-please", ["maintext"], text="maintext text", title="title", publisher="source_domain", author="authors",
           published="date_publish", modified="date_modify", fetched="date_download", url="url", language="language"),
    _shape("fundus", ["publishing_date"], text="plaintext plain_text text body", title="title", publisher="publisher",
           author="authors", published="publishing_date", url="url requested_url", language="lang language",
           fetched="crawl_date"),
    _shape("Media Cloud", ["media_name", "media_url publish_date", "stories_id"], _WITHOUT_TEXT, id="id stories_id",
           text="text story_text full_text", title="title", publisher="media_name", published="publish_date",
           fetched="indexed_date collect_date", url="url", language="language"),
    _shape("GDELT GKG", ["documentidentifier", "v2documentidentifier", "v2.1date"], _WITHOUT_TEXT, text="text content body",
           title="title", publisher="sourcecommonname v2sourcecommonname", published="date v2.1date",
           url="documentidentifier v2documentidentifier", language="language"),
    _shape("GDELT events", ["globaleventid", "sourceurl"], _WITHOUT_TEXT, text="text content body", title="title",
           publisher="publisher", published="dateadded", url="sourceurl", language="language"),
    _shape("GDELT article list", ["seendate", "mobileurl url", "url_mobile"], _WITHOUT_TEXT, text="text content body",
           title="title", publisher="domain", published="seendate date", url="url", language="language"),
    _shape("ours", ["text"], **{field: field for field in FIELDS}),
)  # fmt: skip


def parse_columns(written: str | None) -> dict[str, str]:
    """``text=body,published=date`` -> field: column. Raises :class:`UsageError` for a field that no report has."""
    mapping: dict[str, str] = {}
    for pair in (written or "").split(","):
        if not pair.strip():
            continue
        field, _, column = (part.strip() for part in pair.partition("="))
        if field not in FIELDS or not column:
            raise UsageError(f"--columns {pair.strip()!r}: write FIELD=COLUMN, where FIELD is one of: {', '.join(FIELDS)}")
        mapping[field] = column
    return mapping


def map_columns(columns: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """The columns of a table and what the user says of them -> our field: their column.

    Raises :class:`ReadingError` where no column is the text, and where a column that the user names is not there.
    """
    present = [str(column) for column in columns]
    for column in given.values():
        if column not in present and column.split(".")[0] not in present:
            raise ReadingError(f"has no column {column!r} (its columns: {_few(present)})")
    by_name = {column.strip().lower(): column for column in reversed(present)}
    shape = next((s for s in SHAPES if any(known <= by_name.keys() for known in s.known_by)), SHAPES[-1])
    mapping = {
        field: by_name[next(name for name in names if name in by_name)]
        for field, names in shape.names.items()
        if any(name in by_name for name in names)
    } | dict(given)
    if "text" not in mapping:
        if shape.remedy:
            raise ReadingError(f"is a table of {shape.name}: {shape.remedy}")
        raise ReadingError(
            f"the header has no column 'text' (its columns: {_few(present)}); say which it is with --columns text=NAME"
        )
    return mapping


def draft_of_row(row: Mapping[str, Any], mapping: Mapping[str, str], line: int | None) -> Found:
    """A row, which column is which field, and the number of its line -> a draft, or the fault that names the line."""
    fields: dict[str, Any] = {}
    for field, column in mapping.items():
        value = _value(field, row[column] if column in row else _inside(row, column))
        if value is None:
            continue
        if not isinstance(value, str):
            return Fault(f"{column!r} must be text, not {type(value).__name__}", line)
        if field == "text":
            fields[field] = value
        elif tidied := tidy(value, 4_000 if field == "url" else 1_000):
            fields[field] = tidied
    if "text" not in fields:
        return Fault(f"it has no {mapping.get('text', 'text')!r}", line)
    return Draft(line=line, **fields)


def _inside(row: Mapping[str, Any], column: str) -> Any:
    """``article.body`` -> what stands there in a row of objects."""
    value: Any = row
    for key in column.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _value(field: str, value: Any) -> Any:
    """A cell -> its text where it can only be meant in one way; what cannot is given back as it is."""
    if value is None or value == "" or value != value:  # NaN, unlike itself, is an empty cell of pandas
        return None
    if isinstance(value, datetime.date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and (field == "id" or len(str(value)) in (8, 14)):
        return str(value) if field in ("id", "published", "modified", "fetched") else value
    if isinstance(value, list) and field == "author":
        return ", ".join(str(name) for name in value[:20]) or None
    if isinstance(value, Mapping) and field == "text":
        return "\n\n".join(_paragraphs(value)) or None
    return value


def _paragraphs(body: Mapping[str, Any]) -> Iterable[str]:
    """The body of an article of fundus: a summary and sections with headlines and paragraphs."""
    parts = [body.get("summary")]
    sections = body.get("sections")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, Mapping):
            parts += [section.get("headline"), section.get("paragraphs")]
    for part in parts:
        yield from (line for line in (part if isinstance(part, list) else [part]) if isinstance(line, str) and line.strip())


def _few(columns: list[str]) -> str:
    shown = ", ".join(column[:40] for column in columns[:12])
    return shown + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")
