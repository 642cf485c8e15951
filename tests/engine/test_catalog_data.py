"""Every data file of the catalogue keeps the rules, and a mistake in one is told with the file's name."""

from __future__ import annotations

import itertools
import shutil

import pytest

from engine import catalog
from engine.api.model import Part, Purpose
from engine.planner.least import least
from engine.weights import published
from tests.catalogue import faults

KNOWN = catalog.load()
MISSION = {
    "wan2.1-t2v-1.3b", "wan2.1-t2v-14b", "wan2.1-i2v-480p", "wan2.1-i2v-720p", "wan2.1-flf2v", "wan2.1-vace-1.3b",
    "wan2.1-vace-14b", "wan2.2-ti2v-5b", "wan2.2-t2v-a14b", "wan2.2-i2v-a14b", "wan2.2-animate-14b", "wan2.2-s2v-14b",
    "infinitetalk", "infinitetalk-multi", "multitalk", "fantasytalking", "vgen-t2v", "vgen-i2vgen-xl", "vgen-higen",
    "vgen-dreamvideo", "vgen-tft2v", "vgen-videolcm", "vgen-instructvideo", "vgen-videocomposer",
}  # fmt: skip
FAULTS = [  # data file, what stands there, what is planted, what is said
    ("models/wan2.1-t2v-14b.toml", '["wan2.1-t2v-14b-fp8"]', '["nowhere"]', "no published file has the id nowhere"),
    ("models/wan2.1-t2v-14b.toml", 'id = "wan2.1-t2v-14b"', 'id = "wan2.1-t2v-1.3b"', "not named after the id"),
    ("models/wan2.1-t2v-14b.toml", 'id = "wan2.1-t2v-14b"', 'id = "other"', "not named after the id"),
    ("models/wan2.1-t2v-14b.toml", 'purposes = ["text", "edit"]', "purposes = []", "what it is for"),
    ("models/wan2.1-t2v-14b.toml", 'purposes = ["text", "edit"]', 'purposes = ["dance"]', "dance"),
    ("models/wan2.1-t2v-14b.toml", "licence = ", "unlicensed = ", "licence"),
    ("models/wan2.1-t2v-14b.toml", 'name = "Apache-2.0"', 'name = "Mine"', "licence 'Mine' is not known"),
    ("models/vgen-t2v.toml", "commercial = false, ", "", "something else about commercial use"),
    ("models/vgen-t2v.toml", ', note = "Not for commercial use."', "", "the sentence that says so is missing"),
    ("models/wan2.1-t2v-14b.toml", 'hub = "Wan-AI/Wan2.1-T2V-14B"', 'hub = ""', "where it is published"),
    ("models/wan2.1-t2v-14b.toml", 'vae = ["vae-21"]\n', "", "disagree about vae"),
    ("models/wan2.1-t2v-14b.toml", 'precision = "fp8_scaled"', 'precision = "fp9"', "unknown precision 'fp9'"),
    ("models/wan2.1-t2v-14b.toml", 'id = "q4_k_m"', 'id = "fp8-scaled"', "two variants"),
    ("models/wan2.1-t2v-14b.toml", 'network = "wan2.1-t2v-14b"', 'network = "wan3"', "no network that is known"),
    ("models/wan2.1-t2v-14b.toml", 'network = "wan2.1-t2v-14b"', 'network = "wan2.1-i2v-14b"', "about pictures"),
    ("models/wan2.1-t2v-14b.toml", 'vae = "wan21"', 'vae = "wan22"', "about channels"),
    ("models/wan2.1-t2v-14b.toml", 'family = "wan"', 'family = "vgen"', "nothing runs the family vgen"),
    ("models/wan2.1-t2v-14b.toml", "steps = 50", "steps = 0", "Steps"),
    ("models/wan2.1-t2v-14b.toml", "steps = 50", "stops = 50", "no parameter is named stops"),
    ("models/wan2.1-t2v-14b.toml", "sizes = [[832, 480]", "sizes = [[833, 480]", "833 x 480 cannot be made"),
    ("models/wan2.2-ti2v-5b.toml", "num_frames = 121", "num_frames = 122", "122 frames cannot be made"),
    ("files/wan2.1.toml", "2e39adde59c5", "2e39addX59c5", "is no hash of 64 digits"),
    ("files/wan2.1.toml", 'path = "wan2.1-t2v-14b/wan2.1_t2v_14B_fp16', 'path = "../wan2.1_t2v_14B_fp16', "is no name"),
    ("files/wan2.1.toml", "wan2.1_t2v_14B_bf16.safetensors", "wan2.1_t2v_14B_fp16.safetensors", "more than once"),
    ("files/wan2.1.toml", "bytes = 14293896178", "bytes = -1", "is no length"),
    ("files/wan2.1.toml", 'hub = "huggingface"', 'hub = "elsewhere"', "elsewhere"),
    ("files/wan2.1.toml", 'repo = "Comfy-Org/Wan_2.1_ComfyUI_repackaged", ', "", "where it is published"),
    ("files/wan2.1.toml", 'container = "gguf"', 'container = "onnx"', "but said to be onnx"),
    ("files/wan2.1.toml", 'precision = "q8_0"', 'precision = "q9"', "unknown precision 'q9'"),
    ("loras/lightx2v-t2v-a14b.toml", '"wan2.2-t2v-a14b"', '"wan9"', "no network that is known"),
    ("loras/lightx2v-t2v-a14b.toml", "high =", "left =", "nor a pair"),
    ("loras/lightx2v-t2v-a14b.toml", "lora-t2v-a14b-lightx2v-low", "lora-nowhere", "lora-nowhere"),
    ("loras/lightx2v-t2v-a14b.toml", "steps = 4", "steps = 0", "Steps"),
    ("loras/causvid-t2v-14b.toml", '"not stated", commercial = false', '"not stated"', "commercial use"),
    ("presets/talking.toml", '"multitalk"', '"megatalk"', "no model named megatalk"),
    ("presets/talking.toml", "steps = 8", "stops = 8", "no parameter is named stops"),
    ("presets/talking.toml", "steps = 8", "steps = 0", "Steps"),
    ("presets/talking.toml", '"fusionx-i2v-14b"', '"fusionx-t2v-14b"', "no LoRA fusionx-t2v-14b was made for it"),
    ("presets/talking.toml", '"lightx2v-4"', '"official"', "two presets of the same id"),
]  # fmt: skip


