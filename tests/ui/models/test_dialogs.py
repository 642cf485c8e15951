"""Before a byte is fetched or deleted, the dialogs say what that means, and only then it happens."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from app.card import Presence
from app.download import State
from engine.store.adopt import Offer, Usable
from engine.store.check import Report
from engine.store.shelves import App, Place
from tests.app.small_models import DATA
from ui.models import words
from ui.models.adopt_dialog import AdoptDialog, OfferCard
from ui.models.details_dialog import DetailsDialog
from ui.models.download_dialog import DownloadDialog
from ui.models.fit import Fit

FIT = Fit("ok", "Fits, 9.2 of 10.9 GiB", "about 16 min for 5 s", True)


def spoken(widget):
    return [made.text() for made in widget.findChildren(QLabel) if made.text() and not made.isHidden()]


@pytest.fixture
def ask(shop, qtbot):
    def make(id, rate=0.0):
        made = DownloadDialog(shop, shop.models.card(id).spec, FIT, rate, None)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


@pytest.fixture
def details(shop, qtbot):
    def make(id):
        shop.models.refresh()
        qtbot.waitUntil(lambda: shop.models.card(id).presence is Presence.INSTALLED, timeout=5000)
        made = DetailsDialog(shop, id, FIT, None)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def test_the_files_the_folder_the_size_and_the_room_are_said(ask, shop):
    dialog = ask("first")
    said = spoken(dialog)
    assert FIT.sentence in said and "one.safetensors" in said and "vae.safetensors" in said
    assert dialog._folder.whole == str(shop.folders.models)
    assert words.amount(len(DATA["one"]) + len(DATA["vae"])) in dialog._values["fetch"].text()
    assert "left afterwards" in dialog._values["room"].text()


def test_the_time_is_unknown_until_a_rate_was_measured(ask):
    first, second = ask("first"), ask("first", rate=1e3)
    assert "not known" in first._values["time"].text()
    assert second._values["time"].text().startswith("about")


def test_each_form_of_a_model_has_its_size_and_the_choice_is_what_is_fetched(ask, shop, qtbot):
    dialog = ask("third")
    assert [row.variant.id for row in dialog._variants] == ["first", "large"]
    assert all(row.fit.whole for row in dialog._variants), "each form has its own verdict"
    assert dialog._variants[0].radio.isChecked()
    dialog._variants[1].radio.click()
    assert {one.file.id for one in dialog.plan.files} == {"two", "vae"}
    with qtbot.waitSignal(dialog.wanted) as wanted:
        dialog.get.click()
    assert wanted.args == ["third", "large", str(shop.folders.models)]


def test_a_non_commercial_licence_is_said_and_must_be_agreed_to(ask):
    dialog = ask("second")
    assert dialog._licence.text() == "Licence: CC-BY-NC-4.0. Made for research."
    assert not dialog.get.isEnabled() and "licence" in dialog.get.toolTip()
    dialog.agree.click()
    assert dialog.get.isEnabled()


def test_a_commercial_licence_asks_for_nothing(ask):
    dialog = ask("first")
    assert dialog.agree.isHidden() and dialog.get.isEnabled()


def test_another_folder_can_be_chosen(ask, tmp_path, monkeypatch, qtbot):
    dialog = ask("first")
    elsewhere = str(tmp_path / "elsewhere")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: elsewhere)
    dialog._folder_button.click()
    with qtbot.waitSignal(dialog.wanted) as wanted:
        dialog.get.click()
    assert wanted.args[2] == elsewhere


def test_a_disk_that_is_too_full_is_said_and_nothing_can_be_fetched(ask, shop, monkeypatch):
    from engine.store import plan

    real = shop.models.plan
    monkeypatch.setattr(
        shop.models,
        "plan",
        lambda *given: plan.FetchPlan("first", "first", real(*given).files, shop.folders.models, 9, 1),
    )
    dialog = ask("first")
    assert not dialog.get.isEnabled()
    assert "too full" in dialog._warning.text()


def test_being_offline_is_said(ask, shop):
    shop.settings.offline = True
    dialog = ask("first")
    assert "offline" in dialog._warning.text()


def test_what_is_here_already_is_not_counted_as_to_be_fetched(ask, shop):
    shop.install("third", {"one": DATA["one"], "vae": DATA["vae"]})
    dialog = ask("third")
    assert "nothing" in dialog._values["fetch"].text()
    dialog._variants[1].radio.click()
    assert "here already" in dialog._values["fetch"].text()


def test_the_details_name_the_folder_the_files_and_the_last_use(details, shop):
    shop.install("first", DATA)
    shop.models.note_use("first", 1_700_000_000)
    dialog = details("first")
    said = " ".join(spoken(dialog))
    assert "one.safetensors" in said and FIT.sentence in said and "23" in said
    assert not dialog.verify.isHidden() and dialog.repair.isHidden()


def test_files_are_checked_and_a_wrong_one_is_named_and_can_be_repaired(details, shop, qtbot):
    shop.install("first", {**DATA, "vae": DATA["vae"][:-1] + b"?"})
    dialog = details("first")
    with qtbot.waitSignal(shop.models.checked, timeout=5000) as told:
        dialog.verify.click()
    assert isinstance(told.args[1], Report) and not told.args[1].good
    qtbot.waitUntil(lambda: "wrong bytes" in " ".join(spoken(dialog)), timeout=3000)
    assert not dialog.repair.isHidden()


def test_removing_says_what_stops_working_before_anything_is_deleted(details, shop, qtbot):
    shop.uses["second"] = ("A red ball", "Interview")
    shop.install("second", DATA)
    dialog = details("second")
    dialog.remove.click()
    assert "A red ball, Interview" in dialog.told.text()
    file = shop.folders.models / "two" / "two.safetensors"
    assert file.exists()
    dialog.remove.click()
    qtbot.waitUntil(lambda: not file.exists(), timeout=5000)
    qtbot.waitUntil(lambda: shop.models.card("second").presence is Presence.AVAILABLE, timeout=5000)


def test_an_offer_says_whose_folder_what_for_and_how_much_is_saved(shop, qtbot, tmp_path):
    dialog = AdoptDialog(shop, None)
    qtbot.addWidget(dialog)
    file = tmp_path / "one.safetensors"
    file.write_bytes(b"1" * 3_000_000)
    part = Usable("first", shop.catalog.models[1].components[0].part, file, 3_000_000)
    dialog.show_offers((Offer(Place(App.COMFYUI, tmp_path), (part,)),))
    card = dialog.findChild(OfferCard)
    said = " ".join(spoken(card))
    assert "ComfyUI" in said and "3 MB" in said and "First" in said
    with qtbot.waitSignal(dialog.adopted) as adopted:
        card.findChildren(type(dialog.choose))[0].click()
    assert adopted.args == [str(tmp_path)]
    shop.background.wait()


def test_a_chosen_folder_is_looked_into_before_it_is_taken(shop, qtbot, tmp_path):
    dialog = AdoptDialog(shop, None)
    qtbot.addWidget(dialog)
    for name in ("diffusion_models", "vae"):
        (tmp_path / name).mkdir()
    (tmp_path / "diffusion_models" / "one.safetensors").write_bytes(DATA["one"])
    dialog.look_into(str(tmp_path))
    qtbot.waitUntil(lambda: dialog.findChild(OfferCard) is not None, timeout=5000)
    assert str(tmp_path) not in shop.settings.models_folders


def test_a_download_can_be_cancelled_and_leaves_the_panel(shop, server, qtbot):
    from ui.models.panel import DownloadPanel

    panel = DownloadPanel(shop.downloads)
    qtbot.addWidget(panel)
    assert panel.isHidden()
    server.pause = 0.02
    shop.downloads.add("first")
    panel.follow()
    assert panel._title.text() == "First" and len(panel._lines) == 2
    panel._hold.click()
    panel.follow()
    assert shop.downloads.rows()[0].state is State.PAUSED
    assert "nothing is lost" in panel._overall.whole
    panel._stop.click()
    panel.follow()
    assert shop.downloads.rows() == () and panel.isHidden()
