"""A claim of an incident as its source tells it: whether it asserts, denies, and when it was printed."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.assessing.names import short
from reportedly.assessing.source import Key, Source
from reportedly.record import Claim, CodedReport


@dataclass(frozen=True)
class Told:
    """A claim of the incident with the report that it stands in and the source that it rests on there."""

    coded: CodedReport
    claim: Claim
    source: Source
    struck_back: bool = False
    """Whether it tells of harm done to the attackers, beside the harm that they did."""
    voices: tuple[Key | None, ...] = ()
    """For each attribution of the report the key of its source."""

    @property
    def asserts(self) -> bool:
        """Whether its source says that it happened."""
        return self.claim.status == "asserted" and self.stance not in ("denies", "doubts", "withholds")

    @property
    def denies(self) -> bool:
        """Whether its source says that it did not happen, or not so.

        "Our units did not fire", said by a ministry, is a denial; "no civilian was hurt" and "nobody has claimed the raid" are
        not: they name nobody who is said to have done it, and deny nothing that others tell.
        """
        if self.claim.status == "negated":
            who = [self.coded.actors[i].text.casefold() for i in self.claim.who]
            named = any(not words.startswith(("no ", "nobody", "none", "neither")) for words in who)
            return named and self.claim.attribution is not None and self.stance != "withholds"
        return self.claim.status == "denied" or self.stance == "denies"

    @property
    def stance(self) -> str | None:
        """Stance of the attribution; ``None`` where the report itself says so."""
        index = self.claim.attribution
        return self.coded.attributions[index].stance if index is not None else None

    @property
    def published(self) -> str:
        """When the report was printed, for putting figures in order; unknown days go first."""
        return self.coded.report.published or ""

    @property
    def print(self) -> str:
        """What the reader knows the report by: its publisher, or else its title or id."""
        report = self.coded.report
        return report.publisher or (f"“{short(report.title, 40)}”" if report.title else report.id)
