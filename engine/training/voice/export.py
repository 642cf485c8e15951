"""Writes the trained speaking model in the official file layout: the base, what is added to it, ear and autoencoder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor

from engine.training.starter.export import as_toml, halved, under
from engine.training.starter.progress import load
from engine.training.starter.sample import trained_vae
from engine.training.voice.train_ear import trained_ear
from engine.training.voice.train_talk import SPEAKING_DIT

BASE, ADDED, EAR, VAE = (
    "diffusion_pytorch_model.safetensors",
    "infinitetalk.safetensors",
    "wav2vec2.safetensors",
    "Wan2.2_VAE.safetensors",
)


def export(folder: Path, target: Path) -> None:
    """Reads the checkpoints of a training folder and writes the model into `target`."""
    state = load(folder / "talk.pt")
    assert state is not None, "the transformer has no checkpoint yet"
    target.mkdir(parents=True, exist_ok=True)
    vae = trained_vae(folder)
    networks: dict[str, dict[str, Tensor]] = {
        BASE: under(state["average"], "transformer."),
        ADDED: under(state["average"], "talking."),
        EAR: trained_ear(folder).state_dict(),
        VAE: vae.state_dict(),
    }
    for name, tensors in networks.items():
        save_file(halved(tensors), target / name, metadata={"format": "pt"})
        (target / name).chmod(0o644)
    numbers = {"transformer": asdict(SPEAKING_DIT), "vae": asdict(vae.config)}
    (target / "kinora.toml").write_text(as_toml("starter-voice", numbers))
