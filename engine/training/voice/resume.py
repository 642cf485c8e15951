"""Makes the checkpoints of a training folder from the bundled speaking model, to go on from what was shipped."""

from __future__ import annotations

from pathlib import Path

import torch

from engine.training.starter.progress import Average, save
from engine.training.starter.resume import floats, resume_vae, write
from engine.training.voice import export
from engine.training.voice.train_ear import Ear
from engine.training.voice.train_talk import ADAM, Speaker


def resume(model: Path, folder: Path) -> None:
    """Write the checkpoints of `folder` from the files in `model`; no step counts as done."""
    resume_vae(model, folder, {})
    ear = Ear()
    ear.network.load_state_dict(floats(model / export.EAR))
    optimiser = torch.optim.AdamW(ear.parameters())
    state = {"net": ear.state_dict(), "average": Average(ear, 0.0).state(), "optimiser": optimiser.state_dict()}
    save(folder / "ear.pt", state | {"spent": 0.0, "step": 0})
    net = Speaker()
    net.transformer.load_state_dict(floats(model / export.BASE))
    net.talking.load_state_dict(floats(model / export.ADDED))
    write(folder / "talk.pt", net, ADAM)
