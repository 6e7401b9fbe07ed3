"""What the JSON interface gives, and its description (OpenAPI) made from these very types.

What goes out are the records of :mod:`reportedly.record` and the ones below, whose JSON Schema msgspec writes; what comes in is
checked by the pydantic models of :mod:`reportedly.desk.api_asked`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response
from starlette.routing import BaseRoute

from reportedly._version import __version__
from reportedly.desk.agreement import AgreementPage
from reportedly.desk.measures import MeasuresPage
from reportedly.record import AssessedIncident, CodedReport, Incident, Judgement, Record, Report
from reportedly.store.changes import Change
from reportedly.store.control import HeldPlace, Statement
from reportedly.store.finding import ClaimRow, ReportRow
from reportedly.store.queue import Queued


class Failure(Record, frozen=True, kw_only=True):
    """What went wrong: a word for programs, a line for people; with 409 also the judgement that came first, and whose it is."""

    error: str
    detail: str
    last: str | msgspec.UnsetType | None = msgspec.UNSET
    by: str | msgspec.UnsetType | None = msgspec.UNSET


class Me(Record, frozen=True, kw_only=True):
    """For whom the token speaks."""

    name: str
    role: Literal["reader", "coder", "editor", "admin"]


class QueuePage(Record, frozen=True, kw_only=True):
    """A page of the queue; ``more`` says that there are more than ``total``, which nobody has counted."""

    incidents: tuple[Queued, ...]
    total: int
    more: bool


class Judging(Record, frozen=True, kw_only=True):
    """How far a claim is judged; ``seen`` is to be sent with a judgement on it."""

    report: str
    claim: str
    verdict: Literal["accept", "reject"] | None
    seen: str | None


class IncidentAnswer(Record, frozen=True, kw_only=True):
    """An incident as ``reportedly link`` writes it, and how far it is judged; ``seen`` is for judgements on all of it."""

    incident: AssessedIncident
    seen: str | None
    claims: tuple[Judging, ...]
    judgements: tuple[Judgement, ...]


class ReportVersion(Record, frozen=True, kw_only=True):
    """One version of a report; ``original`` is the SHA-256 of the bytes that it was taken from."""

    version: int
    added: str
    original: str | None
    report: Report


class Versions(Record, frozen=True, kw_only=True):
    """All versions of a report, the first first."""

    versions: tuple[ReportVersion, ...]


class ReportsPage(Record, frozen=True, kw_only=True):
    """A page of reports; ``after`` is to be sent for the next one, null on the last."""

    reports: tuple[ReportRow, ...]
    after: str | None


class ClaimsPage(Record, frozen=True, kw_only=True):
    """A page of claims; ``after`` is to be sent for the next one, null on the last."""

    claims: tuple[ClaimRow, ...]
    after: str | None


class JudgementsPage(Record, frozen=True, kw_only=True):
    """A page of judgements, the first made first; ``after`` is to be sent for the next one, null on the last."""

    judgements: tuple[Judgement, ...]
    after: int | None


class ChangesPage(Record, frozen=True, kw_only=True):
    """A page of the log of changes, the last first; ``before`` is to be sent for the next one, null on the last."""

    changes: tuple[Change, ...]
    before: int | None


class Made(Record, frozen=True, kw_only=True):
    """A judgement was made: its id, and the ids of the incidents that are not what they were before."""

    judgement: str
    incidents: tuple[str, ...]


class ControlAnswer(Record, frozen=True, kw_only=True):
    """Places, and what is said of who holds them: each statement with its report and its source."""

    places: tuple[HeldPlace, ...]
    total: int
    statements: tuple[Statement, ...]


class Sample(Record, frozen=True, kw_only=True):
    """The incidents that were drawn."""

    incidents: tuple[str, ...]


class Done(Record, frozen=True, kw_only=True):
    """It is done."""

    done: bool


class Format(Record, frozen=True, kw_only=True):
    """A format of ``reportedly export``: what its rows are, and the usual ending of its files."""

    name: str
    ending: str
    media_type: str
    rows: str


class Formats(Record, frozen=True, kw_only=True):
    """All formats."""

    formats: tuple[Format, ...]


ANSWERS: tuple[type, ...] = (
    Me, QueuePage, IncidentAnswer, CodedReport, Versions, ReportsPage, ClaimsPage, JudgementsPage, ChangesPage, Made, Formats,
    Judgement, Failure, Incident, ControlAnswer, AgreementPage, MeasuresPage, Sample, Done,
)  # fmt: skip


def answer(given: object, status: int = 200) -> Response:
    """A record -> the answer that holds it as JSON."""
    return Response(msgspec.json.encode(_merged(given)), status, media_type="application/json")


def _merged(given: object) -> object:
    # An incident and its assessment lie side by side in memory, and are one object in JSON: as in a line of ``reportedly link``.
    if not isinstance(given, IncidentAnswer):
        return given
    both = msgspec.to_builtins(given.incident.incident) | msgspec.to_builtins(given.incident.assessment)
    return msgspec.to_builtins(given) | {"incident": both}


def returns(kind: type, *failures: int, status: int = 200, says: str | None = None) -> dict[str, Any]:
    """Kind of an answer and the failures that it may come to -> what a route says of them."""
    meanings = {
        400: "This cannot be decided, for the reason that it says.", 401: "The token is missing, wrong or revoked.",
        403: "This takes another role, or tells of a claim that you have yet to judge blindly.",
        404: "There is no such thing.", 409: "Somebody else judged this in between.",
        413: "The request is too large.", 422: "The request is not as described here.",
    }  # fmt: skip
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": says or (kind.__doc__ or "").split("\n")[0], "content": _content(kind)}
    }
    for failure in sorted({401, 403, 422, *failures}):
        found[failure] = {"description": meanings[failure], "content": _content(Failure)}
    return {"responses": found, "status_code": status, "response_model": None}


def _content(kind: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}


def describe(routes: Sequence[BaseRoute]) -> Mapping[str, Any]:
    """Routes of the JSON interface -> its OpenAPI description."""
    found = get_openapi(
        title="reportedly", version=__version__, routes=routes,
        description="Everything that the pages of the desk do, for programs: reports, claims and incidents with who says so, and "
        "the judgements that people lay over them. Nothing here is a fact because it was printed.",
    )  # fmt: skip
    _, schemas = msgspec.json.schema_components(ANSWERS, schema_hook=_any_json, ref_template="#/components/schemas/{name}")
    schemas["AssessedIncident"] = {
        "title": "AssessedIncident",
        "description": "One line of `reportedly link`.",
        "allOf": [{"$ref": "#/components/schemas/Incident"}, {"$ref": "#/components/schemas/Assessment"}],
    }
    components = found.setdefault("components", {})
    own = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        own.pop(name, None)
    components["schemas"] = own | schemas
    return found


def _any_json(kind: type) -> dict[str, Any]:
    if kind is object:  # ``before`` and ``after`` of a judgement: see :mod:`reportedly.corrections`
        return {"description": "Any JSON value."}
    raise NotImplementedError
