"""Makes the checkpoints of a training folder from the bundled model, so that training goes on from what was shipped."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.nets.wan.vae import WanVae
from engine.training.starter.optimiser import Mixed
from engine.training.starter.progress import Average, save
from engine.training.starter.train_dit import PLAIN, Starter
from engine.training.starter.train_vae import STARTER_VAE
from engine.weights.names import text_names


def resume(model: Path, folder: Path, capacity: int) -> None:
    """Write vae.pt, dit.pt and latents.json below `folder` from the files in `model`; no step counts as done."""
    resume_vae(model, folder, {"capacity": capacity})
    net = Starter()
    net.transformer.load_state_dict(floats(model / "diffusion_pytorch_model.safetensors"))
    texts = floats(model / "models_t5_umt5-xxl-enc.safetensors")
    named = {new: value for name, value in texts.items() for new in text_names(name)}
    missing, unexpected = net.text.network.load_state_dict(named, strict=False)
    assert not unexpected and all("embed_tokens" in name for name in missing), (missing, unexpected)
    write(folder / "dit.pt", net, PLAIN)


def resume_vae(model: Path, folder: Path, facts: dict[str, object]) -> None:
    """Only vae.pt and latents.json, with further `facts` in it."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = tomllib.loads((model / "kinora.toml").read_text(encoding="utf-8"))["vae"]
    facts = {"mean": numbers["mean"], "std": numbers["std"], **facts}
    (folder / "latents.json").write_text(json.dumps(facts), encoding="utf-8")
    vae = WanVae(STARTER_VAE)
    vae.load_state_dict(floats(model / "Wan2.2_VAE.safetensors"))
    write(folder / "vae.pt", vae, ())


def floats(path: Path) -> dict[str, Tensor]:
    """The tensors of a file, in fp32."""
    return {name: value.float() for name, value in load_file(path).items()}


def write(path: Path, net: nn.Module, plain: tuple[str, ...]) -> None:
    """A checkpoint whose average is the network as it is, and whose optimiser remembers nothing."""
    optimiser, average = Mixed(net, plain=plain, rate=1e-3, decay=0.0), Average(net, 0.999)
    with torch.no_grad():
        state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state()}
    save(path, state | {"spent": 0.0, "step": 0})
