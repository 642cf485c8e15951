"""Which task fits the inputs that are there, and which model could do what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from engine.api.model import Mode, ModelSpec
from engine.api.request import Role

SEEN = (Role.INPUT_IMAGE, Role.INPUT_VIDEO)  # either of them can be made to speak
WISHES: tuple[tuple[Mode, tuple[Role, ...]], ...] = (  # the first that has one of its inputs and that the model can do
    (Mode.VIDEO_TO_VIDEO, (Role.INPUT_VIDEO,)),
    (Mode.IMAGE_TO_VIDEO, (Role.INPUT_IMAGE,)),
    (Mode.TEXT_TO_VIDEO, ()),
    (Mode.TEXT_TO_IMAGE, ()),
    (Mode.INFINITE_TALK, SEEN),
    (Mode.MULTI_TALK, SEEN),
    (Mode.FANTASY_TALKING, SEEN),
)
TALKING = frozenset(mode for mode, roles in WISHES if roles is SEEN)


def suggest(roles: Collection[Role], spec: ModelSpec) -> Mode:
    """The task for inputs in these roles; the model's first one if none fits."""
    return next((mode for mode, _ in WISHES if mode in spec.modes and lacking(mode, roles) is None), spec.modes[0])


def wanted(mode: Mode) -> tuple[Role, ...]:
    """A task works from one of these; from none, if it needs only words."""
    return next(roles for wished, roles in WISHES if wished is mode)


def lacking(mode: Mode, roles: Collection[Role]) -> Role | None:
    """The input to ask for before a task can begin; None when it has what it works from."""
    asked = wanted(mode)
    return asked[0] if asked and not any(role in roles for role in asked) else None


def talks(spec: ModelSpec) -> bool:
    """Whether the model makes somebody speak."""
    return not TALKING.isdisjoint(spec.modes)


def speaker_for(people: int, models: Iterable[ModelSpec], here: Callable[[ModelSpec], bool]) -> ModelSpec | None:
    """The model that makes so many people speak, or as many as any can; one that is on this computer comes first."""
    able = (spec for spec in models if spec.ready and talks(spec))
    return max(able, key=lambda spec: (min(spec.people, people), here(spec), -spec.people), default=None)
