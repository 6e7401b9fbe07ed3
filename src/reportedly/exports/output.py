"""How an export is written: under its name only when whole, its cells harmless to a spreadsheet, what is left out counted."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from reportedly.errors import UsageError
from reportedly.exports.visible import make_visible

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What a spreadsheet takes for a formula at the beginning of a cell; and the mark that we put before it."""

Cell = str | int | float | None


@dataclass
class Written:
    """What an export holds: rows (or features, entities, annotations), and what was left out, by reason."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream to write to; the file has its name only when all is written. Raises :class:`UsageError` naming it."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def safe_cell(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula -> the same with an apostrophe before it; numbers stay as they are.

    Steering characters are made visible, for a cell is looked at in terminals too.
    """
    if not isinstance(cell, str):
        return cell
    shown = make_visible(cell)
    return "'" + shown if shown.startswith(RISKY) else shown


def write_table(
    rows: Iterable[Mapping[str, Cell]],
    columns: Sequence[str],
    stream: IO[bytes],
    *,
    above: Sequence[Sequence[str]] = (),
    separator: str = ",",
) -> int:
    """Rows by column name -> a table in UTF-8 with a header line; gives the number of rows. Unknown is an empty cell.

    ``above`` are lines between the header and the first row (HXL's tags). Raises ``KeyError`` for a row with other columns.
    """
    count = 0
    for line in _table_lines(rows, columns, above, separator):
        stream.write(line.encode("utf-8"))
        count += 1
    return count - 1 - len(above)


def _table_lines(
    rows: Iterable[Mapping[str, Cell]], columns: Sequence[str], above: Sequence[Sequence[str]], separator: str
) -> Iterator[str]:
    held = io.StringIO()
    writer = csv.writer(held, delimiter=separator, lineterminator="\n")

    def cut() -> str:
        line = held.getvalue()
        held.seek(0)
        held.truncate()
        return line

    for line in (columns, *above):
        writer.writerow(line)
        yield cut()
    for row in rows:
        if len(row) != len(columns):
            raise KeyError(f"a row has the columns {sorted(set(row) ^ set(columns))} too few or too many")
        writer.writerow([safe_cell(row[column]) for column in columns])
        yield cut()
