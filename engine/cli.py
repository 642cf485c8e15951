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
    if given.command == "convert":
        from engine.convert_command import convert

        return convert(given)
    if given.command == "models":
        from engine import commands_models

        return commands_models.models(given)
    from engine import commands, commands_plan

    run: dict[str, Callable[[argparse.Namespace], int]] = {
        "generate": commands.generate,
        "probe": commands_plan.probe,
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
    _add_models(commands)
    probe = commands.add_parser("probe", help="measure this machine")
    probe.add_argument("--json", action="store_true", help="JSON instead of sentences")
    probe.add_argument("--card", metavar="CARD", help="read a made-up machine instead: its name or its data file")
    bench = commands.add_parser("bench", help="measurements")
    bench.add_argument(
        "what",
        choices=["starter", "starter-voice", "speed"],
        help="a built-in model: how well it does what is asked; speed: the networks beside those of diffusers",
    )
    bench.add_argument("--count", type=int, default=0, help="held-out prompts (default 60) or voices (default 20)")
    bench.add_argument("--json", action="store_true", help="JSON instead of a table")
    convert = commands.add_parser("convert", help="make safetensors of an official .pth file, in a sealed process")
    convert.add_argument("file", help="the .pth file; it stays as it is")
    convert.add_argument("--output", metavar="FILE", help="where it goes (default: beside it, as .safetensors)")
    convert.add_argument("--sealed", help=argparse.SUPPRESS)  # the process itself, started by convert
    commands.add_parser("worker", help="the engine as a process: orders in, events out, lines of JSON")
    return parser


def _add_models(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    models = commands.add_parser("models", help="list, fetch, check, take in and remove models")
    models.add_argument("--models-folder", action="append", default=[], help="where models lie; may be repeated")
    models.add_argument("--json", action="store_true", help="JSON instead of a table")
    models.set_defaults(action="list")
    actions = models.add_subparsers(metavar="ACTION")
    for name, help in (
        ("list", "the catalogue, and what of it is here (the default)"),
        ("info", "one model: its forms, its files, its licence"),
        ("download", "fetch what is missing; given again it goes on where it ended"),
        ("verify", "read the files and compare them with what was published"),
        ("adopt", "use the files of another program where they lie, without copying"),
        ("remove", "delete a model's own files, and none that anybody else needs"),
    ):
        action = actions.add_parser(name, help=help)
        action.set_defaults(action=name)
        action.add_argument("--models-folder", action="append", default=argparse.SUPPRESS, help="where models lie")
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON instead of words")
        if name in ("info", "download", "remove"):
            action.add_argument("id", metavar="ID", help="see the command models")
        if name == "verify":
            action.add_argument("ids", nargs="*", metavar="ID", help="see the command models; none: all that is here")
        if name == "download":
            action.add_argument("--variant", metavar="FORM", help="see models info; the first is recommended")
            action.add_argument("--mirror", action="append", default=[], metavar="URL", help="asked before the hub")
        if name in ("download", "adopt"):
            action.add_argument("--to", metavar="FOLDER", help="the models folder it goes to")
        if name == "adopt":
            action.add_argument("folder", metavar="FOLDER", help="of ComfyUI, WanGP, a hub's cache, LM Studio, or any")
        if name == "remove":
            action.add_argument("--yes", action="store_true", help="delete; without it the files are only named")


def _add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    generate = commands.add_parser("generate", help="make a clip without the window")
    generate.add_argument("--model-name", "--model", default="", metavar="ID", help="see the command models")
    generate.add_argument("--preset", metavar="NAME", help="settings that belong together, see models info")
    for role in Role:
        flag, many = "--" + role.value.replace("_", "-"), role in (Role.AUDIO_FILE, Role.MASK)
        text = "an input of the job" + (", one for each person; may be repeated" if many else "")
        generate.add_argument(flag, metavar="FILE", help=text, action="append", default=[])
    generate.add_argument("--recipe", metavar="FILE", help="take every setting from a clip that Kinora made")
    generate.add_argument("--output", metavar="FILE", help="exact name of the clip; its ending chooses the format")
    generate.add_argument("--output-folder", metavar="FOLDER", default=".", help="where the clip goes otherwise")
    generate.add_argument("--work-folder", metavar="FOLDER", help="checkpoints; give it again to go on after a stop")
    generate.add_argument(
        "--redo-window", type=int, default=-1, metavar="N", help="make only window N of a talking video again"
    )
    generate.add_argument("--models-folder", action="append", default=[], help="where models lie; may be repeated")
    generate.add_argument("--json", action="store_true", help="every event as a line of JSON")
    generate.add_argument("--plan-only", action="store_true", help="say what it would take, and make nothing")
    generate.add_argument("--card", metavar="CARD", help="plan for a made-up machine: its name or its data file")
    for family in catalog.FAMILIES.values():
        params.add_flags(generate, family.params)
