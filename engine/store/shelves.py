"""Where other programs keep the same files: ComfyUI, WanGP, the Hugging Face cache and LM Studio.

Their folders are read as they are: nothing is copied, moved or written there.
"""

from __future__ import annotations

import functools
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_COMFY = ("diffusion_models", "unet", "text_encoders", "clip", "vae", "clip_vision", "audio_encoders", "loras")
_WANGP = ("ckpts", "loras")
MOST_FOLDERS = 2000  # looked into below one shelf
UNSETTLED = 50_000_000  # nanoseconds; a folder that changed this lately may change again within the tick of its clock

_Names = dict[str, list[tuple[int, Path]]]


class App(StrEnum):
    """Whose folder it is."""

    COMFYUI = "ComfyUI"
    WANGP = "WanGP"
    HUGGING_FACE = "the Hugging Face cache"
    LM_STUDIO = "LM Studio"
    NOBODY = "a folder"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of another program."""

    app: App
    folder: Path


def recognise(folder: Path) -> Place | None:
    """Whose folder this is, told by what lies in it; None if it is nobody's that is known."""
    below = folder / "models"
    for comfy in (folder, below):
        if sum(os.path.isdir(comfy / name) for name in _COMFY) >= 2:
            return Place(App.COMFYUI, comfy)
    if os.path.isdir(folder / "ckpts"):
        return Place(App.WANGP, folder)
    for cache in (folder, folder / "hub"):
        if next(_listed(cache, "models--*"), None):
            return Place(App.HUGGING_FACE, cache)
    if folder.name == "models" and folder.parent.name in (".lmstudio", "lm-studio"):
        return Place(App.LM_STUDIO, folder)
    return None


def usual_places(home: Path, environ: Mapping[str, str]) -> tuple[Place, ...]:
    """The folders of other programs that are where they usually are."""
    cache = Path(environ.get("XDG_CACHE_HOME") or home / ".cache")
    hugging_face = [Path(environ[name]) for name in ("HF_HUB_CACHE", "HF_HOME") if environ.get(name)]
    roots = [home, home / "Documents", home / "Desktop", home / "Downloads", home / "git", home / "src"]
    names = ("ComfyUI", "ComfyUI_windows_portable/ComfyUI", "Wan2GP", "WanGP")
    guesses = [
        *hugging_face,
        cache / "huggingface",
        *(root / name for root in roots for name in names),
        home / "pinokio" / "api" / "wan.git" / "app",
        home / ".lmstudio" / "models",
        cache / "lm-studio" / "models",
    ]
    guesses += [there for guess in guesses for there in _extra_paths(guess / "extra_model_paths.yaml")]
    found = (recognise(guess) for guess in guesses if os.path.isdir(guess))
    return tuple(dict.fromkeys(place for place in found if place))


class Shelves:
    """What lies in other programs' folders, by name, as it was when each of them was first asked about."""

    def __init__(self) -> None:
        self._places: dict[Path, Place | None] = {}
        self._names: dict[tuple[Path, str], _Names] = {}

    def place(self, folder: Path) -> Place | None:
        """Whose folder it is."""
        if folder not in self._places:
            self._places[folder] = recognise(folder)
        return self._places[folder]

    def named(self, folder: Path, hubs: Iterable[str], name: str) -> Iterator[tuple[int, Path]]:
        """Every file or folder of that name, which may have several words, with the number of its shelf.

        hubs   owner/name of where the model and its files are published, for the caches that are ordered by it
        """
        place = self.place(folder)
        if place is None:
            return
        words = tuple(name.split("/"))
        for hub in hubs if place.app is App.HUGGING_FACE else ("",):
            if (folder, hub) not in self._names:
                self._names[folder, hub] = _walk(place, hub).names()
            for number, path in self._names[folder, hub].get(words[-1], ()):
                if path.parts[-len(words) :] == words:
                    yield number, path


