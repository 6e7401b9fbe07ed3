"""What the page of an incident shows: claims by origin, what stands of their judging, their days, and who may be the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from reportedly.corrections import FIELDS, field_value, stands_nowhere
from reportedly.desk.candidates import Candidate, find_candidates
from reportedly.desk.deciding import Verdicts, last_seen, verdicts_of
from reportedly.desk.unseen import Unseen, say_waiting
from reportedly.exports import words
from reportedly.exports.page.timeline import Dated, Timeline, draw_timeline, read_day
from reportedly.exports.page.views import ClaimView, IncidentView, ReportView, Telling, view_incidents, view_reports
from reportedly.exports.page.world import load_world
from reportedly.judgement import in_force
from reportedly.record import AssessedIncident, ClaimRef, CodedReport, Judgement
from reportedly.store import Project

MOST_DAYS = 40


@dataclass(frozen=True)
class Value:
    """A value that a field of a claim had: whose it is, since when, and why; ``stands`` says that it is the one that counts.

    ``nowhere``: no words of the report were picked for it.
    """

    field: str
    said: str
    by: str
    at: str
    why: str | None
    stands: bool
    nowhere: bool = False


@dataclass(frozen=True)
class ClaimState:
    """What a page knows of the judging of one claim, to be shown and sent back.

    ``own`` names the claim, ``refs`` also those that copies tell in the same words: they are accepted, rejected and split off
    together. ``now`` is the value of each field in words, ``values`` what they were before.
    """

    ref: ClaimRef
    own: str
    refs: str
    verdicts: Verdicts
    seen: str
    now: Mapping[str, str]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class HistoryLine:
    """One judgement in words; ``stands`` says that it can be undone, ``waits`` that it counts when the other has judged too."""

    id: str
    at: str
    by: str
    said: str
    why: str | None
    stands: bool
    claim: str
    waits: bool = False


@dataclass(frozen=True)
class Branch:
    """One origin of the incident with the reports that rest on it, and behind each of these its copies."""

    name: str
    counted: bool
    denies: bool
    why: str
    reports: tuple[tuple[ReportView, tuple[ReportView, ...]], ...]


@dataclass(frozen=True)
class IncidentPage:
    """All that the page of an incident shows."""

    incident: IncidentView
    reports: tuple[ReportView, ...]
    states: Mapping[str, ClaimState]
    rejected: tuple[tuple[ReportView, ClaimView, ClaimState], ...]
    history: tuple[HistoryLine, ...]
    branches: tuple[Branch, ...]
    timeline: Timeline
    days: tuple[tuple[ClaimView, str | None], ...]
    candidates: tuple[Candidate, ...]
    parted: tuple[tuple[str, str, str], ...]
    seen: str
    refs: str
    undo_seen: Mapping[str, str]
    """By judgement that stands: the last one about the same claims, which a form that takes it back carries."""
    waiting: str
    """Who judges a claim of it blindly, and not both have yet; else empty."""

    def mine(self, person: str) -> str:
        """Id of the last judgement of a person that stands, which ``u`` takes back where the claim in hand has none."""
        return next((row.id for row in self.history if row.stands and row.by == person), "")


def view_incident_page(project: Project, one: AssessedIncident, person: str) -> IncidentPage:
    """Project, one of its incidents, and who asks -> what its page shows."""
    world = load_world()
    ids = list(dict.fromkeys(ref.report for ref in one.incident.claims))
    told = Unseen.of(project, person).judgements(project.judgements(ids))
    sealed = project.doubles.sealed(ids)
    rows = [row for row in told if row.id not in sealed]
    coded = list(project.reports(ids))
    reports = view_reports(coded, [one], world.names)
    (incident,) = view_incidents([one], coded, reports, world.names, project.book)
    rejected = _rejected(project, ids, rows, reports)
    timeline, days = view_days(one, coded, reports)
    return IncidentPage(
        incident=incident,
        reports=reports,
        states=_states(incident, coded, reports, rows),
        rejected=rejected,
        history=view_history(told, sealed),
        branches=view_branches(incident, reports),
        timeline=timeline,
        days=days,
        candidates=find_candidates(project, one, coded, rows),
        parted=_parted(project, one, rows),
        seen=seen_of(rows, one.incident.claims),
        refs=name_refs(one.incident.claims),
        undo_seen=_undo_seen(rows),
        waiting=next((say_waiting(people) for people in project.doubles.waiting(one.incident.claims).values()), ""),
    )


def _parted(project: Project, one: AssessedIncident, rows: Sequence[Judgement]) -> tuple[tuple[str, str, str], ...]:
    """The incidents that were split off from this one, or it from them: in which of both ways, their ids and headlines."""
    own = set(one.incident.claims)
    ways: dict[ClaimRef, str] = {}
    for row in in_force(rows):
        if row.verdict == "not-same":
            for here, there, way in ((row.others, row.claims, "into"), (row.claims, row.others, "from")):
                if own.intersection(here):
                    ways |= dict.fromkeys((ref for ref in there if ref not in own), way)
    found: dict[str, str] = {}
    for ref, name in sorted(project.doubles.incidents_of(ways).items(), key=lambda pair: (pair[1], pair[0].report)):
        found.setdefault(name, ways[ref])
    parted = []
    for other in project.incidents(sorted(found)):
        incident = other.incident
        told = (
            words.say_act(incident.act).capitalize(), words.say_place(incident.where, load_world().names),
            words.say_days(incident.from_, incident.to),
        )  # fmt: skip
        parted.append((found[incident.id], incident.id, ", ".join(part for part in told if part)))
    return tuple(parted)


def name_refs(refs: Iterable[ClaimRef]) -> str:
    """Claims -> how forms name them: the ids of reports may hold anything, so they are percent-encoded."""
    return " ".join(f"{quote(ref.report, safe='')}/{ref.claim}" for ref in refs)


def seen_of(rows: Sequence[Judgement], refs: Iterable[ClaimRef]) -> str:
    """Judgements, the first first, and claims -> the id of the last one about any of these, empty if there is none."""
    wanted = set(refs)
    last = {name for ref, name in last_seen(rows).items() if ref in wanted}
    return next((row.id for row in reversed(rows) if row.id in last), "")


def _undo_seen(rows: Sequence[Judgement]) -> dict[str, str]:
    last = last_seen(rows)
    order = {row.id: n for n, row in enumerate(rows)}
    about = {row.id: [last[ref] for ref in (*row.claims, *row.others) if ref in last] for row in in_force(rows)}
    return {name: max(seen, key=order.__getitem__, default="") for name, seen in about.items()}


def _states(
    incident: IncidentView, coded: Sequence[CodedReport], reports: Sequence[ReportView], rows: Sequence[Judgement]
) -> dict[str, ClaimState]:
    """What is known of each claim from the judgements that count; a form carries the last of these."""
    verdicts = verdicts_of(rows)

    def ref_of(view: ClaimView) -> ClaimRef:
        return ClaimRef(report=reports[view.report].id, claim=view.id)

    states = {}
    for told in _tellings(incident):
        ref = ref_of(told.claim)
        refs = (ref, *(ref_of(copy) for copy in told.copies))
        record = coded[told.claim.report]
        claim = record.claims[told.claim.number]
        now = {field: say_value(field, field_value(record, claim, field)) for field in FIELDS}
        found = verdicts.get(ref, Verdicts())
        states[claim.id] = ClaimState(ref, name_refs([ref]), name_refs(refs), found, seen_of(rows, refs), now, _values(rows, ref))
    return states


def _tellings(incident: IncidentView) -> Iterable[Telling]:
    for origin in incident.origins:
        yield from origin.tellings
    yield from incident.without_origin


def _values(rows: Sequence[Judgement], ref: ClaimRef) -> tuple[Value, ...]:
    """Judgements and a claim -> what each field that was ever corrected has been, the machine's value first."""
    standing = {row.id for row in in_force(rows)}
    by_field: dict[str, list[Judgement]] = {}
    for row in rows:
        if row.verdict == "correct" and row.field and ref in row.claims:
            by_field.setdefault(row.field, []).append(row)
    values = []
    for field, corrections in by_field.items():
        counts = next((row.id for row in reversed(corrections) if row.id in standing), None)
        first = corrections[0]
        values.append(Value(field, say_value(field, first.before), "the machine", "", None, counts is None))
        values += [
            Value(
                field, say_value(field, row.after), row.by, row.at, row.why, row.id == counts,
                stands_nowhere(field, row.after, row.span),
            )
            for row in corrections
        ]  # fmt: skip
    return tuple(values)


