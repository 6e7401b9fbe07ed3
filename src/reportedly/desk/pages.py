"""Pages from templates: everything escaped, nothing undefined, every text of a report in a box of its own direction."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, TemplateNotFound
from starlette.requests import Request
from starlette.responses import HTMLResponse

from reportedly._version import __version__
from reportedly.desk.correcting import FORM_FIELDS, without_words
from reportedly.desk.sign_in import Person
from reportedly.exports.page.write import make_environment

ASSETS = {
    "look.css": "text/css",
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "correct.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""What pages may load, and its kind."""


def render(request: Request, name: str, person: Person | None, status: int = 200, **view: object) -> HTMLResponse:
    """Name of a template and what it shows -> the page. ``person`` is who is asking, ``None`` before they have signed in."""
    template = _environment().get_template(name)
    return HTMLResponse(template.render(person=person, path=request.url.path, version=__version__, **view), status)


@cache
def read_asset(name: str) -> str:
    """Name of an asset -> its text."""
    folder = files("reportedly.exports.page") / "assets" if name == "look.css" else files("reportedly.desk") / "assets"
    return (folder / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = make_environment(_template)
    environment.globals |= {"FORM_FIELDS": FORM_FIELDS, "without_words": without_words}
    return environment


def _template(name: str) -> str:
    for folder in (files("reportedly.desk") / "templates", files("reportedly.exports.page") / "assets"):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise TemplateNotFound(name)
