"""Reads one CSV table of a codebook and says what is wrong in which line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportedly.errors import UsageError


@dataclass(frozen=True)
class Row:
    """One line of a table: its cells by column name, and where it stands."""

    cells: Mapping[str, str]
    path: Path
    line: int

    def __getitem__(self, column: str) -> str:
        """Give the cell of a column, without surrounding space; empty where the line leaves it out."""
        return self.cells.get(column, "")

    def many(self, column: str) -> tuple[str, ...]:
        """Give the parts of a cell that lists several values, separated by ``|``."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())

    def wrong(self, reason: str) -> UsageError:
        """Make the error that names this table and line."""
        return UsageError(f"{self.path}, line {self.line}: {reason}")

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """Give a cell that must hold one of the allowed values; raises :class:`UsageError`."""
        if self[column] not in allowed:
            raise self.wrong(f"{column} is {self[column]!r}; it must be one of: {', '.join(allowed)}")
        return self[column]


def read_table(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """CSV file (UTF-8, header line, ``#`` starts a comment line) -> its rows.

    Raises :class:`UsageError` naming file and line when the file is missing, a column of ``columns`` is missing from
    the header, or a line has more cells than the header.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the codebook table cannot be read ({error}); copy it from the default codebook") from None
    lines = text.splitlines()
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    reader = csv.reader((line for _, line in numbered), skipinitialspace=True)
    header: list[str] = next(reader, [])
    for column in columns:
        if column not in header:
            raise UsageError(f"{path}: the column {column!r} is missing from the header")
    for cells in reader:
        line = numbered[reader.line_num - 1][0]
        if len(cells) > len(header):
            raise UsageError(
                f"{path}, line {line}: {len(cells)} cells for {len(header)} columns; quote a cell that holds a comma"
            )
        yield Row({name: cell.strip() for name, cell in zip(header, cells, strict=False)}, path, line)
