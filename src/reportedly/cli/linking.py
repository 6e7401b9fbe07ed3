"""``reportedly link``: coded reports in, incidents out."""

from __future__ import annotations

from pathlib import Path

import click

from reportedly.cli.shared import codebook_option, progress, read_coded, write_lines


@click.command()
@click.argument("coded", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CODED...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="INCIDENTS.jsonl",
    help="Write here, not to standard output.",
)
@codebook_option
def link(coded: tuple[Path, ...], output: Path | None, codebook: Path | None) -> None:
    """Bring claims about one event together as incidents, and say on how many independent origins each stands."""
    from reportedly import api
    from reportedly.record import to_json

    reports = list(progress(read_coded(coded), "reading"))
    incidents = api.link(reports)
    write_lines((to_json(one) for one in progress(api.assess(incidents, reports, codebook), "assessing", len(incidents))), output)