def _shelves(place: Place, hub: str) -> Iterator[Path]:
    """The folders in which files of models lie."""
    if place.app is App.HUGGING_FACE:
        yield from _snapshots(place.folder, hub)
    elif place.app in (App.LM_STUDIO, App.NOBODY):
        yield from _tree(place.folder)
    else:
        for name in _COMFY if place.app is App.COMFYUI else _WANGP:
            yield from _tree(place.folder / name)


def every_shelf(place: Place) -> Iterator[Path]:
    """Each folder of the place that holds model files, whatever model they are of."""
    if place.app is App.HUGGING_FACE:
        for repo in _listed(place.folder, "models--*"):
            yield from _snapshots(place.folder, repo.name.removeprefix("models--").replace("--", "/"))
    else:
        yield from _shelves(place, "")


def _snapshots(cache: Path, hub: str) -> Iterator[Path]:
    """Each version of the model in the cache, the one that is called main first, with its folders."""
    if not hub:
        return
    repo = _repo(cache, hub)
    main = repo / "refs" / "main"
    commit = main.read_text(encoding="utf-8", errors="replace").strip() if os.path.isfile(main) else ""
    for version in sorted(_listed(repo / "snapshots", "*"), key=lambda path: (path.name != commit, path.name)):
        yield from _tree(version)


def _tree(top: Path) -> Iterator[Path]:
    """The folder and those below it, links to folders followed once."""
    waiting, seen = [str(top)], set[str]()
    while waiting and len(seen) < MOST_FOLDERS:
        folder = waiting.pop(0)
        real = os.path.realpath(folder)
        if real in seen or not os.path.isdir(folder):
            continue
        seen.add(real)
        yield Path(folder)
        waiting += sorted(one.path for one in entries(folder) if not one.name.startswith(".") and _is_folder(one))


class _Walk:
    """What was found on the shelves of a place, and when each of them had last changed: nothing is walked in vain."""

    def __init__(self, place: Place, hub: str) -> None:
        self._place, self._hub = place, hub
        self._known: tuple[dict[Path, int], _Names] = ({}, {})  # replaced as one, for several threads ask

    def names(self) -> _Names:
        """Name -> number of the shelf and path, the first shelf first."""
        stamps, names = self._known
        if stamps and all(_changed(folder) == stamp for folder, stamp in stamps.items()):
            return names
        return self._look()

    def _look(self) -> _Names:
        began = time.time_ns()
        names: _Names = {}
        repo = _repo(self._place.folder, self._hub)
        tops = (self._place.folder, repo, repo / "refs", repo / "refs" / "main", repo / "snapshots")
        stamps = {top: _changed(top) for top in tops}
        for number, folder in enumerate(_shelves(self._place, self._hub)):
            stamps[folder] = _changed(folder)
            for one in entries(folder):
                names.setdefault(one.name, []).append((number, Path(one.path)))
        settled = max(stamps.values()) <= began - UNSETTLED  # else the next change could bear the same time
        self._known = (stamps if settled else {}, names)
        return names


@functools.lru_cache(maxsize=32)
def _walk(place: Place, hub: str) -> _Walk:
    return _Walk(place, hub)


def _changed(path: Path) -> int:
    """Nanoseconds; -1 where nothing is."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return -1


def _repo(cache: Path, hub: str) -> Path:
    return cache / ("models--" + hub.replace("/", "--"))


def entries(folder: str | Path) -> list[os.DirEntry[str]]:
    """What lies in it; a folder that may not be read is as good as none."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link to itself, or into a folder that may not be read


def _listed(folder: Path, pattern: str) -> Iterator[Path]:
    try:
        yield from sorted(folder.glob(pattern))
    except OSError:
        return  # a folder that may not be read is as good as none


def _extra_paths(notes: Path) -> Iterator[Path]:
    """The folders that ComfyUI's own file of extra places names."""
    try:
        text = notes.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for found in re.findall(r"^\s*base_path:\s*[\"']?([^\"'#\n]+)", text, re.MULTILINE):
        yield Path(os.path.expanduser(found.strip()))
