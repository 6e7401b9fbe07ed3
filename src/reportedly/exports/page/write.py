"""Coded reports and their incidents -> one HTML file that needs nothing else and may fetch nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from reportedly.exports import words
from reportedly.exports.page.highlight import UNHELD
from reportedly.exports.page.maps import draw_locator, draw_overview, find_spots
from reportedly.exports.page.timeline import Dated, draw_timeline, read_day
from reportedly.exports.page.views import view_incidents, view_reports
from reportedly.exports.page.world import load_world
from reportedly.exports.visible import one_line
from reportedly.record import AssessedIncident, CodedReport

POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def write_page(coded: Sequence[CodedReport], incidents: Sequence[AssessedIncident]) -> str:
    """Coded reports and incidents -> HTML. The same input gives the same bytes; no part of a report is ever markup."""
    world = load_world()
    incidents = sorted(incidents, key=lambda one: (one.incident.from_ or one.incident.to or "9", one.incident.id))
    reports = view_reports(coded, incidents, world.names)
    shown = view_incidents(incidents, coded, reports, world.names)
    spots = find_spots([one.incident.where for one in incidents])
    claims = {(one.report.id, claim.id): claim for one in coded for claim in one.claims}
    dated = []
    for one in incidents:
        of_claims = (claims.get((ref.report, ref.claim)) for ref in one.incident.claims)
        days = tuple((day, claim.status) for claim in of_claims if claim and (day := read_day(claim.from_)))
        dated.append(Dated(read_day(one.incident.from_), read_day(one.incident.to), days))
    locators = {spot: draw_locator(world, spot) for spot in spots}
    style, script = _asset("look.css") + _asset("page.css"), _asset("page.js")
    html = (
        _environment()
        .get_template("page.html")
        .render(
            policy=POLICY.format(script=_hash(script), style=_hash(style)),
            style=Markup(style),  # our own file
            script=Markup(script),  # our own file
            reports=reports,
            incidents=shown,
            spots=spots,
            overview=draw_overview(world, spots) if spots else None,
            locators={number: locators[spot] for spot in spots for number in spot.incidents},
            timeline=draw_timeline(dated),
            coders=list(dict.fromkeys((one.coder.version, one.coder.codebook) for one in coded)),
            source=world.topology.source,
        )
    )
    return UNHELD.sub("\ufffd", html)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return (files("reportedly.exports.page") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return make_environment(_asset)


def make_environment(read: Callable[[str], str]) -> Environment:
    """What reads a template by its name -> the environment of templates: everything escaped and harmless, nothing undefined."""
    env = Environment(
        loader=FunctionLoader(read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=lambda value: one_line(value) if type(value) is str else value,
    )  # fmt: skip
    env.filters["say"] = say
    env.globals["count"] = words.count_words
    return env


@lru_cache(maxsize=8192)
def say(text: str) -> Markup:
    """Text from a report or a file -> it on one line, made harmless, in a box of its own direction."""
    return Markup("<bdi>{}</bdi>").format(escape(re.sub(UNHELD, "\ufffd", one_line(text))))
