"""The small parts of the manager: rows of files, amounts, drawings, the note in the status bar, and the settings."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog

from app.download import FileRow, FileState
from engine import catalog
from engine.api.model import Licence, Part
from tests.app.small_models import DATA
from tests.ui.models.shop import SHIPPED
from ui import theme
from ui.languages import put_in_force
from ui.models import words
from ui.models.art import Art, Scene
from ui.models.fetching import FetchNote
from ui.models.file_row import LOOKS, FileLine
from ui.models.fit import as_variant, judge
from ui.models.settings_part import ModelsPart

MB = 10**6


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (FileRow("a", FileState.NEXT, 0, 300 * MB), "300 MB, next"),
        (FileRow("a", FileState.FETCHING, 7000 * MB, 11500 * MB), "7.0 of 11.5 GB"),
        (FileRow("a", FileState.WAITING, 1, 2, 8.2), "server busy, again in 8 s"),
        (FileRow("a", FileState.WRONG, 1, 2), "wrong bytes, fetching them again"),
        (FileRow("a", FileState.CHECKING, 1600 * MB, 1600 * MB), "1.6 GB, checking"),
        (FileRow("a", FileState.CHECKED, 1600 * MB, 1600 * MB), "1.6 GB, checked"),
        (FileRow("a", FileState.SHARED, 0, 7100 * MB), "7.1 GB, was here already"),
        (FileRow("a", FileState.FAILED, 100 * MB, 300 * MB), "stopped at 100 of 300 MB"),
    ],
)
def test_each_state_of_a_file_has_its_words_and_its_icon(qtbot, file, said):
    line = FileLine()
    qtbot.addWidget(line)
    line.show_file(file)
    assert line.figure.text() == said
    assert line.accessibleName() == f"a, {said}"
    assert file.state in LOOKS


def test_what_is_checked_or_shared_has_a_full_bar(qtbot):
    line = FileLine()
    qtbot.addWidget(line)
    line.show_file(FileRow("a", FileState.SHARED, 0, 10))
    assert line.bar.value() == line.bar.maximum()
    line.show_file(FileRow("a", FileState.FETCHING, 5, 10))
    assert line.bar.value() == line.bar.maximum() // 2


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "no licence stated"), ("zh_CN", "\u672a\u6ce8\u660e"), ("pt_BR", "nenhuma licen\u00e7a")],
)
def test_where_no_licence_is_stated_it_says_to_treat_it_as_non_commercial(qapp, language, said):
    unknown = next(lora for lora in catalog.load().loras if not lora.licence.stated)
    put_in_force(qapp, language)
    try:
        assert words.terms(unknown.licence).startswith(said)
        assert words.terms(Licence("MIT")) == "MIT" and words.terms(Licence("X", commercial=False)).startswith("X")
    finally:
        put_in_force(qapp, "en")


def test_amounts_are_written_in_the_units_of_disks():
    assert [words.amount(n) for n in (0, 1, 38 * MB, 499 * MB, 17200 * MB)] == [
        "0 MB",
        "1 MB",
        "38 MB",
        "499 MB",
        "17.2 GB",
    ]
    assert words.rate(27.4 * MB) == "27 MB/s" and words.rate(0.42 * MB) == "0.4 MB/s"
    assert words.lasting(86400 * 9, 86400 * 11) == "10 days"
    assert words.left(None) == ""


@pytest.mark.parametrize("scene", list(Scene))
@pytest.mark.parametrize("choice", ["dark", "light"])
def test_every_drawing_is_drawn_in_the_colours_of_the_theme(qtbot, scene, choice):
    theme.current().choose(choice)
    art = Art(scene, 1)
    qtbot.addWidget(art)
    art.resize(330, 84)
    image = art.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(seen) >= 3
    theme.current().choose("dark")


def test_the_note_in_the_status_bar_is_there_while_something_is_fetched(shop, server, qtbot):
    note = FetchNote(shop.downloads)
    qtbot.addWidget(note)
    assert note.isHidden()
    server.pause = 0.01
    id = shop.downloads.add("first")
    assert not note.isHidden()
    shop.downloads.pause(id)
    assert note.text() == "Fetching is paused"
    shop.downloads.cancel(id)
    assert note.isHidden()


def test_folders_offline_mirrors_and_the_token_are_settings(shop, qtbot, tmp_path, monkeypatch):
    part = ModelsPart(shop.settings)
    qtbot.addWidget(part)
    part.show()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    part.add.click()
    assert shop.settings.models_folders == (str(tmp_path), str(shop.folders.models))
    part.lines()[0].radio.click()
    assert shop.settings.downloads_folder == str(tmp_path)
    part.lines()[0].cross.click()
    assert shop.settings.models_folders == (str(shop.folders.models),)
    assert shop.settings.downloads_folder == str(shop.folders.models)
    part.offline.click()
    assert shop.settings.offline
    part.mirrors.setText("https://one.example, https://two.example/")
    part.mirrors.editingFinished.emit()
    assert shop.settings.mirrors == ("https://one.example", "https://two.example")
    part.token.setText("hf_secret")
    part.token.editingFinished.emit()
    assert shop.settings.token == "hf_secret"


def test_kinora_s_own_folder_cannot_be_taken_out(shop, qtbot):
    part = ModelsPart(shop.settings)
    qtbot.addWidget(part)
    part.show()
    assert [line.cross.isHidden() for line in part.lines()] == [True]


def test_a_form_of_a_model_is_judged_by_its_own_size_and_not_by_what_is_here(shop):
    spec = shop.catalog.model("third")
    large = as_variant(spec, spec.variants[1])
    assert large.component(Part.TRANSFORMER).bytes == len(DATA["two"])
    shop.have_card(12)
    assert judge(shop.forecasts, large).kind == "ok"


@pytest.mark.parametrize(
    ("gib", "kind", "begins"), [(12, "ok", "Fits, "), (3, "warn", "Tight, "), (1, "danger", "Too big")]
)
def test_the_verdict_is_green_amber_or_red_by_the_planner(shop, gib, kind, begins):
    shop.have_card(gib)
    fit = judge(shop.forecasts, SHIPPED.model("wan2.1-t2v-1.3b"))
    assert (fit.kind, fit.sentence[: len(begins)]) == (kind, begins)
    assert fit.fits is (kind != "danger")


def test_what_is_too_big_says_at_which_size_it_fits(shop):
    shop.have_card(3.5)
    fit = judge(shop.forecasts, SHIPPED.model("wan2.2-ti2v-5b"))
    assert fit.kind == "danger" and "fits at" in fit.sentence
