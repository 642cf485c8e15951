#!/usr/bin/env python3
"""Kinora: `main.py` opens the window; generate, models, probe, bench and worker work without one."""

from __future__ import annotations

import io
import sys

from engine.cli import main


def open_window(home: str | None, in_process: bool, paths: tuple[str, ...]) -> int:
    """Show the window; its modules are read only now, so that the other commands need no Qt."""
    from ui.start import start

    return start(in_process=in_process, home=home, open_paths=paths)


def speak_unicode() -> None:
    """What is piped on is UTF-8 on every system, and a name that cannot be shown ends no job."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a window without a console has none
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    speak_unicode()
    sys.exit(main(sys.argv[1:], open_window))
