"""How many passes through a transformer a job makes, from its parameters alone."""

from __future__ import annotations

from engine.families.wan.params import Scheduler
from engine.families.wan.prepare import Work

LISTED = (Scheduler.DISTILLED, Scheduler.LCM, Scheduler.EULER)  # those that read a list of steps


def passes(work: Work) -> int:
    """Passes in the whole run; a step whose guidance is exactly 1 makes one, any other two."""
    p = work.params
    steps = len(p.denoising_step_list) if p.denoising_step_list and p.scheduler in LISTED else p.steps
    first = p.start_step
    if p.denoise_strength < 1:
        first = max(first, steps - int(steps * p.denoise_strength) - 1)
    last = steps if p.end_step < 0 else min(p.end_step, steps)
    count = 0
    for step in range(first, last):
        guided = p.cfg[min(step, len(p.cfg) - 1)] != 1 and step < steps - p.cfg_truncate_steps
        count += 2 if guided else 1
    return count
