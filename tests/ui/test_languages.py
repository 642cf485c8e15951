"""The languages: complete, in step with the sources, with every placeholder where it belongs."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.ui import words
from ui import languages
from ui.controls.base import words as said

PLACE = re.compile(r"\{\w+\}")


@pytest.fixture(params=words.CODES)
def code(request):
    return request.param


def test_every_word_of_the_window_is_translated(code):
    known = words.read(code)
    assert [word for word in words.everything() if not known.get(word)] == []
    assert set(known) == set(words.everything()), "run `python -m tests.ui.words`"


def test_every_placeholder_survives_the_translation(code):
    wrong = [
        text for (_, text), told in words.read(code).items() if set(PLACE.findall(text)) != set(PLACE.findall(told))
    ]
    assert wrong == []


def test_the_released_file_says_what_the_source_file_says(code, qtbot):
    translator = QTranslator()
    assert translator.load(str(languages.FOLDER / f"kinora_{code}.qm"))
    wrong = [word for word, told in words.read(code).items() if translator.translate(*word) != told]
    assert wrong == []


def test_the_words_are_collected_from_sources_and_declarations():
    found = set(words.everything())
    assert ("MainWindow", "Add to queue") in found
    assert ("Parameters", "Steps") in found and ("Parameters", "text to video") in found
    assert ("Words", "About {time} left") in found


def test_a_chosen_language_speaks_in_widgets_and_in_declared_words(qtbot):
    app = QApplication.instance()
    page = QWidget()
    qtbot.addWidget(page)
    translator = QTranslator(app)
    translator.load(str(languages.FOLDER / "kinora_pt_BR.qm"))
    app.installTranslator(translator)
    try:
        from ui.compose.prompt import Prompt

        prompt = Prompt()
        qtbot.addWidget(prompt)
        assert "Prompt negativo" in [button.text() for button in prompt.findChildren(type(prompt._fold._title))]
        assert "0 de 512 tokens" in [label.text() for label in prompt.findChildren(QLabel)]
        assert said("Steps") == "Passos"
    finally:
        app.removeTranslator(translator)


def test_all_languages_are_offered_and_an_unknown_system_speaks_english(monkeypatch):
    assert languages.offered() == ("en", "zh_CN", "pt_BR")
    assert languages.resolve("pt_BR") == "pt_BR"
