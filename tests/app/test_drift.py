"""The drift meter: each distance in its own unit, and what lies beyond its limit."""

from __future__ import annotations

import pytest

from app.drift import COLOUR_LIMIT, CONTRAST_LIMIT, Curve, drift
from engine.api.result import IDENTITY_LIMIT, WindowSeen

REFERENCE = WindowSeen(0, 1, (50.0, 2.0, -3.0), 20.0)


def seen(colour=(50.0, 2.0, -3.0), contrast=20.0, identity=0.0):
    return WindowSeen(0, 13, colour, contrast, "", identity)


def test_a_window_that_looks_as_the_reference_has_gone_nowhere():
    found = drift(seen(), REFERENCE)
    assert (found.colour, found.contrast, found.identity) == (0, 0, 0)
    assert not found.too_far


@pytest.mark.parametrize(
    ("other", "curve"),
    [
        ({"colour": (50.0 + 0.6 * 1.01 * COLOUR_LIMIT, 2.0 + 0.8 * 1.01 * COLOUR_LIMIT, -3.0)}, Curve.COLOUR),
        ({"contrast": 20.0 * (1 - 1.01 * CONTRAST_LIMIT)}, Curve.CONTRAST),
        ({"contrast": 20.0 * (1 + 1.01 * CONTRAST_LIMIT)}, Curve.CONTRAST),
        ({"identity": 1.01 * IDENTITY_LIMIT}, Curve.IDENTITY),
    ],
)
def test_each_curve_has_a_limit_of_its_own(other, curve):
    found = drift(seen(**other), REFERENCE)
    assert found.too_far and found.worst is curve
    assert found.of_limit(curve) == pytest.approx(1.01)
    assert all(found.of_limit(one) < 0.01 for one in Curve if one is not curve)


def test_a_picture_without_contrast_divides_nothing_by_zero():
    flat = WindowSeen(0, 1, (50.0, 2.0, -3.0), 0.0)
    assert drift(seen(contrast=0.1), flat).contrast == pytest.approx(0.1)
