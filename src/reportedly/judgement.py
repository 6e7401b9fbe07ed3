"""What a person decided: judgements are made, read back, undone, and laid over the machine's record.

Rows are only ever added. Which of them count is worked out each time: what was undone is left out, and of two that
contradict each other the later one (by ``at``, then in the order given) wins. Nothing here changes what the machine wrote.

What a correction may say of which field is in :mod:`reportedly.corrections`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

import msgspec

from reportedly.codebook.book import Codebook
from reportedly.corrections import check_field, check_value, correct, field_value
from reportedly.errors import UsageError
from reportedly.record import ClaimRef, CodedReport, Judgement, Span, Verdict

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
PairOfRefs = tuple[ClaimRef, ClaimRef]


@dataclass(frozen=True)
class Pairs:
    """What people said of pairs of claims: those that tell of one event, and those that tell of two.

    Each pair is in order of report and claim id. The two never contradict each other, not even through a third claim.
    """

    same: frozenset[PairOfRefs] = frozenset()
    apart: frozenset[PairOfRefs] = frozenset()

    def changed(self, other: Pairs) -> frozenset[ClaimRef]:
        """Another set of pairs -> the claims of which the two say something different."""
        pairs = (self.same ^ other.same) | (self.apart ^ other.apart)
        return frozenset(ref for pair in pairs for ref in pair)


def make_judgement(
    verdict: str,
    by: str,
    *,
    claims: Iterable[ClaimRef] = (),
    others: Iterable[ClaimRef] = (),
    field: str | None = None,
    before: object = None,
    after: object = None,
    span: Span | None = None,
    undoes: str | None = None,
    why: str | None = None,
    at: str | None = None,
) -> Judgement:
    """What was decided, by whom -> the judgement, with its id. ``at`` is now unless given (ISO 8601; no zone means UTC).

    Raises :class:`UsageError` that says what is missing or wrong. Whether an act is one of the codebook is found out by
    :func:`lay_over`, which has the codebook.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"{verdict!r} is no verdict; verdicts are: {', '.join(VERDICTS)}")
    if not by or not by.strip():
        raise UsageError("a judgement needs the name of the one who judged")
    made = Judgement(
        id="", at=_utc(at), by=by.strip(), verdict=verdict, claims=_refs(claims), others=_refs(others), field=field,
        before=before, after=after, span=None if span is None else (span[0], span[1]), undoes=undoes, why=why,
    )  # fmt: skip
    _check_parts(made)
    # Through JSON, so that what is in memory is what is read back: lists for tuples.
    whole = msgspec.json.decode(msgspec.json.encode(made), type=Judgement)
    return msgspec.structs.replace(whole, id=_identity(whole))


def read_judgement(line: bytes | str) -> Judgement:
    """A line of JSON -> the judgement, checked. Raises :class:`UsageError` or ``msgspec.ValidationError``."""
    row = msgspec.json.decode(line, type=Judgement)
    if row.id != _identity(row):
        raise UsageError(
            f"judgement {row.id or '(without id)'}: the id is not that of the rest; it was changed after it was made"
        )
    _utc(row.at)
    _check_parts(row)
    return row


