"""A file that is brought is told by its content, and becomes a model of the person's own without being copied."""

from __future__ import annotations

import pickle

import pytest
import torch

from engine import catalog
from engine.api.errors import EngineError, UnsafeFile, WrongCheckpoint
from engine.api.model import Part
from engine.nets.wan.configs import PRESETS
from engine.nets.wan.dit import WanTransformer
from engine.store.dropped import add_own, look, take_data_file
from tests.engine.weights import files
from tests.tiny import lora

SPECS = catalog.load().models


def wan(path, preset):
    with torch.device("meta"):
        shapes = {name: list(value.shape) for name, value in WanTransformer(PRESETS[preset]).state_dict().items()}
    return files.shapes(path, shapes, "BF16", 2)


def test_a_model_is_told_by_its_tensors_whatever_its_name(tmp_path):
    seen = look(wan(tmp_path / "holiday.bin", "wan2.1-t2v-1.3b"), SPECS)
    assert [(one.model, one.part) for one in seen.choices] == [("wan2.1-t2v-1.3b", Part.TRANSFORMER)]
    assert not seen.lora and seen.bytes > 2 * 10**9


def test_where_only_the_person_can_tell_every_model_that_it_could_be_is_offered(tmp_path):
    seen = look(wan(tmp_path / "mine.safetensors", "wan2.1-i2v-14b"), SPECS)
    assert {one.model for one in seen.choices} == {"wan2.1-i2v-480p", "wan2.1-i2v-720p"}
    named = look(wan(tmp_path / "mine_720p.safetensors", "wan2.1-i2v-14b"), SPECS)
    assert [one.model for one in named.choices] == ["wan2.1-i2v-720p"]


def test_an_own_model_uses_its_file_in_place_and_is_read_at_the_next_start(tmp_path):
    path, folder = wan(tmp_path / "My Wan \u4e2d.safetensors", "wan2.1-t2v-1.3b"), tmp_path / "models"
    seen = look(path, SPECS)
    added = add_own(seen, seen.choices[0], SPECS, folder)
    again = add_own(seen, seen.choices[0], SPECS, folder)
    assert added != again and [one.name for one in folder.iterdir() if one.suffix != ".toml"] == []
    own = [spec for spec in catalog.load((folder,)).models if spec.own]
    assert [spec.title for spec in own] == ["My Wan \u4e2d"] * 2
    assert own[0].component(Part.TRANSFORMER).paths == (str(path),)


@pytest.mark.parametrize("brought", ["high", "low"])
def test_both_experts_of_a_pair_are_taken_when_one_is_brought(tmp_path, brought):
    halves = {half: wan(tmp_path / f"mine_{half}_noise.safetensors", "wan2.2-i2v-a14b") for half in ("high", "low")}
    seen = look(halves[brought], SPECS)
    added = add_own(seen, seen.choices[0], SPECS, tmp_path / "models")
    own = catalog.load((added.parent,)).model(added.stem)
    assert own.component(Part.TRANSFORMER).paths == (str(halves["low"]),)
    assert own.component(Part.TRANSFORMER_HIGH).paths == (str(halves["high"]),)


def test_a_neighbour_that_only_has_the_name_of_the_other_expert_is_not_taken(tmp_path):
    path = wan(tmp_path / "mine_high_noise.safetensors", "wan2.2-i2v-a14b")
    wan(tmp_path / "mine_low_noise.safetensors", "wan2.1-t2v-1.3b")
    seen = look(path, SPECS)
    added = add_own(seen, seen.choices[0], SPECS, tmp_path / "models")
    assert "transformer_high" in added.read_text("utf-8") and "transformer =" not in added.read_text("utf-8")


def test_what_is_added_to_a_model_is_that_part_of_it(tmp_path):
    shapes = {
        "audio_proj.proj1_vf.weight": [512, 73728],
        "blocks.0.audio_cross_attn.q_linear.weight": [5120, 5120],
        "blocks.0.norm_x.weight": [5120],
    }
    seen = look(files.shapes(tmp_path / "my_infinitetalk_single.safetensors", shapes, "F16", 2), SPECS)
    assert [(one.model, one.part) for one in seen.choices] == [("infinitetalk", Part.ADDITION)]


def test_a_lora_says_what_it_was_made_for(tmp_path):
    seen = look(lora(tmp_path / "quick.safetensors", width=1536), SPECS)
    assert seen.lora and "1.3B" in seen.words and seen.layers == 16


@pytest.mark.parametrize("name", ["model.ckpt", "model.safetensors"])
def test_a_pickle_is_refused_unopened(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(UnsafeFile):
        look(path, SPECS)


def test_a_part_of_a_model_and_an_unknown_network_are_refused_by_name(tmp_path):
    with pytest.raises(WrongCheckpoint, match="no model that Kinora knows"):
        look(files.shapes(tmp_path / "a.safetensors", {"layer.weight": [2, 2]}), SPECS)


def test_a_folder_that_cannot_be_written_to_is_a_typed_error(tmp_path):
    seen = look(wan(tmp_path / "a.safetensors", "wan2.1-t2v-1.3b"), SPECS)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(EngineError) as refused:
        add_own(seen, seen.choices[0], SPECS, tmp_path / "file")
    assert refused.value.code == "DSK-002"


def described(folder, id, files='transformer = "mine.safetensors"  # beside this file', name="mine.toml"):
    folder.mkdir(exist_ok=True)
    text = f'id = "{id}"\ntitle = "Mine"\nbased_on = "wan2.1-t2v-1.3b"\n[files]\n{files}\n[defaults]\nsteps = 7\n'
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_data_file_is_taken_in_and_what_it_names_beside_itself_stays_there(tmp_path):
    home, folder = tmp_path / "my \u4e2d", tmp_path / "models"
    taken = take_data_file(described(home, "mine"), SPECS, folder)
    own = catalog.load((folder,)).model("mine")
    assert own.component(Part.TRANSFORMER).paths == (str(home / "mine.safetensors"),)
    assert own.defaults["steps"] == 7
    assert take_data_file(taken, SPECS, folder) == taken
    assert [path.name for path in folder.iterdir()] == ["mine.toml"]


def test_a_newer_description_replaces_the_older_one_and_another_model_keeps_its_own(tmp_path):
    folder = tmp_path / "models"
    first = take_data_file(described(tmp_path / "a", "mine"), SPECS, folder)
    assert take_data_file(described(tmp_path / "b", "mine"), SPECS, folder) == first
    assert str(tmp_path / "b") in first.read_text("utf-8")
    other = take_data_file(described(tmp_path / "c", "other"), SPECS, folder)
    assert (other.name, len(catalog.load((folder,)).models) - len(SPECS)) == ("mine-2.toml", 2)
    assert str(tmp_path / "b") in first.read_text("utf-8")


def test_a_data_file_whose_files_cannot_be_told_apart_is_refused_and_not_kept(tmp_path):
    inline = described(tmp_path / "a", "mine", files='"transformer" = "mine.safetensors"')
    with pytest.raises(ValueError, match="whole path"):
        take_data_file(inline, SPECS, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_data_file_of_another_spelling_is_not_written_over(tmp_path):
    path = wan(tmp_path / "mine.safetensors", "wan2.1-t2v-1.3b")
    seen, folder = look(path, SPECS), tmp_path / "models"
    described(folder, "hand made", name="Own-Mine.toml")
    assert add_own(seen, seen.choices[0], SPECS, folder).stem == "own-mine-2"
