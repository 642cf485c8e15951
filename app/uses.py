"""What of a person's work needs a model: jobs that are still to be made, and clips of the timeline made with it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.job import State
from app.jobs import Jobs
from app.library import Library
from app.project import Project
from engine.api.request import GenerationRequest

_TO_BE_MADE = (State.WAITING, State.RUNNING, State.INTERRUPTED, State.FAILED, State.STOPPED)


def uses(model: str, jobs: Jobs, project: Project, library: Library) -> tuple[str, ...]:
    """Titles of the jobs that cannot be run, and of the clips that cannot be made again, without the model."""
    waiting = [job.title for job in jobs.all() if job.state in _TO_BE_MADE and job.request.model == model]
    made = {Path(row.path): model_of(row.recipe) for row in library.clips()}
    clips = (clip for track in project.tracks for clip in track.clips)
    shown = [clip.title or Path(clip.path).stem for clip in clips if made.get(Path(clip.path)) == model]
    return tuple(dict.fromkeys((*waiting, *shown)))


def model_of(recipe: str) -> str:
    """The model that a recipe names, "" if it is none."""
    try:
        return msgspec.json.decode(recipe, type=GenerationRequest).model
    except msgspec.DecodeError:
        return ""
