"""The least memory a model can work with: its smallest size, two seconds, one expert at a time.

Pure and without torch.  What the card holds at once is one part of the model and what that part works with, so the
least is that of the hungriest part.  A family whose network is not built yet is counted by its weights alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.api.model import ModelSpec, Part, Variant
from engine.families.wan.spec import VAES, autoencoder, network
from engine.nets.wan.configs import PRESETS
from engine.planner import needs
from engine.planner.forecast import FIXED, VAE_PIXEL_BYTES

FRAMES = 33  # two seconds at 16 frames a second
HEAD_GROUPS = 4  # of the attention, one after the other
STAY = {"fp32": 2.0, "bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "fp8_scaled": 1.0, "q8_0": 34 / 32, "q6_k": 210 / 256}
SMALLEST = 0.7  # bytes of a weight in 4 or 5 bits, with what stays wide
TRANSFORMERS = (Part.TRANSFORMER, Part.TRANSFORMER_HIGH)


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
    built = _is_built(spec)
    held: dict[Part, int] = {component.part: _weights(spec, variant, component.part) for component in spec.components}
    added = held.pop(Part.ADDITION, 0)
    for part in TRANSFORMERS:
        if part in held:
            held[part] += added + (_working(spec) if built else 0)
    if built:
        held[Part.VAE] = held.get(Part.VAE, 0) + _decoding(spec)
    most = max(held, key=lambda part: held[part])
    card = int(held[most] + FIXED)
    return Least(card, int(2 * FIXED), int(card + FIXED), most)


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


def _size(spec: ModelSpec) -> tuple[int, int]:
    """The smallest size that the model is offered in, pixels."""
    return min(spec.sizes, key=lambda size: size[0] * size[1], default=(832, 480))


def _working(spec: ModelSpec) -> int:
    """What denoising holds beside the weights."""
    net, (width, height) = network(spec), _size(spec)
    frames = min(FRAMES, spec.max_frames or FRAMES)
    at = needs.grid(frames, width, height, autoencoder(spec).space_stride)
    manner = needs.Manner(compute_bytes=2, residual_bytes=4, head_groups=min(HEAD_GROUPS, net.num_heads))
    return needs.activation_bytes(net, at, manner) + 2 * needs.prompt_bytes(net)


def _decoding(spec: ModelSpec) -> int:
    """What decoding a frame holds beside the weights of the VAE, as in the forecast."""
    vae, (width, height) = autoencoder(spec), _size(spec)
    return int(VAE_PIXEL_BYTES * width * height * vae.dec_dim / 96 / vae.patch**2)
