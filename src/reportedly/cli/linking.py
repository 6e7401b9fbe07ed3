"""The commands of linking: ``link`` makes incidents of coded reports, ``why`` says why two claims are, or are not, in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportedly.cli.shared import codebook_option, progress, read_coded, read_incidents, read_records, say, write_lines
from reportedly.errors import UsageError

if TYPE_CHECKING:
    from reportedly.linking.account import Account
    from reportedly.linking.identity import Redirect
    from reportedly.linking.why import Why
    from reportedly.record import AssessedIncident, ClaimRef, CodedReport, Incident, Judgement

# The names of reportedly.assessing.tolls.RULES, the default first; a test holds that they are the same.
TOLL_RULES = ("most-origins-then-latest", "acled", "ucdp")

judgements_option = click.option(
    "--judgements",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="JUDGEMENTS.jsonl",
    help="Obey the judgements of this file: same, not the same, rejected, corrected.",
)


@click.command()
@click.argument("coded", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CODED...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="INCIDENTS.jsonl",
    help="Write here, not to standard output.",
)
@judgements_option
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="INCIDENTS.jsonl",
    help="Keep the ids that incidents have in this file, which an earlier run wrote.",
)
@click.option(
    "--redirects",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="REDIRECTS.jsonl",
    help="With --previous: the ids that were merged away; read if it is there, and written anew.",
)
@click.option(
    "--toll-rule",
    type=click.Choice(TOLL_RULES),
    default=TOLL_RULES[0],
    show_default=True,
    help="How the best figure of people harmed is chosen where origins differ.",
)
@codebook_option
def link(
    coded: tuple[Path, ...],
    output: Path | None,
    judgements: Path | None,
    previous: Path | None,
    redirects: Path | None,
    toll_rule: str,
    codebook: Path | None,
) -> None:
    """Bring claims about one event together as incidents, and say on how many independent origins each stands."""
    # Not by reportedly.api, which loads what coding needs.
    from reportedly.assessing.assessor import assess
    from reportedly.codebook.book import load_codebook
    from reportedly.linking import linker
    from reportedly.linking.identity import keep_ids
    from reportedly.record import AssessedIncident, to_json

    if redirects and not previous:
        raise UsageError("--redirects needs --previous: without the incidents of before no id is kept")
    before = _read_previous(previous) if previous else []
    led = _read_redirects(redirects) if redirects else []
    reports = list(progress(read_coded(coded), "reading"))
    reports, rows = _lay_over(reports, judgements, codebook)
    incidents: Sequence[Incident] = linker.link(reports, rows)
    if previous:
        incidents, led = keep_ids(before, incidents, led)
        _say_redirects(led, redirects)
    by_id, book = {one.report.id: one for one in reports}, load_codebook(codebook)
    write_lines(
        (
            to_json(AssessedIncident(incident=one, assessment=assess(one, by_id, book, toll_rule)))
            for one in progress(incidents, "assessing", len(incidents))
        ),
        output,
    )
    if redirects:
        write_lines(map(to_json, led), redirects)


def _read_previous(path: Path) -> list[Incident]:
    found: list[AssessedIncident] = list(read_incidents(path))
    return [one.incident for one in found]


def _read_redirects(path: Path) -> Sequence[Redirect]:
    import msgspec

    from reportedly.linking.identity import Redirect

    if not path.exists():
        return []
    return list(read_records([path], lambda line: msgspec.json.decode(line, type=Redirect), "redirect", "link --redirects"))


def _say_redirects(redirects: Iterable[Redirect], path: Path | None) -> None:
    if path is None:
        for one in redirects:
            say(f"incident {one.id} is now {one.to}" if one.to else f"incident {one.id} is gone: none of its claims is left")


def _lay_over(
    reports: list[CodedReport], judgements: Path | None, codebook: Path | None
) -> tuple[list[CodedReport], list[Judgement]]:
    """Reports and a file of judgements -> the reports as people judged them, and the judgements. Says what is named in vain."""
    if judgements is None:
        return reports, []
    from reportedly.codebook.book import load_codebook
    from reportedly.judgement import by_report, in_force, lay_over_fitting, read_judgement

    rows = list(read_records([judgements], read_judgement, "judgement", "judge"))
    known = {(one.report.id, claim.id) for one in reports for claim in one.claims}
    lost = [r for r in in_force(rows) if any((ref.report, ref.claim) not in known for ref in (*r.claims, *r.others))]
    if lost:
        say(f"{len(lost)} of {len(rows)} judgements name claims that are not in these reports (the first: {lost[0].id})")
    book, mine = load_codebook(codebook), by_report(rows)
    laid = [lay_over_fitting(one, mine.get(one.report.id, ()), book) for one in reports]
    if passed := [row for _, gone in laid for row in gone]:
        say(f"{len(passed)} of {len(rows)} judgements no longer fit the codebook or the report (the first: {passed[0].id})")
    return [one for one, _ in laid], rows


@click.command()
@click.argument("one", metavar="CLAIM")
@click.argument("other", metavar="CLAIM")
@click.argument("coded", nargs=-1, type=click.Path(path_type=Path), metavar="[CODED]...")
@click.option("--project", envvar="REPORTEDLY_PROJECT", metavar="FILE|URL", help="Ask this project, where no CODED is given.")
@judgements_option
@codebook_option
def why(
    one: str, other: str, coded: tuple[Path, ...], project: str | None, judgements: Path | None, codebook: Path | None
) -> None:
    """Say why two claims are, or are not, in one incident: each reason with its value, and through whom they are joined."""
    from reportedly.linking.why import find_claim, find_why

    if coded:
        reports = list(progress(read_coded(coded), "reading"))
        first, second = find_claim(one, reports), find_claim(other, reports)
        reports, rows = _lay_over(reports, judgements, codebook)
    elif project and not judgements:
        from reportedly.store import open_project

        with open_project(project, codebook, say) as held:
            plain = list(progress(held.reports(judged=False), "reading"))
            first, second = find_claim(one, plain), find_claim(other, plain)
            reports, rows = list(held.reports()), held.judgements(sealed=False)
    else:
        raise UsageError("name the coded reports that were linked, or a project (--project), which has its own judgements")
    for ref in (first, second):
        if not any(ref.claim == claim.id for report in reports if report.report.id == ref.report for claim in report.claims):
            raise UsageError(f"{ref.report}:{ref.claim} was rejected, and takes no part in linking")
    found = find_why(first, second, reports, rows)
    for line in _lines(found, first, second):
        click.echo(line)


def _lines(found: Why, first: ClaimRef, second: ClaimRef) -> Iterable[str]:
    from reportedly.exports.visible import one_line  # what reports say is not ours, and may hold escape sequences

    for name, ref, account in (("A", first, found.accounts[0]), ("B", second, found.accounts[1])):
        yield f"{name}  {one_line(ref.claim)}  {one_line(_tell(account, ref.claim))}"
    yield ""
    if found.comparison is None:
        yield "Both are told by one report as one event."
    else:
        for reason in found.comparison.reasons:
            yield f"  {reason.name:8}{reason.value:+7.2f}  {one_line(reason.why)}"
    for row in found.judged:
        reason_given = f": {row.why}" if row.why else ""
        verdict = "same" if row.verdict == "same" else "apart"
        yield f"  judged  {verdict:>7}  {one_line(f'by {row.by}, {row.at[:10]}{reason_given} ({row.id})')}"
    if found.comparison is not None:
        from reportedly.linking.compare import SAME

        yield f"  {'sum':8}{found.comparison.score:+7.2f}  one event from {SAME:+.2f}"
    yield ""
    yield from _outcome(found)


def _outcome(found: Why) -> Iterable[str]:
    from reportedly.exports.visible import one_line

    one, other = found.incidents
    if found.comparison is None:
        yield f"They are in one incident, {one}." if one else "They are in no incident: nothing in it is said to have happened."
        return
    if found.together:
        if len(found.chain) == 1:
            how = "by these reasons" if found.chain[0].score is not None else "because a person said so"
            yield f"They are in one incident, {one}, {how}."
            return
        yield f"They are in one incident, {one}, joined through others:"
        for step in found.chain:
            strength = "a person said so" if step.score is None else f"{step.score:+.2f}"
            ends = (f"{account.coded.report.id}:{account.claims[0].id}" for account in (step.first, step.second))
            yield f"  {one_line(' – '.join(ends))}  {strength}"
        return
    for name, incident in zip("AB", found.incidents, strict=True):
        if incident is None:
            yield f"{name} is in no incident: nothing that was brought together with it is said to have happened."
    if one and other:
        yield f"They are in two incidents, {one} and {other}."
    if any(row.verdict == "not-same" for row in found.judged):
        yield "A person said that they are not the same."
    elif found.linked and found.mean is not None:
        yield f"By themselves they would be one event, but the mean over all pairs of the two groups is {found.mean:+.2f}."


def _tell(account: Account, claim: str) -> str:
    """An account and one of its claims -> the claim in a line: act, status, its words, and where it stands."""
    told = next(one for one in account.claims if one.id == claim)
    report = account.coded.report
    start, end = told.trigger
    before = max(report.text.rfind(mark, 0, start) for mark in ".\n") + 1
    stops = [i for mark in (". ", "\n") if (i := report.text.find(mark, end)) >= 0]
    words = " ".join(report.text[before : min((*stops, len(report.text)))].split())
    shown = words if len(words) <= 110 else f"{words[:110]}…"
    return f"{told.act}, {told.status}: “{shown}” ({report.publisher or report.id}, {(report.published or 'no date')[:10]})"
