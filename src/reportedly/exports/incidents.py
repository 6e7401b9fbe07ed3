"""Incidents as a person reads them in a terminal: on how many feet each stands, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from reportedly.exports import words
from reportedly.exports.page.highlight import find_sentence
from reportedly.exports.page.world import load_world
from reportedly.exports.spans import Layer, cut_segments
from reportedly.exports.terminal import DIM, STATUS_STYLES, STYLES
from reportedly.exports.visible import make_visible, one_line
from reportedly.record import AssessedIncident, Claim, CodedReport, Origin, Span, Status

BOLD = Style(bold=True)
NO = Style(color="red", bold=True)
Claims = Mapping[tuple[str, str], tuple[CodedReport, Claim]]


def write_incidents(coded: Sequence[CodedReport], incidents: Sequence[AssessedIncident], console: Console) -> None:
    """Print incidents with the claims of the reports they rest on, in order of their days."""
    for one in sorted(incidents, key=lambda one: (one.incident.from_ or one.incident.to or "9", one.incident.id)):
        console.print(show_incident(one, coded))


def show_incident(one: AssessedIncident, coded: Sequence[CodedReport]) -> RenderableType:
    """Incident and the coded reports it rests on -> what rich prints of it."""
    claims = {(report.report.id, claim.id): (report, claim) for report in coded for claim in report.claims}
    return Group(*_Incident(one, claims, {a.id: a.name for r in coded for a in r.actors if a.id and a.name}).parts())


@dataclass(frozen=True)
class _Incident:
    one: AssessedIncident
    claims: Claims
    names: Mapping[str, str]

    def parts(self) -> Iterator[RenderableType]:
        incident, assessment = self.one.incident, self.one.assessment
        where = words.say_place(incident.where, load_world().names)
        act = words.say_act(incident.act)
        title = ", ".join(one_line(part) for part in (act[:1].upper() + act[1:], where) if part)
        yield Rule(style=DIM)
        yield Text(title, style=BOLD)
        yield Text.assemble(
            (assessment.standing.replace("-", " ").upper(), NO if assessment.disputed else BOLD), "  ",
            words.STANDINGS[assessment.standing],
        )  # fmt: skip
        reports = {ref.report for ref in incident.claims}
        feet = Text(
            f"{words.count_words(len(reports), 'report')}, {words.count_words(len(assessment.origins), 'origin')}; "
            f"{assessment.independent} of them independent and asserting it."
        )
        if assessment.denied_by:
            feet.append(f" Denied by {', '.join(map(one_line, assessment.denied_by))}.", style=NO)
        yield feet
        yield self.facts()
        for origin in assessment.origins:
            yield Text()
            yield self.head(origin)
            told = [ref for ref in incident.claims if ref.claim in origin.claims]
            yield from self.tell((ref.report, ref.claim) for ref in told)
        placed = {claim for origin in assessment.origins for claim in origin.claims}
        rest = [(ref.report, ref.claim) for ref in incident.claims if ref.claim not in placed]
        if rest:
            yield Text("\nNo origin named", style=BOLD)
            yield from self.tell(rest)
        yield Text()

    def facts(self) -> Table:
        incident, assessment = self.one.incident, self.one.assessment
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style=DIM, no_wrap=True)
        grid.add_column(overflow="fold")
        precision = words.WHERE_PRECISION.get((incident.where.precision if incident.where else None) or 0)
        facts = [
            ("when", words.say_days(incident.from_, incident.to)),
            ("who", ", ".join(self.names.get(actor, actor) for actor in incident.who)),
            ("to whom", ", ".join(self.names.get(actor, actor) for actor in incident.whom)),
            ("where", precision),
        ]
        for harm, toll in sorted(assessment.tolls.items(), key=lambda named: words.rank_harm(named[0])):
            together = words.say_range(toll.low, toll.best, toll.high) or words.NOT_COUNTED
            facts.append((harm, f"{together} ({words.say_rule(toll.rule)})"))
            facts += [
                ("", f"{words.say_range(own.low, own.best, own.high) or words.NOT_COUNTED}: {own.origin}")
                for own in toll.by_origin
            ]
        facts += [("copies", " = ".join(map(self.outlet, group))) for group in incident.copies if len(group) > 1]
        for name, said in facts:
            if said:
                grid.add_row(one_line(name), Text(one_line(said)))
        return grid

    def outlet(self, report: str) -> str:
        """Id of a report -> its publisher and day, or its title, or the id where the report is not at hand."""
        found = next((one.report for (own, _), (one, _) in self.claims.items() if own == report), None)
        if found is None:
            return report
        day = words.say_day(found.published[:10]) if found.published else None
        return ", ".join(part for part in (found.publisher or f"“{found.title or found.id}”", day) if part)

    def head(self, origin: Origin) -> Text:
        """Name of an origin, its kind, whether it is a party or denies the incident, and why its claims are one."""
        kind = words.SOURCE_KINDS[origin.kind] if origin.kind != "other" else ""
        party = words.SOURCE_KINDS["party"] if origin.party and origin.kind != "party" else ""
        out = Text(one_line(origin.name), style=BOLD)
        out.append("".join(f"; {part}" for part in (kind, party) if part), style=Style(bold=False, dim=True))
        if origin.name in self.one.assessment.denied_by:
            out.append("; denies it", style=NO)
        return out.append(f"\n{one_line(origin.why)}", style=Style(bold=False, dim=True, italic=True))

    def tell(self, refs: Iterable[tuple[str, str]]) -> Iterator[RenderableType]:
        """Claims -> their sentences, each once, with its events, their status and its reports; missing reports are counted."""
        missing = 0
        told: dict[str, _Told] = {}
        for ref in refs:
            if ref not in self.claims:
                missing += 1
                continue
            coded, claim = self.claims[ref]
            start, end = find_sentence(coded.report.text, *claim.trigger)
            sentence = told.setdefault(one_line(coded.report.text[start:end]), _Told(coded.report.text, start, end))
            if sentence.text == coded.report.text:
                sentence.triggers.add(claim.trigger)
            sentence.status[claim.status] = None
            sentence.outlets[self.outlet(ref[0])] = None
        for sentence in told.values():
            yield Padding(sentence.shown(), (0, 0, 0, 2))
        if missing:
            yield Padding(Text(f"{words.count_words(missing, 'claim')} in reports not at hand", style=DIM), (0, 0, 0, 2))


@dataclass(frozen=True)
class _Told:
    """A sentence as the first report prints it, the events in it, and where else it stands word for word."""

    text: str
    start: int
    end: int
    triggers: set[Span] = field(default_factory=set)
    status: dict[Status, None] = field(default_factory=dict)
    outlets: dict[str, None] = field(default_factory=dict)

    def shown(self) -> Text:
        out = Text()
        layers = [Layer(start, end, "trigger", n) for n, (start, end) in enumerate(sorted(self.triggers))]
        for one in cut_segments(self.start, self.end, layers):
            words_of = make_visible(self.text[one.start : one.end]).replace("\n", " ")
            out.append(words_of, style=STYLES["trigger"] if one.layers else Style.null())
        for n, status in enumerate(self.status):
            out.append("  " if n == 0 else ", ").append(status, style=STATUS_STYLES.get(status, DIM))
        return out.append(f"; {one_line('; '.join(self.outlets))}", style=DIM)
