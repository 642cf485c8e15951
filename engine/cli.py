"""The command line: one parser; the flags of a generation are read from its declared parameters.

Exit status: 0 done, 1 it could not be done, 2 wrong input, 130 cancelled.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from engine import catalog
from engine.api import params
from engine.api.errors import EngineError
from engine.api.request import Role

DONE, COULD_NOT, WRONG_INPUT, CANCELLED = 0, 1, 2, 130
Window = Callable[[str | None, bool, tuple[str, ...]], int]  # home, in_process, paths -> exit status


def main(words: list[str], open_window: Window) -> int:
    """Do what the words say; the exit status."""
    parser = build_parser()
    given = parser.parse_args(words if words else ["window"])
    if given.command == "window":
        return open_window(given.home, given.in_process, tuple(given.paths))
    try:
        return _headless(given)
    except EngineError as error:
        from engine.terminal import say_error

        say_error(error)
        return WRONG_INPUT


def _headless(given: argparse.Namespace) -> int:
    if given.command == "worker":
        from engine.worker import main as work

        work()
        return DONE
    from engine import commands

    run: dict[str, Callable[[argparse.Namespace], int]] = {
        "generate": commands.generate,
        "models": commands.models,
        "probe": commands.probe,
        "bench": commands.bench,
    }
    return run[given.command](given)


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = argparse.ArgumentParser(prog="kinora", description="Makes video on your own graphics card.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    window = commands.add_parser("window", help="open the window (the default)")
    window.add_argument("paths", nargs="*", help="pictures, sounds or clips to open")
    window.add_argument("--in-process", action="store_true", help="run the engine inside the window, for debugging")
    window.add_argument("--home", help="keep settings, queue and results below this folder")
    _add_generate(commands)
    models = commands.add_parser("models", help="list the models and whether they are on this computer")
    models.add_argument("--models-folder", action="append", default=[], help="where models lie; may be repeated")
    models.add_argument("--json", action="store_true", help="JSON instead of a table")
    probe = commands.add_parser("probe", help="measure this machine")
    probe.add_argument("--json", action="store_true", help="JSON instead of sentences")
    bench = commands.add_parser("bench", help="measurements")
    bench.add_argument("what", choices=["starter"], help="starter: how well the built-in model does what is asked")
    bench.add_argument("--count", type=int, default=60, help="held-out prompts to judge (default 60)")
    bench.add_argument("--json", action="store_true", help="JSON instead of a table")
    commands.add_parser("worker", help="the engine as a process: orders in, events out, lines of JSON")
    return parser


def _add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    generate = commands.add_parser("generate", help="make a clip without the window")
    generate.add_argument("--model-name", "--model", default="starter", metavar="ID", help="see the command models")
    for role in Role:
        generate.add_argument("--" + role.value.replace("_", "-"), metavar="FILE", help="an input of the job")
    generate.add_argument("--recipe", metavar="FILE", help="take every setting from a clip that Kinora made")
    generate.add_argument("--output", metavar="FILE", help="exact name of the clip; its ending chooses the format")
    generate.add_argument("--output-folder", metavar="FOLDER", default=".", help="where the clip goes otherwise")
    generate.add_argument("--work-folder", metavar="FOLDER", help="checkpoints; give it again to go on after a stop")
    generate.add_argument("--models-folder", action="append", default=[], help="where models lie; may be repeated")
    generate.add_argument("--json", action="store_true", help="every event as a line of JSON")
    for family in catalog.FAMILIES.values():
        params.add_flags(generate, family.params)
