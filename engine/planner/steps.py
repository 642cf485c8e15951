"""How many passes through a transformer each step of a job makes, from its parameters alone."""

from __future__ import annotations

from engine.families.wan.params import Scheduler
from engine.families.wan.prepare import Work

LISTED = (Scheduler.DISTILLED, Scheduler.LCM, Scheduler.EULER)  # those that read a list of steps


def branches(work: Work) -> tuple[int, ...]:
    """Passes of each step that is made; one whose guidance is exactly 1 makes one, any other two."""
    p = work.params
    steps = len(p.denoising_step_list) if p.denoising_step_list and p.scheduler in LISTED else p.steps
    first = p.start_step
    if p.denoise_strength < 1:
        first = max(first, steps - int(steps * p.denoise_strength) - 1)
    last = steps if p.end_step < 0 else min(p.end_step, steps)
    return tuple(2 if _is_guided(work, step, steps) else 1 for step in range(first, last))


def passes(work: Work) -> int:
    """Passes in the whole run."""
    return sum(branches(work))


def _is_guided(work: Work, step: int, steps: int) -> bool:
    p = work.params
    return p.cfg[min(step, len(p.cfg) - 1)] != 1 and step < steps - p.cfg_truncate_steps
