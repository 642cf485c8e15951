"""The compose panel: what is dropped is read, shown, refused with its reason, and restores what a clip remembers."""

from __future__ import annotations

import wave

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from engine.api import params
from engine.api.model import Mode
from engine.api.request import Asset, Kind, Role
from engine.families.wan.params import Proportion
from tests.ui.bench import drag
from ui.compose.given import Given
from ui.compose.panel import ComposePanel
from ui.compose.prompt import Prompt, tokens
from ui.compose.well import Look
from ui.draft import Draft, Lack


@pytest.fixture
def draft(context):
    return Draft(context)


@pytest.fixture
def panel(context, draft, qtbot):
    made = ComposePanel(context, draft)
    made.resize(300, 900)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a face.png"
    Image.new("RGB", (96, 160), (200, 40, 40)).save(path)
    return str(path)


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"".join(int(12000 * (i % 50 > 25)).to_bytes(2, "little", signed=True) for i in range(8000)))
    return str(path)


def test_a_dropped_picture_is_shown_with_its_name_and_size_and_suggests_image_to_video(panel, draft, picture, qtbot):
    drag(panel.picture.well, picture, let_go=False)
    assert panel.picture.well.look is Look.OVER
    drag(panel.picture.well, picture)
    qtbot.waitUntil(lambda: draft.input(Role.INPUT_IMAGE) is not None)
    assert panel.picture.filled.accessibleName().startswith("a face.png, 96")
    assert draft.mode is Mode.IMAGE_TO_VIDEO
    assert "Image to video" in panel.mode_chip.text()
    assert len(draft.request().inputs) == 1


def test_taking_the_picture_out_goes_back_to_text_to_video(panel, draft, picture, qtbot):
    panel.take_file(picture)
    qtbot.waitUntil(lambda: draft.input(Role.INPUT_IMAGE) is not None)
    panel.picture.filled.out.click()
    assert draft.inputs == () and draft.mode is Mode.TEXT_TO_VIDEO
    assert panel.picture.well.look is Look.REST


def test_a_sound_dropped_on_the_picture_well_goes_to_the_voice_and_is_drawn(panel, draft, sound, qtbot):
    drag(panel.picture.well, sound)
    qtbot.waitUntil(lambda: bool(panel.people.lanes.lanes) and panel.people.lanes.lanes[0].wave.heights(40) != ())
    assert max(panel.people.lanes.lanes[0].wave.heights(40)) == 1.0
    assert draft.input(Role.AUDIO_FILE).asset.seconds == pytest.approx(1.0, abs=0.01)
    assert panel.picture.asset is None and panel.picture.well.look is Look.REST
    assert draft.mode is Mode.TEXT_TO_VIDEO


def test_a_file_that_is_no_picture_is_refused_with_the_reason_and_a_good_one_follows(panel, tmp_path, picture, qtbot):
    bad = tmp_path / "letter.png"
    bad.write_text("not a picture")
    drag(panel.picture.well, str(bad))
    qtbot.waitUntil(lambda: panel.picture.well.look is Look.REFUSED)
    said = panel.picture.well.accessibleDescription()
    assert len(said) > 20 and said.endswith(".")
    drag(panel.picture.well, picture)
    qtbot.waitUntil(lambda: panel.picture.asset is not None)


def test_a_bad_file_leaves_the_picture_that_was_there(panel, draft, tmp_path, picture, qtbot):
    panel.take_file(picture)
    qtbot.waitUntil(lambda: panel.picture.asset is not None)
    bad = tmp_path / "letter.png"
    bad.write_text("not a picture")
    drag(panel.picture.filled, str(bad))
    qtbot.waitUntil(lambda: not panel._told.isHidden())
    assert draft.input(Role.INPUT_IMAGE).asset.path == picture


