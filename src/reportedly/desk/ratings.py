"""What two people say of the same claims, each for himself, put side by side field by field.

Of each counts what they said before they could see what the other said: all until the other's first judgement of the claim, and
what they said to their own first accept or reject: from then on they see what the other says, also if they take it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from reportedly.agreement import Agreement, agree
from reportedly.corrections import FIELDS, field_value
from reportedly.judgement import in_force
from reportedly.record import Claim, ClaimRef, CodedReport, Judgement

VERDICT = "verdict"
JUDGING = ("accept", "reject", "correct")
LABELS: Mapping[str, str] = {VERDICT: "accept or reject"}


@dataclass(frozen=True)
class Rating:
    """What one person says of a claim: whether they keep it, and the values that they corrected."""

    person: str
    keeps: bool
    values: Mapping[str, object]
    rows: frozenset[str]
    """Ids of the judgements that this is read from."""


@dataclass(frozen=True)
class Rated:
    """A claim that two people judged; ``later`` are judgements on it that neither rating is read from, the first first."""

    ref: ClaimRef
    first: Rating
    second: Rating
    later: tuple[Judgement, ...]


@dataclass(frozen=True)
class Difference:
    """A field of a claim of which two people say different things, and what was decided since, ``None`` if nothing was."""

    ref: ClaimRef
    field: str
    machine: object
    first: object
    second: object
    decided: Judgement | None


def by_claim(rows: Iterable[Judgement]) -> dict[ClaimRef, list[Judgement]]:
    """Judgements, the first first -> those that judge each claim, with what takes them back."""
    about: dict[str, tuple[ClaimRef, ...]] = {}
    found: dict[ClaimRef, list[Judgement]] = {}
    for row in rows:
        refs = about.get(row.undoes or "", ()) if row.verdict == "undo" else row.claims if row.verdict in JUDGING else ()
        about[row.id] = refs
        for ref in refs:
            found.setdefault(ref, []).append(row)
    return found


def people_of(claims: Mapping[ClaimRef, Sequence[Judgement]]) -> dict[tuple[str, str], int]:
    """Judgements by claim -> the pairs of people who judged the same claims, and how many, most first."""
    pairs: dict[tuple[str, str], int] = {}
    for rows in claims.values():
        for pair in combinations(sorted({row.by for row in rows if row.verdict != "undo"}), 2):
            pairs[pair] = pairs.get(pair, 0) + 1
    return dict(sorted(pairs.items(), key=lambda one: (-one[1], one[0])))


def rate(claims: Mapping[ClaimRef, Sequence[Judgement]], first: str, second: str) -> list[Rated]:
    """Judgements by claim, and two people -> the claims that both of them judged, with what each says."""
    found = []
    for ref, rows in claims.items():
        one, two = _rating(rows, first, second), _rating(rows, second, first)
        if one is not None and two is not None:
            later = tuple(row for row in in_force(rows) if row.id not in one.rows | two.rows)
            found.append(Rated(ref, one, two, later))
    return found


def _rating(rows: Sequence[Judgement], person: str, other: str) -> Rating | None:
    seen = next((n for n, row in enumerate(rows) if row.by == other), len(rows))
    done = next((n for n, row in enumerate(rows) if row.by == person and row.verdict in ("accept", "reject")), -1)
    # Who has not come to a verdict yet cannot have seen what the other said, if it is hidden; all they said counts.
    counted = [row for n, row in enumerate(rows) if row.by == person and (n < seen or n <= done or done < 0)]
    force = in_force(counted)
    if not force:
        return None
    verdicts = [row.verdict for row in force if row.verdict in ("accept", "reject")]
    values = {row.field: row.after for row in force if row.verdict == "correct" and row.field}
    return Rating(person, not verdicts or verdicts[-1] == "accept", values, frozenset(row.id for row in counted))


def compare(rated: Sequence[Rated], records: Mapping[str, CodedReport]) -> tuple[dict[str, Agreement], list[Difference]]:
    """Claims that both judged, and the machine's records by report -> how far they agree by field, and where they do not.

    A field of a claim is compared if both keep the claim and it holds something, for the machine or one of them: that nobody
    says anything of it is no agreement. Tolls are figures (``interval``), all else are classes.
    """
    pairs: dict[str, list[tuple[str, str]]] = {VERDICT: []}
    differences: list[Difference] = []
    for one in rated:
        record = records.get(one.ref.report)
        claim = next((claim for claim in record.claims if claim.id == one.ref.claim), None) if record else None
        if record is None or claim is None:
            continue
        verdicts = [("reject", "accept")[rating.keeps] for rating in (one.first, one.second)]
        pairs[VERDICT].append((verdicts[0], verdicts[1]))
        if verdicts[0] != verdicts[1]:
            decided = [row for row in one.later if row.verdict in ("accept", "reject")]
            differences.append(Difference(one.ref, VERDICT, None, verdicts[0], verdicts[1], decided[-1] if decided else None))
        if one.first.keeps and one.second.keeps:
            differences += _compare_fields(one, record, claim, pairs)
    measured = {
        field: agree(found, "interval", _number) if field.startswith("toll.") else agree(found) for field, found in pairs.items()
    }
    return {field: measured[field] for field in (VERDICT, *FIELDS) if field in measured}, differences


def _compare_fields(
    one: Rated, record: CodedReport, claim: Claim, pairs: dict[str, list[tuple[str, str]]]
) -> Iterable[Difference]:
    for field in FIELDS:
        machine = field_value(record, claim, field)
        values = [rating.values.get(field, machine) for rating in (one.first, one.second)]
        first, second = (value_key(field, value) for value in values)
        if not (first or second or value_key(field, machine)):
            continue
        pairs.setdefault(field, []).append((first, second))
        if first != second:
            decided = [row for row in one.later if row.verdict == "correct" and row.field == field]
            yield Difference(one.ref, field, machine, values[0], values[1], decided[-1] if decided else None)


def value_key(field: str, value: object) -> str:
    """A field and a value of it, as judgements have it -> what makes two values one and the same; empty for none.

    Parties and places are one by id or GeoNames number, else by name; a list is the same in any order; of a toll the best figure
    counts, or the middle of its range.
    """
    if value is None or value == []:
        return ""
    if value == {}:
        return "not named"
    if isinstance(value, list):
        parts = sorted({value_key(field, one) for one in value} - {""})
        return "; ".join(parts)
    if isinstance(value, dict):
        if field.startswith("toll."):
            return _figure(value)
        named = next(
            (value[key] for key in ("geonameid", "id", "name", "text", "from", "value", "to") if value.get(key) is not None), None
        )
        if named is None:
            span = value.get("span")
            return f"words {span[0]}-{span[1]}" if span else ""
        return str(named).casefold()
    return str(value).casefold()


def _figure(value: Mapping[str, object]) -> str:
    best = value.get("best")
    ends = [float(end) for end in (value.get("low"), value.get("high")) if isinstance(end, int | float)]
    figure = float(best) if isinstance(best, int | float) else sum(ends) / len(ends) if ends else None
    return "not counted" if figure is None else f"{figure:g}"


def _number(key: object) -> float | None:
    try:
        return float(str(key))
    except ValueError:  # none, or several figures
        return None
