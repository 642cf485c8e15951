"""Everything that crosses a process comes back as it was, and what is not ours is refused."""

from __future__ import annotations

import typing

import msgspec
import pytest

from engine.api import errors, events, orders, wire
from engine.api.errors import EngineError
from engine.api.film import Film, Place
from engine.api.hardware import Device, HardwareProfile
from engine.api.request import Asset, GenerationRequest, Input, Kind, Role
from engine.api.result import Result, StageTime, Timing, WindowSeen

REQUEST = GenerationRequest(
    "1",
    "wan",
    "starter",
    {"steps": 3, "cfg": [1.0, 2.0]},
    (Input(Role.INPUT_IMAGE, Asset("a \u7ea2.png", Kind.IMAGE)),),
)
RESULT = Result("a.mp4", 64, 64, 5, "30000/1001", 7, Timing((StageTime("Denoising", 1.5, 3),), 2.0, 6, 2.5))
PROFILE = HardwareProfile(Device("cpu", "a processor", 100, 50), 100, 50, 2, 1e9)
SEEN = WindowSeen(0, 13, (50.0, 1.5, -2.0), 12.5, "ab")
FILM = Film("film.json", "25", 64, 64, (Place(0, 13, "0.mkv"), Place(13, 8, "1.mkv")), "v.wav", 0.5, SEEN, (SEEN,))
EVENTS = (
    events.Ready("0.1", 42),
    events.Probed(PROFILE),
    events.Accepted("1", 7, (events.Stage.TEXT, events.Stage.DENOISE), ("moved",)),
    events.StageStarted("1", events.Stage.DECODE, 17),
    events.Stepped("1", events.Stage.DENOISE, 2, 9, 0.5),
    events.Preview("1", 2, 5, b"\xff\xd8 jpeg"),
    events.FilmGrew("1", FILM),
    events.Replanned("1", events.Stage.DECODE, "Memory ran out.", "Decodes in strips from now on.", "3 GiB"),
    events.MemoryHeld("1", events.Stage.DENOISE, (events.Held("transformer", "cuda:0", 2**33),)),
    events.Log("a line\nand more"),
    events.Stopping("1"),
    events.Finished("1", RESULT),
    events.Stopped("1"),
    events.Failed("1", "PAR-001", "title", "why", "done", ("do",), "detail", "steps", True),
)
ORDERS = (orders.Generate(REQUEST), orders.Cancel("1"), orders.Probe(), orders.Unload())


def test_every_event_and_order_is_tried_here():
    assert {type(e) for e in EVENTS} == set(typing.get_args(events.Event))
    assert {type(o) for o in ORDERS} == set(typing.get_args(orders.Order))


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: type(e).__name__)
def test_an_event_comes_back_as_it_was_on_one_line(event):
    line = wire.encode(event)
    assert b"\n" not in line
    assert wire.event(line) == event


@pytest.mark.parametrize("order", ORDERS, ids=lambda o: type(o).__name__)
def test_an_order_comes_back_as_it_was(order):
    assert wire.order(wire.encode(order)) == order


@pytest.mark.parametrize("line", [b"", b"hello", b"{}", b'{"event":"magic"}', b'{"event":"stepped","job":1}', b"[1]"])
def test_what_is_no_event_is_refused(line):
    with pytest.raises(msgspec.DecodeError):
        wire.event(line)


def _kinds(of: type[EngineError]) -> list[type[EngineError]]:
    return [of, *(kind for child in of.__subclasses__() for kind in _kinds(child))]


def test_every_error_has_a_code_of_its_own_and_becomes_a_failure_part_by_part():
    kinds = [kind for kind in _kinds(EngineError) if kind.__module__ == errors.__name__]
    assert len({kind.code for kind in kinds}) == len(kinds)
    error = errors.BadInput("Title", why="Because.", done="Kept.", do=("Do this.",), detail="d", param="p")
    failed = events.Failed.of("1", error)
    assert (failed.code, failed.title, failed.why, failed.done) == ("IN-001", "Title", "Because.", "Kept.")
    assert (failed.do, failed.detail, failed.param) == (("Do this.",), "d", "p")
    assert str(error) == "Title. Because."
