"""``reportedly link``: coded reports in, incidents out."""

from __future__ import annotations

from pathlib import Path

import click

from reportedly.cli.shared import codebook_option, progress, read_coded, write_lines

# The names of reportedly.assessing.tolls.RULES, the default first; a test holds that they are the same.
TOLL_RULES = ("most-origins-then-latest", "acled", "ucdp")


@click.command()
@click.argument("coded", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CODED...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="INCIDENTS.jsonl",
    help="Write here, not to standard output.",
)
@click.option(
    "--toll-rule",
    type=click.Choice(TOLL_RULES),
    default=TOLL_RULES[0],
    show_default=True,
    help="How the best figure of people harmed is chosen where origins differ.",
)
@codebook_option
def link(coded: tuple[Path, ...], output: Path | None, toll_rule: str, codebook: Path | None) -> None:
    """Bring claims about one event together as incidents, and say on how many independent origins each stands."""
    from reportedly import api
    from reportedly.record import to_json

    reports = list(progress(read_coded(coded), "reading"))
    incidents = api.link(reports)
    assessed = api.assess(incidents, reports, codebook, toll_rule)
    write_lines((to_json(one) for one in progress(assessed, "assessing", len(incidents))), output)
