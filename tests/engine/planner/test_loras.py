"""LoRA files are found, paired by their names and held against a model without loading anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine import catalog
from engine.api.errors import WeightsMissing, WrongCheckpoint
from engine.api.lora import LoraExpert, LoraUse
from engine.planner.loras import expert_of, fit, is_here, locate, other_half, spread
from tests import tiny

ROOT = Path(__file__).resolve().parents[3]
PAIRS = (
    ("wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise", "wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise"),
    ("WanHighNoise", "WanLowNoise"),
    ("Wan2.2-Lightning_I2V-A14B-4steps-lora_HIGH_fp16", "Wan2.2-Lightning_I2V-A14B-4steps-lora_LOW_fp16"),
    ("look-H-rank32", "look-L-rank32"),
    ("look_HN", "look_LN"),
    ("look high", "look low"),
    ("22High", "22Low"),
    ("high_noise_model", "low_noise_model"),
)  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_the_two_halves_of_a_pair_know_each_other(pair, tmp_path):
    high, low = (tmp_path / name for name in (f"{stem}.safetensors" for stem in pair))
    for path in (high, low):
        path.touch()
    assert (expert_of(high), expert_of(low)) == (LoraExpert.HIGH, LoraExpert.LOW)
    assert (other_half(high), other_half(low)) == (low, high)


@pytest.mark.parametrize("name", ["highway.safetensors", "slow.safetensors", "look-L.safetensors", "flow_H.safetensors",
                                  "high_and_low.safetensors", "LowRes.safetensors", "Hallow.safetensors"])  # fmt: skip
def test_a_name_that_only_looks_like_a_half_is_none(name, tmp_path):
    (tmp_path / name).touch()
    assert expert_of(tmp_path / name) is LoraExpert.AUTO and other_half(tmp_path / name) is None


def test_folders_tell_the_halves_apart_where_the_files_are_called_alike(tmp_path):
    paths = [tmp_path / folder / "lora.safetensors" for folder in ("high_noise", "low_noise")]
    for path in paths:
        path.parent.mkdir()
        path.touch()
    assert [expert_of(path) for path in paths] == [LoraExpert.HIGH, LoraExpert.LOW]
    assert other_half(paths[0]) == paths[1]
    paths[1].unlink()
    assert expert_of(paths[0]) is LoraExpert.AUTO, "a folder alone tells nothing"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(WeightsMissing, match=r"The LoRA look\.safetensors is not on this computer"):
        locate("C:\\loras\\look.safetensors", (tmp_path,))
    (tmp_path / "loras").mkdir()
    (tmp_path / "loras" / "look.safetensors").touch()
    assert locate("C:\\loras\\look.safetensors", (tmp_path,)) == tmp_path / "loras" / "look.safetensors"


def test_one_of_the_catalogue_that_is_not_here_says_how_to_get_it(tmp_path):
    known = catalog.load().loras
    lora = next(one for one in known if one.id == "fusionx-i2v-14b")
    assert not is_here(lora, (tmp_path,))
    with pytest.raises(WeightsMissing) as told:
        spread((LoraUse(lora.id),), 1, (str(tmp_path),), known)
    assert lora.title in told.value.title and any("models download fusionx-i2v-14b" in way for way in told.value.do)
    (tmp_path / lora.published[0].path).parent.mkdir(parents=True)
    (tmp_path / lora.published[0].path).touch()
    assert is_here(lora, (tmp_path,))
    assert len(spread((LoraUse(lora.id),), 1, (str(tmp_path),), known)) == 1


def test_halves_that_are_both_listed_keep_their_own_strengths(tmp_path):
    high, low = (tmp_path / f"look_{word}_noise.safetensors" for word in ("high", "low"))
    high.touch()
    low.touch()
    uses = spread((LoraUse(str(high), 0.8), LoraUse(str(low), 0.4)), 2, ())
    assert [(use.lora_name, use.lora_strength, use.expert.value) for use in uses] == [
        (str(high), 0.8, "high"),
        (str(low), 0.4, "low"),
    ]
    assert [use.lora_name for use in spread((LoraUse(str(high)),), 2, ())] == [str(high), str(low)]
    assert [use.lora_name for use in spread((LoraUse(str(high)),), 1, ())] == [str(high)]
    assert spread((LoraUse(str(high), expert=LoraExpert.HIGH),), 1, ()) == ()


def test_an_id_of_the_catalogue_stands_for_its_files(tmp_path):
    for spec in catalog.load().loras:
        for file in spec.published:
            (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file.path).touch()
        uses = spread((LoraUse(spec.id, 0.5),), 2 if "high" in spec.files else 1, (str(tmp_path),), (spec,))
        assert {Path(use.lora_name) for use in uses} == {tmp_path / file.path for file in spec.published}
        assert {use.expert.value for use in uses} & {"high", "low"} == set(spec.files) - {"both"}


def test_how_much_fits_is_told_from_headers_alone(tmp_path):
    models = catalog.load()
    small = tiny.lora(tmp_path / "small.safetensors", width=1536, blocks=30)
    told = fit(small, models.model("wan2.1-t2v-1.3b"))
    assert told.whole and told.sentence == "small.safetensors: 240 of 240 layers, made for Wan 2.1 T2V 1.3B"
    with pytest.raises(WrongCheckpoint, match="was made for Wan 2.1 T2V 1.3B .width 1536; this one has 5120.; 0 of"):
        fit(small, models.model("wan2.1-t2v-14b"))


def test_looking_at_a_lora_needs_no_torch():
    code = "import sys, engine.planner.loras; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
