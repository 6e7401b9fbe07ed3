"""What is kept from who codes blindly: judgements of others on claims that are still theirs to judge, and what follows of them.

What is searched or filtered is found by the values that are judged to be right; so a hidden claim is left out of lists, where
blank values would still say that it was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException

from reportedly.record import ClaimRef, Judgement
from reportedly.store import Project
from reportedly.store.changes import Change
from reportedly.store.control import HeldPlace, Statement

BLIND_PAGE = "/agreement/code"
"""Where a person judges the claims of their sample."""


@dataclass(frozen=True)
class Unseen:
    """The claims of which ``person`` must not see anybody else's judgement yet, and what would tell of these judgements.

    ``holding`` are the incidents that hold such a claim, ``rows`` the ids of the judgements, ``times`` when the log has them.
    """

    person: str
    claims: frozenset[ClaimRef]
    holding: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()

    @classmethod
    def of(cls, project: Project, person: str) -> Unseen:
        """Project and name -> what this person must not see yet."""
        claims = project.doubles.hidden_from(person)
        if not claims:
            return cls(person, claims)
        rows: set[str] = set()
        for row in project.doubles.judgements():
            if row.undoes in rows or (row.by != person and claims.intersection((*row.claims, *row.others))):
                rows.add(row.id)
        holding = frozenset(project.doubles.incidents_of(claims).values())
        return cls(person, claims, holding, frozenset(rows), frozenset(project.logbook.times_of(rows)))

    def hides_report(self, report: str) -> bool:
        """Whether a claim of this report is among them."""
        return any(ref.report == report for ref in self.claims)

    def judgements(self, rows: Iterable[Judgement]) -> list[Judgement]:
        """Judgements -> those that may be seen."""
        return [row for row in rows if row.id not in self.rows]

    def changes(self, rows: Iterable[Change]) -> list[Change]:
        """Lines of the log -> those that may be seen: none of what was judged of a hidden claim, and of what followed of it."""
        return [row for row in rows if not self._tells(row)]

    def _tells(self, row: Change) -> bool:
        if row.kind == "judgement":
            return row.judgement in self.rows
        # The figures of an incident follow from the claims that it holds, whoever judged which of them.
        return row.incident is not None and (
            row.at in self.times or (row.incident in self.holding and row.kind != "incident created")
        )

    def held(self, places: Sequence[HeldPlace], told: Sequence[Statement]) -> tuple[list[HeldPlace], list[Statement]]:
        """Places and what is said of them -> the same without hidden claims; a place that only these name is left out."""
        if not self.claims:
            return list(places), list(told)
        seen = [one for one in told if ClaimRef(report=one.report, claim=one.claim) not in self.claims]
        named = {_key(one): one for one in reversed(seen)}
        days: dict[object, str] = {}
        for one in seen:
            days[_key(one)] = max(days.get(_key(one), ""), one.last or one.first or "")
        gone = Counter(map(_key, told)) - Counter(map(_key, seen))
        return [
            replace(one, words=named[_key(one)].words, claims=one.claims - gone[_key(one)], last=days[_key(one)] or None)
            if gone[_key(one)] else one
            for one in places
            if _key(one) in named
        ], seen  # fmt: skip


def _key(one: HeldPlace | Statement) -> object:
    return one.words if one.geonameid is None else one.geonameid


def refuse_hidden(project: Project, person: str, refs: Iterable[ClaimRef]) -> None:
    """Raise a 403 where one of these claims is still to be judged blindly by this person, which is done in one place."""
    if project.doubles.hidden_from(person).intersection(refs):
        line = f"There is a claim here that you have yet to judge without seeing what others say of it: go to {BLIND_PAGE}."
        raise HTTPException(403, line)
