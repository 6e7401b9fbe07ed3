"""Incidents as a person reads them in a terminal: on how many feet each stands, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from reportedly.assessing.assessor import Examination
from reportedly.assessing.struck_back import find_struck_back
from reportedly.codebook.book import Codebook, load_codebook
from reportedly.exports import words
from reportedly.exports.closer import look_closer
from reportedly.exports.page.highlight import find_sentence
from reportedly.exports.page.world import load_world
from reportedly.exports.party_names import fold_parties
from reportedly.exports.spans import Layer, cut_segments
from reportedly.exports.terminal import DIM, STATUS_STYLES, STYLES
from reportedly.exports.visible import make_visible, one_line
from reportedly.record import AssessedIncident, Claim, CodedReport, Origin, Span, Status

BOLD = Style(bold=True)
NO = Style(color="red", bold=True)
# How alike two sentences of copies are that are shown as one (share of words in the same order).
SAME = 0.8
Claims = Mapping[tuple[str, str], tuple[CodedReport, Claim]]


def write_incidents(
    coded: Sequence[CodedReport], incidents: Sequence[AssessedIncident], console: Console, book: Codebook | None = None
) -> None:
    """Print incidents with the claims of the reports they rest on, in order of their days."""
    reports = {one.report.id: one for one in coded}
    book = book or load_codebook()
    for one in sorted(incidents, key=lambda one: (one.incident.from_ or one.incident.to or "9", one.incident.id)):
        console.print(show_incident(one, reports, book))


def show_incident(one: AssessedIncident, reports: Mapping[str, CodedReport], book: Codebook) -> RenderableType:
    """Incident, coded reports by id and the codebook -> what rich prints of it."""
    own = [reports[r] for r in dict.fromkeys(ref.report for ref in one.incident.claims) if r in reports]
    claims = {(report.report.id, claim.id): (report, claim) for report in own for claim in report.claims}
    names = {a.id: a.name for r in own for a in r.actors if a.id and a.name}
    return Group(*_Incident(one, claims, names, look_closer(one, reports, book)).parts())


@dataclass(frozen=True)
class _Incident:
    one: AssessedIncident
    claims: Claims
    names: Mapping[str, str]
    closer: Examination | None

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
        yield self.feet()
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

    def feet(self) -> Text:
        """How many reports rest on how many origins, which of them are counted, which are not, and who denies it."""
        assessment = self.one.assessment
        parties = {origin.name for origin in assessment.origins if origin.party}
        reports = {ref.report for ref in self.one.incident.claims}
        out = Text(f"{words.count_words(len(reports), 'report')}, {words.count_words(len(assessment.origins), 'origin')}; ")
        out.append(f"{assessment.independent} of them independent and asserting it")
        if self.closer is not None and self.closer.asserting:
            said = [one_line(name) + (" (a party)" if name in parties else "") for name in self.closer.asserting]
            out.append(f": {words.say_names(said)}")
        out.append(".")
        if assessment.denied_by:
            out.append(f" Denied by {words.say_names([*map(one_line, assessment.denied_by)])}.", style=NO)
        return out

    def facts(self) -> Table:
        incident, assessment = self.one.incident, self.one.assessment
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style=DIM, no_wrap=True)
        grid.add_column(overflow="fold")
        precision = words.WHERE_PRECISION.get((incident.where.precision if incident.where else None) or 0)
        facts = [
            ("when", words.say_days(incident.from_, incident.to)),
            ("who", ", ".join(said + self.struck_back(label) for label, said in fold_parties(incident.who, self.names))),
            ("to whom", ", ".join(said for _, said in fold_parties(incident.whom, self.names))),
            ("where", precision),
        ]
        for dispute in self.closer.disputes if self.closer else ():
            first, *more = words.say_versions(dispute)
            facts += [("disputed", f"{words.DISPUTED[dispute.field]}: {first}"), *(("", line) for line in more)]
        parties = {origin.name for origin in assessment.origins if origin.party}
        for harm, toll in sorted(assessment.tolls.items(), key=lambda named: words.rank_harm(named[0])):
            together = words.say_range(toll.low, toll.best, toll.high) or words.NOT_COUNTED
            facts.append((harm, f"{together} ({words.say_rule(toll.rule)})"))
            facts += [
                (
                    "",
                    f"{words.say_range(own.low, own.best, own.high) or words.NOT_COUNTED}: {own.origin}"
                    + (" (a party)" if own.origin in parties else ""),
                )
                for own in toll.by_origin
            ]
            if self.closer is not None:
                facts += [("", words.say_part(part)) for part in self.closer.parts if part.harm == harm]
                if by_side := words.say_sides(self.closer.sides, harm):
                    facts.append(("", f"by side: {by_side}"))
        facts += [("copies", " = ".join(map(self.outlet, group))) for group in incident.copies if len(group) > 1]
        for name, said in facts:
            if said:
                grid.add_row(one_line(name), Text(one_line(said)))
        return grid

    def struck_back(self, label: str) -> str:
        """Registry id or name of one of who -> what marks one who is only said to have struck the attackers."""
        own = [self.claims[ref.report, ref.claim] for ref in self.one.incident.claims if (ref.report, ref.claim) in self.claims]
        back = find_struck_back(own)
        told = {
            (coded.report.id, claim.id) in back
            for coded, claim in own
            for i in claim.who
            for actor in (coded.actors[i], coded.actors[words.first_mention(coded, i)])
            if label.casefold() in ((actor.id or "").casefold(), (actor.name or "").casefold(), actor.text.casefold())
        }
        return " (against the attackers)" if told == {True} else ""

    def outlet(self, report: str) -> str:
        """Id of a report -> its publisher and day, or its title, or the id where the report is not at hand."""
        found = next((one.report for (own, _), (one, _) in self.claims.items() if own == report), None)
        if found is None:
            return report
        day = words.say_day(found.published[:10]) if found.published else None
        return ", ".join(part for part in (found.publisher or f"“{words.name_report(found)}”", day) if part)

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
        told: list[_Told] = []
        for ref in refs:
            if ref not in self.claims:
                missing += 1
                continue
            coded, claim = self.claims[ref]
            start, end = find_sentence(coded.report.text, *claim.trigger)
            start = max([start, *(mark.end for mark in coded.marks if mark.kind == "dateline" and start <= mark.start < end)])
            start += len(text := coded.report.text[start:end]) - len(text.lstrip())
            sentence = _Told(coded.report.text, start, end)
            same = next((own for own in told if self.is_copy(own, sentence, ref[0])), None)
            if same is None:
                told.append(sentence)
            sentence = same or sentence
            sentence.reports[ref[0]] = None
            if sentence.text == coded.report.text:
                sentence.triggers.add(claim.trigger)
            sentence.status[claim.status] = None
            sentence.outlets[self.outlet(ref[0])] = None
        for sentence in told:
            yield Padding(sentence.shown(), (0, 0, 0, 2))
        if missing:
            yield Padding(Text(f"{words.count_words(missing, 'claim')} in reports not at hand", style=DIM), (0, 0, 0, 2))

    def is_copy(self, known: _Told, other: _Told, report: str) -> bool:
        """Whether two sentences are one: the same words, or in copies of one text as good as the same."""
        if known.words == other.words:
            return True
        copied = any(report in group and any(own in group for own in known.reports) for group in self.one.incident.copies)
        return copied and SequenceMatcher(None, known.words, other.words, autojunk=False).ratio() > SAME


@dataclass(frozen=True)
class _Told:
    """A sentence as the first report prints it, the events in it, and where else it stands word for word."""

    text: str
    start: int
    end: int
    triggers: set[Span] = field(default_factory=set)
    status: dict[Status, None] = field(default_factory=dict)
    outlets: dict[str, None] = field(default_factory=dict)
    reports: dict[str, None] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The words of the sentence, without marks and capitals."""
        return re.findall(r"\w+", self.text[self.start : self.end].casefold())

    def shown(self) -> Text:
        out = Text()
        layers = [Layer(start, end, "trigger", n) for n, (start, end) in enumerate(sorted(self.triggers))]
        for one in cut_segments(self.start, self.end, layers):
            words_of = make_visible(self.text[one.start : one.end]).replace("\n", " ")
            out.append(words_of, style=STYLES["trigger"] if one.layers else Style.null())
        # That a claim is asserted goes without saying; that another of the same sentence is not does not.
        said = list(self.status) if set(self.status) != {"asserted"} else []
        for n, status in enumerate(said):
            out.append("  " if n == 0 else ", ").append(status, style=STATUS_STYLES.get(status, DIM))
        return out.append(f"{';' if said else ' '} {one_line('; '.join(self.outlets))}", style=DIM)
