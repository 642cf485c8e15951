"""The verdict of a model for this computer, from the planner: does it fit, how long does it take, at what size."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec

from app.forecasts import Forecasts
from engine import catalog
from engine.api import params
from engine.api.errors import EngineError
from engine.api.model import LoraSpec, Mode, ModelSpec, Variant
from engine.catalog import Catalog
from ui.controls.base import words
from ui.models.words import lasting, translate
from ui.run.words import TIMES, gib, number

SMALLER = ((832, 480), (640, 368), (480, 272), (320, 192))  # tried, from large to small, when a model is too big
ICONS = {"ok": "circle-check", "warn": "triangle-alert", "danger": "circle-alert", "none": "clock", "lora": "link"}


@dataclass(frozen=True, slots=True)
class Fit:
    """What a card says about this computer."""

    kind: str  # ok, warn, danger, none where no verdict can be given, or lora
    sentence: str
    time: str
    fits: bool

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def judge(forecasts: Forecasts, spec: ModelSpec) -> Fit:
    """Forecast the model's own first job on this computer; takes some milliseconds."""
    if not spec.ready:
        return Fit(
            "none",
            translate("Models", "This version cannot run it yet"),
            translate("Models", "it can be fetched and checked now"),
            False,
        )
    try:
        values = catalog.defaults(spec)
        forecast = forecasts.forecast(spec, values)
    except (EngineError, OSError, KeyError) as wrong:
        return Fit("none", translate("Models", "No forecast"), str(wrong), False)
    if forecast.fits:
        return _fitting(forecasts, spec, values, forecast)
    return _too_big(forecasts, spec, values, forecast)


def of_lora(lora: LoraSpec, known: Catalog) -> Fit:
    """What a LoRA was made for, and how strongly it is meant to be used."""
    titles = [words(spec.title) for spec in known.models if spec.network in lora.made_for]
    sentence = translate("Models", "for {models}").format(models=", ".join(titles))
    strength = translate("Models", "strength {n}").format(n=number(lora.strength, 1))
    if steps := lora.defaults.get("steps"):
        strength = translate("Models", "{strength}, {n} steps").format(strength=strength, n=number(steps))
    return Fit("lora", sentence, strength, False)


def as_variant(spec: ModelSpec, variant: Variant) -> ModelSpec:
    """The model as it would be in one of its forms, whatever is here of others: only the sizes of its parts count."""
    sizes = {part: sum(spec.file(id).size for id in ids) for part, ids in variant.files.items()}
    parts = tuple(
        msgspec.structs.replace(part, paths=(), published=(), bytes=sizes.get(part.part, part.bytes))
        for part in spec.components
    )
    return msgspec.structs.replace(spec, components=parts)


def _fitting(forecasts: Forecasts, spec: ModelSpec, values: Any, forecast: Any) -> Fit:
    figures = {"need": gib(forecast.need_bytes), "there": gib(forecast.available_bytes)}
    kind = "warn" if forecast.tight else "ok"
    if spec.bundled:
        sentence = translate("Models", "Fits, {need} GiB, no card needed")
    elif not _has_card(forecasts):
        sentence = translate("Models", "No card; processor: {need} of {there} GiB")
    else:
        sentence = (
            translate("Models", "Tight, {need} of {there} GiB")
            if forecast.tight
            else translate("Models", "Fits, {need} of {there} GiB")
        )
    return Fit(kind, sentence.format(**figures), _time(forecasts, values, forecast), True)


def _too_big(forecasts: Forecasts, spec: ModelSpec, values: Any, forecast: Any) -> Fit:
    """Look for the largest size below the model's own at which it fits."""
    area = values.width * values.height
    for width, height in (*spec.sizes, *SMALLER):
        if width * height >= area:
            continue
        smaller = params.replace(values, width=width, height=height)
        try:
            found = forecasts.forecast(spec, smaller)
        except EngineError:
            continue
        if found.fits:
            sentence = translate("Models", "Too big at {wished}; fits at {size}")
            sizes = {"wished": _size(values.width, values.height), "size": _size(width, height)}
            return Fit("danger", sentence.format(**sizes), _time(forecasts, smaller, found), False)
    sentence = (
        translate("Models", "Too big: {need} of {there} GiB")
        if _has_card(forecasts)
        else translate("Models", "Too big without a card: {need} of {there} GiB")
    )
    figures = {"need": gib(forecast.need_bytes), "there": gib(forecast.available_bytes)}
    return Fit("danger", sentence.format(**figures), _time(forecasts, values, forecast), False)


def _time(forecasts: Forecasts, values: Any, forecast: Any) -> str:
    if not forecasts.profile.matmul_flops:
        return translate("Models", "time: this computer is being measured")
    takes = lasting(*forecast.seconds)
    if values.mode is Mode.TEXT_TO_IMAGE:
        return translate("Models", "about {time} for a picture").format(time=takes)
    seconds = (values.num_frames - 1) / float(Fraction(values.fps))
    shown = number(seconds, 0 if seconds >= 2 else 1)
    return translate("Models", "about {time} for {n} s").format(time=takes, n=shown)


def _has_card(forecasts: Forecasts) -> bool:
    return forecasts.profile.device.id != "cpu"


def _size(width: int, height: int) -> str:
    return f"{width} {TIMES} {height}"
