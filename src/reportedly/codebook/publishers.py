"""The table of publishers and news agencies: who prints, who is printed, and whom a state agency speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reportedly.codebook.table import read_table

KINDS = ("agency", "state agency", "outlet", "state outlet", "party outlet")


@dataclass(frozen=True)
class Publisher:
    """One row: its name, what it is, its country (ISO alpha-3), and the registry id of the actor that it speaks for."""

    name: str
    kind: str
    country: str | None
    voice_of: str | None
    domain: str | None


@dataclass(frozen=True)
class PublisherTable:
    """Publishers by name, alias and domain, case folded."""

    by_name: Mapping[str, Publisher]

    def find(self, name: str) -> Publisher | None:
        """Name, alias or domain as printed -> the publisher, ``None`` if it is not listed."""
        return self.by_name.get(_fold(name))


def load_publishers(folder: Path) -> PublisherTable:
    """Folder of the codebook -> its table ``publishers.csv``. Raises ``UsageError`` with file and line."""
    by_name: dict[str, Publisher] = {}
    for row in read_table(folder / "publishers.csv", ("name", "aliases", "kind", "country", "voice_of", "domain")):
        publisher = Publisher(
            name=row["name"],
            kind=row.one_of("kind", KINDS),
            country=row["country"] or None,
            voice_of=row["voice_of"] or None,
            domain=row["domain"] or None,
        )
        for name in (publisher.name, *row.many("aliases"), *([publisher.domain] if publisher.domain else [])):
            if by_name.setdefault(_fold(name), publisher) is not publisher:
                raise row.wrong(f"{name!r} already names {by_name[_fold(name)].name!r}")
    return PublisherTable(by_name)


def _fold(name: str) -> str:
    return " ".join(name.casefold().removeprefix("the ").replace("-", " ").split())
