"""LoRA files of every public key format change the network as the golden outputs say, reduced or not."""

from __future__ import annotations

import json

import pytest
import torch

from engine.api.errors import DamagedFile, WrongCheckpoint
from engine.families.wan.ready import ReadyInBlock
from engine.nets.quantised import Quantised, rows_of
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.shared import Execution
from engine.weights.checkpoint import open_checkpoint
from engine.weights.lora_apply import Identified, Overlay, apply_loras
from engine.weights.lora_file import open_lora
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, wan_in_fp32
from tests.engine.weights.files import save
from tests.engine.weights.test_reduced import FILES, GOLDEN, loaded, output, tiny
from tests.golden import deterministic

CASES = (
    [(f"a_{s}", {f"lora_{kind}": s}) for s in (1.0, 0.7, -0.5) for kind in
     ("peft_diffusion_model", "peft_bare_default", "diffusers")]
    + [(f"b_{s}", {f"lora_{kind}": s}) for s in (1.0, 0.7) for kind in ("kohya", "kohya_double_underscore")]
    + [(f"c_{s}", {"lora_with_differences": s}) for s in (1.0, 0.7)]
    + [("a_0.8_plus_b_0.5", {"lora_diffusers": 0.8, "lora_kohya": 0.5})]
)  # fmt: skip


@pytest.fixture
def plain(tmp_path):
    _, meta = deterministic.read(GOLDEN / "lora_outputs.safetensors")
    return save(tmp_path / "wan.safetensors", deterministic.weights(meta))


def chosen(files):
    return tuple((open_lora(GOLDEN / f"{name}.safetensors"), strength) for name, strength in files.items())


@pytest.mark.parametrize(("name", "files"), CASES, ids=[f"{name} {' and '.join(files)}" for name, files in CASES])
def test_a_public_file_gives_the_golden_output(name, files, plain):
    outputs, meta = deterministic.read(GOLDEN / "lora_outputs.safetensors")
    network = loaded(plain)
    reports = apply_loras(network, chosen(files))
    assert deterministic.difference(outputs[name], output(network, meta)) < 1e-5
    assert all(report.used == report.layers and not report.unused for report in reports)


def test_the_report_says_how_much_was_used(plain):
    (report,) = apply_loras(loaded(plain), chosen({"lora_kohya": 1.0}))
    assert report.sentence == "lora_kohya.safetensors: 20 of 20 layers, made for Wan of width 64"


def test_the_file_itself_is_never_changed(plain):
    before = plain.read_bytes()
    apply_loras(loaded(plain, mapped=True), chosen({"lora_with_differences": 1.0}))
    assert plain.read_bytes() == before


@pytest.mark.parametrize("name", FILES)
def test_over_reduced_weights_it_is_exact(name, tmp_path):
    _, meta = deterministic.read(GOLDEN / "quantised_outputs.safetensors")
    reduced = loaded(GOLDEN / FILES[name])
    wide = {key: value for key, value in reduced.state_dict().items() if not key.endswith(".scale")}
    for path, module in reduced.named_modules():
        if isinstance(module, Quantised):
            wide[f"{path}.weight"] = module.exact(slice(None))
    twin = tiny()
    how = Loading(official, Precision(torch.float32, wan_in_fp32), torch.device("cpu"), False)
    load(twin, open_checkpoint(save(tmp_path / "wide.safetensors", wide)), how)
    files = {"lora_diffusers": 0.8, "lora_with_differences": 0.5}
    before = output(reduced, meta)
    for network in (reduced, twin):
        apply_loras(network, chosen(files))
    assert deterministic.difference(output(twin, meta), output(reduced, meta)) < 1e-6
    assert deterministic.difference(before, output(reduced, meta)) > 0.1


LAYER = "blocks.0.ffn.0"  # 96 x 64


def changed(plain, tmp_path, tensors, strength=1.0, metadata=None, prefix="diffusion_model."):
    """The weights of one layer before and after a LoRA of those tensors."""
    network = loaded(plain)
    before = network.blocks[0].ffn[0].weight.clone()
    named = {f"{prefix}{LAYER if prefix.endswith('.') else LAYER.replace('.', '_')}.{k}": v for k, v in tensors.items()}
    lora = open_lora(save(tmp_path / "lora.safetensors", named, metadata))
    (report,) = apply_loras(network, ((lora, strength),))
    assert report.used == 1
    return before, rows_of(network.blocks[0].ffn[0], slice(None))[0]


