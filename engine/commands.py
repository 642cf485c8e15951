"""What each command without a window does."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
import uuid
from pathlib import Path
from typing import Any

import msgspec

from engine import catalog
from engine.api import params, wire
from engine.api.errors import BadInput, Cancelled, InvalidParam
from engine.api.events import Event, Failed, Finished, Stopped
from engine.api.model import Mode, ModelSpec, Purpose
from engine.api.request import Asset, GenerationRequest, Input, Role
from engine.cli import CANCELLED, COULD_NOT, DONE, WRONG_INPUT
from engine.commands_plan import plan_only
from engine.families.wan.spec import size_multiple
from engine.media.probe import probe as look_at
from engine.planner.picture_size import size_for
from engine.planner.presets import preset_named, with_preset
from engine.planner.suggest import suggest
from engine.store.home import home
from engine.terminal import Progress

WRONG_INPUT_CODES = ("PAR-", "IN-", "MOD-")  # a Failed with such a code is the input's fault


def generate(given: argparse.Namespace) -> int:
    """Make one clip; Ctrl-C stops it between two blocks."""
    from engine.run import Warm, run

    request = build_request(given)
    if given.plan_only:
        return plan_only(given, request)
    stopping = threading.Event()

    def stop() -> None:
        if stopping.is_set():
            raise Cancelled

    progress = Progress(given.json)

    def emit(event: Event) -> None:
        progress.show(event)

    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    run(request, emit, stop, Warm())
    if isinstance(progress.end, Stopped):
        return CANCELLED
    if isinstance(progress.end, Failed):
        return WRONG_INPUT if progress.end.code.startswith(WRONG_INPUT_CODES) else COULD_NOT
    if isinstance(progress.end, Finished) and not given.work_folder and not progress.end.result.temporary:
        shutil.rmtree(request.work_folder, ignore_errors=True)  # nobody can name it again
    return DONE


def build_request(given: argparse.Namespace) -> GenerationRequest:
    """The job that the flags describe; raises InvalidParam, BadInput or WeightsMissing."""
    models = catalog.load(given.models_folder)
    base = _recipe(given.recipe) if given.recipe else None
    spec = _model(given, models, base)
    values = _with_preset(spec, given.preset, dict(base.params if base else {}))
    values |= params.from_flags(catalog.family(spec).params, given)
    inputs = tuple(Input(role, _asset(path, role)) for role in Role for path in getattr(given, role.value))
    if base and not inputs:
        inputs = base.inputs
    values.setdefault("mode", suggest([i.role for i in inputs], spec).value)
    values |= _size_of_picture(spec, values, inputs)
    if given.output and "output_format" not in values:
        values["output_format"] = _format_by_ending(given.output, spec)
    job = uuid.uuid4().hex[:12]
    return GenerationRequest(
        id=job,
        family=spec.family,
        model=spec.id,
        params=values,
        inputs=inputs,
        output_folder=str(Path(given.output_folder).resolve()),
        output_path=str(Path(given.output).resolve()) if given.output else "",
        work_folder=given.work_folder or tempfile.mkdtemp(prefix="kinora-"),
        models_folders=tuple(given.models_folder) or home(os.environ).models_folders,
        redo_window=given.redo_window,
    )


def _model(given: argparse.Namespace, models: catalog.Catalog, base: GenerationRequest | None) -> ModelSpec:
    """The model that was named, else that of the recipe, else the first built-in one that does what is asked."""
    if given.model_name or base:
        return models.model(given.model_name or (base.model if base else ""))
    built_in = [spec for spec in models.runnable if spec.bundled]
    asked = getattr(given, "mode", "")
    if asked:
        return next((spec for spec in built_in if asked in spec.modes), built_in[0])
    speaks = Purpose.TALKING if given.audio_file else Purpose.TEXT
    return next((spec for spec in built_in if speaks in spec.purposes), built_in[0])


def _with_preset(spec: ModelSpec, name: str | None, values: dict[str, Any]) -> dict[str, Any]:
    """The plain values with those of a preset; raises InvalidParam."""
    if name is None:
        return values
    own = catalog.defaults(spec)
    before = params.from_dict(type(own), {**params.to_dict(own), **values})
    after = params.to_dict(with_preset(spec, preset_named(spec, name), before, own))
    plain = params.to_dict(own)
    return values | {name: value for name, value in after.items() if name in values or value != plain[name]}


def _size_of_picture(spec: ModelSpec, values: dict[str, Any], inputs: tuple[Input, ...]) -> dict[str, Any]:
    """The size that the model makes of the given picture or film, unless a size was asked for."""
    given = next((one.asset for one in inputs if one.role in (Role.INPUT_IMAGE, Role.INPUT_VIDEO)), None)
    if given is None or {"width", "height"} & set(values):
        return {}
    size = size_for(spec, Mode(values["mode"]), (given.width, given.height), size_multiple(spec))
    return {} if size is None else {"width": size.width, "height": size.height}


def _recipe(path: str) -> GenerationRequest:
    from engine.media.recipe import read_recipe

    text = read_recipe(Path(path))
    try:
        return wire.request(text or "")
    except msgspec.DecodeError as wrong:
        raise BadInput(
            "This file holds no settings of Kinora", why=f"{Path(path).name} has no recipe inside.", param="recipe"
        ) from wrong


def _asset(path: str, role: Role) -> Asset:
    if not Path(path).is_file():
        raise BadInput("The input is not there", why=f"{path} is no file.", done="No job was begun.", param=role.value)
    return look_at(Path(path)).asset()


def _format_by_ending(output: str, spec: ModelSpec) -> str:
    from engine.families.wan.params import OutputFormat

    endings = {
        ".mp4": OutputFormat.MP4_H264,
        ".mov": OutputFormat.MOV_PRORES,
        ".webm": OutputFormat.WEBM_VP9,
        ".mkv": OutputFormat.MKV_FFV1,
        ".gif": OutputFormat.GIF,
        ".webp": OutputFormat.WEBP,
        ".png": OutputFormat.PNG,
        ".jpg": OutputFormat.JPG,
        ".jpeg": OutputFormat.JPG,
    }
    ending = Path(output).suffix.lower()
    if ending not in endings:
        known = ", ".join(endings)
        raise InvalidParam(
            "The ending of the file name chooses the format", why=f"Known endings: {known}.", param="output"
        )
    return endings[ending].value


def bench(given: argparse.Namespace) -> int:
    """Judge a built-in model on what it never saw or heard, or time the networks beside those of diffusers."""
    if given.what == "speed":
        from engine.bench.contest import contest

        return contest(given.json, sys.stdout)
    if given.what == "starter-voice":
        from engine.training.voice.bench import bench as judge_voice

        return judge_voice(given.count or 20, given.json, sys.stdout)
    from engine.training.starter.bench import bench as judge

    return judge(given.count or 60, given.json, sys.stdout)
