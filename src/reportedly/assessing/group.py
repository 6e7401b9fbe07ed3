"""The claims of an incident that rest on one origin, while they are being gathered."""

from __future__ import annotations

from dataclasses import dataclass, field

from reportedly.assessing.names import role_of
from reportedly.assessing.source import Key, Source
from reportedly.assessing.told import Told
from reportedly.record import Origin


@dataclass
class Group:
    """Claims that rest on one origin, while they are being gathered."""

    key: Key
    told: list[Told] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    name: str = ""
    party: bool = False
    counted: bool = True

    @property
    def lead(self) -> Source:
        """The source that names the group: a name before a description, a body before who speaks for it, the usual name."""
        names = [t.source.name for t in self.told]
        return max(
            (t.source for t in self.told),
            key=lambda s: (
                s.named,
                s.id is not None or role_of(s.name) is not None,
                s.id is not None or " " in s.name,
                names.count(s.name),
                len(s.name.split()),
                s.name,
            ),
        )

    def origin(self) -> Origin:
        """The group as it stands in the record."""
        kinds = [t.source.kind for t in self.told if t.source.kind not in ("other", "unnamed")]
        usual = max(sorted(set(kinds)), key=kinds.count) if kinds else self.lead.kind
        return Origin(
            name=self.name,
            # What a government's own agency prints is official.
            kind="official" if usual == "media" and self.key[0] == "state" else usual,
            party=self.party,
            claims=tuple(sorted({t.claim.id for t in self.told})),
            why=" ".join(dict.fromkeys(part for part in self.why if part)),
        )
