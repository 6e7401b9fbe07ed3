"""What can go wrong with a project; each is one line that says what, where, and what to do."""

from __future__ import annotations

from reportedly.errors import ReportedlyError, UsageError


class ProjectError(UsageError):
    """The project is not there, is no project, or is of a newer version (exit code 2)."""


class StoreError(ReportedlyError):
    """The database failed while it was used: a full disk, a lost connection. What was accepted before is kept."""


class Conflict(ReportedlyError):  # noqa: N818 - it is a state of affairs that the desk shows, and no failure
    """Somebody else judged these claims in between.

    ``last`` is the id of that judgement, ``by`` who made it; ``None``: there is none any more.
    """

    def __init__(self, last: str | None, by: str | None) -> None:
        who = f"{by} judged this in between (judgement {last})" if last else "this has not been judged, as was thought"
        super().__init__(f"{who}; look at it again, then judge")
        self.last = last
        self.by = by
