import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("console", ROOT / "docs" / "console.py")
console = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(console)
BLOCKS = console.blocks((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("command", "written"), BLOCKS, ids=[command[:40] for command, _ in BLOCKS])
def test_the_readme_shows_what_comes_out(command, written):
    if command.startswith("make "):
        pytest.skip("the set-up itself: .ci/run runs it")
    printed = console.run(command)
    shown = [line for line in written.splitlines() if line.strip() != console.LEFT_OUT]
    assert bool(shown) == bool(printed), "a block must show some of what comes out"
    assert console.fits(written, printed), printed


@pytest.mark.parametrize("page", sorted(p for p in ROOT.rglob("*.md") if ".venv" not in p.parts), ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_left_out_lines_are_the_only_freedom():
    assert console.fits("a\n[...]\nc\n", "a\nb\nc\n")
    assert not console.fits("a\n[...]\nc\n", "a\nb\nd\n")
    assert not console.fits("a\n", "a\nb\n")
