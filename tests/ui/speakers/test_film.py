"""From the panel to the engine: the same request as the command line makes, what a film is used for, and back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from engine import catalog
from engine.api import params, wire
from engine.api.model import Mode
from engine.api.request import Asset, GenerationRequest, Kind, Role
from engine.cli import build_parser
from engine.commands import build_request
from engine.families.talking.params import Turns
from tests.ui.speakers.conftest import TALKING
from tests.ui.world import numbered_clip
from ui.compose.given import kept_of, read_given
from ui.draft import Draft, Lack
from ui.plan_card import PlanCard
from ui.speakers import masks
from ui.speakers.cast import Voice

BOXES = ((0.05, 0.1, 0.45, 0.9), (0.55, 0.1, 0.95, 0.9))


def give(panel, draft, qtbot, picture, voices):
    panel.take_file(picture)
    panel.take_files(voices)
    qtbot.waitUntil(lambda: draft.source is not None and len(draft.cast.voices) == len(voices))


def typed(*words: str) -> GenerationRequest:
    """The request of the command line."""
    return build_request(build_parser().parse_args(["generate", "--model", TALKING, *words]))


def plain(request: GenerationRequest) -> tuple:
    """All that makes the film, every value filled in; the window also keeps the hash of each file."""
    own = catalog.defaults(catalog.load().model(request.model), Mode(request.params["mode"]))
    values = params.from_dict(type(own), {**params.to_dict(own), **request.params})
    replace = msgspec.structs.replace
    given = tuple(replace(one, asset=replace(one.asset, sha256="")) for one in request.inputs)
    return request.family, request.model, values, given


def test_the_window_asks_for_the_same_film_as_the_command_line(panel, draft, picture, voices, qtbot):
    give(panel, draft, qtbot, picture, voices[:2])
    draft.set_prompts("two people talk", "")
    draft.cast.place(BOXES)
    draft.set_values(multi_audio_type=Turns.ONE_AFTER_THE_OTHER)
    size = draft.params
    asked = typed(
        "--input-image", picture, "--audio-file", voices[0], "--audio-file", voices[1],
        "--positive-prompt", "two people talk", "--multi-audio-type", "add",
        "--speaker-boxes", ",".join(map(str, (*BOXES[0], *BOXES[1]))),
        "--width", str(size.width), "--height", str(size.height),
    )  # fmt: skip
    assert plain(draft.request()) == plain(asked)


def test_painted_people_ask_for_the_same_film_as_masks_on_the_command_line(
    panel, draft, picture, voices, context, qtbot
):
    give(panel, draft, qtbot, picture, voices[:2])
    size = masks.mask_size(320, 160)
    kept = tuple(masks.keep(masks.filled(box, size), context.folders.data / "masks") for box in BOXES)
    draft.cast.paint(kept)
    asked = typed(
        "--input-image", picture, "--audio-file", voices[0], "--audio-file", voices[1],
        "--mask", kept[0].path, "--mask", kept[1].path,
        "--width", str(draft.params.width), "--height", str(draft.params.height),
    )  # fmt: skip
    assert plain(draft.request()) == plain(asked)


def test_the_plan_card_counts_the_frames_that_the_voice_asks_for(panel, draft, context, picture, voices, qtbot):
    card = PlanCard(context, draft)
    qtbot.addWidget(card)
    give(panel, draft, qtbot, picture, voices[:1])
    assert draft.params.num_frames == 0
    assert card._recap().startswith("50 frames, ")  # 2 s at 25


def test_a_recipe_brings_back_voices_trims_order_and_boxes(panel, draft, context, picture, voices, qtbot):
    give(panel, draft, qtbot, picture, voices)
    first = draft.cast.people[0]
    draft.cast.change_voice(first.id, start=0.35, end=1.25)
    draft.cast.move(first.id, 2)
    draft.cast.place((*BOXES, (0.4, 0.0, 0.6, 0.5)))
    before, recipe = plain(draft.request()), wire.plain(draft.request())
    panel.forget_inputs()
    draft.restore(recipe)
    panel.put_back(read_given(recipe["inputs"]))
    qtbot.waitUntil(lambda: len(draft.cast.voices) == 3 and draft.source is not None)
    assert plain(draft.request()) == before
    qtbot.waitUntil(lambda: panel.people.lanes.lanes[2].end.text() == "1.250")
    assert [lane.start.text() for lane in panel.people.lanes.lanes] == ["0.000", "0.000", "0.350"]


def test_masks_of_a_recipe_are_shown_again(panel, draft, context, picture, voices, qtbot):
    give(panel, draft, qtbot, picture, voices[:2])
    size = masks.mask_size(320, 160)
    draft.cast.paint(tuple(masks.keep(masks.filled(box, size), context.folders.data / "masks") for box in BOXES))
    before, recipe = plain(draft.request()), wire.plain(draft.request())
    panel.forget_inputs()
    draft.restore(recipe)
    panel.put_back(read_given(recipe["inputs"]))
    qtbot.waitUntil(lambda: len(draft.cast.people) == 2 and not draft.cast.unpainted and draft.cast.painted)
    assert plain(draft.request()) == before
    assert masks.bounds(panel.people.places.masks[1]) == pytest.approx(BOXES[1], abs=0.01)


def test_what_is_kept_when_the_window_closes_holds_trims_and_silence(panel, draft, picture, voices, qtbot):
    give(panel, draft, qtbot, picture, voices[:2])
    draft.cast.change_voice(draft.cast.people[1].id, muted=True, end=0.5)
    told = read_given(kept_of(draft))
    assert [(Path(given.path).name, given.role, given.end, given.muted) for given in told] == [
        ("two people.png", Role.INPUT_IMAGE, 0.0, False),
        ("voice 1.wav", Role.AUDIO_FILE, 0.0, False),
        ("voice 2.wav", Role.AUDIO_FILE, 0.5, True),
    ]
    assert read_given([["input_image", "/old/form.png"], {"role": "nothing"}, None]) == ()


def test_a_voice_with_a_model_that_makes_nobody_speak_leads_to_one_that_does(panel, draft, picture, voices, qtbot):
    draft.set_model("starter")
    give(panel, draft, qtbot, picture, voices[:1])
    offer = panel.people.speak
    assert offer.isVisible() and "makes nobody speak" in offer.text
    offer.act.click()
    assert draft.talking and draft.spec.people >= 1 and not offer.isVisible()
    assert [given.role for given in draft.request().inputs] == [Role.INPUT_IMAGE, Role.AUDIO_FILE]


def test_a_second_voice_asks_for_a_model_that_was_made_for_two(panel, draft, picture, voices, qtbot):
    draft.set_model("infinitetalk")
    give(panel, draft, qtbot, picture, voices[:2])
    offer = panel.people.speak
    assert "made for fewer people" in offer.text
    offer.act.click()
    assert draft.spec.people == 2 and not offer.isVisible()


def test_a_model_for_one_person_says_that_the_second_is_too_many(draft):
    draft.set_model("fantasytalking")
    for name in "ab":
        draft.cast.add_voice(Voice(Asset(f"/{name}.wav", Kind.AUDIO, seconds=1.0)))
    assert "FantasyTalking lets one person speak" in [one.sentence for one in draft.obstacles()]
    draft.cast.remove(draft.cast.people[1].id)
    assert all(one.lack is not Lack.VALUE for one in draft.obstacles())


def test_a_film_speaks_with_its_own_sound_or_with_a_voice(panel, draft, tmp_path, qtbot):
    film = str(numbered_clip(tmp_path / "film.mp4", 20, sound=True))
    panel.take_file(film)
    qtbot.waitUntil(lambda: draft.source is not None)
    assert draft.talking and draft.obstacle().lack is Lack.MODEL, "nothing but the files of the model is lacking"
    assert [one.lack for one in draft.obstacles()] == [Lack.MODEL]
    assert panel.picture.filled.uses.text() == "The film that speaks"
    panel.own_sound.act.click()
    sent = draft.request().inputs
    assert [(given.role, given.asset.path) for given in sent] == [(Role.INPUT_VIDEO, film), (Role.AUDIO_FILE, film)]
    assert not panel.own_sound.isVisible()


def test_the_use_of_a_film_can_be_switched(panel, draft, tmp_path, qtbot):
    panel.take_file(str(numbered_clip(tmp_path / "film.mp4", 20, sound=True)))
    qtbot.waitUntil(lambda: draft.source is not None)
    menu = panel.picture.filled.uses.menu()
    menu.actions()[0].trigger()
    assert draft.mode is Mode.VIDEO_TO_VIDEO and panel.picture.filled.uses.text() == "The film that is changed"
    next(action for action in menu.actions() if action.text() == "Let it speak").trigger()
    assert draft.talking
    next(action for action in menu.actions() if "only its sound" in action.text()).trigger()
    assert draft.source is None and len(draft.cast.voices) == 1 and panel.picture.asset is None


def test_the_length_follows_the_voice(context, draft, voices, qtbot):
    from ui.recipe.panel import RecipePanel

    recipe = RecipePanel(context, draft)
    qtbot.addWidget(recipe)
    length = recipe.form._length
    assert "one window without a voice" in length.sentence()
    draft.cast.add_voice(Voice(Asset(voices[0], Kind.AUDIO, seconds=3.24)))
    assert length._told.text() == "as long as the voice (3.2 s, 81 frames)"
    length._follows.click()
    assert draft.params.num_frames == 81 and length._told.isHidden() and not length._frames.isHidden()
    length._follows.click()
    assert draft.params.num_frames == 0 and not length._told.isHidden()


def test_a_draft_of_another_family_knows_no_places(context, qtbot):
    draft = Draft(context)
    draft.cast.add_voice(Voice(Asset("/a.wav", Kind.AUDIO, seconds=1.0)))
    draft.cast.add_listener()
    draft.cast.place(BOXES)
    assert "speaker_boxes" not in draft.request().params
    draft.set_model(TALKING)
    assert draft.params.speaker_boxes == draft.cast.flat == (*BOXES[0], *BOXES[1])
