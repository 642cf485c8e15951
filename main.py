#!/usr/bin/env python3
"""Kinora: `main.py` opens the window; generate, models, probe, bench and worker work without one."""

from __future__ import annotations

import sys

from engine.cli import main


def open_window(home: str | None, in_process: bool, paths: tuple[str, ...]) -> int:
    """Show the window; its modules are read only now, so that the other commands need no Qt."""
    from ui.start import start

    return start(in_process=in_process, home=home, open_paths=paths)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], open_window))
