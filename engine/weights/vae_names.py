"""What a tensor of a published video autoencoder is called in ours: official names, and those of diffusers.

The autoencoder of Wan 2.1 numbers all layers of a half in one row where diffusers has stages, so each version has its
own map.  Facts: facts/wan.md 1.2; names of diffusers@58eb52c models/autoencoders/autoencoder_kl_wan.py.
"""

from __future__ import annotations

import re

from engine.weights.names import NameMap

_WHOLE = {
    "quant_conv": "conv1",
    "post_quant_conv": "conv2",
    **{
        f"{half}.{theirs}": f"{half}.{ours}"
        for half in ("encoder", "decoder")
        for theirs, ours in (("conv_in", "conv1"), ("norm_out", "head.0"), ("conv_out", "head.2"))
    },
}
_PARTS = {"norm1": "residual.0", "conv1": "residual.2", "norm2": "residual.3", "conv2": "residual.6"}
_PARTS["conv_shortcut"] = "shortcut"
_MIDDLE = {"resnets.0": "0", "attentions.0": "1", "resnets.1": "2"}
_LAYER = re.compile(r"(encoder|decoder)\.mid_block\.(resnets\.[01]|attentions\.0)\.(.+)")
_FLAT = re.compile(r"encoder\.down_blocks\.(\d+)\.(.+)")
_STAGE = re.compile(r"(encoder\.down|decoder\.up)_blocks\.(\d+)\.(?:resnets\.(\d+)|(?:down|up)samplers?(?:\.0)?)\.(.+)")
_ENDING = re.compile(r"(.+?)(\.(?:weight|bias|gamma))")


def vae_names(staged: bool, blocks: int) -> NameMap:
    """The map for one autoencoder.  staged: its layers lie in stages (Wan 2.2); blocks: residual ones in a stage."""

    def names(name: str) -> tuple[str, ...]:
        name = name.removeprefix("model.")
        ending = _ENDING.fullmatch(name)
        if ending is None:
            return (name,)
        return (_layer(ending[1], staged, blocks) + ending[2],)

    return names


def _layer(layer: str, staged: bool, blocks: int) -> str:
    if layer in _WHOLE:
        return _WHOLE[layer]
    middle = _LAYER.fullmatch(layer)
    if middle:
        return f"{middle[1]}.middle.{_MIDDLE[middle[2]]}.{_PARTS.get(middle[3], middle[3])}"
    stage = _STAGE.fullmatch(layer)
    if stage is None:
        flat = _FLAT.fullmatch(layer)
        return f"encoder.downsamples.{flat[1]}.{_PARTS.get(flat[2], flat[2])}" if flat else layer
    half = "encoder.downsamples" if stage[1].startswith("encoder") else "decoder.upsamples"
    inner = half.partition(".")[2]
    count = blocks if half.startswith("encoder") else blocks + 1
    place = int(stage[3]) if stage[3] else count  # the change of size comes after the residual blocks
    part = _PARTS.get(stage[4], stage[4])
    if staged:
        return f"{half}.{stage[2]}.{inner}.{place}.{part}"
    return f"{half}.{int(stage[2]) * (count + 1) + place}.{part}"
