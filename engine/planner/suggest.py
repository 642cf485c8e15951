"""Which task fits the inputs that are there."""

from __future__ import annotations

from collections.abc import Collection

from engine.api.model import Mode, ModelSpec
from engine.api.request import Role

WISHES: tuple[tuple[Mode, frozenset[Role]], ...] = (  # the first whose inputs are there and which the model can do
    (Mode.VIDEO_TO_VIDEO, frozenset({Role.INPUT_VIDEO})),
    (Mode.IMAGE_TO_VIDEO, frozenset({Role.INPUT_IMAGE})),
    (Mode.TEXT_TO_VIDEO, frozenset()),
    (Mode.TEXT_TO_IMAGE, frozenset()),
    (Mode.INFINITE_TALK, frozenset({Role.INPUT_IMAGE})),
    (Mode.MULTI_TALK, frozenset({Role.INPUT_IMAGE})),
    (Mode.FANTASY_TALKING, frozenset({Role.INPUT_IMAGE})),
)


def suggest(roles: Collection[Role], spec: ModelSpec) -> Mode:
    """The task for inputs in these roles; the model's first one if none fits."""
    for mode, needs in WISHES:
        if needs <= set(roles) and mode in spec.modes:
            return mode
    return spec.modes[0]
