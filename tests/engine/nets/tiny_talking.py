"""The tiny talking networks of the golden files: a Wan network, what is added to it, and the inputs."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn

from engine.nets.wan.attachment import Attachment
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.talking import TalkingConfig, TalkingNetwork, talking_names, windows_of
from engine.nets.wan.talking_fantasy import FantasyConfig, FantasyNetwork, fantasy_names
from tests.engine.nets.tiny_wan import FOLDER
from tests.golden import deterministic

BOXES = ((1, 7, 1, 5), (2, 7, 7, 11))  # row0, row1, column0, column1 on 8 x 12, as the golden file has them


@dataclass(frozen=True, slots=True)
class TalkingCase:
    net: WanTransformer
    added: nn.Module
    outputs: dict[str, Tensor]
    meta: dict

    def input(self, name: str) -> Tensor:
        return deterministic.tensor(name, self.meta["inputs"][name]["shape"], self.meta["salt"])

    def run(self, *attachments: Attachment, **how) -> Tensor:
        x, y = (t.reshape(1, *t.shape[-4:]) for t in (self.input("in.x"), self.input("in.y")))
        text = self.input("in.context").reshape(1, 9, 24)
        moment = torch.tensor([637.5])
        image = self.input("in.clip_fea")
        return self.net(torch.cat([x, y], 1), moment, text, image, attachments=attachments, **how)[0]

    def windows(self, *people: int) -> Tensor:
        """P T 5 12 768 for nine frames of the video."""
        return torch.stack([windows_of(self.input(f"in.audio_person{person}"), 0, 9) for person in people])

    def error(self, name: str, got: Tensor) -> float:
        return deterministic.difference(self.outputs[name].squeeze(0), got)


def masks(boxes=BOXES) -> Tensor:
    """P+1 8 12: the boxes and, last, what is outside of all."""
    inside = torch.zeros(len(boxes), 8, 12)
    for mask, (top, bottom, left, right) in zip(inside, boxes, strict=True):
        mask[top:bottom, left:right] = 1
    return torch.cat([inside, 1 - inside.amax(0, keepdim=True)])


def talking_case(name: str) -> TalkingCase:
    return _case(name, TalkingNetwork, TalkingConfig, talking_names)


def fantasy_case() -> TalkingCase:
    return _case("fantasytalking", FantasyNetwork, FantasyConfig, fantasy_names)


def _case(name, network, config, names) -> TalkingCase:
    torch.set_num_threads(1)
    outputs, meta = deterministic.read(FOLDER / f"{name}.safetensors")
    weights = deterministic.weights(meta)
    given = meta["config"] | {"hidden": meta["config"].get("audio_proj_dim")}
    net = WanTransformer(_picked(WanConfig, given | {"image_dim": 1280})).eval()
    added = network(_picked(config, given)).eval()
    added.load_state_dict({key: weights.pop(n) for n in list(weights) for key in names(n)}, strict=True)
    net.load_state_dict(weights, strict=True)
    return TalkingCase(net, added, outputs, meta)


def _picked(config, given):
    return config(**{f.name: given[f.name] for f in fields(config) if given.get(f.name) is not None})
