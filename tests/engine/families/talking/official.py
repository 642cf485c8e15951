"""The official streaming loops on tiny networks, with the fake encoders of the golden files."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

from engine.api.model import Mode
from engine.families.talking.mouth import Heard
from engine.families.talking.params import ColorMatch
from engine.families.talking.passes import Passes, walk
from engine.families.talking.scene import Palette, Scenes, developed
from engine.families.talking.windows import drawn, windows
from engine.families.wan.skipping import Skipping
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.talking import Talking, TalkingConfig, TalkingNetwork, talking_names, windows_of
from engine.nets.wan.talking_people import with_nobody
from engine.sampling.apg import Projection
from engine.sampling.choose import Choice, choose
from engine.sampling.guidance import Branch
from engine.sampling.guidance_voice import VoiceGuided
from engine.sampling.loop import Run, begin
from tests.engine.nets.tiny_wan import FOLDER
from tests.golden import deterministic


@dataclass(frozen=True, slots=True)
class FakeRoom:
    """Mean pooling in the place of the VAE and the image encoder."""

    mix: Tensor  # 16 3
    clip: Tensor  # 1 257 1280
    picture: Tensor  # 3 H W

    def encode(self, film):
        groups = [film[:, max(0, end - 4) : end] for end in range(1, film.shape[1] + 1, 4)]
        small = torch.stack([torch.nn.functional.avg_pool2d(g.mean(1), 8) for g in groups], dim=1)
        return torch.einsum("zc,cthw->zthw", self.mix, small)[None]

    def decode(self, latent):
        rgb = torch.einsum("zc,zthw->cthw", self.mix / 4, latent[0])
        for at, frame in enumerate(rgb.unbind(1)):
            big = frame.repeat_interleave(8, 1).repeat_interleave(8, 2).clamp(-1, 1)
            yield big[None, :, None].repeat(1, 1, 1 if at == 0 else 4, 1, 1)

    def look(self, picture):
        return self.clip * (1 + picture.mean())

    def source(self, frame):
        return self.picture


class Official:
    """One of the golden streams."""

    def __init__(self, name: str) -> None:
        torch.set_num_threads(1)
        self.outputs, self.meta = deterministic.read(FOLDER / f"{name}.safetensors")
        given, weights = self.meta["config"], deterministic.weights(self.meta)
        self.numbers = given["stream"]
        self.net = WanTransformer(_picked(WanConfig, given | {"image_dim": 1280})).eval()
        self.added = TalkingNetwork(_picked(TalkingConfig, given)).eval()
        self.added.load_state_dict({key: weights.pop(n) for n in list(weights) for key in talking_names(n)})
        self.net.load_state_dict(weights, strict=True)
        picture = deterministic.integers("stream.image", (64, 96, 3), self.meta["salt"], 256)
        self.room = FakeRoom(
            self.tensor("stream.vae_mix", 0.4),
            self.tensor("stream.clip"),
            picture.permute(2, 0, 1).float() / 127.5 - 1,
        )

    def tensor(self, name: str, scale: float = 1.0) -> Tensor:
        return deterministic.tensor(name, self.meta["inputs"][name]["shape"], self.meta["salt"], scale=scale)

    def masks(self) -> Tensor:
        inside = torch.zeros(2, 64, 96)
        boxes = self.meta["config"]["bbox (row0, col0, row1, col1)"].values()
        for mask, (top, left, bottom, right) in zip(inside, boxes, strict=True):
            mask[top:bottom, left:right] = 1
        return with_nobody(inside)

    def run(self, name: str, mode: Mode, way: ColorMatch) -> tuple[list[Tensor], Tensor, int]:
        """Latents of the windows, all frames, passes."""
        asked, n = self.meta["extra"]["runs"][name]["settings"], self.numbers
        plan = choose(Choice(scheduler="talking", steps=n["steps"], shift=n["shift"], cfg=(1.0,)))
        projection = Projection(-0.75, asked["norm_threshold"]) if asked["apg"] else None
        text = (asked["text_guide_scale"],) * n["steps"]
        plan = replace(plan, guidance=VoiceGuided(text, asked["audio_guide_scale"], projection=projection))
        texts = {
            Branch.POSITIVE: self.tensor("stream.text")[None],
            Branch.NEGATIVE: self.tensor("stream.text_negative")[None],
        }
        people = [self.tensor(f"stream.audio_person{p + 1}") for p in range(asked["people"])]
        palette = Palette(self.room.picture, way, 1.0)
        count = [0]

        def draw(shape):
            count[0] += 1
            return deterministic.tensor(f"stream.draw{count[0] - 1}", shape, self.meta["salt"])

        scenes, latents, film, tail, forwards = Scenes(self.room, mode), [], [], None, 0
        for window in windows(n["n_audio"], n["frames"], n["motion"]):
            numbers = drawn(draw, window, (16, window.latents, 8, 12), n["steps"])
            scene = scenes.of(window, tail, numbers)
            heard = torch.stack([windows_of(rows, window.first, window.first + window.size) for rows in people])
            masks = None if len(people) == 1 else self.masks()
            voice = (Talking(self.added, self.added.listen(heard), masks),)
            silence = (Talking(self.added, self.added.listen(torch.zeros_like(heard[:1]))),)
            nothing = ()
            turn = lambda step, always=nothing: (self.net, always)
            passes = Passes(texts, scene, plan, turn, Heard(voice, silence), Skipping())
            run = Run(sampler=plan, seed=1, hold=scene.hold)
            for progress in walk(passes, run, begin(run, numbers.noise[None]), lambda: None):
                forwards += progress.forwards
            latents.append(progress.state.x[0])
            frames = torch.cat(list(developed(self.room, progress.state.x, palette)), dim=1)
            film.append(frames[:, window.kept.start : window.kept.stop])
            tail = frames[:, -n["motion"] :]
        assert [count[0]] == [len(self.meta["extra"]["runs"][name]["draws"])]
        return latents, torch.cat(film, dim=1), forwards


def _picked(config, given):
    return config(**{f.name: given[f.name] for f in fields(config) if given.get(f.name) is not None})
