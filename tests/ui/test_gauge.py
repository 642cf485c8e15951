"""The memory gauge: shares in their right length, the line of the forecast, words, and a machine without a card."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from tests.ui.world import GIB, a_reading
from ui import theme
from ui.run.gauge import BAR, GaugeBar


@pytest.fixture
def gauge(world, qtbot):
    QLocale.setDefault(QLocale("en"))
    made = GaugeBar(world.context)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    return made


def row_of(gauge):
    """The colours along the middle of the bar."""
    picture = gauge.grab().toImage()
    return [picture.pixelColor(x, 8 + 5).name() for x in range(BAR)]


def test_what_kinora_holds_is_as_long_as_its_share(gauge):
    gauge.show_reading(a_reading(6.0, 0.0, 12.0))
    ours = row_of(gauge).count(theme.colour("ours").name())
    assert ours == pytest.approx(BAR / 2, abs=2)


def test_others_are_hatched_from_the_right(gauge):
    gauge.show_reading(a_reading(0.0, 3.0, 12.0))
    row = row_of(gauge)
    free = theme.colour("free").name()
    assert all(colour == free for colour in row[2 : BAR * 3 // 4 - 2])
    hatched = row[BAR * 3 // 4 : BAR - 1]
    assert 0.15 < sum(colour != free for colour in hatched) / len(hatched) < 0.95


def test_the_forecast_is_a_line_where_it_belongs(gauge):
    gauge.show_reading(a_reading(0.0, 0.0, 12.0))
    line = theme.colour("predicted").name()
    assert line not in row_of(gauge)
    gauge.show_need(9 * GIB)
    row = row_of(gauge)
    assert row.index(line) == pytest.approx(BAR * 0.75, abs=2)
    assert row.count(line) <= 3
    gauge.show_need(40 * GIB)
    assert row_of(gauge)[-2] == line, "more than there is stands at the end"


def test_readings_of_the_meters_arrive_and_are_told_in_words(gauge, world, qtbot):
    with qtbot.waitSignal(gauge.status) as told:
        world.context.gauge.read.emit(a_reading(8.9, 1.1))
    assert told.args[0] == "GPU 97 % \N{MIDDLE DOT} 71 \N{DEGREE SIGN}C   CPU 12 %   RAM 22 / 64 GiB"
    assert gauge.accessibleDescription() == "Kinora holds 8.9 GiB, others 1.1 GiB, of 12 GiB"
    assert "Free: 2.0 GiB" in gauge.toolTip()


def test_without_a_card_the_gauge_shows_the_memory_of_the_processor(gauge, qtbot):
    with qtbot.waitSignal(gauge.status) as told:
        gauge.show_reading(a_reading(0.5, 9.5, 32.0, card=False))
    assert told.args[0] == "CPU 12 %   RAM 10 / 32 GiB"
    assert gauge.accessibleDescription().endswith("of 32 GiB")
    assert "Processor" in gauge.toolTip()


def test_figures_follow_the_language(gauge):
    QLocale.setDefault(QLocale("pt_BR"))
    gauge.show_reading(a_reading(8.9, 1.1))
    assert "8,9 GiB" in gauge.accessibleDescription()
    QLocale.setDefault(QLocale("en"))


def test_a_reading_of_nothing_is_no_reason_to_fall(gauge):
    gauge.show_reading(a_reading(0.0, 0.0, 0.0))
    gauge.show_need(GIB)
    assert not gauge.grab().isNull()
