"""The group of all commands, and what becomes of their errors."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from reportedly._version import __version__
from reportedly.cli.adding import add
from reportedly.cli.coding import code
from reportedly.cli.desk import desk, team
from reportedly.cli.exporting import export
from reportedly.cli.gazetteer import gazetteer
from reportedly.cli.linking import link, why
from reportedly.cli.looking import page, show
from reportedly.cli.project import changes, init, judge, status
from reportedly.cli.shared import say
from reportedly.cli.tables import actors, codebook, doctor
from reportedly.cli.watching import watch
from reportedly.errors import ReportedlyError


class _Commands(click.Group):
    """Prints the errors that a user can cause as one line and ends with exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ReportedlyError as error:
            say(str(error))
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("reportedly: interrupted; run the same command again to go on", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # `reportedly show ... | head`: the reader has gone, and the interpreter must not try to flush to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="reportedly")
def main() -> None:
    """News reports of armed conflict in; a sourced record out: who did what to whom, and who says so."""


for command in (
    init,
    add,
    watch,
    status,
    changes,
    judge,
    desk,
    team,
    code,
    link,
    why,
    show,
    page,
    export,
    actors,
    doctor,
    codebook,
    gazetteer,
):
    main.add_command(command)
