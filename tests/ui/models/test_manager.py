"""The manager shows what can be made, whether it fits, and what is here; and leads to using or fetching it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys

import msgspec
import pytest
import torch
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from safetensors.torch import load_file

from app.card import Presence
from app.download import State
from engine.api.model import Component, Part
from engine.store.dropped import Brought, Meant
from engine.store.locate import parts_here
from tests.app.small_models import DATA
from tests.ui.models.shop import GIB
from ui.models.converting_card import ConvertingCard
from ui.models.details_dialog import DetailsDialog
from ui.models.download_dialog import DownloadDialog
from ui.models.found_card import FoundCard
from ui.models.manager import ModelManager
from ui.models.refusal import RefusalCard
from ui.models.words import title


def dropped(manager, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    manager.dropEvent(event)
    return event


def refusal(manager, qtbot):
    qtbot.waitUntil(lambda: isinstance(manager.notices.card, RefusalCard), timeout=5000)
    return manager.notices.card.failure


def test_every_model_has_a_card_and_the_rail_counts_them(manager):
    assert manager.grid.ids == ("starter", "first", "second", "third")
    counts = {key: manager.rail.row(key)._count.text() for key in ("all", "talking", "text", "installed", "loras")}
    assert counts == {"all": "4", "talking": "1", "text": "2", "installed": "1", "loras": "1"}


def test_a_purpose_shows_only_what_makes_that(manager):
    manager.rail.row("talking").click()
    assert manager.grid.ids == ("second",)
    manager.rail.row("all").click()
    assert len(manager.grid.ids) == 4


def test_a_search_finds_by_name_and_by_what_it_makes(manager):
    manager.search.setText("speaker")
    assert manager.grid.ids == ("second",)
    manager.search.setText("talking VIDEO")
    assert manager.grid.ids == ("second",)
    manager.search.setText("nothing is called so")
    assert manager.grid.ids == () and manager.nothing.isVisible()


def test_escape_empties_the_search_before_it_closes(manager, qtbot):
    manager.search.setText("speaker")
    qtbot.keyClick(manager, Qt.Key.Key_Escape)
    assert manager.isVisible() and manager.search.text() == ""
    qtbot.keyClick(manager, Qt.Key.Key_Escape)
    assert not manager.isVisible()


def test_the_verdict_is_that_of_the_card_in_this_computer(manager, shop, qtbot):
    card = manager.grid.card("first")
    assert card.fit.line.whole.startswith("Fits, ") and card.fit.line.whole.endswith("of 11.6 GiB")
    shop.have_card(1)
    qtbot.waitUntil(lambda: "Too big" in card.fit.line.whole, timeout=5000)
    assert "of 1.0 GiB" in card.fit.line.whole or "fits at" in card.fit.line.whole


def test_without_a_card_the_verdict_says_so(manager, shop, qtbot):
    shop.have_no_card(32)
    card = manager.grid.card("first")
    qtbot.waitUntil(lambda: card.fit.line.whole.startswith("No card; processor"), timeout=5000)
    assert card.time.line.whole.endswith("for 5 s")


def test_a_model_that_this_version_cannot_run_says_so_and_can_still_be_fetched(manager):
    card = manager.grid.card("second")
    assert card.fit.line.whole == "This version cannot run it yet"
    assert card.action.text().strip() == "Get" and card.action.isEnabled()
    assert "non-commercial" in card.licence.whole


def test_what_fits_is_counted_when_every_verdict_is_there(manager):
    manager.rail.row("fits").click()
    assert manager.grid.ids == ("starter", "first", "third")


def test_loras_have_cards_that_say_what_they_are_for(manager):
    manager.rail.row("loras").click()
    assert manager.grid.ids == ("quick",)
    card = manager.grid.card("quick")
    assert card.fit.line.whole == "for First, Third"
    assert card.time.line.whole == "strength 1.0, 4 steps"


def test_an_installed_model_is_used_and_the_manager_closes(manager, shop, qtbot):
    shop.install("first", DATA)
    shop.models.refresh()
    card = manager.grid.card("first")
    qtbot.waitUntil(lambda: card.badge.text() == "Installed", timeout=5000)
    with qtbot.waitSignal(manager.use_model) as used:
        card.action.click()
    assert used.args == ["first"]
    assert not manager.isVisible()


def test_getting_a_model_asks_first_and_then_fetches_it(manager, shop, qtbot):
    manager.grid.card("first").action.click()
    dialog = manager.findChild(DownloadDialog)
    assert shop.downloads.rows() == ()
    dialog.get.click()
    qtbot.waitUntil(lambda: shop.models.card("first").presence is Presence.INSTALLED, timeout=8000)
    qtbot.waitUntil(lambda: manager.grid.card("first").action.text().strip() == "Use", timeout=3000)


def test_while_it_is_fetched_the_card_the_panel_and_the_rail_follow(manager, shop, server, qtbot):
    server.pause = 0.02
    shop.downloads.add("first")
    card = manager.grid.card("first")
    qtbot.waitUntil(lambda: manager.panel.isVisible() and card.bar.value() > 0, timeout=5000)
    assert card.badge.text() == "Fetching"
    assert "still to come" in manager.rail._note.text()
    card.hold.click()
    qtbot.waitUntil(lambda: card.left.whole == "paused", timeout=5000)
    assert card.hold.accessibleName() == "Go on"
    server.pause = 0.0
    card.hold.click()
    qtbot.waitUntil(lambda: shop.downloads.rows()[0].state is State.DONE, timeout=8000)
    qtbot.waitUntil(lambda: not manager.panel.isVisible(), timeout=3000)


def test_a_download_that_fails_is_told_in_four_parts_and_can_be_tried_again(manager, shop, server, qtbot):
    shop.tools.offline[0] = True
    shop.downloads.add("first")
    told = refusal(manager, qtbot)
    assert told.code == "DL-005" and told.why and told.do
    shop.tools.offline[0] = False
    manager.notices.card.button.click()
    qtbot.waitUntil(lambda: shop.downloads.rows()[0].state is State.DONE, timeout=8000)
    assert manager.notices.card is None


def test_being_offline_is_shown_and_ends_with_a_press(manager, shop):
    assert manager.offline.isHidden()
    shop.settings.offline = True
    assert not manager.offline.isHidden()
    manager.offline.click()
    assert not shop.settings.offline and manager.offline.isHidden()


def test_a_pickle_that_is_dropped_is_refused_unopened_in_four_parts(manager, tmp_path, qtbot):
    path = tmp_path / "model.safetensors"
    path.write_bytes(pickle.dumps({"weights": [1, 2, 3]}))
    assert dropped(manager, path).isAccepted()
    told = refusal(manager, qtbot)
    assert told.code == "MOD-003"
    assert all((told.title, told.why, told.done, told.do))
    shown = [manager.notices.card.accessibleName(), manager.notices.card.accessibleDescription()]
    assert told.title in shown[0] and told.done in shown[1]


def test_a_lora_for_another_family_is_refused_by_name(manager, tmp_path, qtbot):
    path = tmp_path / "style.safetensors"
    names = [f"transformer.single_transformer_blocks.0.attn.to_q.lora_{half}.weight" for half in "AB"]
    entries = {name: {"dtype": "F32", "shape": [4, 4], "data_offsets": [64 * at, 64 * at + 64]} for at, name in
               enumerate(names)}  # fmt: skip
    head = json.dumps(entries).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + bytes(128))
    manager.take(str(path))
    told = refusal(manager, qtbot)
    assert "FLUX" in told.why and "another family" in told.title


def test_a_lora_that_fits_is_named_and_offered_to_the_recipe(manager, tmp_path, qtbot):
    manager._own.recognised.emit(Brought(tmp_path / "style.safetensors", "Wan 2.1 I2V 14B", 10, lora=True, layers=480))
    card = manager.notices.card
    assert isinstance(card, FoundCard) and "Wan 2.1 I2V 14B" in card.accessibleName()
    assert "480" in card.accessibleDescription()
    with qtbot.waitSignal(manager.use_lora) as used:
        card.buttons[0].click()
    assert used.args == [str(tmp_path / "style.safetensors")]


def test_a_model_whose_name_does_not_tell_is_asked_about_and_added(manager, shop, tmp_path, qtbot):
    choices = (Meant("first", "First", Part.TRANSFORMER), Meant("third", "Third", Part.TRANSFORMER))
    manager._own.recognised.emit(Brought(tmp_path / "mine.safetensors", "a Wan", 10, choices))
    card = manager.notices.card
    assert [made.text() for made in card.buttons] == ["First", "Third"]
    (tmp_path / "mine.safetensors").write_bytes(b"0")
    card.buttons[0].click()
    qtbot.waitUntil(lambda: "mine was added" in card.accessibleName(), timeout=5000)
    qtbot.waitUntil(lambda: "own-mine" in manager.grid.ids, timeout=5000)
    (got,) = card.buttons
    assert got.text() == "Get what it lacks"
    got.click()
    assert manager.findChild(DownloadDialog).plan.model == "own-mine"
    assert 'based_on = "first"' in (shop.folders.models / "own-mine.toml").read_text("utf-8")


def test_an_official_pickle_is_converted_in_a_sealed_process_when_one_asks_for_it(manager, shop, tmp_path, qtbot):
    source = tmp_path / "Wan2.1_VAE.pth"
    torch.save({"conv2.weight": torch.arange(16.0 * 16).view(16, 16, 1, 1, 1), "decoder.a": torch.ones(3)}, source)
    dropped(manager, source)
    told = refusal(manager, qtbot)
    assert "not opened" in told.title
    offer = manager.notices.card.button
    assert offer.isVisible() and offer.text() == "Convert once, sealed"
    shares = []
    shop.conversion.moved.connect(lambda done, total: shares.append(done / total))
    with qtbot.waitSignal(shop.models.reset, timeout=120_000):
        offer.click()
        assert isinstance(manager.notices.card, ConvertingCard)
    card = manager.notices.card
    assert "taken in" in card.accessibleName() and not card.bar.isVisible() and shares == sorted(shares)
    assert 0.5 < shares[-1] <= 1.0, "reading is the first half, writing the second"
    made = shop.folders.models / "shared" / "Wan2.1_VAE.safetensors"
    assert set(load_file(made)) == {"conv2.weight", "decoder.a"}
    spec = msgspec.structs.replace(shop.find("first"), components=(Component(Part.VAE, (made.name,)),))
    assert parts_here(spec, [shop.folders.models]) == {Part.VAE: made}


def test_a_malicious_file_of_an_official_name_is_refused_by_the_sealed_process(manager, shop, tmp_path, qtbot):
    source = tmp_path / "Wan2.1_VAE.pth"
    source.write_bytes(pickle.dumps({"a": ModelManager}))
    dropped(manager, source)
    refusal(manager, qtbot)
    with qtbot.waitSignal(shop.conversion.refused, timeout=120_000):
        manager.notices.card.button.click()
    told = refusal(manager, qtbot)
    assert "sealed" in told.done and not manager.notices.card.button.isVisible()
    assert not list((shop.folders.models / "shared").iterdir())


def test_a_pickle_that_nobody_published_is_offered_no_conversion(manager, tmp_path, qtbot):
    (tmp_path / "style.pth").write_bytes(pickle.dumps({"a": 1}))
    dropped(manager, tmp_path / "style.pth")
    refusal(manager, qtbot)
    assert not manager.notices.card.button.isVisible()


def test_an_own_model_that_is_removed_goes_from_the_list_at_once_and_its_file_stays(manager, shop, tmp_path, qtbot):
    file = tmp_path / "mine.safetensors"
    file.write_bytes(b"0")
    meant = Meant("first", "First", Part.TRANSFORMER)
    manager._own.add(Brought(file, "a Wan", 10, (meant,)), meant)
    qtbot.waitUntil(lambda: "own-mine" in manager.grid.ids, timeout=5000)
    manager._on_details("own-mine")
    dialog = manager.findChild(DetailsDialog)
    dialog.remove.click()
    assert "list" in dialog.told.text() and "own-mine" in manager.grid.ids, "the first press only says what happens"
    dialog.remove.click()
    qtbot.waitUntil(lambda: "own-mine" not in manager.grid.ids, timeout=5000)
    assert file.is_file() and not (shop.folders.models / "own-mine.toml").exists()


def test_the_arrow_keys_move_from_card_to_card_and_enter_opens_the_details(manager, qtbot):
    first = manager.grid.card("starter")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    second = manager.grid.card("first")
    assert second.property("chosen")
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert manager.findChild(DetailsDialog).windowTitle() == "First"


def test_every_card_and_button_has_a_name_for_a_screen_reader(manager):
    for card in manager.grid.cards():
        assert card.accessibleName().startswith(title(card.card.spec))
        for part in (card.action, card.more, card.hold):
            assert part.accessibleName()


def test_cards_out_of_sight_are_not_made(manager, qtbot):
    manager.resize(420, 420)
    manager.grid.forget()
    made = {card.id for card in manager.grid.cards()}
    assert made and made < set(manager.grid.ids)
    assert manager.grid.reveal("third") is not None


@pytest.mark.parametrize("size", [(1280, 720), (960, 600)])
def test_the_sheet_never_exceeds_the_window_it_lies_over(shop, qtbot, size):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    made = ModelManager(shop, window)
    made.open()
    assert made.width() <= size[0] and made.height() <= size[1]
    shop.background.wait()
    made.close()


def test_the_manager_reaches_no_torch():
    code = "import sys, ui.models.manager; sys.exit(any(m.split('.')[0] in ('torch', 'numpy') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_a_file_that_models_share_is_counted_once_on_the_disk(manager, shop, qtbot):
    shop.install("first", DATA)
    shop.install("second", DATA)  # both need the same decoder
    shop.models.refresh()
    once = sum(len(DATA[name]) for name in ("one", "two", "vae"))
    qtbot.waitUntil(lambda: manager._disk.room(0).models == once, timeout=5000)
    room = manager._disk.room(5 * GIB)
    assert room.coming == 5 * GIB and 0 < room.free <= room.total
