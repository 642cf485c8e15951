"""The letters of all cards: `python -m tests.engine.planner.letters` writes them anew; the difference is to be read."""

from __future__ import annotations

from pathlib import Path

from engine import catalog
from engine.api.model import ModelSpec
from engine.planner import cards
from engine.planner.letter import letter
from engine.planner.offers import offers
from engine.planner.parts import Files
from engine.planner.plan import plan
from engine.planner.task import task

FOLDER = Path(__file__).parent / "letters"
SMALL, LARGE = (832, 480), (1280, 720)
JOBS = (  # model, form, width and height, frames
    ("wan2.1-t2v-1.3b", "", SMALL, 81),
    ("wan2.1-t2v-14b", "bf16", SMALL, 81),
    ("wan2.1-t2v-14b", "fp8-scaled", LARGE, 81),
    ("wan2.2-ti2v-5b", "", (1280, 704), 121),
    ("wan2.2-i2v-a14b", "fp16", SMALL, 81),
    ("wan2.2-i2v-a14b", "fp8-scaled", LARGE, 81),
    ("infinitetalk", "fp8-scaled", SMALL, 81),
)


def published(spec: ModelSpec, form: str = "") -> Files:
    """The parts of a form, of the recommended one without a name."""
    chosen = spec.variant(form)
    if chosen is None:
        return Files({c.part: c.bytes for c in spec.components})
    return Files({part: sum(spec.file(id).size for id in ids) for part, ids in chosen.files.items()})


def written(card: str) -> str:
    """All letters of that card."""
    machine, known = cards.read(card), catalog.load()
    made = []
    for model, form, (width, height), frames in JOBS:
        spec = known.model(model)
        length = "frame_window_size" if spec.family == "talking" else "num_frames"
        params = catalog.read_params(spec, {"width": width, "height": height, length: frames})
        files = published(spec, form)
        job = task(spec, params, files)
        made.append(letter(job, machine, plan(job, machine), offers(spec, params, files, machine)))
    return ("\n" + "=" * 100 + "\n\n").join(made)


if __name__ == "__main__":
    for name in cards.names():
        (FOLDER / f"{name}.txt").write_text(written(name), "utf-8")
