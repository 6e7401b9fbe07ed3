"""Takes the pictures of the desk anew that stand in the documentation, from the samples, with a headless Chromium.

usage: python docs/pictures.py [NAME ...]     (such as desk-correct; all without a name)

Needs what the browser tests need: playwright, and a Chromium on the path.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPORTEDLY = [sys.executable, "-m", "reportedly"]


def press(page: Any, *keys: str) -> None:
    """Press keys, one after another."""
    for key in keys:
        page.keyboard.press(key)


def open_incident(page: Any, name: str) -> None:
    """Open the first incident of the queue whose headline holds a name."""
    page.goto(f"{page.url.partition('/incidents')[0].partition('/?')[0].rstrip('/')}/?place={name}")
    with page.expect_navigation():
        page.click(".queue a >> nth=0")


def claim_in_hand(page: Any, words: str) -> None:
    """Go down until the claim whose sentence holds these words is in hand."""
    press(page, "j")
    while words not in page.evaluate("document.activeElement.textContent"):
        press(page, "j")


def show_queue(page: Any) -> None:
    """The queue, its first row in hand."""
    press(page, "j")


def show_incident(page: Any) -> None:
    """A claim in hand, and one of its fields with the words that made it."""
    open_incident(page, "saraqib")
    claim_in_hand(page, "terrorists of the so-called Orontes Front")
    press(page, "ArrowRight", "ArrowRight")
    page.evaluate("document.activeElement.scrollIntoView({ block: 'center' })")


def show_correct(page: Any) -> None:
    """The source of a claim is picked in the text by keys."""
    open_incident(page, "butig")
    claim_in_hand(page, "cornfield")
    press(page, "c", "o", "ArrowDown", *["ArrowLeft"] * 30)
    while "Residents" not in page.evaluate("getSelection().toString()"):
        press(page, "ArrowLeft")
    press(page, *["Shift+ArrowRight"] * 2)
    page.evaluate("document.querySelector('details[open] form.correct').scrollIntoView({ block: 'center' })")


def show_narrow(page: Any) -> None:
    """An incident on a narrow dark screen."""
    open_incident(page, "saraqib")


PICTURES: dict[str, tuple[Callable[[Any], None], dict[str, Any]]] = {
    "desk-queue": (show_queue, {"viewport": {"width": 1280, "height": 860}}),
    "desk-incident": (show_incident, {"viewport": {"width": 1280, "height": 860}}),
    "desk-correct": (show_correct, {"viewport": {"width": 1280, "height": 860}}),
    "desk-narrow": (show_narrow, {"viewport": {"width": 400, "height": 860}, "color_scheme": "dark"}),
}


def take(names: list[str]) -> None:
    """Names of pictures -> their files."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        project = str(Path(folder) / "war.db")
        for call in (["init", "--project", project], ["add", str(HERE.parent / "samples"), "--project", project]):
            subprocess.run([*REPORTEDLY, *call], check=True)
        command = [*REPORTEDLY, "desk", "--project", project, "--no-browser", "--by", "Ana"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as desk, sync_playwright() as started:
            assert desk.stdout is not None
            address = desk.stdout.readline().strip()
            browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            for name in names:
                show, context = PICTURES[name]
                page = browser.new_context(**context).new_page()
                page.goto(address)
                show(page)
                page.screenshot(path=str(HERE / f"{name}.png"))
            browser.close()
            desk.terminate()


if __name__ == "__main__":
    take(sys.argv[1:] or list(PICTURES))
