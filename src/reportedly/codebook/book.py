"""The codebook: a folder of tables that a user may copy, edit and name with ``--codebook``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from reportedly.codebook.acts import ActTable, load_acts
from reportedly.codebook.cues import CueTable, load_cues
from reportedly.codebook.publishers import PublisherTable, load_publishers
from reportedly.codebook.quantities import QuantityTable, load_quantities
from reportedly.codebook.registry import Registry, load_registry
from reportedly.errors import UsageError


@dataclass(frozen=True)
class Codebook:
    """The tables of one folder; each is read when it is first asked for."""

    folder: Path

    @cached_property
    def version(self) -> str:
        """Give ``name-digest``: the folder's name for the codebook and the first 12 hex digits of its tables' SHA-256."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.glob("*.csv")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return f"{self.folder.name}-{digest.hexdigest()[:12]}"

    def load(self) -> None:
        """Read every table now. Raises :class:`UsageError` with file and line, before the first report is coded."""
        for _ in (self.acts, self.cues, self.registry, self.quantities, self.publishers):
            pass

    @cached_property
    def acts(self) -> ActTable:
        """Classes of events, their triggers and crosswalks."""
        return load_acts(self.folder)

    @cached_property
    def cues(self) -> CueTable:
        """Words that hand over to a source, with their stance."""
        return load_cues(self.folder)

    @cached_property
    def registry(self) -> Registry:
        """Countries, organizations, armed groups, people and role words."""
        return load_registry(self.folder)

    @cached_property
    def quantities(self) -> QuantityTable:
        """Number words, vague quantities and words of harm."""
        return load_quantities(self.folder)

    @cached_property
    def publishers(self) -> PublisherTable:
        """Publishers and news agencies."""
        return load_publishers(self.folder)


def default_folder() -> Path:
    """Give the folder of the tables that come with the package."""
    return Path(str(files("reportedly.codebook"))) / "tables"


def load_codebook(folder: Path | None = None) -> Codebook:
    """Folder (``None``: the one that comes with the package) -> codebook. Raises :class:`UsageError` if it is no folder."""
    folder = folder or default_folder()
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such codebook folder; make one with: reportedly codebook {folder}")
    return Codebook(folder)
