"""``python -m reportedly``: the command line."""

from reportedly.cli import main

main(prog_name="reportedly")
