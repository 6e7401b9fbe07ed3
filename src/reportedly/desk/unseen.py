"""What is kept from who codes blindly: the judgements of others on claims that are still theirs to judge.

These judgements count for nobody yet (:mod:`reportedly.store.sealing`): whatever is derived from judgements is as the machine
made it. What is left to hide are the rows themselves, wherever judgements are listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from reportedly.errors import UsageError
from reportedly.record import ClaimRef, Judgement
from reportedly.store import Project

BLIND_PAGE = "/agreement/code"
"""Where a person judges the claims of their sample."""


@dataclass(frozen=True)
class Unseen:
    """The claims of which a person must not see anybody else's judgement yet, and the ids of these judgements."""

    claims: frozenset[ClaimRef]
    rows: frozenset[str] = frozenset()

    @classmethod
    def of(cls, project: Project, person: str) -> Unseen:
        """Project and name -> what this person must not see yet."""
        claims = project.doubles.hidden_from(person)
        if not claims:
            return cls(claims)
        rows: set[str] = set()
        for row in project.doubles.judgements({ref.report for ref in claims}):
            if row.undoes in rows or (row.by != person and claims.intersection((*row.claims, *row.others))):
                rows.add(row.id)
        return cls(claims, frozenset(rows))

    def judgements(self, rows: Iterable[Judgement]) -> list[Judgement]:
        """Judgements -> those that may be seen."""
        return [row for row in rows if row.id not in self.rows]


def refuse_hidden(project: Project, person: str, refs: Iterable[ClaimRef]) -> None:
    """Raise a 403 where one of these claims is still to be judged blindly by this person, which is done in one place."""
    if project.doubles.hidden_from(person).intersection(refs):
        line = f"There is a claim here that you have yet to judge without seeing what others say of it: go to {BLIND_PAGE}."
        raise HTTPException(403, line)


def refuse_waiting(project: Project, person: str, refs: Iterable[ClaimRef], pair: bool) -> None:
    """Raise ``UsageError`` where not both people of a blind sample have judged a claim: it is for these two alone until then.

    ``pair`` says that claims are to be joined or parted, which neither of the two may do before.
    """
    for people in project.doubles.waiting(tuple(refs)).values():
        if pair or person not in people:
            raise UsageError(f"{say_waiting(people)}, and nobody else decides on it until both have; go on with another")


def say_waiting(people: Iterable[str]) -> str:
    """The people of a sample -> who judges a claim blindly, in words."""
    return f"{' and '.join(people)} judge a claim of this incident without seeing each other’s word"
