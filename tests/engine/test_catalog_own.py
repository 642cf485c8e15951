"""A person's own model: one data file that names what it was made from and where the files lie."""

from __future__ import annotations

import pytest

from engine import catalog
from engine.api.errors import WeightsMissing
from engine.api.model import Mode, Part
from engine.planner.least import least
from engine.store.adopt import offers
from engine.store.locate import is_complete, locate, parts_here
from engine.store.remove import removable
from engine.store.shelves import App, Place

OWN = """
id = "my-anime"
title = "My anime Wan"
based_on = "wan2.1-t2v-14b"

[files]
transformer = "anime v2.safetensors"

[defaults]
steps = 30
shift = 8.0
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "my-anime.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "anime v2.safetensors").write_bytes(b"weights")
    return tmp_path


def test_an_own_model_takes_over_everything_that_its_data_file_leaves_out(folder):
    known = catalog.load([folder])
    spec, base = known.model("my-anime"), known.model("wan2.1-t2v-14b")
    assert known.refused == ()
    assert (spec.network, spec.vae, spec.modes, spec.negative_prompt) == (
        base.network, base.vae, base.modes, base.negative_prompt,
    )  # fmt: skip
    values = catalog.read_params(spec, {})
    assert (values.steps, values.shift, values.cfg) == (30, 8.0, (5.0,))
    assert spec.own and spec.ready and spec in known.for_mode(Mode.TEXT_TO_VIDEO)
    assert "Wan 2.1 text to video 14B" in spec.summary


def test_its_file_stays_where_it_is_and_the_rest_is_shared_with_the_model_it_was_made_from(folder):
    spec = catalog.load([folder]).model("my-anime")
    assert parts_here(spec, [folder]) == {Part.TRANSFORMER: folder / "anime v2.safetensors"}
    with pytest.raises(WeightsMissing) as wrong:
        locate(spec, [folder])
    assert "transformer" not in wrong.value.why and "vae" in wrong.value.why
    (variant,) = spec.variants
    assert set(variant.files) == {Part.TEXT_ENCODER, Part.TOKENIZER, Part.VAE}
    assert variant.bytes == sum(spec.file(ids[0]).size for ids in variant.files.values())
    assert least(spec).card > 0


def test_the_example_of_the_manual_is_right(tmp_path):
    manual = (catalog.RESOURCES.parent / "docs" / "own-models.md").read_text(encoding="utf-8")
    example = "\n".join(line[4:] for line in manual.splitlines() if line.startswith("    "))
    (tmp_path / "example.toml").write_text(example, encoding="utf-8")
    known = catalog.load([tmp_path])
    assert known.refused == ()
    assert catalog.read_params(known.model("my-anime-wan"), {}).steps == 30


def test_an_own_checkpoint_is_never_deleted_and_never_offered_as_found_elsewhere(folder):
    known = catalog.load([folder])
    spec, base = known.model("my-anime"), known.model("wan2.1-t2v-14b")
    for file in (*base.files_of(base.variant()), *spec.files_of(spec.variants[0])):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert is_complete(spec, [folder]) and is_complete(base, [folder])
    assert removable(spec, known.models, [folder]) == ()
    assert {path.name for path in removable(base, known.models, [folder])} == {"wan2.1_t2v_14B_fp8_scaled.safetensors"}
    elsewhere = folder / "ComfyUI"
    (elsewhere / "vae").mkdir(parents=True)
    (elsewhere / "loras").mkdir()
    assert offers([spec], [Place(App.COMFYUI, elsewhere)]) == ()


def test_an_own_model_that_was_moved_away_is_missing_and_nothing_else_is_taken_for_it(folder):
    spec = catalog.load([folder]).model("my-anime")
    (folder / "anime v2.safetensors").unlink()
    (folder / "wan2.1-t2v-14b").mkdir()
    (folder / "wan2.1-t2v-14b" / "wan2.1_t2v_14B_fp8_scaled.safetensors").write_bytes(b"another")
    assert Part.TRANSFORMER not in parts_here(spec, [folder])


def test_both_experts_of_a_pair_may_be_own_ones_and_lie_anywhere(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("high.gguf", "low.gguf"):
        (elsewhere / name).write_bytes(b"weights")
    files = f"transformer = '{elsewhere / 'low.gguf'}'\ntransformer_high = '{elsewhere / 'high.gguf'}'\n"
    (tmp_path / "pair.toml").write_text(
        f'id = "pair"\ntitle = "Pair"\nbased_on = "wan2.2-i2v-a14b"\n[files]\n{files}', encoding="utf-8"
    )
    spec = catalog.load([tmp_path]).model("pair")
    found = parts_here(spec, [tmp_path])
    assert (found[Part.TRANSFORMER], found[Part.TRANSFORMER_HIGH]) == (elsewhere / "low.gguf", elsewhere / "high.gguf")
    assert spec.experts == 2


@pytest.mark.parametrize(
    ("there", "planted", "said"),
    [
        ("based_on", "made_from", "made_from"),
        ('"wan2.1-t2v-14b"', '"nothing"', "based_on is 'nothing'; it can be"),
        ('"wan2.1-t2v-14b"', '"starter"', "based_on is 'starter'; it can be"),
        ('id = "my-anime"', 'id = "wan2.1-t2v-14b"', "already a model named wan2.1-t2v-14b"),
        ("transformer =", "image_encoder =", "[files] can name"),
        ("[files]", "[files", "my-anime.toml"),
        ("transformer =", "engine =", "engine"),
    ],
)
def test_a_data_file_that_is_not_right_is_told_and_takes_no_other_model_with_it(folder, there, planted, said):
    (folder / "another.toml").write_text(OWN.replace("my-anime", "another"), encoding="utf-8")
    path = folder / "my-anime.toml"
    path.write_text(OWN.replace(there, planted, 1), encoding="utf-8")
    known = catalog.load([folder])
    (wrong,) = known.refused
    assert "my-anime.toml" in wrong.why and said in wrong.why
    assert wrong.title and wrong.done and wrong.do
    assert {"another", "starter", "wan2.1-t2v-14b"} <= {spec.id for spec in known.models}
    assert "my-anime" not in {spec.id for spec in known.models}


def test_a_file_that_is_no_text_or_far_too_long_is_told_too(folder):
    (folder / "bytes.toml").write_bytes(b"\xff\xfe\x00weights")
    (folder / "long.toml").write_bytes(b"#" * 300_000)
    told = " ".join(wrong.why for wrong in catalog.load([folder]).refused)
    assert "bytes.toml" in told and "long.toml" in told


def test_settings_of_an_own_model_that_cannot_run_are_told(folder):
    path = folder / "my-anime.toml"
    path.write_text(OWN.replace("steps = 30", "steps = -3"), encoding="utf-8")
    (wrong,) = catalog.load([folder]).refused
    assert "my-anime.toml" in wrong.why and "Steps" in wrong.why
