"""Jobs whose weights come from the disk give the same clips, with LoRAs and with two experts too."""

from __future__ import annotations

import numpy as np
import pytest

from engine.api.events import Finished, MemoryHeld, Stage, StageStarted
from engine.api.model import Part
from engine.api.request import Role
from engine.families.wan import bench
from engine.memory.conveyor import Conveyor
from engine.memory.streamed import StreamedBlocks
from tests import tiny

ALL = {"blocks_to_swap": 2}  # of the two blocks that the tiny networks have


def networks(runs) -> dict[Part, StreamedBlocks]:
    """The transformers that stream."""
    warm = ((key[0], getattr(kept, "blocks", None)) for key, kept in runs.warm.items())
    return {part: blocks for part, blocks in warm if isinstance(blocks, StreamedBlocks)}


@pytest.mark.parametrize("kind", ["t2v", "i2v", "ti2v", "t2v-pair"])
def test_a_clip_is_the_same_to_the_bit(runs, picture, kind):
    inputs = {} if kind.startswith("t2v") else {Role.INPUT_IMAGE: picture}
    at_rest = runs.frames(kind, inputs)
    assert not networks(runs)
    assert np.array_equal(runs.frames(kind, inputs, **ALL), at_rest)
    assert networks(runs)


def test_both_experts_share_their_rooms_and_the_first_one_hands_them_over(runs, monkeypatch):
    handed = []
    plain = Conveyor.hand_over
    monkeypatch.setattr(Conveyor, "hand_over", lambda self, order: (handed.append(order), plain(self, order)))
    runs.frames("t2v-pair", steps=4, boundary=0.9, **ALL)
    both = networks(runs)
    assert set(both) == {Part.TRANSFORMER, Part.TRANSFORMER_HIGH}
    assert both[Part.TRANSFORMER].conveyor is both[Part.TRANSFORMER_HIGH].conveyor
    assert len(handed) == 1
    stages = [event.stage for event in runs.events if isinstance(event, StageStarted)]
    assert stages.index(Stage.SWITCH) > stages.index(Stage.DENOISE)


def test_the_second_expert_is_read_before_the_first_step_and_not_at_the_switch(runs, monkeypatch):
    read, plain = [], bench.load_streamed

    def noticed(*given, **more):
        read.append([event.stage for event in runs.events if isinstance(event, StageStarted)][-1])
        return plain(*given, **more)

    monkeypatch.setattr(bench, "load_streamed", noticed)
    runs.frames("t2v-pair", steps=4, boundary=0.9, **ALL)
    assert read == [Stage.LOAD, Stage.LOAD]


@pytest.mark.parametrize("together", ["on", "off"])
def test_a_lora_is_worn_by_blocks_that_come_in_turn(runs, tmp_path, together):
    worn = [{"lora_name": str(tiny.lora(tmp_path / "style.safetensors")), "lora_strength": 0.7}]
    at_rest, plain = runs.frames("t2v", loras=worn, batched_cfg=together), runs.frames("t2v")
    assert not np.array_equal(at_rest, plain)
    assert np.array_equal(runs.frames("t2v", loras=worn, batched_cfg=together, **ALL), at_rest)
    assert np.array_equal(runs.frames("t2v", **ALL), plain), "and taken off again"


def test_narrowed_weights_change_the_clip_and_streaming_them_does_not(runs):
    at_rest = runs.frames("t2v", quantization="fp8_e4m3fn")
    assert not np.array_equal(at_rest, runs.frames("t2v"))
    assert np.array_equal(runs.frames("t2v", quantization="fp8_e4m3fn", **ALL), at_rest)


def test_a_job_that_is_taken_up_again_goes_on_with_streamed_weights(runs, tmp_path):
    whole = runs.frames("t2v", steps=4)
    request = runs.request("t2v", steps=4, **ALL)
    assert isinstance(runs.end(request), Finished)
    assert np.array_equal(runs.frames("t2v", steps=4, **ALL), whole)


def test_who_holds_memory_is_told_for_each_stage_when_asked_for(runs):
    assert not [e for e in (runs.frames("t2v"), *runs.events) if isinstance(e, MemoryHeld)]
    runs.frames("t2v", vram_debug_mode=True, **ALL)
    told = {event.stage: event for event in runs.events if isinstance(event, MemoryHeld)}
    assert {Stage.TEXT, Stage.LOAD, Stage.DENOISE, Stage.DECODE, Stage.WRITE} <= set(told)
    held = {one.what: one.bytes for one in told[Stage.DENOISE].holders}
    rooms = networks(runs)[Part.TRANSFORMER].conveyor.bytes
    assert held["rooms for blocks"] == rooms > 0
    assert held["weights: vae"] > 0
    assert "rooms for blocks" in told[Stage.DENOISE].text
    assert all(one.where == "RAM" for one in told[Stage.DENOISE].holders)


def test_the_keys_of_a_prompt_can_wait_in_ram(runs, picture):
    for kind, inputs in (("t2v", {}), ("i2v", {Role.INPUT_IMAGE: picture})):
        kept = runs.frames(kind, inputs)
        moved = runs.frames(kind, inputs, offload_txt_emb="on", offload_img_emb="on")
        assert np.array_equal(kept, moved)
