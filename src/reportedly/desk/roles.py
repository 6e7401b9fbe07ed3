"""Which role each decision takes; pages and the JSON interface ask here alike."""

from __future__ import annotations

from reportedly.desk.sign_in import Person, need
from reportedly.store import Project
from reportedly.store.people import Role


def role_for(verdict: str) -> Role:
    """Verdict -> the role that it takes: claims are judged by coders; what is one event, and what two, by editors."""
    return "editor" if verdict in ("same", "not-same") else "coder"


def may_undo(project: Project, person: Person, judgement: str) -> Person:
    """Give the person back if they may take this judgement back: their own, or anybody's as an editor. Raises a 403."""
    row = project.judgement(judgement)
    if row is None:  # the project says so in its own words
        return person
    return need(person, role_for(row.verdict) if row.by == person.name else "editor")
