"""Decodes the frames of clips in a thread of its own, the wanted one first, and keeps short clips wholly in memory."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtGui import QImage

from engine.api.errors import EngineError
from ui.viewer.clock import RATE

WHOLE = 512 << 20  # bytes of decoded pictures up to which a clip is kept whole
BEHIND, AHEAD = 12, 36  # frames kept round the wanted one of a longer clip
KEPT_CLIPS = 2
LONGEST_SOUND = 900.0  # s; the sound of longer films is not brought into memory


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """What the viewer must know of a clip."""

    path: str
    fps: float  # mean
    times: tuple[float, ...]  # s at which each frame appears
    seconds: float
    width: int  # pixels
    height: int  # pixels
    has_sound: bool = False
    sound: str = ""  # the file it lies in where that is another one
    sound_start: float = 0.0  # s into it
    whole: float = 0.0  # s of a film that is still being made, once it is finished

    @property
    def frames(self) -> int:
        return len(self.times)

    def at(self, seconds: float) -> int:
        """The frame on the screen at that time; the first or the last one outside the clip."""
        return min(self.frames - 1, max(0, bisect_right(self.times, seconds + 1e-6) - 1))


@dataclass(slots=True)
class _Source:
    """One open clip.  The decode thread writes all but `aim`, `grown` and `closed`, which the window writes."""

    path: str
    images: dict[int, QImage] = field(default_factory=dict)
    info: ClipInfo | None = None
    film: object = None
    pcm: bytes | None = None
    aim: int = 0
    grown: bool = False
    busy: bool = False
    closed: bool = False

    def wanted(self) -> range:
        """The frames that should be in memory now, the most urgent first."""
        assert self.info is not None
        if self.info.frames * self.info.width * self.info.height * 4 <= WHOLE:
            return range(self.info.frames)
        return range(max(0, self.aim - BEHIND), min(self.info.frames, self.aim + AHEAD))

    def next_missing(self) -> int | None:
        """The wanted frame itself, then those after it, then those before."""
        wanted = self.wanted()
        if len(self.images) == self.info.frames:
            return None
        aim = min(max(self.aim, wanted.start), wanted.stop - 1) if wanted else 0
        for index in (*range(aim, wanted.stop), *range(wanted.start, aim)):
            if index not in self.images:
                return index
        return None


class ClipReader(QObject):
    """Opens clips and hands out their frames; everything that takes time happens in one thread."""

    opened = Signal(str, object)  # path, ClipInfo
    grown = Signal(str, object)  # path, ClipInfo: a film that is being made has more frames now
    ready = Signal(str, int)  # path, index of a frame that is in memory now
    sound_ready = Signal(str, bytes)  # path, 48 kHz 16-bit stereo
    silent = Signal(str, object)  # path, EngineError: the pictures are there, the sound could not be read
    failed = Signal(str, object)  # path, EngineError
    _paused = Signal(object)  # a _Source whose thread found nothing more to do

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources: dict[str, _Source] = {}  # the latest used is last
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)  # an open film belongs to the one thread
        self._paused.connect(self._on_paused)

    def open(self, path: str) -> None:
        """Begin to read a clip; `opened` or `failed` follows, at once if it is open already."""
        source = self._sources.pop(path, None)
        if source is None or source.closed:
            source = _Source(path)
        self._sources[path] = source
        for old in list(self._sources)[:-KEPT_CLIPS]:
            self._sources.pop(old).closed = True
        if source.info is not None:
            self.opened.emit(path, source.info)
            if source.pcm:
                self.sound_ready.emit(path, source.pcm)
        self._go_on(source)

    def info(self, path: str) -> ClipInfo | None:
        """What is known of an open clip, None before `opened`."""
        return self._sources[path].info if path in self._sources else None

    def image(self, path: str, index: int) -> QImage | None:
        """A frame that is in memory, or None; it then comes with `ready`."""
        source = self._sources.get(path)
        if source is None:
            return None
        source.aim = index
        self._go_on(source)
        return source.images.get(index)

    def look_again(self, path: str) -> None:
        """An open film that is being made has more frames; `grown` tells how many."""
        source = self._sources.get(path)
        if source is not None:
            source.grown = True
            self._go_on(source)

    def forget(self, path: str) -> None:
        """Let go of a clip, so that a changed file is read anew."""
        if path in self._sources:
            self._sources.pop(path).closed = True

    def close(self) -> None:
        """Stop decoding; returns when the thread has ended."""
        for source in self._sources.values():
            source.closed = True
        self._sources.clear()
        self._pool.waitForDone(3000)

    def _go_on(self, source: _Source) -> None:
        read = source.info is not None and source.pcm is not None and source.next_missing() is None
        if not source.busy and not source.closed and (source.grown or not read):
            source.busy = True
            self._pool.start(lambda: self._decode(source))

    def _on_paused(self, source: _Source) -> None:
        source.busy = False
        self._go_on(source)

    # -- in the thread

    def _decode(self, source: _Source) -> None:
        try:
            if source.info is None and not source.closed:
                source.film, source.info = _open(source.path)
                self.opened.emit(source.path, source.info)
            self._look_again(source)
            if source.info is not None:
                self._go_through(source, source.info)
        except EngineError as wrong:
            source.closed = True
            self.failed.emit(source.path, wrong)
        if source.closed and source.film is not None:
            source.film.close()
            source.film = None
        self._paused.emit(source)

    def _look_again(self, source: _Source) -> None:
        if source.grown and source.film is not None:
            source.grown = False
            if source.film.look_again():
                source.info = _info(source.path, source.film)
                self.grown.emit(source.path, source.info)

    def _go_through(self, source: _Source, info: ClipInfo) -> None:
        """The wanted frame first, then the sound, then the other frames."""
        self._fill(source, 1)
        if source.pcm is None and not source.closed:
            try:
                source.pcm = _sound(info)
            except EngineError as wrong:  # a film without its sound is better than no film
                source.pcm = b""
                self.silent.emit(source.path, wrong)
            self.sound_ready.emit(source.path, source.pcm)
        self._fill(source, info.frames)

    def _fill(self, source: _Source, most: int) -> None:
        """Decode up to so many missing frames."""
        for _ in range(most):
            index = None if source.closed else source.next_missing()
            if index is None:
                return
            source.images[index] = _image(source.film, index)
            self._make_room(source)
            self.ready.emit(source.path, index)

    def _make_room(self, source: _Source) -> None:
        wanted = source.wanted()
        for index in [i for i in source.images if i not in wanted]:
            del source.images[index]


def _open(path: str) -> tuple[object, ClipInfo]:
    """Raises BadInput."""
    from engine.media.growing import open_film  # here: the window starts without PyAV and numpy

    film = open_film(Path(path))
    return film, _info(path, film)


def _info(path: str, film: object) -> ClipInfo:
    times = tuple(film.shown.tolist())
    info = ClipInfo(path, float(film.fps), times, film.seconds, film.width, film.height, film.has_audio)
    making = film.making
    if making is None:
        return info
    whole = float(making.frames / film.fps)
    return replace(info, sound=making.sound, sound_start=making.sound_start, whole=whole)


def _sound(info: ClipInfo) -> bytes:
    """The samples of a clip as the sound card wants them; none for a silent or a very long one.  Raises BadInput."""
    if not info.has_sound or max(info.seconds, info.whole) > LONGEST_SOUND:
        return b""
    from engine.media.audio import sound_blocks

    blocks = sound_blocks(Path(info.sound or info.path), RATE, 2, info.sound_start)
    return b"".join((block.T.clip(-1.0, 1.0) * 32767).astype("<i2").tobytes() for block in blocks)


def _image(film: object, index: int) -> QImage:
    """A frame as a picture that owns its pixels.  Raises BadInput."""
    pixels = film.read(index, layout="bgra")  # uint8 H W 4
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32).copy()
