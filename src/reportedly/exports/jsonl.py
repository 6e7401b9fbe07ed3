"""The record itself: coded reports, incidents and judgements, one JSON object a line, as the machine and the people left them.

Nothing is laid over anything here, so that what goes out comes back in: ``reportedly export`` takes the file for each of CODED,
INCIDENTS and ``--judgements``.
"""

from __future__ import annotations

from typing import IO

from reportedly.exports.holdings import Holdings
from reportedly.exports.output import Written
from reportedly.record import to_json


def write_jsonl(holdings: Holdings, stream: IO[bytes]) -> Written:
    """Holdings -> the lines of all reports, then of all incidents, then of all judgements."""
    written = Written()

    def put(line: bytes) -> None:
        stream.write(line + b"\n")
        written.rows += 1

    for report in holdings.shelf.reports():
        put(to_json(report))
    for incident in holdings.incidents():
        put(to_json(incident))
    for judgement in holdings.judgements:
        put(to_json(judgement))
    return written