def _rejected(
    project: Project, ids: Sequence[str], rows: Sequence[Judgement], reports: Sequence[ReportView]
) -> tuple[tuple[ReportView, ClaimView, ClaimState], ...]:
    """Claims of the incident's reports that were judged away: shown apart, so that this can be undone."""
    verdicts = verdicts_of(rows)
    gone = [ref for ref, found in verdicts.items() if found.verdict == "reject"]
    if not gone:
        return ()
    shown = {report.id: report for report in reports}
    machine = list(project.reports(ids, judged=False))
    views = view_reports(machine, [], load_world().names)
    found = []
    for record, view in zip(machine, views, strict=True):
        for claim in view.claims:
            ref = ClaimRef(report=record.report.id, claim=claim.id)
            if ref in gone:
                state = ClaimState(ref, name_refs([ref]), name_refs([ref]), verdicts[ref], seen_of(rows, [ref]), {}, ())
                found.append((shown[record.report.id], claim, state))
    return tuple(found)


def view_branches(incident: IncidentView, reports: Sequence[ReportView]) -> tuple[Branch, ...]:
    """Incident -> why so many reports are so few origins: each origin, the reports that rest on it, and their copies."""
    group_of = {number: group for group in incident.copies for number in group}
    counted = {name.removesuffix(" (a party)") for name in incident.asserting}
    branches = []
    for origin in incident.origins:
        told = [number for one in origin.tellings for number in (one.claim.report, *(copy.report for copy in one.copies))]
        left = list(dict.fromkeys(told))
        grown = []
        while left:
            first, *left = left
            copies = [number for number in left if number in group_of.get(first, ())]
            left = [number for number in left if number not in copies]
            grown.append((reports[first], tuple(reports[number] for number in copies)))
        branches.append(Branch(origin.name, origin.name in counted, origin.denies, origin.why, tuple(grown)))
    return tuple(branches)


