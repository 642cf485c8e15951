"""Tiny talking models of the real classes with random weights, under official names and with official keys."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file

from engine.nets.wan.talking import TalkingConfig, TalkingNetwork
from engine.nets.wan.talking_fantasy import FantasyConfig, FantasyNetwork
from engine.nets.wav2vec import SpeechNetwork, SpeechNumbers
from tests import tiny

SPEECH = SpeechNumbers(
    channels=8, width=16, ffn=24, heads=1, layers=2, reach=8, groups=2, stable=False, conv_bias=False
)
ADDED = TalkingConfig(
    dim=tiny.NET["dim"], num_heads=tiny.NET["num_heads"], num_layers=tiny.NET["num_layers"],
    audio_layers=SPEECH.layers, audio_width=SPEECH.width, intermediate_dim=12, output_dim=10, context_tokens=3,
)  # fmt: skip
FANTASY = FantasyConfig(
    dim=tiny.NET["dim"], num_heads=tiny.NET["num_heads"], num_layers=tiny.NET["num_layers"],
    audio_width=SPEECH.width, hidden=14,
)  # fmt: skip
DEFAULTS = {
    "width": 64, "height": 64, "steps": 2, "frame_window_size": 13, "motion_frame": 5, "cfg": [3.0], "audio_cfg": 2.0,
}  # fmt: skip
RATES = {"infinite_talk": "25", "multi_talk": "25", "fantasy_talking": "23"}


def make(resources: Path, mode: str = "infinite_talk") -> str:
    """Write the tiny model of that task below `resources`; its id in the catalogue."""
    id = f"tiny-{mode.replace('_', '-')}"
    entry = resources / "models" / f"{id}.toml"
    if entry.exists():
        return id
    base = tiny.make(resources, "i2v")
    folder = resources / id
    folder.symlink_to(resources / base, target_is_directory=True)
    write_added(folder, mode)
    text = (resources / "models" / f"{base}.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[[components]]")
    parts = rest.partition("[defaults]")[0]
    for old, new in ((base, id), ('family = "wan"', 'family = "talking"'), ('["image_to_video"]', f'["{mode}"]')):
        head = head.replace(old, new)
    added = "".join(
        f'[[components]]\npart = "{part}"\npaths = ["{name}"]\n'
        for part, name in (("speech_encoder", "speech.safetensors"), ("addition", f"{mode}.safetensors"))
    )
    defaults = tiny._tables(defaults={**DEFAULTS, "fps": RATES[mode]})
    entry.write_text(f"{head}[[components]]{parts}{added}{defaults}", encoding="utf-8")
    return id


def write_added(folder: Path, mode: str) -> None:
    """The speech network and what is added to the transformer, with official keys."""
    torch.manual_seed(7)
    speech = tiny._awake(SpeechNetwork(SPEECH))
    save_file(speech, folder / "speech.safetensors")
    network = FantasyNetwork(FANTASY) if mode == "fantasy_talking" else TalkingNetwork(ADDED)
    added = tiny._awake(network)
    strong = {name: value * 4 if ".proj." in name or "v_proj" in name else value for name, value in added.items()}
    save_file(strong, folder / f"{mode}.safetensors")
