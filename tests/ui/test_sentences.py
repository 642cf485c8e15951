"""What the engine says in English is said in the person's language, whole or not at all."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel

from engine.api.errors import BadInput
from engine.api.events import Failed
from engine.media.probe import probe
from engine.planner.snap import snap_size
from tests.ui import engine_words, words
from ui import sentences
from ui.run.failure_card import FailureCard

MOST_WAITING = 1 / 20  # of the sentences: a new one may wait for its translation and is English until then


@pytest.fixture(params=words.CODES)
def code(request):
    return request.param


@pytest.fixture
def catalogue(code):
    return json.loads((sentences.FOLDER / f"engine_{code}.json").read_text("utf-8"))


@pytest.fixture
def portuguese(qtbot):
    app, before = QApplication.instance(), QLocale()
    QLocale.setDefault(QLocale("pt_BR"))
    app.setProperty(sentences.KEY, sentences.read("pt_BR"))
    yield
    app.setProperty(sentences.KEY, None)
    QLocale.setDefault(before)


def test_what_errors_and_the_planner_say_is_translated(catalogue):
    waiting = sorted(engine_words.said() - set(catalogue))
    assert len(waiting) <= MOST_WAITING * len(engine_words.said()), waiting
    assert [shape for shape, told in catalogue.items() if not told.strip()] == []


def test_the_catalogue_holds_nothing_that_the_engine_does_not_say(catalogue):
    assert sorted(set(catalogue) - engine_words.written()) == []


def test_every_place_survives_the_translation(catalogue):
    places = sentences.PLACE.findall
    assert [shape for shape, told in catalogue.items() if sorted(places(shape)) != sorted(places(told))] == []


def test_every_sentence_is_taken_for_itself_and_for_no_other(catalogue):
    def filled(shape: str) -> str:
        return sentences.PLACE.sub(lambda place: f"q{place[1]}q", shape)

    told = sentences.Sentences(catalogue)
    assert [shape for shape in catalogue if told.say(filled(shape)) != filled(catalogue[shape])] == []


def test_the_sentences_of_a_real_failure_are_said_with_its_figures_and_names(portuguese, tmp_path):
    bad = tmp_path / "sol. e mar: 2.5.png"
    bad.write_text("no picture")
    with pytest.raises(BadInput) as raised:
        probe(bad)
    told = sentences.explained(raised.value)
    assert told.startswith("N\u00e3o foi poss\u00edvel ler: arquivo. sol. e mar: 2.5.png est\u00e1 danificado")
    assert told.endswith("um tipo de arquivo que o Kinora abre.")
    assert sentences.said(snap_size(500, 500, 16).reason) == (
        "Os lados t\u00eam de ser m\u00faltiplos de 16, por isso 500 x 500 virou 496 x 496."
    )


def test_figures_are_written_as_the_language_writes_them(portuguese):
    told = sentences.said("It needs 14.3 GiB + 2 GiB spare; 10.9 GiB are free.")
    assert told == "Precisa de 14,3 GiB + 2 GiB de folga; h\u00e1 10,9 GiB livres."


def test_what_is_not_known_stays_english_and_without_a_language_all_does(portuguese, qtbot):
    assert sentences.said("A sentence that nobody wrote") == "A sentence that nobody wrote"
    QApplication.instance().setProperty(sentences.KEY, None)
    assert sentences.said("Memory ran out") == "Memory ran out"


def test_sentences_in_a_row_end_as_their_script_ends_them():
    chinese = "\u78c1\u76d8\u5df2\u6ee1"
    assert sentences.ended("The disk is full", "0.4 GB is left.", "") == "The disk is full. 0.4 GB is left."
    assert sentences.ended(chinese, chinese) == f"{chinese}\u3002{chinese}\u3002"


def test_a_failure_card_speaks_and_its_report_stays_as_it_is_for_who_helps(portuguese, world, qtbot):
    failure = Failed("j", "DSK-001", "The disk is full", why="It has 0.4 GB.", do=("Choose another folder.",))
    card = FailureCard(world.context, failure)
    qtbot.addWidget(card)
    said = [part.text() for part in card.findChildren(QLabel)]
    assert "O disco est\u00e1 cheio" in said and "Escolha outra pasta." in said
    assert card.details.text.toPlainText().startswith("DSK-001  The disk is full")
