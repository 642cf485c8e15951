"""A model is found in a file, in shards or in a folder, and nothing outside its folder is touched."""

from __future__ import annotations

import json

import pytest
import torch

from engine.api.errors import BadInput, DamagedFile, WeightsMissing
from engine.weights.checkpoint import open_checkpoint
from tests.engine.weights.files import save

ONE, TWO = "m-00001-of-00002.safetensors", "m-00002-of-00002.safetensors"


def sharded(folder, listed=None):
    save(folder / ONE, {"a": torch.zeros(2), "b": torch.zeros(3)}, {"format": "pt"})
    save(folder / TWO, {"c": torch.zeros(4)})
    index = folder / "m.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": listed or {"a": ONE, "b": ONE, "c": TWO}}))
    return index


def test_a_file_an_index_and_a_folder_give_the_same_tensors(tmp_path):
    index = sharded(tmp_path / "model")
    single = save(tmp_path / "one.safetensors", {"a": torch.zeros(2), "b": torch.zeros(3), "c": torch.zeros(4)})
    for path in (single, index, tmp_path / "model"):
        found = open_checkpoint(path)
        assert {name: found.shape(name) for name in found} == {"a": (2,), "b": (3,), "c": (4,)}
        assert found.bytes == 36
    assert [file.name for file in open_checkpoint(index).files] == [ONE, TWO]
    assert open_checkpoint(index).metadata == (("format", "pt"),)


def test_a_complete_set_of_shards_needs_no_index(tmp_path):
    sharded(tmp_path).unlink()
    assert set(open_checkpoint(tmp_path)) == {"a", "b", "c"}


def test_an_incomplete_set_of_shards_is_not_taken_for_a_model(tmp_path):
    sharded(tmp_path).unlink()
    save(tmp_path / ONE.replace("00001", "00003"), {"d": torch.zeros(1)})
    with pytest.raises(BadInput, match="m-00001-of-00002"):
        open_checkpoint(tmp_path)


def test_a_prefix_of_a_repacker_is_taken_off(tmp_path):
    path = save(tmp_path / "m.safetensors", {"model.diffusion_model.a": torch.zeros(1), "b": torch.zeros(1)})
    assert set(open_checkpoint(path)) == {"a", "b"}


def test_a_name_that_is_there_with_and_without_prefix_is_damage(tmp_path):
    path = save(tmp_path / "m.safetensors", {"model.diffusion_model.a": torch.zeros(1), "a": torch.zeros(1)})
    with pytest.raises(DamagedFile, match="already read"):
        open_checkpoint(path)


def test_a_missing_shard_is_named(tmp_path):
    index = sharded(tmp_path)
    (tmp_path / TWO).unlink()
    with pytest.raises(WeightsMissing, match=TWO):
        open_checkpoint(index)


@pytest.mark.parametrize(
    "shard",
    ["../m.safetensors", "/m.safetensors", "a/m.safetensors", "a\\m.safetensors", "c:m.safetensors", "..", "", "m.pt"],
)
def test_an_index_that_points_elsewhere_is_refused(shard, tmp_path):
    with pytest.raises(DamagedFile, match="outside its own folder"):
        open_checkpoint(sharded(tmp_path, {"a": ONE, "c": shard}))


@pytest.mark.parametrize("listed", [{"c": ONE}, {"z": TWO}, {"a": TWO, "b": ONE}])
def test_an_index_that_disagrees_with_its_shards_is_refused(listed, tmp_path):
    with pytest.raises(DamagedFile, match="which does not hold it"):
        open_checkpoint(sharded(tmp_path, listed))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"weight_map": []}', '{"weight_map": {}}', '{"weight_map": {"a": 1}}', "[" * 90000]
)
def test_an_index_that_is_none_is_damage(text, tmp_path):
    index = tmp_path / "m.safetensors.index.json"
    index.write_text(text)
    with pytest.raises(DamagedFile):
        open_checkpoint(tmp_path)


def test_a_folder_without_weights_says_so(tmp_path):
    with pytest.raises(WeightsMissing):
        open_checkpoint(tmp_path)
    with pytest.raises(WeightsMissing):
        open_checkpoint(tmp_path / "m.safetensors.index.json")


def test_a_folder_with_several_models_asks_which(tmp_path):
    for name in ("high", "low"):
        save(tmp_path / f"{name}.safetensors", {"a": torch.zeros(1)})
    with pytest.raises(BadInput, match="high.safetensors, low.safetensors"):
        open_checkpoint(tmp_path)
