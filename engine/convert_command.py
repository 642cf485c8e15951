"""The command `convert`: an official pickled checkpoint becomes safetensors; and the sealed process that does it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.cli import DONE
from engine.convert import beside
from engine.convert import convert as make


def convert(given: argparse.Namespace) -> int:
    """Do it and say what came out; raises what engine.convert raises."""
    if given.sealed is not None:
        from engine.convert_child import main

        return main(given.file, given.output, given.sealed)
    source = Path(given.file)
    output = Path(given.output) if given.output else beside(source)
    bar = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if bar:
            print(f"\r{source.name}: {100 * done // max(1, total)} %", end="", file=sys.stderr, flush=True)

    made = make(source, output, tell)
    if bar:
        print("\r\033[K", end="", file=sys.stderr)
    print(made.path)
    print(f"  {made.what}, {made.tensors:,} tensors, {made.bytes / 2**20:,.0f} MiB", file=sys.stderr)
    print(f"  from a file with the sha256 {made.source_sha256}", file=sys.stderr)
    return DONE
