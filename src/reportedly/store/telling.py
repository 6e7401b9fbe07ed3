"""The log of changes in plain words."""

from __future__ import annotations

from reportedly.store.changes import Change

FIELDS = {"from": "first day", "to": "last day", "where": "place", "source_kind": "kind of source", "through": "passed on by"}


def tell(change: Change, judge: str | None = None) -> str:
    """A change, and who made its judgement -> one line for a person: when, what of which, before and after."""
    about = f"report {change.report}" if change.report else f"incident {change.incident}" if change.incident else "project"
    claim = f", claim {change.claim}" if change.claim else ""
    by = f" by {judge}" if judge and change.field else ""  # of any other judgement say_change says who
    judgement = f"{by} (judgement {change.judgement})" if change.kind == "judgement" else ""
    return f"{change.at}  {about}{claim}: {say_change(change)}{judgement}"


def say_change(change: Change) -> str:
    """A change -> what became of what it is about, in words."""
    moved = f"{_value(change.before)} -> {_value(change.after)}"
    if change.kind in ("toll raised", "toll lowered") and change.incident and not change.claim:
        # Nobody raised or lowered it: other claims, or other judgements, came in, and the rule gives another figure for all.
        return f"{_field(change)}, the figure that the toll rule gives for all its reports together: {moved}"
    told = {
        "report added": f"added{_quoted(change.after)}",
        "new version": f"changed by its publisher: version {change.version}{_quoted(change.after)}",
        "recoded": f"coded again: claims before {change.before}, now {change.after}",
        "claim added": f"a claim more: {change.after}",
        "claim withdrawn": f"a claim withdrawn: {change.before}",
        "correction": f"{_field(change)} corrected: {moved}",
        "toll raised": f"{_field(change)} raised: {moved}",
        "toll lowered": f"{_field(change)} lowered: {moved}",
        "incident created": f"new: {change.after}",
        "incident merged": f"now part of incident {change.after}",
        "incident split": f"split off from {_value(change.before)}: {change.after}",
        "incident withdrawn": "none any more: no claim tells of it now",
        "origins changed": _origins(change),
        "standing changed": f"standing: {_value(change.before)} -> {_value(change.after)}",
        "judgement": f"judged{_judged(change)}",
    }.get(change.kind, change.kind)
    return " ".join(told.split())


def _origins(change: Change) -> str:
    """How many origins stand behind an incident by themselves, as the new reports or judgements have it."""
    before, after = (value if isinstance(value, int) else 0 for value in (change.before, change.after))
    by = abs(after - before)
    return f"{by} independent {'origin' if by == 1 else 'origins'} {'more' if after > before else 'fewer'}: {before} -> {after}"


def _field(change: Change) -> str:
    field = change.field or ""
    return FIELDS.get(field, field.removeprefix("toll."))


def _judged(change: Change) -> str:
    """A correction says from what to what; any other judgement, what it is and who made it."""
    if change.field:
        return f", {_field(change)}: {_value(change.before)} -> {_value(change.after)}"
    return f" ({change.after}) by {change.before}"


def _value(value: object) -> str:
    if value is None or value == []:
        return "none"
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, dict):
        # What a correction takes: a figure, or a party or place with what is known of it.
        named = (value.get(key) for key in ("best", "low", "high", "name", "id", "text", "value", "from"))
        return next((str(one) for one in named if one is not None), "none")
    return str(value)


def _quoted(value: object) -> str:
    return f" ({value})" if value else ""
