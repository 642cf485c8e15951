"""Rotary positions follow the official table; RIFLEx and the offset change what they should and nothing else."""

from __future__ import annotations

import math

import torch

from engine.nets.rope import RopeOptions, rope_for, rotated

GRID = (5, 3, 4)


def official(grid, width, options):
    """One complex turn for each token and pair, in fp64, written from the definition."""
    side = 2 * (width // 6)
    sizes = (width - 2 * side, side, side)
    rates = [[10000 ** (-2 * i / n) for i in range(n // 2)] for n in sizes]
    if options.riflex_index:
        rates[0][options.riflex_index - 1] = 0.9 * 2 * math.pi / options.riflex_frames
    turns = [
        [p * r for p, axis in zip((f + options.offset, h, w), rates, strict=True) for r in axis]
        for f in range(grid[0])
        for h in range(grid[1])
        for w in range(grid[2])
    ]
    angles = torch.tensor(turns, dtype=torch.float64)
    return torch.polar(torch.ones_like(angles), angles)


def turned(x, turns):
    pairs = torch.view_as_complex(x.double().unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * turns.unsqueeze(1)).flatten(-2)


def sample(width=128, kind=torch.float32):
    return torch.randn(2, math.prod(GRID), 3, width, generator=torch.Generator().manual_seed(1)).to(kind)


def check(width, options, kind=torch.float32, limit=1e-6):
    x = sample(width, kind)
    rope = rope_for(GRID, width, options, x.device)
    table, expected = rope.table(0, GRID[0]), turned(x, official(GRID, width, options))
    for got in (rotated(x, table), rotated(x, table, out=torch.empty_like(x))):
        assert got.dtype == kind
        assert (got.double() - expected).abs().max() < limit * x.abs().max()


def test_the_turns_are_the_official_ones_for_every_head_width_in_use():
    for width in (128, 64, 24, 12):
        check(width, RopeOptions())


def test_in_bf16_the_only_error_is_the_last_rounding():
    x = sample(kind=torch.bfloat16)
    table = rope_for(GRID, 128, RopeOptions(), x.device).table(0, GRID[0])
    expected = turned(x, official(GRID, 128, RopeOptions())).float().bfloat16()
    assert (rotated(x, table) == expected).float().mean() > 0.99
    assert torch.equal(rotated(x, table), rotated(x, table, out=torch.empty_like(x)))


def test_a_window_of_a_longer_video_has_the_positions_it_has_there():
    whole = rope_for((9, 3, 4), 128, RopeOptions(), torch.device("cpu")).table(4, 9)
    window = rope_for(GRID, 128, RopeOptions(offset=4), torch.device("cpu")).table(0, 5)
    torch.testing.assert_close(window, whole, rtol=0, atol=1e-7)
    check(128, RopeOptions(offset=4))
    check(128, RopeOptions(offset=-1.5))


def test_a_run_of_frames_is_a_part_of_the_whole_table():
    rope = rope_for(GRID, 128, RopeOptions(), torch.device("cpu"))
    for part, whole in zip(rope.table(1, 3), rope.table(0, 5), strict=True):
        assert torch.equal(part, whole[12:36])


def test_riflex_slows_one_temporal_frequency_and_no_other():
    plain = rope_for(GRID, 128, RopeOptions(), torch.device("cpu"))
    slow = rope_for(GRID, 128, RopeOptions(riflex_index=6, riflex_frames=30), torch.device("cpu"))
    differs = (plain.time != slow.time).any(dim=(0, 1)).nonzero().flatten().tolist()
    assert differs == [5]
    assert torch.equal(plain.rows, slow.rows) and torch.equal(plain.columns, slow.columns)
    check(128, RopeOptions(riflex_index=6, riflex_frames=30))
