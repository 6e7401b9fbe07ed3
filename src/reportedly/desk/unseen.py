"""What the JSON interface keeps from who codes blindly: judgements of others on claims that are still theirs to judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import msgspec

from reportedly.record import ClaimRef, Judgement
from reportedly.store import Project
from reportedly.store.changes import Change
from reportedly.store.finding import ClaimRow


@dataclass(frozen=True)
class Unseen:
    """The claims of which ``person`` must not see anybody else's judgement yet."""

    person: str
    claims: frozenset[ClaimRef]

    @classmethod
    def of(cls, project: Project, person: str) -> Unseen:
        """Project and name -> what this person must not see yet."""
        return cls(person, project.doubles.hidden_from(person))

    def hides_report(self, report: str) -> bool:
        """Whether a claim of this report is among them."""
        return any(ref.report == report for ref in self.claims)

    def judgements(self, rows: Iterable[Judgement]) -> list[Judgement]:
        """Judgements -> those that may be seen."""
        kept, hidden = [], set()
        for row in rows:
            others = self.claims.intersection((*row.claims, *row.others)) and row.by != self.person
            if others or row.undoes in hidden:
                hidden.add(row.id)
            else:
                kept.append(row)
        return kept

    def change(self, one: Change) -> Change:
        """A line of the log -> the same, without what was judged of a hidden claim."""
        if one.report and one.claim and ClaimRef(report=one.report, claim=one.claim) in self.claims:
            return msgspec.structs.replace(one, judgement=None, field=None, before=None, after=None)
        return one

    def row(self, one: ClaimRow) -> ClaimRow:
        """A claim in a list -> the same, without what became of it if it is hidden."""
        return replace(one, verdict=None, judged=0) if one.ref in self.claims else one
