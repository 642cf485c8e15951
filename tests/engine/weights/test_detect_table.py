"""Every model of the mission is told from its real list of names and shapes, and never taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKLWan

from engine.api.errors import NotAModel, WhichModel, WrongCheckpoint
from engine.api.model import Part
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.detect import Format, describe, must_be_readable, must_be_runnable, recognise
from engine.weights.header import Stored
from engine.weights.kinds import RUNNABLE, WORDS, Kind
from engine.weights.names import bare
from engine.weights.published import fitting, which
from tests.engine.weights import key_lists as keys
from tests.engine.weights.files import save
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden"
ANY = Path("models/downloads/model.safetensors")  # a name and folders that tell nothing


def checkpoint(shapes, dtype="BF16", path=ANY):
    return Checkpoint(path, {bare(n): Stored(path, n, dtype, tuple(s), 0) for n, s in shapes.items()}, ())


def golden(name):
    return deterministic.read(GOLDEN / f"{name}.safetensors")[1]["parameter_shapes"]


def changed(shapes, rename):
    return {rename(name): shape for name, shape in shapes.items()}


def quanto(shapes):
    """As optimum-quanto saves them: whole numbers and a scale for each row."""
    small = {n for n, shape in shapes.items() if len(shape) == 2 and n.endswith(".weight")}
    scales = {f"{name}._scale": (shapes[name][0], 1) for name in small}
    return {f"{n}._data" if n in small else n: s for n, s in shapes.items()} | scales


def adapters(name):
    return {n: s for n, s in golden(name).items() if "_adapter." in n}


def diffusers_vae(numbers):
    return keys.on_meta(lambda: AutoencoderKLWan(**numbers))


VAE_22 = {
    "base_dim": 160, "decoder_base_dim": 256, "z_dim": 48, "is_residual": True, "in_channels": 12, "out_channels": 12,
    "patch_size": 2, "scale_factor_spatial": 16, "latents_mean": [0.0] * 48, "latents_std": [1.0] * 48,
}  # fmt: skip
SAVED = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}


def as_saved(name):
    """The spelling of weight norm in the published wav2vec2 files."""
    for new, old in SAVED.items():
        name = name.replace(new, old)
    return name


I2V = "wan2.1-i2v-14b"
ROWS = {  # what it is: (its names and shapes, kind, published models that have exactly these tensors)
    "Wan 2.1 T2V 1.3B": (lambda: keys.wan("wan2.1-t2v-1.3b"), Kind.WAN_TEXT, {"wan2.1-t2v-1.3b"}),
    "Wan 2.1 T2V 14B": (lambda: keys.wan("wan2.1-t2v-14b"), Kind.WAN_TEXT, {"wan2.1-t2v-14b", "wan2.2-t2v-a14b"}),
    "Wan 2.1 I2V 14B": (lambda: keys.wan(I2V), Kind.WAN_IMAGE_CLIP, {"wan2.1-i2v-480p", "wan2.1-i2v-720p"}),
    "Wan 2.1 FLF2V 14B": (lambda: keys.wan("wan2.1-flf2v-14b"), Kind.WAN_FIRST_LAST, {"wan2.1-flf2v"}),
    "Wan 2.1 VACE 1.3B": (
        lambda: keys.wan("wan2.1-vace-1.3b") | keys.vace_added("wan2.1-vace-1.3b", 15),
        Kind.WAN_VACE,
        {"wan2.1-vace-1.3b"},
    ),
    "Wan 2.1 VACE 14B": (
        lambda: keys.wan("wan2.1-vace-14b") | keys.vace_added("wan2.1-vace-14b", 8),
        Kind.WAN_VACE,
        {"wan2.1-vace-14b"},
    ),
    "VACE 14B, only what it adds": (
        lambda: keys.vace_added("wan2.1-vace-14b", 8),
        Kind.VACE_ADDITION,
        {"wan2.1-vace-14b"},
    ),
    "VACE 1.3B, only what it adds": (
        lambda: keys.vace_added("wan2.1-vace-1.3b", 15),
        Kind.VACE_ADDITION,
        {"wan2.1-vace-1.3b"},
    ),
    "Wan 2.2 TI2V 5B": (lambda: keys.wan("wan2.2-ti2v-5b"), Kind.WAN_TEXT_IMAGE, {"wan2.2-ti2v-5b"}),
    "Wan 2.2 T2V A14B": (lambda: keys.wan("wan2.2-t2v-a14b"), Kind.WAN_TEXT, {"wan2.1-t2v-14b", "wan2.2-t2v-a14b"}),
    "Wan 2.2 I2V A14B": (lambda: keys.wan("wan2.2-i2v-a14b"), Kind.WAN_IMAGE, {"wan2.2-i2v-a14b"}),
    "Wan 2.2 Animate 14B": (
        lambda: keys.wan("wan2.2-animate-14b") | keys.animate_added(golden("wan22_animate")),
        Kind.WAN_ANIMATE,
        {"wan2.2-animate-14b"},
    ),
    "Wan 2.2 S2V 14B": (
        lambda: keys.wan("wan2.2-s2v-14b") | keys.speech_added(),
        Kind.WAN_SPEECH,
        {"wan2.2-s2v-14b"},
    ),
    "InfiniteTalk or MultiTalk, added keys": (
        keys.talk_added,
        Kind.TALK_ADDITION,
        {"infinitetalk", "infinitetalk-multi", "multitalk"},
    ),
    "InfiniteTalk of Kijai, inside the wrapper": (
        lambda: changed(keys.talk_added(), lambda n: n.replace("audio_proj.", "multitalk_audio_proj.")),
        Kind.TALK_ADDITION,
        {"infinitetalk", "infinitetalk-multi", "multitalk"},
    ),
    "InfiniteTalk, full and quantised": (
        lambda: quanto(keys.wan(I2V) | keys.talk_added()),
        Kind.WAN_TALK,
        {"infinitetalk", "infinitetalk-multi", "multitalk"},
    ),
    "FantasyTalking, added keys": (keys.fantasy_added, Kind.FANTASY_ADDITION, {"fantasytalking"}),
    "FantasyTalking, keys of Wan": (lambda: keys.fantasy_added(""), Kind.FANTASY_ADDITION, {"fantasytalking"}),
    "FantasyTalking, whole": (
        lambda: keys.wan(I2V) | keys.fantasy_added(""),
        Kind.WAN_FANTASY,
        {"fantasytalking"},
    ),
    "UMT5, official": (keys.umt5_official, Kind.TEXT_ENCODER, set()),
    "UMT5, Hugging Face": (keys.umt5_hugging_face, Kind.TEXT_ENCODER, set()),
    "UMT5, Comfy": (lambda: keys.umt5_hugging_face() | {"spiece_model": (4548313,)}, Kind.TEXT_ENCODER, set()),
    "UMT5, GGUF": (keys.umt5_gguf, Kind.TEXT_ENCODER, set()),
    "CLIP, open-clip layout": (keys.clip_official, Kind.IMAGE_ENCODER, set()),
    "CLIP, Hugging Face layout": (keys.clip_hugging_face, Kind.IMAGE_ENCODER, set()),
    "Wan 2.1 VAE, official and Comfy": (lambda: keys.vae("2.1"), Kind.VAE_21, set()),
    "Wan 2.2 VAE, official and Comfy": (lambda: keys.vae("2.2"), Kind.VAE_22, set()),
    "Wan 2.1 VAE of Kijai": (lambda: changed(keys.vae("2.1"), lambda n: "model." + n), Kind.VAE_21, set()),
    "Wan 2.1 VAE of diffusers": (lambda: diffusers_vae({}), Kind.VAE_21, set()),
    "Wan 2.2 VAE of diffusers": (lambda: diffusers_vae(VAE_22), Kind.VAE_22, set()),
    "wav2vec2 base": (lambda: changed(keys.wav2vec2(False), as_saved), Kind.SPEECH_ENCODER, set()),
    "wav2vec2 large": (lambda: changed(keys.wav2vec2(True, "wav2vec2."), as_saved), Kind.SPEECH_ENCODER, set()),
    "ModelScope T2V": (lambda: golden("vgen_t2v"), Kind.VGEN_TEXT, {"vgen-t2v", "vgen-sr600"}),
    "ModelScope T2V with fps": (lambda: golden("vgen_t2v_fps"), Kind.VGEN_TEXT, {"vgen-t2v", "vgen-sr600"}),
    "SR600": (lambda: golden("vgen_sr600"), Kind.VGEN_TEXT, {"vgen-t2v", "vgen-sr600"}),
    "I2VGen-XL": (lambda: golden("vgen_i2v"), Kind.VGEN_IMAGE, {"vgen-i2vgen-xl"}),
    "HiGen": (lambda: golden("vgen_higen"), Kind.VGEN_HIGEN, {"vgen-higen"}),
    "TF-T2V": (lambda: golden("vgen_tft2v"), Kind.VGEN_TFT2V, {"vgen-tft2v"}),
    "TF-T2V composer": (
        lambda: golden("vgen_tft2v_vc"),
        Kind.VGEN_COMPOSER,
        {"vgen-videocomposer", "vgen-videolcm"},
    ),
    "VideoLCM": (lambda: golden("vgen_videolcm"), Kind.VGEN_VIDEO_LCM, {"vgen-videolcm"}),
    "VideoLCM composer": (
        lambda: golden("vgen_videolcm_vc"),
        Kind.VGEN_COMPOSER,
        {"vgen-videocomposer", "vgen-videolcm"},
    ),
    "VideoComposer": (lambda: golden("vgen_vcomposer"), Kind.VGEN_VIDEO_COMPOSER, {"vgen-videocomposer"}),
    "InstructVideo": (lambda: golden("vgen_lora"), Kind.VGEN_INSTRUCT, {"vgen-instructvideo"}),
    "DreamVideo, merged": (lambda: golden("vgen_dv_joint"), Kind.VGEN_DREAM, {"vgen-dreamvideo"}),
    "DreamVideo subject": (lambda: adapters("vgen_dv_id"), Kind.DREAM_IDENTITY, set()),
    "DreamVideo movement": (lambda: adapters("vgen_dv_motion"), Kind.DREAM_MOTION, set()),
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.replace(" ", "_"))
def test_each_model_is_told_by_its_real_names_and_shapes(row):
    shapes, kind, models = ROWS[row]
    found = recognise(checkpoint(shapes()))
    assert found.kind is kind
    assert {model.id for model in fitting(found)} == models
    if kind.startswith("wan_"):
        assert found.network and found.network.num_layers in (30, 40) and found.network.ffn_dim >= 8960


def test_the_lists_have_as_many_numbers_as_the_facts_say():
    base = {name: keys.weights(keys.wan(name)) for name in ("wan2.1-t2v-1.3b", "wan2.1-t2v-14b", I2V)}
    assert base == {"wan2.1-t2v-1.3b": 1_418_996_800, "wan2.1-t2v-14b": 14_288_491_584, I2V: 16_394_878_784}
    small, large = (keys.vace_added(f"wan2.1-vace-{size}", blocks) for size, blocks in (("1.3b", 15), ("14b", 8)))
    assert keys.weights(small) + base["wan2.1-t2v-1.3b"] == 2_153_972_032
    assert keys.weights(large) + base["wan2.1-t2v-14b"] == 17_337_592_896
    assert keys.weights(keys.speech_added()) + base["wan2.1-t2v-14b"] == 16_295_755_609
    assert (len(keys.talk_added()), keys.weights(keys.talk_added())) == (330, 2_487_168_000)
    assert len(keys.wan(I2V) | keys.talk_added()) == 1633
    assert 17.2e9 < keys.weights(keys.animate_added(golden("wan22_animate"))) + base[I2V] < 17.3e9
    assert len(keys.umt5_official()) == len(keys.umt5_gguf()) == len(keys.umt5_hugging_face()) == 242


@pytest.mark.parametrize("name", ["wan2.1-t2v-1.3b", I2V, "wan2.1-flf2v-14b", "wan2.2-ti2v-5b", "wan2.2-i2v-a14b"])
@pytest.mark.parametrize("layout", ["comfy", "diffusers", "fp8 scaled", "quanto"])
def test_each_layout_of_a_transformer_is_the_same_model(name, layout):
    plain = keys.wan(name)
    layers = [n for n, shape in plain.items() if len(shape) == 2 and n.endswith(".weight")]
    given = {
        "comfy": lambda: changed(plain, lambda n: "model.diffusion_model." + n),
        "diffusers": lambda: keys.wan_diffusers(name),
        "fp8 scaled": lambda: (
            plain | {"scaled_fp8": (2,)} | {n.removesuffix("weight") + "scale_weight": () for n in layers}
        ),
        "quanto": lambda: quanto(plain),
    }[layout]()
    found, expected = recognise(checkpoint(given)), recognise(checkpoint(plain))
    assert (found.kind, found.network) == (expected.kind, expected.network)
    assert found.format is (Format.FP8_SCALED if layout in ("fp8 scaled", "quanto") else Format.PLAIN)


NEAR = {  # not ours, and easily taken for it
    "a T5 that has distances in its first block only": (
        {
            "encoder.block.0.layer.0.SelfAttention.q.weight": (4096, 4096),
            "encoder.block.1.layer.0.SelfAttention.q.weight": (4096, 4096),
            "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight": (32, 64),
        },
        Kind.OTHER_TEXT_ENCODER,
    ),
    "the autoencoder of Stable Diffusion": (
        {"post_quant_conv.weight": (4, 4, 1, 1), "decoder.conv_in.weight": (512, 4, 3, 3)},
        Kind.VAE_PICTURE,
    ),
    "a video autoencoder with other latents": (
        {"post_quant_conv.weight": (8, 8, 1, 1, 1), "decoder.conv_in.conv.weight": (512, 8, 3, 3, 3)},
        Kind.UNKNOWN,
    ),
    "a UNet without time": ({"input_blocks.0.0.weight": (320, 4, 3, 3), "out.2.weight": (4, 320, 3, 3)}, Kind.UNKNOWN),
    "first and last frame with other channels": (
        keys.wan("wan2.1-flf2v-14b") | {"patch_embedding.weight": (5120, 48, 1, 2, 2)},
        Kind.WAN_OTHER,
    ),
    "nothing": ({}, Kind.UNKNOWN),
}


@pytest.mark.parametrize("case", NEAR, ids=lambda case: case.replace(" ", "_"))
def test_what_only_looks_alike_is_not_guessed(case):
    shapes, kind = NEAR[case]
    assert recognise(checkpoint(shapes)).kind is kind


NAMES = {  # how people have them on the disk -> id and part
    "wan2.1_t2v_14B_fp16.safetensors": ("wan2.1-t2v-14b", Part.TRANSFORMER),
    "Wan2_1-T2V-14B_fp8_e4m3fn.safetensors": ("wan2.1-t2v-14b", Part.TRANSFORMER),
    "Wan2.1-T2V-14B/diffusion_pytorch_model.safetensors.index.json": ("wan2.1-t2v-14b", Part.TRANSFORMER),
    "wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors": ("wan2.2-t2v-a14b", Part.TRANSFORMER_HIGH),
    "wan2.2_t2v_low_noise_14B_fp16.safetensors": ("wan2.2-t2v-a14b", Part.TRANSFORMER),
    "Wan2_2-T2V-A14B-LOW_fp8_e5m2_scaled_KJ.safetensors": ("wan2.2-t2v-a14b", Part.TRANSFORMER),
    "Wan2.2-T2V-A14B-HighNoise-Q4_K_M.gguf": ("wan2.2-t2v-a14b", Part.TRANSFORMER_HIGH),
    "Wan2.2-T2V-A14B/high_noise_model": ("wan2.2-t2v-a14b", Part.TRANSFORMER_HIGH),
    "Wan2.2-T2V-A14B/low_noise_model/diffusion_pytorch_model.safetensors.index.json": (
        "wan2.2-t2v-a14b",
        Part.TRANSFORMER,
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_twins_are_told_by_their_file_or_folder(name):
    model = which(checkpoint(keys.wan("wan2.2-t2v-a14b"), path=Path("/models") / name))
    assert (model.id, model.part) == NAMES[name]


TWINS = {  # (names and shapes, name on the disk) -> id
    ("Wan 2.1 I2V 14B", "wan2.1_i2v_480p_14B_bf16.safetensors"): "wan2.1-i2v-480p",
    ("Wan 2.1 I2V 14B", "Wan2.1-I2V-14B-720P/diffusion_pytorch_model-00001-of-00007.safetensors"): "wan2.1-i2v-720p",
    ("Wan 2.1 I2V 14B", "wan2.2_i2v_480p.safetensors"): "wan2.1-i2v-480p",  # a wrong number in a name changes nothing
    ("Wan 2.2 I2V A14B", "Wan2_2-I2V-A14B-HIGH_fp8_e4m3fn_scaled_KJ.safetensors"): "wan2.2-i2v-a14b",
    ("InfiniteTalk or MultiTalk, added keys", "single/infinitetalk.safetensors"): "infinitetalk",
    ("InfiniteTalk or MultiTalk, added keys", "multi/infinitetalk.safetensors"): "infinitetalk-multi",
    ("InfiniteTalk or MultiTalk, added keys", "Wan2_1-InfiniTetalk-Single_fp16.safetensors"): "infinitetalk",
    ("InfiniteTalk or MultiTalk, added keys", "wan2.1_infinitetalk_multi_14B_mbf16.safetensors"): "infinitetalk-multi",
    ("InfiniteTalk or MultiTalk, added keys", "multitalk.safetensors"): "multitalk",
    ("InfiniteTalk, full and quantised", "infinitetalk_single_int8.safetensors"): "infinitetalk",
    ("SR600", "sr_step_110000_ema.safetensors"): "vgen-sr600",
    ("ModelScope T2V", "text2video_pytorch_model.safetensors"): "vgen-t2v",
    ("TF-T2V composer", "tft2v_vcomposer_non_ema_254000.safetensors"): "vgen-videocomposer",
    ("VideoLCM composer", "videolcm_vcomposer_non_ema_914000.safetensors"): "vgen-videolcm",
}


@pytest.mark.parametrize("case", TWINS, ids=lambda case: case[1].replace("/", "_"))
def test_other_twins_are_told_by_their_names(case):
    assert which(checkpoint(ROWS[case[0]][0](), path=Path("/models") / case[1])).id == TWINS[case]


T2V_PAIR = ("Wan 2.2 T2V A14B high noise", "Wan 2.2 T2V A14B low noise")
I2V_PAIR = ("Wan 2.2 I2V A14B high noise", "Wan 2.2 I2V A14B low noise")


@pytest.mark.parametrize(
    ("row", "path", "choices"),
    [
        ("Wan 2.2 T2V A14B", ANY, ("Wan 2.1 T2V 14B", *T2V_PAIR)),
        ("Wan 2.2 T2V A14B", Path("wan2.2_t2v.gguf"), T2V_PAIR),
        ("Wan 2.2 I2V A14B", Path("high and low/i2v.gguf"), I2V_PAIR),
        ("Wan 2.1 I2V 14B", ANY, ("Wan 2.1 I2V 14B 480p", "Wan 2.1 I2V 14B 720p")),
        ("SR600", ANY, ("ModelScope text to video", "SR600")),
    ],
)
def test_what_no_name_tells_is_asked_with_the_choices(row, path, choices):
    with pytest.raises(WhichModel) as asked:
        which(checkpoint(ROWS[row][0](), path=path))
    assert asked.value.choices == choices
    assert asked.value.title and asked.value.why and asked.value.done
    assert asked.value.do == tuple(f"It is {title}" for title in choices)


def test_a_name_never_overrules_what_the_tensors_say():
    small = checkpoint(keys.wan("wan2.1-t2v-1.3b"), path=Path("wan2.2_t2v_high_noise_14B_fp16.safetensors"))
    assert which(small).id == "wan2.1-t2v-1.3b"


@pytest.mark.parametrize("row", [row for row, (_, kind, _) in ROWS.items() if kind not in RUNNABLE])
def test_a_network_that_does_not_run_yet_is_refused_by_its_name(row):
    shapes, kind, _ = ROWS[row]
    with pytest.raises(WrongCheckpoint, match="cannot run this model yet") as refused:
        must_be_runnable(checkpoint(shapes()))
    error = refused.value
    assert WORDS[kind] in error.why and error.done and error.do


def test_an_unknown_file_is_called_unknown_and_what_runs_passes():
    with pytest.raises(WrongCheckpoint, match="no model that Kinora knows"):
        must_be_runnable(checkpoint({"a": (1,)}))
    assert must_be_runnable(checkpoint(keys.wan(I2V))).kind is Kind.WAN_IMAGE_CLIP


def test_every_kind_has_words_of_its_own():
    assert set(WORDS) == set(Kind) and len(set(WORDS.values())) == len(Kind)


def test_a_folder_of_the_starter_is_no_published_model():
    starter = Path(__file__).parents[3] / "resources" / "starter" / "diffusion_pytorch_model.safetensors"
    found = which(open_checkpoint(starter))
    assert found.id == "" and found.title == "a Wan transformer of an unknown variant"  # its tokens are finer


def test_whole_numbers_without_plain_scales_are_refused(tmp_path):
    layer = {"a.weight": torch.zeros(2, 4, dtype=torch.int8), "a.weight_scale": torch.ones(2, 1)}
    must_be_readable(open_checkpoint(save(tmp_path / "plain.safetensors", layer)))
    turned = layer | {"a.comfy_quant": torch.zeros(3, dtype=torch.uint8)}
    packed = layer | {"a.weight": torch.zeros(2, 4, dtype=torch.uint8)}
    for number, wrong in enumerate((turned, packed)):
        with pytest.raises(NotAModel, match="whole numbers"):
            must_be_readable(open_checkpoint(save(tmp_path / f"{number}.safetensors", wrong)))
    assert describe(open_checkpoint(tmp_path / "plain.safetensors")) == WORDS[Kind.UNKNOWN]
