"""What the person has chosen once for all: theme, language, folders, level, the last recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from app import saved
from app.folders import Folders

THEMES = ("system", "dark", "light")
LANGUAGES = ("system", "en", "zh_CN", "pt_BR")


class Values(msgspec.Struct, frozen=True):
    """The settings as they lie in the file."""

    theme: str = "system"
    language: str = "system"
    outputs_folder: str = ""
    models_folders: tuple[str, ...] = ()
    text_scale: float = 1.0  # 0.9 to 1.5
    level: str = "Basic"
    last_recipe: dict[str, Any] = {}


class Settings(QObject):
    """Read and write the properties; each change is saved at once and told with its name."""

    changed = Signal(str)

    def __init__(self, folders: Folders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = folders.data / "settings.json"
        self._folders = folders
        found, self.bad_file = saved.read(self.path, Values)
        self._values = found or Values()

    def _set(self, name: str, value: Any) -> None:
        if getattr(self._values, name) == value:
            return
        self._values = msgspec.structs.replace(self._values, **{name: value})
        saved.write(self.path, msgspec.json.format(msgspec.json.encode(self._values), indent=2))
        self.changed.emit(name)

    @property
    def theme(self) -> str:
        """One of THEMES."""
        return self._values.theme if self._values.theme in THEMES else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        assert value in THEMES, value
        self._set("theme", value)

    @property
    def language(self) -> str:
        """One of LANGUAGES."""
        return self._values.language if self._values.language in LANGUAGES else "system"

    @language.setter
    def language(self, value: str) -> None:
        assert value in LANGUAGES, value
        self._set("language", value)

    @property
    def outputs_folder(self) -> str:
        """Where finished clips go."""
        return self._values.outputs_folder or str(self._folders.outputs)

    @outputs_folder.setter
    def outputs_folder(self, value: str) -> None:
        self._set("outputs_folder", "" if value and Path(value) == self._folders.outputs else value)

    @property
    def models_folders(self) -> tuple[str, ...]:
        """Where models are looked for, in order; Kinora's own folder comes last."""
        own = str(self._folders.models)
        return (*(folder for folder in self._values.models_folders if folder != own), own)

    @models_folders.setter
    def models_folders(self, value: tuple[str, ...]) -> None:
        self._set("models_folders", tuple(value))

    @property
    def text_scale(self) -> float:
        """0.9 to 1.5: how large text is shown."""
        return min(1.5, max(0.9, self._values.text_scale))

    @text_scale.setter
    def text_scale(self, value: float) -> None:
        self._set("text_scale", float(value))

    @property
    def level(self) -> str:
        """Basic, Advanced or Expert."""
        return self._values.level

    @level.setter
    def level(self, value: str) -> None:
        self._set("level", value)

    @property
    def last_recipe(self) -> dict[str, Any]:
        """The recipe panel as it was left: plain values by parameter name."""
        return dict(self._values.last_recipe)

    @last_recipe.setter
    def last_recipe(self, value: dict[str, Any]) -> None:
        self._set("last_recipe", dict(value))
