"""Fuzz the readers: python tests/fuzz/readers.py [FOLDER] [options of libFuzzer]. The first byte chooses the kind."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import atheris

# Imported here, so that the fuzzer sees which branches an input takes.
with atheris.instrument_imports(include=["reportedly.reading", "pypdf", "feedparser", "email"]):
    for name in ("email.parser", "feedparser", "pypdf", "reportedly.reading.reader"):
        import_module(name)

spec = spec_from_file_location("cases", Path(__file__).parents[1] / "test_reading_fuzz.py")
cases = module_from_spec(spec)
spec.loader.exec_module(cases)


def one(content: bytes) -> None:
    if content:
        cases.check(f"a{cases.SEEDED[content[0] % len(cases.SEEDED)]}", content[1:])


def main() -> None:
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        for number, ending in enumerate(cases.SEEDED):
            (folder / f"seed{ending}").write_bytes(bytes([number]) + cases.SEEDS[ending])
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
