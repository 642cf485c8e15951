"""What the network sees of the film in each window: the condition channels, the picture, and the frames held fast.

InfiniteTalk looks at its source picture alone and takes the end of the window before over as clean latents; MultiTalk
has that end in its condition and takes it over veiled with noise; FantasyTalking makes one window and takes nothing
over. Sources: MeiGen-AI/InfiniteTalk@0107cd9 wan/multitalk.py:552-581, 694-711, 766-773; MeiGen-AI/MultiTalk@c1ad840
wan/multitalk.py, the same places.

F frames, H W pixels, T latent frames, h w latent cells, Z latent channels, n latent frames taken over
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import torch
from torch import Tensor

from engine.api.model import Mode
from engine.families.talking.colour import corrected
from engine.families.talking.params import ColorMatch
from engine.families.talking.windows import Drawn, Window
from engine.families.wan.conditioning import given_mask, picture_channels


class Room(Protocol):
    """What windows are made with."""

    def encode(self, film: Tensor) -> Tensor:
        """3 F H W from -1 to 1 -> 1 Z T h w."""
        ...

    def decode(self, latent: Tensor) -> Iterator[Tensor]:
        """1 Z T h w -> 1 3 f H W, piece by piece."""
        ...

    def look(self, picture: Tensor) -> Tensor | None:
        """3 H W -> 1 I D as the image encoder sees it; None for networks that do not look."""
        ...

    def source(self, frame: int) -> Tensor:
        """The given picture, or the given film at that frame of the new one: 3 H W from -1 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Scene:
    """All of that for one window."""

    channels: Tensor  # 1 20 T h w: mask and latent of the given frames
    image: Tensor | None  # 1 I D
    front: Tensor | None  # 1 Z n h w: latent frames at the beginning that are held
    veils: tuple[Tensor, ...] = ()  # Z n h w per step: noise that the network sees on them; () for none
    back: Tensor | None = None  # 1 Z n h w: the same at the end, where a window is made again between two others
    back_veil: Tensor | None = None  # 1 Z n h w

    def hold(self, x: Tensor) -> Tensor:
        """1 Z T h w with what is held in its place."""
        if self.front is not None:
            x = torch.cat([self.front.to(x), x[:, :, self.front.shape[2] :]], dim=2)
        if self.back is not None:
            x = torch.cat([x[:, :, : -self.back.shape[2]], self.back.to(x)], dim=2)
        return x

    def shown(self, x: Tensor, step: int, sigma: float) -> Tensor:
        """What the network sees of x in a step: what is held may be veiled with as much noise as the rest has."""
        if self.front is not None and self.veils:
            veiled = (1 - sigma) * self.front.to(x) + sigma * self.veils[step].to(x)
            x = torch.cat([veiled, x[:, :, self.front.shape[2] :]], dim=2)
        if self.back is not None and self.back_veil is not None:
            veiled = (1 - sigma) * self.back.to(x) + sigma * self.back_veil.to(x)
            x = torch.cat([x[:, :, : -self.back.shape[2]], veiled], dim=2)
        return x

    def ending_as(self, latent: Tensor, drawn: Drawn) -> Scene:
        """The same, ending with these latent frames (1 Z n h w); their veil is the end of the window's own noise."""
        return replace(self, back=latent, back_veil=drawn.noise[None, :, -latent.shape[2] :])


@dataclass(slots=True)
class Scenes:
    """Sets the scene of one window after another; what stays the same is made once."""

    room: Room
    mode: Mode
    _last: tuple[Tensor, Window, Scene] | None = field(default=None)

    def of(self, window: Window, tail: Tensor | None, drawn: Drawn) -> Scene:
        """tail: the last frames of the window before, 3 motion H W; None for the first window of a shot."""
        assert (tail is None) == window.begins
        match self.mode:
            case Mode.MULTI_TALK:
                return self._going_on(window, tail, drawn)
            case Mode.FANTASY_TALKING:
                return self._looking(window)
        scene = self._looking(window)
        front = self.room.encode(self.room.source(window.first)[:, None] if tail is None else tail)
        return replace(scene, front=front)

    def _looking(self, window: Window) -> Scene:
        """The source picture is the only frame that is given."""
        picture = self.room.source(window.first)
        if self._last is not None and self._last[1].size == window.size and torch.equal(self._last[0], picture):
            return self._last[2]
        scene = self._given(window, picture[:, None])
        self._last = (picture, window, scene)
        return scene

    def _going_on(self, window: Window, tail: Tensor | None, drawn: Drawn) -> Scene:
        """The frames of the window before are the ones that are given."""
        if tail is None:
            return self._given(window, self.room.source(window.first)[:, None])
        scene = self._given(window, tail)
        return replace(scene, front=scene.channels[:, 4:, : window.motion_latents].clone(), veils=drawn.motion)

    def _given(self, window: Window, frames: Tensor) -> Scene:
        """frames: 3 f H W that are known, from the first one on; the last one is looked at."""
        film = frames.new_zeros(3, window.size, *frames.shape[2:])
        film[:, : frames.shape[1]] = frames
        latent = self.room.encode(film)
        mask = given_mask(window.size, tuple(range(frames.shape[1])), *latent.shape[-2:]).to(latent.device)
        return Scene(picture_channels(mask, latent[0])[None], self.room.look(frames[:, -1]), None)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that every window comes back to."""

    reference: Tensor  # 3 H W: the first picture of the shot
    way: ColorMatch
    strength: float  # 0 to 1


def developed(room: Room, latent: Tensor, palette: Palette) -> Iterator[Tensor]:
    """The frames of a finished latent with their colours corrected: 3 f H W, piece by piece."""
    for piece in room.decode(latent):
        frames = piece[0].float()
        yield corrected(frames, palette.reference.to(frames), palette.way, palette.strength)
