"""Runs the console blocks of a page and writes their output anew; a test holds that what stands there is what comes out.

usage: python docs/console.py README.md

A block starts with three backticks and ``console``; each line that starts with ``$ `` is run by the shell in the root of the
project, without colour and 100 columns wide. ``[...]`` as a line of its own stands for lines that are left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"(```console\n)(.*?)(```)", re.S)
LEFT_OUT = "[...]"


def blocks(page: str) -> list[tuple[str, str]]:
    """Markdown -> its console blocks as pairs of command and the output that stands under it."""
    found = []
    for block in _BLOCK.finditer(page):
        for part in re.split(r"^\$ ", block[2], flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def run(command: str) -> str:
    """A command line -> what it prints, on either stream, without trailing blanks."""
    place = {"NO_COLOR": "1", "COLUMNS": "100", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, shell=True, cwd=ROOT, env=os.environ | place, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.rstrip().splitlines())


def fits(written: str, printed: str) -> bool:
    """Whether the output that a page shows is what the command prints, up to the lines that it leaves out."""
    pattern = "".join(".*?\n?" if line.strip() == LEFT_OUT else re.escape(line + "\n") for line in written.rstrip().splitlines())
    return re.fullmatch(pattern, printed, re.S) is not None


def renew(page: str) -> str:
    """Markdown -> the same with the output of every block without left-out lines written anew."""

    def block(found: re.Match[str]) -> str:
        parts = []
        for part in re.split(r"^\$ ", found[2], flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            parts.append(f"$ {command}\n{output if LEFT_OUT in output else run(command)}")
        return f"{found[1]}{''.join(parts)}{found[3]}"

    return _BLOCK.sub(block, page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(renew(Path(name).read_text(encoding="utf-8")), encoding="utf-8")
