"""Streamed blocks give the same bits as blocks at rest, whatever the form of the file and wherever they wait."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch

from engine.api.errors import DamagedFile
from engine.api.model import Part
from engine.api.plan import Home, Placement
from engine.memory.place import Means, load_streamed, spread
from engine.nets.quantised import ChangedLinear
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.weights.changes import LowRank
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.narrow import narrowing
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, wan_in_fp32
from tests.engine.weights.files import save

GOLDEN = Path(__file__).parents[2] / "golden"
NUMBERS = {"text_len": 16, "dim": 64, "ffn_dim": 96, "freq_dim": 32, "text_dim": 32, "num_heads": 4}
BLOCKS = {"bf16": 5, "fp32": 5, "fp8": 2, "q4_0": 2}


def build(blocks: int) -> WanTransformer:
    with torch.device("meta"):
        return WanTransformer(WanConfig(**NUMBERS, num_layers=blocks))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    torch.manual_seed(3)
    state = WanTransformer(WanConfig(**NUMBERS, num_layers=5)).state_dict()
    folder = tmp_path_factory.mktemp("files")
    wide = save(folder / "fp32.safetensors", {name: value.contiguous() for name, value in state.items()})
    half = save(folder / "bf16.safetensors", {name: value.bfloat16() for name, value in state.items()})
    reduced = {"fp8": "wan_tiny_fp8_scaled.safetensors", "q4_0": "wan_tiny_q4_0.gguf"}
    return {"bf16": half, "fp32": wide, **{form: GOLDEN / name for form, name in reduced.items()}}


def how(mapped: bool, quantization: str = "none") -> Loading:
    narrow = narrowing(quantization, lambda name: name.startswith("blocks."))
    rule = Precision(torch.float32, wan_in_fp32)
    return Loading(official, rule, torch.device("cpu"), mapped, narrowing=narrow)


def resting(path: Path, blocks: int) -> WanTransformer:
    network = build(blocks)
    load(network, open_checkpoint(path), how(mapped=True))
    return network.eval().requires_grad_(False)


def streamed(path: Path, blocks: int, kept: int = 0, waiting: int = 0, slots: int = 2, before=None, mapped=True):
    """A network whose blocks come when they are needed."""
    network = build(blocks)
    means = Means(Placement(Part.TRANSFORMER, Home.DISK, blocks, kept, waiting, slots), False, False)
    load_streamed(network, open_checkpoint(path), how(mapped), "blocks", means, before=before)
    return network.eval().requires_grad_(False)


@torch.inference_mode()
def output(network: WanTransformer, prepared: bool = False) -> torch.Tensor:
    torch.manual_seed(5)
    x, text = torch.randn(1, 16, 2, 6, 8), torch.randn(1, 9, 32)
    return network(x, torch.tensor([611.0]), network.prepare(text) if prepared else text)


@pytest.mark.parametrize("form", BLOCKS)
@pytest.mark.parametrize(
    ("kept", "waiting", "slots"), [(0, 0, 1), (0, 0, 2), (2, 0, 2), (1, 2, 2), (0, 9, 3), (4, 0, 1)]
)
def test_streaming_changes_no_bit(files, form, kept, waiting, slots):
    blocks = BLOCKS[form]
    wanted = output(resting(files[form], blocks))
    network = streamed(files[form], blocks, min(kept, blocks), waiting, slots)
    for prepared in (False, True, False):
        assert torch.equal(output(network, prepared), wanted)


@pytest.mark.parametrize("quantization", ["fp8_e4m3fn", "int8"])
@pytest.mark.parametrize(("kept", "waiting", "slots"), [(0, 0, 2), (2, 1, 2)])
def test_weights_that_are_narrowed_on_the_way_give_the_bits_of_those_at_rest(files, quantization, kept, waiting, slots):
    at_rest, network = build(5), build(5)
    checkpoint = open_checkpoint(files["bf16"])
    load(at_rest, checkpoint, how(mapped=True, quantization=quantization))
    means = Means(Placement(Part.TRANSFORMER, Home.DISK, 5, kept, waiting, slots), False, False)
    load_streamed(network, checkpoint, how(mapped=True, quantization=quantization), "blocks", means)
    wanted = output(at_rest.eval())
    assert not torch.equal(wanted, output(resting(files["bf16"], 5)))
    for _ in range(2):
        assert torch.equal(output(network.eval()), wanted)


def test_the_names_of_the_weights_stay_as_they_were(files):
    network = streamed(files["bf16"], 5, kept=1)
    assert list(network.state_dict()) == list(build(5).state_dict())
    output(network)
    assert list(network.state_dict()) == list(build(5).state_dict())


def test_matrices_of_blocks_are_nowhere_between_their_turns_and_all_else_is_there(files):
    network = streamed(files["fp32"], 5, kept=2)
    output(network)
    away = {name for name, value in network.named_parameters() if value.is_meta}
    here = dict(network.named_parameters())
    assert away == {name for name, value in here.items() if name.startswith("blocks.") and value.ndim == 2}


def test_two_networks_share_rooms_and_give_each_its_own_result(files, tmp_path):
    torch.manual_seed(8)
    state = WanTransformer(WanConfig(**NUMBERS, num_layers=5)).state_dict()
    other = save(tmp_path / "low.safetensors", {name: value.contiguous() for name, value in state.items()})
    first = streamed(files["fp32"], 5, kept=2)
    second = streamed(other, 5, kept=2, before=first.blocks.conveyor)
    assert second.blocks.conveyor is first.blocks.conveyor
    wanted = output(resting(files["fp32"], 5)), output(resting(other, 5))
    for _ in range(2):
        assert torch.equal(output(first), wanted[0])
        first.blocks.last_before(second.blocks)
        assert torch.equal(output(first), wanted[0])
        assert torch.equal(output(second), wanted[1])


def test_rooms_that_do_not_suit_are_not_shared(files):
    small = streamed(files["bf16"], 5, kept=1)
    many = streamed(files["bf16"], 5, kept=4, slots=0, before=small.blocks.conveyor)
    assert many.blocks.conveyor is not small.blocks.conveyor
    assert torch.equal(output(many), output(small))


def test_a_file_that_is_cut_while_it_is_read_is_told_and_can_be_mended(files, tmp_path):
    path = tmp_path / "growing.safetensors"
    whole = files["fp32"].read_bytes()
    path.write_bytes(whole)
    network = streamed(path, 5, kept=1, mapped=False)
    wanted = output(network)
    with path.open("rb+") as file:
        file.truncate(len(whole) // 2)
    with pytest.raises(DamagedFile):
        output(network)
    path.write_bytes(whole)
    assert torch.equal(output(network), wanted)


def test_a_block_that_holds_no_numbers_is_found_when_it_is_first_read(files, tmp_path):
    torch.manual_seed(3)
    state = WanTransformer(WanConfig(**NUMBERS, num_layers=5)).state_dict()
    state["blocks.3.ffn.0.weight"][5, 5] = torch.nan
    path = save(tmp_path / "nan.safetensors", {name: value.contiguous() for name, value in state.items()})
    network = streamed(path, 5)
    with pytest.raises(DamagedFile, match=r"blocks\.3\.ffn\.0\.weight"):
        output(network)


def test_what_loras_add_comes_and_goes_with_its_block(files):
    network = streamed(files["fp32"], 5)
    change = LowRank(torch.ones(64, 2), torch.ones(2, 64), 0.5)
    layer = ChangedLinear(network.blocks[2].self_attn.q)
    network.blocks[2].self_attn._modules["q"] = layer
    layer.additions = resting_changes = (change,)
    plain = output(streamed(files["fp32"], 5))
    assert not torch.equal(output(network), plain)
    assert layer.additions is resting_changes, "it waits where it waited before"
    with network.blocks.present(2):
        here = layer.additions[0]
        assert here is not change
        assert torch.equal(here.up, change.up)
        assert here.factor == change.factor


@pytest.mark.parametrize(("count", "among"), [(0, 5), (5, 5), (1, 40), (19, 40), (39, 40), (13, 30)])
def test_what_stays_is_spread_evenly(count, among):
    places = sorted(spread(count, among))
    assert len(places) == count
    gaps = [after - before for before, after in pairwise(places)]
    assert not gaps or max(gaps) - min(gaps) <= 1
