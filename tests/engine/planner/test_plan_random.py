"""Ten thousand plans for made-up jobs and machines: none takes more than there is, and more memory never does harm."""

from __future__ import annotations

import random
from itertools import pairwise

import msgspec
import pytest

from engine import catalog
from engine.api.events import Stage
from engine.api.hardware import Device, HardwareProfile
from engine.api.model import Part
from engine.api.plan import ExecutionPlan, Home
from engine.planner import needs
from engine.planner.denoising import best
from engine.planner.parts import ELEMENT, transformer
from engine.planner.plan import plan
from engine.planner.task import Task, task
from tests.engine.planner.letters import published

GIB = 2**30
MODELS = ("starter", "wan2.1-t2v-1.3b", "wan2.1-t2v-14b", "wan2.2-ti2v-5b", "wan2.2-i2v-a14b", "wan2.1-flf2v",
          "infinitetalk")  # fmt: skip
LEVELS = 10  # of free memory for each job and machine
KNOWN = catalog.load()


def some_machine(dice: random.Random) -> HardwareProfile:
    ram = dice.choice((8, 16, 32, 64, 256)) * GIB
    rate = 10 ** dice.uniform(11, 15)
    is_card = dice.random() < 0.8
    kind = dice.choice(("bf16", "fp16")) if is_card else "fp32"
    return HardwareProfile(
        device=Device("cuda:0" if is_card else "cpu", "some", 200 * GIB, 0, "8.9"),
        ram=ram,
        ram_free=int(ram * dice.uniform(0.2, 0.95)) if is_card else 200 * GIB,
        cores=8,
        matmul_flops=rate,
        compute_type=kind,
        rates={kind: rate, "fp8": 2 * rate},
        attention_rates={"sdpa": rate * dice.uniform(0.2, 1)} if dice.random() < 0.8 else {},
        copy_rate=rate / 200,
        link_rate=10 ** dice.uniform(9, 11),
        disk_rate=10 ** dice.uniform(8, 10),
        system=dice.choice(("linux", "windows")),
    )


def some_task(dice: random.Random) -> Task:
    spec = KNOWN.model(dice.choice(MODELS))
    sides = [dice.randrange(8, 45) * 32 for _ in range(2)]
    choice = ("auto", "auto", "on", "off")
    values = {
        "width": sides[0],
        "height": sides[1],
        "num_frames": dice.randrange(1, 40) * 4 + 1,
        "steps": dice.choice((4, 8, 30)),
        "cfg": [dice.choice((1.0, 5.0))],
        "cfg_truncate_steps": dice.choice((0, 3)),
        "batched_cfg": dice.choice(choice),
        "offload_txt_emb": dice.choice(choice),
        "head_groups": dice.choice((1, 1, 4)),
        "num_cuda_streams": dice.choice((0, 0, 1, 4)),
        "enable_dram_optimization": dice.random() < 0.8,
        "vram_threshold_percent": dice.choice((0, 0, 60)),
    }
    form = dice.choice([variant.id for variant in spec.variants] or [""])
    return task(spec, catalog.read_params(spec, values), published(spec, form))


def counted(job: Task, made: ExecutionPlan) -> int:
    """What denoising takes by that plan, added up from its placements, without what is fixed."""
    weights = transformer(job.net, job.files, made.precision, made.quantization)
    place = made.placement(Part.TRANSFORMER)
    number, residual = ELEMENT[made.precision], ELEMENT[made.residual]
    assert 0 <= place.kept <= place.blocks and place.waiting <= place.streamed
    assert (place.home is Home.DEVICE) == (place.streamed == 0) == (place.slots == 0)
    return (
        weights.rest
        + (place.kept + place.slots) * weights.block
        + needs.activation_bytes(job.net, job.grid, needs.Manner(number, residual, made.head_groups))
        + needs.text_bytes(job.net, number)
    )


@pytest.mark.parametrize("seed", range(5))
def test_no_plan_takes_more_than_there_is_and_more_memory_never_does_harm(seed):
    dice = random.Random(seed)
    for _ in range(200):
        job, machine = some_task(dice), some_machine(dice)
        ladder = sorted(int(10 ** dice.uniform(9, 11.3)) for _ in range(LEVELS))
        plans = [plan(job, with_free(machine, free)) for free in ladder]
        for free, made in zip(ladder, plans, strict=True):
            assert not made.fits or counted(job, made) < free
            assert all(stage.seconds > 0 and stage.peak_bytes > 0 for stage in made.stages)
        fits = [best(job, with_free(machine, free)) for free in ladder[::3]]
        for less, more in pairwise(fits):
            assert less.fits <= more.fits
            assert not less.fits or less.way.losses >= more.way.losses
            if less.fits and less.way.losses == more.way.losses:
                assert more.seconds <= less.seconds * (1 + 1e-9)


def with_free(machine: HardwareProfile, free: int) -> HardwareProfile:
    return msgspec.structs.replace(machine, device=msgspec.structs.replace(machine.device, free=free))


def test_the_stages_of_a_plan_are_those_of_the_job():
    dice = random.Random(9)
    for _ in range(20):
        job = some_task(dice)
        made = plan(job, with_free(some_machine(dice), 30 * GIB))
        assert [stage.stage for stage in made.stages] == list(job.work.stages)
        assert made.peak_bytes == max(stage.peak_bytes for stage in made.stages)
        assert {s.stage: s for s in made.stages}[Stage.DENOISE].peak_bytes >= counted(job, made)
