"""What was typed into a form whose session had ended: kept on the page that asks to sign in, and sent again by who typed it.

Nothing is stored: the fields travel in the pages. Only a form of the desk's own pages is kept (its ``Origin`` is checked by the
guard), it goes to a path of the desk alone, and it is sent when its writer says so, with the token of the session of now.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from reportedly.desk.own_paths import own_path

PREFIX = "kept."
SEND = "send"
SECRETS = frozenset(("password", "again", "old", "form_token"))
MOST_FIELDS, LONGEST = 2_000, 300_000


class OldFormError(HTTPException):
    """A form with the token of another session."""

    def __init__(self) -> None:
        super().__init__(403, "This form is not one of yours, or too old. Load the page again.")


@dataclass(frozen=True)
class Kept:
    """A form that was not taken: where it goes, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The fields that a person filled, which are shown before they are sent."""
        return tuple((name, value) for name, value in self.fields if name in TOLD and value)


TOLD = (
    "verdict",
    "field",
    "value",
    "start",
    "end",
    "why",
    "other",
    "name",
    "role",
    "label",
    "count",
    "first",
    "second",
    "choice",
)


async def keep_form(request: Request) -> Kept | None:
    """Request that was refused -> its form to be sent again, ``None`` for what is none, too large, or has secrets in it."""
    path = own_path(str(request.url.replace(scheme="", netloc="")))
    if request.method != "POST" or path == "/" or request.headers.get("origin") is None:
        return None
    form = await _form(request)
    if form is None or (SECRETS - {"form_token"}).intersection(form):
        return None
    return _kept(path, [(name, value) for name, value in form.multi_items() if isinstance(value, str)])


async def read_kept(request: Request) -> Kept | None:
    """Form of signing in -> the form that came with it."""
    form = await _form(request)
    path = own_path(str(form.get(SEND, ""))) if form is not None else "/"
    if form is None or path == "/":
        return None
    named = [(name, value) for name, value in form.multi_items() if name.startswith(PREFIX) and isinstance(value, str)]
    return _kept(path, [(name.removeprefix(PREFIX), value) for name, value in named])


def _kept(path: str, fields: list[tuple[str, str]]) -> Kept | None:
    fields = [(name, value) for name, value in fields if name not in SECRETS]
    if not fields or len(fields) > MOST_FIELDS or sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return None
    return Kept(path, tuple(fields))


async def _form(request: Request) -> FormData | None:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return await request.form() if kind == "application/x-www-form-urlencoded" else None