def close(got, wanted):
    torch.testing.assert_close(got, wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("prefix", ["", "diffusion_model.", "transformer.", "pipe.dit.", "lycoris_", "lora_unet_"])
def test_loha_is_the_product_of_two_products(prefix, plain, tmp_path):
    a1, b1, a2, b2 = (torch.randn(shape) for shape in ((96, 3), (3, 64), (96, 3), (3, 64)))
    parts = {"hada_w1_a": a1, "hada_w1_b": b1, "hada_w2_a": a2, "hada_w2_b": b2, "alpha": torch.tensor(1.5)}
    before, after = changed(plain, tmp_path, parts, 0.5, prefix=prefix or "base_model.model.")
    close(after, before + 0.5 * 0.5 * (a1 @ b1) * (a2 @ b2))


def test_lokr_is_a_kronecker_product_of_whole_or_split_matrices(plain, tmp_path):
    w1, w2, a, b = torch.randn(8, 4), torch.randn(12, 16), torch.randn(12, 2), torch.randn(2, 16)
    before, after = changed(plain, tmp_path, {"lokr_w1": w1, "lokr_w2": w2, "alpha": torch.tensor(9.0)}, 0.5)
    close(after, before + 0.5 * torch.kron(w1, w2))
    parts = {"lokr_w1": w1, "lokr_w2_a": a, "lokr_w2_b": b, "alpha": torch.tensor(1.0)}
    before, after = changed(plain, tmp_path, parts)
    close(after, before + 0.5 * torch.kron(w1, a @ b))


@pytest.mark.parametrize("key", ["dora_scale", "lora_magnitude_vector"])
@pytest.mark.parametrize("by_row", [True, False])
def test_dora_sets_the_lengths_of_the_changed_matrix(key, by_row, plain, tmp_path):
    down, up = torch.randn(4, 64), torch.randn(96, 4)
    shape, axis = ((96, 1), 1) if by_row else ((1, 64), 0)
    magnitude = torch.rand(shape) + 0.5
    parts = {"lora_A.weight": down, "lora_B.weight": up, key: magnitude}
    before, after = changed(plain, tmp_path, parts)
    close(after.norm(dim=axis, keepdim=True), magnitude)
    turned = (before + up @ down) * magnitude / (before + up @ down).norm(dim=axis, keepdim=True)
    _, half = changed(plain, tmp_path, parts, 0.5)
    close(half, (before + turned) / 2)


def test_dora_over_reduced_weights_is_that_of_the_widened_matrix(tmp_path):
    network = loaded(GOLDEN / FILES["out_q8_0"])
    layer, magnitude = network.blocks[0].ffn[0], torch.rand(1, 64) + 0.5
    parts = {"lora_A.weight": torch.randn(4, 64), "lora_B.weight": torch.randn(96, 4), "dora_scale": magnitude}
    lora = open_lora(save(tmp_path / "lora.safetensors", {f"{LAYER}.{k}": v for k, v in parts.items()}))
    apply_loras(network, ((lora, 1.0),))
    close(layer.rows(slice(None)).norm(dim=0, keepdim=True), magnitude)


def test_rank_stabilised_files_are_told_by_their_notes(plain, tmp_path):
    down, up = torch.randn(4, 64), torch.randn(96, 4)
    parts = {"lora_A.weight": down, "lora_B.weight": up}
    notes = {"lora_adapter_metadata": json.dumps({"transformer.lora_alpha": 8, "transformer.use_rslora": True})}
    before, after = changed(plain, tmp_path, parts, metadata=notes)
    close(after, before + 4.0 * up @ down)
    before, after = changed(plain, tmp_path, {**parts, "alpha": torch.tensor(2.0)})
    close(after, before + 0.5 * up @ down)


@pytest.mark.parametrize("key", ["lora_B.bias", "lora_B.default.bias", "lora_up.bias"])
def test_a_bias_behind_the_second_matrix_is_added_with_its_scale(key, plain, tmp_path):
    down, up, bias = torch.randn(4, 64), torch.randn(96, 4), torch.randn(96)
    tensors = {"lora_A.weight": down, "lora_B.weight": up, key: bias, "alpha": torch.tensor(2.0)}
    network, parts = loaded(plain), {f"diffusion_model.{LAYER}.{name}": value for name, value in tensors.items()}
    layer, given = network.blocks[0].ffn[0], torch.randn(3, 64)
    wanted = layer(given) + 0.7 * (2.0 / 4) * (given @ down.T @ up.T + bias)  # as peft reckons it
    (report,) = apply_loras(network, ((open_lora(save(tmp_path / "lora.safetensors", parts)), 0.7),))
    assert (report.used, report.unused) == (1, ())
    close(network.blocks[0].ffn[0](given), wanted)


def test_two_kinds_of_bias_in_one_layer_add_up(plain, tmp_path):
    tensors = {"lora_A.weight": torch.zeros(4, 64), "lora_B.weight": torch.zeros(96, 4),
               "lora_B.bias": torch.full((96,), 2.0), "diff_b": torch.full((96,), 3.0)}  # fmt: skip
    network = loaded(plain)
    before = network.blocks[0].ffn[0].bias.clone()
    parts = {f"{LAYER}.{name}": value for name, value in tensors.items()}
    apply_loras(network, ((open_lora(save(tmp_path / "lora.safetensors", parts)), 0.5),))
    close(network.blocks[0].ffn[0].bias, before + 2.5)


FOREIGN = {
    "FLUX": "transformer.single_transformer_blocks.0.attn.to_q",
    "HunyuanVideo": "lora_unet_double_blocks_0_img_attn_qkv",
    "Stable Diffusion": "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q",
    "LTX-Video or CogVideoX": "transformer.transformer_blocks.0.attn1.to_q",
}


@pytest.mark.parametrize("family", FOREIGN)
def test_a_lora_of_another_family_is_refused_by_name(family, tmp_path):
    parts = {
        f"{FOREIGN[family]}.lora_down.weight": torch.zeros(4, 8),
        f"{FOREIGN[family]}.lora_up.weight": torch.zeros(8, 4),
    }
    with pytest.raises(WrongCheckpoint, match=f"was made for {family}"):
        open_lora(save(tmp_path / "lora.safetensors", parts))


def test_a_lora_for_a_wider_wan_is_refused_and_changes_nothing(plain, tmp_path):
    key = "lora_unet_blocks_0_self_attn_q"
    parts = {f"{key}.lora_down.weight": torch.ones(4, 5120), f"{key}.lora_up.weight": torch.ones(5120, 4)}
    network, lora = loaded(plain), open_lora(save(tmp_path / "lora.safetensors", parts))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    with pytest.raises(WrongCheckpoint, match=r"made for Wan 14B \(width 5120; this one has 64\); 0 of its 1 layers"):
        apply_loras(network, (*chosen({"lora_kohya": 1.0}), (lora, 1.0)))
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())


