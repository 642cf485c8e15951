"""What one forward of a Wan transformer needs, from its shape alone: tokens, FLOPs, parameters, bytes.  No torch.

The formulas are exact for FLOPs and parameters and follow the network's own order of work for memory, so that a plan
is a calculation and not a guess; tests hold them against counters on the network itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

TIME_STRIDE = 4  # frames per latent frame, after the first
RUN_TOKENS = 8192  # the network's own limits for a run of tokens, see engine/nets/wan/shared.py
LEAST_RUN_TOKENS = 1024
RUN_SHARE = 7
MODULATIONS = 32  # fp32 vectors of one width that live beside the tokens


class Shape(Protocol):
    """The numbers of a Wan transformer: such as a WanConfig."""

    @property
    def dim(self) -> int: ...
    @property
    def ffn_dim(self) -> int: ...
    @property
    def num_heads(self) -> int: ...
    @property
    def num_layers(self) -> int: ...
    @property
    def in_dim(self) -> int: ...
    @property
    def out_dim(self) -> int: ...
    @property
    def text_dim(self) -> int: ...
    @property
    def text_len(self) -> int: ...
    @property
    def freq_dim(self) -> int: ...
    @property
    def image_dim(self) -> int | None: ...
    @property
    def image_positions(self) -> int | None: ...
    @property
    def patch_size(self) -> tuple[int, int, int]: ...


@dataclass(frozen=True, slots=True)
class Grid:
    """Tokens of a latent video."""

    frames: int
    rows: int
    columns: int

    @property
    def area(self) -> int:
        return self.rows * self.columns

    @property
    def tokens(self) -> int:
        return self.frames * self.area


@dataclass(frozen=True, slots=True)
class Manner:
    """How a forward is carried out, as far as memory is concerned."""

    compute_bytes: int = 2  # of one number in the blocks
    residual_bytes: int = 4  # of one number of the hidden state: 4 official, 2 saves memory
    head_groups: int = 1


def grid(frames: int, width: int, height: int, stride: int) -> Grid:
    """Tokens of a video of 4n + 1 frames in pixels, in the official patches of 1 x 2 x 2.

    stride: pixels per latent, 8 (Wan 2.1 VAE) or 16 (Wan 2.2 VAE).
    """
    return Grid((frames - 1) // TIME_STRIDE + 1, height // stride // 2, width // stride // 2)


def image_tokens(net: Shape) -> int:
    """Tokens that CLIP gives for the images the network looks at: 257 for one, 514 for two, 0 for none."""
    return (net.image_positions or 257) if net.image_dim else 0


def patch_values(net: Shape) -> int:
    """Latent values of one channel in a token: 4 for the official patches of 1 x 2 x 2."""
    return math.prod(net.patch_size)


def block_parameters(net: Shape) -> int:
    """Parameters of one block."""
    d, f = net.dim, net.ffn_dim
    image = 2 * d * d + 3 * d if net.image_dim else 0  # k_img, v_img, norm_k_img
    return 8 * d * d + 2 * d * f + f + 21 * d + image


def block_bytes(net: Shape, compute_bytes: int = 2, matrix_bytes: int = 0) -> int:
    """Weights of one block where it works: its norms and its modulation table in fp32, the rest in the compute type.

    matrix_bytes: of one number of the matrices where they are kept smaller than that, each row with its fp32 scale.
    """
    d, f, images = net.dim, net.ffn_dim, 2 if net.image_dim else 0
    exact = 12 * d + (d if net.image_dim else 0)
    plain = block_parameters(net) * compute_bytes + exact * (4 - compute_bytes)
    if not matrix_bytes:
        return plain
    matrices, rows = (8 + images) * d * d + 2 * d * f, (8 + images) * d + f + d
    return plain - matrices * (compute_bytes - matrix_bytes) + 4 * rows


def end_bytes(net: Shape, compute_bytes: int = 2) -> int:
    """Weights before and behind the blocks, of which time embedding and head are in fp32."""
    d = net.dim
    exact = net.freq_dim * d + 7 * d * d + 8 * d + patch_values(net) * net.out_dim * (d + 1) + 2 * d
    others = parameters(net) - net.num_layers * block_parameters(net)
    return others * compute_bytes + exact * (4 - compute_bytes)


def parameters(net: Shape) -> int:
    """Parameters of the whole network."""
    d = net.dim
    patch = patch_values(net) * net.in_dim * d + d
    text = net.text_dim * d + d * d + 2 * d
    time = net.freq_dim * d + 7 * d * d + 8 * d
    head = patch_values(net) * net.out_dim * (d + 1) + 2 * d
    image = 0
    if net.image_dim:
        i = net.image_dim
        image = i * i + i * d + 3 * i + 3 * d + (net.image_positions or 0) * i
    return patch + text + time + head + image + net.num_layers * block_parameters(net)


def forward_flops(net: Shape, tokens: int, *, text_ready: bool, timesteps: int = 1) -> int:
    """Operations of the matrix products of one forward of one sample.

    text_ready: keys and values of the prompt exist already. timesteps: distinct ones.
    """
    d, s, i = net.dim, tokens, image_tokens(net)
    block = 12 * s * d * d + 4 * s * d * net.ffn_dim + 4 * s * s * d + 4 * s * (net.text_len + i) * d
    ends = 2 * s * patch_values(net) * (net.in_dim + net.out_dim) * d
    time = 2 * timesteps * d * (net.freq_dim + 7 * d)
    return net.num_layers * block + ends + time + (0 if text_ready else prompt_flops(net))


def attention_flops(net: Shape, tokens: int) -> int:
    """Those of them that attention takes: among the tokens, and from the tokens to the prompt and the image."""
    return net.num_layers * 4 * tokens * (tokens + net.text_len + image_tokens(net)) * net.dim


def prompt_flops(net: Shape) -> int:
    """Operations of embedding a prompt (and image) and making its keys and values for all blocks."""
    d, i = net.dim, image_tokens(net)
    embed = 2 * net.text_len * d * (net.text_dim + d)
    look = 2 * i * net.image_dim * (net.image_dim + d) if net.image_dim else 0
    return embed + look + net.num_layers * 4 * (net.text_len + i) * d * d


def prompt_bytes(net: Shape, compute_bytes: int = 2) -> int:
    """Memory of one prepared prompt: embedded tokens, and keys and values for all blocks."""
    return text_bytes(net, compute_bytes) + image_bytes(net, compute_bytes)


def text_bytes(net: Shape, compute_bytes: int = 2) -> int:
    """What the words alone take of that."""
    return net.text_len * net.dim * compute_bytes * (1 + 2 * net.num_layers)


def image_bytes(net: Shape, compute_bytes: int = 2) -> int:
    """What the image alone takes of that."""
    return image_tokens(net) * net.dim * compute_bytes * (1 + 2 * net.num_layers)


def hidden_bytes(net: Shape, tokens: int, compute_bytes: int = 2) -> int:
    """One hidden-state tensor, the unit u in which activations are counted."""
    return tokens * net.dim * compute_bytes


def run_tokens(at: Grid) -> int:
    """Tokens of the longest run that the network computes together (whole frames)."""
    limit = min(RUN_TOKENS, max(LEAST_RUN_TOKENS, at.tokens // RUN_SHARE))
    return min(at.frames, max(1, limit // at.area)) * at.area


def activation_bytes(net: Shape, at: Grid, manner: Manner = Manner()) -> int:
    """The most that one forward of one sample holds at a time, weights and prepared prompt not counted."""
    return max(_phases(net, at, manner).values()) + MODULATIONS * net.dim * 4


def _phases(net: Shape, at: Grid, manner: Manner) -> dict[str, int]:
    """Bytes alive in each part of a forward; the tensors are named in the order they are made."""
    d, s, r, c = net.dim, at.tokens, run_tokens(at), manner.compute_bytes
    u, run = hidden_bytes(net, s, c), hidden_bytes(net, r, c)
    residual, wide = s * d * manner.residual_bytes, r * d * manner.residual_bytes
    normed = run if c == manner.residual_bytes else wide + run  # a norm in fp32 is rounded into a second tensor
    before = run if r < s else 0  # what the run before left behind
    heads = math.ceil(net.num_heads / manner.head_groups)
    found = u * heads // net.num_heads
    values = u if manner.head_groups == 1 else found
    scores = 4 * s * heads  # one fp32 number per query and head
    filled = residual + 2 * u + (values if manner.head_groups == 1 else 0)
    table = 2 * 4 * r * (d // net.num_heads // 2)
    latent = 4 * s * patch_values(net) * net.out_dim
    return {
        "timesteps": 4 * d * d,
        "patches": u + (residual if manner.residual_bytes != c else 0) + c * s * patch_values(net) * net.in_dim,
        "queries": filled + 2 * table + max(3 * run, before + normed),
        "values": residual + 2 * u + values + max(normed, run + r * found // s),
        "attention": residual + 2 * u + values + found + scores,
        "feed forward": residual + before + max(normed, run + r * net.ffn_dim * c),
        "head": residual + 4 * r * d + (wide if manner.residual_bytes != 4 else 0) + 2 * latent,
    }
