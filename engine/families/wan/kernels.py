"""The kernels of a job: those of its plan as far as they are proven right, and plain ones after bad numbers."""

from __future__ import annotations

import torch

from engine.api.events import Log
from engine.families.wan.bench import TYPES, Bench
from engine.families.wan.params_kernels import RopeFunction
from engine.nets.attention import Attend, attend
from engine.nets.kernels import choice, truth
from engine.nets.kernels.glue import Glue, TorchGlue
from engine.nets.rope import RopeOptions
from engine.nets.wan.shared import Execution

PLAIN = "sdpa"
CHUNK = 1024  # tokens that are turned at a time where memory counts more


class Kernels:
    """Begins with the fastest that are right."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._name, wanted = PLAIN, bench.plan.attention
        self._attend: Attend = attend
        self._glue: Glue = TorchGlue()
        proven, glue = _proven(bench) if wanted != PLAIN or bench.device.type == "cuda" else ({}, "torch")
        if wanted in proven:
            self._name, self._attend = wanted, proven[wanted]
        elif wanted != PLAIN:
            self._say(f"The attention kernel {wanted} is not here or was not proven right; {PLAIN} is used.")
        if glue != "torch":
            self._glue = choice.glue(glue)

    @property
    def plain(self) -> bool:
        """Whether nothing but torch's own operations is used."""
        return self._name == PLAIN and isinstance(self._glue, TorchGlue)

    def execution(self) -> Execution:
        """How a pass is carried out."""
        plan, p = self._bench.plan, self._bench.work.params
        return Execution(
            residual=TYPES[plan.residual],
            head_groups=plan.head_groups,
            attend=self._attend,
            glue=self._glue,
            rope=RopeOptions(riflex_index=p.riflex_freq_index, riflex_frames=self._bench.work.latent[1]),
            rope_tokens=CHUNK if p.rope_function is RopeFunction.CHUNKED else 0,
        )

    def retreat(self) -> bool:
        """After a step with bad numbers: compute plainly from here on; False if that is what was done already."""
        if self.plain:
            return False
        self._say(f"A step gave invalid numbers with the kernel {self._name}; it is taken again with {PLAIN}.")
        self._name, self._attend, self._glue = PLAIN, attend, TorchGlue()
        return True

    def _say(self, text: str) -> None:
        self._bench.job.emit(Log(text, self._bench.job.request.id))


def _proven(bench: Bench) -> tuple[dict[str, Attend], str]:
    """Proved once for all jobs of this process."""
    key = ("kernels", str(bench.device), str(bench.dtype))
    if key not in bench.job.warm:
        with torch.inference_mode():
            proven = truth.proven_attention(bench.device, bench.dtype)
            bench.job.warm[key] = (proven, truth.proven_glue(bench.device, bench.dtype))
    return bench.job.warm[key]
