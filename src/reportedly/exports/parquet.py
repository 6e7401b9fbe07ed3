"""One row a claim in Parquet: the columns of ``csv`` with their types, lists as lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from reportedly.errors import UsageError
from reportedly.exports.claims import COLUMNS, Value, find_rows
from reportedly.exports.entries import Entry
from reportedly.exports.holdings import Holdings
from reportedly.exports.output import Written

BATCH = 5000
"""Rows that are held at a time, one row group of the file."""


def write_parquet(entries: Iterable[Entry], holdings: Holdings, stream: IO[bytes]) -> Written:
    """Entries -> one row a claim. Raises :class:`UsageError` where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise UsageError("parquet needs pyarrow; install it with: pip install 'reportedly[parquet]'") from None
    types = {"text": pa.string(), "list": pa.list_(pa.string()), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    fields = [pa.field(column.name, types[column.sort], metadata={"meaning": column.meaning}) for column in COLUMNS]
    schema = pa.schema(fields, metadata={"schema": "reportedly/1"})
    written = Written()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for batch in _batches(find_rows(entries, holdings)):
            writer.write_table(pa.Table.from_pylist([{k: _clean(v) for k, v in row.items()} for row in batch], schema=schema))
            written.rows += len(batch)
    return written


def _batches(rows: Iterator[dict[str, Value]]) -> Iterator[list[dict[str, Value]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _clean(value: Value) -> Value:
    """Value -> the same without lone surrogates, which UTF-8 has no bytes for."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
