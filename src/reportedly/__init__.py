"""News reports of armed conflict in; a sourced record out: who did what to whom, where, when, how many, and who says so.

The verbs are the stages, each a function over an iterable::

    import reportedly
    record = reportedly.code("Rebels shelled ...", published="2017-09-09")   # one text -> one coded report
    coded = list(reportedly.code(reportedly.read(["reports/"])))             # many
    incidents = reportedly.link(coded)
    for assessed in reportedly.assess(incidents, coded):
        ...

Nothing heavy is imported until a verb is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from reportedly._version import __version__

if TYPE_CHECKING:
    from reportedly.api import assess, code, link, read, resolve_actors

__all__ = ["__version__", "assess", "code", "link", "read", "resolve_actors"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(importlib.import_module("reportedly.api"), name)
    raise AttributeError(f"module 'reportedly' has no attribute {name!r}")
