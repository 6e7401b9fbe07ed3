"""A citable bundle: a zip with data, codebook, versions, checksums, README, CITATION.cff; of the same data the same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, cast

import msgspec

from reportedly._version import __version__
from reportedly.exports.claims import COLUMNS, write_csv
from reportedly.exports.entries import find_entries
from reportedly.exports.geojson import write_geojson
from reportedly.exports.holdings import Holdings
from reportedly.exports.jsonl import write_jsonl
from reportedly.exports.output import Written, write_table
from reportedly.record import SCHEMA

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time that every file of the zip bears, the earliest that a zip can hold."""
TITLE = "Reports of armed conflict, coded with reportedly"


@dataclass
class _Zip:
    """A zip being written: every file with one time, its SHA-256 kept."""

    archive: zipfile.ZipFile
    sums: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """Give a stream for one file of the zip."""
        entry = zipfile.ZipInfo(name, MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        entry.create_system = 3  # the same on every system
        with self.archive.open(entry, "w", force_zip64=True) as stream:
            summed = _Summed(stream)
            yield summed  # type: ignore[misc]
        self.sums[name] = summed.digest.hexdigest()

    def put(self, name: str, text: str) -> None:
        """Write a text as one file."""
        with self.file(name) as stream:
            stream.write(text.encode("utf-8", "replace"))


class _Summed:
    """A stream that keeps the digest of what is written to it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()

    def write(self, block: bytes) -> int:
        self.digest.update(block)
        return self.stream.write(block)


def write_bundle(holdings: Holdings, stream: IO[bytes], title: str = TITLE, authors: Sequence[str] = ()) -> Written:
    """Holdings, title of the data and names of its authors -> the zip. ``rows`` counts the claims."""
    counts: dict[str, Written] = {}
    with zipfile.ZipFile(stream, "w") as archive:
        out = _Zip(archive)
        writers: dict[str, Callable[[IO[bytes]], Written]] = {
            "data/claims.csv": lambda part: write_csv(find_entries(holdings), holdings, part),
            "data/incidents.geojson": lambda part: write_geojson(find_entries(holdings), part),
            "data/record.jsonl": lambda part: write_jsonl(holdings, part),
        }
        for name, write in writers.items():
            with out.file(name) as part:
                counts[name] = write(part)
        with out.file("data/claims.columns.csv") as part:
            write_table(
                ({"column": c.name, "type": c.sort, "meaning": c.meaning} for c in COLUMNS), ("column", "type", "meaning"), part
            )
        for path in sorted(holdings.book.folder.glob("*.csv")):
            with out.file(f"codebook/{path.name}") as part:
                part.write(path.read_bytes())
        versions = find_versions(holdings)
        out.put("VERSIONS.json", msgspec.json.format(msgspec.json.encode(versions), indent=2).decode() + "\n")
        out.put("README.md", _readme(holdings, title, counts, versions))
        out.put("CITATION.cff", _citation(title, authors))
        sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(out.sums.items()))
        out.put("SHA256SUMS", sums)
    return Written(counts["data/claims.csv"].rows, counts["data/claims.csv"].left_out)


def find_versions(holdings: Holdings) -> dict[str, object]:
    """Holdings -> what made them: version of this program, of the form of the record, of coders, codebooks and models."""
    made: Counter[tuple[str, str, tuple[tuple[str, str], ...]]] = Counter()
    for coded in holdings.shelf.reports():
        made[coded.coder.version, coded.coder.codebook, tuple(sorted(coded.coder.models.items()))] += 1
    return {
        "reportedly": __version__,
        "schema": SCHEMA,
        "codebook in this bundle": holdings.book.version,
        "coded with": [
            {"coder": coder, "codebook": codebook, "models": dict(models), "reports": reports}
            for (coder, codebook, models), reports in sorted(made.items())
        ],
    }


def _readme(holdings: Holdings, title: str, counts: dict[str, Written], versions: dict[str, object]) -> str:
    record, claims, features = (counts[f"data/{name}"] for name in ("record.jsonl", "claims.csv", "incidents.geojson"))
    judged, rejected = len(holdings.judgements), len(holdings.rejected)
    own = holdings.book.version
    others = any(made["codebook"] != own for made in cast("list[dict[str, object]]", versions["coded with"]))
    tables = "the tables that the reports were coded with"
    if others:
        tables = "the tables that these files were written with; reports were coded with other versions: `VERSIONS.json`"
    return f"""# {title}

What reports said of armed conflict: who did what to whom, where, when, how many were harmed, and who says so. A machine read
the reports; people judged what they judged. **Nothing here is a fact because it was printed**: every row names who says so, and
marks who of them is a party.

| file | what it holds |
|---|---|
| `data/claims.csv` | {claims.rows:,} claims: an event as one source tells it in one report. Columns: `data/claims.columns.csv` |
| `data/incidents.geojson` | {features.rows:,} features: incidents (claims taken to be about one event), claims of no incident |
| `data/record.jsonl` | {record.rows:,} lines: reports with all marked spans, incidents, judgements, as they were made |
| `codebook/` | {tables} |
| `VERSIONS.json` | versions of program, codebook and models |
| `SHA256SUMS` | checksums: `sha256sum -c SHA256SUMS` |
| `CITATION.cff` | how to cite this |

{judged:,} judgements of people were laid over the claims; {rejected:,} claims that they rejected are in `record.jsonl` and in no
table. What is known only by district, province or country has no point on a map.

A cell that begins with `=`, `+`, `-`, `@` or an apostrophe has an apostrophe before it, so that no spreadsheet runs it.
`record.jsonl` holds the full texts of the reports; mind whose they are before you pass it on.

What the figures cannot tell: what was not reported, what was reported and not read, and whether what is said is so. Counts follow
the attention of the press. Machine coding misses and mistakes; the codebook's version is `{own}`.
"""


def _citation(title: str, authors: Sequence[str]) -> str:
    names = "\n".join(f"  - name: {_quoted(name)}" for name in (authors or ("The authors of this data set",)))
    return f"""cff-version: 1.2.0
message: "If you use these data, please cite them as below."
type: dataset
title: {_quoted(title)}
authors:
{names}
references:
  - type: software
    title: reportedly
    version: "{__version__}"
    authors:
      - name: "The authors of reportedly"
"""


def _quoted(text: str) -> str:
    """Text -> a YAML string in double quotes (JSON's strings are YAML's)."""
    return msgspec.json.encode(text).decode()
