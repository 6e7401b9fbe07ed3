"""What the JSON interface takes: queries and bodies, checked by pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from reportedly.corrections import FIELDS

Name = Annotated[str, Field(min_length=1, max_length=1000)]
Seen = Annotated[
    str | None,
    Field(
        max_length=64,
        description="`seen` of the claim or incident as it was when the decision was made: the id of the last judgement, or null "
        "for none. Somebody else's judgement since then is answered with 409. `*` asks for nothing.",
    ),
]
Why = Annotated[str | None, Field(max_length=2000, description="The reason, for those who read it later.")]

Short = Annotated[str, Field(max_length=200)]
Limit = Annotated[int, Field(ge=1, le=200)]
Number = Annotated[int, Field(ge=0, lt=1 << 62)]
After = Annotated[str | None, Field(max_length=500, description="`after` of the page before")]
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="ISO 8601")]


class Given(BaseModel):
    """What a program sends: all keys are known ones."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Asked(BaseModel):
    """What a query asks. A filter that is not known is refused: passed over, it would give more than was asked for."""

    model_config = ConfigDict(extra="forbid")


class QueueQuery(Asked):
    """What is wanted of the queue; empty fields want everything."""

    words: Annotated[str, Field(max_length=200, description="All of these, in the texts and titles of the reports.")] = ""
    place: Short = ""
    country: Annotated[str, Field(pattern=r"^([A-Za-z]{3})?$", description="ISO 3166-1 alpha-3")] = ""
    since: Day = ""
    until: Day = ""
    act: Short = ""
    actor: Short = ""
    standing: Literal["", "corroborated", "single-origin", "parties-only", "disputed", "unattributed"] = ""
    disputed: Literal["", "1"] = ""
    reviewer: Short = ""
    state: Literal["all", "open", "changed", "finished"] = "all"
    order: Literal["first", "newest", "oldest", "reports", "killed"] = "first"
    limit: Limit = 50
    offset: Annotated[int, Field(ge=0, le=5_000_000)] = 0


class Listed(Asked):
    """What is wanted of a list that goes on from page to page."""

    words: Short | None = None
    since: Day = ""
    until: Day = ""
    limit: Limit = 50
    after: After = None


class ReportsQuery(Listed):
    """What is wanted of the reports; the days are those of publication."""

    publisher: Short | None = None
    state: Short | None = None


class ClaimsQuery(Listed):
    """What is wanted of the claims; the days are those of the event."""

    act: Short | None = None
    status: Short | None = None
    country: Short | None = None
    standing: Short | None = None
    incident: Short | None = None
    report: Name | None = None
    judged: bool | None = None


class JudgementsQuery(Asked):
    """Whose judgements are wanted, and from where on."""

    report: Name | None = None
    limit: Limit = 100
    after: Number = 0


class ChangesQuery(Asked):
    """What is wanted of the log of changes."""

    since: Day = ""
    until: Day = ""
    kind: Short = ""
    report: Short = ""
    incident: Short = ""
    limit: Limit = 100
    before: Number | None = None


class AgreementQuery(Asked):
    """Whom to compare, on all claims or on those that were drawn for it."""

    first: Short = ""
    second: Short = ""
    only: Literal["", "sample"] = ""


class ReportQuery(Asked):
    """How a report is wanted."""

    judged: bool = True


class Ref(Given):
    """Names one claim of one report."""

    report: Name
    claim: Name


Refs = Annotated[list[Ref], Field(min_length=1, max_length=1000)]
Offset = Annotated[int, Field(ge=0, le=1 << 31)]


class NewJudgement(Given):
    """A judgement to be made, in the name of the token's owner."""

    verdict: Literal["accept", "reject", "correct", "note", "same", "not-same"]
    claims: Refs
    others: Annotated[list[Ref], Field(max_length=1000, description="With same and not-same: the claims compared with.")] = []
    field: Annotated[Literal[FIELDS] | None, Field(description="With correct.")] = None  # type: ignore[valid-type]
    after: Annotated[
        JsonValue, Field(description="With correct: the right value; null means that the report does not tell it.")
    ] = None
    span: Annotated[
        list[Offset] | None,
        Field(min_length=2, max_length=2, description="The characters of the report that say so: start, end."),
    ] = None
    why: Why = None
    seen: Seen


class Undoing(Given):
    """Takes a judgement back."""

    why: Why = None
    seen: Seen = "*"


class Merging(Given):
    """Says that another incident is the same event."""

    other: Name
    why: Why = None
    seen: Seen


class Splitting(Given):
    """Says that these claims of the incident are of another event than the rest of it."""

    claims: Refs
    why: Why = None
    seen: Seen


class Deciding(Given):
    """Whose word holds for a field of a claim on which two people differ."""

    report: Name
    claim: Name
    field: Name
    first: Name
    second: Name
    choice: Literal["first", "second"]
    seen: Seen = "*"


class Sampling(Given):
    """Two people, and how many incidents are to be drawn for them."""

    people: Annotated[list[Name], Field(min_length=2, max_length=2)]
    count: Annotated[int, Field(ge=1, le=5000)]
