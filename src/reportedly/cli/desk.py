"""``reportedly desk``: where a person reads what was reported and decides; ``reportedly team``: who may."""

from __future__ import annotations

from pathlib import Path

import click

from reportedly.cli.project import project_option
from reportedly.cli.shared import gazetteer_option, say
from reportedly.errors import UsageError

ROLES = ("reader", "coder", "editor", "admin")  # reportedly.store.people.ROLES, which is too heavy to import for --help
by_option = click.option(
    "--by",
    envvar=["REPORTEDLY_JUDGE", "USER"],
    default="reviewer",
    metavar="NAME",
    help="Who judges, or becomes the first admin.",
)


@click.command()
@project_option
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port of this machine [default: any].")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@by_option
@click.option("--team", is_flag=True, help="For several people, who sign in.")
@click.option("--host", metavar="ADDRESS", help="With --team: answer on this address of the machine [default: loopback].")
@click.option("--name", "names", multiple=True, metavar="HOST", help="With --team: the public name, behind a proxy with TLS.")
@click.option("--proxy", metavar="ADDRESS", help="With --name: where the proxy speaks from [default: 127.0.0.1].")
@gazetteer_option
def desk(
    project: str,
    port: int,
    no_browser: bool,
    by: str,
    team: bool,
    host: str | None,
    names: tuple[str, ...],
    proxy: str | None,
    gazetteer: Path | None,
) -> None:
    """Open the desk: review incidents in a browser, on this machine only unless asked otherwise.

    The address, with the token that lets you in, is the last line printed. Ctrl-C ends it; every judgement is kept at once.
    """
    if not team and (host or names or proxy):
        raise UsageError("--host, --name and --proxy are for a team; give --team too")
    _check_extra()
    from reportedly.coding.places.gazetteer import load_gazetteer
    from reportedly.desk.serve import LOOPBACK, Listening, serve, serve_team
    from reportedly.store import open_project

    load_gazetteer(gazetteer)  # says at once what is wrong with it
    with open_project(project, say=say) as held:
        held.gazetteer = gazetteer
        if team:
            at = Listening(host or LOOPBACK, port, names, proxy or LOOPBACK)
            serve_team(held, by, at, click.echo, say, browser=not no_browser)
        else:
            serve(held, by, port, click.echo, browser=not no_browser)


@click.group()
def team() -> None:
    """Say who works on a project together; see also: reportedly desk --team."""


@team.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="coder", show_default=True, help="What they may do.")
@project_option
def invite(name: str, role: str, project: str) -> None:
    """Print a link with which NAME chooses a password: a new member, or one who forgot it. It works once, for seven days."""
    _check_extra()
    from reportedly.desk.team import invite as make_link
    from reportedly.store import open_project

    with open_project(project, say=say) as held:
        address = held.people.address()
        if address is None:
            say("the desk has not run for a team yet; put its address before the link")
        click.echo((address or "") + make_link(held, name, role, "the command line"))


@team.command("list")
@project_option
def list_people(project: str) -> None:
    """Print who is in the team, with role and last visit, and who is invited."""
    from reportedly.exports.visible import one_line
    from reportedly.store import open_project

    with open_project(project, say=say) as held:
        for one in held.people.everyone():
            role = one.role if one.active else "removed"
            click.echo(f"{role:<8} {one_line(one.name)}  {one.seen[:16] if one.seen else 'not signed in'}")
        for invitation in held.people.invited():
            click.echo(f"{'invited':<8} {one_line(invitation.name)}  as {invitation.role}, until {invitation.until[:10]}")


@team.command()
@click.argument("name")
@project_option
def remove(name: str, project: str) -> None:
    """Let NAME in no more: sessions and tokens end at once; what they decided stays."""
    from reportedly.store import open_project

    with open_project(project, say=say) as held:
        held.people.remove(name, "the command line")


@team.command()
@project_option
@click.option("--last", type=click.IntRange(1, 100_000), default=100, show_default=True, metavar="N", help="How many lines.")
def log(project: str, last: int) -> None:
    """Print who came in, was kept out, was invited, and judged, the last first."""
    from reportedly.exports.visible import one_line
    from reportedly.store import open_project

    with open_project(project, say=say) as held:
        for one in held.audit.entries(last):
            about = f": {one.about}" if one.about else ""
            click.echo(one_line(f"{one.at[:19]} {one.by} {one.what}{about}" + (f" ({one.address})" if one.address else "")))


def _check_extra() -> None:
    from importlib.util import find_spec

    if not all(find_spec(name) for name in ("fastapi", "uvicorn", "argon2", "python_multipart")):
        raise UsageError("the desk needs the extra: pip install 'reportedly[desk]'")
