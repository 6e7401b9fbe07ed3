"""``python -m reportedly``: the command line."""

from reportedly.cli.main import main

main(prog_name="reportedly")
