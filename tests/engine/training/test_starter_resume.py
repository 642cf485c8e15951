"""Training goes on from the model that is shipped."""

from __future__ import annotations

from safetensors.torch import load_file

from engine.catalog import RESOURCES
from engine.training.starter.export import export
from engine.training.starter.resume import resume


def test_what_is_made_from_the_bundled_model_is_the_bundled_model(tmp_path):
    resume(RESOURCES / "starter", tmp_path / "run", capacity=100)
    export(tmp_path / "run", tmp_path / "model")
    for name in ("diffusion_pytorch_model", "models_t5_umt5-xxl-enc", "Wan2.2_VAE"):
        shipped, made = (load_file(f / f"{name}.safetensors") for f in (RESOURCES / "starter", tmp_path / "model"))
        assert shipped.keys() == made.keys()
        assert all(shipped[key].equal(made[key]) for key in shipped)
