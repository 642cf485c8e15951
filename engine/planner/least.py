"""The least memory a model can work with: its smallest size, two seconds, one expert at a time.

Pure and without torch.  It is what the planner comes to where nothing is free; a family whose network is not built yet
is counted by its weights alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from engine.api import params
from engine.api.events import Stage
from engine.api.hardware import Device, HardwareProfile
from engine.api.model import ModelSpec, Part, Variant
from engine.families.talking.params import TalkingParams
from engine.families.wan.params import WanParams
from engine.families.wan.spec import VAES, network
from engine.nets.wan.configs import PRESETS
from engine.planner import needs
from engine.planner.budget import FIXED, PROCESS
from engine.planner.parts import Files
from engine.planner.plan import plan
from engine.planner.task import task

FRAMES = 33  # two seconds at 16 frames a second
STAY = {"fp32": 2.0, "bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "fp8_scaled": 1.0, "q8_0": 34 / 32, "q6_k": 210 / 256}
SMALLEST = 0.7  # bytes of a weight in 4 or 5 bits, with what stays wide
TRANSFORMERS = (Part.TRANSFORMER, Part.TRANSFORMER_HIGH)
PARTS = {Stage.TEXT: Part.TEXT_ENCODER, Stage.IMAGE: Part.VAE, Stage.DECODE: Part.VAE}  # what works in a stage
PROCESSOR = Device("cpu", "", 0, 0)
NO_ROOM = HardwareProfile(Device("cuda:0", "", 0, 0, "8.9"), 0, 0, 1, compute_type="bf16")  # asks for the most sparing


@dataclass(frozen=True, slots=True)
class Least:
    """Bytes that must be free."""

    card: int  # on the graphics card
    ram: int  # beside the card; the weights go straight to it
    alone: int  # in RAM when there is no card
    part: Part  # the one that needs most


def least(spec: ModelSpec, variant: Variant | None = None) -> Least:
    """What that variant of the model needs at least, or the recommended one; parts that nobody measured count 0."""
    variant = variant or spec.variant()
    sizes = {component.part: _weights(spec, variant, component.part) for component in spec.components}
    if not _is_built(spec):
        most = max(sizes, key=lambda part: sizes[part])
        return Least(sizes[most] + FIXED, PROCESS, sizes[most] + FIXED, most)
    width, height = min(spec.sizes, key=lambda size: size[0] * size[1], default=(832, 480))
    frames = min(FRAMES, spec.max_frames or FRAMES)
    asked = {"width": width, "height": height, "num_frames": frames, "frame_window_size": frames, "mode": spec.modes[0]}
    kind = TalkingParams if spec.family == "talking" else WanParams
    smallest = task(spec, params.from_dict(kind, {**spec.defaults, **asked}), Files(sizes))
    on_card, alone = plan(smallest, NO_ROOM), plan(smallest, msgspec.structs.replace(NO_ROOM, device=PROCESSOR))
    hungriest = max(on_card.stages, key=lambda stage: stage.peak_bytes)
    return Least(on_card.peak_bytes, on_card.ram_bytes, alone.peak_bytes, PARTS.get(hungriest.stage, Part.TRANSFORMER))


def _is_built(spec: ModelSpec) -> bool:
    """Whether the numbers of its network are known."""
    return spec.bundled or (spec.network in PRESETS and spec.vae in VAES)


def _weights(spec: ModelSpec, variant: Variant | None, part: Part) -> int:
    """Bytes of a part once it is where it works."""
    ids = variant.files.get(part, ()) if variant else ()
    if not ids:
        component = spec.component(part)
        return component.bytes if component else 0
    files = [spec.file(id) for id in ids]
    size = sum(file.size * _share(part, file.precision) for file in files)
    if not size and part in TRANSFORMERS and _is_built(spec):
        size = needs.parameters(network(spec)) * STAY.get(files[-1].precision, SMALLEST)
    return int(size)


def _share(part: Part, precision: str) -> float:
    """What the bytes of a file become: the VAE works in 32 bits, everything else in 16 or as reduced as it came."""
    if part is Part.VAE:
        return 1.0 if precision == "fp32" else 2.0
    return 0.5 if precision == "fp32" else 1.0
