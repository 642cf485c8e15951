"""What the person has chosen once for all: theme, language, folders, level, the last recipe."""

from __future__ import annotations

import os
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
    offline: bool = False
    downloads_folder: str = ""
    mirrors: tuple[str, ...] = ()
    proxy: str = ""


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

    @property
    def offline(self) -> bool:
        """Nothing may be fetched; enforced at the one door to the network."""
        return self._values.offline

    @offline.setter
    def offline(self, value: bool) -> None:
        self._set("offline", bool(value))

    @property
    def downloads_folder(self) -> str:
        """The models folder that fetched models go to; one of `models_folders`."""
        chosen = self._values.downloads_folder
        return chosen if chosen in self.models_folders else str(self._folders.models)

    @downloads_folder.setter
    def downloads_folder(self, value: str) -> None:
        if value and value not in self.models_folders:
            self.models_folders = (*self._values.models_folders, value)
        self._set("downloads_folder", value)

    @property
    def mirrors(self) -> tuple[str, ...]:
        """Bases of mirrors of the Hugging Face hub, asked before the hub itself."""
        return self._values.mirrors

    @mirrors.setter
    def mirrors(self, value: tuple[str, ...]) -> None:
        self._set("mirrors", tuple(one.strip().rstrip("/") for one in value if one.strip()))

    @property
    def proxy(self) -> str:
        """Address of a proxy for every download; "" takes that of the system."""
        return self._values.proxy

    @proxy.setter
    def proxy(self, value: str) -> None:
        self._set("proxy", value.strip())

    @property
    def token(self) -> str:
        """The access token of the Hugging Face hub; it lies in a file of its own that only its owner may read."""
        path = self.path.with_name("hub-token")
        return path.read_text(encoding="utf-8").strip() if path.is_file() else ""

    @token.setter
    def token(self, value: str) -> None:
        path, word = self.path.with_name("hub-token"), "".join(value.split())  # it may have been copied over two lines
        path.unlink(missing_ok=True)
        if word:
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(word)
        self.changed.emit("token")
