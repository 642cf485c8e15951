"""How the model manager writes amounts, times, places and states."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.api.model import Licence, ModelSpec, Purpose
from ui.controls.base import words
from ui.models.art import Scene
from ui.run.words import about, number, time_left

translate = QCoreApplication.translate
GB, MB = 10**9, 10**6
DAY = 86400  # s
PURPOSES = (  # in the order of the rail: purpose, icon, drawing
    (Purpose.TALKING, "mic", Scene.SPEAKER),
    (Purpose.TEXT, "type", Scene.SEA),
    (Purpose.PICTURE, "image", Scene.FRAMES),
    (Purpose.MOVEMENT, "move", Scene.DANCER),
    (Purpose.EDIT, "brush", Scene.BRUSH),
    (Purpose.ENLARGE, "scaling", Scene.LARGER),
)


def amount(size: int) -> str:
    """Bytes on a disk or on the way: 17.2 GB, 320 MB, 38 MB."""
    if size >= GB / 2:
        return f"{number(size / GB, 1)} GB"
    return f"{number(max(size and 1, round(size / MB)))} MB"


def of_amount(done: int, total: int) -> str:
    """8.6 of 13.4 GB."""
    if total < GB / 2:
        low, high, unit = number(round(done / MB)), number(round(total / MB)), "MB"
    else:
        low, high, unit = number(done / GB, 1), number(total / GB, 1), "GB"
    return translate("Models", "{n} of {total} {unit}").format(n=low, total=high, unit=unit)


def terms(licence: Licence) -> str:
    """The licence in a few words, with what it means for money."""
    if not licence.stated:
        return translate("Models", "no licence stated: treat as non-commercial")
    if not licence.commercial:
        return translate("Models", "{name}, non-commercial").format(name=licence.name)
    return licence.name


def rate(speed: float) -> str:
    """Bytes a second: 27 MB/s, 0.4 MB/s."""
    return f"{number(speed / MB, 0 if speed >= 10 * MB else 1)} MB/s"


def left(seconds: float | None) -> str:
    """about 3 min left; nothing while it is not known."""
    return time_left(seconds, seconds) if seconds is not None else ""


def lasting(low: float, high: float) -> str:
    """A forecast in the unit that suits it, days included: 16 min, 5.5 h, 12 days."""
    middle = (low + high) / 2
    if middle < 2 * DAY:
        return about(low, high)
    return translate("Models", "{n} days").format(n=number(middle / DAY))


def purpose_title(purpose: Purpose) -> str:
    """What a person wants to make."""
    return {
        Purpose.TALKING: translate("Models", "Talking video"),
        Purpose.TEXT: translate("Models", "Video from text"),
        Purpose.PICTURE: translate("Models", "Video from a picture"),
        Purpose.MOVEMENT: translate("Models", "Copy a movement"),
        Purpose.EDIT: translate("Models", "Edit a video"),
        Purpose.ENLARGE: translate("Models", "Enlarge a video"),
    }[purpose]


def is_lora(spec: ModelSpec) -> bool:
    """A LoRA comes in the form of a model that makes nothing by itself."""
    return not spec.modes


def scene(spec: ModelSpec) -> Scene:
    """The drawing of a model: what it is for above all."""
    if is_lora(spec):
        return Scene.LAYERS
    if spec.bundled:
        return Scene.BALLS
    drawings = {purpose: drawing for purpose, _, drawing in PURPOSES}
    return drawings[spec.purposes[0]] if spec.purposes else Scene.SEA


def title(spec: ModelSpec) -> str:
    """The name of a model in the person's language."""
    return words(spec.title)


def summary(spec: ModelSpec) -> str:
    """Its one sentence in the person's language."""
    return words(spec.summary)
