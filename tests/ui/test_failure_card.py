"""The cards of a failure and of a recovery: everything a failure carries is shown, and every way out works."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from engine.api.events import Failed
from ui.run import failure_card
from ui.run.failure_card import COUNT, FailureCard, RecoveryCard

FULL = Failed(
    "job1",
    "DSK-001",
    "The disk is full",
    "0.4 GB is left on D: and this clip needs 1.1 GB.",
    "The latent is kept.",
    ("Free up space on D:.", "Choose another folder."),
    "OSError: errno 28",
)
DIED = Failed("job1", "GPU-003", "The engine stopped", "The driver was reset.", "Step 8 is saved.", engine_died=True)


@pytest.fixture
def card(world, qtbot):
    made = FailureCard(world.context, FULL)
    qtbot.addWidget(made)
    return made


def words_of(card):
    return [made.text() for made in card.findChildren(QLabel) if made.text()]


def test_what_why_done_and_every_way_out_are_shown(card):
    assert words_of(card) == [FULL.title, FULL.why, FULL.done, *FULL.do]


def test_the_technical_part_is_folded_and_can_be_copied(card):
    assert card.details.isHidden()
    card.details.toggle.click()
    assert not card.details.isHidden()
    card.details.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("DSK-001  The disk is full")
    assert copied.endswith("OSError: errno 28")


def test_trying_again_and_closing_name_the_job(card, qtbot):
    with qtbot.waitSignal(card.retry) as again:
        card.again.click()
    assert again.args == ["job1"]
    with qtbot.waitSignal(card.dismissed) as closed:
        qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert closed.args == ["job1"]


def test_a_failure_that_means_a_setting_leads_to_it(world, qtbot):
    made = FailureCard(world.context, Failed("j", "PAR-001", "Steps must be at most 100", param="steps"))
    qtbot.addWidget(made)
    other = made.buttons.itemAt(1).widget()
    with qtbot.waitSignal(made.show_param) as wanted:
        other.click()
    assert wanted.args == ["steps"]


def test_a_failure_of_the_disk_offers_its_folder(card, world, monkeypatch):
    opened = []
    monkeypatch.setattr(failure_card.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    card.buttons.itemAt(1).widget().click()
    assert opened == [str(world.context.folders.outputs)]


def test_words_that_look_like_mark_up_are_shown_as_they_are(world, qtbot):
    made = FailureCard(world.context, Failed("j", "IN-001", "<img src='x'>", "<b>no</b>"))
    qtbot.addWidget(made)
    assert all(found.textFormat() == Qt.TextFormat.PlainText for found in made.findChildren(QLabel) if found.text())


def test_after_a_recovery_the_work_goes_on_by_itself(qtbot):
    made = RecoveryCard(DIED)
    qtbot.addWidget(made)
    went = []
    made.go_on.connect(went.append)
    assert made.seconds_left == COUNT
    for _ in range(COUNT - 1):
        made._on_second()
    assert went == []
    assert made.go.text().endswith("1 s")
    made._on_second()
    assert went == ["job1"]


def test_waiting_stops_the_count_and_going_on_needs_a_press(qtbot):
    made = RecoveryCard(DIED)
    qtbot.addWidget(made)
    made.show()
    assert made._timer.isActive()
    made.wait.click()
    assert not made._timer.isActive()
    assert made.wait.isHidden()
    with qtbot.waitSignal(made.go_on) as went:
        made.go.click()
    assert went.args == ["job1"]


def test_the_recovery_says_first_that_nothing_is_lost(qtbot):
    made = RecoveryCard(DIED)
    qtbot.addWidget(made)
    found = words_of(made)
    assert found[0] == "The engine stopped and is back. Nothing is lost."
    assert DIED.why in found
    assert DIED.done in found


def test_a_second_stop_asks_instead_of_counting(qtbot):
    made = RecoveryCard(DIED, counts=False)
    qtbot.addWidget(made)
    made.show()
    assert made.seconds_left == 0
    assert not made._timer.isActive()
    assert made.wait.isHidden()


def test_a_file_that_is_meant_can_be_chosen_from_the_card(world, qtbot):
    made = FailureCard(world.context, Failed("j", "IN-001", "A file of this job is not there", param="input_image"))
    qtbot.addWidget(made)
    (other,) = [part for part in made.findChildren(QPushButton) if part.text() == "Choose the file..."]
    with qtbot.waitSignal(made.show_param) as asked:
        other.click()
    assert asked.args == ["input_image"]
