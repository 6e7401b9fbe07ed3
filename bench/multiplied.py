"""Makes a project of many reports of a small one that is linked, for questions whose cost depends on how much there is.

usage: python -m bench.multiplied FILE TIMES OUT

``OUT`` (SQLite) holds the reports of ``FILE`` (made by bench.projects) and ``TIMES - 1`` copies of each under other names and
words, on other coordinates, with their claims, incidents, places in the queue, texts for the search and blocks. The copies stand
in all tables and indices; what a page of theirs would read, their packed records, is that of the first. So lists, searches and
the map may be asked of everything, pages and judgements of the reports of ``FILE``.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bench.projects import SYLLABLES
from reportedly.store.schema import metadata

MADE = re.compile(rf"\b(?:{'|'.join(SYLLABLES)}){{2,4}}\b", re.IGNORECASE)
CONSONANTS, VOWELS = "bdghklmnrstvz", "aeiou"

# What is another in copy number k of a row; all else is as it was. Keys of blocks are 63 bits.
TOLD = {"place", "title", "body", "publisher", "places", "actors", "who", "whom"}
OTHERS = {
    "reports": {"no": "no + k * :size", "id": "id || '-' || k", "url": "url || '-' || k"},
    "versions": {"report": "report + k * :size"},
    "coded": {"report": "report + k * :size"},
    "texts": {"report": "report + k * :size"},
    "claims": {"report": "report + k * :size", "id": "id || '-' || k"},
    "incidents": {
        "no": "no + k * :incidents", "id": "id || '-' || k", "geonameid": "geonameid + k * 10000000",
        "lat": "max(-89, min(89, round(lat + k % 10 * 0.137, 3)))", "lon": "round((lon + 180 + k * 3.31) % 360 - 180, 3)",
    },
    "incident_claims": {"report": "report || '-' || k", "claim": "claim || '-' || k", "incident": "incident || '-' || k"},
    "reviews": {"incident": "incident || '-' || k"},
    "blocks": {"key": "(key + k * 1000003) & 9223372036854775807", "report": "report + k * :size", "claim": "claim || '-' || k"},
    "edges": {
        "first_report": "first_report + k * :size", "first_claim": "first_claim || '-' || k",
        "second_report": "second_report + k * :size", "second_claim": "second_claim || '-' || k",
    },
}  # fmt: skip


@lru_cache(maxsize=1 << 20)
def _word(word: str, k: int) -> str:
    """A made-up word and the number of a copy -> another word of the same length."""
    out = ""
    for sign in word:
        row = CONSONANTS if sign.lower() in CONSONANTS else VOWELS
        other = row[(row.index(sign.lower()) + k) % len(row)]
        out += other.upper() if sign.isupper() else other
    return out


def reword(text: str | None, k: int) -> str | None:
    """Words of a project and the number of a copy -> the same with other names; the English between them stays."""
    return None if text is None else MADE.sub(lambda found: _word(found[0], k), text)


def multiply(where: Path, times: int, out: Path) -> None:
    """Linked project, how many times, and where to -> the larger project there."""
    shutil.copyfile(where, out)
    with sqlite3.connect(out) as connection:
        connection.create_function("reword", 2, reword, deterministic=True)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        numbers = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?) SELECT k FROM n"
        connection.execute(f"CREATE TEMP TABLE copy AS {numbers}", (times - 1,))
        sizes = {
            "size": connection.execute("SELECT max(no) FROM reports").fetchone()[0],
            "incidents": connection.execute("SELECT max(no) FROM incidents").fetchone()[0],
        }
        for name, others in OTHERS.items():
            begun = time.monotonic()
            columns = [column.name for column in metadata.tables[name].columns]
            values = [others.get(column) or (f"reword({column}, k)" if column in TOLD else f'"{column}"') for column in columns]
            names = ", ".join(f'"{column}"' for column in columns)
            order = " ORDER BY 1, 2, 3" if name == "blocks" else ""
            # The rows as they were first: what is put in must not be read again.
            connection.execute(f"CREATE TEMP TABLE was AS SELECT * FROM main.{name}")
            query = f"INSERT INTO {name} ({names}) SELECT {', '.join(values)} FROM copy, temp.was AS {name}_was{order}"
            done = connection.execute(query, sizes).rowcount
            connection.execute("DROP TABLE temp.was")
            connection.commit()
            print(f"{name}: {done:,} rows in {time.monotonic() - begun:.0f} s", flush=True)
    with sqlite3.connect(out) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def main(arguments: Sequence[str] | None = None) -> int:
    """Command-line arguments -> exit code."""
    where, times, out = arguments or sys.argv[1:]
    multiply(Path(where), int(times), Path(out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
