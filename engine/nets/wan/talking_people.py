"""Who is heard where: each token of the video is given to the person it shows, and hears that person's voice.

The tokens of the first latent frame that lie in a person's mask are the reference; how much a token attends to them
tells how far it belongs to that person. The official code makes the whole attention map for that; here the masks go
through the attention as values, so that the map never exists. The strongest claim wins and sets a position on a line,
and rotary positions make the voices at the other end of the line faint.
Source: MeiGen-AI/InfiniteTalk@0107cd9 wan/utils/multitalk_utils.py:80-191, wan/modules/attention.py:308-371.

The official line has room for two. More people are taken two by two, so that every token hears two voices at the
distances that the network has learnt; of an odd number the last is paired with the first.

B batch, P people, S tokens, T tokens of a run, F frames of a run, K tokens of a voice, N heads, D width
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as fn

from engine.nets.attention import Attend
from engine.nets.rope import THETA, rotated
from engine.nets.wan.shared import Shared

MOST_PEOPLE = 4
LINE, INTERVAL = 24.0, 4.0  # the line, and how much of it the tokens of one person take up at each end
FAR = LINE - INTERVAL  # where the second interval begins
NOBODY = LINE // 2


@dataclass(frozen=True, slots=True)
class Places:
    """Where the tokens stand on the line."""

    people: int
    position: Tensor  # B S, fp32
    pair: Tensor  # B S: which two voices a token hears

    def part(self, tokens: slice) -> Places:
        """The same of some tokens."""
        return Places(self.people, self.position[:, tokens], self.pair[:, tokens])


def token_masks(masks: Tensor, grid: tuple[int, int, int]) -> Tensor:
    """Masks of pictures (P+1 H W) for the tokens of a frame: P+1 rows*columns, 0 or 1, fp32."""
    small = fn.interpolate(masks.float().unsqueeze(0), size=grid[1:], mode="nearest")[0]
    return (small > 0).float().flatten(1)


def with_nobody(masks: Tensor) -> Tensor:
    """The masks of people (P H W) and, last, where none of them is: P+1 H W, 0 or 1."""
    people = masks > 0
    return torch.cat([people, ~people.any(0, keepdim=True)]).to(masks.dtype)


def maps_of(q: Tensor, k: Tensor, masks: Tensor, shared: Shared) -> Tensor:
    """How much each token attends to the reference of each mask, mean over heads: B P+1 S, fp32.

    q, k: B S N D/N of the self attention, turned. masks: P+1 rows*columns, 0 or 1.
    """
    reference = k[:, : masks.shape[1]]
    values = torch.zeros_like(reference)  # the masks in the first channels; a kernel wants values as wide as keys
    values[..., : len(masks)] = masks.T.to(values.dtype).unsqueeze(1)
    parts = (shared.how.attend(q[:, run.tokens], reference, values) for run in shared.runs)
    shares = torch.cat([part[..., : len(masks)].float().mean(2) for part in parts], dim=1)  # B S P+1
    return (shares / masks.sum(1).clamp_min(1)).transpose(1, 2)


def places_of(maps: Tensor) -> Places:
    """The strongest of the maps (B P+1 S) decides whose token it is, its strength where in that interval it stands."""
    people = maps.shape[1] - 1
    low, high = maps.amin(-1, keepdim=True), maps.amax(-1, keepdim=True)
    starts = torch.arange(people, device=maps.device) % 2 * FAR  # made on the device: nothing waits for the host
    own = starts[:, None] + INTERVAL * ((maps - low) / (high - low + 1e-8))[:, :people]
    whose = maps.argmax(1, keepdim=True)  # B 1 S
    position = torch.cat([own, torch.full_like(maps[:, :1], NOBODY)], dim=1).gather(1, whose)
    pair = torch.where(whose == people, 0, whose // 2)
    return Places(people, position[:, 0], pair[:, 0])


def heard_in_pairs(q: Tensor, keys: tuple[Tensor, Tensor], places: Places, frames: int, attend: Attend) -> Tensor:
    """What tokens of whole frames (B T N D/N) find in the voices of those frames (B*F P*K N D/N twice): B*F T/F N D/N.

    Attention happens once for every two people; a token keeps what it found in its own pair.
    """
    k, v = (t.unflatten(1, (places.people, -1)).unbind(1) for t in keys)
    turned = along_line(q, places.position).unflatten(1, (frames, -1)).flatten(0, 1)
    pair = places.pair.unflatten(1, (frames, -1)).flatten(0, 1)[..., None, None]
    middle = torch.full((1, k[0].shape[1]), INTERVAL / 2, device=q.device)
    ends = torch.cat([middle, middle + FAR], dim=1)  # 1 2K
    found: Tensor | None = None
    for number, left in enumerate(range(0, places.people, 2)):
        right = left + 1 if left + 1 < places.people else 0
        here = attend(turned, along_line(torch.cat([k[left], k[right]], 1), ends), torch.cat([v[left], v[right]], 1))
        found = here if found is None else torch.where(pair == number, here, found)
    assert found is not None
    return found


def along_line(x: Tensor, position: Tensor) -> Tensor:
    """Queries or keys (B T N D/N) turned by their positions (B T, fractions allowed)."""
    half = x.shape[-1] // 2
    frequencies = THETA ** -(torch.arange(half, dtype=torch.float32, device=x.device) / half)
    angles = (position.unsqueeze(-1) * frequencies).unsqueeze(2)  # B T 1 D/2
    return rotated(x, (angles.cos(), angles.sin()))
