"""Names that reports use and the registry does not know, ranked, so that a user sees what to add to the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportedly.codebook.names import find_words
from reportedly.record import CodedReport


@dataclass(frozen=True, slots=True)
class UnknownActor:
    """A name without registry id: how it is written most often, what kind it seems, in how many mentions and reports."""

    name: str
    kind: str
    mentions: int
    reports: int


def find_unknown(coded: Iterable[CodedReport]) -> list[UnknownActor]:
    """Coded reports -> the names of people, organizations and groups without id, most mentioned first, then by name."""
    written: dict[tuple[str, ...], dict[tuple[str, str], int]] = {}
    reports: dict[tuple[str, ...], set[str]] = {}
    for one in coded:
        for actor in one.actors:
            if actor.id is None and actor.name and actor.kind in ("person", "organization", "group"):
                key = tuple(w.key for w in find_words(actor.name))
                forms = written.setdefault(key, {})
                forms[actor.name, actor.kind] = forms.get((actor.name, actor.kind), 0) + 1
                reports.setdefault(key, set()).add(one.report.id)
    ranked = []
    for key, forms in written.items():
        (name, kind), _ = max(forms.items(), key=lambda form: (form[1], form[0]))
        ranked.append(UnknownActor(name, kind, sum(forms.values()), len(reports[key])))
    return sorted(ranked, key=lambda u: (-u.mentions, u.name))
