"""What people judged, as schema.org ClaimReview (JSON-LD): one review a claim and judgement; nothing for what nobody judged.

A review says what the person decided of the machine's record of a claim: that it stands in the report so (accepted), not so
(rejected), or otherwise (corrected). It is no verdict on whether the event happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import msgspec

from reportedly.exports import words
from reportedly.exports.claims import say_source
from reportedly.exports.holdings import Holdings
from reportedly.exports.output import Written
from reportedly.exports.webanno import name_part
from reportedly.record import Claim, CodedReport, Judgement

RATINGS = {"accept": "Accepted", "reject": "Rejected", "correct": "Corrected"}
TYPES = {"person": "Person", "organization": "Organization", "group": "Organization"}


def write_claimreview(holdings: Holdings, stream: IO[bytes]) -> Written:
    """Holdings -> one JSON-LD document with a review for each judgement in force that accepts, rejects or corrects a claim."""
    written = Written()
    stream.write(b'{"@context":{"@vocab":"https://schema.org/"},"@graph":[')
    for review in find_reviews(holdings, written):
        stream.write((b",\n" if written.rows else b"\n") + msgspec.json.encode(review))
        written.rows += 1
    stream.write(b"\n]}\n")
    return written


def find_reviews(holdings: Holdings, written: Written) -> Iterator[dict[str, Any]]:
    """Holdings -> reviews, earliest first; a judgement of a claim that is not there any more is counted as left out."""
    for row in holdings.judged:
        if row.verdict not in RATINGS:
            continue
        for ref in row.claims:
            coded = holdings.as_coded(ref)
            claim = next((one for one in coded.claims if one.id == ref.claim), None) if coded else None
            if coded is None or claim is None:
                written.left_out["judgements of claims that are not there any more"] += 1
            else:
                yield make_review(row, coded, claim)


def make_review(row: Judgement, coded: CodedReport, claim: Claim) -> dict[str, Any]:
    """Judgement, report as coded and claim -> the review."""
    report = coded.report
    said = say_source(coded, claim, None)
    appearance = {
        "@type": "NewsArticle", "headline": report.title, "url": report.url, "datePublished": report.published,
        "publisher": {"@type": "Organization", "name": report.publisher} if report.publisher else None,
    }  # fmt: skip
    body = row.why
    if row.verdict == "correct":
        before, after = (msgspec.json.encode(value).decode() for value in (row.before, row.after))
        body = f"{row.field}: {before} -> {after}" + (f". {row.why}" if row.why else "")
    review = {
        "@type": "ClaimReview",
        "@id": f"urn:reportedly:judgement:{row.id}:{claim.id}",
        "datePublished": row.at,
        "author": {"@type": "Person", "name": row.by},
        "claimReviewed": say_claim(coded, claim),
        "reviewRating": {"@type": "Rating", "alternateName": RATINGS[row.verdict], "ratingExplanation": row.why},
        "reviewBody": body,
        "itemReviewed": {
            "@type": "Claim",
            "@id": name_part(report.id, f"claim:{claim.id}"),
            "author": {"@type": _author(coded, claim), "name": said},
            "datePublished": report.published,
            "appearance": appearance,
        },
    }
    found: dict[str, Any] = _without_nulls(review)
    return found


def _author(coded: CodedReport, claim: Claim) -> str:
    """Claim -> schema.org's type of who says so."""
    if claim.attribution is None:
        return "Organization"
    actor = coded.attributions[claim.attribution].source_actor
    return TYPES.get(coded.actors[actor].kind, "Thing") if actor is not None else "Thing"


def say_claim(coded: CodedReport, claim: Claim) -> str:
    """Claim -> ``Residents said: shelling; in Saraqib; on 10 May 2016; 16 killed (asserted)``."""
    said = say_source(coded, claim, None)
    parts = [words.say_act(claim.act)]
    for before, found in (
        ("by", words.say_actors(coded, claim.who)),
        ("against", words.say_actors(coded, claim.whom)),
        ("in", words.say_places(coded, claim)),
    ):
        if found:
            parts.append(f"{before} {', '.join(found)}")
    if days := words.say_days(claim.from_, claim.to):
        parts.append(days)
    parts += words.say_tolls(coded, claim)
    return f"{said[:1].upper() + said[1:]}: {'; '.join(parts)} ({claim.status})"


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(part) for key, part in value.items() if part is not None}
    return value
