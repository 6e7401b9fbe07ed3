"""What a claim rests on: a source with the keys by which it is told from others and found again."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.assessing.names import VOICE, person_in
from reportedly.record import SourceKind

Key = tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """What a claim rests on. Sources of equal ``key`` are one origin; ``also`` holds further keys of the same origin.

    ``name`` is for the reader; ``id``, ``country`` and ``roles`` are the registry's where it knows the body or person;
    ``named`` tells a name from a description ("residents"); ``through`` names who passes it on; ``credited`` is true for
    the text of an agency that is named for it.
    """

    key: Key
    name: str
    kind: SourceKind
    named: bool
    id: str | None = None
    country: str | None = None
    roles: tuple[str, ...] = ()
    also: tuple[Key, ...] = ()
    through: tuple[str, ...] = ()
    words: str = ""
    via: str | None = None
    """The agency to which an unnamed source spoke, or whose text the report is."""
    credited: bool = False
    own: bool = False
    """The report's own voice, and no source that it names."""
    why: str = ""
    speaker: str = ""
    """The words of who speaks for it: a spokesman, a statement."""
    called: str = ""
    """What else the report calls it."""

    @property
    def roles_of_state(self) -> bool:
        """Whether it is of a state: of its government, army, police, courts or intelligence."""
        return bool({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"} & set(self.roles))


def is_person(source: Source) -> bool:
    """Whether a source is a person or somebody's voice, and no body of its own."""
    return person_in(source.words) is not None or bool(VOICE.search(source.words))
