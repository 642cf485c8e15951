"""The clip that is being composed: model, values and inputs together, what it lacks, and the request made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.context import Context
from app.suggest import suggest
from engine import catalog
from engine.api import params
from engine.api.errors import EngineError, InvalidParam, NotReady, WeightsMissing
from engine.api.model import Mode, ModelSpec
from engine.api.request import Asset, GenerationRequest, Input, Kind, Role
from engine.families.wan.spec import network, size_multiple
from engine.planner.picture_size import size_for
from engine.planner.suggest import TALKING, lacking, wanted
from engine.planner.talking import window_lengths
from engine.planner.voices import voice_seconds
from engine.store.forms import in_form
from engine.store.locate import locate
from ui.sentences import ended, explained, said
from ui.speakers.cast import Box, Cast, Voice
from ui.speakers.seen import columns

STARTER = "starter"
KEPT_GROUPS = ("Prompt", "Output", "Weights and speed")  # stay as they are when the model changes
OF_PEOPLE = (Role.AUDIO_FILE, Role.MASK)  # inputs that belong to who speaks
OF_THE_MODEL = ("mode", "model_variant")  # of those groups, but no other model has the same
TITLE_LENGTH = 60


class Lack(StrEnum):
    """What has to be given first."""

    INPUT = "input"
    PROMPT = "prompt"
    VALUE = "value"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why it cannot start: what is lacking, in one sentence, and the parameter or role that is meant."""

    lack: Lack
    sentence: str
    meant: str = ""
    advice: str = ""