def in_force(rows: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Judgements, in any order -> those that count, earliest first: what was undone is left out, and every undo with it.

    An undo may itself be undone, which brings back what it took away. A row that is there twice counts once.
    """
    known = {row.id: row for row in rows}
    undos: dict[str, list[str]] = defaultdict(list)
    for row in known.values():
        if row.undoes is not None:
            undos[row.undoes].append(row.id)
    depth: dict[str, int] = {}
    for row in known.values():
        chain = [row]
        while (target := chain[-1].undoes) in known and target not in depth and len(chain) <= len(known):
            chain.append(known[target])
        for one in reversed(chain):
            depth[one.id] = depth.get(one.undoes or "", -1) + 1
    counts: dict[str, bool] = {}
    for name in sorted(known, key=lambda name: -depth[name]):
        counts[name] = not any(counts.get(undo, False) for undo in undos[name])
    left = [row for name, row in known.items() if counts[name] and row.verdict != "undo"]
    return tuple(sorted(left, key=lambda row: _moment(row.at)))


def pairs_judged(rows: Iterable[Judgement]) -> Pairs:
    """Judgements -> the pairs of claims that must and must not come together.

    The latest goes first. An earlier one gives way where it says something else of a pair, be it by itself or through others:
    who says that A and B are one and B and C are one has said that A and C are one.
    """
    above: dict[ClaimRef, ClaimRef] = {}
    barred: dict[ClaimRef, dict[ClaimRef, None]] = defaultdict(dict)
    same: set[PairOfRefs] = set()
    apart: set[PairOfRefs] = set()

    def find(ref: ClaimRef) -> ClaimRef:
        while (up := above.get(ref, ref)) != ref:
            above[ref] = above.get(up, up)
            ref = up
        return ref

    for row in reversed(in_force(rows)):
        if row.verdict not in ("same", "not-same"):
            continue
        for pair in ((a, b) for a in row.claims for b in row.others):
            a, b = sorted((find(pair[0]), find(pair[1])), key=ref_key)
            if row.verdict == "not-same" and a != b:
                barred[a][b] = barred[b][a] = None
                apart.add(_ordered(*pair))
            elif row.verdict == "same" and b not in barred[a]:
                same.add(_ordered(*pair))
                if a != b:
                    above[b] = a
                    for other in barred.pop(b, {}):
                        barred[other].pop(b, None)
                        barred[a][other] = barred[other][a] = None
    return Pairs(frozenset(same), frozenset(apart))


def by_report(rows: Iterable[Judgement]) -> Mapping[str, tuple[Judgement, ...]]:
    """Judgements -> those in force that name a claim of each report, by report id, earliest first."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    for row in in_force(rows):
        for report in dict.fromkeys(ref.report for ref in (*row.claims, *row.others)):
            found[report].append(row)
    return {report: tuple(judged) for report, judged in found.items()}


def lay_over(coded: CodedReport, rows: Iterable[Judgement], book: Codebook) -> CodedReport:
    """Coded report, judgements (those of other reports make no difference) and codebook -> the report as people judged it.

    Claims rejected last are left out; corrected fields hold the corrected values, with a mention at the judged span (or one
    without words, where none were picked). A claim keeps its id, the lists of the report only grow, and a judgement on a claim
    that is not there is passed over (:func:`reopened` names those). Raises :class:`UsageError` for what codebook or report do
    not bear out.
    """
    mine = by_report(rows).get(coded.report.id, ())
    rejected: dict[str, bool] = {}
    for row in mine:
        if row.verdict in ("accept", "reject"):
            rejected.update((ref.claim, row.verdict == "reject") for ref in row.claims if ref.report == coded.report.id)
    if any(rejected.values()):
        kept = tuple(claim for claim in coded.claims if not rejected.get(claim.id))
        coded = msgspec.structs.replace(coded, claims=kept)
    for row in _kinds_last(mine):
        if row.verdict != "correct" or row.field is None:
            continue
        claim = next((claim for claim in coded.claims if claim.id == row.claims[0].claim), None)
        if claim is not None:
            coded = correct(coded, claim, row.field, row.after, row.span, book)
    return coded


def lay_over_fitting(coded: CodedReport, rows: Iterable[Judgement], book: Codebook) -> tuple[CodedReport, tuple[Judgement, ...]]:
    """As :func:`lay_over`, but what codebook or report no longer bear out is passed over -> the report, and what was passed over.

    An act may be gone from the codebook, words from a new version of the report, and a stance has nothing to stand on when the
    source that was judged with it has been taken back. None of these must stop the rest.
    """
    mine = by_report(rows).get(coded.report.id, ())
    try:
        return lay_over(coded, mine, book), ()
    except UsageError:
        fitting: list[Judgement] = []
        gone: list[Judgement] = []
        for row in _kinds_last(mine):
            try:
                lay_over(coded, (*fitting, row), book)
            except UsageError:
                gone.append(row)
            else:
                fitting.append(row)
        return lay_over(coded, fitting, book), tuple(gone)


def _kinds_last(rows: Sequence[Judgement]) -> list[Judgement]:
    """Judgements in force -> the same, with the kinds of sources behind the rest.

    Another source brings its own kind, and one that was judged stays. Only where the report itself says so by now, there is no
    source left that the kind would be of.
    """
    first, kinds = [], []
    for row in rows:
        if row.verdict == "correct" and row.field == "source_kind":
            kinds.append(row)
            continue
        if row.verdict == "correct" and row.field == "source" and row.after is None:
            kinds = [kind for kind in kinds if kind.claims != row.claims]
        first.append(row)
    return first + kinds


def ref_key(ref: ClaimRef) -> tuple[str, str]:
    """Order of claims: by report, then by claim."""
    return (ref.report, ref.claim)


def reopened(rows: Iterable[Judgement], coded: CodedReport) -> tuple[Judgement, ...]:
    """Judgements and a report as the machine codes it now -> those in force that it no longer bears out, earliest first.

    Either a claim that they name is not there any more, or a field that was corrected is not what it was before.
    """
    claims = {claim.id: claim for claim in coded.claims}
    found = []
    for row in by_report(rows).get(coded.report.id, ()):
        mine = [ref.claim for ref in (*row.claims, *row.others) if ref.report == coded.report.id]
        if any(name not in claims for name in mine) or (
            row.verdict == "correct"
            and row.field is not None
            and row.before is not None
            and row.before != field_value(coded, claims[mine[0]], row.field)
        ):
            found.append(row)
    return tuple(found)


def _check_parts(row: Judgement) -> None:
    paired = row.verdict in ("same", "not-same")
    if row.verdict == "undo":
        if not row.undoes:
            raise UsageError("undo needs the id of the judgement that it takes back")
        return
    if row.undoes is not None:
        raise UsageError(f"{row.verdict} takes nothing back; use the verdict undo")
    if not row.claims:
        raise UsageError(f"{row.verdict} needs a claim that it is about")
    if paired != bool(row.others):
        raise UsageError(f"{row.verdict} needs other claims" if paired else f"{row.verdict} takes no other claims")
    if paired and set(row.claims) & set(row.others):
        raise UsageError(f"{row.verdict} names one claim on both sides")
    if row.span is not None and not 0 <= row.span[0] < row.span[1]:
        raise UsageError(f"the span {row.span[0]}:{row.span[1]} holds nothing")
    if row.verdict != "correct":
        if row.field is not None:
            raise UsageError(f"{row.verdict} sets no field; use the verdict correct")
        return
    check_field(row.field)
    if len(row.claims) != 1:
        raise UsageError("correct is about one claim")
    check_value(str(row.field), row.after)


def _refs(refs: Iterable[ClaimRef]) -> tuple[ClaimRef, ...]:
    return tuple(sorted(set(refs), key=ref_key))


def _ordered(a: ClaimRef, b: ClaimRef) -> PairOfRefs:
    return (a, b) if ref_key(a) <= ref_key(b) else (b, a)


def _identity(row: Judgement) -> str:
    content = msgspec.to_builtins(row)
    del content["id"]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:16]


def _moment(at: str) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _utc(at: str | None) -> str:
    try:
        moment = datetime.now(UTC) if at is None else _moment(at).astimezone(UTC)
    except ValueError:
        raise UsageError(f"{at!r} is no time; write it as 2016-05-10T12:00:00Z") from None
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