def test_enter_and_a_click_open_the_chooser(panel, picture, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr("ui.compose.well.QFileDialog.getOpenFileName", lambda *a: (asked.append(a[1]), ("", ""))[1])
    qtbot.keyClick(panel.picture.well, Qt.Key.Key_Return)
    qtbot.mouseClick(panel.people.lanes.well, Qt.MouseButton.LeftButton)
    assert asked == ["Drop a picture", "Drop a voice or music"]


def test_typing_a_prompt_reaches_the_request_and_the_counter(panel, draft, qtbot):
    qtbot.keyClicks(panel.prompt.positive, "a red ball rolls")
    assert draft.request().params["positive_prompt"] == "a red ball rolls"
    assert draft.title() == "a red ball rolls"
    assert panel.prompt._counter.text() == "about 5 of 32 tokens"


def test_a_prompt_longer_than_the_model_reads_is_marked(panel, qtbot):
    panel.prompt.show_texts("word " * 40, "")
    assert panel.prompt._counter.property("role") == "told"


def test_tokens_are_counted_for_words_long_words_and_chinese():
    assert tokens("") == 0
    assert tokens("a red ball.") == 5
    assert tokens("\u7ea2\u8272\u7684\u7403") == 5
    assert tokens("internationalisation") > 3


def test_the_negative_prompt_says_whether_it_is_built_in_or_ones_own(panel, draft, qtbot):
    prompt: Prompt = panel.prompt
    assert prompt._fold._summary.text() == "empty"
    draft.set_model("wan2.1-t2v-1.3b")
    assert prompt._fold._summary.text() == "built in"
    qtbot.keyClicks(prompt.negative, "blurry")
    assert prompt._fold._summary.text() == "your own"
    assert draft.params.negative_prompt == "blurry"


def test_ctrl_enter_in_the_prompt_is_left_to_the_window(panel, qtbot):
    panel.prompt.show_texts("a ball", "")
    qtbot.keyClick(panel.prompt.positive, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert panel.prompt.positive.toPlainText() == "a ball"


def test_a_kinora_clip_gives_back_its_recipe_instead_of_becoming_an_input(context, panel, draft, qtbot, monkeypatch):
    recipe = {"model": "starter", "params": {"steps": 9, "positive_prompt": "a blue star"}, "inputs": []}
    drops = context.drops
    asset = Asset("/clips/old.mp4", Kind.VIDEO, 128, 128, 17, "8", 2.1)
    monkeypatch.setattr(drops, "probe_file", lambda path: drops.ready.emit(asset, b""))
    monkeypatch.setattr(drops, "read_recipe", lambda path: drops.recipe_ready.emit(path, recipe))
    with qtbot.waitSignal(panel.recipe_found) as found:
        panel.take_file("/clips/old.mp4")
    assert found.args == ["/clips/old.mp4", recipe] and draft.inputs == ()
    panel.restored("/clips/old.mp4", ())
    assert "old.mp4" in panel._told.text()
    panel.use_film.click()
    assert draft.input(Role.INPUT_VIDEO).asset is asset and draft.mode is Mode.VIDEO_TO_VIDEO


def test_a_film_without_a_recipe_becomes_an_input(context, panel, draft, monkeypatch):
    drops = context.drops
    asset = Asset("/films/sea.mp4", Kind.VIDEO, 640, 360, 50, "25", 2.0)
    monkeypatch.setattr(drops, "probe_file", lambda path: drops.ready.emit(asset, b""))
    monkeypatch.setattr(drops, "read_recipe", lambda path: drops.recipe_ready.emit(path, None))
    panel.take_file("/films/sea.mp4")
    assert draft.mode is Mode.VIDEO_TO_VIDEO and panel.picture.asset is asset


def test_a_task_can_be_chosen_by_hand_and_a_new_input_suggests_again(panel, draft, picture, qtbot):
    still = next(a for a in panel.mode_menu.actions() if a.text() == "Text to image")
    still.trigger()
    assert draft.mode is Mode.TEXT_TO_IMAGE
    panel.take_file(picture)
    qtbot.waitUntil(lambda: draft.mode is Mode.IMAGE_TO_VIDEO)


def test_the_last_picture_is_offered_only_by_a_model_between_two_pictures(panel, draft):
    assert panel.end_picture.isHidden()
    draft.set_model("wan2.1-flf2v")
    assert not panel.end_picture.isHidden()


def test_the_size_takes_the_shape_of_the_picture_and_says_so(draft):
    draft.set_model("wan2.1-i2v-480p")
    said = []
    draft.moved.connect(said.append)
    draft.put(Asset("/p.png", Kind.IMAGE, 1000, 1500), Role.INPUT_IMAGE)
    assert draft.params.height > draft.params.width and draft.params.width % 16 == 0
    assert "shape of the picture" in said[0]


def test_an_input_that_the_task_does_not_use_stays_at_home_and_sound_always_travels(draft):
    draft.put(Asset("/p.png", Kind.IMAGE, 100, 100), Role.INPUT_IMAGE)
    draft.put(Asset("/v.wav", Kind.AUDIO, seconds=2.0), Role.AUDIO_FILE)
    assert {given.role for given in draft.request().inputs} == {Role.INPUT_IMAGE, Role.AUDIO_FILE}
    draft.set_mode(Mode.TEXT_TO_VIDEO)
    assert [given.role for given in draft.request().inputs] == [Role.AUDIO_FILE]
    assert len(draft.inputs) == 2


def test_what_is_lacking_is_named_in_order(draft):
    assert draft.obstacle().lack is Lack.PROMPT
    draft.set_mode(Mode.IMAGE_TO_VIDEO)
    assert draft.obstacle().lack is Lack.INPUT and draft.obstacle().sentence == "Drop a picture first"
    draft.put(Asset("/p.png", Kind.IMAGE, 100, 100), Role.INPUT_IMAGE)
    assert draft.obstacle() is None
    draft.set_model("wan2.1-i2v-480p")
    assert draft.obstacle().lack is Lack.MODEL and "GiB" in draft.obstacle().advice
    draft.take_away(Role.INPUT_IMAGE)
    assert [obstacle.lack for obstacle in draft.obstacles()] == [Lack.MODEL, Lack.INPUT]


def test_another_model_brings_its_values_and_keeps_prompt_seed_and_output(draft):
    from engine.api import params
    from engine.families.wan.params import OutputFormat

    draft.set_prompts("a ball", "")
    draft.set_params(params.replace(draft.params, seed=5, steps=3, output_format=OutputFormat.GIF))
    draft.set_model("wan2.1-t2v-1.3b")
    now = draft.params
    assert (now.positive_prompt, now.seed, now.output_format) == ("a ball", 5, OutputFormat.GIF)
    assert (now.steps, now.width) == (draft.defaults.steps, draft.defaults.width)


def test_a_recipe_restores_every_value_and_says_what_it_could_not(draft):
    told = draft.restore({"model": "gone", "params": {"steps": 4, "positive_prompt": "x", "seed": 11}})
    assert draft.params.steps == 4 and draft.params.seed == 11
    assert draft.spec.id == "starter" and "gone" in told[0]


def test_a_refusal_says_what_why_and_what_to_do(panel, tmp_path, qtbot):
    (tmp_path / "empty.png").write_bytes(b"")
    panel.take_file(str(tmp_path / "empty.png"))
    qtbot.waitUntil(lambda: panel.picture.well.look is Look.REFUSED)
    assert panel.picture.well._title.text() == "The file is empty"
    assert panel.picture.well._hint.text() == "empty.png has 0 bytes. Choose another file."


def test_the_card_of_a_picture_says_what_happens_to_it(panel, draft, tmp_path, picture, qtbot):
    panel.take_file(picture)
    qtbot.waitUntil(lambda: panel.picture.asset is not None)
    assert panel.picture.filled._figures.text().endswith("cropped to fit")
    draft.set_params(params.replace(draft.params, keep_proportion=Proportion.PAD))
    assert panel.picture.filled._figures.text().endswith("bars added to fit")
    Image.new("RGB", (64, 64)).save(tmp_path / "square.png")
    panel.take_file(str(tmp_path / "square.png"))
    qtbot.waitUntil(lambda: panel.picture.asset.path.endswith("square.png"))
    assert panel.picture.filled._figures.text().endswith("used whole")


def test_of_a_moving_picture_the_first_one_is_used_and_that_is_said(panel, tmp_path, qtbot):
    frames = [Image.new("RGB", (40, 30), (i * 20, 0, 0)) for i in range(5)]
    frames[0].save(tmp_path / "move.gif", save_all=True, append_images=frames[1:], duration=80)
    panel.take_file(str(tmp_path / "move.gif"))
    qtbot.waitUntil(lambda: panel.picture.asset is not None)
    assert "first of 5 pictures" in panel.picture.filled._figures.text()


def test_where_there_is_little_height_wells_and_prompt_give_way_but_stay_in_sight(panel, qtbot):
    panel.show()
    tall = (panel.picture.height(), panel.prompt.positive.height())
    panel.resize(300, 480)
    assert panel.picture.height() < tall[0] / 1.5 and panel.prompt.positive.height() < tall[1]
    box = panel.prompt.positive
    assert box.mapTo(panel, box.rect().bottomLeft()).y() < panel.height()
    panel.resize(300, 900)
    assert (panel.picture.height(), panel.prompt.positive.height()) == tall


def test_inputs_that_are_put_back_leave_task_and_size_alone(panel, draft, context, picture, qtbot):
    big = next(spec for spec in context.catalog.models if len(spec.sizes) > 1 and Mode.IMAGE_TO_VIDEO in spec.modes)
    draft.set_model(big.id)
    draft.set_params(params.replace(draft.params, width=big.sizes[-1][0], height=big.sizes[-1][1]))
    panel.put_back((Given(picture, Role.INPUT_IMAGE),))
    qtbot.waitUntil(lambda: draft.input(Role.INPUT_IMAGE) is not None)
    assert (draft.params.width, draft.params.height) == big.sizes[-1]


def test_another_family_takes_what_both_have_and_keeps_the_rest_as_it_is(draft):
    draft.set_model("infinitetalk")
    draft.set_params(params.replace(draft.params, seed=7, use_tf32=False))
    draft.set_model("wan2.1-t2v-14b")
    assert (draft.params.seed, draft.params.use_tf32) == (7, False)
