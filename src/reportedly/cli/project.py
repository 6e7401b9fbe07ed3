"""The commands on a project: ``init``, ``status``, ``changes``, ``judge``; ``add`` is in a module of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportedly.cli.shared import (
    check_date,
    codebook_option,
    gazetteer_option,
    model_option,
    say,
)
from reportedly.errors import UsageError

if TYPE_CHECKING:
    from reportedly.record import Claim, ClaimRef, CodedReport
    from reportedly.store import Project

project_option = click.option(
    "--project",
    envvar="REPORTEDLY_PROJECT",
    required=True,
    metavar="FILE|URL",
    help="The project: a file, or postgresql://... [else: $REPORTEDLY_PROJECT].",
)


@click.command()
@project_option
@codebook_option
def init(project: str, codebook: Path | None) -> None:
    """Make a new, empty project: one file, or a database of a PostgreSQL server."""
    from reportedly.codebook.book import load_codebook
    from reportedly.store import create_project

    if codebook:
        load_codebook(codebook).load()
    with create_project(project, codebook) as made:
        click.echo(f"{made.where}: a new project; add reports to it with: reportedly add PATHS... --project {made.where}")


@click.command()
@project_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@codebook_option
@gazetteer_option
@model_option
def status(project: str, as_json: bool, codebook: Path | None, gazetteer: Path | None, model: str) -> None:
    """Say what is in a project: reports, versions, claims, incidents by standing, judgements, and what is left to do."""
    import msgspec

    from reportedly.store import open_project
    from reportedly.store.counting import status_lines

    with open_project(project, codebook, say) as held:
        counts = held.counts()
        if counts.states.get("coded"):
            # Only what was coded can be by another coder.
            from reportedly.coding.stamp import read_stamp

            counts = held.counts(read_stamp(codebook or held.book.folder, model, gazetteer))
        if as_json:
            click.echo(msgspec.json.encode({"project": held.where, **msgspec.to_builtins(counts)}))
            return
        for name, what in status_lines(held.where, counts):
            click.echo(f"{name:<20} {what}")


@click.command()
@project_option
@click.option("--since", required=True, metavar="DATE|all", help="From this day or time on (ISO 8601, UTC), or all.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def changes(project: str, since: str, as_json: bool) -> None:
    """Tell what changed in a project: new versions, corrections, tolls raised, claims withdrawn, merged incidents, judgements."""
    from reportedly.exports.visible import one_line
    from reportedly.record import to_json
    from reportedly.store import open_project
    from reportedly.store.telling import tell

    if since != "all":
        check_date(since)
    with open_project(project, say=say) as held:
        judges = {} if as_json else {row.id: row.by for row in held.judgements()}
        for change in held.changes(None if since == "all" else _utc(since)):
            click.echo(to_json(change) if as_json else one_line(tell(change, judges.get(change.judgement or ""))))


def _utc(written: str) -> str:
    """ISO 8601 date or time -> the form in which the log keeps its times, which sorts by time."""
    import datetime

    moment = datetime.datetime.fromisoformat(written)
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    return moment.isoformat(timespec="milliseconds")


@click.command()
@click.argument(
    "verdict", metavar="VERDICT", type=click.Choice(["same", "not-same", "accept", "reject", "correct", "note", "undo"])
)
@click.argument("ids", nargs=-1, required=True, metavar="IDS...")
@project_option
@click.option(
    "--by",
    envvar=["REPORTEDLY_JUDGE", "USER"],
    required=True,
    metavar="NAME",
    help="Who judges [else: $REPORTEDLY_JUDGE, $USER].",
)
@click.option("--why", metavar="TEXT", help="The reason, for those who read it later.")
@click.option(
    "--field",
    metavar="FIELD",
    help="With correct: act, status, source, source_kind, through, cue, content, stance, manner, who, whom, where, when, from, "
    "to, weapon, toll.killed ...",
)
@click.option("--to", "after", metavar="VALUE", help="With correct: the right value, as JSON or as plain words.")
@click.option("--span", metavar="START:END", help="With correct: the characters of the report that say so.")
@click.option("--words", metavar="TEXT", help="With correct: the words of the report that say so, those nearest to the event.")
@gazetteer_option
def judge(
    verdict: str,
    ids: tuple[str, ...],
    project: str,
    by: str,
    why: str | None,
    field: str | None,
    after: str | None,
    span: str | None,
    words: str | None,
    gazetteer: Path | None,
) -> None:
    """Judge claims: IDS are claims (ids or how they begin); with undo, the judgement to take back.

    same and not-same say of the first claim that it tells, or does not tell, of the event of the others. A judgement is kept for
    good; undo takes it back by another one.
    """
    from reportedly.corrections import field_value, find_said, stands_nowhere
    from reportedly.exports.words import count_words
    from reportedly.judgement import make_judgement
    from reportedly.store import open_project

    with open_project(project, say=say) as held:
        held.gazetteer = gazetteer
        if verdict == "undo":
            if len(ids) != 1:
                raise UsageError("undo takes one judgement")
            made = make_judgement("undo", by, undoes=_find_judgement(held, ids[0]), why=why)
        else:
            refs = [_find_claim(held, one) for one in ids]
            paired = verdict in ("same", "not-same")
            if paired and len(refs) < 2:
                raise UsageError(f"{verdict} takes two claims or more")
            value, before, place = None, None, _span(span)
            if verdict == "correct":
                if field is None or after is None:
                    raise UsageError("correct needs --field and --to")
                coded, claim = _claim(held, refs[0])
                place = find_said(coded, claim, words, "--words") if words else place
                value, before = _value(held, coded, field, after, place), field_value(coded, claim, field)
                _check_act(held, field, value)
            made = make_judgement(
                verdict, by, claims=refs[:1] if paired else refs, others=refs[1:] if paired else (), field=field, before=before,
                after=value, span=place, why=why,
            )  # fmt: skip
        judged = held.judge(made)
        click.echo(f"judgement {judged.id}")
        if stands_nowhere(made.field or "", made.after, made.span):
            say("no words of the report were given for it: its evidence is this judgement alone (--words gives them)")
        for incident in judged.incidents:
            now = held.incident(incident)
            if now is None:
                click.echo(f"incident {incident}: none any more")
            elif now.incident.id != incident:
                click.echo(f"incident {incident}: now part of {now.incident.id}")
            else:
                click.echo(f"incident {incident}: {count_words(len(now.incident.claims), 'claim')}, {now.assessment.standing}")


def _find_claim(held: Project, prefix: str) -> ClaimRef:
    """Id of a claim, or how it begins, with its report before a colon if need be -> the claim."""
    report, _, claim = prefix.rpartition(":")
    found = [ref for ref in held.find_claims(claim) if ref.report.startswith(report)]
    if not found:
        raise UsageError(f"{prefix}: no claim has such an id; reportedly show --ids --project {held.where} shows those there are")
    if len(found) > 1:
        raise UsageError(f"{prefix}: {len(found)} claims or more begin so ({', '.join(ref.claim for ref in found[:3])} ...)")
    return found[0]


def _find_judgement(held: Project, prefix: str) -> str:
    found = [row.id for row in held.judgements() if row.id.startswith(prefix)]
    if len(found) != 1:
        raise UsageError(
            f"{prefix}: {len(found) or 'no'} judgements begin so; give the whole id" if found else f"{prefix}: no such judgement"
        )
    return found[0]


def _value(held: Project, coded: CodedReport, field: str, written: str, span: tuple[int, int] | None) -> object:
    """JSON as it is; words that are no JSON stand for themselves, and in a field that takes a list for its one member.

    A place by its name is looked up; ``span`` is where the report has it, if that was given.
    """
    import json

    from reportedly.coding.places.gazetteer import load_gazetteer
    from reportedly.corrections import LISTS, check_field, check_value
    from reportedly.suggesting import settle_value

    check_field(field)
    try:
        value: object = json.loads(written)
    except (ValueError, RecursionError):  # brackets without end
        value = written
    value = [value] if field in LISTS and not isinstance(value, list) else value
    check_value(field, value)
    return settle_value(coded, field, value, load_gazetteer(held.gazetteer) if field == "where" else None, span)


def _claim(held: Project, ref: ClaimRef) -> tuple[CodedReport, Claim]:
    coded: CodedReport = next(iter(held.reports([ref.report], judged=False)))
    return coded, next(one for one in coded.claims if one.id == ref.claim)


def _check_act(held: Project, field: str, value: object) -> None:
    """Refuse an act that the codebook does not have, and say which are near it."""
    from difflib import get_close_matches

    acts = held.book.acts
    if field == "act" and isinstance(value, str) and value not in acts.acts:
        meant = [t.act.name for rows in (acts.nouns, acts.verbs) for t in rows.get(value.lower(), ()) if len(t.words) == 1]
        near = list(dict.fromkeys([*meant, *get_close_matches(value.lower(), acts.acts, 3)]))
        say_near = f"near it: {', '.join(near[:4])}" if near else f"acts are: {', '.join(sorted(acts.acts))}"
        raise UsageError(f"{value!r} is no act of the codebook {held.book.version}; {say_near}")


def _span(written: str | None) -> tuple[int, int] | None:
    if written is None:
        return None
    start, _, end = written.partition(":")
    if not (start.isdecimal() and end.isdecimal()):
        raise UsageError(f"{written!r} is no span; write it as START:END")
    return int(start), int(end)