def view_days(
    one: AssessedIncident, coded: Sequence[CodedReport], reports: Sequence[ReportView]
) -> tuple[Timeline, tuple[tuple[ClaimView, str | None], ...]]:
    """Incident -> its claims on one axis by the days that they give, the earliest first; rows are numbered as in the second."""
    wanted = {(ref.report, ref.claim) for ref in one.incident.claims}
    rows = []
    for record, report in zip(coded, reports, strict=True):
        for claim, view in zip(record.claims, report.claims, strict=True):
            if (record.report.id, claim.id) in wanted and (claim.from_ or claim.to):
                rows.append((claim.from_ or claim.to or "", view, claim))
    rows.sort(key=lambda row: (row[0], row[1].report, row[1].number))
    dated = []
    for _, _, claim in rows[:MOST_DAYS]:
        first = read_day(claim.from_)
        dated.append(Dated(first, read_day(claim.to), ((first, claim.status),) if first else ()))
    days = tuple((view, words.say_days(claim.from_, claim.to)) for _, view, claim in rows[:MOST_DAYS])
    return draw_timeline(dated), days


SAID = {
    "accept": "accepted", "reject": "rejected", "note": "noted", "same": "said to be one event",
    "not-same": "said to be two events", "undo": "taken back", "correct": "corrected",
}  # fmt: skip


def view_history(rows: Sequence[Judgement], sealed: Collection[str] = ()) -> tuple[HistoryLine, ...]:
    """Judgements, the first first, and the ids of those that do not count yet -> each in words, the last first."""
    standing = {row.id for row in in_force(rows)}
    by_id = {row.id: row for row in rows}
    lines = []
    for row in reversed(rows):
        refs = (*row.claims, *row.others)
        if row.undoes in by_id:
            refs = by_id[row.undoes].claims
        lines.append(
            HistoryLine(
                row.id, row.at, row.by, say_judgement(row, by_id.get(row.undoes or "")), row.why,
                row.id in standing and row.verdict != "undo", refs[0].claim if refs else "",
                row.id in sealed,
            )
        )  # fmt: skip
    return tuple(lines)


def say_judgement(row: Judgement, undone: Judgement | None = None) -> str:
    """Judgement, and the one that it takes back -> what was decided, in words."""
    if undone is not None:
        return f"taken back: {say_judgement(undone)}"
    said = SAID[row.verdict]
    if row.field:
        said = f"{said}: {row.field} from {say_value(row.field, row.before)} to {say_value(row.field, row.after)}"
    return said


def say_value(field: str, value: object) -> str:
    """A field and a value of it, as JSON has it -> the same in words."""
    return words.THE_REPORT if field == "source" and value is None else words_of(value)


def words_of(value: object) -> str:
    """A value of a field, as JSON has it -> the same in words."""
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(words_of(one) for one in value)
    if value == {}:
        return "a source not named"
    if isinstance(value, dict):
        if "low" in value or "best" in value:
            return words.say_range(value.get("low"), value.get("best"), value.get("high")) or "not counted"
        return str(value.get("name") or value.get("text") or value.get("value") or value.get("id") or value)
    return str(value)
