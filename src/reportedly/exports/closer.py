"""Works out anew what an incident's record has no room for: what is disputed and by whom, parts of tolls, and tolls by side."""

from __future__ import annotations

from collections.abc import Mapping

from reportedly.assessing.assessor import Examination, examine
from reportedly.assessing.tolls import DEFAULT_RULE, RULES
from reportedly.codebook.book import Codebook
from reportedly.record import AssessedIncident, CodedReport


def look_closer(one: AssessedIncident, reports: Mapping[str, CodedReport], book: Codebook) -> Examination | None:
    """Assessed incident -> what the record has no room for (disputes, parts, sides); ``None`` where a report is not at hand."""
    known = {(report.report.id, claim.id) for report in reports.values() for claim in report.claims}
    if not all((ref.report, ref.claim) in known for ref in one.incident.claims):
        return None
    rules = [toll.rule for toll in one.assessment.tolls.values() if toll.rule in RULES]
    return examine(one.incident, reports, book, rules[0] if rules else DEFAULT_RULE)
