"""Finds the way to denoise: of all ways that fit, the fastest of the best quality.

A way is a set of choices; how many blocks rest on the device follows from the memory that it leaves.  Sizes in bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, product
from typing import TypeVar

from engine.api.hardware import HardwareProfile
from engine.api.plan import Home
from engine.planner import budget, needs
from engine.planner.parts import ELEMENT, Weights, is_reduced, transformer, vae_weights
from engine.planner.rates import Rates, block_seconds, kernel, rates
from engine.planner.task import Task

GROUPS = (1, 2, 4, 8)  # of attention heads
GROUP_COST = 0.01  # share of the time that each halving of the groups costs
NARROW_RESIDUAL = ("bf16",)  # the hidden state outgrows fp16
SLOTS = 2  # one block computes while the next one arrives
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Way:
    """The choices that bear on memory and time."""

    precision: str
    residual: str
    quantization: str
    attention: str
    head_groups: int
    batched: bool
    offload_text: bool
    offload_image: bool
    vae_leaves: bool  # it waits in RAM while the transformer works

    @property
    def losses(self) -> int:
        """How far the numbers are from the official ones; 0 is nearest."""
        return (self.quantization != "none") * 2 + (self.residual != "fp32")

    @property
    def trouble(self) -> tuple[int, ...]:
        """Of two ways equally good and fast the one with less of this is taken."""
        return self.head_groups, self.offload_text, self.offload_image, self.batched, self.vae_leaves

    @property
    def thrift(self) -> tuple[int, ...]:
        """Of two ways that lose as much the one with more of this takes less memory."""
        return self.head_groups, self.offload_text, self.offload_image, not self.batched, self.vae_leaves


@dataclass(frozen=True, slots=True)
class Fit:
    """A way on one machine."""

    way: Way
    weights: Weights
    home: Home
    kept: int
    waiting: int
    slots: int
    wanted: int  # blocks that must rest on the device so that the others cost no time
    working: int  # beside the weights
    limit: int
    seconds: float  # of the whole denoising
    alone: float  # seconds it would take with every block on the device
    floor: float  # seconds that no other way that loses as much can beat

    @property
    def held(self) -> int:
        """The transformer on the device."""
        return self.weights.rest + (self.kept + self.slots) * self.weights.block

    @property
    def peak(self) -> int:
        """All of it, with what the driver takes for itself."""
        return budget.FIXED + self.held + self.working

    @property
    def fits(self) -> bool:
        """Whether there is room."""
        return self.peak <= self.limit

    @property
    def rank(self) -> tuple[object, ...]:
        """The smallest is best: it fits, its numbers are near, it is fast, it is simple."""
        return not self.fits, 0 if self.fits else self.peak, self.way.losses, round(self.seconds, 3), self.way.trouble


def best(task: Task, machine: HardwareProfile) -> Fit:
    """The fit of lowest rank; where nothing fits, the one that lacks least."""
    tried: list[Fit] = []
    for _, alike in groupby(sorted(ways(task, machine), key=_order), key=lambda way: way.losses):
        tried += _promising(task, machine, list(alike))
        if any(one.fits for one in tried):
            break
    return min(tried, key=lambda one: one.rank)


def _promising(task: Task, machine: HardwareProfile, alike: list[Way]) -> Iterator[Fit]:
    """Of ways that lose as much: only the most sparing if not even that fits, and none behind one as fast as can be."""
    least = fit(task, machine, max(alike, key=lambda way: way.thrift))
    if not least.fits:
        yield least
        return
    for way in alike:
        one = fit(task, machine, way)
        yield one
        if one.fits and one.seconds <= one.floor:
            return


def _order(way: Way) -> tuple[object, ...]:
    return way.losses, way.trouble


def ways(task: Task, machine: HardwareProfile) -> Iterator[Way]:
    """Every set of choices that is open; the ones that were decided have one value."""
    pin, precision, attention = task.pinned, task.pinned.precision or machine.compute_type, kernel(machine, task.pinned)
    residuals = ("fp32", precision) if machine.device.is_card and precision in NARROW_RESIDUAL else ("fp32",)
    reduced = is_reduced(task.net, task.files)
    quantizations = ("none",) if reduced or not machine.device.is_card else ("none", "fp8_e4m3fn")
    for residual, quantization, groups, batched, text, image, leaves in product(
        residuals,
        quantizations if pin.quantization is None or reduced else (pin.quantization,),
        [g for g in GROUPS if g <= task.net.num_heads] if pin.head_groups is None else [pin.head_groups],
        _open(pin.batched_cfg, [False, True] if max(task.branches, default=1) > 1 else [False]),
        _open(pin.offload_text, [False, True] if machine.device.is_card else [False]),
        _open(pin.offload_image, [False, True] if machine.device.is_card and task.net.image_dim else [False]),
        [False, True] if machine.device.is_card else [False],
    ):
        if quantization == "none" or residual == residuals[-1] or pin.quantization is not None:
            yield Way(precision, residual, quantization, attention, groups, batched, text, image, leaves)


def _open(decided: T | None, choices: list[T]) -> list[T]:
    return choices if decided is None else [decided]


def fit(task: Task, machine: HardwareProfile, way: Way) -> Fit:
    """That way on that machine: as many blocks on the device as help."""
    limit = budget.limit(machine, task.pinned)
    weights = transformer(task.net, task.files, way.precision, way.quantization)
    working = _working(task, way)
    room = limit - budget.FIXED - working - weights.rest
    carrier = _Carrier(task, machine, way, weights)
    slots = task.pinned.copy_streams or SLOTS
    most = _kept(weights, room, slots)
    wanted = carrier.wanted(most)
    kept = max(min(most, wanted), _kept(weights, room - budget.spare(machine.device.memory), slots))
    if task.pinned.blocks_to_swap is not None:
        kept = max(0, weights.blocks - task.pinned.blocks_to_swap)
    streamed = weights.blocks - kept
    waiting = min(streamed, carrier.places)
    return Fit(
        way=way,
        weights=weights,
        home=Home.DEVICE if not streamed else Home.RAM if waiting == streamed else Home.DISK,
        kept=kept,
        waiting=waiting,
        slots=min(slots, streamed),
        wanted=wanted,
        working=working,
        limit=limit,
        seconds=carrier.run(kept),
        alone=carrier.run(weights.blocks),
        floor=carrier.floor,
    )


def _kept(weights: Weights, room: int, slots: int) -> int:
    """Blocks that find room; all, or as many as leave the slots their places."""
    if weights.blocks * weights.block <= room:
        return weights.blocks
    return min(weights.blocks, max(0, room // max(1, weights.block) - slots))


def _working(task: Task, way: Way) -> int:
    """What denoising holds beside the transformer: activations, prepared prompts, and the VAE that waits its turn."""
    net, number, prompts = task.net, ELEMENT[way.precision], task.prompts
    manner = needs.Manner(number, ELEMENT[way.residual], way.head_groups)
    working = needs.activation_bytes(net, task.grid, manner)
    together = max(task.branches, default=1) if way.batched else 1
    working += (together - 1) * needs.hidden_bytes(net, task.grid.tokens, ELEMENT[way.residual])
    at_once = together if way.batched else 1
    working += needs.text_bytes(net, number) * (min(at_once, prompts) if way.offload_text else prompts)
    working += needs.image_bytes(net, number) * (min(at_once, prompts) if way.offload_image else prompts)
    return working + (0 if way.vae_leaves else vae_weights(task.vae, task.files))


class _Carrier:
    """The time of a denoising by the number of blocks that rest on the device."""

    def __init__(self, task: Task, machine: HardwareProfile, way: Way, weights: Weights) -> None:
        self._task, self._way, self._weights = task, way, weights
        self._rates: Rates = rates(machine, way.precision, way.quantization, way.attention, task.pinned)
        number = ELEMENT[way.precision]
        self._block = block_seconds(task.net, task.grid.tokens, self._rates, number)
        self.floor = task.windows * sum(task.branches) * weights.blocks * self._block
        self._block *= 1 + GROUP_COST * math.log2(way.head_groups)
        self._is_serial = task.pinned.copy_streams in (0, 1)
        room = budget.waiting_room(machine, task.pinned) // task.experts
        self.places = room // max(1, weights.block)  # blocks that can wait in RAM
        self._moved = self._moving(number)

    def wanted(self, most: int) -> int:
        """Blocks on the device with which the others cost no time, at most `most`."""
        return next((kept for kept in range(most) if self._is_hidden(kept)), most)

    def _is_hidden(self, kept: int) -> bool:
        return not self._is_serial and self._brought(kept) <= self._computed(self._together)

    @property
    def _together(self) -> int:
        """Branches that share one way through the blocks; the fewest of all steps."""
        return min(self._task.branches, default=1) if self._way.batched else 1

    def run(self, kept: int) -> float:
        """Seconds of all steps of all windows."""
        steps = self._task.branches
        walks = steps if self._way.batched else (1,) * sum(steps)
        each = {count: self._walk(kept, count) for count in set(walks)}
        return self._task.windows * sum(each[count] + self._moved for count in walks)

    def _walk(self, kept: int, together: int) -> float:
        computed, brought = self._computed(together), self._brought(kept)
        return computed + brought if self._is_serial else max(computed, brought)

    def _computed(self, together: int) -> float:
        return self._weights.blocks * self._block * together

    def _brought(self, kept: int) -> float:
        """Seconds in which all blocks that do not rest on the device have come."""
        streamed = self._weights.blocks - kept
        from_disk = max(0, streamed - self.places) * self._weights.stored / self._rates.disk
        over_link = streamed * self._weights.block / self._rates.link if self._rates.link else 0.0
        return max(from_disk, over_link)

    def _moving(self, number: int) -> float:
        """Seconds in which what the network is told comes back from RAM for one pass."""
        if not self._rates.link:
            return 0.0
        moved = needs.text_bytes(self._task.net, number) * self._way.offload_text
        moved += needs.image_bytes(self._task.net, number) * self._way.offload_image
        return moved / self._rates.link
