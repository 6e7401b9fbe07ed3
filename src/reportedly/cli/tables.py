"""The commands on tables and models: ``actors``, ``codebook``, ``doctor``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from reportedly.cli.shared import check_date, codebook_option, gazetteer_option, model_option, read_coded
from reportedly.errors import UsageError


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), metavar="FILE|-")
@click.option("--on", metavar="DATE", help="Resolve as of this day (YYYY-MM-DD); without it, whenever.")
@click.option("--unknown", is_flag=True, help="FILE is the output of code: rank the names in it that no table knows.")
@codebook_option
def actors(file: IO[str], on: str | None, unknown: bool, codebook: Path | None) -> None:
    """Resolve one name or phrase a line to registry id, name, country and role codes: one JSON object a line, in order."""
    import datetime

    import msgspec

    from reportedly.codebook.book import load_codebook
    from reportedly.coding.actors.phrases import resolve_phrase
    from reportedly.coding.actors.unknown import find_unknown

    if unknown:
        for name in find_unknown(read_coded([Path(file.name)])):
            click.echo(msgspec.json.encode(name))
        return
    book = load_codebook(codebook)
    day = datetime.date.fromisoformat(on) if check_date(on) and on else None
    for line in file:
        actor = resolve_phrase(line.strip(), book, day)
        row = {"text": line.strip(), "id": actor.id, "name": actor.name, "country": actor.country, "roles": actor.roles}
        click.echo(msgspec.json.encode(row))


@click.command()
@codebook_option
@gazetteer_option
@model_option
def doctor(codebook: Path | None, gazetteer: Path | None, model: str) -> None:
    """Say what is installed, which models and tables with their versions, and whether everything loads."""
    from reportedly.doctor import examine

    healthy = True
    for check in examine(codebook, model, gazetteer):
        click.echo(f"{'ok  ' if check.fine else 'FAIL'}  {check.name:<18} {check.found}")
        healthy = healthy and check.fine
    if not healthy:
        sys.exit(1)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def codebook(folder: Path) -> None:
    """Copy the tables of the codebook to DIR, to be edited and named with --codebook."""
    import shutil

    from reportedly.codebook.book import default_folder

    if folder.exists():
        raise UsageError(f"{folder}: already there; name a folder that does not exist yet")
    shutil.copytree(default_folder(), folder)
    click.echo(f"{folder}: {len(list(folder.glob('*.csv')))} tables; edit them and give --codebook {folder}")
