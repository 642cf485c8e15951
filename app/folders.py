"""Where Kinora keeps things on this computer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engine.store.home import HOME


@dataclass(frozen=True, slots=True)
class Folders:
    """One folder per kind of thing; nothing is made until `make` is called."""

    data: Path  # settings, the journal, the project
    work: Path  # one folder per unfinished job: its checkpoints and its growing film
    outputs: Path  # finished clips, unless the settings name another folder
    models: Path  # downloaded models
    logs: Path
    cache: Path  # what can be made again

    @classmethod
    def below(cls, root: Path) -> Folders:
        """Everything below one folder."""
        return cls(*(root / name for name in ("data", "work", "outputs", "models", "logs", "cache")))

    @classmethod
    def standard(cls) -> Folders:
        """Where this system wants such things, or below KINORA_HOME where that is set."""
        if os.environ.get(HOME):
            return cls.below(Path(os.environ[HOME]).expanduser().absolute())
        known = platformdirs.PlatformDirs("Kinora", appauthor=False)
        data = Path(known.user_data_dir)
        return cls(
            data=data,
            work=data / "work",
            outputs=Path(known.user_videos_dir) / "Kinora",
            models=data / "models",
            logs=Path(known.user_log_dir),
            cache=Path(known.user_cache_dir),
        )

    def make(self) -> None:
        """Make those that are not there; the outputs folder waits for the first clip."""
        for folder in (self.data, self.work, self.models, self.logs, self.cache):
            folder.mkdir(parents=True, exist_ok=True)


def shortened(text: str) -> str:
    """The text with the person's home folder written as ~, so that a log names nobody."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 3 else text
