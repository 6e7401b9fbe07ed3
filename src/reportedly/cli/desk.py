"""``reportedly desk``: where a person reads what was reported and decides."""

from __future__ import annotations

import click

from reportedly.cli.project import project_option
from reportedly.cli.shared import say
from reportedly.errors import UsageError


@click.command()
@project_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port of this machine [default: any].")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--by", envvar=["REPORTEDLY_JUDGE", "USER"], default="reviewer", metavar="NAME", help="Who judges.")
def desk(project: str, port: int, no_browser: bool, by: str) -> None:
    """Open the desk: review incidents in a browser, on this machine only.

    The address, with the token that lets you in, is the last line printed. Ctrl-C ends it; every judgement is kept at once.
    """
    try:
        from reportedly.desk.serve import serve
    except ModuleNotFoundError:
        raise UsageError("the desk needs the extra: pip install 'reportedly[desk]'") from None
    from reportedly.store import open_project

    with open_project(project, say=say) as held:
        serve(held, by, port, click.echo, browser=not no_browser)
