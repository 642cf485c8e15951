"""Who holds memory: weights at rest, rooms, blocks that wait, LoRAs; and all of it is let go again."""

from __future__ import annotations

import gc
import threading

import torch

from engine.api.model import Part
from engine.memory.ledger import ledger, weights_of
from engine.run import Warm, give_back_memory
from tests.engine.memory.test_streamed import build, files, output, resting, streamed  # noqa: F401

CPU = torch.device("cpu")


def held(warm: Warm) -> dict[str, int]:
    return {one.what: one.bytes for one in ledger(warm, CPU)}


def test_a_network_at_rest_holds_all_its_weights(files):  # noqa: F811
    network = resting(files["fp32"], 5)
    told = held(Warm({(Part.TRANSFORMER, "path"): network}))
    assert told["weights: transformer"] == sum(value.nbytes for value in network.parameters())
    assert told["this process"] > 50 * 2**20
    assert "rooms for blocks" not in told


def test_a_network_that_streams_holds_rooms_and_what_waits(files):  # noqa: F811
    whole = weights_of(resting(files["fp32"], 5))
    network = streamed(files["fp32"], 5, kept=1, waiting=2)
    told = held(Warm({(Part.TRANSFORMER, "path"): network}))
    block = network.blocks.conveyor.bytes // 3
    assert told["rooms for blocks"] == 3 * block
    assert told["blocks that wait: transformer"] == 2 * block
    assert told["weights: transformer"] < whole / 2


def test_rooms_that_two_experts_share_are_counted_once(files):  # noqa: F811
    first = streamed(files["fp32"], 5, kept=1)
    second = streamed(files["fp32"], 5, kept=1, before=first.blocks.conveyor)
    told = held(Warm({(Part.TRANSFORMER, "a"): first, (Part.TRANSFORMER_HIGH, "b"): second}))
    assert told["rooms for blocks"] == first.blocks.conveyor.bytes


def test_letting_go_of_warm_parts_ends_the_threads_that_read(files):  # noqa: F811
    def reading() -> set[str]:
        return {one.name for one in threading.enumerate() if one.name.startswith("read-blocks")}

    before = reading()
    network = streamed(files["fp32"], 5)
    output(network)
    warm = Warm({(Part.TRANSFORMER, "path"): network})
    assert reading() - before
    del network
    warm.clear()
    give_back_memory()
    gc.collect()
    for one in threading.enumerate():
        if one.name in reading() - before:
            one.join(5)
    assert not reading() - before