def test_what_the_network_lacks_is_reported(plain, tmp_path):
    parts = {f"blocks.0.{layer}.lora_{half}.weight": torch.ones(64, 64) for layer in
             ("self_attn.q", "cross_attn.k", "cross_attn.k_img") for half in "AB"}  # fmt: skip
    lora = open_lora(save(tmp_path / "lora.safetensors", parts))
    (report,) = apply_loras(loaded(plain), ((lora, 1.0),))
    assert (report.used, report.layers, report.unused) == (2, 3, ("blocks.0.cross_attn.k_img",))
    assert report.made_for == "Wan 2.1 I2V of width 64"


def test_a_model_is_no_lora_and_numbers_that_are_none_are_damage(plain, tmp_path):
    with pytest.raises(WrongCheckpoint, match="is no LoRA"):
        open_lora(plain)
    parts = {f"{LAYER}.lora_A.weight": torch.full((4, 64), torch.nan), f"{LAYER}.lora_B.weight": torch.ones(96, 4)}
    lora = open_lora(save(tmp_path / "lora.safetensors", parts))
    with pytest.raises(DamagedFile, match="no number"):
        apply_loras(loaded(plain), ((lora, 1.0),))


STRANGE = {
    "a middle of its own": {"lora_mid.weight": (4, 4)},
    "a core of LoKr": {"lokr_t2": (4, 4)},
    "a key that nobody knows": {"gain": (1,)},
    "a difference beside": {"diff": (96, 64)},
    "a half of another kind": {"hada_w1_a": (96, 4)},
    "an alpha of two numbers": {"alpha": (2,)},
    "lengths of no side": {"dora_scale": (5, 1)},
    "a bias of another width": {"diff_b": (5,)},
    "an empty table": {"diff_m": (0,)},
    "a bias behind the first matrix": {"lora_A.bias": (4,)},
    "a bias of another width behind": {"lora_B.bias": (5,)},
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_layer_with_a_part_that_is_not_read_is_not_used_at_all(what, plain, tmp_path):
    layers = ("blocks.0.ffn.0", "blocks.1.ffn.0")
    parts = {f"{layer}.lora_{half}.weight": torch.ones(shape) for layer in layers
             for half, shape in (("A", (4, 64)), ("B", (96, 4)))}  # fmt: skip
    parts |= {f"{layers[1]}.{key}": torch.ones(shape) for key, shape in STRANGE[what].items()}
    network = loaded(plain)
    before = network.blocks[1].ffn[0].weight.clone(), network.blocks[1].ffn[0].bias.clone()
    (report,) = apply_loras(network, ((open_lora(save(tmp_path / "lora.safetensors", parts)), 1.0),))
    assert (report.used, report.layers) == (1, 2) and layers[1] in report.unused
    layer = network.blocks[1].ffn[0]
    assert torch.equal(rows_of(layer, slice(None))[0], before[0]) and torch.equal(layer.bias, before[1])


@pytest.mark.parametrize("prefix", ["lora_unet_", "lora_unet__", "lycoris_"])
def test_a_key_that_nobody_knows_finds_its_layer_without_dots_too(prefix, tmp_path):
    key = f"{prefix}{LAYER.replace('.', '_')}"
    parts = {f"{key}.lora_down.weight": torch.ones(4, 64), f"{key}.lora_up.weight": torch.ones(96, 4)}
    lora = open_lora(save(tmp_path / "lora.safetensors", {**parts, f"{key}.hada_t1": torch.ones(4)}))
    assert lora.unread == {LAYER} and lora.unknown == ()


def bits(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("name", ["lora_kohya", "lora_with_differences"])
def test_what_is_taken_off_leaves_every_bit_as_it_was(name, dtype, plain):
    network = loaded(plain, dtype)
    _, meta = deterministic.read(GOLDEN / "lora_outputs.safetensors")
    before, weights = output(network, meta), bits(network)
    overlay, lora = Overlay(network), Identified(open_lora(GOLDEN / f"{name}.safetensors"), name)
    assert overlay.wear(((lora, 1.0),)) and not overlay.wear(((lora, 1.0),))
    whole = output(network, meta)
    assert overlay.wear(((lora, 0.3),)) and overlay.wear(((lora, 1.0),))
    assert torch.equal(output(network, meta), whole) and not torch.equal(before, whole)
    assert overlay.wear(()) and not overlay.wear(((lora, 0.0),))
    assert torch.equal(output(network, meta), before)
    assert all(torch.equal(weights[name], value) for name, value in bits(network).items())


@pytest.mark.parametrize("base", ["plain", *FILES])
def test_rows_that_are_kept_ready_are_those_that_are_made_anew(base, plain):
    network = loaded(plain if base == "plain" else GOLDEN / FILES[base])
    _, meta = deterministic.read(GOLDEN / "lora_outputs.safetensors")
    overlay = Overlay(network)
    overlay.wear(((Identified(open_lora(GOLDEN / "lora_kohya.safetensors"), "x"), 1.0),))
    anew = output(network, meta)
    overlay.hold(True)
    layer = network.blocks[0].ffn[0]
    assert torch.equal(output(network, meta), anew) and layer.held is not None
    assert layer.held.nbytes <= overlay.bytes_to_hold
    overlay.wear(())
    assert layer.held is None and not layer.hold


def test_a_block_makes_its_weights_ready_once_however_many_runs_pass(monkeypatch):
    network = loaded(GOLDEN / FILES["out_q8_0"])
    _, meta = deterministic.read(GOLDEN / "quantised_outputs.safetensors")
    x = deterministic.tensor("in.x", (1, 16, 2, 6, 8), meta["salt"])
    text = deterministic.tensor("in.context", (1, 10, 32), meta["salt"])
    one_frame = Execution(run_tokens=12)
    made, before = [], output(network, meta, one_frame)
    make = Quantised._made
    monkeypatch.setattr(Quantised, "_made", lambda self, rows: made.append(id(self)) or make(self, rows))
    ready, held = ReadyInBlock(network, Overlay(network)), []

    class Watch(Attachment):
        def after_block(self, index, x, shared):
            held.append(
                [layer for layer in network.modules() if isinstance(layer, Quantised) and layer.held is not None]
            )
            return x

    with torch.inference_mode():
        after = network(x, torch.tensor([611.0]), text, how=one_frame, attachments=(ready, Watch()))[0]
    assert torch.equal(before, after)
    inside = [id(layer) for block in network.blocks for layer in block.modules() if isinstance(layer, Quantised)]
    assert {made.count(layer) for layer in inside} == {1}
    assert held == [[], []], "behind a block its weights are let go"
    assert all(layer.held is None and not layer.hold for layer in network.modules() if isinstance(layer, Quantised))
