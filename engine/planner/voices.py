"""How long people speak, and where they are when nobody says where."""

from __future__ import annotations

from collections.abc import Iterable

from engine.api.request import Input, Role
from engine.families.talking.params import TalkingParams, Turns

MOST_PEOPLE = 4  # who can be kept apart in a picture
MARGIN = 0.05  # of a share of the picture that is left free around a speaker without a place


def voice_seconds(params: TalkingParams, inputs: Iterable[Input]) -> float:
    """Until the last one has spoken, as far as the headers of the voices tell; 0 without a voice."""
    lengths = [part_seconds(given) for given in inputs if given.role is Role.AUDIO_FILE]
    one_by_one = params.multi_audio_type is Turns.ONE_AFTER_THE_OTHER
    return sum(lengths) if one_by_one else max(lengths, default=0.0)


def part_seconds(given: Input) -> float:
    """The length of the part of a sound that is used, as its header tells."""
    return max(0.0, given.asset.seconds - given.start) if given.part is None else given.part


def side_by_side(people: int, width: int, height: int) -> tuple[tuple[int, int, int, int], ...]:
    """A column with a margin for each: left, top, right, bottom (InfiniteTalk@0107cd9 wan/multitalk.py:585-616)."""
    share = width // people
    top, bottom = int(height * MARGIN), int(height * (1 - MARGIN))
    edges = ((int(share * MARGIN + share * n), int(share * (1 - MARGIN) + share * n)) for n in range(people))
    return tuple((left, top, right, bottom) for left, right in edges)
