"""PDF files: the text of their pages, in the order in which it is drawn."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from reportedly.errors import ReadingError
from reportedly.reading.dates import Dated
from reportedly.reading.draft import Draft, Found, tidy
from reportedly.reading.limits import LARGEST_PDF, LONGEST_TEXT, MB, MOST_PAGES, one_document
from reportedly.reading.source import Context, Source

# pypdf's own limits are wide enough for scanned books; a report's streams are far smaller.
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 75 * MB,
    "array_based_stream_maximum_output_length": 20 * MB,
    "zlib_maximum_output_length": 20 * MB,
    "lzw_maximum_output_length": 20 * MB,
    "run_length_maximum_output_length": 20 * MB,
    "brotli_maximum_output_length": 20 * MB,
    "stream_parsing_work_maximum_count": 500_000,
    "stream_decoding_work_maximum_length": 100 * MB,
    "page_tree_maximum_entries": 10_000,
    "page_tree_maximum_page_entries": 100_000,
}
_FILE_NAME = re.compile(r"microsoft word|untitled|\.(?:docx?|indd|pdf|odt|rtf|tmp)\b|\A[\w-]*\d[\w-]*\Z", re.I)


def read_pdf(source: Source, _context: Context) -> Iterator[Found]:
    """A PDF file -> one draft; pages are set apart by an empty line. Its date says when the file was made, no more."""
    yield draft_of_pdf(source.whole(LARGEST_PDF))


def draft_of_pdf(content: bytes, url: str | None = None, fetched: str | None = None) -> Draft:
    """The bytes of a PDF, and where and when it was fetched if that is known -> its draft.

    Raises :class:`ReadingError` for one that is locked, broken, or has only pictures of text.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with one_document("PDF"), pypdf.apply_configuration(**_LIMITS):
        reader = pypdf.PdfReader(io.BytesIO(content), root_object_recovery_limit=1_000)
        if reader.is_encrypted and not _unlock(reader):
            raise ReadingError("is locked with a password; save it without one")
        if len(reader.pages) > MOST_PAGES:
            raise ReadingError(f"has {len(reader.pages):,} pages; no report has more than {MOST_PAGES:,}")
        texts: list[str] = []
        length = 0
        for page in reader.pages:
            text = page.extract_text().strip()
            length += len(text) + 2
            if length > LONGEST_TEXT:
                raise ReadingError(f"its text has more than {LONGEST_TEXT:,} characters; that is no report")
            texts.append(text)
        pages = len(texts)
        about: Mapping[str, Any] = reader.metadata or {}
        title, author = tidy(about.get("/Title")), tidy(about.get("/Author"))
        made = tidy(about.get("/CreationDate"), 40)
    text = re.sub("[\0\ud800-\udfff]", "", "\n\n".join(filter(None, texts)))
    if not text.strip():
        raise ReadingError(f"holds no text on its {pages} pages (pictures of text are not read; recognise the text first)")
    return Draft(
        text=text,
        url=url,
        author=author,
        title=None if title is None or _FILE_NAME.search(title) else title,
        fetched=fetched,
        dates=(Dated("PDF CreationDate", _day_of(made), "made"),) if made else (),
        original=content,
    )


def _unlock(reader: object) -> bool:
    """Open a PDF that only its printing is locked of: those have an empty password."""
    try:
        return bool(reader.decrypt(""))  # type: ignore[attr-defined]
    except Exception as error:  # an unknown cipher, or one whose package is not installed
        raise ReadingError(f"is locked in a way that is not known ({type(error).__name__}); save it without a password") from None


def _day_of(made: str) -> str:
    """``D:20200102101112+01'00'`` (ISO 32000-1, 7.9.4) -> ``2020-01-02``."""
    found = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", made)
    return "-".join(found.groups()) if found else made
