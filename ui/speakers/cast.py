"""The people of a clip: the voice of each, in the order in which they speak, and where each is in the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtCore import QObject, Signal

from engine.api.request import Asset, Input, Role
from engine.planner.voices import MOST_PEOPLE, part_seconds

Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the picture, 0 to 1


@dataclass(frozen=True, slots=True)
class Voice:
    """A sound, or the part of it that is spoken."""

    asset: Asset
    start: float = 0.0  # seconds
    end: float = 0.0  # seconds; 0: to the end
    muted: bool = False

    @property
    def input(self) -> Input:
        return Input(Role.AUDIO_FILE, self.asset, self.start, self.end)

    @property
    def seconds(self) -> float:
        return part_seconds(self.input)


@dataclass(frozen=True, slots=True)
class Person:
    """One face of the picture."""

    id: int
    voice: Voice | None = None  # None: only listens
    box: Box | None = None
    mask: Asset | None = None  # a picture that is white where the person is

    @property
    def speaks(self) -> bool:
        return self.voice is not None and not self.voice.muted


class Cast(QObject):
    """Everybody; either all have a place that was given, or all stand where the network expects them."""

    changed = Signal()

    def __init__(self, columns: Callable[[int], tuple[Box, ...]], parent: QObject | None = None) -> None:
        """`columns` tells where so many people are when nobody says where."""
        super().__init__(parent)
        self._columns = columns
        self._ids = count(1)
        self.people: tuple[Person, ...] = ()

    # reading

    @property
    def full(self) -> bool:
        return len(self.people) >= MOST_PEOPLE

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice, also those that are muted."""
        return tuple(person.voice for person in self.people if person.voice is not None)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Voices and masks of everybody, also those that are muted."""
        masks = (Input(Role.MASK, person.mask) for person in self.people if person.mask is not None)
        return (*(voice.input for voice in self.voices), *masks)

    @property
    def given(self) -> bool:
        """Whether somebody said where the people are."""
        return any(person.box or person.mask for person in self.people)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Where each person is, as given or as the network expects."""
        expected = self._columns(len(self.people))
        return tuple(person.box or box for person, box in zip(self.people, expected, strict=True))

    @property
    def painted(self) -> bool:
        """Whether masks count and not boxes."""
        return any(person.mask for person in self.people)

    @property
    def unpainted(self) -> int:
        """The number, from 1, of the first person without a mask where others have one; 0: nobody lacks it."""
        lacking = (n for n, person in enumerate(self.people, 1) if person.mask is None)
        return next(lacking, 0) if self.painted else 0

    @property
    def flat(self) -> tuple[float, ...]:
        """The boxes that were given, four numbers for each person, in the order of the people."""
        return _flat(self.boxes) if any(person.box for person in self.people) else ()

    def sent(self) -> tuple[tuple[Input, ...], tuple[float, ...]]:
        """Inputs and boxes as the engine takes them: those who speak come first, in the order of their places."""
        order = sorted(self.people, key=lambda person: not person.speaks)
        voices = tuple(person.voice.input for person in order if person.voice is not None and person.speaks)
        if len(order) < 2:
            return voices, ()
        if self.painted:
            return (*voices, *(Input(Role.MASK, person.mask) for person in order if person.mask)), ()
        where = dict(zip((person.id for person in self.people), self.boxes, strict=True))
        told = self.given or len(voices) < len(order)
        return voices, _flat(where[person.id] for person in order) if told else ()

    # changing

    def add_voice(self, voice: Voice) -> bool:
        """Give a voice to the first person who only listens, or to a new one; false if there is no room for another."""
        listener = next((person for person in self.people if person.voice is None), None)
        if listener is not None:
            self._change(listener.id, voice=voice)
        elif self.full:
            return False
        else:
            self._take((*self.people, Person(next(self._ids), voice)))
        return True

    def add_listener(self) -> None:
        """One more person, who says nothing."""
        if not self.full:
            self._take((*self.people, Person(next(self._ids))))

    def add_mask(self, mask: Asset) -> None:
        """The mask of the first person without one, who is new if all have theirs."""
        person = next((person for person in self.people if person.mask is None), None)
        if person is None:
            self.add_listener()
            person = self.people[-1]
        self._change(person.id, mask=mask)

    def change_voice(self, id: int, **values: object) -> None:
        """Set start, end or muted of a person's voice."""
        person = self.person(id)
        if person is not None and person.voice is not None:
            self._change(id, voice=replace(person.voice, **values))

    def person(self, id: int) -> Person | None:
        return next((person for person in self.people if person.id == id), None)

    def remove(self, id: int) -> None:
        """Take a person out, with voice and place."""
        self._take(tuple(person for person in self.people if person.id != id))

    def move(self, id: int, index: int) -> None:
        """Let a person speak as the one of that index; who only listens stays behind."""
        moved = self.person(id)
        if moved is not None:
            rest = [person for person in self.people if person.id != id]
            rest.insert(index, moved)
            self._take(tuple(sorted(rest, key=lambda person: person.voice is None)))

    def place(self, boxes: tuple[Box, ...]) -> None:
        """Say where each person is."""
        assert len(boxes) == len(self.people)
        self._take(tuple(replace(p, box=box, mask=None) for p, box in zip(self.people, boxes, strict=True)))

    def paint(self, masks: tuple[Asset, ...]) -> None:
        """Say it by a mask for each."""
        assert len(masks) == len(self.people)
        self._take(tuple(replace(p, box=None, mask=mask) for p, mask in zip(self.people, masks, strict=True)))

    def unplace(self) -> None:
        """Let everybody stand where the network expects them."""
        self._take(tuple(replace(person, box=None, mask=None) for person in self.people))

    def take_flat(self, flat: tuple[float, ...]) -> None:
        """Boxes as the parameter holds them; a box of nobody makes somebody who listens."""
        boxes = tuple(zip(*(flat[n::4] for n in range(4)), strict=False))[:MOST_PEOPLE]
        if flat == self.flat or len(flat) % 4:
            return
        people = [*self.people, *(Person(next(self._ids)) for _ in boxes[len(self.people) :])]
        given = (*boxes, *[None] * len(people))
        self._take(tuple(replace(person, box=box) for person, box in zip(people, given, strict=False)))

    def clear(self) -> None:
        """Nobody."""
        self._take(())

    def start_anew(self, flat: tuple[float, ...]) -> None:
        """Nobody but those whose boxes these are; their voices come later."""
        before, self.people = self.people, ()
        self.take_flat(flat)
        if before and not self.people:
            self.changed.emit()

    def _change(self, id: int, **values: object) -> None:
        self._take(tuple(replace(person, **values) if person.id == id else person for person in self.people))

    def _take(self, people: tuple[Person, ...]) -> None:
        if people == self.people:
            return
        self.people = people
        if any(person.box for person in people):  # all or nobody
            self.people = tuple(replace(p, box=box) for p, box in zip(people, self.boxes, strict=True))
        self.changed.emit()


def _flat(boxes: object) -> tuple[float, ...]:
    return tuple(number for box in boxes for number in box)