class Draft(QObject):
    """Holds and combines; the panels show it and change it."""

    changed = Signal()  # a value or an input: forecast anew
    model_changed = Signal()  # another model or task: show its values anew
    moved = Signal(str)  # a sentence: what was set because of an input

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._inputs: dict[Role, Input] = {}  # all but those of people
        self._places_of = ""  # the picture that people have their places in
        self._task_chosen = False  # the person chose the task by hand
        self.refusals: Callable[[], tuple[EngineError, ...]] = tuple  # LoRAs that cannot be used with the model
        self.spec = context.catalog.models[0]
        self.params: Any = catalog.defaults(self.spec)
        self.cast = Cast(self._columns, self)
        self.cast.changed.connect(self._follow_cast)
        context.known.changed.connect(self._follow_catalog)

    # reading

    @property
    def mode(self) -> Mode:
        return self.params.mode

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All that were given, also what the task does not use."""
        return (*self._inputs.values(), *self.cast.inputs)

    @property
    def talking(self) -> bool:
        """Whether somebody is made to speak."""
        return self.mode in TALKING

    @property
    def source(self) -> Asset | None:
        """The picture or film that is worked from."""
        given = self._inputs.get(Role.INPUT_IMAGE) or self._inputs.get(Role.INPUT_VIDEO)
        return given.asset if given else None

    @property
    def voice_seconds(self) -> float:
        """How long the voices speak; 0 where nobody does."""
        return voice_seconds(self.params, self._used_inputs()) if self.talking else 0.0

    @property
    def frames(self) -> int:
        """How many the clip will have, as far as can be told."""
        return sum(window_lengths(self.params, self._used_inputs())) if self.talking else self.params.num_frames

    @property
    def defaults(self) -> Any:
        """The model's own values for this task."""
        return catalog.defaults(self.spec, self.mode)

    def input(self, role: Role) -> Input | None:
        return next((given for given in self.inputs if given.role is role), None)

    def title(self) -> str:
        """What the job is called in the queue: the beginning of the prompt, or what it is made from."""
        text = " ".join(self.params.positive_prompt.split()) or (Path(self.source.path).stem if self.source else "")
        if not text:
            return self.tr("Untitled")
        return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"

    def request(self) -> GenerationRequest:
        """The job as it stands; the queue adds its id and folders."""
        values = params.to_dict(self.params)
        if self.talking:
            values["speaker_boxes"] = list(self.cast.sent()[1])
        return GenerationRequest("", self.spec.family, self.spec.id, values, self._used_inputs())

    def _used_inputs(self) -> tuple[Input, ...]:
        """Those that the task works from, in the order of roles; what it does not use does not travel with the job."""
        used = {*wanted(self.mode)}
        if Role.INPUT_IMAGE in used:
            used.add(Role.END_IMAGE)
        if self.talking and Role.INPUT_IMAGE in self._inputs:
            used.discard(Role.INPUT_VIDEO)
        people = self.cast.sent()[0]
        if not self.talking:  # the first sound is that of the clip
            people = tuple(given for given in people if given.role is Role.AUDIO_FILE)[:1]
        return (*(self._inputs[role] for role in Role if role in used & set(self._inputs)), *people)

    def obstacle(self) -> Obstacle | None:
        """The first thing that keeps it from starting, or None."""
        return next(self.obstacles(), None)

    def obstacles(self) -> Iterator[Obstacle]:
        """Everything that keeps it from starting, the first to be mended first."""
        try:
            locate(in_form(self.spec, self.params.model_variant), self._context.settings.models_folders)
        except InvalidParam as wrong:
            yield Obstacle(Lack.VALUE, explained(wrong), wrong.param, ended(*(said(way) for way in wrong.do)))
        except WeightsMissing as missing:
            advice = ended(*(said(part) for part in (missing.why, *missing.do)))
            yield Obstacle(Lack.MODEL, said(missing.title), "model", advice)
        if (role := lacking(self.mode, self._inputs)) is not None:
            film = role is Role.INPUT_VIDEO
            sentence = self.tr("Drop a film first") if film else self.tr("Drop a picture first")
            yield Obstacle(Lack.INPUT, sentence, role.value)
        if self.talking and (number := self.cast.unpainted):
            sentence = self.tr("Paint where speaker {n} is").format(n=number)
            yield Obstacle(Lack.INPUT, sentence, Role.MASK.value)
        if self.mode is Mode.FANTASY_TALKING and len(self.cast.people) > 1:
            sentence = self.tr("{model} lets one person speak").format(model=self.spec.title)
            yield Obstacle(Lack.VALUE, sentence, Role.AUDIO_FILE.value, self.tr("Take out the others."))
        if not self.params.positive_prompt.strip() and self.mode in (Mode.TEXT_TO_VIDEO, Mode.TEXT_TO_IMAGE):
            yield Obstacle(Lack.PROMPT, self.tr("Write a prompt first"), "positive_prompt")
        for refused in self.refusals():
            advice = ended(*(said(way) for way in refused.do))
            yield Obstacle(Lack.VALUE, explained(refused), "loras", advice)
        for wrong in params.check(self.params):
            advice = ended(*(said(way) for way in wrong.do))
            yield Obstacle(Lack.VALUE, explained(wrong), wrong.param, advice)

    # changing

    def set_model(self, id: str) -> None:
        """Take another model with its own values; prompts, seed and output stay."""
        spec = self._context.catalog.model(id)
        if spec.id == self.spec.id:
            return
        self.spec = spec
        self._task_chosen = False
        fresh = catalog.defaults(spec, suggest(self._inputs, spec))
        kept = {
            f.name: getattr(self.params, f.name)
            for f in params.fields(type(fresh))
            if (f.param.group in KEPT_GROUPS or f.name == "seed")
            and f.name not in OF_THE_MODEL
            and hasattr(self.params, f.name)
        }
        self.params = params.replace(fresh, **kept)
        self._follow_picture()
        self._take_places()
        self.model_changed.emit()
        self.changed.emit()

    def set_params(self, values: Any) -> None:
        """Take the values of the form."""
        task_changed = values.mode is not self.params.mode
        self._task_chosen = self._task_chosen or task_changed
        self.params = values
        if task_changed:
            self.model_changed.emit()
        self.cast.take_flat(getattr(values, "speaker_boxes", self.cast.flat))
        self.changed.emit()

    def set_values(self, **values: Any) -> None:
        """Take values that were chosen beside the form, which then shows them."""
        self.params = params.replace(self.params, **values)
        self.model_changed.emit()
        self.changed.emit()

    def set_prompts(self, positive: str, negative: str) -> None:
        """Take the texts of the compose panel."""
        self.params = params.replace(self.params, positive_prompt=positive, negative_prompt=negative)
        self.changed.emit()

    def set_mode(self, mode: Mode) -> None:
        """Take a task that the person chose."""
        self._task_chosen = True
        self._set_mode(mode)
        self.changed.emit()

    def put(self, asset: Asset, role: Role, *, follow: bool = True) -> None:
        """Take an input; the task that fits is suggested and the size follows the shape of a picture.

        Without `follow` task and size stay: a recipe gave them together with the input.
        """
        if role is Role.AUDIO_FILE:
            self.cast.add_voice(Voice(asset))
            return
        self._inputs[role] = Input(role, asset)
        self._after_inputs(follow)

    def take_away(self, role: Role, *, follow: bool = True) -> None:
        """Let go of an input; with the voices goes everybody who speaks."""
        if role in OF_PEOPLE:
            self.cast.clear()
        elif self._inputs.pop(role, None) is not None:
            self._after_inputs(follow)

    def restore(self, recipe: Mapping[str, Any]) -> tuple[str, ...]:
        """Set every field from a recipe; gives back sentences about what could not be restored."""
        told = []
        try:
            found = self._context.catalog.model(str(recipe.get("model", "")))
            catalog.family(found)
            self.spec = found
        except (WeightsMissing, NotReady) as unknown:
            told.append(ended(said(unknown.title), self.tr("{model} stays.").format(model=self.spec.title)))
        family = catalog.FAMILIES[self.spec.family]
        given = {**params.to_dict(catalog.defaults(self.spec)), **dict(recipe.get("params", {}))}
        try:
            self.params = params.from_dict(family.params, given)
        except InvalidParam as wrong:
            told.append(explained(wrong))
        if self.params.mode not in self.spec.modes:
            self.params = params.replace(self.params, mode=self.spec.modes[0])
        self._task_chosen = True
        self._inputs, self._places_of = {}, ""
        self.cast.start_anew(getattr(self.params, "speaker_boxes", ()))
        self.model_changed.emit()
        self.changed.emit()
        return tuple(told)

    # inside

    def _follow_catalog(self) -> None:
        """A model that is gone gives way to the first one; one that is described anew is that from now on."""
        models = self._context.catalog.models
        found = next((spec for spec in models if spec.id == self.spec.id), None)
        if found is None:
            self.set_model(models[0].id)
        elif found != self.spec:
            self.spec = found
            self.model_changed.emit()
            self.changed.emit()

    def _columns(self, people: int) -> tuple[Box, ...]:
        return columns(people, self.source, self.params)

    def _follow_cast(self) -> None:
        if self._take_places():
            self.model_changed.emit()
        self.changed.emit()

    def _take_places(self) -> bool:
        """What the form shows of the places is what people were given; whether that is news to it."""
        news = getattr(self.params, "speaker_boxes", self.cast.flat) != self.cast.flat
        if news:
            self.params = params.replace(self.params, speaker_boxes=self.cast.flat)
        return news

    def _after_inputs(self, follow: bool) -> None:
        if self.source is not None:
            if follow and self._places_of not in ("", self.source.path):
                self.cast.unplace()  # in another picture people are elsewhere
            self._places_of = self.source.path
        if follow:
            self._task_chosen = False
            self._follow_picture()
            self._set_mode(suggest(self._inputs, self.spec))
        self.changed.emit()

    def _set_mode(self, mode: Mode) -> None:
        if mode in self.spec.modes:
            self.params = params.replace(self.params, mode=mode)
        self.model_changed.emit()

    def _follow_picture(self) -> None:
        """A model of many sizes takes the shape of the picture, as its authors do."""
        given = self.source
        if given is None:
            return
        size = size_for(self.spec, self.mode, (given.width, given.height), multiple(self.spec))
        if size is None:
            return
        if (size.width, size.height) != (self.params.width, self.params.height):
            self.params = params.replace(self.params, width=size.width, height=size.height)
            self.moved.emit(said(size.reason))


def role_for(kind: Kind) -> Role:
    """What a dropped file of that kind is used for."""
    return {Kind.IMAGE: Role.INPUT_IMAGE, Kind.VIDEO: Role.INPUT_VIDEO, Kind.AUDIO: Role.AUDIO_FILE}[kind]


def takes_end_picture(spec: ModelSpec) -> bool:
    """Whether the model makes the film between two pictures."""
    return _told(spec, lambda known: network(known).image_positions is not None, False)


def longest_prompt(spec: ModelSpec) -> int:
    """Tokens that the model reads of a prompt."""
    return _told(spec, lambda known: network(known).text_len, 512)


def multiple(spec: ModelSpec) -> int:
    """Width and height go by so many pixels."""
    return _told(spec, size_multiple, 16)


def _told(spec: ModelSpec, ask: Callable[[ModelSpec], Any], otherwise: Any) -> Any:
    """A built-in model whose files are gone cannot tell its shape; that it is incomplete is an obstacle of its own."""
    try:
        return ask(spec)
    except OSError:
        return otherwise


def why_not(error: EngineError) -> str:
    """The sentences of a refusal: what, why and what to do."""
    return ended(*(said(part) for part in (error.title, error.why, *error.do)))
