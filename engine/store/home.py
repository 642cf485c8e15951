"""Where the window keeps models and what it was told about fetching, for the commands that work without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import platformdirs

HOME = "KINORA_HOME"  # this variable of the environment puts everything below one folder


class Choices(msgspec.Struct, frozen=True):
    """Those of the window's settings that matter here, by the names they have there."""

    models_folders: tuple[str, ...] = ()
    downloads_folder: str = ""
    mirrors: tuple[str, ...] = ()
    proxy: str = ""
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of the person."""

    data: Path
    models: Path
    choices: Choices

    @property
    def models_folders(self) -> tuple[str, ...]:
        """Where models are looked for, in order; Kinora's own folder comes last."""
        return (*(folder for folder in self.choices.models_folders if folder != str(self.models)), str(self.models))

    @property
    def downloads_folder(self) -> str:
        """Where fetched models go."""
        chosen = self.choices.downloads_folder
        return chosen if chosen in self.models_folders else str(self.models)

    @property
    def memory(self) -> Path:
        """The file of what is known of files that were hashed."""
        return self.data / "files.db"

    @property
    def token(self) -> str:
        """The access token of the Hugging Face hub."""
        path = self.data / "hub-token"
        return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def home(environ: Mapping[str, str]) -> Home:
    """The folders and choices as they are; settings that cannot be read are as good as none."""
    if environ.get(HOME):
        root = Path(environ[HOME]).expanduser().absolute()
        data, models = root / "data", root / "models"
    else:
        data = Path(platformdirs.PlatformDirs("Kinora", appauthor=False).user_data_dir)
        models = data / "models"
    try:
        choices = msgspec.json.decode((data / "settings.json").read_bytes(), type=Choices)
    except (OSError, msgspec.DecodeError):
        choices = Choices()
    return Home(data, models, choices)