@pytest.fixture
def copy(tmp_path):
    for room in ("models", "files", "loras", "presets"):
        shutil.copytree(catalog.RESOURCES / room, tmp_path / room)
    return tmp_path


def test_every_entry_keeps_every_rule():
    assert faults(catalog.RESOURCES) == []


@pytest.mark.parametrize(("name", "there", "planted", "said"), FAULTS, ids=[f"{f[0]}-{f[3]}" for f in FAULTS])
def test_a_planted_mistake_is_told_with_the_name_of_its_file(name, there, planted, said, copy):
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert there in text, "the planted fault no longer meets anything"
    path.write_text(text.replace(there, planted, 1), encoding="utf-8")
    told = [line for line in faults(copy) if said in line]
    assert told and path.name in told[0], faults(copy)


def test_a_pickle_is_refused_where_the_same_part_is_published_safely(copy):
    path = copy / "models" / "vgen-t2v.toml"
    text = path.read_text(encoding="utf-8")
    first, rest = text.split("[[components]]", 1)
    variant = first[first.index("[[variants]]") :]
    worse = variant.replace('id = "fp16"', 'id = "pickle"').replace("vgen-t2v-unet", "vgen-higen-unet")
    path.write_text(first + worse + "[[components]]" + rest, encoding="utf-8")
    assert any("vgen-t2v.toml: the variant pickle takes a pickle" in line for line in faults(copy))


def test_every_model_of_the_mission_is_there_and_what_cannot_run_says_so():
    ids = {spec.id for spec in KNOWN.models}
    assert ids >= MISSION
    assert {spec.id for spec in KNOWN.runnable} == {
        "starter", "starter-voice", "wan2.1-t2v-1.3b", "wan2.1-t2v-14b", "wan2.1-i2v-480p", "wan2.1-i2v-720p",
        "wan2.1-flf2v",
        "wan2.2-ti2v-5b", "wan2.2-ti2v-5b-fast", "wan2.2-t2v-a14b", "wan2.2-i2v-a14b", "infinitetalk",
        "infinitetalk-multi", "multitalk", "fantasytalking",
    }  # fmt: skip
    assert {purpose for spec in KNOWN.models for purpose in spec.purposes} == set(Purpose)


def test_nothing_of_vgen_may_be_used_for_money_and_all_of_wan_may():
    for spec in KNOWN.models:
        assert spec.licence.commercial == (not spec.id.startswith("vgen")), spec.id


def test_models_share_their_encoders_by_the_same_file():
    plain = KNOWN.model("wan2.1-i2v-480p").variant("fp8-scaled")
    talking = KNOWN.model("infinitetalk").variant("fp8-scaled")
    assert {**talking.files, **plain.files} == talking.files
    assert set(talking.files) - set(plain.files) == {Part.ADDITION, Part.SPEECH_ENCODER}


def test_most_recommended_downloads_are_known_to_the_byte_and_their_weights_by_hash():
    ready = [spec for spec in KNOWN.runnable if spec.variants]
    exact = [spec.id for spec in ready if spec.variant().exact]
    assert {spec.id for spec in ready} - set(exact) <= {"wan2.1-i2v-720p", "multitalk", "fantasytalking"}
    assert sum(bool(file.sha256) for file in KNOWN.files) >= 78


def test_a_file_that_nothing_needs_is_told(copy):
    path = copy / "loras" / "relight-animate.toml"
    path.write_text(path.read_text("utf-8").replace('"lora-animate-relight"', '"lora-t2v-14b-accvid"'), "utf-8")
    assert faults(copy) == ["loras.toml: nothing needs lora-animate-relight"]


@pytest.mark.parametrize("spec", [s for s in KNOWN.runnable if len(s.variants) > 1], ids=lambda s: s.id)
def test_fewer_bits_never_need_more_memory(spec):
    bits = {4: ("q4_k_m",), 8: ("q8_0", "fp8", "fp8_scaled"), 16: ("fp16", "bf16", "fp32")}
    cards = {n: [least(spec, v).card for v in spec.variants if v.precision in names] for n, names in bits.items()}
    least_of = [max(cards[n]) for n in (16, 8, 4) if cards[n]]
    assert all(smaller <= larger * 1.01 for larger, smaller in itertools.pairwise(least_of))


def test_what_a_file_is_recognised_as_is_a_model_of_the_catalogue():
    ids = {spec.id for spec in KNOWN.models}
    assert {model.id for _, _, models in published._TABLE for model in models} <= ids
